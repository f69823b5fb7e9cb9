"""What a draft says that is begun from something that somebody contests."""

from collections.abc import Mapping
from decimal import Decimal as Exact
from typing import Any

import strawberry

from portal import ids, money
from portal.access import Permission
from portal.disputes import queries
from portal.disputes.models.cases import TITLE_LONGEST
from portal.disputes.rules import starting
from schema.contracts.types import Contract
from schema.disputes.enums import DisputeDocumentKind, DisputeReasonCode
from schema.engine.fields import Row, computed, plain, read
from schema.engine.scalars import Date
from schema.partners.types import Partner
from schema.shared.nodes import Money


@strawberry.type(description="A line of a draft, as `disputeDraft` takes it.")
class DisputeStartLine:
    record_id: strawberry.ID | None = plain("Kind or subject.")
    subject_key: str | None = plain("For a measurement, the measured line.")
    document_kind: DisputeDocumentKind | None = plain("Kind of the document.")
    document_number: str | None = plain("The document's number.")
    clause_key: str | None = plain("The key of the clause.")
    text: str = plain("What was said against it earlier, or how it was counted; can be empty.")
    claimed: Money | None = plain("Amount that could be claimed.")


@strawberry.type(description="Values of a draft.")
class DisputeStartValues:
    reason_code: DisputeReasonCode | None = plain("Suggested reason; null if the author must choose one.")
    title: str = plain("What it is about, in the language of `Accept-Language`.")
    known_on: Date | None = plain("Start of the time to file.")
    lines: list[DisputeStartLine] = plain("What is contested.")


def _line(one: starting.Line, language: str) -> DisputeStartLine:
    claimed: Any = None
    if one.claimed is not None:
        exact: Any = Exact(money.text(one.claimed))
        claimed = Money(amount=exact, currency=one.claimed.currency)
    text = one.text if isinstance(one.text, str) else one.text.in_(language)
    record: Any = one.record and ids.text(*one.record)
    return DisputeStartLine(
        record_id=record, subject_key=one.subject_key, document_kind=one.document_kind,
        document_number=one.document_number, clause_key=one.clause_key, text=text, claimed=claimed,
    )  # fmt: skip


@strawberry.type(description="Suggested draft about a record.")
class DisputeStart:
    REQUIRES = Permission.DISPUTE_FILE

    @computed(DisputeStartValues, "Values of the draft, for the caller's side.", needs=lambda row: {"facts": row.facts})
    def values(self: Mapping[str, Any], asking: Any) -> Any:
        found = starting.start(self["facts"], asking.actor.side)
        known: Any = found.known_on
        return DisputeStartValues(
            reason_code=found.reason_code, title=found.title.in_(asking.language)[:TITLE_LONGEST], known_on=known,
            lines=[_line(each, asking.language) for each in found.lines],
        )  # fmt: skip

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)

    @read(Contract | None, "The contract that it would be based on.")
    def contract(self: Row) -> Any:
        return queries.contract_with_text(self)
