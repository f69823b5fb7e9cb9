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
@strawberry.type(description="One thing that is contested, and what both sides and a decision say to it.")
class DisputeLine(Node):
    REQUIRES = REQUIRES

    position: int = plain("1 for the first.")
    document_kind: DisputeDocumentKind | None = plain("What kind of document it is about.")
    document_number: str | None = plain("The document's number.")
    document_on: Date | None = plain("The document's day.")
    clause_key: str | None = plain("The clause that it is about.")
    subject_key: str | None = plain("Of a measurement, the measured line; of a document, its line.")
    unit: str | None = plain("Unit of the quantity, by UN/ECE recommendation 20.")
    text: str = plain("What is contested, in the claimant's words.")
    is_open: bool = plain("Whether its dispute is filed and not at its end.")
    answer: LineAnswer | None = plain("What the other side answered.")
    answer_text: str = plain("Why it answered so.")
    answered_at: DateTime | None = plain("When it answered.")
    refusal: RefusalCode | None = plain("Why it was not taken up.")
    refusal_text: str = plain("The same in words.")
    decision: DecisionCode | None = plain("What it was found to be.")
    decision_text: str = plain("Why.")
    decided_at: DateTime | None = plain("When it was decided.")

    @value(Decimal | None, "How much.")
    def quantity(self: Row) -> Any:
        return exact(self.quantity)

    @value(str | None, "Who answered.")
    def answered_by(self: Row) -> Any:
        return self.answered_by_name

    @value(Money | None, "What is claimed.")
    def claimed(self: Row) -> Any:
        return amount(self.claimed_minor, queries.currency_of(self))

    @value(Money | None, "What the other side accepts of that.")
    def conceded(self: Row) -> Any:
        return amount(self.conceded_minor, queries.currency_of(self))

    @value(Money | None, "What the decision gives of it.")
    def decided(self: Row) -> Any:
        return amount(self.decided_minor, queries.currency_of(self))

    @computed(
        strawberry.ID | None, "Global ID of the record of the portal that it is about.",
        needs=lambda row: {"type": row.record_type, "id": row.record_id},
    )  # fmt: skip
    def record_id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text(self["type"], UUID(self["id"])) if self["type"] else None

    @read(Node | None, "That record; null where a token does not let it through.", requires=REQUIRES)
    def record(self: Row) -> Any:
        return nodes.pointed(Pointer(self.record_type, self.record_id, self.partner_id), CONTESTABLE)


@strawberry.type(description="A file that one side has brought, and what it shows.")
class DisputeEvidence:
    REQUIRES = REQUIRES

    @value(DisputePaper, "What it shows.")
    def kind(self: Row) -> Any:
        return queries.shown_kind(self)

    @value(bool, "Whether its side keeps it from the other side, also once the dispute is filed.")
    def is_kept_back(self: Row) -> Any:
        return queries.is_kept_back(self)

    @value(bool, "Whether the mediator of the dispute reads it beside that side.")
    def is_for_mediator(self: Row) -> Any:
        return queries.is_for_mediator(self)

    @read(File | None, "The file.", requires=REQUIRES)
    def file(self: Row) -> Any:
        return queries.file_of(self)
