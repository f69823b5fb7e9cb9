"""direct deals found by words and whether one owns a rival."""

from alembic import op

revision = "0063"
down_revision = "0062"
branch_labels = None
depends_on = None

UP = (
    r"""SET LOCAL check_function_bodies = off""",
    r"""ALTER TABLE direct_deal ADD COLUMN folded text""",
    r"""ALTER TABLE direct_deal NO FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE direct_deal DISABLE TRIGGER USER""",
    r"""UPDATE direct_deal SET folded = (
  SELECT fold(string_agg(to_jsonb(direct_deal) ->> part, ' '))
  FROM unnest(ARRAY['number', 'customer_name', 'customer_domain', 'products']) AS part)""",
    r"""SET CONSTRAINTS ALL IMMEDIATE""",
    r"""ALTER TABLE direct_deal ENABLE TRIGGER USER""",
    r"""ALTER TABLE direct_deal FORCE ROW LEVEL SECURITY""",
    r"""ALTER TABLE direct_deal ALTER COLUMN folded SET NOT NULL""",
    r"""CREATE OR REPLACE FUNCTION public.owns_rival(partner uuid, registration uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
BEGIN
  -- Only those who see the deals of the company itself can answer for one; others may not even ask.
  IF session_user <> 'portal_staff' THEN
    RETURN false;
  END IF;
  RETURN EXISTS (
    SELECT FROM conflict_case c
    JOIN conflict_rival r ON r.partner_id = c.partner_id AND r.conflict_id = c.id
    JOIN direct_deal d ON d.partner_id = r.rival_partner_id AND d.id = r.direct_deal_id
    WHERE c.partner_id = partner AND c.opportunity_id = registration AND d.partner_id = current_partner()
      AND d.owner_id = current_member());
END $function$""",
    r"""REVOKE ALL ON FUNCTION owns_rival(uuid,uuid) FROM PUBLIC, portal_partner, portal_manager, portal_staff, portal_auditor, portal_system, portal_auth, portal_mediator""",
    r"""GRANT EXECUTE ON FUNCTION owns_rival(uuid,uuid) TO PUBLIC""",
    r"""CREATE TRIGGER keep_folded BEFORE INSERT OR UPDATE OF number, customer_name, customer_domain, products, folded ON public.direct_deal FOR EACH ROW EXECUTE FUNCTION keep_folded('number', 'customer_name', 'customer_domain', 'products')""",
)

DOWN = (
    r"""DROP TRIGGER keep_folded ON direct_deal""",
    r"""DROP FUNCTION owns_rival(uuid,uuid)""",
    r"""ALTER TABLE direct_deal DROP COLUMN folded""",
)


def upgrade() -> None:
    for statement in UP:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for statement in DOWN:
        op.get_bind().exec_driver_sql(statement)
