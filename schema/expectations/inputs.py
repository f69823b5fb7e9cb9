"""What the mutations of the room take, and how it becomes values of the business."""

from typing import Any

import strawberry

from portal import errors
from portal.expectations import operations
from portal.expectations.scores import periods
from schema.engine.mutations import converts, uuid_of
from schema.engine.scalars import Date, Decimal
from schema.expectations import stakes
from schema.expectations.enums import (
    ContestAnswer,
    ContestReason,
    ExpectationKind,
    FactMode,
    FactStatement,
    PeriodLength,
    SubjectKind,
)
from schema.expectations.stakes import ConsequenceInput
from schema.shared.enums import Side
from schema.shared.inputs import EXPECTED, given, key, optional

Path = tuple[str, ...]
EXPECTATION, MEASUREMENT = "The expectation.", "The measurement."
REASON = "1-2,000 characters; both sides read it."


@strawberry.input(description="The value of a parameter of the definition.")
class ParameterInput:
    name: str = given("As the definition calls it.")
    value: Decimal = given("The value.")


@strawberry.input(description="The only values of one field that an expectation is about.")
class ScopeInput:
    field: str = given("`site`, `product`, `product_group` or `order_type`.")
    words: list[str] = given("1 to 50 values.")


@strawberry.input(description="How long the periods are that are measured.")
class PeriodInput:
    length: PeriodLength = given("How long a period is.")
    starts_in: int | None = optional("QUARTER, HALF, YEAR: the month, 1 to 12, in which the year begins.")
    months: int | None = optional("TRAILING: over how many months it looks back, 2 to 24.")


@strawberry.input(description="What is promised, whole: what is left out is as usual, or not there.")
class ExpectationTermsInput:
    title: str = given("Short name, 1-200 characters.")
    kind: ExpectationKind = given("What kind of promise it is.")
    starts_on: Date = given("First day it counts.")
    ends_on: Date | None = optional("Last day it counts; absent if open-ended.")
    text: str | None = optional("What a rule says, or what the figure is for; at most 2,000 characters.")
    contract_id: strawberry.ID | None = optional("The contract that it rests on: its signatures agree to it.")
    clause_key: str | None = optional("The clause that it comes from.")
    metric_id: strawberry.ID | None = optional("KPI, SLA: the definition by which it is measured.")
    parameters: list[ParameterInput] | None = optional("Values in place of the definition's defaults.")
    scope: list[ScopeInput] | None = optional("What it is limited to.")
    currency: str | None = optional("ISO 4217: only subjects with amounts in it count.")
    target: Decimal | None = optional("KPI, SLA: the value that is promised.")
    tolerance: Decimal | None = optional("How far beyond the target a value may lie before it is a breach.")
    floor: Decimal | None = optional("At or beyond it the line of a card scores 0.")
    rhythm: PeriodInput | None = optional("How long the periods are; absent: quarters.")
    zone: str | None = optional("IANA zone in which its days begin and end; absent: the company's.")
    lag_days: int | None = optional("How many days after a period's end facts may come; absent: 10.")
    min_sample: int | None = optional("With fewer subjects a period has no value; absent: 20.")
    primary_source: str | None = optional("The source whose facts count first.")
    cure_days: int | None = optional("How many days a breach can be cured for; absent: 30.")
    consequence: ConsequenceInput | None = optional("What a breach costs; absent: nothing.")


@converts(ExpectationTermsInput)
def terms(wanted: ExpectationTermsInput, path: Path) -> operations.Terms:
    given_: dict[str, Any] = {
        name: value for name in _PLAIN if (value := getattr(wanted, name)) not in (None, strawberry.UNSET)
    }
    for name in ("contract_id", "metric_id"):
        if given_.get(name):
            given_[name] = uuid_of(name, given_[name], (*path, "contractId" if name == "contract_id" else "metricId"))
    if wanted.parameters:
        given_["parameters"] = {each.name: each.value for each in wanted.parameters}
    if wanted.scope:
        given_["scope"] = {each.field: each.words for each in wanted.scope}
    if wanted.rhythm:
        given_["rhythm"] = rhythm(wanted.rhythm, (*path, "rhythm"))
    if wanted.consequence:
        given_["consequence"] = stakes.consequence(wanted.consequence, path)
    return operations.Terms(**given_)


_PLAIN = (
    "title", "kind", "starts_on", "ends_on", "text", "contract_id", "clause_key", "metric_id", "currency", "target",
    "tolerance", "floor", "zone", "lag_days", "min_sample", "primary_source", "cure_days",
)  # fmt: skip


def rhythm(wanted: PeriodInput, path: Path) -> periods.Rhythm:
    return periods.rhythm(
        wanted.length, starts_in=_or_none(wanted.starts_in), months=_or_none(wanted.months), path=path
    )


def _or_none(value: Any) -> Any:
    return None if value is strawberry.UNSET else value


@strawberry.input(description="A new expectation; the other side does not see it until it is proposed.")
class ExpectationDraftInput:
    partner_id: strawberry.ID | None = optional("The partner; absent: the caller's own organisation.")
    code: str = given("3 to 41 small letters, digits, points and underscores; what takes its place has the same.")
    obligor: Side = given("The side whose promise it is.")
    terms: ExpectationTermsInput = given("What is promised.")
    supersedes_id: strawberry.ID | None = optional("The expectation in whose place it comes.")
    idempotency_key: str | None = key()


@strawberry.input(description="The draft, whole, as it is to be.")
class ExpectationEditInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    terms: ExpectationTermsInput = given("What is promised.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs nothing but the expectation.")
class ExpectationStepInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="Shows a draft to the other side.")
class ExpectationProposeInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    message: str | None = optional("What the other side should know, at most 2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides read.")
class ExpectationReasonInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Agreement to exactly one promise.")
class ExpectationAgreeInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("Digest of the promise that the caller means.")
    idempotency_key: str | None = key()


@strawberry.input(description="Stops the measuring for some days.")
class ExpectationSuspendInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    until: Date = given("The last day of it, today or within a year.")
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Says whether a rule is kept.")
class ExpectationAttestInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    is_kept: bool = given("Whether the rule is kept.")
    text: str = given("What shows it, 1-2,000 characters; both sides read it.")
    valid_until: Date = given("The last day for which it is said: today or within three years.")
    file_ids: list[strawberry.ID] | None = optional("Files that the caller has uploaded, attached to nothing yet.")
    idempotency_key: str | None = key()


@strawberry.input(description="A definition of one's own, or the next version of one.")
class MetricProposeInput:
    partner_id: strawberry.ID | None = optional("The partner; absent: the caller's own organisation.")
    document: str = given(
        "The definition as JSON, written as `Metric.document` is, at most 20,000 characters; its version is the next."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="A field of a fact with its value, as text.")
class FactValueInput:
    name: str = given("`FactStatement` names them, those that must be given before the semicolon.")
    value: str = given(
        "`10.5`; a field in `_on` `2026-11-29`, in `_at` `2026-11-29T10:00:00Z`, in `is_` `true` or `false`."
    )


@strawberry.input(description="One fact: a statement about a subject.")
class FactInput:
    kind: SubjectKind = given("What it is about.")
    statement: FactStatement = given("What it says.")
    subject_key: str = given("The subject, as both sides call it; 1-200 characters.")
    external_id: str = given("What your source calls the fact: sent again with the same content, it changes nothing.")
    values: list[FactValueInput] = given("Its fields.")
    reason: str | None = optional("Why, where it corrects what was sent before.")


@converts(FactInput)
def fact(wanted: FactInput, path: Path) -> operations.Given:
    names = [each.name for each in wanted.values]
    if len(set(names)) < len(names):
        raise errors.Invalid("A field is given twice.", path=(*path, "values"))
    return operations.Given(
        kind=wanted.kind, statement=wanted.statement, subject_key=wanted.subject_key, external_id=wanted.external_id,
        values={each.name: each.value for each in wanted.values}, reason=_or_none(wanted.reason) or "",
    )  # fmt: skip


@strawberry.input(description="Takes one fact back.")
class FactWithdrawInput:
    fact_id: strawberry.ID = given("The fact, as it is now.")
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Facts of the caller's side.")
class FactsRecordInput:
    partner_id: strawberry.ID | None = optional("The partner; absent: the caller's own organisation.")
    source: str = given("Where they come from, as your side names it; 1-60 characters.")
    rows: list[FactInput] = given("1 to 1,000 facts.")
    mode: FactMode | None = optional("What becomes of good rows beside bad ones; absent: EACH.")
    idempotency_key: str | None = key()


@strawberry.input(description="One line that is contested.")
class ContestLineInput:
    subject_id: strawberry.ID = given("The line.")
    reason: ContestReason = given("Why.")
    claim: str = given("What is wrong, 1-2,000 characters.")
    file_ids: list[strawberry.ID] | None = optional("Files that show it; several lines may name the same one.")


@converts(ContestLineInput)
def line(wanted: ContestLineInput, path: Path) -> operations.Line:
    subject = uuid_of("subject_id", wanted.subject_id, (*path, "subjectId"))
    files = [
        uuid_of("file_id", each, (*path, "fileIds", str(number)))
        for number, each in enumerate(_or_none(wanted.file_ids) or [])
    ]
    return operations.Line(subject_id=subject, reason=wanted.reason, claim=wanted.claim, file_ids=files)


@strawberry.input(description="Contests lines of a value.")
class MeasurementContestInput:
    measurement_id: strawberry.ID = given(MEASUREMENT)
    expected_version: int = given(EXPECTED)
    lines: list[ContestLineInput] = given("1 to 500 lines.")
    idempotency_key: str | None = key()


@strawberry.input(description="What becomes of a contested line.")
class ContestAnswerInput:
    contest_id: strawberry.ID = given("The contested line.")
    answer: ContestAnswer = given("What becomes of it.")
    text: str = given("Why, 1-2,000 characters.")
    source: str | None = optional("CORRECT: your source that the facts come from.")
    facts: list[FactInput] | None = optional("CORRECT: the facts that correct it.")


@converts(ContestAnswerInput)
def answer(wanted: ContestAnswerInput, path: Path) -> operations.Answer:
    contest = uuid_of("contest_id", wanted.contest_id, (*path, "contestId"))
    facts = _or_none(wanted.facts) or []
    return operations.Answer(
        contest_id=contest, answer=wanted.answer, text=wanted.text, source=_or_none(wanted.source) or "",
        facts=[fact(each, (*path, "facts", str(number))) for number, each in enumerate(facts)],
    )  # fmt: skip


@strawberry.input(description="Answers every contested line.")
class MeasurementAnswerInput:
    measurement_id: strawberry.ID = given(MEASUREMENT)
    expected_version: int = given(EXPECTED)
    answers: list[ContestAnswerInput] = given("One for each contested line.")
    idempotency_key: str | None = key()


@strawberry.input(description="Says that a value is right.")
class MeasurementAcknowledgeInput:
    measurement_id: strawberry.ID = given(MEASUREMENT)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("Digest of the subjects that the caller means.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs nothing but the measurement.")
class MeasurementStepInput:
    measurement_id: strawberry.ID = given(MEASUREMENT)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides read.")
class MeasurementReasonInput:
    measurement_id: strawberry.ID = given(MEASUREMENT)
    expected_version: int = given(EXPECTED)
    reason: str = given(REASON)
    idempotency_key: str | None = key()
