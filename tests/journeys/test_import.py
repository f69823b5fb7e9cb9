"""Text files become drafts, each once; what cannot be read is named and passed over."""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal import errors, founding, importing
from portal.access import AccessClass, Role
from portal.contracts.models import Contract, Draft
from portal.database.pools import Database
from tests.make import NOW, Make

REAL = os.environ.get("PORTAL_REAL_DATA")


@pytest.fixture
async def partner(database: Database, make_committed: Make) -> str:
    await founding.company(database, name="Acme", country="DE", calendar="DE", zone="Europe/Berlin", now=NOW)
    await founding.person(database, email="l@acme.example", name="L", organisation="Acme", roles=[Role.LEGAL], now=NOW)
    return (await make_committed.partner(name="Northgate")).name


async def drafts(database: Database) -> tuple[int, int]:
    async with database.transaction(AccessClass.SYSTEM) as session:
        contracts = await session.scalar(select(func.count()).select_from(Contract))
        texts = await session.scalar(select(func.count()).select_from(Draft))
    return contracts or 0, texts or 0


async def test_a_file_is_imported_once_and_one_that_cannot_be_read_is_named(
    database: Database, partner: str, tmp_path: Path
) -> None:
    (tmp_path / "Supply_Agreement.txt").write_text("1. Scope\n\nThe scope.\n\n2. Price\n\nThe price.\n")
    (tmp_path / "broken.txt").write_bytes(b"\0\1\2")
    (tmp_path / "empty.txt").write_bytes(b"")
    told: list[importing.Outcome] = []
    files = list(importing.text_files(tmp_path))
    first = await importing.contracts(database, files, partner_name=partner, told=told.append)
    assert [(one.file.name, one.headed, one.already, bool(one.refusal)) for one in first] == [
        ("Supply_Agreement.txt", 2, False, False), ("broken.txt", 0, False, True), ("empty.txt", 0, False, True),
    ]  # fmt: skip
    assert told == first
    again = await importing.contracts(database, files, partner_name=partner, told=told.append)
    assert [one.already for one in again] == [True, False, False]
    assert await drafts(database) == (1, 1)


async def test_an_import_for_an_unknown_partner_is_refused(database: Database, partner: str, tmp_path: Path) -> None:
    assert partner == "Northgate"
    with pytest.raises(errors.NotFound, match="no organisation named Southgate"):
        await importing.contracts(database, [tmp_path], partner_name="Southgate", told=lambda _: None)


@pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name a folder of real agreements")
async def test_all_real_agreements_are_imported_and_most_have_headed_clauses(database: Database, partner: str) -> None:
    files = list(importing.text_files(Path(REAL or "") / "contracts"))
    outcomes = await importing.contracts(database, files, partner_name=partner, told=lambda _: None)
    assert [outcome.refusal for outcome in outcomes] == [""] * 36
    assert sum(outcome.headed >= importing.HEADED for outcome in outcomes) >= 27
    assert await drafts(database) == (36, 36)
