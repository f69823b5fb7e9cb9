"""What was said of a rule, and the files that were brought for it."""

from typing import Any

from sqlalchemy import Select, func, select

from portal import files
from portal.expectations.models import Attestation, Expectation
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


def files_of(row: Row) -> Select[Any]:
    """The files that were brought with an attestation."""
    found = files.of(Expectation.PREFIX, row.partner_id, row.expectation_id)
    return found.where(File.sha256 == func.any(row.file_digests))
