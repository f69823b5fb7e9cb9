"""From a definition to SQL over the table of subjects: exact, and the same as in Python to the last digit.

Numbers are counted in their grains (`metrics.grains`), so that nothing is divided and nothing rounded. Every constant
and parameter is bound. An expression stands once wherever it is used, so that SQL grows as the formula does.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm, trunc
from typing import Any

from sqlalchemy import (
    ARRAY,
    CTE,
    ColumnElement,
    Date,
    DateTime,
    FromClause,
    Integer,
    Interval,
    Numeric,
    Select,
    Text,
    Time,
    and_,
    case,
    cast,
    extract,
    false,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from portal.expectations.facts.kinds import Type
from portal.expectations.metrics import grains, tree
from portal.expectations.metrics.evaluating import PAUSES, exactly
from portal.expectations.metrics.open_days import OpenDays
from portal.expectations.metrics.terms import DAY, Terms
from portal.expectations.metrics.tree import Clock, Extreme, Operator, Relation

Expression = ColumnElement[Any]
Condition = ColumnElement[bool]

_NUMERIC = Numeric(asdecimal=True)
_ZERO = literal_column("0", Numeric(asdecimal=True))
# PostgreSQL's least and greatest leave out what is missing. These stand for it and win over every number, so that a
# missing operand makes the result missing and stands in the SQL only once: with CASE, formulas of twelve levels would
# grow to thousands of copies of what they are made of.
_MISSING = {
    Extreme.LEAST: literal_column("'-Infinity'::numeric", _NUMERIC),
    Extreme.GREATEST: literal_column("'Infinity'::numeric", _NUMERIC),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """A tally, as three columns of one group of subjects; the words are those of `evaluating.Tally`."""

    numerator: Expression
    denominator: Expression
    n: Expression


def tallied(definition: tree.Definition, terms: Terms, subjects: FromClause, *keys: str) -> Select[Any]:
    """For each value of the keys, which are columns of the subjects: those and `numerator`, `denominator`, `n`.

    `subjects` has the columns of the table `subject`, and only rows of the definition's kind that are not excluded.
    """
    aggregate = definition.aggregate
    if isinstance(aggregate, tree.Ratio) and aggregate.per:
        return _of_groups(definition, aggregate, Formulas(subjects, terms), keys)
    columns = together(definition, terms, subjects)
    grouped = [subjects.c[key] for key in keys]
    told = {"numerator": columns.numerator, "denominator": columns.denominator, "n": columns.n}
    found = select(*grouped, *(column.label(name) for name, column in told.items()))
    return found.select_from(subjects).group_by(*grouped)  # also where no formula names a column of them


def together(definition: tree.Definition, terms: Terms, subjects: FromClause) -> Columns:
    """The same as aggregates, so that many measures of one kind take one scan; for whole groups there are none."""
    formulas = Formulas(subjects, terms)
    counts = formulas.counts(definition)
    match definition.aggregate:
        case tree.Ratio(per=None) as ratio:
            return Columns(formulas.total(ratio.top, counts), formulas.total(ratio.bottom, counts), _count(counts))
        case tree.Mean(of=of):
            number = formulas.number(of)
            return Columns(_sum(number, counts), _count(and_(counts, number.is_not(None))), _count(counts))
        case tree.Percentile() as percentile:
            return _ranked(percentile, formulas.number(percentile.of), counts)
        case _:
            raise TypeError("whole groups are counted by `tallied`")


def _count(where: Condition) -> Expression:
    return cast(func.count().filter(where), _NUMERIC)


def _sum(number: Expression, where: Condition) -> Expression:
    return func.coalesce(func.sum(number).filter(where), _ZERO)


def _ranked(percentile: tree.Percentile, number: Expression, counts: Condition) -> Columns:
    """By nearest rank. PostgreSQL's own percentile_disc takes a float, by which 7 % of 100 is the eighth."""
    present = and_(counts, number.is_not(None))
    many = _count(present)
    ordered = func.array_agg(aggregate_order_by(number, number.asc()), type_=ARRAY(_NUMERIC)).filter(present)
    rank = cast(func.ceil(many * literal(percentile.percentile * Decimal("0.01"), _NUMERIC)), Integer)
    return Columns(
        func.coalesce(ordered.self_group()[rank], _ZERO),
        func.least(many, literal_column("1", _NUMERIC)),
        _count(counts),
    )


def _of_groups(
    definition: tree.Definition, ratio: tree.Ratio, formulas: "Formulas", keys: Sequence[str]
) -> Select[Any]:
    """A group counts where every subject of it does; a subject without the word is a group of its own."""
    columns = formulas.subjects.c
    word = columns[ratio.per or ""]
    alone = case((word.is_(None), columns.subject_key))
    fits = {
        name: func.bool_and(true() if total.where is None else formulas.truth(total.where)).label(name)
        for name, total in (("top", ratio.top), ("bottom", ratio.bottom))
    }
    groups = (
        select(*(columns[key] for key in keys), *fits.values())
        .where(formulas.counts(definition))
        .group_by(*(columns[key] for key in keys), word, alone)
        .subquery("groups")
    )
    grouped = [groups.c[key] for key in keys]
    return select(
        *grouped,
        _count(groups.c.top).label("numerator"),
        _count(groups.c.bottom).label("denominator"),
        cast(func.count(), _NUMERIC).label("n"),
    ).group_by(*grouped)


@dataclass(frozen=True, slots=True)
class Formulas:
    """The expressions of a definition over columns of one subject."""

    subjects: FromClause
    terms: Terms

    def counts(self, definition: tree.Definition) -> Condition:
        """Whether the subject counts at all."""
        return true() if definition.where is None else self.truth(definition.where)

    def total(self, total: tree.Total, counts: Condition) -> Expression:
        where = counts if total.where is None else and_(counts, self.truth(total.where))
        return _count(where) if isinstance(total, tree.Count) else _sum(self.number(total.number), where)

    def truth(self, truth: tree.Truth) -> Condition:
        """True or false, never missing."""
        match truth:
            case tree.Comparison():
                return self._compared(truth)
            case tree.In():
                words = sorted(map(self.terms.word, truth.words))
                return func.coalesce(self._column(truth.field).in_(words), false())
            case tree.And():
                return and_(*map(self.truth, truth.truths))
            case tree.Or():
                return or_(*map(self.truth, truth.truths))
            case tree.Not():
                return not_(self.truth(truth.truth))
            case tree.Missing():
                return self._column(truth.field).is_(None)
            case tree.Is():
                return func.coalesce(self._column(truth.field), false())

    def _compared(self, comparison: tree.Comparison) -> Condition:
        left, right = comparison.left, comparison.right
        if tree.type_of(left) in (Type.DAY, Type.INSTANT):
            operands = [self.moment(left), self.moment(right)]  # type: ignore[arg-type]  # these types are of moments alone
        else:
            operands = self._alike([left, right])  # type: ignore[list-item]
        match comparison.relation:
            case Relation.AT_MOST:
                compared = operands[0] <= operands[1]
            case Relation.LESS:
                compared = operands[0] < operands[1]
            case Relation.EQUAL:
                compared = operands[0] == operands[1]
        return func.coalesce(compared, false())

    def _column(self, field: tree.Field) -> Expression:
        return self.subjects.c[field.name]

    def number(self, number: tree.Number) -> Expression:
        """In its grain; null where it is missing."""
        match number:
            case tree.Field():
                return cast(self._column(number), _NUMERIC)
            case tree.Parameter() | tree.Constant():
                return _bound(self.terms.fixed(number))
            case tree.Arithmetic():
                return self._combined(number)
            case tree.Chosen():
                missing = _MISSING[number.extreme]
                among = (func.coalesce(each, missing) for each in self._alike(number.among))
                chosen = func.least if number.extreme is Extreme.LEAST else func.greatest
                return func.nullif(chosen(*among), missing, type_=_NUMERIC)
            case tree.If():
                then, otherwise = self._alike([number.then, number.otherwise])
                return case((self.truth(number.condition), then), else_=otherwise)
            case tree.Elapsed():
                return self._elapsed(number)
            case tree.Paused():
                return self._paused(number)

    def _alike(self, numbers: Sequence[tree.Number]) -> list[Expression]:
        """Numbers in one grain, so that they compare and add up."""
        grain = lcm(*map(grains.of, numbers))
        factors = [grain // grains.of(each) for each in numbers]
        return [
            self.number(each) if factor == 1 else self.number(each) * _bound(Fraction(factor))
            for each, factor in zip(numbers, factors, strict=True)
        ]

    def _combined(self, number: tree.Arithmetic) -> Expression:
        if number.operator is Operator.MULTIPLY:
            return self.number(number.left) * self.number(number.right)
        left, right = self._alike([number.left, number.right])
        return left + right if number.operator is Operator.ADD else left - right

    def _elapsed(self, elapsed: tree.Elapsed) -> Expression:
        since, until = self.moment(elapsed.since), self.moment(elapsed.until)
        is_instant = tree.type_of(elapsed.since) is Type.INSTANT
        match elapsed.clock:
            case Clock.BUSINESS_DAYS:
                first, last = (self._ordinal(self._day(each) if is_instant else each) for each in (since, until))
                return cast(last - first, _NUMERIC)
            case Clock.BUSINESS_HOURS:
                return self._open_seconds(elapsed, until) - self._open_seconds(elapsed, since)
            case Clock.DAYS | Clock.HOURS:
                between = until - since
                return _seconds(between) if is_instant else cast(between, _NUMERIC)

    def _paused(self, paused: tree.Paused) -> Expression:
        """A pause that goes on counts once it is over."""
        pauses = cast(self.subjects.c[PAUSES], JSONB)
        pause = func.jsonb_array_elements(pauses).column_valued("pause")
        since, until = (cast(pause.op("->>")(literal_column(place)), DateTime(timezone=True)) for place in "01")
        stood = func.sum(self._open_seconds(paused, until) - self._open_seconds(paused, since))
        return select(func.coalesce(stood, _ZERO)).correlate(self.subjects).scalar_subquery()

    def _open_seconds(self, elapsed: tree.Elapsed | tree.Paused, instant: Expression) -> Expression:
        """How long it has been open up to the instant, by the wall clock, since the calendar's first day."""
        hours = self.terms.hours(elapsed)
        if hours is None:
            return cast(null(), _NUMERIC)
        opens, width = _bound(hours[0]), _bound(hours[1] - hours[0])
        local = func.timezone(self.terms.zone, instant, type_=DateTime())
        today, before = (self._ordinal(cast(local, Date), back=back) for back in (0, 1))
        gone = func.least(func.greatest(_seconds(cast(local, Time)) - opens, _ZERO), width)
        return func.coalesce(before, literal_column("0")) * width + case(
            (today > func.coalesce(before, literal_column("0")), gone), (today.is_not(None), _ZERO)
        )

    def _day(self, instant: Expression) -> Expression:
        return cast(func.timezone(self.terms.zone, instant, type_=DateTime()), Date)

    def _ordinal(self, day: Expression, *, back: int = 0) -> Expression:
        """How many days of the expectation's calendars were open up to a day, or so many days before it."""
        known = self.terms.open_days
        if known is None:
            return cast(null(), Integer)
        place = type_coerce(day - literal(known.first, Date), Integer) + literal(1 - back, Integer)
        return select(_counted(known).c.ordinals).scalar_subquery()[place]

    def moment(self, moment: tree.Moment) -> Expression:
        """A date, or an instant."""
        kind = tree.type_of(moment)
        match moment:
            case tree.Field():
                return self._column(moment)
            case tree.AsOf() if kind is Type.DAY:
                return literal(self.terms.day, Date)
            case tree.AsOf():
                return literal(self.terms.as_of, DateTime(timezone=True))
            case tree.Shift():
                days = self.terms.shift(moment)
                if days is None:
                    return cast(null(), Date if kind is Type.DAY else DateTime(timezone=True))
                if kind is Type.DAY:
                    return type_coerce(self.moment(moment.moment) + literal(trunc(days), Integer), Date)
                later = literal(timedelta(microseconds=trunc(days * DAY * 1_000_000)), Interval(native=True))
                return type_coerce(self.moment(moment.moment) + later, DateTime(timezone=True))


@lru_cache(maxsize=64)
def _counted(days: OpenDays) -> CTE:
    """The ordinals of the calendars' days as one array, which a statement makes once, however often it looks."""
    written = literal(",".join(map(str, days.ordinals)), Text)
    return select(cast(func.string_to_array(written, ","), ARRAY(Integer)).label("ordinals")).cte()


def _bound(number: Fraction) -> Expression:
    """A number of the definition, which has an end in decimals."""
    return literal(exactly(number), _NUMERIC)


def _seconds(time: Expression) -> Expression:
    return type_coerce(extract("epoch", time), _NUMERIC)
