"""What no statement may do to an opportunity, whoever sends it: move it by a step that the table does not give them,
come in earlier than it arrived, or protect itself for longer."""

from portal.access import AccessClass
from portal.database.moving import steps_kept
from portal.opportunities.rules.opportunity import LIFE

KEEP_PLACE = """
CREATE OR REPLACE FUNCTION keep_the_place() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM opportunity_arrival a WHERE a.partner_id = NEW.partner_id
      AND a.opportunity_id = NEW.id AND a.number = NEW.filed_number AND a.at = NEW.filed_at) THEN
    RAISE EXCEPTION 'a registration has the place in which it arrived' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""
KEEP_PROTECTION = f"""
CREATE OR REPLACE FUNCTION keep_protection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF session_user = '{AccessClass.PARTNER.value}' AND ((NEW.protected_at, NEW.paused_at, NEW.extensions)
    IS DISTINCT FROM (OLD.protected_at, OLD.paused_at, OLD.extensions)
    OR coalesce(NEW.ends_at, 'infinity') > coalesce(OLD.ends_at, 'infinity')) THEN
    RAISE EXCEPTION 'how long an opportunity is protected is not for the partner to say' USING ERRCODE = '42501';
  END IF;
  RETURN NEW;
END $$
"""

STATEMENTS = (
    *steps_kept(LIFE, "opportunity"),
    KEEP_PLACE,
    # after `keep_steps`, by its name: who may not take the step is not asked for a place
    """CREATE TRIGGER keep_the_place BEFORE UPDATE ON opportunity FOR EACH ROW
    WHEN (OLD.status IN ('DRAFT', 'OFFERED') AND NEW.status = 'SUBMITTED') EXECUTE FUNCTION keep_the_place()""",
    KEEP_PROTECTION,
    """CREATE TRIGGER keep_protection BEFORE UPDATE ON opportunity FOR EACH ROW
    WHEN (NEW.protected_at IS DISTINCT FROM OLD.protected_at OR NEW.paused_at IS DISTINCT FROM OLD.paused_at
      OR NEW.extensions <> OLD.extensions OR NEW.ends_at IS DISTINCT FROM OLD.ends_at)
    EXECUTE FUNCTION keep_protection()""",
)
