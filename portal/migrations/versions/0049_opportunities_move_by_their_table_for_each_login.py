"""opportunities move by their table for each login."""

from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""CREATE OR REPLACE FUNCTION public.keep_protection()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF session_user = 'portal_partner' AND ((NEW.protected_at, NEW.paused_at, NEW.extensions)
    IS DISTINCT FROM (OLD.protected_at, OLD.paused_at, OLD.extensions)
    OR coalesce(NEW.ends_at, 'infinity') > coalesce(OLD.ends_at, 'infinity')) THEN
    RAISE EXCEPTION 'how long an opportunity is protected is not for the partner to say' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_protection() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_protection() TO PUBLIC""",
    r"""CREATE OR REPLACE FUNCTION public.keep_scope()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.status <> 'DRAFT' AND (NEW.customer_name, NEW.customer_country, NEW.customer_domain, NEW.customer_lei,
      NEW.customer_vat, NEW.customer_register, NEW.customer_keys, NEW.products, NEW.regions, NEW.contract_id,
      NEW.source)
    IS DISTINCT FROM (OLD.customer_name, OLD.customer_country, OLD.customer_domain, OLD.customer_lei,
      OLD.customer_vat, OLD.customer_register, OLD.customer_keys, OLD.products, OLD.regions, OLD.contract_id,
      OLD.source) THEN
    RAISE EXCEPTION 'whom and what a registration is about stays' USING ERRCODE = '42501';
  END IF;
  IF OLD.filed_at IS NOT NULL AND (NEW.filed_at, NEW.filed_number) IS DISTINCT FROM (OLD.filed_at, OLD.filed_number)
  THEN
    RAISE EXCEPTION 'when a registration came in stays' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_scope() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_scope() TO PUBLIC""",
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
    r"""CREATE INDEX ix_opportunity_arrival_opportunity ON public.opportunity_arrival USING btree (partner_id, opportunity_id)""",
    r"""CREATE TRIGGER keep_protection BEFORE UPDATE ON public.opportunity FOR EACH ROW WHEN (((new.protected_at IS DISTINCT FROM old.protected_at) OR (new.paused_at IS DISTINCT FROM old.paused_at) OR (new.extensions <> old.extensions) OR (new.ends_at IS DISTINCT FROM old.ends_at))) EXECUTE FUNCTION keep_protection()""",
    r"""CREATE TRIGGER keep_steps BEFORE UPDATE ON public.opportunity FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION keep_steps()""",
)

DOWN = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""DROP TRIGGER keep_steps ON opportunity""",
    r"""DROP TRIGGER keep_protection ON opportunity""",
    r"""DROP INDEX ix_opportunity_arrival_opportunity""",
    r"""DROP FUNCTION keep_steps()""",
    r"""DROP FUNCTION keep_protection()""",
    r"""CREATE OR REPLACE FUNCTION public.keep_scope()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.status <> 'DRAFT' AND (NEW.customer_name, NEW.customer_country, NEW.customer_domain, NEW.customer_lei,
      NEW.customer_vat, NEW.customer_register, NEW.customer_keys, NEW.products, NEW.regions, NEW.contract_id,
      NEW.source)
    IS DISTINCT FROM (OLD.customer_name, OLD.customer_country, OLD.customer_domain, OLD.customer_lei,
      OLD.customer_vat, OLD.customer_register, OLD.customer_keys, OLD.products, OLD.regions, OLD.contract_id,
      OLD.source) THEN
    RAISE EXCEPTION 'whom and what a registration is about stays' USING ERRCODE = '42501';
  END IF;
  IF OLD.filed_at IS NOT NULL AND (NEW.filed_at, NEW.filed_number) IS DISTINCT FROM (OLD.filed_at, OLD.filed_number)
  THEN
    RAISE EXCEPTION 'when a registration came in stays' USING ERRCODE = '42501';
  END IF;
  IF NEW.status IN ('WON', 'LOST', 'REJECTED') AND OLD.status IN
    ('WON', 'LOST', 'EXPIRED', 'REJECTED', 'DECLINED', 'WITHDRAWN') AND NEW.status <> OLD.status THEN
    RAISE EXCEPTION 'what became of an opportunity stays' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_scope() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_scope() TO PUBLIC""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
