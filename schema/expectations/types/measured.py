"""Measurements as the API shows them: the value, what it rests on, how it came about, and what was said against it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import strawberry

from portal.access import Permission
from portal.expectations import actions, queries
from portal.expectations.queries import evidence as shown
from portal.expectations.queries import tallied
from portal.expectations.rules import promise, so_far
from portal.expectations.rules.measurement import MEASUREMENT
from portal.partners import queries as partner_queries
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, computed, plain, read
from schema.engine.fields import value as column
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime, Decimal
from schema.expectations.enums import (
    ContestAnswer,
    ContestReason,
    MeasurementAction,
    MeasurementStatus,
    RevisionReason,
    Verdict,
)
from schema.expectations.types.agreed import Expectation
from schema.expectations.types.facts import Subject
from schema.files.types import File
from schema.partners.types import Partner
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.inputs import condition
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Node

REQUIRES = Permission.EXPECTATION_READ
TOLD = {
    "expectation_id": Told("expectation", "ept"), "subjects_sha256": Told("subjectSetDigest"),
    "restatement_by": Told("restatementOfferedBy"), "n": Told("sampleSize"),
    **dict.fromkeys(("due_calendar", "published_at", "restates_id"), UNTOLD),
}  # fmt: skip
BY_PERIOD = sorting.day("STARTS_ON", "starts_on")
BY_KEY = sorting.words("KEY", "subject_key")


@node("mrv", find=queries.revision)
@strawberry.type(description="A value as it was computed once, with all that is needed to compute the same again.")
class MeasurementRevision(Node):
    REQUIRES = REQUIRES

    number: int = plain("1 for the first, rising.")
    reason: RevisionReason = plain("Why it was computed.")
    excluded: int = plain("How many subjects both sides left out.")
    verdict: Verdict | None = plain("What it says of the target.")
    as_of: DateTime = plain("Facts that had come by then were counted.")
    made_at: DateTime = plain("When it was computed.")

    @column(Decimal, "What was counted above the line.")
    def numerator(self: Row) -> Any:
        return queries.exact(self.numerator)

    @column(Decimal, "What was counted below the line.")
    def denominator(self: Row) -> Any:
        return queries.exact(self.denominator)

    @column(int, "How many subjects counted.")
    def sample_size(self: Row) -> Any:
        return self.n

    @column(Decimal | None, "The value; null for too small a sample.")
    def value(self: Row) -> Any:
        return queries.exact(self.value)

    @column(str, "Digest of what was agreed: definition, parameters, target and all.")
    def expectation_digest(self: Row) -> Any:
        return self.expectation_sha256

    @column(str, "Digest of the definition.")
    def definition_digest(self: Row) -> Any:
        return self.metric_sha256

    @column(str, "Digest of what both sides had left out.")
    def exclusions_digest(self: Row) -> Any:
        return self.exclusions_sha256

    calendars_version: str | None = plain("Version of the open days that were counted by; null where none were.")

    @column(
        str,
        "SHA-256 of one line for each subject that is counted, `key digest`, in the order of the keys' bytes, joined by"
        " line feeds.",
    )
    def subject_set_digest(self: Row) -> Any:
        return self.subjects_sha256


@node("fco", find=queries.contest, named=("contest_id",))
@strawberry.type(description="One line of a value that its obligor contests, and the other side's answer.")
class FactContest(Node):
    REQUIRES = REQUIRES

    side: Side = plain("The side that contests.")
    reason: ContestReason = plain("Why.")
    claim: str = plain("What is wrong, in its words.")
    made_at: DateTime = plain("When it was contested.")
    answer: ContestAnswer | None = plain("What the other side answered; null while it has not.")
    answer_text: str = plain("Why it answered so.")
    answered_at: DateTime | None = plain("When it answered.")
    withdrawn_at: DateTime | None = plain("When it was taken back.")

    @column(str, "Who contests it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @column(str | None, "Who answered.")
    def answered_by(self: Row) -> Any:
        return self.answered_by_name

    @column(str, "Digest of the line as it was contested: it can be contested again once it is another.")
    def subject_digest(self: Row) -> Any:
        return self.state_sha256

    @read(Subject | None, "The line.")
    def subject(self: Row) -> Any:
        return queries.contest_of_line(self)

    @read(list[File], "The files that show it; other lines of the value may name the same ones.")
    def evidence(self: Row) -> Any:
        return shown.evidence_of(self)


@strawberry.type(description="What facts come to before a period is over: whatever is not due yet is not late.")
class SoFar:
    value: Decimal | None = plain("The value; null while nothing that counts has fallen due.")
    numerator: Decimal = plain("What was counted above the line.")
    denominator: Decimal = plain("What was counted below the line.")
    sample_size: int = plain("How many subjects counted.")
    due_before: Date = plain("Only subjects of days before this one count.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class SubjectFilter:
    missed: bool | None = condition("Counted as missed, or not.")
    contested: bool | None = condition("Contested, or not.")
    two_stories: bool | None = condition("Told otherwise by the other side's source, or not.")
    counted: bool | None = condition("Counted in the value, or left out by both sides' word.")


@node("mea", find=queries.measurement, named=("measurement_id",), told=TOLD)
@strawberry.type(description="One expectation in one period, with the value that counts now.")
class Measurement(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change; a mutation names it as `expectedVersion`.")
    starts_on: Date = plain("First day of the period.")
    ends_on: Date = plain("Last day of the period.")
    ordinal: int = plain("1 for the first of the period; a restated one has the next.")
    obligor: Side = plain("The side whose promise it is.")
    status: MeasurementStatus = plain("Current status.")
    verdict: Verdict | None = plain("What the value says of the target.")
    revision: int = plain("Number of the newest revision; 0 while facts are being collected.")
    excluded: int | None = plain("How many subjects both sides left out.")
    closes_at: DateTime = plain("When the period and its days for late facts are over.")
    as_of: DateTime | None = plain("Facts that had come by then were counted.")
    final_at: DateTime | None = plain("When it became final.")
    late: int = plain("Subjects whose facts have come or changed since the value was final.")
    upheld: int = plain("Contested lines that the answer kept as they were.")
    reason: str = plain("What was said with the last step; both sides read it.")
    waiting_on: list[Side] = plain("The sides that are waited for; empty when nobody is.")
    due_at: DateTime | None = plain("By when, or when the clock takes the next step.")
    created_at: DateTime = plain("When the period was opened.")

    @column(Decimal | None, "What was counted above the line.")
    def numerator(self: Row) -> Any:
        return queries.exact(self.numerator)

    @column(Decimal | None, "What was counted below the line.")
    def denominator(self: Row) -> Any:
        return queries.exact(self.denominator)

    @column(int | None, "How many subjects counted; null while facts are being collected.")
    def sample_size(self: Row) -> Any:
        return self.n

    @column(Decimal | None, "The value; null for too small a sample.")
    def value(self: Row) -> Any:
        return queries.exact(self.value)

    @column(Decimal | None, "Lower bound of the interval of 95 % confidence (Wilson); null for what is no share.")
    def low(self: Row) -> Any:
        return queries.exact(self.low)

    @column(Decimal | None, "Upper bound of it.")
    def high(self: Row) -> Any:
        return queries.exact(self.high)

    @column(str | None, "Digest of the subjects that were counted: what acknowledging names.")
    def subject_set_digest(self: Row) -> Any:
        return self.subjects_sha256

    @column(DateTime | None, "Until when the value can be contested; null while it cannot.")
    def contest_until(self: Row) -> Any:
        return queries.contest_until(self)

    @column(Side | None, "The side that has offered to count late facts.")
    def restatement_offered_by(self: Row) -> Any:
        return self.restatement_by

    @computed(
        str, "The period's name, such as `Q3 2026`, in the language of `Accept-Language`.",
        needs=lambda row: {"document": queries.document_of(row), "first": row.starts_on, "last": row.ends_on},
        is_kept=True,
    )  # fmt: skip
    def period(self: Mapping[str, Any], asking: Any) -> Any:
        rhythm = promise.read(self["document"]).rhythm
        return rhythm.period_of(date.fromisoformat(self["last"])).name.in_(asking.language)

    @computed(
        SoFar | None, "What it comes to so far; null once it is measured, and where months do not add up.",
        needs=lambda row: {"document": queries.document_of(row), "so_far": tallied.so_far(row)}, is_kept=True,
    )  # fmt: skip
    def so_far(self: Mapping[str, Any], _asking: Any) -> Any:
        found = so_far.read(self)
        return found and SoFar(**found)

    @read(Expectation | None, "What is measured.")
    def expectation(self: Row) -> Any:
        return queries.expectation_of(self)

    @read(Partner | None, "The partner of the two sides.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    @read(list[MeasurementRevision], "Every value that was computed, newest first.")
    def revisions(self: Row) -> Any:
        return queries.revisions_of(self)

    @read(list[FactContest], "Every line that was contested, oldest first.")
    def contests(self: Row) -> Any:
        return queries.contests_of(self)

    @connection(Connection[Subject] | None, "The subjects that it is about, by key.", requires=REQUIRES)
    def subjects(self: Row, filter: SubjectFilter | None = None) -> Any:  # noqa: A002
        wanted: Any = filter
        told = (
            {} if wanted is None
            else {name: getattr(wanted, name) for name in ("missed", "contested", "two_stories", "counted")}
        )  # fmt: skip
        return Page(queries.lines_of(self, **told), BY_KEY)

    @connection(Connection[JournalEntry] | None, "What happened, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(queries.measurement_timeline(self), LAST_FIRST, descending=True)

    @computed(
        str | None, "What follows at `dueAt` if nobody acts before, in the language of `Accept-Language`.",
        needs=lambda row: {"status": row.status}, is_kept=True,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        said = actions.otherwise(MEASUREMENT, self["status"])
        return said and said.in_(asking.language)

    available_actions = steps.available(
        "MeasurementAvailableAction", "A step of a measurement that the caller's side could take from here.",
        MeasurementAction, needs=queries.measurement_facts, possible=actions.measurement,
        due_at="By when, if the caller's side is waited for.",
    )  # fmt: skip


@extends(Expectation)
class ExpectationMeasurements:
    @connection(Connection[Measurement] | None, "Its periods, newest first.")
    def measurements(self: Row) -> Any:
        return Page(queries.measurements_of(self), BY_PERIOD, descending=True)


@extends(Partner)
class PartnerMeasurements:
    @connection(Connection[Measurement] | None, "What was measured of both sides, newest period first.")
    def measurements(self: Row) -> Any:
        return Page(queries.measurements_of_partner(self), BY_PERIOD, descending=True)
