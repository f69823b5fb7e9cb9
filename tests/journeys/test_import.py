"""Text files become drafts, each once; what cannot be read is named and passed over."""

import os
from pathlib import Path

import pytest
from sqlalchemy import func, select

from portal import errors, founding, importing
from portal.access import AccessClass, Role
from portal.contracts.models import Contract, Draft
from portal.database.pools import Database
from portal.papers.told import State
from tests.make import NOW, Make
from tests.papers.making import agreement, changed, down, paper, pdf

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


async def test_documents_are_imported_by_their_own_numbers_and_somebody_says_which_text_counts(
    database: Database, partner: str, tmp_path: Path
) -> None:
    (tmp_path / "a.docx").write_bytes(paper(agreement))
    (tmp_path / "b.pdf").write_bytes(pdf(down("1. Scope", "2. Price", "3. Law")))
    (tmp_path / "c.docx").write_bytes(paper(changed))
    (tmp_path / "README.md").write_text("# These agreements\n")
    files = list(importing.text_files(tmp_path))
    first = await importing.contracts(database, files, partner_name=partner, told=lambda _: None)
    assert [(one.file.name, one.clauses, one.headed) for one in first] == [
        ("a.docx", 4, 3), ("b.pdf", 3, 3), ("c.docx", 0, 0),
    ]  # fmt: skip
    assert "tracked changes: 1 inserted" in first[2].refusal
    assert first[0].remarks == ("Words before the first numbered clause: 2.",)
    again = await importing.contracts(
        database, files, partner_name=partner, told=lambda _: None, state=State.ORIGINAL
    )  # fmt: skip
    assert [(one.already, one.clauses) for one in again] == [(True, 4), (True, 3), (False, 4)]
    assert await drafts(database) == (3, 3)


async def test_a_file_in_another_encoding_is_imported_once_that_is_named(
    database: Database, partner: str, tmp_path: Path
) -> None:
    file = tmp_path / "contract.txt"
    file.write_bytes("Άρθρο 1. Τιμή\n\nΠέντε.\n\nΆρθρο 2. Δίκαιο\n\nΤης Ελλάδας.".encode("iso8859_7"))
    (refused,) = await importing.contracts(database, [file], partner_name=partner, told=lambda _: None)
    assert "It may be" in refused.refusal
    (read,) = await importing.contracts(
        database, [file], partner_name=partner, told=lambda _: None, encoding="iso8859-7"
    )
    assert (read.refusal, read.headed) == ("", 2)
    assert await drafts(database) == (1, 1)


def test_what_an_import_of_a_folder_passes_over_is_found_in_all_folders_below(tmp_path: Path) -> None:
    below = tmp_path / "old" / "older"
    below.mkdir(parents=True)
    (tmp_path / "folder.txt").mkdir()
    for file in ("b.txt", "a.TXT", "scan.jpg", "notes.odt", "old/c.txt", "old/older/d.docx"):
        (tmp_path / file).write_text("1. Scope")
    assert [file.name for file in importing.text_files(tmp_path)] == ["a.TXT", "b.txt"]
    passed = [str(file.relative_to(tmp_path)) for file in importing.passed_over(tmp_path)]
    assert passed == ["notes.odt", "scan.jpg", "old/c.txt", "old/older/d.docx"]
    assert list(importing.passed_over(tmp_path / "b.txt")) == []


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
