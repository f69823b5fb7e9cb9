"""The rows that somebody sends as facts, looked at one by one: those that can be taken, and why the others cannot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portal import errors
from portal.expectations.facts import fact as told
from portal.expectations.facts import typed
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import BY_INTAKE, Statement
from portal.imports.faults import kept
from portal.sentences import say
from portal.wording import note_given

ROWS = ("input", "rows")


class Mode(StrEnum):
    EACH = "EACH"
    """Rows that are wrong are refused; the others count."""
    ALL_OR_NOTHING = "ALL_OR_NOTHING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """One row as it is sent: values as text under the names of the statement's fields."""

    kind: SubjectKind
    statement: Statement
    subject_key: str
    external_id: str
    values: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    """Reason, if it corrects an earlier fact."""
    row: int | None = None
    """Its number in the file, where it came with one; else its place among what is sent."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be taken, with its number in what was sent."""

    number: int
    fact: Fact
    reason: str


def checked(rows: Sequence[Given], source: str, mode: Mode) -> tuple[list[Row], list[dict[str, Any]]]:
    """The rows that can be taken, and why the others cannot."""
    good, refusals, faults, seen = list[Row](), list[dict[str, Any]](), errors.Faults(), set[str]()
    for number, row in enumerate(rows):
        path = (*ROWS, str(number))
        try:
            good.append(_row_of(row, number, source, seen, path))
        except errors.Invalid as refused:
            with faults:
                if mode is Mode.ALL_OR_NOTHING:
                    raise
            refusals += [
                {**kept(each.sentence, code=each.code, path=each.path[3:]), "row": _number(row, number)}
                for each in (refused, *refused.also)
            ]
    faults.refuse()
    return good, refusals


def _row_of(row: Given, number: int, source: str, seen: set[str], path: tuple[str, ...]) -> Row:
    fact = _fact(row, source, path)
    if fact.external_id in seen:
        raise errors.Invalid("Another row has the same id.", path=(*path, "externalId"))
    seen.add(fact.external_id)
    wanted = say("Enter a reason of at most 2,000 characters.")
    return Row(
        _number(row, number), fact, note_given(row.reason, wanted, *path, "reason") if row.reason.strip() else ""
    )


def _number(row: Given, place: int) -> int:
    return place if row.row is None else row.row


def _fact(row: Given, source: str, path: tuple[str, ...]) -> Fact:
    if row.kind not in BY_INTAKE:
        raise errors.Invalid("Facts of this kind come from the portal itself.", path=(*path, "kind"))
    faults, keys = errors.Faults(), dict[str, str]()
    for name, value in (("subject", row.subject_key), ("externalId", row.external_id)):
        with faults:
            keys[name] = _key(value, (*path, name))
    values: dict[str, Any] = {}
    with faults:
        values = told.told(row.kind, row.statement, row.values, path=(*path, "values"))
    faults.refuse()
    return Fact(row.kind, row.statement, keys["subject"], source, keys["externalId"], values)


def _key(value: str, path: tuple[str, ...]) -> str:
    try:
        return typed.label(value)
    except errors.Invalid as refused:
        raise errors.Invalid.because(refused.sentence, path=path) from None
