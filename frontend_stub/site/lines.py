"""The lines of a form: what is refused of one of them belongs to the field that it was read from."""

from collections.abc import Mapping, Sequence
from typing import Any

from frontend_stub.site import i18n
from frontend_stub.site.i18n import gettext_ as _


class Line(dict[str, Any]):
    """A line as the API takes it; `fields` names the form's field of each of its values, and under "" of the rest.
    `row` is its number in a table that is one field."""

    def __init__(self, values: Mapping[str, Any], fields: Mapping[str, str], row: int = 0) -> None:
        super().__init__(values)
        self.fields, self.row = fields, row


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


def told(variables: Mapping[str, Any], path: Sequence[str], message: str) -> str:
    """What is refused of a line; of a row of a table with its number."""
    here: Any = variables
    for step in path:
        here = _one(here, step) if isinstance(here, list) else here.get(step) if isinstance(here, dict) else None
        if isinstance(here, Line) and here.row:
            return of_row(here.row, message)
    return message


def of_row(row: int, message: str) -> str:
    """What is wrong with a row of a table."""
    return _("Row %(row)s: %(message)s") % {"row": i18n.number(row), "message": message}


def _one(found: list[Any], step: str) -> Any:
    """By its place, or by a name that it says."""
    if step.isdigit():
        return found[int(step)] if int(step) < len(found) else None
    return next((each for each in found if isinstance(each, Line) and step in each.values()), None)


def _field(here: Mapping[str, Any], step: str, before: str) -> str:
    return here.fields.get(step, here.fields.get("", before)) if isinstance(here, Line) else before
