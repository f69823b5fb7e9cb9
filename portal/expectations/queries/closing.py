"""What is asked when many periods open or close at once: for all of them in one statement, whoever's they are."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Insert,
    Integer,
    Select,
    TableValuedAlias,
    Text,
    Uuid,
    and_,
    cast,
    exists,
    func,
    insert,
    literal,
    literal_column,
    select,
)

from portal.database import many
from portal.expectations.metrics.terms import Terms
from portal.expectations.metrics.tree import Definition
from portal.expectations.models import Exclusion, Expectation, FactBatch, Mark, Measurement, MissedLine, Tally
from portal.expectations.queries import counting, formulas, tallied
from portal.expectations.queries.measured import status_is
from portal.expectations.rules.promise import Promise
from portal.partners.models import Organisation

PLACE = {"partner_id": Uuid(), "measurement_id": Uuid()}
BY_TIME = ("COLLECTING", "PROVISIONAL")
"""Those that time alone moves on."""


def _ids(name: str, ids: Iterable[UUID]) -> TableValuedAlias:
    return many.listed(name, {"id": Uuid()}, [{"id": each} for each in ids])


def free_partners(measurement_ids: Collection[UUID]) -> Select[Any]:
    """The partners of measurements whose facts nobody is bringing or counting: from now on nobody else does."""
    wanted = _ids("wanted", measurement_ids)
    found = select(Measurement.partner_id).join(wanted, Measurement.id == wanted.c.id).distinct()
    # Told apart from the lock, so that each is tried once.
    partners = found.order_by(Measurement.partner_id).offset(literal_column("0")).subquery("partners")
    key = func.hashtextextended(literal("facts ") + cast(partners.c.partner_id, Text), literal_column("0"))
    return select(partners.c.partner_id).where(func.pg_try_advisory_xact_lock(key))


def newest_received(partner_ids: Collection[UUID]) -> Select[Any]:
    """When the newest facts of any of these partners came."""
    wanted = _ids("wanted", partner_ids)
    newest = select(func.max(FactBatch.received_at)).where(FactBatch.partner_id == wanted.c.id).scalar_subquery()
    return select(func.max(newest)).select_from(wanted)


def due_together(
    measurement_ids: Collection[UUID], partner_ids: Collection[UUID], now: datetime
) -> Select[*tuple[Any, ...]]:
    """Those of the measurements that time moves on, each with its expectation, under locks that nobody waits for."""
    wanted, free = _ids("wanted", measurement_ids), _ids("free", partner_ids)
    found = select(Measurement, Expectation).join(wanted, Measurement.id == wanted.c.id)
    found = found.join(free, free.c.id == Measurement.partner_id)
    same = and_(Expectation.partner_id == Measurement.partner_id, Expectation.id == Measurement.expectation_id)
    found = found.join(Expectation, same).where(Measurement.due_at <= now, status_is(Measurement, *BY_TIME))
    return found.order_by(Measurement.partner_id, Measurement.id).with_for_update(of=Measurement, skip_locked=True)


def measured_on(expectation_ids: Collection[UUID], now: datetime) -> Select[Any]:
    """Those of the expectations whose next period has begun, under locks that nobody waits for."""
    wanted = _ids("wanted", expectation_ids)
    found = select(Expectation).join(wanted, Expectation.id == wanted.c.id)
    found = found.where(Expectation.due_at <= now, Expectation.measured_until.is_not(None))
    found = found.where(status_is(Expectation, "ACTIVE")).order_by(Expectation.partner_id, Expectation.id)
    return found.with_for_update(of=Expectation, skip_locked=True)


def expectations_together(measurement_ids: Collection[UUID]) -> Select[*tuple[Any, ...]]:
    """The expectations of some measurements: (measurement's id, expectation)."""
    wanted = _ids("wanted", measurement_ids)
    found = select(Measurement.id, Expectation).join(wanted, Measurement.id == wanted.c.id)
    same = and_(Expectation.partner_id == Measurement.partner_id, Expectation.id == Measurement.expectation_id)
    return found.join(Expectation, same)


def organisations(ids: Collection[UUID]) -> Select[Any]:
    return select(Organisation).where(Organisation.id.in_(select(_ids("wanted", ids).c.id)))


def exclusions_together(expectations: Sequence[Expectation]) -> Select[Any]:
    """What these expectations leave out, in the order in which it was agreed."""
    wanted = many.listed(
        "wanted", {"partner_id": Uuid(), "id": Uuid()},
        [{"partner_id": each.partner_id, "id": each.id} for each in expectations],
    )  # fmt: skip
    same = and_(Exclusion.partner_id == wanted.c.partner_id, Exclusion.expectation_id == wanted.c.id)
    return select(Exclusion).join(wanted, same).order_by(Exclusion.agreed_at, Exclusion.id)


@dataclass(frozen=True, slots=True)
class Shape:
    """What a statement that counts is made of, whichever partners and days are sent with it.

    Those with the same key have the same statement: building one costs more than PostgreSQL takes to answer it.
    """

    key: Hashable
    promise: Promise = field(compare=False)
    """It says which subjects, none of which is left out."""
    measures: Sequence[tuple[Definition, Terms]] = field(compare=False)
    ranges: int = 1
    digests: bool = True

    def subjects(self, partner_id: ColumnElement[Any]) -> Select[Any]:
        days = [counting.AwaitedDays(place) for place in range(self.ranges)]
        return counting.in_scope(self.promise, partner_id, days, self.promise.zone)


def sent_partners(partner_ids: Collection[UUID]) -> dict[str, Any]:
    return many.sent_as("wanted", [{"id": each} for each in partner_ids])


@lru_cache(maxsize=256)
def counted_together(shape: Shape) -> Select[*tuple[Any, ...]]:
    """For each of the partners: (its id, digest of the subjects, then numerator, denominator, n of each measure).

    A partner without any subject has no row. No measure of groups.
    """
    wanted = many.awaited("wanted", {"id": Uuid()})
    subjects = shape.subjects(wanted.c.id).subquery("counted")
    columns: list[ColumnElement[Any]] = []
    for place, (definition, terms) in enumerate(shape.measures):
        each = formulas.together(definition, terms, subjects)
        columns += [
            each.numerator.label(f"numerator_{place}"), each.denominator.label(f"denominator_{place}"),
            each.n.label(f"n_{place}"),
        ]  # fmt: skip
    digest = counting.digest(subjects) if shape.digests else literal("")
    return select(subjects.c.partner_id, digest.label("subjects_sha256"), *columns).group_by(subjects.c.partner_id)


@lru_cache(maxsize=256)
def counted_in_groups(shape: Shape) -> Select[*tuple[Any, ...]]:
    """For each of the partners: its id, numerator, denominator, n of one measure of whole groups."""
    wanted = many.awaited("wanted", {"id": Uuid()})
    (measure,) = shape.measures
    return formulas.tallied(*measure, shape.subjects(wanted.c.id).subquery("counted"), "partner_id")


@lru_cache(maxsize=256)
def note_missed_together(shape: Shape) -> Insert | None:
    """Keeps which lines the values of some measurements count as missed; None where no single line is.

    The measurements are sent as `wanted`, with the columns of `PLACE`.
    """
    wanted = many.awaited("wanted", PLACE)
    subjects = shape.subjects(wanted.c.partner_id).add_columns(wanted.c.measurement_id).subquery("counted")
    ((definition, terms),) = shape.measures
    of = formulas.Formulas(subjects, terms)
    missed = counting.missed(definition, of)
    if missed is None:
        return None
    chosen = select(subjects.c.partner_id, subjects.c.measurement_id, subjects.c.id)
    chosen = chosen.where(of.counts(definition), missed)
    return insert(MissedLine).from_select(["partner_id", "measurement_id", "subject_id"], chosen)


def tallied_together(places: Iterable[Mapping[str, Any]]) -> Select[*tuple[Any, ...]]:
    """What the pieces of some days came to when facts were settled last: (measurement, numerator, denominator, n).

    Nothing of a measurement whose pieces are not all there, counted since they were over: that is about to be done.
    """
    kinds = {**PLACE, "expectation_id": Uuid(), "kind": Text(), "unit": Text(), "first": Date(), "last": Date(),
             "pieces": Integer()}  # fmt: skip
    wanted = many.listed("wanted", kinds, places)
    marked = exists().where(
        Mark.partner_id == wanted.c.partner_id, Mark.kind == wanted.c.kind, Mark.unit == wanted.c.unit,
        Mark.piece >= wanted.c.first, Mark.piece <= wanted.c.last,
    )  # fmt: skip
    same = and_(
        Tally.partner_id == wanted.c.partner_id, Tally.expectation_id == wanted.c.expectation_id,
        Tally.unit == wanted.c.unit, Tally.piece >= wanted.c.first, Tally.piece <= wanted.c.last,
    )  # fmt: skip
    totals = [func.sum(column).label(column.key) for column in (
        Tally.numerator, Tally.denominator, Tally.n,
    )]  # fmt: skip
    found = (
        select(wanted.c.measurement_id, *totals)
        .select_from(wanted.join(Tally, same))
        .where(~marked, tallied.was_over())
    )
    return found.group_by(wanted.c.measurement_id, wanted.c.pieces).having(func.count() == wanted.c.pieces)
