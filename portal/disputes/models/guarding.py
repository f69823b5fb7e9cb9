"""What no statement may do to a case, whoever sends it: lower its level, decide it twice over, miscount its lines."""

from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.models import Breach, Consequence, Measurement, Subject

_MEASURED = ", ".join(f"'{kind.PREFIX}'" for kind in (Measurement, Breach, Consequence))
_KINDS = ", ".join(f"'{kind.value}'" for kind in SubjectKind)

MEASURED_BY = f"""
CREATE OR REPLACE FUNCTION measured_by(uuid, uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT j.by_id FROM dispute_line l JOIN journal j ON j.partner_id = l.partner_id AND j.record_id = l.record_id
  WHERE l.partner_id = $1 AND l.dispute_id = $2 AND l.record_type IN ({_MEASURED})
  UNION ALL
  SELECT b.person_id FROM (
    SELECT l.subject_key FROM dispute_line l
    WHERE l.partner_id = $1 AND l.dispute_id = $2 AND l.record_type = '{Measurement.PREFIX}'
    UNION ALL
    SELECT s.subject_key FROM dispute_line l JOIN subject s ON s.partner_id = l.partner_id AND s.id = l.record_id
    WHERE l.partner_id = $1 AND l.dispute_id = $2 AND l.record_type = '{Subject.PREFIX}'
    UNION ALL
    SELECT s.subject_key FROM dispute_line l
    JOIN missed_line m ON m.partner_id = l.partner_id AND m.measurement_id = l.record_id
    JOIN subject s ON s.partner_id = m.partner_id AND s.id = m.subject_id
    WHERE l.partner_id = $1 AND l.dispute_id = $2 AND l.subject_key IS NULL
  ) one
  JOIN fact f ON f.partner_id = $1 AND f.kind IN ({_KINDS}) AND f.subject_key = one.subject_key
  JOIN fact_batch b ON b.partner_id = f.partner_id AND b.id = f.batch_id
$$
"""
"""Who made what is contested, by the ids of a partner and a dispute: whoever sent the facts of a line, or acted on the
value, the breach or what it cost. Of a value without a named line, the lines are those that it counts as missed."""

KEEP_CASE = """
CREATE OR REPLACE FUNCTION keep_case() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.level < OLD.level THEN
    RAISE EXCEPTION 'the level of a dispute never falls' USING ERRCODE = '42501';
  END IF;
  IF OLD.status = 'ESCALATED' AND NEW.status = 'NEGOTIATION' AND OLD.sent_back_at = OLD.level THEN
    RAISE EXCEPTION 'a dispute is sent back once from a level' USING ERRCODE = '42501';
  END IF;
  IF OLD.status = 'ESCALATED' AND NEW.status = 'NEGOTIATION' AND NEW.sent_back_at IS DISTINCT FROM OLD.level
     OR coalesce(NEW.sent_back_at, -1) < coalesce(OLD.sent_back_at, -1) THEN
    RAISE EXCEPTION 'from which level a dispute was sent back is kept' USING ERRCODE = '42501';
  END IF;
  IF NEW.entries < OLD.entries THEN
    RAISE EXCEPTION 'the chain of a dispute never gets shorter' USING ERRCODE = '42501';
  END IF;
  IF OLD.filed_at IS NOT NULL AND NEW.agreed <> OLD.agreed THEN
    RAISE EXCEPTION 'what the contract said at the filing stays' USING ERRCODE = '42501';
  END IF;
  IF NEW.is_dismissed AND NOT OLD.is_dismissed AND NEW.status <> 'INADMISSIBLE' THEN
    RAISE EXCEPTION 'a dispute is dismissed by a refusal alone' USING ERRCODE = '42501';
  END IF;
  -- what is not looked at asks for no right: so each that reads a table stands inside of one that does not
  IF NEW.status = 'CLOSED' AND OLD.status <> 'CLOSED' THEN
    IF NOT (OLD.status = 'INADMISSIBLE' AND OLD.is_dismissed OR OLD.status = 'EXTERNAL' AND NEW.outcome <> ''
       OR OLD.status = 'RESOLVED' AND NEW.cause IS NOT NULL AND (NEW.no_prevention_reason <> '' OR EXISTS (
         SELECT FROM dispute_prevention p WHERE p.partner_id = NEW.partner_id AND p.dispute_id = NEW.id))) THEN
      RAISE EXCEPTION 'a dispute is closed with its cause and what prevents it' USING ERRCODE = '42501';
    END IF;
  END IF;
  IF NEW.officer_id IS DISTINCT FROM OLD.officer_id THEN
    IF EXISTS (SELECT FROM organisation o WHERE o.id = NEW.partner_id AND o.manager_id = NEW.officer_id)
       OR EXISTS (SELECT FROM membership m WHERE m.partner_id = NEW.company_id AND m.id = NEW.officer_id
                  AND m.person_id IN (SELECT measured_by(NEW.partner_id, NEW.id))) THEN
      RAISE EXCEPTION 'the officer of a dispute has no part in what it is about' USING ERRCODE = '42501';
    END IF;
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
  IF NEW.person_id IN (SELECT measured_by(NEW.partner_id, NEW.dispute_id)) OR EXISTS (
     SELECT FROM organisation o JOIN membership m ON m.id = o.manager_id
     WHERE o.id = NEW.partner_id AND m.person_id = NEW.person_id) THEN
    RAISE EXCEPTION 'nobody decides in their own cause' USING ERRCODE = '42501';
  END IF;
  IF EXISTS (SELECT FROM dispute_line WHERE partner_id = NEW.partner_id AND dispute_id = NEW.dispute_id
             AND decision IS NULL) THEN
    RAISE EXCEPTION 'a decision has a reason for every line' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""

DECIDED_IN_THE_CHAIN = """
CREATE OR REPLACE FUNCTION decided_in_the_chain() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM dispute_entry WHERE partner_id = NEW.partner_id AND dispute_id = NEW.id
                 AND kind = 'DECISION' AND number > OLD.entries) THEN
    RAISE EXCEPTION 'a decision is in the chain of its dispute' USING ERRCODE = '42501';
  END IF;
  RETURN NULL;
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

KEEP_OFFER = """
CREATE OR REPLACE FUNCTION keep_offer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.status <> 'OPEN' THEN
    RAISE EXCEPTION 'what became of an offer stays' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""

SUMS_OF_ACTIONS = """
CREATE OR REPLACE FUNCTION sums_of_actions() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE offer uuid := CASE TG_TABLE_NAME WHEN 'settlement_offer' THEN NEW.id
  ELSE (to_jsonb(NEW) ->> 'offer_id')::uuid END;
BEGIN
  PERFORM FROM settlement_offer o WHERE o.partner_id = NEW.partner_id AND o.id = offer AND o.total_minor
    IS DISTINCT FROM (
      SELECT CASE WHEN o.status = 'ACCEPTED' THEN coalesce(sum(r.amount_minor), 0) END
      FROM dispute_remedy r WHERE r.partner_id = o.partner_id AND r.offer_id = o.id);
  IF FOUND THEN
    RAISE EXCEPTION 'the total of a settlement is the sum of its actions' USING ERRCODE = '23514';
  END IF;
  RETURN NULL;
END $$
"""

KEEP_SEAT = """
CREATE OR REPLACE FUNCTION keep_seat() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE other text := CASE session_user WHEN 'portal_partner' THEN 'HOST' WHEN 'portal_manager' THEN 'PARTNER'
  WHEN 'portal_staff' THEN 'PARTNER' END;
BEGIN
  IF OLD.ends_at IS NOT NULL THEN
    RAISE EXCEPTION 'what became of a mediator stays' USING ERRCODE = '42501';
  END IF;
  IF OLD.declaration_sha256 IS NOT NULL AND (NEW.declaration, NEW.declaration_sha256, NEW.has_interests)
    IS DISTINCT FROM (OLD.declaration, OLD.declaration_sha256, OLD.has_interests) THEN
    RAISE EXCEPTION 'what a mediator declared stays' USING ERRCODE = '42501';
  END IF;
  IF other IS NOT NULL AND ((other = ANY (NEW.accepted_by)) <> (other = ANY (OLD.accepted_by))
    OR (other = ANY (NEW.offers_shown_by)) <> (other = ANY (OLD.offers_shown_by))) THEN
    RAISE EXCEPTION 'a side speaks for itself' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""

STATEMENTS = (
    KEEP_SEAT,
    "CREATE TRIGGER keep_seat BEFORE UPDATE ON mediator_seat FOR EACH ROW EXECUTE FUNCTION keep_seat()",
    KEEP_OFFER,
    SUMS_OF_ACTIONS,
    "CREATE TRIGGER keep_offer BEFORE UPDATE ON settlement_offer FOR EACH ROW EXECUTE FUNCTION keep_offer()",
    """CREATE CONSTRAINT TRIGGER sums_of_actions AFTER INSERT OR UPDATE ON settlement_offer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sums_of_actions()""",
    """CREATE CONSTRAINT TRIGGER sums_of_actions AFTER INSERT OR UPDATE ON dispute_remedy
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION sums_of_actions()""",
    MEASURED_BY,
    KEEP_CASE,
    DECIDED_IN_THE_CHAIN,
    """CREATE CONSTRAINT TRIGGER decided_in_the_chain AFTER UPDATE ON dispute DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (NEW.status = 'DECIDED' AND OLD.status <> 'DECIDED') EXECUTE FUNCTION decided_in_the_chain()""",
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
