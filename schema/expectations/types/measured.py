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
@strawberry.type(description="A computed value, with everything needed to compute it again.")
class MeasurementRevision(Node):
    REQUIRES = REQUIRES

    number: int = plain("1 for the first, rising.")
    reason: RevisionReason = plain("Why it was computed.")
    excluded: int = plain("Number of subjects that both sides left out.")
    verdict: Verdict | None = plain("Result against the target.")
    as_of: DateTime = plain("Facts that had arrived by then were counted.")
    made_at: DateTime = plain("When it was computed.")

    @column(Decimal, "Numerator.")
    def numerator(self: Row) -> Any:
        return queries.exact(self.numerator)

    @column(Decimal, "Denominator.")
    def denominator(self: Row) -> Any:
        return queries.exact(self.denominator)

    @column(int, "Number of subjects counted.")
    def sample_size(self: Row) -> Any:
        return self.n

    @column(Decimal | None, "The value; null for too small a sample.")
    def value(self: Row) -> Any:
        return queries.exact(self.value)

    @column(str, "Digest of the agreement, including definition, parameters and target.")
    def expectation_digest(self: Row) -> Any:
        return self.expectation_sha256

    @column(str, "Digest of the definition.")
    def definition_digest(self: Row) -> Any:
        return self.metric_sha256

    @column(str, "Digest of the subjects that both sides left out.")
    def exclusions_digest(self: Row) -> Any:
        return self.exclusions_sha256

    calendars_version: str | None = plain("Version of the calendars used; null for none.")

    @column(
        str,
        "SHA-256 of one line for each counted subject, `key digest`, ordered by the bytes of the keys and"
        " joined by line feeds.",
    )
    def subject_set_digest(self: Row) -> Any:
        return self.subjects_sha256


@node("fco", find=queries.contest, named=("contest_id",))
@strawberry.type(description="A line of a value that the obligor contests, with the other side's answer.")
class FactContest(Node):
    REQUIRES = REQUIRES

    side: Side = plain("The side that contests.")
    reason: ContestReason = plain("Why.")
    claim: str = plain("The claim of that side.")
    made_at: DateTime = plain("When it was contested.")
    answer: ContestAnswer | None = plain("The other side's answer; null until it answers.")
    answer_text: str = plain("Reason for the answer.")
    answered_at: DateTime | None = plain("When it answered.")
    withdrawn_at: DateTime | None = plain("When it was withdrawn.")

    @column(str, "The person who contested it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @column(str | None, "The person who answered.")
    def answered_by(self: Row) -> Any:
        return self.answered_by_name

    @column(str, "Digest of the line when it was contested. It can be contested again once it changes.")
    def subject_digest(self: Row) -> Any:
        return self.state_sha256

    @read(Subject | None, "The line.")
    def subject(self: Row) -> Any:
        return queries.contest_of_line(self)

    @read(list[File], "Evidence files; other lines of the value can name the same files.")
    def evidence(self: Row) -> Any:
        return shown.evidence_of(self)


@strawberry.type(description="Value from the facts before a period ends. Items not yet due do not count as late.")
class SoFar:
    value: Decimal | None = plain("The value; null until something that counts is due.")
    numerator: Decimal = plain("Numerator.")
    denominator: Decimal = plain("Denominator.")
    sample_size: int = plain("Number of subjects counted.")
    due_before: Date = plain("Only subjects before this date count.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class SubjectFilter:
    missed: bool | None = condition("True: only subjects counted as missed; false: only others.")
    contested: bool | None = condition("True: only contested subjects; false: only others.")
    two_stories: bool | None = condition(
        "True: only subjects where the other side's source differs; false: only others."
    )
    counted: bool | None = condition(
        "True: only subjects counted in the value; false: only those that both sides left out."
    )


@node("mea", find=queries.measurement, named=("measurement_id",), told=TOLD)
@strawberry.type(description="An expectation in one period, with its current value.")
class Measurement(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    starts_on: Date = plain("First day of the period.")
    ends_on: Date = plain("Last day of the period.")
    ordinal: int = plain("1 for the first measurement of the period; restated ones follow.")
    obligor: Side = plain("The side that makes the promise.")
    status: MeasurementStatus = plain("Current status.")
    verdict: Verdict | None = plain("Result against the target.")
    revision: int = plain("Number of the latest revision; 0 while facts are being collected.")
    excluded: int | None = plain("Number of subjects that both sides left out.")
    closes_at: DateTime = plain("When the period and its days for late facts end.")
    as_of: DateTime | None = plain("Facts that had arrived by then were counted.")
    final_at: DateTime | None = plain("When it became final.")
    late: int = plain("Number of subjects with facts that arrived or changed after the value became final.")
    upheld: int = plain("Number of contested lines that the answer kept unchanged.")
    reason: str = plain("Reason given with the last step; both sides can read it.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline, or when the portal takes the next step.")
    created_at: DateTime = plain("When the period was opened.")

    @column(Decimal | None, "Numerator.")
    def numerator(self: Row) -> Any:
        return queries.exact(self.numerator)

    @column(Decimal | None, "Denominator.")
    def denominator(self: Row) -> Any:
        return queries.exact(self.denominator)

    @column(int | None, "How many subjects counted; null while facts are being collected.")
    def sample_size(self: Row) -> Any:
        return self.n

    @column(Decimal | None, "The value; null for too small a sample.")
    def value(self: Row) -> Any:
        return queries.exact(self.value)

    @column(Decimal | None, "Lower bound of the 95 % confidence interval (Wilson); null if the value is not a share.")
    def low(self: Row) -> Any:
        return queries.exact(self.low)

    @column(Decimal | None, "Upper bound of the same interval.")
    def high(self: Row) -> Any:
        return queries.exact(self.high)

    @column(str | None, "Digest of the counted subjects. Pass it when you acknowledge.")
    def subject_set_digest(self: Row) -> Any:
        return self.subjects_sha256

    @column(DateTime | None, "Deadline to contest the value; null if it cannot be contested.")
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
        SoFar | None, "Value so far; null once measured, or where months cannot be added up.",
        needs=lambda row: {"document": queries.document_of(row), "so_far": tallied.so_far(row)}, is_kept=True,
    )  # fmt: skip
    def so_far(self: Mapping[str, Any], _asking: Any) -> Any:
        found = so_far.read(self)
        return found and SoFar(**found)

    @read(Expectation | None, "The expectation.")
    def expectation(self: Row) -> Any:
        return queries.expectation_of(self)

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    @read(list[MeasurementRevision], "All computed values, newest first.")
    def revisions(self: Row) -> Any:
        return queries.revisions_of(self)

    @read(list[FactContest], "All contested lines, oldest first.")
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

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(queries.measurement_timeline(self), LAST_FIRST, descending=True)

    @computed(
        str | None, "What happens at `dueAt` if no one acts before, in the language of `Accept-Language`.",
        needs=lambda row: {"status": row.status}, is_kept=True,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        said = actions.otherwise(MEASUREMENT, self["status"])
        return said and said.in_(asking.language)

    available_actions = steps.available(
        "MeasurementAvailableAction", "A possible next step of a measurement for the caller's side.",
        MeasurementAction, needs=queries.measurement_facts, possible=actions.measurement,
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


@extends(Expectation)
class ExpectationMeasurements:
    @connection(Connection[Measurement] | None, "Its periods, newest first.")
    def measurements(self: Row) -> Any:
        return Page(queries.measurements_of(self), BY_PERIOD, descending=True)


@extends(Partner)
class PartnerMeasurements:
    @connection(Connection[Measurement] | None, "Measurements of both sides, newest period first.")
    def measurements(self: Row) -> Any:
        return Page(queries.measurements_of_partner(self), BY_PERIOD, descending=True)
