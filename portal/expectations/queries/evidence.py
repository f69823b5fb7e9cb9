"""The files that show what is said against a value, or what is done about a breach."""

from typing import Any

from sqlalchemy import Select, func, literal_column

from portal import files
from portal.expectations.models import Breach, Measurement
from portal.files.models import File

Row = Any
EVIDENCE = "EVIDENCE"
"""What a file is to a value."""


_PLAN = "PLAN "


def plan_kind(number: int) -> str:
    """What a file is to a breach: a part of its plan of that number."""
    return f"{_PLAN}{number}"


def evidence_of(contest: Row) -> Select[Any]:
    """The files that a contested line names, in the order in which they came."""
    found = files.of(Measurement.PREFIX, contest.partner_id, contest.measurement_id)
    return found.where(File.sha256 == func.any(contest.evidence_digests))


def plan_files_of(breach: Row) -> Select[Any]:
    """The files of every plan, in the order in which they came."""
    return files.of(Breach.PREFIX, breach.partner_id, breach.id)


def files_with(step: Row) -> Select[Any]:
    """The files that came with the plan of which this is a step."""
    found = files.of(Breach.PREFIX, step.partner_id, step.breach_id)
    return found.where(File.kind == func.concat(literal_column(f"'{_PLAN}'"), step.submission))
