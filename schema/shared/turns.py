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
from schema.shared.steps import NAMES, Blocker

P = Permission.ACTIVITY_READ
DUE = sorting.instant("DUE_AT", "due_at", nullable=True)

WaitingOn: Any = enum(
    turns.On, "WaitingOn", "Who is waited for, as the caller sees it.",
    ME="The caller's side, where one of the caller's roles has the next step.",
    MY_SIDE="The caller's side, where others of it have the next step.", OTHER_SIDE="The other side.",
)  # fmt: skip


@strawberry.type(description="A step by which the caller's side does what it is waited for.")
class NextStep:
    name: str = plain("As in the record's `availableActions`.")
    allowed: bool = plain("True if the caller may take it now.")
    blocked_by: Blocker | None = plain("Why not; null if allowed.")
    roles: list[Role] = plain("The roles of the caller's side whose people may take it.")


@dataclass(frozen=True, slots=True)
class _Step:
    name: str
    allowed: bool
    blocked_by: Told | None
    roles: list[Any]


def _facts(turn: Row) -> Mapping[str, Any]:
    return {"record_type": turn.record_type, "facts": turn.facts}


@strawberry.type(description="A record that waits for somebody.")
class Turn:
    REQUIRES = P

    @computed(
        strawberry.ID, "Global ID of what waits.",
        needs=lambda row: {"type": row.record_type, "id": row.record_id},
    )  # fmt: skip
    def id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text(self["type"], UUID(self["id"]))

    @computed(
        str | None, "How it is called, in the language of `Accept-Language` where that is no name.",
        needs=lambda row: {"type": row.record_type, "title": row.title},
    )  # fmt: skip
    def title(self: Mapping[str, Any], asking: Any) -> Any:
        return rooms.named(self["type"], self["title"], asking.language)

    number: str | None = plain("What is printed on it; null for none.")
    waiting_on: list[Side] = plain("The sides that are waited for.")
    since: DateTime = plain("Since when it waits.")
    due_at: DateTime | None = plain("By when; null for no date.")

    @read(Node | None, "What waits; null where a token does not let it through.", requires=P)
    def subject(self: Row) -> Any:
        return nodes.pointed(Pointer(self.record_type, self.record_id, self.partner_id), turns.STEPS)

    @computed(str | None, "Where it is in its life, in the language of `Accept-Language`.", needs=_facts, is_kept=True)
    def standing(self: Mapping[str, Any], asking: Any) -> Any:
        said = turns.standing(self)
        return said and said[0].in_(asking.language)

    @computed(
        str | None, "What happens when nobody acts by then, in the same language; null for nothing.",
        needs=_facts, is_kept=True,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        said = turns.standing(self)
        return said and said[1] and said[1].in_(asking.language)

    @computed(
        list[NextStep], "What the caller's side does next, the best first; empty where it can do nothing itself.",
        needs=_facts, is_kept=True,
    )  # fmt: skip
    def next(self: Mapping[str, Any], asking: Any) -> Any:
        return [
            _Step(
                NAMES.get((action.machine, action.name)) or snake(action.name), action.allowed,
                Told(action.refusal, asking.language) if action.refusal else None, list(action.roles),
            )
            for action in turns.next_steps(self, asking.actor, asking.now)
        ]  # fmt: skip


@strawberry.type
class TurnQuery:
    @connection(
        Connection[Turn] | None,
        "What waits for the caller, for their side or for the other side, the earliest first; what has no date last.",
        requires=P,
    )
    def waiting(self: Row, on: WaitingOn) -> Any:
        return BySide({permission: _page(turns.On(str(on)), side) for permission, side in turns.SIDES.items()})


def _page(on: turns.On, side: access.Side) -> Page:
    branches = turns.waiting(on, turns.kinds(side))
    return Page(turns.whole(branches), DUE, branches=branches)
