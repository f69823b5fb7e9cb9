"""What is done after a settlement or a decision, and what keeps a cause from coming back."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from portal import ids
from portal.access import Permission
from portal.disputes import actions, queries
from portal.disputes.rules.prevention import PREVENTION
from portal.disputes.rules.remedy import REMEDY
from portal.expectations.queries import major
from schema.contracts.types import Contract
from schema.disputes.enums import (
    PreventionAction,
    PreventionStatus,
    RemedyAction,
    RemedyKind,
    RemedyStatus,
)
from schema.disputes.types.offered import OTHERWISE, DisputeOffer
from schema.engine.fields import Part, Row, computed, plain, read, value
from schema.engine.nodes import UNTOLD, Told, node
from schema.engine.scalars import Date, DateTime
from schema.files.types import File
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.nodes import Money, Node

REQUIRES = Permission.DISPUTE_READ
OF_REMEDY = {
    "dispute_id": Told("dispute", "dsp"), "claimed_by_name": Told("claimedBy"), "decided_by_name": Told("decidedBy"),
    "offer_id": Told("offer", "dof"),
    **dict.fromkeys(("due_calendar", "record_type", "record_id", "amendment_id"), UNTOLD),
}  # fmt: skip
OF_PREVENTION = {
    "dispute_id": Told("dispute", "dsp"), "done_by_name": Told("doneBy"), "checked_by_name": Told("checkedBy"),
    "planned_by_name": Told("plannedBy"), "due_calendar": UNTOLD,
}  # fmt: skip


@node("dre", find=queries.remedy, named=("remedy_id",), told=OF_REMEDY)
@strawberry.type(description="An action that one side must do by a date.")
class Remedy(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change.")
    number: int = plain("1 for the first of its dispute.")
    kind: RemedyKind = plain("The action.")
    obligor: Side = plain("The side that must do it.")
    text: str = plain("The same in words; can be empty.")
    subject_key: str | None = plain("The measured line or the document that it concerns.")
    due_on: Date = plain("The due date, in the time zone of the side that must do it.")
    status: RemedyStatus = plain("Current status.")
    evidence_note: str = plain("Note on how it was done.")
    claimed_at: DateTime | None = plain("When it was reported done.")
    decided_at: DateTime | None = plain("When the report was confirmed or refused.")
    reason: str = plain("Reason given with the last step.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline.")

    @computed(
        str | None, OTHERWISE, needs=lambda row: {"status": row.status, "waiting_on": row.waiting_on}, is_kept=True,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        return actions.otherwise_told(REMEDY, self, asking.language)

    @value(Money | None, "The amount, if it is about money.")
    def amount(self: Row) -> Any:
        columns = {"amount": major(self.amount_minor, self.currency), "currency": self.currency}
        return Part(columns, absent=self.amount_minor.is_(None))

    @value(str | None, "The person who reported it done.")
    def claimed_by(self: Row) -> Any:
        return self.claimed_by_name

    @value(str | None, "The person who confirmed or refused it.")
    def decided_by(self: Row) -> Any:
        return self.decided_by_name

    @computed(
        strawberry.ID | None, "Global ID of the portal record that it concerns.",
        needs=lambda row: {"type": row.record_type, "id": row.record_id},
    )  # fmt: skip
    def record_id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text(self["type"], UUID(self["id"])) if self["type"] else None

    @read(Contract | None, "The amendment that the portal started for it; null if the caller cannot see it.")
    def amendment(self: Row) -> Any:
        return queries.amendment_of(self)

    @read(list[File], "The latest evidence files.")
    def evidence(self: Row) -> Any:
        return queries.evidence_of_remedy(self)

    @read(
        DisputeOffer | None, "The accepted offer that it comes from; null if it comes from a concession or a decision."
    )
    def offer(self: Row) -> Any:
        return queries.offer_of(self)

    available_actions = steps.available(
        "RemedyAvailableAction", "A possible next step of a remedy for the caller's side.", RemedyAction,
        needs=queries.remedy_facts, possible=actions.remedy, due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


@node("dpv", find=queries.prevention, named=("prevention_id",), told=OF_PREVENTION)
@strawberry.type(description="An action to prevent a cause from recurring, and whether it worked.")
class Prevention(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    number: int = plain("1 for the first of its dispute.")
    side: Side = plain("The side that must do it.")
    text: str = plain("The action.")
    responsible: str = plain("The responsible function or person.")
    due_on: Date = plain("The due date.")
    check_on: Date = plain("The date from which its effect is checked.")
    status: PreventionStatus = plain("Current status.")
    done_note: str = plain("Note on what was done.")
    done_at: DateTime | None = plain("When it was reported done.")
    check_note: str = plain("Evidence of whether it worked.")
    checked_at: DateTime | None = plain("When its effect was judged.")
    planned_at: DateTime = plain("When it was planned.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")

    @value(DateTime | None, "Deadline; a late action keeps its date.")
    def due_at(self: Row) -> Any:
        return queries.prevention_due(self)

    @computed(
        str | None, OTHERWISE, needs=lambda row: {"status": row.status, "waiting_on": row.waiting_on}, is_kept=True,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        return actions.otherwise_told(PREVENTION, self, asking.language)

    @value(str | None, "The person who reported it done.")
    def done_by(self: Row) -> Any:
        return self.done_by_name

    @value(str | None, "The person who judged its effect.")
    def checked_by(self: Row) -> Any:
        return self.checked_by_name

    @value(str, "The person who planned it.")
    def planned_by(self: Row) -> Any:
        return self.planned_by_name

    available_actions = steps.available(
        "PreventionAvailableAction", "A possible next step of an action against a cause for the caller's side.",
        PreventionAction, needs=queries.prevention_facts, possible=actions.prevention,
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip
