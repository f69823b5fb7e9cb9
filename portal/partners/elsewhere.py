"""What the rooms above know of a partner: what is open there, facts that rules look at, when data changed last.

And what there rests on clauses of contracts.

Each room says it in its `room.py`; `portal.rooms` brings it here.
"""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ColumnElement, Select, Text, cast, func, literal_column, select, union_all

from portal.access import Actor
from portal.partners import rules
from portal.room import Known, Row

KNOWN: list[Known] = []


def learn(known: Known) -> None:
    """Takes in what a room knows; once, as the rooms are put together."""
    KNOWN.append(known)
    rules.OPEN_ITEMS.extend(item.sentence for item in known.open_items)


def facts_of(partner: Row) -> dict[str, Any]:
    """What the rules of an account and a relationship look at in other rooms, column by column."""
    counts = [item.count(partner) for known in KNOWN for item in known.open_items]
    facts = {name: fact(partner) for known in KNOWN for name, fact in known.facts.items()}
    return {"open_items": func.json_build_array(*counts, type_=JSON), **facts}


def rests_on_clauses() -> Select[Any] | None:
    """All that stands and rests on clauses of contracts, as `Known.rests` says; None where no room has any."""
    found = [known.rests() for known in KNOWN if known.rests is not None]
    return select(union_all(*found).subquery()) if found else None


def global_id(prefix: str, row: Row) -> ColumnElement[str]:
    """The global id of a record as a column of a statement."""
    plain = func.replace(cast(row.id, Text), literal_column("'-'"), literal_column("''"))
    return func.concat(literal_column(f"'{prefix}_'"), plain, type_=Text())


async def papers_of(session: Any, actor: Actor, partner_id: UUID) -> AsyncIterator[tuple[str, bytes]]:
    """The files, by their places, that other rooms add to what is handed over."""
    for known in KNOWN:
        if known.papers is not None:
            async for paper in known.papers(session, actor, partner_id):
                yield paper


def changed_at(partner: Row) -> ColumnElement[Any]:
    """When something that both sides see of the partner changed last in any room; null for never."""
    moments = [known.changed_at(partner) for known in KNOWN if known.changed_at is not None]
    return func.greatest(*moments) if moments else literal_column("NULL::timestamptz")
