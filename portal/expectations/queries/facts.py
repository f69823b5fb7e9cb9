"""What can be asked about facts, the subjects that they are about, and the calls and files that they came with."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    Select,
    Text,
    Uuid,
    cast,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.dialects.postgresql import JSONB, Insert, distinct_on
from sqlalchemy.orm import aliased

from portal import ids
from portal.access import Side
from portal.database import many
from portal.database.base import Exact
from portal.expectations.facts.kinds import KINDS, SubjectKind
from portal.expectations.models import Fact, FactBatch, Mark, Measurement, PrimarySource, Subject
from portal.journal import Entry

Row = Any


def facts() -> Select[Any]:
    """The facts that the caller may see, with their corrections."""
    return select(Fact)


def fact(value: Row) -> Select[Any]:
    return facts().where(Fact.id == value)


def batch(value: Row) -> Select[Any]:
    return select(FactBatch).where(FactBatch.id == value)


def batches() -> Select[Any]:
    return select(FactBatch)


def filtered_batches(*, source: str | None = None, side: str | None = None, partner_id: Row = None) -> Select[Any]:
    """The calls and files that meet every condition given; None is any."""
    found = batches()
    conditions: tuple[tuple[Row, Callable[[Row], Row]], ...] = (
        (source, lambda given: FactBatch.source == given),
        (side, lambda given: cast(FactBatch.side, Text) == given),
        (partner_id, lambda given: FactBatch.partner_id == given),
    )
    for given, condition in conditions:
        if given is not None:
            found = found.where(condition(given))
    return found


def batch_of(row: Row) -> Select[Any]:
    return select(FactBatch).where(FactBatch.partner_id == row.partner_id, FactBatch.id == row.batch_id)


def facts_of_batch(row: Row) -> Select[Any]:
    return facts().where(Fact.partner_id == row.partner_id, Fact.batch_id == row.id)


def facts_of_subject(row: Row) -> Select[Any]:
    """Every fact about a subject, the corrected ones among them, as they came."""
    found = facts().where(Fact.partner_id == row.partner_id, Fact.kind == row.kind)
    return found.where(Fact.subject_key == row.subject_key).order_by(Fact.received_at, Fact.id)


def filtered_facts(
    *, kind: str | None = None, source: str | None = None, subject: str | None = None, side: str | None = None,
    partner_id: Row = None,
) -> Select[Any]:  # fmt: skip
    """The facts that meet every condition given; None is any."""
    found = facts()
    conditions: tuple[tuple[Row, Callable[[Row], Row]], ...] = (
        (kind, lambda given: cast(Fact.kind, Text) == given),
        (source, lambda given: Fact.source == given),
        (subject, lambda given: Fact.subject_key == given),
        (side, lambda given: cast(Fact.side, Text) == given),
        (partner_id, lambda given: Fact.partner_id == given),
    )
    for given, condition in conditions:
        if given is not None:
            found = found.where(condition(given))
    return found


def one_at_a_time(partner_id: UUID) -> Select[Any]:
    """Holds up whoever else brings facts of the partner until the transaction ends."""
    held: Any = func.pg_advisory_xact_lock
    return select(held(func.hashtextextended(f"facts {partner_id}", 0)))


def one_at_a_time_with(measurement_id: UUID) -> Select[Any]:
    """The same for the partner of a measurement: whoever counts takes this before any row of it."""
    key = func.hashtextextended(literal("facts ") + cast(Measurement.partner_id, Text), 0)
    held: Any = func.pg_advisory_xact_lock
    return select(held(key)).where(Measurement.id == measurement_id)


def side_of_source(partner_id: UUID, source: str) -> Select[Any]:
    """Whose source it is: the side that brought facts of it first."""
    found = select(FactBatch.side).where(FactBatch.partner_id == partner_id, FactBatch.source == source)
    return found.order_by(FactBatch.received_at, FactBatch.id).limit(1)


def known(partner_id: UUID, source: str, external_ids: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """The current revision of facts of a source by what it calls them: what they were about, revision and digest."""
    told = (Fact.external_id, Fact.id, Fact.revision, Fact.sha256, Fact.kind, Fact.subject_key)
    found = select(*told).ext(distinct_on(Fact.external_id))
    found = found.where(Fact.partner_id == partner_id, Fact.source == source)
    return found.where(Fact.external_id == func.any(literal(list(external_ids)))).order_by(
        Fact.external_id, Fact.revision.desc()
    )


def current_facts(
    partner_id: UUID, kind: SubjectKind, keys: Sequence[str], *, until: datetime | None = None
) -> Select[Any]:
    """The current revisions of all facts about some subjects; `until`: as it was known then.

    A correction may be about another subject than what it corrects: that is about none any more. One that was taken
    back says nothing.
    """
    later = aliased(Fact)
    same = (later.partner_id == Fact.partner_id, later.source == Fact.source, later.external_id == Fact.external_id)
    corrected = select(later.id).where(*same, later.revision > Fact.revision)
    found = select(Fact).where(Fact.partner_id == partner_id, Fact.kind == kind)
    found = found.where(Fact.subject_key == func.any(literal(list(keys))))
    if until is not None:
        found, corrected = found.where(Fact.received_at <= until), corrected.where(later.received_at <= until)
    return found.where(~corrected.exists(), Fact.document != "").order_by(Fact.source, Fact.external_id)


def primary_sources(partner_id: UUID) -> Select[*tuple[Any, ...]]:
    return select(PrimarySource.kind, PrimarySource.source).where(PrimarySource.partner_id == partner_id)


def places_of(partner_id: UUID, ids: Sequence[UUID]) -> Select[*tuple[Any, ...]]:
    """Where some subjects are counted now: (day, instant), with what is kept of their state, by id."""
    found = select(Subject.id, Subject.day, Subject.at, Subject.state_sha256, Subject.other, Subject.aside)
    # As text: the driver has no array of UUIDs without asking the catalogue, which the logins may not.
    wanted = select(cast(func.unnest(literal([str(each) for each in ids], ARRAY(Text))), Uuid))
    return found.where(Subject.partner_id == partner_id, Subject.id.in_(wanted))


def _put_subjects() -> Insert:
    new = many.put(Subject)
    moved = {name: column for name, column in new.excluded.items() if name not in {"partner_id", "id"}}
    return new.on_conflict_do_update(index_elements=["partner_id", "id"], set_=moved)


def _put_marks() -> Insert:
    new = many.put(Mark)
    moved = {"number": Mark.number + 1, "marked_at": new.excluded.marked_at}
    return new.on_conflict_do_update(index_elements=["partner_id", "kind", "unit", "piece"], set_=moved)


PUT_SUBJECTS = _put_subjects()
"""Writes subjects as they are now, those that stand already as well."""
PUT_MARKS = _put_marks()
"""Marks pieces of time. Never nothing where a mark stands: who counts anew may just be taking it away."""


def subjects_of(partner_id: Row, kind: Row) -> Select[Any]:
    return select(Subject).where(Subject.partner_id == partner_id, Subject.kind == kind)


def ordered_products() -> Select[*tuple[Any, ...]]:
    """Partner, order, product number and day of each line of an order that names them and was not cancelled."""
    found = select(Subject.partner_id, Subject.order, Subject.product.label("number"), Subject.ordered_on.label("on"))
    is_line = cast(Subject.kind, Text) == SubjectKind.ORDER_LINE.value
    stands = Subject.is_cancelled.is_not(True)
    return found.where(is_line, Subject.order.is_not(None), Subject.product.is_not(None), stands)


def subject(value: Row) -> Select[Any]:
    return select(Subject).where(Subject.id == value)


def subject_of(row: Row) -> Select[Any]:
    """What a fact is about."""
    found = select(Subject).where(Subject.partner_id == row.partner_id, Subject.kind == row.kind)
    return found.where(Subject.subject_key == row.subject_key)


def number_of_facts(partner: Row, side: Side) -> ColumnElement[int]:
    """How many facts a side has brought about the dealings with a partner."""
    found = select(func.count()).select_from(Fact).where(Fact.partner_id == partner.id)
    return found.where(cast(Fact.side, Text) == literal(side.value, Text)).scalar_subquery()


def batches_of(partner: Row) -> Select[Any]:
    """Those that somebody brought: of what the portal knows itself its journal tells."""
    return batches().where(FactBatch.partner_id == partner.id, FactBatch.person_id != ids.NIL)


def told_of_waiting(entry: Entry) -> Select[*tuple[Entry]]:
    """The rows about a record, up to this one, that tell who was waited for and by when; oldest first."""
    telling = (type_coerce(Entry.changes, JSONB).contains([{"field": name}]) for name in ("waiting_on", "due_at"))
    found = select(Entry).where(Entry.partner_id == entry.partner_id, Entry.record_id == entry.record_id)
    return found.where(Entry.id <= entry.id, or_(*telling)).order_by(Entry.id)


def state_of(row: Row) -> dict[str, Any]:
    """Every field that a subject may have, as text in the one way in which each is written."""
    names = sorted({name for counted in KINDS.values() for name in counted.fields})
    return {"kind": row.kind, **{name: _written(getattr(row, name)) for name in names}}


def _written(column: Row) -> Row:
    if isinstance(column.type, Exact):
        return cast(func.trim_scale(column), Text)
    if isinstance(column.type, DateTime):
        return func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    return cast(column, Text)
