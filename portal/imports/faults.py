"""What is wrong with a row: the column and a sentence, kept so that every reader is told in their own language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from portal import errors, languages
from portal.imports.columns import Column
from portal.sentences import Argument, Sentence, Word

T = TypeVar("T")
Kept = dict[str, Any]

COLUMNS: Mapping[str, Column] = {
    "name": Column.NAME, "country": Column.COUNTRY, "registerNumber": Column.REGISTER_NUMBER,
    "vatNumber": Column.VAT_NUMBER, "lei": Column.LEI, "email": Column.EMAIL, "calendar": Column.CALENDAR,
    "zone": Column.ZONE, "system": Column.SYSTEM, "value": Column.EXTERNAL_ID, "roles": Column.ROLES,
    "language": Column.LANGUAGE, "title": Column.TITLE,
}  # fmt: skip
"""The columns by the names of the fields in which people type the same one by one."""


@dataclass(slots=True)
class Faults:
    """All faults of one row."""

    found: list[Kept] = field(default_factory=list)

    def add(self, column: Column | None, said: Sentence) -> None:
        self.found.append(kept(said, column))

    def tried(self, column: Column | None, check: Callable[[], T]) -> T | None:
        """What the check gives; None where it refuses, which is noted."""
        try:
            return check()
        except errors.Refused as refused:
            for each in (refused, *refused.also):
                at = column or COLUMNS.get(each.path[-1] if each.path else "")
                self.found.append(kept(each.sentence, at, code=each.code))
        return None


def refused(refusal: errors.Refused) -> Kept:
    """Why something as a whole was refused."""
    return kept(refusal.sentence, code=refusal.code, path=refusal.path)


def kept(
    said: Sentence, column: Column | None = None, *, code: str = errors.Invalid.code, path: errors.Path = ()
) -> Kept:
    """A sentence as JSON, with its code and the place in the input."""
    parts = [
        {"template": each.template, "arguments": {name: _plain(value) for name, value in each.arguments.items()}}
        for each in said
    ]
    return {"column": column, "said": parts, "code": code, "path": [*path]}


def _plain(value: Any) -> Any:
    """As JSON; words of the portal's own stay words, which every language has."""
    if isinstance(value, tuple):
        return [[each.context, each.text, each.code] for each in value]
    return value if isinstance(value, str | int) else languages.plain(value)


def _again(value: Any) -> Argument:
    if isinstance(value, list):
        return tuple(Word(context, text, code) for context, text, code in value)
    found: str | int = value
    return found


def sentence(fault: Mapping[str, Any]) -> Sentence:
    """What was kept, as a sentence."""
    first, *more = (
        Sentence(each["template"], {name: _again(value) for name, value in each["arguments"].items()})
        for each in fault["said"]
    )
    for each in more:
        first = first.then(each)
    return first
