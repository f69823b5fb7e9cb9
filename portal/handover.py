"""What a room hands over of a partner: rows as lines of JSON, in files that fit in memory."""

import json
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from portal import ids

AT_ONCE = 500
MOST = 20_000
"""Rows in one file; those beyond are in the next."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One kind of row that is handed over."""

    name: str
    kind: Any
    line: Callable[[Any], dict[str, Any]]
    """What is told of a row."""
    among: Callable[[Select[Any]], Select[Any]] = lambda found: found
    """Which of the partner's rows; all, unless it says so."""


async def papers(
    session: Any, partner_id: UUID, folder: str, sheets: Sequence[Sheet]
) -> AsyncIterator[tuple[str, bytes]]:
    """The files by their places: `folder/name.jsonl`, then `folder/name-2.jsonl`; none where there is no row."""
    for sheet in sheets:
        told, number = [], 1
        async for row in _rows(session, sheet, partner_id):
            told.append(sheet.line(row))
            if len(told) == MOST:
                yield _place(folder, sheet.name, number), lines(told)
                told, number = [], number + 1
        if told:
            yield _place(folder, sheet.name, number), lines(told)


def lines(told: Iterable[Mapping[str, Any]]) -> bytes:
    return b"".join(json.dumps(each, ensure_ascii=False, sort_keys=True).encode() + b"\n" for each in told)


def _place(folder: str, name: str, number: int) -> str:
    return f"{folder}/{name}{'' if number == 1 else f'-{number}'}.jsonl"


async def _rows(session: Any, sheet: Sheet, partner_id: UUID) -> AsyncIterator[Any]:
    """Oldest first, so many at once; none is kept in the session."""
    kind, last = sheet.kind, None
    while True:
        found = sheet.among(select(kind).where(kind.partner_id == partner_id)).order_by(kind.id).limit(AT_ONCE)
        rows: Sequence[Any] = (await session.scalars(found if last is None else found.where(kind.id > last))).all()
        for row in rows:
            yield row
            session.expunge(row)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id


def columns(*untold: str, has_id: bool = True) -> Callable[[Any], dict[str, Any]]:
    """Every column of a row that has a value, but for these, and its id."""
    left_out = {"partner_id", "id", *untold}

    def line(row: Any) -> dict[str, Any]:
        names = [name for name in row.__mapper__.column_attrs.keys() if name not in left_out]  # noqa: SIM118  # no dict
        told = {name: plain(getattr(row, name)) for name in names if getattr(row, name) is not None}
        if not has_id:
            return told
        return {"id": ids.text(row.PREFIX, row.id) if hasattr(row, "PREFIX") else str(row.id), **told}

    return line


def plain(value: Any) -> Any:
    """A column's value as JSON has it."""
    match value:
        case date() | datetime():
            return value.isoformat()
        case frozenset() | set():
            return sorted(map(str, value))
        case UUID() | Decimal():
            return str(value)
    return value
