"""A definition comes to the same in PostgreSQL and in Python, to the last digit, whatever it says of whatever facts."""

import os
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest
from sqlalchemy import Boolean, Column, Date, DateTime, MetaData, Numeric, Table, Text, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from portal.access import Side
from portal.expectations.facts.kinds import KINDS, SubjectKind, Type
from portal.expectations.metrics import open_days, tree
from portal.expectations.metrics.evaluating import NOTHING, Measuring, Tally
from portal.expectations.metrics.terms import Terms
from portal.expectations.queries import formulas
from tests.expectations import guessing

TRIES = int(os.environ.get("PORTAL_TRIES", "400"))
TOGETHER, SUBJECTS = 10, 45
SEED = 11
TYPES: dict[Type, Any] = {
    Type.DAY: Date(), Type.INSTANT: DateTime(timezone=True), Type.NUMBER: Numeric(18, 6), Type.AMOUNT: Numeric(18, 6),
    Type.TRUTH: Boolean(), Type.WORD: Text(),
}  # fmt: skip


def table(kind: SubjectKind) -> Table:
    """Stands for the table of subjects: a connection has it alone."""
    columns = [Column(name, TYPES[each]) for name, each in KINDS[kind].fields.items()]
    extra = [Column("subject_key", Text, primary_key=True), Column("piece", Text), Column("pauses", Text)]
    return Table(f"guessed_{kind.lower()}", MetaData(), *extra, *columns, prefixes=["TEMPORARY"])


def terms(chance: Random, definition: tree.Definition) -> Terms:
    return Terms(
        parameters=definition.defaults,
        obligor=chance.choice(list(Side)),
        as_of=datetime(2024, 3, 31, 22, 30, tzinfo=UTC),
        zone=chance.choice(["UTC", "Europe/Berlin", "Asia/Kolkata", "Pacific/Kiritimati"]),
        open_days=chance.choice([open_days.of("DE-BY"), open_days.of("US+DE-BY"), None]),
    )


async def tallies(
    connection: AsyncConnection, subjects: Table, measured: list[tuple[tree.Definition, Terms]]
) -> list[dict[str, Tally]]:
    """By piece, of each: those that can be in one scan, the others alone."""
    found: list[dict[str, Tally]] = [{} for _ in measured]
    at_once = [place for place, (each, _) in enumerate(measured) if not _groups(each)]
    columns = [formulas.together(*measured[place], subjects) for place in at_once]
    selected = [each for column in columns for each in (column.numerator, column.denominator, column.n)]
    scan = select(subjects.c.piece, *(each.label(f"c{n}") for n, each in enumerate(selected)))
    for piece, *numbers in await connection.execute(scan.group_by(subjects.c.piece)):
        for order, place in enumerate(at_once):
            numerator, denominator, n = numbers[3 * order : 3 * order + 3]
            found[place][piece] = Tally(numerator, denominator, int(n))
    for place in set(range(len(measured))) - set(at_once):
        for piece, numerator, denominator, n in await connection.execute(
            formulas.tallied(*measured[place], subjects, "piece")
        ):
            found[place][piece] = Tally(numerator, denominator, int(n))
    return found


def _groups(definition: tree.Definition) -> bool:
    return isinstance(definition.aggregate, tree.Ratio) and bool(definition.aggregate.per)


@pytest.mark.parametrize("kind", SubjectKind)
async def test_any_definition_comes_to_the_same_in_postgresql_and_in_python(
    connection: AsyncConnection, kind: SubjectKind
) -> None:
    chance, subjects = Random(f"{SEED}{kind}"), table(kind)
    await connection.run_sync(subjects.metadata.create_all)
    for _ in range(-(-TRIES // (len(SubjectKind) * TOGETHER))):
        states = guessing.subjects(chance, kind, SUBJECTS)
        await connection.execute(subjects.delete())
        await connection.execute(insert(subjects), states)
        definitions = [guessing.definition(chance, kind) for _ in range(TOGETHER)]
        measured = [(each, terms(chance, each)) for each in definitions]
        for (definition, agreed), found in zip(measured, await tallies(connection, subjects, measured), strict=True):
            for piece in "xyz":
                states_of_piece = [each for each in states if each["piece"] == piece]
                expected = Measuring(definition, agreed).tally(states_of_piece)
                assert found.get(piece, NOTHING) == expected, (definition, agreed)
