"""What was measured of an expectation in a period, how that changed, and what was said against it."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.acting import Lived, turns_of
from portal.database.base import Exact, PartnerOwned, Record, Word, check, many_words, words
from portal.database.policies import isolated
from portal.expectations.models.expectations import DIGEST, VALUE, Expectation
from portal.expectations.models.facts import Subject
from portal.expectations.rules.measurement import (
    MEASUREMENT,
    ContestAnswer,
    ContestReason,
    MeasurementStatus,
    RevisionReason,
)
from portal.expectations.scores.confidence import Verdict


def of_expectation(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["partner_id", "expectation_id"], [Expectation.partner_id, Expectation.id], name=f"fk_{table}_expectation"
    )


def of_measurement(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["partner_id", "measurement_id"], ["measurement.partner_id", "measurement.id"], name=f"fk_{table}_measurement"
    )


STEPS = (
    "UPDATE (version, status, revision, numerator, denominator, n, excluded, value, low, high, verdict,"
    " subjects_sha256, as_of, published_at, final_at, late, late_as_of, declined_as_of, upheld, restatement_by, reason,"
    " closes_at, waiting_on, due_at, due_calendar, updated_at)"
)


class Measurement(PartnerOwned, Lived, Record):
    """An expectation in one period, with its current value."""

    __tablename__ = "measurement"
    PREFIX = "mea"
    LIVES: ClassVar[dict[str, str]] = {MEASUREMENT.name: "status"}
    UNTOLD = Lived.UNTOLD | {"created_at", "closes_at", "late", "late_as_of", "declined_as_of"}

    expectation_id: Mapped[UUID]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    """The last day."""
    ordinal: Mapped[int] = mapped_column(default=1)
    """Counts the times that the period was restated: 1 for the first."""
    obligor: Mapped[Side] = mapped_column(Word(Side))
    status: Mapped[MeasurementStatus] = mapped_column(Word(MeasurementStatus), default=MeasurementStatus.COLLECTING)
    closes_at: Mapped[datetime]
    """The end of the period and of the days that facts may come late."""
    revision: Mapped[int] = mapped_column(default=0)
    """The newest; 0 while facts are being collected."""
    numerator: Mapped[Decimal | None] = mapped_column(Exact())
    denominator: Mapped[Decimal | None] = mapped_column(Exact())
    n: Mapped[int | None]
    excluded: Mapped[int | None]
    value: Mapped[Decimal | None] = mapped_column(VALUE)
    low: Mapped[Decimal | None] = mapped_column(VALUE)
    high: Mapped[Decimal | None] = mapped_column(VALUE)
    """Bounds of the interval of 95 % confidence; null for what is no share."""
    verdict: Mapped[Verdict | None] = mapped_column(Word(Verdict))
    subjects_sha256: Mapped[str | None]
    as_of: Mapped[datetime | None]
    """Facts that had arrived by then were counted."""
    published_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]
    late: Mapped[int] = mapped_column(default=0)
    """Subjects whose facts have come or changed since the value was final; 0 once those were declined."""
    late_as_of: Mapped[datetime | None]
    """When the newest of them changed."""
    declined_as_of: Mapped[datetime | None]
    """What had changed by then was offered to be counted, and declined."""
    upheld: Mapped[int] = mapped_column(default=0)
    """Number of contested lines that the answer kept unchanged."""
    restatement_by: Mapped[Side | None] = mapped_column(Word(Side))
    restates_id: Mapped[UUID | None]
    reason: Mapped[str] = mapped_column(default="")
    """Reason given with the last step; both sides can read it."""
    created_at: Mapped[datetime]

    __table_args__ = (
        of_expectation("measurement"),
        ForeignKeyConstraint(
            ["partner_id", "restates_id"], ["measurement.partner_id", "measurement.id"], name="fk_measurement_restates"
        ),
        UniqueConstraint("partner_id", "expectation_id", "starts_on", "ordinal"),
        words("status", MeasurementStatus),
        words("obligor", Side),
        words("verdict", Verdict),
        words("restatement_by", Side),
        many_words("waiting_on", Side),
        check("days_are_forward", "ends_on >= starts_on"),
        check("digest", f"subjects_sha256 {DIGEST}"),
        check(
            "published_has_a_value",
            "status IN ('COLLECTING', 'VOID') OR (revision >= 1 AND n IS NOT NULL AND as_of IS NOT NULL)",
        ),
        check("too_few_have_no_value", "status <> 'INSUFFICIENT_DATA' OR value IS NULL"),
        check("waiting_has_a_date", "status NOT IN ('COLLECTING', 'PROVISIONAL', 'CONTESTED') OR due_at IS NOT NULL"),
        Index("ix_measurement_list", "partner_id", "starts_on", "id"),
        Index("ix_measurement_all", "created_at", "id"),
        Index("ix_measurement_due", "due_at", "partner_id", "id", postgresql_where="due_at IS NOT NULL"),
        turns_of("measurement"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT", STEPS), host_commands=("INSERT", STEPS), system_commands=("INSERT", STEPS)
    )


class MeasurementRevision(PartnerOwned, Record):
    """A computed value, with everything needed to compute it again."""

    __tablename__ = "measurement_revision"
    __append_only__ = True
    PREFIX: ClassVar[str] = "mrv"

    measurement_id: Mapped[UUID]
    number: Mapped[int]
    reason: Mapped[RevisionReason] = mapped_column(Word(RevisionReason))
    numerator: Mapped[Decimal] = mapped_column(Exact())
    denominator: Mapped[Decimal] = mapped_column(Exact())
    n: Mapped[int]
    excluded: Mapped[int]
    value: Mapped[Decimal | None] = mapped_column(VALUE)
    low: Mapped[Decimal | None] = mapped_column(VALUE)
    high: Mapped[Decimal | None] = mapped_column(VALUE)
    verdict: Mapped[Verdict | None] = mapped_column(Word(Verdict))
    expectation_sha256: Mapped[str]
    """Digest of the agreement, including definition, parameters and target."""
    metric_sha256: Mapped[str]
    exclusions_sha256: Mapped[str]
    subjects_sha256: Mapped[str]
    """Digest of the keys and digests of the subjects that were counted, in the order of their keys."""
    calendars_version: Mapped[str | None]
    """Of the open days that were counted by; null where none were."""
    as_of: Mapped[datetime]
    made_at: Mapped[datetime]

    __table_args__ = (
        of_measurement("measurement_revision"),
        UniqueConstraint("partner_id", "measurement_id", "number"),
        words("reason", RevisionReason),
        words("verdict", Verdict),
    )
    __policies__ = isolated(
        partner_commands=("INSERT",), host_commands=("INSERT",), system_commands=("INSERT",)
    )  # fmt: skip


class MissedLine(Record):
    """A subject that a value counts as missed, as it was counted last."""

    __tablename__ = "missed_line"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    measurement_id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)

    __table_args__ = (
        of_measurement("missed_line"),
        ForeignKeyConstraint(
            ["partner_id", "subject_id"], [Subject.partner_id, Subject.id], name="fk_missed_line_subject"
        ),
    )
    __policies__ = isolated(
        partner_commands=("INSERT", "DELETE"), host_commands=("INSERT", "DELETE"), system_commands=("INSERT", "DELETE")
    )


_ANSWER = "UPDATE (answer, answer_text, answered_by_name, answered_at, correction, withdrawn_at)"


class FactContest(PartnerOwned, Record):
    """One line of a value that the side contests whose promise it is, and the other side's answer."""

    __tablename__ = "fact_contest"
    PREFIX: ClassVar[str] = "fco"

    measurement_id: Mapped[UUID]
    subject_id: Mapped[UUID]
    state_sha256: Mapped[str]
    """What the line was when it was contested: again only when it is something else."""
    revision: Mapped[int]
    """Of the value."""
    side: Mapped[Side] = mapped_column(Word(Side))
    reason: Mapped[ContestReason] = mapped_column(Word(ContestReason))
    claim: Mapped[str]
    made_by_name: Mapped[str]
    made_at: Mapped[datetime]
    answer: Mapped[ContestAnswer | None] = mapped_column(Word(ContestAnswer))
    answer_text: Mapped[str] = mapped_column(default="")
    correction: Mapped[str | None]
    """The fields that the answer corrected, as JSON."""
    answered_by_name: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    evidence_digests: Mapped[list[str]] = mapped_column(default=list)
    """SHA-256 of each file that shows it; the files are attached to the measurement."""

    __table_args__ = (
        of_measurement("fact_contest"),
        ForeignKeyConstraint(
            ["partner_id", "subject_id"], [Subject.partner_id, Subject.id], name="fk_fact_contest_subject"
        ),
        UniqueConstraint("partner_id", "measurement_id", "subject_id", "state_sha256", name="one_contest_of_a_state"),
        words("side", Side),
        words("reason", ContestReason),
        words("answer", ContestAnswer),
        check("claim_length", "length(claim) BETWEEN 1 AND 2000"),
        check("answer_length", "length(answer_text) <= 2000"),
        check(
            "answer_has_a_reason", "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL OR answer_text <> '')"
        ),
        Index("ix_fact_contest_list", "partner_id", "measurement_id", "made_at", "id"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT", _ANSWER), host_commands=("INSERT", _ANSWER), own=(("INSERT", "side = {side}"),)
    )


class Exclusion(PartnerOwned, Record):
    """A subject that an expectation leaves out because both sides agreed to that, or the days of a suspension."""

    __tablename__ = "exclusion"
    PREFIX: ClassVar[str] = "exc"

    expectation_id: Mapped[UUID]
    subject_id: Mapped[UUID | None]
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    reason: Mapped[ContestReason] = mapped_column(Word(ContestReason))
    text: Mapped[str]
    side: Mapped[Side] = mapped_column(Word(Side))
    """Who agreed last, to what the other side had asked for."""
    agreed_by_name: Mapped[str]
    contest_id: Mapped[UUID | None]
    agreed_at: Mapped[datetime]

    __table_args__ = (
        of_expectation("exclusion"),
        ForeignKeyConstraint(
            ["partner_id", "subject_id"], [Subject.partner_id, Subject.id], name="fk_exclusion_subject"
        ),
        words("reason", ContestReason),
        words("side", Side),
        check("one_or_days", "(subject_id IS NULL) = (first_day IS NOT NULL AND last_day IS NOT NULL)"),
        check("text_length", "length(text) BETWEEN 1 AND 2000"),
        Index("ix_exclusion_list", "partner_id", "expectation_id", "agreed_at", "id"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT",), host_commands=("INSERT", "UPDATE (last_day)"),
        system_commands=("INSERT", "UPDATE (last_day)"), own=(("INSERT", "side = {side}"),),
    )  # fmt: skip
