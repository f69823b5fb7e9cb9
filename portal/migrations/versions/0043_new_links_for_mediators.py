"""new links for mediators."""

from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""CREATE OR REPLACE FUNCTION public.follow_seat()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.link_sha256 IS DISTINCT FROM OLD.link_sha256 AND NEW.link_sha256 IS NOT NULL THEN
    DELETE FROM auth.mediator_key WHERE seat_id = NEW.id;
    UPDATE auth.mediator_session SET ended_at = statement_timestamp() WHERE seat_id = NEW.id AND ended_at IS NULL;
  END IF;
  INSERT INTO auth.mediator (seat_id, partner_id, dispute_id, is_admitted, sees_offers, ends_at)
  VALUES (NEW.id, NEW.partner_id, NEW.dispute_id, NEW.status IN ('SERVING', 'ENDED'),
    cardinality(NEW.offers_shown_by) = 2, NEW.ends_at)
  ON CONFLICT (seat_id) DO UPDATE SET is_admitted = excluded.is_admitted, sees_offers = excluded.sees_offers,
    ends_at = excluded.ends_at;
  RETURN NULL;
END $function$""",
    r"""REVOKE ALL ON FUNCTION follow_seat() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
)

DOWN = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""CREATE OR REPLACE FUNCTION public.follow_seat()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
AS $function$
BEGIN
  INSERT INTO auth.mediator (seat_id, partner_id, dispute_id, is_admitted, sees_offers, ends_at)
  VALUES (NEW.id, NEW.partner_id, NEW.dispute_id, NEW.status IN ('SERVING', 'ENDED'),
    cardinality(NEW.offers_shown_by) = 2, NEW.ends_at)
  ON CONFLICT (seat_id) DO UPDATE SET is_admitted = excluded.is_admitted, sees_offers = excluded.sees_offers,
    ends_at = excluded.ends_at;
  RETURN NULL;
END $function$""",
    r"""REVOKE ALL ON FUNCTION follow_seat() FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
