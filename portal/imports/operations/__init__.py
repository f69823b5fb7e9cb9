"""One function for each thing a person does with an import, and what goes on by itself."""

from portal.imports.operations.steps import WORK, Chosen, Default, answer, cancel, create, map_columns, send, start
from portal.imports.operations.sweeping import sweep
from portal.imports.operations.working import go_on, job

__all__ = [
    "WORK",
    "Chosen",
    "Default",
    "answer",
    "cancel",
    "create",
    "go_on",
    "job",
    "map_columns",
    "send",
    "start",
    "sweep",
]
