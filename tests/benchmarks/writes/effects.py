"""What a step left behind: all rows of its contracts, so that peers can be held against each other."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from portal import clock
from tests.benchmarks.writes.papers import Paper

TABLES = {
    "contract": "id", "contract_version": "contract_id", "negotiation_round": "contract_id",
    "clause_change": "contract_id", "acceptance": "contract_id", "journal": "record_id",
}  # fmt: skip
JUST_NOW = timedelta(minutes=15)

Rows = dict[str, list[dict[str, Any]]]


async def of(connection: asyncpg.Connection, papers: Sequence[Paper]) -> list[Rows]:
    """For each contract the rows of each table, with names in place of what is another each time."""
    return [
        {
            table: sorted(
                (
                    {name: _named(value, paper) for name, value in row.items()}
                    for row in await connection.fetch(f"SELECT * FROM {table} WHERE {key} = $1", paper.contract_id)
                ),
                key=str,
            )
            for table, key in TABLES.items()
        }
        for paper in papers
    ]


def _named(value: Any, paper: Paper) -> Any:
    names = {
        paper.contract_id: "the contract", paper.round_id: "the round", paper.partner_id: "the partner",
        paper.person_id: "the person", paper.name: "the person's name",
    }  # fmt: skip
    if isinstance(value, datetime):
        return "now" if abs(clock.now() - value) < JUST_NOW else value.isoformat()
    if isinstance(value, str) and value.startswith("["):
        return json.loads(value)
    if isinstance(value, UUID):
        return names.get(value, "an id")
    if isinstance(value, str):
        return names.get(value, value.replace(str(paper.contract_id), "the contract"))
    return value


def difference(one: Sequence[Rows], other: Sequence[Rows]) -> str:
    """The first rows that differ, in words; empty when none do."""
    for place, (mine, theirs) in enumerate(zip(one, other, strict=True)):
        for table in TABLES:
            if mine[table] != theirs[table]:
                return f"contract {place}, {table}:\n  {mine[table]}\n  {theirs[table]}"
    return ""
