"""The lines of a dispute as somebody brings them: checked, and written so that one thing has one name."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from portal import errors, ids
from portal.disputes.models import Dispute, DisputeLine
from portal.disputes.models.cases import LINE_LONGEST, MOST_LINES
from portal.money import Money
from portal.sentences import say
from portal.wording import line, note_given

LONGEST_NUMBER = 100
CLAUSE = "clause:"
"""Before what a line is about that names nothing but a clause."""
_UNIT = re.compile(r"[A-Z0-9]{2,3}")
_SIGNS, _ZEROS = re.compile(r"[\W_]+"), re.compile(r"(?<![0-9])0+(?=[0-9])")
MOST_QUANTITY = Decimal(10) ** 14


class DocumentKind(StrEnum):
    INVOICE = "INVOICE"
    ORDER = "ORDER"
    DELIVERY = "DELIVERY"
    CREDIT_NOTE = "CREDIT_NOTE"
    DEDUCTION = "DEDUCTION"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenLine:
    """One line: a record of the portal, a document, a clause, or words alone; how much, and what is claimed."""

    record: tuple[str, UUID] | None = None
    """Type prefix and id."""
    subject_key: str | None = None
    """The measured line of a measurement, or the line of a document."""
    document_kind: DocumentKind | None = None
    document_number: str | None = None
    document_on: date | None = None
    clause_key: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    text: str = ""
    claimed: Money | None = None


def spelled(number: str) -> str:
    """A document's number without what people write differently: "inv-00 17" and "INV17" are one."""
    return _ZEROS.sub("", _SIGNS.sub("", unicodedata.normalize("NFKC", number).casefold()))


def made(dispute: Dispute, given: Sequence[GivenLine]) -> list[DisputeLine]:
    """The rows, numbered from 1. Refuses: Invalid with everything that is wrong, by its place."""
    path = ("input", "lines")
    if len(given) > MOST_LINES:
        raise errors.Invalid("A dispute can have at most {most} lines.", most=MOST_LINES, path=path)
    faults, rows, subjects = errors.Faults(), [], set[str]()
    for number, one in enumerate(given):
        with faults:
            row = _row(dispute, one, number + 1, (*path, str(number)))
            if row.subject in subjects:
                raise errors.Invalid("Another line is about the same thing.", path=(*path, str(number)))
            subjects.add(row.subject)
            rows.append(row)
    with faults:
        _check_currency(given, path)
    faults.refuse()
    return rows


def kept(dispute: Dispute, rows: Sequence[DisputeLine]) -> list[DisputeLine]:
    """Rows that stay as they are; clauses are those of the dispute's contract as it is now."""
    for row in rows:
        if row.subject.startswith(CLAUSE):
            row.subject = f"{CLAUSE}{dispute.contract_id}:{row.clause_key}"
    return [*rows]


def _check_currency(given: Sequence[GivenLine], path: Sequence[str]) -> None:
    currencies = {one.claimed.currency for one in given if one.claimed}
    if len(currencies) > 1:
        raise errors.Invalid(
            "All lines of a dispute are in one currency. File one dispute for each.", path=path
        )  # fmt: skip


def _row(dispute: Dispute, one: GivenLine, position: int, path: Sequence[str]) -> DisputeLine:
    faults, said = errors.Faults(), {}
    with faults:
        said["document_number"] = _number(one, path)
    with faults:
        said |= _quantity(one, path)
    with faults:
        said["text"] = (
            note_given(one.text, say("Enter what you contest."), *path[1:], "text", longest=LINE_LONGEST)
            if one.text.strip()
            else ""
        )
    with faults:
        if one.claimed is not None and one.claimed.minor < 0:
            raise errors.Invalid("The amount cannot be negative.", path=(*path, "claimed"))
    faults.refuse()
    record_type, record_id = one.record or (None, None)
    return DisputeLine(
        partner_id=dispute.partner_id, id=ids.new(), dispute_id=dispute.id, position=position, side=dispute.claimant,
        subject=_subject(dispute, one, position), document_kind=one.document_kind, document_on=one.document_on,
        clause_key=one.clause_key, record_type=record_type, record_id=record_id, subject_key=one.subject_key,
        claimed_minor=one.claimed.minor if one.claimed else 0, **said, **NOTHING_SAID,
    )  # fmt: skip


NOTHING_SAID: dict[str, Any] = {
    "is_filed": False, "is_open": False, "answer": None, "answer_text": "", "conceded_minor": 0,
    "answered_by_name": None, "answered_at": None, "refusal": None, "refusal_text": "", "decision": None,
    "decision_text": "", "decided_minor": 0, "decided_at": None,
}  # fmt: skip
"""Of a line to which nobody has said anything."""


def _number(one: GivenLine, path: Sequence[str]) -> str | None:
    if (one.document_kind is None) != (one.document_number is None):
        raise errors.Invalid("Enter the document's kind and number.", path=(*path, "documentNumber"))
    if one.document_number is None:
        return None
    wanted = say("Enter the document's number, in 1 to {longest} characters.", longest=LONGEST_NUMBER)
    return line(one.document_number, path=(*path, "documentNumber"), wanted=wanted, longest=LONGEST_NUMBER)


def _quantity(one: GivenLine, path: Sequence[str]) -> dict[str, Any]:
    if (one.quantity is None) != (one.unit is None):
        raise errors.Invalid("Enter the unit of the quantity.", path=(*path, "unit"))
    if one.quantity is not None:
        exponent = one.quantity.as_tuple().exponent
        if not one.quantity.is_finite() or not 0 < one.quantity < MOST_QUANTITY or int(exponent) < -4:  # noqa: PLR2004 - numeric(18, 4)
            raise errors.Invalid(
                "The quantity must be greater than 0 and have at most four decimal places.", path=(*path, "quantity")
            )  # fmt: skip
        if not _UNIT.fullmatch(one.unit or ""):
            raise errors.Invalid("Enter the unit as a UN/ECE code, such as C62 or KGM.", path=(*path, "unit"))
    return {"quantity": one.quantity, "unit": one.unit}


def _subject(dispute: Dispute, one: GivenLine, position: int) -> str:
    """What it is about, the same for the same thing."""
    if one.record is not None:  # whose lines the portal itself has named
        return f"{one.record[0]}:{one.record[1]}{f':{one.subject_key}' if one.subject_key else ''}"
    within = f":{spelled(one.subject_key)}" if one.subject_key else ""
    if one.document_kind is not None and one.document_number is not None:
        return f"{one.document_kind}:{spelled(one.document_number)}{within}"
    if one.clause_key is not None:
        return f"{CLAUSE}{dispute.contract_id}:{one.clause_key}"
    return f"words:{dispute.id}:{position}"


def plain(row: DisputeLine, currency: str | None) -> dict[str, Any]:
    """A line as the chain holds it."""
    return {
        "position": row.position, "subject": row.subject, "documentKind": row.document_kind,
        "documentNumber": row.document_number, "documentOn": row.document_on and row.document_on.isoformat(),
        "clauseKey": row.clause_key, "recordType": row.record_type,
        "recordId": str(row.record_id) if row.record_id else None, "subjectKey": row.subject_key,
        "quantity": None if row.quantity is None else f"{row.quantity:f}", "unit": row.unit, "text": row.text,
        "claimedMinor": row.claimed_minor, "currency": currency if row.claimed_minor else None,
    }  # fmt: skip
