"""no login moves a fee, a suggestion or a session but by its steps."""

from alembic import op

revision = "0057"
down_revision = "0056"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""DROP TRIGGER keep_steps ON opportunity""",
    r"""DROP FUNCTION keep_steps()""",
    r"""CREATE OR REPLACE FUNCTION public.keep_overlap()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  side text := CASE session_user WHEN 'portal_partner' THEN 'PARTNER'
    WHEN 'portal_manager' THEN 'HOST' WHEN 'portal_staff' THEN 'HOST' END;
BEGIN
  IF side IS NULL THEN
    RETURN NEW;
  END IF;
  IF (array_remove(NEW.sent, side), array_remove(NEW.answered, side), array_remove(NEW.disclosed, side))
    IS DISTINCT FROM
    (array_remove(OLD.sent, side), array_remove(OLD.answered, side), array_remove(OLD.disclosed, side)) THEN
    RAISE EXCEPTION 'what a side has done it says itself' USING ERRCODE = '42501';
  END IF;
  IF OLD.status = 'PROPOSED' AND NEW.status = 'AGREED' AND OLD.author = side THEN
    RAISE EXCEPTION 'terms are agreed to by the other side' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_overlap() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_overlap() TO PUBLIC""",
    r"""CREATE OR REPLACE FUNCTION public.keep_steps_of_fee()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NOT OLD.status || ' ' || NEW.status = ANY (CASE session_user
    WHEN 'portal_partner' THEN ARRAY[]::text[]
    WHEN 'portal_manager' THEN ARRAY[]::text[]
    WHEN 'portal_staff' THEN ARRAY['ACCRUED APPROVED', 'ACCRUED HELD', 'ACCRUED REVERSED', 'APPROVED HELD', 'APPROVED PAID', 'APPROVED REVERSED', 'HELD ACCRUED', 'HELD REVERSED']::text[]
    WHEN 'portal_auditor' THEN ARRAY[]::text[]
    WHEN 'portal_system' THEN ARRAY['ACCRUED HELD', 'APPROVED HELD', 'HELD ACCRUED', 'REVERSED ACCRUED']::text[]
    ELSE ARRAY['ACCRUED APPROVED', 'ACCRUED HELD', 'ACCRUED REVERSED', 'APPROVED HELD', 'APPROVED PAID', 'APPROVED REVERSED', 'HELD ACCRUED', 'HELD REVERSED', 'REVERSED ACCRUED']::text[] END) THEN
    RAISE EXCEPTION 'no step leads there' USING ERRCODE = '42501', TABLE = 'fee';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_steps_of_fee() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_steps_of_fee() TO PUBLIC""",
    r"""CREATE OR REPLACE FUNCTION public.keep_steps_of_opportunity()
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
    RAISE EXCEPTION 'no step leads there' USING ERRCODE = '42501', TABLE = 'opportunity';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_steps_of_opportunity() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_steps_of_opportunity() TO PUBLIC""",
    r"""CREATE OR REPLACE FUNCTION public.keep_steps_of_overlap_session()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NOT OLD.status || ' ' || NEW.status = ANY (CASE session_user
    WHEN 'portal_partner' THEN ARRAY['AGREED CANCELLED', 'AGREED SENT', 'ANSWERED CANCELLED', 'COUNTED CANCELLED', 'PROPOSED AGREED', 'PROPOSED CANCELLED', 'SENT ANSWERED', 'SENT CANCELLED']::text[]
    WHEN 'portal_manager' THEN ARRAY['AGREED CANCELLED', 'AGREED SENT', 'ANSWERED CANCELLED', 'COUNTED CANCELLED', 'PROPOSED AGREED', 'PROPOSED CANCELLED', 'SENT ANSWERED', 'SENT CANCELLED']::text[]
    WHEN 'portal_staff' THEN ARRAY['AGREED CANCELLED', 'AGREED SENT', 'ANSWERED CANCELLED', 'COUNTED CANCELLED', 'PROPOSED AGREED', 'PROPOSED CANCELLED', 'SENT ANSWERED', 'SENT CANCELLED']::text[]
    WHEN 'portal_auditor' THEN ARRAY[]::text[]
    WHEN 'portal_system' THEN ARRAY['AGREED EXPIRED', 'AGREED SENT', 'ANSWERED COUNTED', 'ANSWERED EXPIRED', 'ANSWERED REVEALED', 'COUNTED EXPIRED', 'COUNTED REVEALED', 'PROPOSED EXPIRED', 'SENT ANSWERED', 'SENT EXPIRED']::text[]
    ELSE ARRAY['AGREED CANCELLED', 'AGREED EXPIRED', 'AGREED SENT', 'ANSWERED CANCELLED', 'ANSWERED COUNTED', 'ANSWERED EXPIRED', 'ANSWERED REVEALED', 'COUNTED CANCELLED', 'COUNTED EXPIRED', 'COUNTED REVEALED', 'PROPOSED AGREED', 'PROPOSED CANCELLED', 'PROPOSED EXPIRED', 'SENT ANSWERED', 'SENT CANCELLED', 'SENT EXPIRED']::text[] END) THEN
    RAISE EXCEPTION 'no step leads there' USING ERRCODE = '42501', TABLE = 'overlap_session';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_steps_of_overlap_session() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_steps_of_overlap_session() TO PUBLIC""",
    r"""CREATE OR REPLACE FUNCTION public.keep_steps_of_suggestion()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NOT OLD.status || ' ' || NEW.status = ANY (CASE session_user
    WHEN 'portal_partner' THEN ARRAY['OPEN DISMISSED', 'OPEN TAKEN']::text[]
    WHEN 'portal_manager' THEN ARRAY['OPEN DISMISSED', 'OPEN TAKEN']::text[]
    WHEN 'portal_staff' THEN ARRAY['OPEN DISMISSED', 'OPEN TAKEN']::text[]
    WHEN 'portal_auditor' THEN ARRAY[]::text[]
    WHEN 'portal_system' THEN ARRAY['DISMISSED OPEN', 'ENDED OPEN', 'OPEN ENDED']::text[]
    ELSE ARRAY['DISMISSED OPEN', 'ENDED OPEN', 'OPEN DISMISSED', 'OPEN ENDED', 'OPEN TAKEN']::text[] END) THEN
    RAISE EXCEPTION 'no step leads there' USING ERRCODE = '42501', TABLE = 'suggestion';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_steps_of_suggestion() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_steps_of_suggestion() TO PUBLIC""",
    r"""CREATE OR REPLACE FUNCTION public.keep_the_place()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NOT EXISTS (SELECT FROM opportunity_arrival a WHERE a.partner_id = NEW.partner_id
      AND a.opportunity_id = NEW.id AND a.number = NEW.filed_number AND a.at = NEW.filed_at) THEN
    RAISE EXCEPTION 'a registration has the place in which it arrived' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_the_place() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_the_place() TO PUBLIC""",
    r"""CREATE TRIGGER keep_steps BEFORE UPDATE ON public.fee FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION keep_steps_of_fee()""",
    r"""CREATE TRIGGER keep_steps BEFORE UPDATE ON public.opportunity FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION keep_steps_of_opportunity()""",
    r"""CREATE TRIGGER keep_the_place BEFORE UPDATE ON public.opportunity FOR EACH ROW WHEN (((old.status = ANY (ARRAY['DRAFT'::text, 'OFFERED'::text])) AND (new.status = 'SUBMITTED'::text))) EXECUTE FUNCTION keep_the_place()""",
    r"""CREATE TRIGGER keep_steps BEFORE UPDATE ON public.overlap_session FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION keep_steps_of_overlap_session()""",
    r"""CREATE TRIGGER keep_steps BEFORE UPDATE ON public.suggestion FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION keep_steps_of_suggestion()""",
)

DOWN = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""DROP TRIGGER keep_steps ON suggestion""",
    r"""DROP TRIGGER keep_steps ON overlap_session""",
    r"""DROP TRIGGER keep_the_place ON opportunity""",
    r"""DROP TRIGGER keep_steps ON opportunity""",
    r"""DROP TRIGGER keep_steps ON fee""",
    r"""DROP FUNCTION keep_the_place()""",
    r"""DROP FUNCTION keep_steps_of_suggestion()""",
    r"""DROP FUNCTION keep_steps_of_overlap_session()""",
    r"""DROP FUNCTION keep_steps_of_opportunity()""",
    r"""DROP FUNCTION keep_steps_of_fee()""",
    r"""CREATE OR REPLACE FUNCTION public.keep_overlap()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE
  side text := CASE session_user WHEN 'portal_partner' THEN 'PARTNER'
    WHEN 'portal_manager' THEN 'HOST' WHEN 'portal_staff' THEN 'HOST' END;
BEGIN
  IF NEW.status <> OLD.status AND OLD.status IN ('CANCELLED', 'EXPIRED', 'REVEALED') THEN
    RAISE EXCEPTION 'a session that has ended stays as it is' USING ERRCODE = '42501';
  END IF;
  IF side IS NULL THEN
    RETURN NEW;
  END IF;
  IF (array_remove(NEW.sent, side), array_remove(NEW.answered, side), array_remove(NEW.disclosed, side))
    IS DISTINCT FROM
    (array_remove(OLD.sent, side), array_remove(OLD.answered, side), array_remove(OLD.disclosed, side)) THEN
    RAISE EXCEPTION 'what a side has done it says itself' USING ERRCODE = '42501';
  END IF;
  IF NEW.status <> OLD.status AND (NEW.status IN ('COUNTED', 'REVEALED', 'EXPIRED')
    OR (NEW.status = 'AGREED' AND OLD.author = side)) THEN
    RAISE EXCEPTION 'no step of a session leads there' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $function$""",
    r"""REVOKE ALL ON FUNCTION keep_overlap() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION keep_overlap() TO PUBLIC""",
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
    r"""CREATE TRIGGER keep_steps BEFORE UPDATE ON public.opportunity FOR EACH ROW WHEN ((new.status <> old.status)) EXECUTE FUNCTION keep_steps()""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
