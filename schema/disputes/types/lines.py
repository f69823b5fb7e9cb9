"""The lines of a dispute and the files that its sides have brought."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import strawberry

from portal import ids
from portal.access import Permission
from portal.disputes import queries
from portal.disputes.operations import CONTESTABLE
from portal.expectations.queries import exact, major
from schema.disputes.enums import DecisionCode, DisputeDocumentKind, DisputePaper, LineAnswer, RefusalCode
from schema.engine import nodes, sorting
from schema.engine.fields import Part, Pointer, Row, computed, plain, read, value
from schema.engine.nodes import node
from schema.engine.scalars import Date, DateTime, Decimal
from schema.files.types import File
from schema.shared.nodes import Money, Node

REQUIRES = Permission.DISPUTE_READ
BY_POSITION = sorting.number("POSITION", "position")


def amount(minor: Row, currency: Row) -> Part:
    """Money; null where nothing of the dispute is about money."""
    return Part({"amount": major(minor, currency), "currency": currency}, absent=currency.is_(None))


@node("dsl", named=("line_id",))
@strawberry.type(description="A contested item, with both sides' positions and the decision.")
class DisputeLine(Node):
    REQUIRES = REQUIRES

    position: int = plain("1 for the first.")
    document_kind: DisputeDocumentKind | None = plain("Kind of the document.")
    document_number: str | None = plain("The document's number.")
    document_on: Date | None = plain("The document's date.")
    clause_key: str | None = plain("The key of the clause.")
    subject_key: str | None = plain("For a measurement, the measured line; for a document, its line.")
    unit: str | None = plain("Unit of the quantity, by UN/ECE recommendation 20.")
    text: str = plain("Description by the claimant.")
    is_open: bool = plain("True if its dispute is filed and not at its end.")
    answer: LineAnswer | None = plain("The other side's answer.")
    answer_text: str = plain("Reason for the answer.")
    answered_at: DateTime | None = plain("When it answered.")
    refusal: RefusalCode | None = plain("Code of the refusal.")
    refusal_text: str = plain("Explanation.")
    decision: DecisionCode | None = plain("The decision.")
    decision_text: str = plain("Why.")
    decided_at: DateTime | None = plain("When it was decided.")

    @value(Decimal | None, "The amount.")
    def quantity(self: Row) -> Any:
        return exact(self.quantity)

    @value(str | None, "The person who answered.")
    def answered_by(self: Row) -> Any:
        return self.answered_by_name

    @value(Money | None, "The amount claimed.")
    def claimed(self: Row) -> Any:
        return amount(self.claimed_minor, queries.currency_of(self))

    @value(Money | None, "Amount accepted by the other side.")
    def conceded(self: Row) -> Any:
        return amount(self.conceded_minor, queries.currency_of(self))

    @value(Money | None, "Amount awarded by the decision.")
    def decided(self: Row) -> Any:
        return amount(self.decided_minor, queries.currency_of(self))

    @computed(
        strawberry.ID | None, "Global ID of the portal record that it is about.",
        needs=lambda row: {"type": row.record_type, "id": row.record_id},
    )  # fmt: skip
    def record_id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text(self["type"], UUID(self["id"])) if self["type"] else None

    @read(Node | None, "That record; null if the token has no scope for it.", requires=REQUIRES)
    def record(self: Row) -> Any:
        return nodes.pointed(Pointer(self.record_type, self.record_id, self.partner_id), CONTESTABLE)


@strawberry.type(description="An evidence file of one side.")
class DisputeEvidence:
    REQUIRES = REQUIRES

    @value(DisputePaper, "Kind of paper that it is.")
    def kind(self: Row) -> Any:
        return queries.shown_kind(self)

    @value(bool, "True if its side keeps it from the other side, even after the dispute is filed.")
    def is_kept_back(self: Row) -> Any:
        return queries.is_kept_back(self)

    @value(bool, "True if the mediator can also read it.")
    def is_for_mediator(self: Row) -> Any:
        return queries.is_for_mediator(self)

    @read(File | None, "The file.", requires=REQUIRES)
    def file(self: Row) -> Any:
        return queries.file_of(self)
