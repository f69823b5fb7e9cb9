"""What was said of a rule, and the files that were brought for it."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, Select, Text, and_, cast, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from portal import files
from portal.expectations.models import Attestation, Expectation
from portal.expectations.rules.attested import TOLD
from portal.expectations.rules.expectation import Attested
from portal.files.models import File

Row = Any
EVIDENCE = "EVIDENCE"
"""What its files are attached as."""


def attestation(value: Row) -> Select[Any]:
    return select(Attestation).where(Attestation.id == value)


def attestations_of(row: Row) -> Select[Any]:
    """All that was said of a rule, newest first."""
    found = select(Attestation).where(Attestation.partner_id == row.partner_id, Attestation.expectation_id == row.id)
    return found.order_by(Attestation.made_at.desc(), Attestation.id.desc())


def said_of_rules(partner_id: UUID, expectation_ids: Collection[UUID]) -> Select[Any]:
    """All that was said of some rules, oldest first."""
    found = select(Attestation).where(
        Attestation.partner_id == partner_id, Attestation.expectation_id.in_(expectation_ids)
    )
    return found.order_by(Attestation.made_at, Attestation.id)


def said_of(row: Row) -> ColumnElement[Any]:
    """The same of one rule as JSON: the columns of `rules.attested.TOLD`."""
    made = func.json_build_array(*(cast(getattr(Attestation, name), Text) for name in TOLD))
    found = select(func.json_agg(aggregate_order_by(made, Attestation.made_at, Attestation.id)))
    found = found.where(Attestation.partner_id == row.partner_id, Attestation.expectation_id == row.id)
    return found.correlate_except(Attestation).scalar_subquery()


def files_of(row: Row) -> Select[Any]:
    """The files that were brought with an attestation."""
    found = files.of(Expectation.PREFIX, row.partner_id, row.expectation_id)
    return found.where(File.sha256 == func.any(row.file_digests))


def attestation_of(row: Row) -> Select[Any]:
    """The attestation on which a breach, or an entry of its ledger, rests."""
    return select(Attestation).where(Attestation.partner_id == row.partner_id, Attestation.id == row.attestation_id)


def is_contested(row: Row) -> ColumnElement[bool]:
    """Of a breach: what was said of its rule is contested, and still to be said anew."""
    found = exists().where(
        Expectation.partner_id == row.partner_id, Expectation.id == row.expectation_id,
        cast(Expectation.attested, Text) == Attested.CONTESTED.value,
    )  # fmt: skip
    return and_(row.attestation_id.is_not(None), found)


def first_day_of(measurement: Any, entry: Any) -> ColumnElement[date]:
    """Of an entry's period: its value's, or as its document says where it rests on what was said of a rule."""
    return func.coalesce(measurement.starts_on, cast(cast(entry.document, JSONB)["period"].astext, Date))
