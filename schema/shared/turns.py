"""Whose turn it is: what waits for the caller, for others of their side and for the other side, in all rooms."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import strawberry

from portal import access, ids, rooms, turns
from portal.access import Permission
from schema.engine import nodes, sorting
from schema.engine.connections import Connection, connection
from schema.engine.enums import enum
from schema.engine.errors import Told
from schema.engine.fields import BySide, Page, Pointer, Row, computed, plain, read
from schema.engine.scalars import DateTime
from schema.shared.enums import Role, Side, snake
from schema.shared.nodes import Node
from schema.shared.steps import NAMES, NOT_FOR, Blocker, not_for

P = Permission.ACTIVITY_READ
DUE = sorting.instant("DUE_AT", "due_at", nullable=True)

WaitingOn: Any = enum(
    turns.On, "WaitingOn", "Whose turn it is, from the caller's view.",
    ME="The caller, because one of their roles has the next step.",
    MY_SIDE="Others on the caller's side.", OTHER_SIDE="The other side.",
)  # fmt: skip


@strawberry.type(description="A step that the caller's side can take when it is its turn.")
class NextStep:
    name: str = plain("Name, as in the record's `availableActions`.")
    allowed: bool = plain("True if the caller can take the step now.")
    blocked_by: Blocker | None = plain("The reason why not; null if allowed.")
    roles: list[Role] = plain("The roles on the caller's side that can take the step.")
    not_for: list[strawberry.ID] | None = plain(NOT_FOR)


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    allowed: bool
    blocked_by: Told | None
    roles: list[Any]
    not_for: list[str] | None


def _facts(turn: Row) -> Mapping[str, Any]:
    return {"record_type": turn.record_type, "facts": turn.facts}


@strawberry.type(description="A record that is waiting for someone.")
class Turn:
    REQUIRES = P

    @computed(
        strawberry.ID, "Global ID of the record.",
        needs=lambda row: {"type": row.record_type, "id": row.record_id},
    )  # fmt: skip
    def id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text(self["type"], UUID(self["id"]))

    @computed(
        str | None, "Title, in the language of `Accept-Language` where it is not a name.",
        needs=lambda row: {"type": row.record_type, "title": row.title},
    )  # fmt: skip
    def title(self: Mapping[str, Any], asking: Any) -> Any:
        return rooms.named(self["type"], self["title"], asking.language)

    number: str | None = plain("Printed number; null for none.")
    waiting_on: list[Side] = plain("The sides whose turn it is.")
    since: DateTime = plain("When it started waiting.")
    due_at: DateTime | None = plain("Deadline; null for none.")

    @read(Node | None, "The record; null if the token has no scope for it.", requires=P)
    def subject(self: Row) -> Any:
        return nodes.pointed(Pointer(self.record_type, self.record_id, self.partner_id), turns.STEPS)

    @computed(str | None, "Status, in the language of `Accept-Language`.", needs=_facts, is_kept=True)
    def standing(self: Mapping[str, Any], asking: Any) -> Any:
        said = turns.standing(self)
        return said and said[0].in_(asking.language)

    @computed(
        str | None, "What happens if no one acts by then, in the same language; null for nothing.",
        needs=_facts, is_kept=True,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        said = turns.standing(self)
        return said and said[1] and said[1].in_(asking.language)

    @computed(
        list[NextStep], "Next steps of the caller's side, most useful first; empty if it cannot act itself.",
        needs=_facts, is_kept=True,
    )  # fmt: skip
    def next(self: Mapping[str, Any], asking: Any) -> Any:
        return [
            _Step(
                NAMES.get((action.machine, action.name)) or snake(action.name), action.allowed,
                Told(action.refusal, asking.language) if action.refusal else None, list(action.roles),
                not_for(action),
            )
            for action in turns.next_steps(self, asking.actor, asking.now)
        ]  # fmt: skip


@strawberry.type
class TurnQuery:
    @connection(
        Connection[Turn] | None,
        "Records waiting for the caller, for their side or for the other side, earliest deadline first;"
        " those without a deadline last.",
        requires=P,
    )
    def waiting(self: Row, on: WaitingOn) -> Any:
        return BySide({permission: _page(turns.On(str(on)), side) for permission, side in turns.SIDES.items()})


def _page(on: turns.On, side: access.Side) -> Page:
    branches = turns.waiting(on, turns.kinds(side))
    return Page(turns.whole(branches), DUE, branches=branches)
