"""What the mutations of a contract take, and how it becomes values of the business."""

from typing import Any

import strawberry

from portal import money
from portal.contracts import operations
from portal.contracts.text import disputing, documents, earning
from portal.contracts.text.terms import Terms, TermValue
from schema.contracts.enums import ChangeOperation, ContractKind, Fate, Renewal
from schema.engine.mutations import converts, uuid_of
from schema.engine.scalars import Date
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.nodes import MoneyInput

Path = tuple[str, ...]


CONTRACT = "The contract."
DIGEST = "Digest of the text that the caller read."


@strawberry.input(description="Key terms.")
class TermsInput:
    starts_on: Date = given("First day it applies.")
    ends_on: Date | None = optional("Last day it applies; absent if open-ended.")
    renewal: Renewal = given("What happens at the end of the term.")
    notice_days: int = given("Notice period in calendar days.")
    value: MoneyInput | None = optional("Total contract value.")
    governing_law: str = given("The governing law.")


@strawberry.input(description="One of the optional key terms, as a change writes it.")
class TermValueInput:
    term: str = given(f"One of {', '.join((*disputing.NAMES, *earning.NAMES))}.")
    term_value: str = given(
        "Such as EXECUTIVE, `PRICE_DIFFERS, DAMAGED`, `5000.00 EUR`, YES, `A. Name; B. Name`, 20 or `DAMAGED 21`;"
        " of fees 7.25 (percent), NET, `5000.00 EUR`, 30 (days) or `GTX-PRO, GTX-PLUS`."
    )


DISPUTE_TERMS = "Terms on disputes; optional."
FEE_TERMS = "What the partner earns, in a reseller or distribution contract. Once in force, it is a fee schedule."


@strawberry.input(description="A clause of a text that is already split.")
class ContractClauseInput:
    number: str | None = optional("As printed, for example `4.2`.")
    heading: str | None = optional("Its heading.")
    text: str | None = optional("Text below the heading.")
    depth: int | None = optional("0 at the top; absent: 0.")


CLAUSES = "The whole text in clauses, at most 3,000, in place of `text`: as `contractTextPreview` gives them."


@strawberry.input(description="A new contract; plain text is split into clauses by its numbered headings.")
class ContractDraftInput:
    partner_id: strawberry.ID = given("The other side.")
    title: str = given("Short name, 1-200 characters.")
    kind: ContractKind = given("Kind or subject.")
    terms: TermsInput = given("Key terms.")
    dispute_terms: list[TermValueInput] | None = optional(DISPUTE_TERMS)
    fee_terms: list[TermValueInput] | None = optional(FEE_TERMS)
    text: str | None = optional("The whole text, at most 2,000,000 characters; else `clauses`.")
    clauses: list[ContractClauseInput] | None = optional(CLAUSES)
    idempotency_key: str | None = key()


@strawberry.input(description="A new amendment of a contract in force: a draft that reads as the contract does now.")
class ContractAmendInput:
    contract_id: strawberry.ID = given(CONTRACT)
    expected_version: int = given(EXPECTED)
    title: str = given("Short name of the amendment, 1-200 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="What happens to a record based on a clause that the amendment changes.")
class FateInput:
    record_id: strawberry.ID = given("The expectation, the first of a series of obligations, or the boundary.")
    fate: Fate = given("What happens to it.")


@strawberry.input(description="A change of the company's own draft; omitted fields stay the same.")
class ContractRedraftInput:
    contract_id: strawberry.ID = given(CONTRACT)
    expected_version: int = given(EXPECTED)
    title: str | None = optional("Short name, 1-200 characters.")
    kind: ContractKind | None = optional("Kind or subject.")
    terms: TermsInput | None = optional("Key terms.")
    dispute_terms: list[TermValueInput] | None = optional(f"{DISPUTE_TERMS} All of them.")
    fee_terms: list[TermValueInput] | None = optional(f"{FEE_TERMS} All of them.")
    text: str | None = optional("The whole text.")
    clauses: list[ContractClauseInput] | None = optional(CLAUSES)
    file_ids: list[strawberry.ID] | None = optional("All files that are its annexes, in order.")
    answers: list[FateInput] | None = optional(
        "Of an amendment: what should happen to records based on clauses it changes."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the contract.")
class ContractStepInput:
    contract_id: strawberry.ID = given(CONTRACT)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that the other side can read.")
class ContractReasonInput:
    contract_id: strawberry.ID = given(CONTRACT)
    expected_version: int = given(EXPECTED)
    reason: str = given("1-2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Acceptance of exactly one text.")
class ContractDigestInput:
    contract_id: strawberry.ID = given(CONTRACT)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given(DIGEST)
    idempotency_key: str | None = key()


@strawberry.input(description="A signature under exactly one text.")
class ContractSignInput:
    contract_id: strawberry.ID = given(CONTRACT)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given(DIGEST)
    authority: str = given("The capacity in which the caller signs, 1-200 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="One change to a clause, a term or an annex.")
class ClauseChangeInput:
    operation: ChangeOperation = given("The operation.")
    clause_key: str | None = optional("The clause; for INSERT a key of your own, or absent.")
    base_digest: str | None = optional(
        "Digest of the clause as you read it: REPLACE, DELETE, MOVE. Of the annex: REMOVE_ANNEX, and SET_ANNEX if there"
        " is one of this name."
    )
    after_key: str | None = optional("INSERT, MOVE: the clause to put it after; absent for the start.")
    number: str | None = optional("New number.")
    heading: str | None = optional("New heading.")
    text: str | None = optional("New words.")
    depth: int | None = optional("New depth, 0 at the top.")
    term: str | None = optional(
        "SET_TERM: starts_on, ends_on, renewal, notice_days, value, governing_law, or one of `TermValueInput`. SETTLE:"
        " the record, by its id."
    )
    term_value: str | None = optional(
        "SET_TERM: the new value, such as `2026-12-31`, `60` or `1250.00 EUR`. SETTLE: KEEP or RETIRE."
    )
    annex: str | None = optional(
        "SET_ANNEX, REMOVE_ANNEX: name of the annex; if absent, a new one has its file's name."
    )
    file_id: strawberry.ID | None = optional("SET_ANNEX: the file, which you have uploaded.")
    rationale: str | None = optional("Reason; the other side can read it.")


@strawberry.input(description="The complete list of changes of your draft; changes not in it are removed.")
class ContractEditRoundInput:
    contract_id: strawberry.ID = given(CONTRACT)
    expected_version: int = given(EXPECTED)
    changes: list[ClauseChangeInput] = given("In the order in which they apply; at most 500.")
    idempotency_key: str | None = key()


@strawberry.input(description="Submits the saved changes, or accepts the text without changes.")
class ContractSubmitRoundInput:
    contract_id: strawberry.ID = given(CONTRACT)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("Digest of the version that the changes are based on, or that is accepted.")
    no_changes: bool = strawberry.field(default=False, description="True to accept the text without changes.")
    message: str | None = optional("Your message.")
    idempotency_key: str | None = key()


@strawberry.input(description="Your answer to one change.")
class DispositionInput:
    change_id: strawberry.ID = given("The change.")
    accept: bool = given("True to accept it.")
    reason: str | None = optional("Reason; required unless accepted.")
    replacement: str | None = optional("Your replacement text; it becomes a change in your next round.")


@strawberry.input(description="Your answers to every change of the proposal; your turn then starts.")
class ContractCounterRoundInput:
    contract_id: strawberry.ID = given(CONTRACT)
    expected_version: int = given(EXPECTED)
    dispositions: list[DispositionInput] = given("One for each change.")
    idempotency_key: str | None = key()


@converts(TermsInput)
def _terms(terms: TermsInput, path: Path) -> Terms:
    amount = terms.value or None
    return Terms(
        starts_on=terms.starts_on,
        ends_on=terms.ends_on or None,
        renewal=terms.renewal,
        notice_days=terms.notice_days,
        value=amount and money.parse(amount.amount, amount.currency, path=(*path, "value")),
        governing_law=terms.governing_law,
    )


@converts(ContractClauseInput)
def _clause(clause: ContractClauseInput, _path: Path) -> documents.Clause:
    return documents.Clause("", clause.number or "", clause.heading or "", clause.text or "", clause.depth or 0)


@converts(TermValueInput)
def _term_value(said: TermValueInput, _path: Path) -> TermValue:
    return TermValue(said.term, said.term_value)


@converts(ClauseChangeInput)
def _proposal(change: ClauseChangeInput, path: Path) -> operations.Proposal:
    named = {name: getattr(change, name) or None for name in ("clause_key", "after_key", "term", "annex")}
    words = {name: _or_none(getattr(change, name)) for name in ("number", "heading", "text", "depth")}
    return operations.Proposal(
        change=documents.Change(
            op=change.operation,
            base_sha256=change.base_digest or None,
            value=_or_none(change.term_value),
            **named,
            **words,
        ),
        rationale=change.rationale or "",
        file_id=uuid_of("file_id", change.file_id, (*path, "fileId")) if change.file_id else None,
    )


@converts(FateInput)
def _answer(answer: FateInput, _path: Path) -> operations.Answer:
    return operations.Answer(record=str(answer.record_id), fate=answer.fate)


@converts(DispositionInput)
def _disposition(answer: DispositionInput, path: Path) -> operations.Disposition:
    return operations.Disposition(
        change_id=uuid_of("change_id", answer.change_id, (*path, "changeId")),
        accept=answer.accept,
        reason=answer.reason or "",
        replacement=_or_none(answer.replacement),
    )


def _or_none(value: Any) -> Any:
    return None if value is strawberry.UNSET else value
