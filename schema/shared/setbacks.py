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
    setbacks.Kind, "SetbackKind", f"Kind of a failed step. {OPEN}",
    CLOCK="A step at a deadline.", REACTION="A step that follows from another step.",
    JOB="A job that an operation started.",
)  # fmt: skip


@node("stb", find=setbacks.setback, named=("setback_id",))
@strawberry.type(description="An automatic step that failed and is tried again.")
class Setback(Node):
    REQUIRES = P

    kind: SetbackKind = plain("Kind of the failed step.")
    step: str = plain("The step of the record, or the name of the reaction or the job.")
    since: DateTime = plain("When it first failed.")
    tries: int = plain("Number of failures.")
    retry_at: DateTime | None = plain(
        "When it is tried again: later each time, within an hour at most. Null: given up, until someone"
        " has it tried again."
    )

    @computed(str, "Reason for the last failure, in a sentence.", needs=lambda row: {"kept": row.fault})
    def fault(self: Mapping[str, Any], asking: Any) -> Any:
        return setbacks.said(self["kept"]).in_(asking.language)

    @computed(
        strawberry.ID,
        "Global ID of the record that it is about.",
        needs=lambda row: {"type": row.record_type, "id": row.record_id},
    )
    def record_id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text(self["type"], UUID(self["id"]))


@strawberry.input(description="A failed step to try again immediately.")
class SetbackTryAgainInput:
    setback_id: strawberry.ID = given("The failed step.")
    idempotency_key: str | None = key()


SetbackPayload = payload(
    Setback, "setback", setbacks.setback, description="Result of trying a failed step again.",
    shown="The failed step, and when it is tried again.", requires=P,
)  # fmt: skip


@strawberry.type
class SetbackQuery:
    @connection(Connection[Setback] | None, "Automatic steps that failed, oldest first.", requires=P)
    def setbacks(self: Row) -> Any:
        return Page(setbacks.setbacks(), SINCE)


@strawberry.type
class SetbackMutation:
    setback_try_again = mutation(
        SetbackPayload, SetbackTryAgainInput, "Try a failed step again within seconds.",
        setbacks.try_again, P,
    )  # fmt: skip
