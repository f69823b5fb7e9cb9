"""What drafts of disputes and their papers take, and how it becomes values of the business."""

from decimal import Decimal as Exact
from typing import Any

import strawberry

from portal import errors, ids, money
from portal.disputes import operations
from portal.disputes.models.cases import LINE_LONGEST, MOST_LINES, TEXT_LONGEST, TITLE_LONGEST
from schema.disputes.enums import DisputeDocumentKind, DisputePaper, DisputeReasonCode
from schema.engine.mutations import converts, uuid_of
from schema.engine.scalars import Date, Decimal
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.nodes import MoneyInput

Path = tuple[str, ...]
DISPUTE = "The dispute."
SAID = ("reason_code", "title", "text", "known_on", "contract_id")


@strawberry.input(description="A line about a record of the portal, a document, a clause, or only a text.")
class DisputeLineInput:
    record_id: strawberry.ID | None = optional(
        "What it is about: a measurement, a subject of facts, a breach, a consequence, an obligation, a contract or the"
        " partner whose account is on hold."
    )
    subject_key: str | None = optional("For a measurement, the measured line; for a document, its line.")
    document_kind: DisputeDocumentKind | None = optional("Kind of the document.")
    document_number: str | None = optional("The document's number, 1-100 characters; needed with its kind.")
    document_on: Date | None = optional("The document's date.")
    clause_key: str | None = optional("Key of the clause in the dispute's contract.")
    quantity: Decimal | None = optional("Quantity, greater than 0 with at most four decimal places.")
    unit: str | None = optional("Unit by UN/ECE recommendation 20, such as `C62` or `KGM`; required with a quantity.")
    text: str | None = optional(f"Description, at most {LINE_LONGEST:,} characters.")
    claimed: MoneyInput | None = optional("Amount claimed; all lines of a dispute must use one currency.")


def _given(value: Any) -> bool:
    return value is not None and value is not strawberry.UNSET


@converts(DisputeLineInput)
def line(wanted: DisputeLineInput, path: Path) -> operations.GivenLine:
    said: dict[str, Any] = {
        name: value
        for name in ("subject_key", "document_kind", "document_number", "document_on", "clause_key", "unit", "text")
        if _given(value := getattr(wanted, name))
    }
    faults = errors.Faults()
    with faults:
        if _given(wanted.record_id) and wanted.record_id:
            said["record"] = _record(wanted.record_id, (*path, "recordId"))
    with faults:
        if _given(wanted.claimed) and wanted.claimed:
            claimed: Any = wanted.claimed
            said["claimed"] = money.parse(claimed.amount, claimed.currency, path=(*path, "claimed"))
    faults.refuse()
    quantity: Any = wanted.quantity
    return operations.GivenLine(**said, quantity=Exact(quantity) if _given(quantity) else None)


def _record(value: str, path: Path) -> Any:
    try:
        prefix, found = ids.parse(value)
    except errors.NotFound:
        prefix = ""
    if prefix not in operations.CONTESTABLE:
        raise errors.NotFound("There is no such record to contest.", path=path)
    return prefix, found


@strawberry.input(description="Starts a dispute that only the caller's side can see until it is filed.")
class DisputeDraftInput:
    partner_id: strawberry.ID | None = optional("The partner; needed by the company's people.")
    reason_code: DisputeReasonCode = given("Why.")
    title: str = given(f"Title, 1-{TITLE_LONGEST} characters.")
    text: str | None = optional(f"Description, at most {TEXT_LONGEST:,} characters.")
    known_on: Date | None = optional("Start of the time to file; absent: today.")
    contract_id: strawberry.ID | None = optional("The contract that it is based on.")
    lines: list[DisputeLineInput] = given(f"Contested lines, at most {MOST_LINES}; a draft can have none.")
    idempotency_key: str | None = key()


@strawberry.input(description="Replaces a draft.")
class DisputeEditInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    reason_code: DisputeReasonCode = given("Why.")
    title: str = given(f"Title, 1-{TITLE_LONGEST} characters.")
    text: str | None = optional(f"Description, at most {TEXT_LONGEST:,} characters.")
    known_on: Date | None = optional("Start of the time to file; absent: today.")
    contract_id: strawberry.ID | None = optional("The contract that it is based on.")
    lines: list[DisputeLineInput] | None = optional(
        f"Contested lines, at most {MOST_LINES}; absent: the lines do not change."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="An uploaded file of the caller that is not attached to anything yet.")
class DisputeFileInput:
    file_id: strawberry.ID = given("The file.")
    kind: DisputePaper = given("Kind of paper that it is.")
    is_kept_back: bool | None = optional("True: only the caller's side ever sees it; absent: false.")
    is_for_mediator: bool | None = optional(
        "True: the same, and the mediator of the dispute can also see it; absent: false."
    )


@converts(DisputeFileInput)
def file(wanted: DisputeFileInput, path: Path) -> operations.GivenFile:
    return operations.GivenFile(
        file_id=uuid_of("file_id", wanted.file_id, (*path, "fileId")), kind=wanted.kind,
        is_shared=wanted.is_kept_back is not True, is_for_mediator=wanted.is_for_mediator is True,
    )  # fmt: skip


@strawberry.input(description="Adds evidence files.")
class DisputeAddEvidenceInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    files: list[DisputeFileInput] = given("1-100 files.")
    idempotency_key: str | None = key()


def arranged(found: dict[str, Any]) -> dict[str, Any]:
    """A draft's fields as its operation takes them."""
    said = {name: value for name, value in found.items() if name in SAID}
    rest = {name: value for name, value in found.items() if name not in {*SAID, "lines"}}
    return {**rest, "said": operations.Said(**said), "given": found.get("lines")}


def brought(found: dict[str, Any]) -> dict[str, Any]:
    """The same of files."""
    return {"given": found.pop("files"), **found}
