"""Which subjects an expectation is about in some days, and what they add up to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Date,
    DateTime,
    Delete,
    FromClause,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    delete,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import Insert, aggregate_order_by, insert

from portal.database import many
from portal.expectations.facts.kinds import KINDS, SCOPE, SubjectKind, Type
from portal.expectations.metrics import tree
from portal.expectations.metrics.terms import Terms
from portal.expectations.models import (
    Expectation,
    Mark,
    Measurement,
    Metric,
    MissedLine,
    Subject,
    Tally,
)
from portal.expectations.queries import formulas
from portal.expectations.queries.measured import is_left_out, status_is
from portal.expectations.rules.expectation import BINDS
from portal.expectations.rules.promise import Promise
from portal.expectations.scores.days import Days
from portal.expectations.scores.periods import Length

Row = Any
SCOPED = tuple(name for name in SCOPE if name != "owed_by")


@dataclass(frozen=True, slots=True)
class AwaitedDays:
    """Days of a statement that is kept: they are sent each time that it is asked, see `sent_days`."""

    place: int

    @property
    def first(self) -> ColumnElement[date]:
        return bindparam(f"first_{self.place}", type_=Date)

    @property
    def last(self) -> ColumnElement[date]:
        return bindparam(f"last_{self.place}", type_=Date)

    def begins_at(self, _zone: str) -> ColumnElement[datetime]:
        return bindparam(f"begins_{self.place}", type_=DateTime(timezone=True))

    def ends_at(self, _zone: str) -> ColumnElement[datetime]:
        return bindparam(f"ends_{self.place}", type_=DateTime(timezone=True))


def sent_days(kind: SubjectKind, days: Iterable[Days], zone: str) -> dict[str, date | datetime]:
    """The parameters of the awaited days, as subjects of the kind are counted: by days or by instants."""
    found: dict[str, date | datetime] = {}
    for place, each in enumerate(days):
        if is_by_instant(kind):
            found |= {f"begins_{place}": each.begins_at(zone), f"ends_{place}": each.ends_at(zone)}
        else:
            found |= {f"first_{place}": each.first, f"last_{place}": each.last}
    return found


def in_scope(
    promise: Promise, partner_id: Row, days: Iterable[Days | AwaitedDays], zone: str
) -> Select[Any]:  # fmt: skip
    """The subjects that an expectation is about, of some days, those among them that are left out as well."""
    if promise.metric is None:
        return select(Subject).where(false())
    found = select(Subject).where(Subject.partner_id == partner_id, Subject.kind == promise.metric.kind)
    return found.where(_within(promise.metric.kind, days, zone), *_scoped(promise))


def _within(kind: SubjectKind, days: Iterable[Days | AwaitedDays], zone: str) -> ColumnElement[bool]:
    ranges = [_instants(each, zone) if is_by_instant(kind) else _days(each) for each in days]
    return or_(*ranges) if ranges else false()


def is_by_instant(kind: SubjectKind) -> bool:
    """Whether what places a subject in time is an instant, which is of another day in each zone."""
    counted_by = KINDS[kind]
    return counted_by.fields[counted_by.counted_by] is Type.INSTANT


def _scoped(promise: Promise) -> Iterator[ColumnElement[bool]]:
    yield Subject.owed_by == promise.obligor.value
    if promise.currency is not None:
        yield Subject.currency == promise.currency
    for name, words in sorted(promise.scope.items()):
        yield getattr(Subject, name) == func.any(literal(list(words), ARRAY(Text)))


def _days(days: Days | AwaitedDays) -> ColumnElement[bool]:
    return and_(Subject.day >= days.first, Subject.day <= days.last)


def _instants(days: Days | AwaitedDays, zone: str) -> ColumnElement[bool]:
    return and_(Subject.at >= days.begins_at(zone), Subject.at < days.ends_at(zone))


def counted(promise: Promise, terms: Terms, row: Row, days: Sequence[Days]) -> Select[*tuple[Any, ...]]:
    """What the subjects come to: (numerator, denominator, n, excluded, digest of the subjects), in one row."""
    if promise.metric is None:
        raise ValueError(promise.code)
    found = in_scope(promise, row.partner_id, days, promise.zone)
    left_out = is_left_out(row.expectation_id)
    inside, outside = found.where(~left_out).cte("counted"), found.where(left_out).cte("left_out")
    totals = formulas.tallied(promise.metric, terms, inside).subquery("totals")
    without = formulas.tallied(promise.metric, terms, outside).subquery("without")
    return select(
        totals.c.numerator, totals.c.denominator, totals.c.n, without.c.n.label("excluded"),
        select(digest(inside)).scalar_subquery().label("subjects_sha256"),
    ).select_from(totals.join(without, literal_column("true")))  # fmt: skip


def digest(subjects: FromClause) -> ColumnElement[str]:
    """SHA-256 of a line for each subject, its key and its state's digest, in the order of the keys' bytes."""
    line = subjects.c.subject_key + literal(" ") + subjects.c.state_sha256
    lines = func.string_agg(line, aggregate_order_by(literal("\n"), subjects.c.subject_key.collate("C")))
    written = func.convert_to(func.coalesce(lines, literal("")), literal("UTF8"))
    return func.encode(func.sha256(written), literal("hex"), type_=Text())


def newest_as_of(partner_id: UUID) -> Select[Any]:
    """When the facts of a partner were counted last, or looked at as late ones."""
    counted = func.max(func.greatest(Measurement.as_of, Measurement.late_as_of))
    return select(counted).where(Measurement.partner_id == partner_id)


def changed_since(
    partner_id: UUID, kind: SubjectKind, days: Iterable[Days], zone: str, asked: Sequence[tuple[Promise, datetime]]
) -> Select[Any]:
    """How many subjects of some days have changed since a moment, and when the newest did, for each that asks.

    Of one kind of subjects and the same days: they are read once, however many ask. Two columns for each.
    """
    found: list[ColumnElement[Any]] = []
    for promise, since in asked:
        its_own = and_(Subject.changed_at > since, *_scoped(promise))
        found += [func.count().filter(its_own), func.max(Subject.changed_at).filter(its_own)]
    changed = Subject.changed_at > min(since for _, since in asked)
    whole = select(*(each.label(f"c{number}") for number, each in enumerate(found)))
    return whole.where(Subject.partner_id == partner_id, Subject.kind == kind, _within(kind, days, zone), changed)


def overlapping(partner_id: UUID, kind: str, first: Row, last: Row) -> Select[Any]:
    """The measurements with a value, or too little for one, whose period shares days with these, under row locks."""
    named = ("PROVISIONAL", "FINAL", "INSUFFICIENT_DATA")
    statuses = [literal_column(f"'{status}'", Text()) for status in named]
    found = select(Measurement).join(
        Expectation,
        and_(Expectation.partner_id == Measurement.partner_id, Expectation.id == Measurement.expectation_id),
    )
    found = found.where(Measurement.partner_id == partner_id, cast(Measurement.status, Text).in_(statuses))
    found = found.where(Measurement.starts_on <= last, Measurement.ends_on >= first)
    found = found.join(Metric, Metric.id == Expectation.metric_id).where(Metric.kind == kind)
    return found.order_by(Measurement.id).with_for_update(of=Measurement)


def marks_of(partner_id: UUID, most: int) -> Select[Any]:
    """The pieces of time that are to be counted anew, the oldest first, under locks that nobody waits for."""
    found = select(Mark).where(Mark.partner_id == partner_id).order_by(Mark.marked_at, Mark.unit, Mark.piece)
    return found.limit(most).with_for_update(skip_locked=True)


def measured_by(partner_id: UUID, kind: SubjectKind, weekly: bool) -> Select[Any]:
    """The expectations that are measured from facts of a kind, by weeks or by months."""
    found = select(Expectation).join(Metric, Metric.id == Expectation.metric_id)
    found = found.where(Expectation.partner_id == partner_id, Metric.kind == kind)
    is_weekly = Expectation.period == Length.WEEK
    return found.where(is_weekly if weekly else ~is_weekly, status_is(Expectation, *BINDS)).order_by(Expectation.id)


def piece_total(promise: Promise, terms: Terms, row: Row, days: Sequence[Days]) -> Select[*tuple[Any, ...]]:
    """What the subjects of the days of one piece of time come to: (numerator, denominator, n, excluded)."""
    if promise.metric is None:
        raise ValueError(promise.code)
    found = in_scope(promise, row.partner_id, days, promise.zone)
    left_out = is_left_out(row.id)
    totals = formulas.tallied(promise.metric, terms, found.where(~left_out).subquery("counted")).subquery("totals")
    excluded = select(func.count()).select_from(found.where(left_out).subquery("left_out")).scalar_subquery()
    return select(totals.c.numerator, totals.c.denominator, totals.c.n, excluded.label("excluded"))


def _put_tallies() -> Insert:
    new = many.put(Tally)
    keys = ("partner_id", "expectation_id", "unit", "piece")
    moved = {name: column for name, column in new.excluded.items() if name not in keys}
    return new.on_conflict_do_update(index_elements=list(keys), set_=moved)


PUT_TALLIES = _put_tallies()


def forget_missed(row: Row) -> Delete:
    """The lines that a value counted as missed before it is counted again."""
    return delete(MissedLine).where(MissedLine.partner_id == row.partner_id, MissedLine.measurement_id == row.id)


def note_missed(promise: Promise, terms: Terms, row: Row, days: Sequence[Days]) -> Insert | None:
    """Keeps which lines a value counts as missed; None where no single line is: of means and ranks."""
    found = in_scope(promise, row.partner_id, days, promise.zone).where(~is_left_out(row.expectation_id))
    subjects = found.subquery("counted")
    if promise.metric is None:
        return None
    is_missed = missed(promise.metric, formulas.Formulas(subjects, terms))
    if is_missed is None:
        return None
    chosen = select(subjects.c.partner_id, literal(row.id), subjects.c.id)
    chosen = chosen.where(formulas.Formulas(subjects, terms).counts(promise.metric), is_missed)
    return insert(MissedLine).from_select(["partner_id", "measurement_id", "subject_id"], chosen)


def missed(definition: tree.Definition, of: formulas.Formulas) -> ColumnElement[bool] | None:
    """Whether a line that counts makes the value worse."""
    aggregate = definition.aggregate
    if not isinstance(aggregate, tree.Ratio):
        return None
    top, bottom = aggregate.top, aggregate.bottom
    if top.where is not None:
        fits = of.truth(top.where)
        return ~fits if definition.direction is tree.Direction.HIGHER else fits
    if isinstance(top, tree.Sum) and definition.direction is tree.Direction.LOWER:
        return func.coalesce(of.number(top.number) > literal_column("0"), literal_column("false"))
    if isinstance(top, tree.Sum) and isinstance(bottom, tree.Sum):
        return func.coalesce(of.number(top.number) < of.number(bottom.number), literal_column("true"))
    return None
