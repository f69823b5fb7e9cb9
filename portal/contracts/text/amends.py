"""What the text of an amendment says besides: which version it amends, and what becomes of what rests on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from portal import errors, ids, wording
from portal.contracts.text import bounds
from portal.contracts.text.terms import Terms

MOST = 500


class Fate(StrEnum):
    """What becomes, once the amendment is in force, of something that rests on a clause it changes."""

    KEEP = "KEEP"
    """It continues, based on the new words."""
    RETIRE = "RETIRE"
    """It ends."""


@dataclass(frozen=True, slots=True)
class Amends:
    """The version that is amended, with what its text keeps: title and first day; and each answer by a record's id."""

    number: str
    title: str
    version: int
    sha256: str
    starts_on: date
    answers: tuple[tuple[str, Fate], ...] = ()

    @property
    def fates(self) -> Mapping[str, Fate]:
        return dict(self.answers)


def checked(amends: Amends | None, terms: Terms, *, path: Sequence[str]) -> Amends | None:
    """The same with its texts settled. Refuses: Invalid."""
    if amends is None:
        return None
    if terms.starts_on < amends.starts_on:
        raise errors.Invalid(
            "An amendment cannot apply before the first day of its contract.", path=(*path, "terms", "startsOn")
        )
    if len(amends.answers) > MOST:
        raise errors.Invalid("An amendment can have at most {most} answers.", most=MOST, path=(*path, "answers"))
    number, title, sha256 = (
        wording.settle(text, path=path, limit=bounds.LONGEST_LABEL)
        for text in (amends.number, amends.title, amends.sha256)
    )
    return replace(amends, number=number, title=title, sha256=sha256, answers=tuple(sorted(amends.answers)))


def answered(
    amends: Amends | None, record: str, fate: str, *, path: Sequence[str], named: str = "term"
) -> Amends:  # fmt: skip
    """With one more answer, or another one about the same record, which the input names so. Refuses: Invalid."""
    if amends is None:
        raise errors.Invalid("Only an amendment can say what continues and what ends.", path=(*path, "operation"))
    if not ids.parse(record)[0]:
        raise errors.Invalid("Name what continues or ends by its ID.", path=(*path, named))
    if fate not in set(Fate):
        raise errors.Invalid("The answer must be one of {known}.", known=", ".join(Fate), path=(*path, "termValue"))
    return replace(amends, answers=tuple(sorted({**amends.fates, record: Fate(fate)}.items())))


def plain(amends: Amends) -> dict[str, Any]:
    """As the canonical form holds it."""
    return {
        "answers": [{"fate": fate.value, "record": record} for record, fate in amends.answers],
        "number": amends.number, "sha256": amends.sha256, "starts_on": amends.starts_on.isoformat(),
        "title": amends.title, "version": amends.version,
    }  # fmt: skip


def parse(plain: Mapping[str, Any]) -> Amends:
    """What `plain` wrote; ValueError, TypeError or KeyError for anything else."""
    return Amends(
        number=plain["number"], title=plain["title"], version=plain["version"], sha256=plain["sha256"],
        starts_on=date.fromisoformat(plain["starts_on"]),
        answers=tuple((each["record"], Fate(each["fate"])) for each in plain["answers"]),
    )  # fmt: skip
