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
    record_id: strawberry.ID | None = plain("What it is about.")
    subject_key: str | None = plain("Of a measurement, the measured line.")
    document_kind: DisputeDocumentKind | None = plain("What kind of document it is about.")
    document_number: str | None = plain("The document's number.")
    clause_key: str | None = plain("The clause that it is about.")
    text: str = plain("What was said against it before, or how it was counted; may be empty.")
    claimed: Money | None = plain("What could be claimed.")


@strawberry.type(description="What the draft says.")
class DisputeStartValues:
    reason_code: DisputeReasonCode | None = plain("Why; null where whoever writes it names a reason.")
    title: str = plain("What it is about, in the language of `Accept-Language`.")
    known_on: Date | None = plain("The day from which the time to file it counts.")
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


@strawberry.type(description="What a draft about a record would say.")
class DisputeStart:
    REQUIRES = Permission.DISPUTE_FILE

    @computed(DisputeStartValues, "Its values, for the caller's side.", needs=lambda row: {"facts": row.facts})
    def values(self: Mapping[str, Any], asking: Any) -> Any:
        found = starting.start(self["facts"], asking.actor.side)
        known: Any = found.known_on
        return DisputeStartValues(
            reason_code=found.reason_code, title=found.title.in_(asking.language)[:TITLE_LONGEST], known_on=known,
            lines=[_line(each, asking.language) for each in found.lines],
        )  # fmt: skip

    @read(Partner | None, "The partner of the two sides.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.partner_of(self)

    @read(Contract | None, "The contract that it would rest on.")
    def contract(self: Row) -> Any:
        return queries.contract_with_text(self)
