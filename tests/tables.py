"""A table of the design written down a second time, and the cells (status, action, role) that it speaks about."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from portal import ids
from portal.access import SYSTEM, Actor, Role, Side
from portal.machine import Machine

PLACE = UUID("00000000-0000-7000-8000-000000000001")


@dataclass(frozen=True, slots=True)
class Row:
    """`who` are the roles that may, in the words of the design."""

    source: str
    action: str
    target: str
    who: frozenset[str]
    event: str


def read(text: str) -> dict[tuple[str, str], Row]:
    """Lines "from | action | to | who | event" by status and action; a second row for the same cell is a fault."""
    rows: dict[tuple[str, str], Row] = {}
    for line in text.strip().splitlines():
        source, action, target, who, event = (part.strip() for part in line.split("|"))
        assert (source, action) not in rows
        rows[source, action] = Row(source, action, target, frozenset(who.split()), event)
    return rows


def rows_of(machine: Machine[Any, Any]) -> list[Row]:
    return [Row(row.source, row.action, row.target, frozenset(row.who.split()), row.event) for row in machine.rows()]


def pairs(table: dict[tuple[str, str], Row]) -> list[tuple[str, Role]]:
    """Every action of the table with every role; the statuses, the third side of the product, are looked at in one go.

    A test for each of the thousands of cells would take longer to begin than to run.
    """
    actions = dict.fromkeys(row.action for row in table.values())
    return [(action, role) for action in actions for role in Role]


def somebody(role: Role) -> Actor:
    """A person with this one role; the clock for SYSTEM."""
    if role is Role.SYSTEM:
        return SYSTEM
    return Actor(ids.NIL, "Robin", role.side, PLACE, frozenset({role}))


def reachable(initial: str, table: dict[tuple[str, str], Row]) -> set[str]:
    """The statuses to which a way leads from the first one."""
    found, new = set[str](), {initial}
    while new:
        found |= new
        new = {row.target for row in table.values() if row.source in found} - found
    return found


def offered(status: str, side: Side, table: dict[tuple[str, str], Row]) -> list[str]:
    """The actions that somebody of the side may take from the status, in the order of the table."""
    roles = {role.value for role in Role if role.side is side and role is not Role.SYSTEM}
    return [row.action for row in table.values() if row.source == status and row.who & roles]
