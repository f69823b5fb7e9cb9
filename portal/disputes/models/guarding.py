"""What no statement may do to a case, whoever sends it: lower its level, decide it twice over, miscount its lines."""

KEEP_CASE = """
CREATE OR REPLACE FUNCTION keep_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.level < OLD.level THEN
    RAISE EXCEPTION 'the level of a dispute never falls' USING ERRCODE = '42501';
  END IF;
  IF OLD.status = 'ESCALATED' AND NEW.status = 'NEGOTIATION' AND OLD.sent_back_at = OLD.level THEN
    RAISE EXCEPTION 'a dispute is sent back once from a level' USING ERRCODE = '42501';
  END IF;
  IF NEW.entries < OLD.entries THEN
    RAISE EXCEPTION 'the chain of a dispute never gets shorter' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""

DECIDED_BY_SOMEBODY_NEW = """
CREATE OR REPLACE FUNCTION decided_by_somebody_new() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM dispute_entry WHERE partner_id = NEW.partner_id AND dispute_id = NEW.dispute_id
             AND person_id = NEW.person_id) THEN
    RAISE EXCEPTION 'whoever decides had no earlier part in the case' USING ERRCODE = '42501';
  END IF;
  IF EXISTS (SELECT FROM dispute_line WHERE partner_id = NEW.partner_id AND dispute_id = NEW.dispute_id
             AND decision IS NULL) THEN
    RAISE EXCEPTION 'a decision has a reason for every line' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""

SUMS_OF_LINES = """
CREATE OR REPLACE FUNCTION sums_of_lines() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE one record := coalesce(NEW, OLD);
BEGIN
  PERFORM FROM dispute d WHERE d.partner_id = one.partner_id
    AND d.id = coalesce(to_jsonb(one) ->> 'dispute_id', to_jsonb(one) ->> 'id')::uuid
    AND NOT EXISTS (
      SELECT FROM dispute_line l WHERE l.partner_id = d.partner_id AND l.dispute_id = d.id
      HAVING coalesce(sum(claimed_minor), 0) = d.claimed_minor AND coalesce(sum(conceded_minor), 0) = d.conceded_minor
        AND coalesce(sum(decided_minor), 0) = d.decided_minor);
  IF FOUND THEN
    RAISE EXCEPTION 'the amounts of a dispute are the sums of its lines' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
"""

STATEMENTS = (
    KEEP_CASE,
    DECIDED_BY_SOMEBODY_NEW,
    SUMS_OF_LINES,
    "CREATE TRIGGER keep_case BEFORE UPDATE ON dispute FOR EACH ROW EXECUTE FUNCTION keep_case()",
    """CREATE TRIGGER decided_by_somebody_new BEFORE INSERT ON dispute_entry FOR EACH ROW
    WHEN (NEW.kind = 'DECISION') EXECUTE FUNCTION decided_by_somebody_new()""",
    """CREATE CONSTRAINT TRIGGER sums_of_lines AFTER INSERT OR UPDATE OR DELETE ON dispute_line
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sums_of_lines()""",
    """CREATE CONSTRAINT TRIGGER sums_of_lines AFTER INSERT OR UPDATE ON dispute
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sums_of_lines()""",
)
