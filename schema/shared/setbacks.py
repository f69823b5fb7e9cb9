"""What the portal was to do by itself and could not, for the company's administrators."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from portal import ids, setbacks
from portal.access import Permission
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.enums import enum
from schema.engine.fields import Page, Row, computed, plain
from schema.engine.mutations import mutation, payload
from schema.engine.nodes import node
from schema.engine.scalars import DateTime
from schema.shared.enums import OPEN
from schema.shared.inputs import given, key
from schema.shared.nodes import Node

P = Permission.SETBACK_MANAGE
SINCE = sorting.instant("SINCE", "since")

SetbackKind: Any = enum(
    setbacks.Kind, "SetbackKind", f"What could not do it. {OPEN}",
    CLOCK="The clock: the date had come.", REACTION="What follows by itself from a step elsewhere.",
    JOB="A job that an operation wanted done after it.",
)  # fmt: skip


@node("stb", find=setbacks.setback, named=("setback_id",))
@strawberry.type(description="Something that the portal was to do by itself and could not; it is tried again.")
class Setback(Node):
    REQUIRES = P

    kind: SetbackKind = plain("What was to do it.")
    step: str = plain("The step of the record's life, or the name of the reaction or the job.")
    since: DateTime = plain("When it failed for the first time.")
    tries: int = plain("How often it has failed.")
    retry_at: DateTime | None = plain(
        "When it is tried again: later each time, an hour at most. Null: given up, until somebody has it tried again."
    )
    fault: str = plain("Why it failed the last time, in a sentence.")

    @computed(
        strawberry.ID,
        "Global ID of the record that it is about.",
        needs=lambda row: {"type": row.record_type, "id": row.record_id},
    )
    def record_id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text(self["type"], UUID(self["id"]))


@strawberry.input(description="Something that failed and is to be tried again at once.")
class SetbackTryAgainInput:
    setback_id: strawberry.ID = given("What failed.")
    idempotency_key: str | None = key()


SetbackPayload = payload(
    Setback, "setback", setbacks.setback, description="Result of having something tried again.",
    shown="What failed, and when it is tried again.", requires=P,
)  # fmt: skip


@strawberry.type
class SetbackQuery:
    @connection(
        Connection[Setback] | None, "What the portal could not do by itself, the longest ago first.", requires=P
    )
    def setbacks(self: Row) -> Any:
        return Page(setbacks.setbacks(), SINCE)


@strawberry.type
class SetbackMutation:
    setback_try_again = mutation(
        SetbackPayload, SetbackTryAgainInput, "Have something tried again within seconds, not when its turn comes.",
        setbacks.try_again, P,
    )  # fmt: skip
