"""What no statement does to a record with a life, whoever sends it: move it by a step that its table does not give."""

from collections.abc import Iterable
from typing import Any

from portal.access import AccessClass, Role, Side, holders
from portal.machine import Machine, Step

_PEOPLE = frozenset(Role) - {Role.SYSTEM}
BEHIND = {
    AccessClass.PARTNER: frozenset(role for role in _PEOPLE if role.side is Side.PARTNER),
    AccessClass.MANAGER: frozenset({Role.RELATIONSHIP_MANAGER}),
    AccessClass.STAFF: frozenset(role for role in _PEOPLE if role.side is Side.HOST),
    AccessClass.AUDITOR: frozenset({Role.AUDITOR}),
    AccessClass.SYSTEM: frozenset({Role.SYSTEM}),
}
"""The roles that somebody can have who comes in by a login."""


def moves(life: Machine[Any, Any], login: AccessClass) -> frozenset[tuple[str, str]]:
    """From which status to which the table leads those who come in by this login, by a step or what follows from it."""
    taken = [step for step in life.steps if _takers(step) & BEHIND[login]]
    found = {(source, step.target) for step in taken for source in step.source}
    while True:
        after = {name for step in taken for name in step.then}
        more = [step for step in life.steps if step.action in after and step not in taken]
        if not more:
            return frozenset((source.value, target.value) for source, target in found if source is not target)
        reached = {target for _, target in found}
        found |= {(source, step.target) for step in more for source in step.source & reached}
        taken += more


def _takers(step: Step[Any]) -> set[Role]:
    return {*holders(step.may), *([Role.SYSTEM] if step.by_clock or step.clock_too else [])}


def _pairs(found: Iterable[tuple[str, str]]) -> str:
    listed = ", ".join(f"'{source} {target}'" for source, target in sorted(found))
    return f"ARRAY[{listed}]::text[]"


def steps_kept(life: Machine[Any, Any], table: str) -> tuple[str, str]:
    """The function and the trigger by which PostgreSQL refuses (42501) every change of the table's status that the
    life does not give to the login that sends it. Other logins, those that lay out the database, may take any step."""
    each = "\n".join(f"    WHEN '{login.value}' THEN {_pairs(moves(life, login))}" for login in AccessClass)
    every = _pairs(frozenset().union(*(moves(life, login) for login in AccessClass)))
    function = f"""
CREATE OR REPLACE FUNCTION keep_steps_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT OLD.status || ' ' || NEW.status = ANY (CASE session_user
{each}
    ELSE {every} END) THEN
    RAISE EXCEPTION 'no step leads there' USING ERRCODE = '42501', TABLE = '{table}';
  END IF;
  RETURN NEW;
END $$
"""
    trigger = f"""CREATE TRIGGER keep_steps BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN (NEW.status <> OLD.status) EXECUTE FUNCTION keep_steps_of_{table}()"""
    return function, trigger
