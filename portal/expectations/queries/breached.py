"""What can be asked about breaches, the plans against them, and the ledger of what they cost."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Select,
    Text,
    and_,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    type_coerce,
)

from portal import journal, situations
from portal.access import Side
from portal.boundaries.models import Boundary, Crossing
from portal.expectations.models import Breach, Consequence, Expectation, Measurement, MissedLine, PlanStep, Subject
from portal.expectations.queries import attested, expectations
from portal.expectations.queries.measured import expectation_of, status_is
from portal.expectations.rules import breach as rules
from portal.expectations.rules.breach import OPEN
from portal.expectations.rules.expectation import BINDS, ExpectationKind
from portal.machine import Waiting

Row = Any
MOVING = ("PROVISIONAL", "CONTESTED", "DISPUTED")
"""A measurement has a value, and it may still be another."""


def breaches() -> Select[Any]:
    return select(Breach)


def breach(value: Row) -> Select[Any]:
    return breaches().where(Breach.id == value)


def breaches_of(expectation: Row) -> Select[Any]:
    return breaches().where(Breach.partner_id == expectation.partner_id, Breach.expectation_id == expectation.id)


def breaches_of_partner(partner: Row) -> Select[Any]:
    return breaches().where(Breach.partner_id == partner.id)


def filtered_breaches(
    *, statuses: Row = None, not_statuses: Row = None, obligor: str | None = None, waiting_on: str | None = None,
    partner_id: Row = None, expectation_id: Row = None,
) -> Select[Any]:  # fmt: skip
    """The breaches that meet every condition given; None is any. Lists are arrays of words."""
    found, status = breaches(), cast(Breach.status, Text)
    waited = type_coerce(Breach.waiting_on, ARRAY(Text))
    conditions = (
        (statuses, lambda given: status == func.any(given)),
        (not_statuses, lambda given: status != func.all(given)),
        (obligor, lambda given: Breach.obligor == given),
        (waiting_on, lambda given: literal(given, Text).op("=")(func.any(waited))),
        (partner_id, lambda given: Breach.partner_id == given),
        (expectation_id, lambda given: Breach.expectation_id == given),
    )
    for given, condition in conditions:
        if given is not None:
            found = found.where(condition(given))
    return found


def is_settled(row: Row) -> ColumnElement[bool]:
    """Whether no value or word that a breach rests on is contested or counted anew, and no dispute holds it."""
    moving = exists().where(
        Measurement.partner_id == row.partner_id, Measurement.expectation_id == row.expectation_id,
        Measurement.starts_on >= row.first_on, Measurement.starts_on <= row.latest_on,
        status_is(Measurement, *MOVING),
    )  # fmt: skip
    return ~or_(moving, attested.is_contested(row), row.is_held)


def settled(row: Breach) -> Select[Any]:
    """The same for one breach, which may rest on no value."""
    return select(is_settled(Breach)).where(Breach.partner_id == row.partner_id, Breach.id == row.id)


def has_consequence(row: Row) -> ColumnElement[bool]:
    """Whether both sides agreed on what a breach costs."""
    agreed = expectation_of(row).with_only_columns(expectations.said(Expectation, "consequence")).scalar_subquery()
    return and_(or_(row.measurement_id.is_not(None), row.attestation_id.is_not(None)), agreed.is_not(None))


def breach_facts(row: Row) -> dict[str, Any]:
    """What the rules of a breach look at and who is waited for, column by column."""
    known = {"is_final": is_settled(row), "has_consequence": has_consequence(row)}
    return {**situations.needs(rules.Breach, row, **known), **situations.needs(Waiting, row)}


def breach_called(row: Row) -> ColumnElement[Any]:
    """The title of what was not kept."""
    return expectation_of(row).with_only_columns(Expectation.title).scalar_subquery()


def owner_id_of(row: Row) -> ColumnElement[Any]:
    """The id of the place of the company's person who looks after what was promised."""
    return expectation_of(row).with_only_columns(Expectation.owner_id).scalar_subquery()


def clause_of(row: Row) -> ColumnElement[Any]:
    """The key of the clause that was not kept."""
    return expectation_of(row).with_only_columns(Expectation.clause_key).scalar_subquery()


def is_curable(row: Row) -> ColumnElement[bool]:
    return status_is(row, "CURE_PERIOD", "CORRECTIVE_ACTION")


def breach_timeline(row: Row) -> Select[Any]:
    return journal.timeline(row.partner_id, row.id)


def value_of(row: Row) -> Select[Any]:
    """The newest measurement that a breach rests on."""
    return select(Measurement).where(Measurement.partner_id == row.partner_id, Measurement.id == row.measurement_id)


def breach_of(row: Row) -> Select[Any]:
    """The breach that a measurement's period belongs to: the newest that was not taken back."""
    found = breaches().where(
        Breach.partner_id == row.partner_id, Breach.expectation_id == row.expectation_id,
        Breach.first_on <= row.starts_on, Breach.latest_on >= row.starts_on, ~status_is(Breach, "RETRACTED"),
    )  # fmt: skip
    return found.order_by(Breach.created_at.desc(), Breach.id.desc()).limit(1)


def plan_steps_of(row: Row) -> Select[Any]:
    """Steps of all submitted plans, latest plan first, by date."""
    found = select(PlanStep).where(PlanStep.partner_id == row.partner_id, PlanStep.breach_id == row.id)
    return found.order_by(PlanStep.submission.desc(), PlanStep.due_on, PlanStep.id)


def submissions_of(row: Row) -> Select[Any]:
    """How many plans were submitted."""
    return select(func.coalesce(func.max(PlanStep.submission), 0)).where(
        PlanStep.partner_id == row.partner_id, PlanStep.breach_id == row.id
    )


def open_breach_of(row: Expectation) -> Select[Any]:
    """The one open breach of an expectation, under a row lock."""
    return breaches_of(row).where(status_is(Breach, *OPEN)).with_for_update()


def standing_breach_of(row: Measurement) -> Select[Any]:
    """The id of the breach that has dealt with the period already."""
    return breach_of(row).with_only_columns(Breach.id)


def one_judge(row: Expectation) -> Select[Any]:
    """Holds up whoever else judges values of the expectation until the transaction ends."""
    held: Any = func.pg_advisory_xact_lock
    return select(held(func.hashtextextended(f"breaches {row.id}", 0)))


def values_of(row: Expectation) -> Select[Any]:
    """The measurements of an expectation that have or had a value, by period, the newest of each last."""
    found = select(Measurement).where(
        Measurement.partner_id == row.partner_id, Measurement.expectation_id == row.id,
        status_is(Measurement, "FINAL", "RESTATED", "INSUFFICIENT_DATA", *MOVING),
    )  # fmt: skip
    return found.order_by(Measurement.starts_on, Measurement.ordinal)


def missed_of(partner_id: UUID, measurement_id: UUID) -> Select[*tuple[Any, ...]]:
    """The subjects that a value counts as missed: (key, value, currency)."""
    worth = func.coalesce(Subject.value, Subject.amount)
    found = select(Subject.subject_key, worth, Subject.currency).join(
        MissedLine, and_(MissedLine.partner_id == Subject.partner_id, MissedLine.subject_id == Subject.id)
    )
    found = found.where(MissedLine.partner_id == partner_id, MissedLine.measurement_id == measurement_id)
    return found.order_by(Subject.subject_key)


def consequences() -> Select[Any]:
    """The ledger of what misses cost."""
    return select(Consequence)


def consequence(value: Row) -> Select[Any]:
    return consequences().where(Consequence.id == value)


def consequences_of(row: Row) -> Select[Any]:
    """What the ledger says of a breach, in the order in which it was entered."""
    found = consequences().where(Consequence.partner_id == row.partner_id, Consequence.breach_id == row.id)
    return found.order_by(Consequence.number)


def consequences_of_partner(partner: Row) -> Select[Any]:
    return consequences().where(Consequence.partner_id == partner.id)


def filtered_consequences(*, partner_id: Row = None, breach_id: Row = None) -> Select[Any]:
    found = consequences()
    if partner_id is not None:
        found = found.where(Consequence.partner_id == partner_id)
    return found if breach_id is None else found.where(Consequence.breach_id == breach_id)


def breach_charged(row: Row) -> Select[Any]:
    """The breach that an entry belongs to."""
    return breaches().where(Breach.partner_id == row.partner_id, Breach.id == row.breach_id)


def amount_of(row: Row) -> ColumnElement[Any]:
    """What a breach costs as the ledger stands, in minor units; null where nothing was entered."""
    found = select(cast(func.sum(Consequence.amount_minor), BigInteger))
    return found.where(Consequence.partner_id == row.partner_id, Consequence.breach_id == row.id).scalar_subquery()


def currency_of(row: Row) -> ColumnElement[Any]:
    """In which currency that is."""
    found = select(func.max(Consequence.currency))
    return found.where(Consequence.partner_id == row.partner_id, Consequence.breach_id == row.id).scalar_subquery()


def ledger_of(row: Expectation) -> Select[*tuple[Any, ...]]:
    """What was entered for an expectation, oldest first: (entry, first day of its period)."""
    found = select(Consequence, attested.first_day_of(Measurement, Consequence).label("starts_on"))
    found = found.join(Breach, and_(Breach.partner_id == Consequence.partner_id, Breach.id == Consequence.breach_id))
    found = found.outerjoin(
        Measurement,
        and_(Measurement.partner_id == Consequence.partner_id, Measurement.id == Consequence.measurement_id),
    )
    found = found.where(Breach.partner_id == row.partner_id, Breach.expectation_id == row.id)
    return found.order_by(Consequence.made_at, Consequence.number, Consequence.id)


def charged_elsewhere(row: Expectation) -> Select[Any]:
    """The documents of entries that stand, of what else the same side promised."""
    found = select(Consequence.document)
    found = found.join(Breach, and_(Breach.partner_id == Consequence.partner_id, Breach.id == Consequence.breach_id))
    found = found.where(
        Breach.partner_id == row.partner_id, Breach.expectation_id != row.id, Breach.obligor == row.obligor
    )
    return found.where(Consequence.negates_id.is_(None), ~_is_negated())


def _is_negated() -> ColumnElement[bool]:
    other = Consequence.__table__.alias("negating")
    return exists().where(other.c.partner_id == Consequence.partner_id, other.c.negates_id == Consequence.id)


def crossing_at(boundary_id: UUID, at: datetime) -> Select[*tuple[Any, ...]]:
    """The crossing without leave that was found then, and its boundary."""
    found = select(Crossing, Boundary).join(
        Boundary, and_(Boundary.partner_id == Crossing.partner_id, Boundary.id == Crossing.boundary_id)
    )
    found = found.where(Crossing.boundary_id == boundary_id, Crossing.is_late.is_(True), Crossing.at <= at)
    return found.order_by(Crossing.at.desc(), Crossing.id.desc()).limit(1)


def promises_kept_by(row: Boundary) -> Select[Any]:
    """The agreed expectations that say what a boundary guards: of its contract, and of its clause if they name one."""
    found = select(Expectation).where(
        Expectation.partner_id == row.partner_id, Expectation.contract_id == row.contract_id,
        cast(Expectation.kind, Text) == literal_column(f"'{ExpectationKind.BOUNDARY}'", Text()),
        or_(Expectation.clause_key.is_(None), Expectation.clause_key == row.clause_key),
        cast(Expectation.obligor, Text).in_(sorted(side.value for side in row.binds) or [Side.HOST.value]),
        status_is(Expectation, *BINDS),
    )  # fmt: skip
    return found.order_by(Expectation.clause_key.is_(None), Expectation.id)


def number_open(partner: Row) -> ColumnElement[int]:
    """How many breaches of either side have not ended."""
    found = select(func.count()).select_from(Breach).where(Breach.partner_id == partner.id)
    return found.where(status_is(Breach, *OPEN)).scalar_subquery()


def still_open(partner_id: UUID) -> Select[Any]:
    """The ids of the expectations with a partner that are not over."""
    found = select(Expectation.id).where(Expectation.partner_id == partner_id, ~status_is(Expectation, "RETIRED"))
    return found.order_by(Expectation.id)
