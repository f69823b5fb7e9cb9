"""The lines of a form: what is refused of one of them belongs to the field that it was read from."""

from collections.abc import Mapping, Sequence
from typing import Any


class Line(dict[str, Any]):
    """A line as the API takes it; `fields` names the form's field of each of its values, and under "" of the rest."""

    def __init__(self, values: Mapping[str, Any], fields: Mapping[str, str]) -> None:
        super().__init__(values)
        self.fields = fields


def field_at(variables: Mapping[str, Any], path: Sequence[str]) -> str:
    """The field of the line that the path leads into, the deepest one; "" if it leads into none."""
    here: Any = variables
    found = ""
    for place, step in enumerate(path):
        if isinstance(here, list):
            here = _one(here, step)
        elif isinstance(here, dict):
            found = _field(here, step, found)
            here = here.get(step)
        else:
            break
        if place == len(path) - 1 and isinstance(here, Line):
            found = here.fields.get("", found)
    return found


def _one(found: list[Any], step: str) -> Any:
    """By its place, or by a name that it says."""
    if step.isdigit():
        return found[int(step)] if int(step) < len(found) else None
    return next((each for each in found if isinstance(each, Line) and step in each.values()), None)


def _field(here: Mapping[str, Any], step: str, before: str) -> str:
    return here.fields.get(step, here.fields.get("", before)) if isinstance(here, Line) else before
