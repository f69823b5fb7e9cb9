"""What is wrong with a row: the column and a sentence, kept so that every reader is told in their own language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from portal import errors, sentences
from portal.imports.columns import Column
from portal.sentences import Sentence

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
    return {"column": column, "said": sentences.kept(said), "code": code, "path": [*path]}


def sentence(fault: Mapping[str, Any]) -> Sentence:
    """What was kept, as a sentence."""
    return sentences.again(fault["said"])
