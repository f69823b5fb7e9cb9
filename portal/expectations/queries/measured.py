"""What can be asked about measurements: the values, the lines that they rest on, and what was said against them."""

from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    ColumnElement,
    Date,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from portal import journal, situations
from portal.expectations.facts.kinds import SCOPE
from portal.expectations.models import (
    Exclusion,
    Expectation,
    FactContest,
    Measurement,
    MeasurementRevision,
    Metric,
    MissedLine,
    Subject,
)
from portal.expectations.queries import expectations
from portal.expectations.rules import measurement as rules
from portal.machine import Waiting

Row = Any
SCOPED = tuple(name for name in SCOPE if name != "owed_by")


def measurements() -> Select[Any]:
    return select(Measurement)


def measurement(value: Row) -> Select[Any]:
    return measurements().where(Measurement.id == value)


def measurements_of(expectation: Row) -> Select[Any]:
    return measurements().where(
        Measurement.partner_id == expectation.partner_id, Measurement.expectation_id == expectation.id
    )


def expectation_of(row: Row) -> Select[Any]:
    return select(Expectation).where(Expectation.partner_id == row.partner_id, Expectation.id == row.expectation_id)


def filtered_measurements(
    *, statuses: Row = None, not_statuses: Row = None, verdict: str | None = None, obligor: str | None = None,
    waiting_on: str | None = None, partner_id: Row = None, expectation_id: Row = None, ends_from: Row = None,
    ends_before: Row = None,
) -> Select[Any]:  # fmt: skip
    """The measurements that meet every condition given; None is any. Lists are arrays of words."""
    found, status = measurements(), cast(Measurement.status, Text)
    waited = type_coerce(Measurement.waiting_on, ARRAY(Text))
    conditions = (
        (statuses, lambda given: status == func.any(given)),
        (not_statuses, lambda given: status != func.all(given)),
        (verdict, lambda given: Measurement.verdict == given),
        (obligor, lambda given: Measurement.obligor == given),
        (waiting_on, lambda given: literal(given, Text).op("=")(func.any(waited))),
        (partner_id, lambda given: Measurement.partner_id == given),
        (expectation_id, lambda given: Measurement.expectation_id == given),
        (ends_from, lambda given: Measurement.ends_on >= given),
        (ends_before, lambda given: Measurement.ends_on < given),
    )
    for given, condition in conditions:
        if given is not None:
            found = found.where(condition(given))
    return found


def measurement_facts(row: Row) -> dict[str, Any]:
    """What the rules of a measurement look at and who is waited for, column by column."""
    return {**situations.needs(rules.Measurement, row), **situations.needs(Waiting, row)}


def revisions_of(row: Row) -> Select[Any]:
    """All computed values, newest first."""
    found = select(MeasurementRevision).where(
        MeasurementRevision.partner_id == row.partner_id, MeasurementRevision.measurement_id == row.id
    )
    return found.order_by(MeasurementRevision.number.desc())


def contests_of(row: Row) -> Select[Any]:
    found = select(FactContest).where(FactContest.partner_id == row.partner_id, FactContest.measurement_id == row.id)
    return found.order_by(FactContest.made_at, FactContest.id)


def standing_contests_of(row: Row) -> Select[Any]:
    """The contests that the other side did not give way to, each with its line: upheld, or never answered."""
    found = contests_of(row).add_columns(Subject).join(
        Subject, (Subject.partner_id == FactContest.partner_id) & (Subject.id == FactContest.subject_id)
    )  # fmt: skip
    stands = or_(FactContest.answered_at.is_(None), FactContest.answer == rules.ContestAnswer.UPHOLD)
    return found.where(FactContest.withdrawn_at.is_(None), stands)


def open_contests_of(row: Row) -> Select[Any]:
    """Those that are not answered and not taken back."""
    return contests_of(row).where(FactContest.answered_at.is_(None), FactContest.withdrawn_at.is_(None))


def exclusions_of(row: Row) -> Select[Any]:
    """What an expectation leaves out, in the order in which it was agreed."""
    found = select(Exclusion).where(Exclusion.partner_id == row.partner_id, Exclusion.expectation_id == row.id)
    return found.order_by(Exclusion.agreed_at, Exclusion.id)


def contested_subjects(row: Row) -> ColumnElement[bool]:
    """Whether a subject of a measurement has a contest that nobody has taken back."""
    return exists().where(
        FactContest.partner_id == Subject.partner_id, FactContest.measurement_id == row.id,
        FactContest.subject_id == Subject.id, FactContest.withdrawn_at.is_(None),
    )  # fmt: skip


def is_left_out(expectation_id: Row) -> ColumnElement[bool]:
    """Whether both sides agreed to leave the subject out."""
    return exists().where(
        Exclusion.partner_id == Subject.partner_id, Exclusion.expectation_id == expectation_id,
        Exclusion.subject_id == Subject.id,
    )  # fmt: skip


def status_is(row: Row, *statuses: str) -> ColumnElement[bool]:
    return cast(row.status, Text).in_([literal_column(f"'{status}'", Text()) for status in statuses])


def measurements_of_partner(partner: Row) -> Select[Any]:
    return measurements().where(Measurement.partner_id == partner.id)


def measurement_timeline(row: Row) -> Select[Any]:
    return journal.timeline(row.partner_id, row.id)


def measurement_called(row: Row) -> ColumnElement[Any]:
    """The title of what is measured."""
    return expectation_of(row).with_only_columns(Expectation.title).scalar_subquery()


def lines_of(
    row: Row, *, missed: Row = None, contested: Row = None, two_stories: Row = None, counted: Row = None
) -> Select[Any]:
    """The subjects that a measurement is about, those among them that are left out; each condition may be None.

    They are found by what the agreed document says, so that one statement does it whatever was agreed.
    """
    agreed = aliased(Expectation)
    metric = aliased(Metric)
    found = select(Subject).join(agreed, and_(agreed.partner_id == row.partner_id, agreed.id == row.expectation_id))
    found = found.join(metric, metric.id == agreed.metric_id)
    found = found.where(Subject.partner_id == row.partner_id, Subject.kind == metric.kind)
    first, last = func.greatest(row.starts_on, agreed.starts_on), func.least(row.ends_on, agreed.ends_on)
    day = func.coalesce(Subject.day, cast(func.timezone(agreed.zone, Subject.at), Date))
    found = found.where(day >= first, day <= last, Subject.owed_by == cast(row.obligor, Text))
    currency = expectations.said(agreed, "currency")
    found = found.where(or_(currency.is_(None), Subject.currency == currency))
    for name in SCOPED:
        words = cast(agreed.document, JSON).op("#>")(literal(["scope", name], ARRAY(Text)))
        inside = cast(words, JSONB).op("?")(getattr(Subject, name))
        found = found.where(or_(words.is_(None), func.coalesce(inside, false())))
    conditions = (
        (missed, is_missed(Subject, row)),
        (contested, contested_subjects(row)),
        (two_stories, Subject.other.is_not(None)),
        (counted, ~is_left_out(row.expectation_id)),
    )
    for wanted, holds in conditions:
        if wanted is not None:
            found = found.where(holds == wanted)
    return found


def is_missed(subject: Row, row: Row) -> ColumnElement[bool]:
    """Whether the measurement counts the subject as missed."""
    return exists().where(
        MissedLine.partner_id == subject.partner_id, MissedLine.measurement_id == row.id,
        MissedLine.subject_id == subject.id,
    )  # fmt: skip


def is_contested(subject: Row, row: Row) -> ColumnElement[bool]:
    return exists().where(
        FactContest.partner_id == subject.partner_id, FactContest.measurement_id == row.id,
        FactContest.subject_id == subject.id, FactContest.withdrawn_at.is_(None),
    )  # fmt: skip


def contest_of_line(row: Row) -> Select[Any]:
    """The subject that a contest is about."""
    return select(Subject).where(Subject.partner_id == row.partner_id, Subject.id == row.subject_id)


def revision(value: Row) -> Select[Any]:
    return select(MeasurementRevision).where(MeasurementRevision.id == value)


def contest(value: Row) -> Select[Any]:
    return select(FactContest).where(FactContest.id == value)


def document_of(row: Row) -> ColumnElement[Any]:
    """What was agreed of that which is measured, as text."""
    return expectation_of(row).with_only_columns(Expectation.document).scalar_subquery()


def contest_until(row: Row) -> ColumnElement[Any]:
    """Until when a value can be contested; null while it cannot."""
    return case((status_is(row, "PROVISIONAL"), row.due_at))
