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


@strawberry.input(description="One line: a record of the portal, a document, a clause, or words alone.")
class DisputeLineInput:
    record_id: strawberry.ID | None = optional(
        "What it is about: a measurement, a subject of facts, a breach, a consequence, an obligation, a contract or the"
        " partner whose account is on hold."
    )
    subject_key: str | None = optional("Of a measurement, the measured line; of a document, its line.")
    document_kind: DisputeDocumentKind | None = optional("What kind of document it is about.")
    document_number: str | None = optional("The document's number, 1-100 characters; needed with its kind.")
    document_on: Date | None = optional("The document's day.")
    clause_key: str | None = optional("The clause of the dispute's contract that it is about.")
    quantity: Decimal | None = optional("How much; more than 0, at most four decimals.")
    unit: str | None = optional("Its unit by UN/ECE recommendation 20, such as `C62` or `KGM`; needed with a quantity.")
    text: str | None = optional(f"What is contested, at most {LINE_LONGEST:,} characters.")
    claimed: MoneyInput | None = optional("What is claimed; all lines of a dispute in one currency.")


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
        raise errors.NotFound("There is nothing like that to contest.", path=path)
    return prefix, found


@strawberry.input(description="Begins a dispute for the caller's side, which alone sees it until it is filed.")
class DisputeDraftInput:
    partner_id: strawberry.ID | None = optional("The partner; needed by the company's people.")
    reason_code: DisputeReasonCode = given("Why.")
    title: str = given(f"What it is about, 1-{TITLE_LONGEST} characters.")
    text: str | None = optional(f"The same in more words, at most {TEXT_LONGEST:,} characters.")
    known_on: Date | None = optional("The day from which the time to file it counts; absent: today.")
    contract_id: strawberry.ID | None = optional("The contract that it rests on.")
    lines: list[DisputeLineInput] = given(f"What is contested, at most {MOST_LINES} lines; a draft may have none.")
    idempotency_key: str | None = key()


@strawberry.input(description="Writes a draft anew.")
class DisputeEditInput:
    dispute_id: strawberry.ID = given(DISPUTE)
    expected_version: int = given(EXPECTED)
    reason_code: DisputeReasonCode = given("Why.")
    title: str = given(f"What it is about, 1-{TITLE_LONGEST} characters.")
    text: str | None = optional(f"The same in more words, at most {TEXT_LONGEST:,} characters.")
    known_on: Date | None = optional("The day from which the time to file it counts; absent: today.")
    contract_id: strawberry.ID | None = optional("The contract that it rests on.")
    lines: list[DisputeLineInput] | None = optional(
        f"What is contested, at most {MOST_LINES} lines; absent: the lines stay as they are."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="A file that the caller has uploaded and that is attached to nothing yet.")
class DisputeFileInput:
    file_id: strawberry.ID = given("The file.")
    kind: DisputePaper = given("What it shows.")
    is_kept_back: bool | None = optional("True: the caller's side alone ever sees it; absent: false.")
    is_for_mediator: bool | None = optional("True: the same, and the mediator of the dispute sees it; absent: false.")


@converts(DisputeFileInput)
def file(wanted: DisputeFileInput, path: Path) -> operations.GivenFile:
    return operations.GivenFile(
        file_id=uuid_of("file_id", wanted.file_id, (*path, "fileId")), kind=wanted.kind,
        is_shared=wanted.is_kept_back is not True, is_for_mediator=wanted.is_for_mediator is True,
    )  # fmt: skip


@strawberry.input(description="Brings files that show something.")
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
