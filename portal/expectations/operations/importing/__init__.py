"""Files of facts: brought, looked at, tried, taken in."""

from portal.expectations.operations.importing.reading import Seen, Tried, preview_import, try_import
from portal.expectations.operations.importing.steps import (
    WORK,
    Template,
    Wanted,
    cancel_import,
    map_import,
    start_import,
    take_in,
)
from portal.expectations.operations.importing.working import job, sweep

__all__ = [
    "WORK",
    "Seen",
    "Template",
    "Tried",
    "Wanted",
    "cancel_import",
    "job",
    "map_import",
    "preview_import",
    "start_import",
    "sweep",
    "take_in",
    "try_import",
]
