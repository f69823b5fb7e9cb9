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
REASON = "1-2,000 characters; both sides can read it."


@strawberry.input(description="The value of a parameter of the definition.")
class ParameterInput:
    name: str = given("Name in the definition.")
    value: Decimal = given("The value.")


@strawberry.input(description="The values of one field that an expectation is limited to.")
class ScopeInput:
    field: str = given("`site`, `product`, `product_group` or `order_type`.")
    words: list[str] = given("1 to 50 values.")


@strawberry.input(description="Length of the measured periods.")
class PeriodInput:
    length: PeriodLength = given("Length of a period.")
    starts_in: int | None = optional("QUARTER, HALF, YEAR: the month, 1 to 12, in which the year starts.")
    months: int | None = optional("TRAILING: number of months, 2 to 24.")


@strawberry.input(description="The complete promise; omitted fields have their defaults.")
class ExpectationTermsInput:
    title: str = given("Short name, 1-200 characters.")
    kind: ExpectationKind = given("Kind of promise.")
    starts_on: Date = given("First day it counts.")
    ends_on: Date | None = optional("Last day it counts; absent if open-ended.")
    text: str | None = optional("Text of a rule, or purpose of a figure; at most 2,000 characters.")
    contract_id: strawberry.ID | None = optional("The contract that it is based on; signing the contract agrees to it.")
    clause_key: str | None = optional("Key of the clause that it comes from.")
    metric_id: strawberry.ID | None = optional("KPI, SLA: the definition.")
    parameters: list[ParameterInput] | None = optional("Values in place of the definition's defaults.")
    scope: list[ScopeInput] | None = optional("Its scope.")
    currency: str | None = optional("ISO 4217 code; only subjects with amounts in this currency count.")
    target: Decimal | None = optional("KPI, SLA: the promised value.")
    tolerance: Decimal | None = optional("Distance from the target that is not yet a breach.")
    floor: Decimal | None = optional("Value at which the scorecard line scores 0.")
    rhythm: PeriodInput | None = optional("Its periods; absent: quarters.")
    zone: str | None = optional("IANA zone in which its days start and end; absent: the company's.")
    lag_days: int | None = optional("Days after the end of a period in which facts can arrive; absent: 10.")
    min_sample: int | None = optional("Minimum number of subjects for a value; absent: 20.")
    primary_source: str | None = optional("The source whose facts take precedence.")
    cure_days: int | None = optional("Days to cure a breach; absent: 30.")
    consequence: ConsequenceInput | None = optional("Cost of a breach; absent: none.")


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
    code: str = given("3 to 41 lower-case letters, digits, points and underscores; a replacement has the same code.")
    obligor: Side = given("The side that makes the promise.")
    terms: ExpectationTermsInput = given("The promise.")
    supersedes_id: strawberry.ID | None = optional("The expectation that it replaces.")
    idempotency_key: str | None = key()


@strawberry.input(description="The complete new draft.")
class ExpectationEditInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    terms: ExpectationTermsInput = given("The promise.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the expectation.")
class ExpectationStepInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="Proposes a draft to the other side.")
class ExpectationProposeInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    message: str | None = optional("What the other side should know, at most 2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides can read.")
class ExpectationReasonInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Agreement to exactly one promise.")
class ExpectationAgreeInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("Digest of the promise that the caller read.")
    idempotency_key: str | None = key()


@strawberry.input(description="Suspends measuring until a day.")
class ExpectationSuspendInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    until: Date = given("The last day of it, today or within a year.")
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Attests whether a rule is kept.")
class ExpectationAttestInput:
    expectation_id: strawberry.ID = given(EXPECTATION)
    expected_version: int = given(EXPECTED)
    is_kept: bool = given("True if the rule is kept.")
    text: str = given("Evidence, 1-2,000 characters; both sides can read it.")
    valid_until: Date = given("Last day of the attestation: today or within three years.")
    file_ids: list[strawberry.ID] | None = optional(
        "Uploaded files of the caller that are not attached to anything yet."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="A definition of your own, or its next version.")
class MetricProposeInput:
    partner_id: strawberry.ID | None = optional("The partner; absent: the caller's own organisation.")
    document: str = given(
        "The definition as JSON, in the form of `Metric.document`, at most 20,000 characters. Its version"
        " must be the next one."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="A field of a fact with its value, as text.")
class FactValueInput:
    name: str = given("Name of the field, from `FactStatement`; those before the semicolon are required.")
    value: str = given(
        "`10.5`; a field in `_on` `2026-11-29`, in `_at` `2026-11-29T10:00:00Z`, in `is_` `true` or `false`."
    )


@strawberry.input(description="One fact: a statement about a subject.")
class FactInput:
    kind: SubjectKind = given("Kind or subject.")
    statement: FactStatement = given("Kind of statement.")
    subject_key: str = given("The subject, as both sides call it; 1-200 characters.")
    external_id: str = given("ID of the fact in your source. The same content sent again changes nothing.")
    values: list[FactValueInput] = given("Its fields.")
    reason: str | None = optional("Reason, if it corrects an earlier fact.")


@converts(FactInput)
def fact(wanted: FactInput, path: Path) -> operations.Given:
    names = [each.name for each in wanted.values]
    if len(set(names)) < len(names):
        raise errors.Invalid("A field is given twice.", path=(*path, "values"))
    return operations.Given(
        kind=wanted.kind, statement=wanted.statement, subject_key=wanted.subject_key, external_id=wanted.external_id,
        values={each.name: each.value for each in wanted.values}, reason=_or_none(wanted.reason) or "",
    )  # fmt: skip


@strawberry.input(description="Withdraws one fact.")
class FactWithdrawInput:
    fact_id: strawberry.ID = given("The current fact.")
    reason: str = given(REASON)
    idempotency_key: str | None = key()


@strawberry.input(description="Facts of the caller's side.")
class FactsRecordInput:
    partner_id: strawberry.ID | None = optional("The partner; absent: the caller's own organisation.")
    source: str = given("Source of the facts, as your side calls it; 1-60 characters.")
    rows: list[FactInput] = given("1 to 1,000 facts.")
    mode: FactMode | None = optional("How to treat valid rows if others are invalid; absent: EACH.")
    idempotency_key: str | None = key()


@strawberry.input(description="A contested line.")
class ContestLineInput:
    subject_id: strawberry.ID = given("The line.")
    reason: ContestReason = given("Why.")
    claim: str = given("The claim, 1-2,000 characters.")
    file_ids: list[strawberry.ID] | None = optional("Evidence files; several lines can name the same file.")


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


@strawberry.input(description="Answer to a contested line.")
class ContestAnswerInput:
    contest_id: strawberry.ID = given("The contested line.")
    answer: ContestAnswer = given("What happens to it.")
    text: str = given("Why, 1-2,000 characters.")
    source: str | None = optional("CORRECT: source of the facts.")
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


@strawberry.input(description="Accepts a value.")
class MeasurementAcknowledgeInput:
    measurement_id: strawberry.ID = given(MEASUREMENT)
    expected_version: int = given(EXPECTED)
    expected_digest: str = given("Digest of the subjects that the caller read.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the measurement.")
class MeasurementStepInput:
    measurement_id: strawberry.ID = given(MEASUREMENT)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides can read.")
class MeasurementReasonInput:
    measurement_id: strawberry.ID = given(MEASUREMENT)
    expected_version: int = given(EXPECTED)
    reason: str = given(REASON)
    idempotency_key: str | None = key()
