"""What a breach comes to, as JSON in one statement: the promise, its values or what was said, and its ledger."""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, cast, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from portal.expectations.models import Expectation, Measurement, MissedLine, Subject
from portal.expectations.queries.attested import said_of
from portal.expectations.queries.breached import charged_elsewhere, ledger_of, values_of
from portal.expectations.queries.measured import expectation_of
from portal.expectations.rules.costing import ENTERED, MEASURED

Row = Any
BY_VALUE = '"basis":"MISSED_VALUE"'
"""In a promise's canonical JSON: it matters which subjects were missed."""


def comes_to(row: Row, rates: Sequence[Any] = ()) -> dict[str, Any]:
    """What `rules.costing.comes_to` looks at; `rates` are those that the caller names."""
    promised = SimpleNamespace(partner_id=row.partner_id, id=row.expectation_id, obligor=row.obligor)
    document = expectation_of(row).with_only_columns(Expectation.document).scalar_subquery()
    attested = expectation_of(row).with_only_columns(cast(Expectation.attested, Text)).scalar_subquery()
    by_value = func.strpos(document, BY_VALUE) > 0
    return {
        "id": cast(row.id, Text), "status": cast(row.status, Text),
        "first_on": cast(row.first_on, Text), "latest_on": cast(row.latest_on, Text),
        "document": document, "values": _values(promised), "said": said_of(promised), "attested": attested,
        "entries": _entries(promised),
        "missed": case((by_value, _missed(row, promised))), "elsewhere": case((by_value, _elsewhere(promised))),
        "rates": func.json_build_array(*map(_rate, rates)),
    }  # fmt: skip


def _rate(rate: Any) -> ColumnElement[Any]:
    found: ColumnElement[Any] = func.json_build_object(
        "source", rate.source, "day", cast(rate.day, Text), "base", rate.base, "quote", rate.quote,
        "figure", rate.figure,
    )  # fmt: skip
    return found


def _values(promised: Row) -> ColumnElement[Any]:
    """Each measurement's columns, in the order of `values_of`."""
    found = values_of(promised).subquery()
    made = func.json_build_array(*(cast(found.c[name], Text) for name in MEASURED))
    return select(func.json_agg(aggregate_order_by(made, found.c.starts_on, found.c.ordinal))).scalar_subquery()


def _entries(promised: Row) -> ColumnElement[Any]:
    """Each entry's columns and the first day of its period, oldest first."""
    found = ledger_of(promised).subquery()
    columns = (*(cast(found.c[name], Text) for name in ENTERED), cast(found.c.starts_on, Text))
    made = func.json_build_array(*columns)
    return select(
        func.json_agg(aggregate_order_by(made, found.c.made_at, found.c.number, found.c.id))
    ).scalar_subquery()


def _missed(row: Row, promised: Row) -> ColumnElement[Any]:
    """The subjects that the values of the breach, and those that were charged, count as missed."""
    charged = ledger_of(promised).with_only_columns(Measurement.starts_on)
    value = values_of(promised).with_only_columns(Measurement.id, Measurement.starts_on).subquery()
    worth = func.coalesce(Subject.value, Subject.amount)
    made = func.json_build_array(cast(value.c.id, Text), Subject.subject_key, cast(worth, Text), Subject.currency)
    found = select(func.json_agg(aggregate_order_by(made, Subject.subject_key))).select_from(MissedLine).join(
        Subject, and_(Subject.partner_id == MissedLine.partner_id, Subject.id == MissedLine.subject_id)
    ).join(value, value.c.id == MissedLine.measurement_id)  # fmt: skip
    counts = or_(value.c.starts_on.between(row.first_on, row.latest_on), value.c.starts_on.in_(charged))
    return found.where(MissedLine.partner_id == promised.partner_id, counts).scalar_subquery()


def _elsewhere(promised: Row) -> ColumnElement[Any]:
    found = charged_elsewhere(promised).subquery()
    return select(func.json_agg(found.c.document)).scalar_subquery()
