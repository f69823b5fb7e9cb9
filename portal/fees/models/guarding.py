"""What the database itself refuses: a step that the table does not give, more shares than a sale has, and an approval
by whoever answers for the sale."""

from portal.database.moving import steps_kept
from portal.fees.rules.fee import LIFE
from portal.fees.rules.statuses import WHOLE

SHARES = f"""
CREATE OR REPLACE FUNCTION keep_shares() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended('shares ' || NEW.opportunity_id::text, 0));
  IF (SELECT coalesce(sum(share), 0) FROM attribution a
      WHERE a.opportunity_partner_id = NEW.opportunity_partner_id AND a.opportunity_id = NEW.opportunity_id)
    + NEW.share > {WHOLE} THEN
    RAISE EXCEPTION 'the shares in a sale come to more than all of it' USING ERRCODE = '23514';
  END IF;
  RETURN NEW;
END $$
"""
APPROVED = """
CREATE OR REPLACE FUNCTION approved_by_another() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.approved_by IS NOT NULL AND NEW.approved_by IS DISTINCT FROM OLD.approved_by AND EXISTS (
    SELECT FROM membership m WHERE m.partner_id = NEW.company_id AND m.id = NEW.company_owner_id
      AND m.person_id = NEW.approved_by) THEN
    RAISE EXCEPTION 'whoever answers for a sale does not approve its fee' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""
STATEMENTS = (
    *steps_kept(LIFE, "fee"),
    SHARES,
    "CREATE TRIGGER keep_shares BEFORE INSERT ON attribution FOR EACH ROW EXECUTE FUNCTION keep_shares()",
    APPROVED,
    "CREATE TRIGGER approved_by_another BEFORE UPDATE ON fee FOR EACH ROW EXECUTE FUNCTION approved_by_another()",
)
