"""Revisions are added and never rewritten: each leads a database with rows in it to what the records declare."""

import hashlib
import os
import runpy
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import CheckConstraint, Column, MetaData, Table, Text, Uuid
from sqlalchemy.exc import DBAPIError

from portal import errors, migrations, records
from portal.contracts import operations
from portal.database import direct, policies, row_security, setup
from portal.database.declared import Declared
from portal.database.embedded import Server
from portal.migrations import VERSIONS, difference, moving, reading, writing
from portal.reactions import REACTIONS
from tests import databases
from tests.database import rows
from tests.database.dumps import dumped

FIRST = "7b93f20ea22d7d6d32e3abe31adf7a365ec63e848c128b6f4f70e880297a46af"
DECLARED = records.declared()
MEANT = frozenset({"signing_authority: waiting_on", "metric: document, sha256"})
"""What a revision changes on purpose in rows that stand, as `rows.lost` says it."""


@pytest.fixture
def empty(server: Server, worker_id: str) -> Iterator[tuple[str, str]]:
    """A database that is prepared and empty: the owner's URL and the superuser's."""
    name = f"empty_{worker_id}"
    yield setup.prepare(server.url("postgres"), name, databases.SECRET), server.url(name)
    setup.drop(server.url("postgres"), name)


@pytest.fixture(scope="module")
def at(server: Server, worker_id: str) -> Iterator[Callable[[str], str]]:
    """The name of an empty database at a revision: the nearest that is there already goes on from where it is."""
    made: dict[str, str] = {}
    with ExitStack() as standing:

        def stands(revision: str) -> str:
            if revision not in made:
                name, before = f"at_{revision}_{worker_id}", max((each for each in made if each < revision), default="")
                if before:
                    owner = standing.enter_context(databases.clone(server, name, made[before]))
                else:
                    owner = setup.prepare(server.url("postgres"), name, databases.SECRET)
                    standing.callback(setup.drop, server.url("postgres"), name)
                moving.move(owner, revision, VERSIONS)
                made[revision] = name
            return made[revision]

        yield stands


@pytest.fixture
def place(server: Server, worker_id: str) -> Iterator[tuple[str, str]]:
    """A database at the newest revision, which a test may change: the owner's URL and the superuser's."""
    name = f"revised_{worker_id}"
    with databases.clone(server, name) as owner:
        yield owner, server.url(name)


@pytest.fixture
def versions(tmp_path: Path) -> Path:
    """The history, to which a test may add."""
    return Path(shutil.copytree(VERSIONS, tmp_path / "versions", ignore=shutil.ignore_patterns("__pycache__")))


def carried(place: tuple[str, str], revision: str, versions: Path = VERSIONS) -> list[str]:
    """What rows that stood at a revision lose on the way to the newest one."""
    owner, superuser = place
    moving.move(owner, revision, versions)
    direct.ask(superuser, rows.fill)
    before = direct.ask(superuser, rows.contents)
    assert min(map(len, before.values())) == len(rows.ROWS)
    moving.move(owner, "head", versions)
    return rows.lost(before, direct.ask(superuser, rows.contents))


def tried() -> list[str]:
    """The first revision, each fifth and the newest four; all of them when somebody wants to be sure."""
    every = migrations.revisions()
    few = {every[0], *every[4::5], *every[-4:]}
    return [each for each in every if each in few or "PORTAL_TRIES" in os.environ]


@pytest.mark.parametrize("revision", tried())
def test_a_database_of_any_revision_comes_to_the_newest_with_all_its_rows(
    server: Server, at: Callable[[str], str], worker_id: str, revision: str
) -> None:
    name = f"carried_{worker_id}"
    with (
        databases.clone(server, name, at(revision)) as owner,
        databases.clone(server, f"declared_{worker_id}") as whole,
    ):
        assert set(carried((owner, server.url(name)), revision)) <= MEANT
        assert row_security.pending(owner, DECLARED) == []
        assert dumped(server, owner) == dumped(server, whole)


def test_what_stands_is_brought_to_one_form_of_each_address_and_to_the_sign_in_it_was_allowed_in(
    empty: tuple[str, str],
) -> None:
    owner, superuser = empty
    moving.move(owner, "0002", VERSIONS)
    direct.ask(superuser, rows.fill)
    databases.execute(
        superuser,
        "SET session_replication_role = replica",
        "UPDATE person SET email = 'maya@bücher.example' WHERE id = (SELECT min(id::text)::uuid FROM person)",
        "UPDATE membership SET email = 'maya@bücher.example' WHERE id = (SELECT min(id::text)::uuid FROM membership)",
        "UPDATE auth.password SET email = 'maya@bücher.example' WHERE email = (SELECT min(email) FROM auth.password)",
        "UPDATE auth.session SET client_id = NULL",
        "UPDATE auth.client_grant SET session_id = (SELECT min(id::text)::uuid FROM auth.session)",
    )

    moving.move(owner, "head", VERSIONS)

    async def found(connection: asyncpg.Connection) -> list[object]:
        asked = (
            "SELECT count(*) FROM person WHERE email = 'maya@xn--bcher-kva.example'",
            "SELECT count(*) FROM membership WHERE email = 'maya@xn--bcher-kva.example'",
            "SELECT count(*) FROM auth.password WHERE email = 'maya@xn--bcher-kva.example'",
            "SELECT count(*) FROM auth.session WHERE sign_in_id IS DISTINCT FROM id",
            "SELECT count(*) FROM auth.client_grant WHERE sign_in_id IS DISTINCT FROM session_id",
        )
        return [await connection.fetchval(each) for each in asked]

    assert direct.ask(superuser, found) == [1, 1, 1, 0, 0]


def test_the_texts_that_stood_before_there_was_a_search_wait_for_the_clock_to_read_them(empty: tuple[str, str]) -> None:
    owner, superuser = empty
    moving.move(owner, "0006")
    direct.ask(superuser, rows.fill)
    moving.move(owner, "head")
    (name,) = {each.name for each in REACTIONS if each.operation is operations.file_words}
    asked = "SELECT record_id FROM reaction_waiting WHERE name = $1 ORDER BY 1"
    waiting = direct.ask(superuser, lambda connection: connection.fetch(asked, name))
    assert [row[0] for row in waiting] == list(rows.ROWS)


def test_the_first_revision_is_as_it_always_was() -> None:
    first = next(VERSIONS.glob("0001_*.py"))
    assert hashlib.sha256(first.read_bytes()).hexdigest() == FIRST


def test_every_revision_but_the_newest_is_frozen() -> None:
    frozen = dict(line.split("  ")[::-1] for line in (VERSIONS / writing.FROZEN).read_text().splitlines())
    files = sorted(VERSIONS.glob("*_*.py"))
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    assert {name: digest for name, digest in found.items() if frozen.get(name, digest) != digest} == {}
    assert {file.name for file in files[:-1]} <= set(frozen) <= {file.name for file in files}


def test_the_history_is_one_line_in_the_order_of_its_numbers() -> None:
    assert migrations.revisions() == [f"{number:04}" for number in range(1, len(migrations.revisions()) + 1)]
    for former, file in zip([None, *migrations.revisions()], sorted(VERSIONS.glob("*_*.py")), strict=False):
        assert f"down_revision = {former and repr(former).replace(chr(39), chr(34))}\n" in file.read_text()


def added(versions: Path, *up: str) -> str:
    """Adds a revision with these statements; gives the one before it."""
    newest = max(versions.glob("*_*.py")).name.partition("_")[0]
    text = writing.FILE.format(
        message="Planted", revision="9000", former=newest, up="".join(f'    r"""{each}""",\n' for each in up), down=""
    )
    (versions / "9000_planted.py").write_text(text)
    return newest


FILLED = "ALTER TABLE contract ALTER COLUMN urgency SET NOT NULL"
COLUMN = "ALTER TABLE contract ADD COLUMN urgency text"
VALUE = "UPDATE contract SET urgency = 'calm'"
OPENED, CLOSED = (f"ALTER TABLE contract {force}FORCE ROW LEVEL SECURITY" for force in ("NO ", ""))


def test_a_revision_that_gives_every_row_its_value_is_taken(place: tuple[str, str], versions: Path) -> None:
    former = added(versions, COLUMN, OPENED, VALUE, CLOSED, FILLED)
    assert carried(place, former, versions) == []


@pytest.mark.parametrize(
    "statements", [(COLUMN, FILLED), (COLUMN, VALUE, FILLED)], ids=["no value", "an update that sees no row"]
)
def test_a_revision_that_forgets_the_rows_that_stand_is_found(
    place: tuple[str, str], versions: Path, statements: tuple[str, ...]
) -> None:
    former = added(versions, *statements)
    with pytest.raises(DBAPIError, match='column "urgency" of relation "contract" contains null values'):
        carried(place, former, versions)


@pytest.mark.parametrize(
    ("statements", "told"),
    [
        ((OPENED, "UPDATE contract SET title = 'x'", CLOSED), "contract: title, folded"),
        (("DELETE FROM auth.once",), "auth.once: the row"),
        (("ALTER TABLE auth.once DROP content", "ALTER TABLE auth.once ADD content text"), "auth.once: content"),
    ],
    ids=["a changed title", "a row gone", "a column made anew"],
)  # fmt: skip
def test_a_revision_that_loses_what_stood_is_found(
    place: tuple[str, str], versions: Path, statements: tuple[str, ...], told: str
) -> None:
    former = added(versions, *statements)
    assert carried(place, former, versions) == [told] * len(rows.ROWS)


def with_wishes() -> Declared:
    """What the records declare, and a table more, a column more and a constraint that says something else."""
    metadata = MetaData(naming_convention=DECLARED.metadata.naming_convention)
    for table in DECLARED.metadata.tables.values():
        table.to_metadata(metadata)
    contract = metadata.tables["contract"]
    contract.append_column(Column("urgency", Text, nullable=False))
    (days,) = [each for each in contract.constraints if each.name == "ck_contract_notice_not_negative"]
    contract.constraints.remove(days)
    contract.append_constraint(CheckConstraint("notice_days >= 1", name="notice_not_negative"))
    Table("wish", metadata, Column("partner_id", Uuid, primary_key=True), Column("text", Text))
    narrowed = (("INSERT", "text IS NOT NULL"), ("DELETE", "text IS NULL"))
    rules = policies.isolated(partner_commands=("INSERT",), own=narrowed)
    after = policies.statements("wish", rules, policies.Keeping.CHANGED)
    return replace(DECLARED, metadata=metadata, after=(*DECLARED.after, *after))


def test_a_new_revision_is_written_and_tried(server: Server, versions: Path, place: tuple[str, str]) -> None:
    newest = max(versions.glob("*_*.py"))
    written = writing.write(server.url("postgres"), databases.SECRET, with_wishes(), "Wishes of a partner.", versions)

    assert written is not None
    assert (written.file.name, written.open) == (f"{int(newest.name[:4]) + 1:04}_wishes_of_a_partner.py", [])
    assert newest.name in (versions / writing.FROZEN).read_text()
    made = runpy.run_path(str(written.file))
    assert made["__doc__"] == "Wishes of a partner."
    assert [statement for statement in made["UP"] if "contract" in statement] == [
        "ALTER TABLE contract DROP CONSTRAINT ck_contract_notice_not_negative",
        COLUMN,
        FILLED,
        "ALTER TABLE contract ADD CONSTRAINT ck_contract_notice_not_negative CHECK ((notice_days >= 1))",
    ]
    assert writing.HINT.format(column="urgency", table="contract") in written.file.read_text()
    assert "CREATE TABLE wish (\n    partner_id uuid NOT NULL,\n    text text\n)" in made["UP"]
    assert (
        "CREATE POLICY as_partner_insert ON wish AS RESTRICTIVE FOR INSERT TO portal_partner"
        " WITH CHECK ((text IS NOT NULL))"
    ) in made["UP"]
    assert made["UP"][-4:] == (
        "GRANT SELECT ON wish TO portal_manager",
        "GRANT INSERT, SELECT ON wish TO portal_partner",
        "GRANT SELECT ON wish TO portal_staff",
        "GRANT SELECT ON wish TO portal_system",
    )
    policies_of_it = [each for each in made["DOWN"] if each.startswith("DROP POLICY")]
    assert len(policies_of_it) == sum(each.startswith("CREATE POLICY") for each in made["UP"])
    assert [each for each in made["DOWN"] if each not in policies_of_it] == [
        "ALTER TABLE contract DROP CONSTRAINT ck_contract_notice_not_negative",
        "ALTER TABLE contract DROP COLUMN urgency",
        "DROP TABLE wish",
        "ALTER TABLE contract ADD CONSTRAINT ck_contract_notice_not_negative CHECK ((notice_days >= 0))",
    ]
    with pytest.raises(DBAPIError, match="contains null values"):  # what the file asks a person to say
        carried(place, newest.name[:4], versions)


def test_nothing_is_written_where_nothing_has_changed(server: Server, versions: Path) -> None:
    before = {file.name: file.read_bytes() for file in versions.iterdir() if file.is_file()}
    assert writing.write(server.url("postgres"), databases.SECRET, DECLARED, "Nothing", versions) is None
    assert {file.name: file.read_bytes() for file in versions.iterdir() if file.is_file()} == before


def test_a_revision_that_cannot_be_carried_out_leaves_nothing_behind(versions: Path) -> None:
    before = {file.name: file.read_bytes() for file in versions.iterdir() if file.is_file()}
    with pytest.raises(OSError, match="no space left"), writing.nothing_left_behind(versions):  # noqa: PT012 - it begins
        (versions / "0999_never.py").write_text("UP = ()")
        (versions / writing.FROZEN).write_text("")
        raise OSError("no space left")
    assert {file.name: file.read_bytes() for file in versions.iterdir() if file.is_file()} == before


def test_a_revision_has_a_name(server: Server, versions: Path) -> None:
    with pytest.raises(errors.Invalid, match="Say in a few words"):
        writing.write(server.url("postgres"), databases.SECRET, with_wishes(), "…", versions)


def test_functions_and_rules_are_changed_in_place_and_back(place: tuple[str, str]) -> None:
    owner, _ = place
    before = direct.through(owner, reading.read)
    databases.execute(
        owner,
        "CREATE OR REPLACE FUNCTION signed_in() RETURNS boolean LANGUAGE sql STABLE AS 'SELECT false'",
        "CREATE FUNCTION wishes() RETURNS SETOF contract LANGUAGE sql AS 'SELECT * FROM contract'",
        "GRANT EXECUTE ON FUNCTION wishes() TO portal_staff",
        "GRANT DELETE ON contract TO portal_staff",
        "ALTER TABLE contract ALTER COLUMN title DROP NOT NULL, ALTER COLUMN notice_days TYPE numeric",
        "ALTER TABLE journal DISABLE TRIGGER append_only",
        "ALTER TABLE person NO FORCE ROW LEVEL SECURITY",
    )
    after = direct.through(owner, reading.read)

    databases.execute(owner, *difference.statements(after, before))
    assert direct.through(owner, reading.read) == before
    databases.execute(owner, *difference.statements(before, after))
    assert direct.through(owner, reading.read) == after
