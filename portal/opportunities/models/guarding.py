"""What no statement may do to an opportunity, whoever sends it: move it by a step that the table does not give them,
come in earlier than it arrived, or protect itself for longer."""

from collections.abc import Iterable

from portal.access import AccessClass, Role, Side, holders
from portal.opportunities.rules.opportunity import LIFE

_PEOPLE = frozenset(Role) - {Role.SYSTEM}
BEHIND = {
    AccessClass.PARTNER: frozenset(role for role in _PEOPLE if role.side is Side.PARTNER),
    AccessClass.MANAGER: frozenset({Role.RELATIONSHIP_MANAGER}),
    AccessClass.STAFF: frozenset(role for role in _PEOPLE if role.side is Side.HOST),
    AccessClass.AUDITOR: frozenset({Role.AUDITOR}),
    AccessClass.SYSTEM: frozenset({Role.SYSTEM}),
}
"""The roles that somebody can have who comes in by a login."""


def moves(login: AccessClass) -> frozenset[tuple[str, str]]:
    """From which status to which the table leads those who come in by this login."""
    found = set[tuple[str, str]]()
    for step in LIFE.steps:
        who = {*holders(step.may), *([Role.SYSTEM] if step.by_clock or step.clock_too else [])}
        if who & BEHIND[login]:
            found |= {(source.value, step.target.value) for source in step.source if source is not step.target}
    return frozenset(found)


def _pairs(found: Iterable[tuple[str, str]]) -> str:
    listed = ", ".join(f"'{source} {target}'" for source, target in sorted(found))
    return f"ARRAY[{listed}]::text[]"


_EACH = "\n".join(f"    WHEN '{login.value}' THEN {_pairs(moves(login))}" for login in AccessClass)
_ALL = _pairs(frozenset().union(*(moves(login) for login in AccessClass)))

KEEP_STEPS = f"""
CREATE OR REPLACE FUNCTION keep_steps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT OLD.status || ' ' || NEW.status = ANY (CASE session_user
{_EACH}
    ELSE {_ALL} END) THEN
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
    KEEP_STEPS,
    """CREATE TRIGGER keep_steps BEFORE UPDATE ON opportunity FOR EACH ROW
    WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION keep_steps()""",
    KEEP_PROTECTION,
    """CREATE TRIGGER keep_protection BEFORE UPDATE ON opportunity FOR EACH ROW
    WHEN (NEW.protected_at IS DISTINCT FROM OLD.protected_at OR NEW.paused_at IS DISTINCT FROM OLD.paused_at
      OR NEW.extensions <> OLD.extensions OR NEW.ends_at IS DISTINCT FROM OLD.ends_at)
    EXECUTE FUNCTION keep_protection()""",
)
