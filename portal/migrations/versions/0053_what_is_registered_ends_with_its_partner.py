"""what is registered ends with its partner."""

from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""CREATE OR REPLACE FUNCTION public.keep_steps()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NOT OLD.status || ' ' || NEW.status = ANY (CASE session_user
    WHEN 'portal_partner' THEN ARRAY['CONFLICT WITHDRAWN', 'DRAFT SUBMITTED', 'DRAFT WITHDRAWN', 'INFO_REQUESTED SUBMITTED', 'INFO_REQUESTED WITHDRAWN', 'OFFERED DECLINED', 'OFFERED SUBMITTED', 'PROTECTED LOST', 'PROTECTED WITHDRAWN', 'PROTECTED WON', 'SUBMITTED WITHDRAWN']::text[]
    WHEN 'portal_manager' THEN ARRAY['CONFLICT PROTECTED', 'CONFLICT REJECTED', 'DRAFT OFFERED', 'DRAFT WITHDRAWN']::text[]
    WHEN 'portal_staff' THEN ARRAY['CONFLICT PROTECTED', 'CONFLICT REJECTED', 'DRAFT OFFERED', 'DRAFT WITHDRAWN', 'PROTECTED LOST', 'PROTECTED WON', 'SUBMITTED CONFLICT', 'SUBMITTED INFO_REQUESTED', 'SUBMITTED PROTECTED', 'SUBMITTED REJECTED']::text[]
    WHEN 'portal_auditor' THEN ARRAY[]::text[]
    WHEN 'portal_system' THEN ARRAY['CONFLICT WITHDRAWN', 'DRAFT WITHDRAWN', 'EXPIRED PROTECTED', 'INFO_REQUESTED EXPIRED', 'INFO_REQUESTED WITHDRAWN', 'OFFERED DECLINED', 'OFFERED WITHDRAWN', 'PROTECTED EXPIRED', 'PROTECTED WITHDRAWN', 'REJECTED PROTECTED', 'SUBMITTED CONFLICT', 'SUBMITTED PROTECTED', 'SUBMITTED WITHDRAWN']::text[]
    ELSE ARRAY['CONFLICT PROTECTED', 'CONFLICT REJECTED', 'CONFLICT WITHDRAWN', 'DRAFT OFFERED', 'DRAFT SUBMITTED', 'DRAFT WITHDRAWN', 'EXPIRED PROTECTED', 'INFO_REQUESTED EXPIRED', 'INFO_REQUESTED SUBMITTED', 'INFO_REQUESTED WITHDRAWN', 'OFFERED DECLINED', 'OFFERED SUBMITTED', 'OFFERED WITHDRAWN', 'PROTECTED EXPIRED', 'PROTECTED LOST', 'PROTECTED WITHDRAWN', 'PROTECTED WON', 'REJECTED PROTECTED', 'SUBMITTED CONFLICT', 'SUBMITTED INFO_REQUESTED', 'SUBMITTED PROTECTED', 'SUBMITTED REJECTED', 'SUBMITTED WITHDRAWN']::text[] END) THEN
    RAISE EXCEPTION 'no step of an opportunity leads there' USING ERRCODE = '42501';
  END IF;
  -- what is not looked at asks for no right: so what reads a table stands inside of what does not
  IF OLD.status IN ('DRAFT', 'OFFERED') AND NEW.status = 'SUBMITTED' THEN
    IF NOT EXISTS (SELECT FROM opportunity_arrival a WHERE a.partner_id = NEW.partner_id
        AND a.opportunity_id = NEW.id AND a.number = NEW.filed_number AND a.at = NEW.filed_at) THEN
      RAISE EXCEPTION 'a registration has the place in which it arrived' USING ERRCODE = '42501';
    END IF;
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_steps() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_steps() TO PUBLIC""",
)

DOWN = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""CREATE OR REPLACE FUNCTION public.keep_steps()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NOT OLD.status || ' ' || NEW.status = ANY (CASE session_user
    WHEN 'portal_partner' THEN ARRAY['CONFLICT WITHDRAWN', 'DRAFT SUBMITTED', 'DRAFT WITHDRAWN', 'INFO_REQUESTED SUBMITTED', 'INFO_REQUESTED WITHDRAWN', 'OFFERED DECLINED', 'OFFERED SUBMITTED', 'PROTECTED LOST', 'PROTECTED WITHDRAWN', 'PROTECTED WON', 'SUBMITTED WITHDRAWN']::text[]
    WHEN 'portal_manager' THEN ARRAY['CONFLICT PROTECTED', 'CONFLICT REJECTED', 'DRAFT OFFERED', 'DRAFT WITHDRAWN']::text[]
    WHEN 'portal_staff' THEN ARRAY['CONFLICT PROTECTED', 'CONFLICT REJECTED', 'DRAFT OFFERED', 'DRAFT WITHDRAWN', 'PROTECTED LOST', 'PROTECTED WON', 'SUBMITTED CONFLICT', 'SUBMITTED INFO_REQUESTED', 'SUBMITTED PROTECTED', 'SUBMITTED REJECTED']::text[]
    WHEN 'portal_auditor' THEN ARRAY[]::text[]
    WHEN 'portal_system' THEN ARRAY['EXPIRED PROTECTED', 'INFO_REQUESTED EXPIRED', 'OFFERED DECLINED', 'PROTECTED EXPIRED', 'REJECTED PROTECTED', 'SUBMITTED CONFLICT', 'SUBMITTED PROTECTED']::text[]
    ELSE ARRAY['CONFLICT PROTECTED', 'CONFLICT REJECTED', 'CONFLICT WITHDRAWN', 'DRAFT OFFERED', 'DRAFT SUBMITTED', 'DRAFT WITHDRAWN', 'EXPIRED PROTECTED', 'INFO_REQUESTED EXPIRED', 'INFO_REQUESTED SUBMITTED', 'INFO_REQUESTED WITHDRAWN', 'OFFERED DECLINED', 'OFFERED SUBMITTED', 'PROTECTED EXPIRED', 'PROTECTED LOST', 'PROTECTED WITHDRAWN', 'PROTECTED WON', 'REJECTED PROTECTED', 'SUBMITTED CONFLICT', 'SUBMITTED INFO_REQUESTED', 'SUBMITTED PROTECTED', 'SUBMITTED REJECTED', 'SUBMITTED WITHDRAWN']::text[] END) THEN
    RAISE EXCEPTION 'no step of an opportunity leads there' USING ERRCODE = '42501';
  END IF;
  -- what is not looked at asks for no right: so what reads a table stands inside of what does not
  IF OLD.status IN ('DRAFT', 'OFFERED') AND NEW.status = 'SUBMITTED' THEN
    IF NOT EXISTS (SELECT FROM opportunity_arrival a WHERE a.partner_id = NEW.partner_id
        AND a.opportunity_id = NEW.id AND a.number = NEW.filed_number AND a.at = NEW.filed_at) THEN
      RAISE EXCEPTION 'a registration has the place in which it arrived' USING ERRCODE = '42501';
    END IF;
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_steps() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_steps() TO PUBLIC""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
