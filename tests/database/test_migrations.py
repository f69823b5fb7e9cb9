"""The migrations make what the records declare, can be taken back, and whatever differs from the records is named."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest
from sqlalchemy import Connection

from portal import migrations, records
from portal.database import direct, embedded, row_security, setup
from portal.database.embedded import Server
from portal.database.policies import LOGINS, OWNER
from portal.migrations import difference, moving, reading
from tests import databases, patience
from tests.database import portals
from tests.database.dumps import dumped


@pytest.fixture
def url(server: Server, worker_id: str) -> Iterator[str]:
    """The owner's URL of a migrated database that a test may spoil."""
    with databases.clone(server, f"spoilt_{worker_id}") as owner_url:
        yield owner_url


@pytest.fixture(scope="module")
def whole(server: Server, worker_id: str) -> Iterator[str]:
    """The owner's URL of a migrated database that tests leave as it is."""
    with databases.clone(server, f"whole_{worker_id}") as owner_url:
        yield owner_url


@pytest.fixture
def bare(server: Server, worker_id: str) -> Iterator[str]:
    """The owner's URL of a database that is prepared and empty."""
    name = f"bare_{worker_id}"
    yield setup.prepare(server.url("postgres"), name, databases.SECRET)
    databases.execute(server.url("postgres"), f"DROP DATABASE {name}")


DECLARED = records.declared()


def pending(url: str) -> list[str]:
    return row_security.pending(url, DECLARED)


def test_a_migrated_database_is_the_one_that_the_records_declare(server: Server, whole: str, bare: str) -> None:
    direct.through(bare, DECLARED.make)
    assert dumped(server, whole) == dumped(server, bare)
    assert len(dumped(server, whole)) > 100


def test_migrations_can_be_taken_back_and_made_again(server: Server, bare: str) -> None:
    empty = dumped(server, bare)
    migrations.migrate(bare)
    full = dumped(server, bare)
    moving.back(bare, to="base")
    assert dumped(server, bare) == empty
    migrations.migrate(bare)
    assert dumped(server, bare) == full


def test_a_migrated_database_needs_no_migration_and_has_every_fence(whole: str) -> None:
    assert pending(whole) == []
    assert setup.check(whole) == []


def test_an_empty_database_needs_everything(bare: str) -> None:
    told = pending(bare)
    assert "add_table contract" in told
    assert "contract lacks SELECT granted to portal_auditor" in told
    assert "enter() lacks EXECUTE granted to portal_staff" in told


SPOILT = {
    "a policy's rows": (
        "ALTER POLICY as_partner ON contract USING (true)",
        ("contract lacks policy as_partner for * to {portal_partner}, permissive t: "
        "sees ((partner_id = current_partner()) AND (published_at IS NOT NULL))"),
    ),
    "a policy's digest": ("COMMENT ON POLICY as_staff ON signature IS 'other'", "signature has policy as_staff for *"),
    "a policy gone": ("DROP POLICY as_staff ON journal", "journal lacks policy as_staff"),
    "a stray policy": ("CREATE POLICY more ON journal TO portal_auth USING (true)", "journal has policy more"),
    "a grant gone": (
        "REVOKE SELECT ON contract FROM portal_auditor",
        "contract lacks SELECT granted to portal_auditor",
    ),
    "a stray grant": (
        "GRANT DELETE ON contract TO portal_staff", "contract has DELETE granted to portal_staff",
    ),
    "a stray grant of a column": (
        "GRANT UPDATE (title) ON contract TO portal_auditor",
        "contract has UPDATE of column title granted to portal_auditor",
    ),
    "a grant of the sign-in": (
        "GRANT SELECT ON auth.session TO portal_staff",
        "auth.session has SELECT granted to portal_staff",
    ),
    "force": ("ALTER TABLE journal NO FORCE ROW LEVEL SECURITY", "journal lacks row security t, forced t"),
    "a trigger gone": ("DROP TRIGGER append_only ON journal", "journal lacks trigger CREATE TRIGGER append_only"),
    "a trigger off": ("ALTER TABLE journal DISABLE TRIGGER append_only", "journal has trigger"),
    "a function's body": (
        ("CREATE OR REPLACE FUNCTION current_partner() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE "
        "AS 'SELECT gen_random_uuid()'"),
        "current_partner() has",
    ),
    "a function's search path": ("ALTER FUNCTION enter(bytea, bigint) RESET ALL", "enter() has"),
    "a function's callers": (
        "GRANT EXECUTE ON FUNCTION enter(bytea, bigint) TO PUBLIC", "enter() has EXECUTE granted to PUBLIC",
    ),
    "a stray function": ("CREATE FUNCTION more() RETURNS int LANGUAGE sql AS 'SELECT 1'", "more() has"),
    "a column gone": ("ALTER TABLE contract DROP COLUMN governing_law", "add_column None contract contract.govern"),
    "a column that may be empty": ("ALTER TABLE contract ALTER title DROP NOT NULL", "modify_nullable None contract"),
    "a foreign key gone": ("ALTER TABLE signature DROP CONSTRAINT fk_signature_contract", "add_fk"),
    "a check gone": ("ALTER TABLE contract DROP CONSTRAINT ck_contract_notice_not_negative", "add_constraint"),
    "an index gone": ("DROP INDEX ix_contract_due", "add_index"),
    "a stray table": ("CREATE TABLE more (id int)", "remove_table more"),
}  # fmt: skip


TOGETHER = [tuple(SPOILT)[start::4] for start in range(4)]
"""Spoilt at the same time, as a look at a database takes long; neighbours, which would hide each other, are apart."""


@pytest.fixture(scope="module")
def told(whole: str) -> dict[str, list[str]]:
    """What the look says while something is spoilt, and other things with it."""
    said: dict[str, list[str]] = {}

    def spoil(connection: Connection) -> None:
        for several in TOGETHER:
            with connection.begin_nested() as savepoint:
                for each in several:
                    connection.exec_driver_sql(SPOILT[each][0])
                found = row_security.differences(connection, DECLARED)
                savepoint.rollback()
            said.update(dict.fromkeys(several, found))

    direct.through(whole, spoil)
    return said


@pytest.mark.parametrize("spoilt", SPOILT)
def test_what_differs_from_the_records_is_named(told: dict[str, list[str]], spoilt: str) -> None:
    named = SPOILT[spoilt][1]
    assert [line for line in told[spoilt] if line.startswith(named)] != [], told[spoilt]


def test_nothing_spoilt_is_named_by_what_something_spoilt_with_it_is_named_by() -> None:
    alike = [
        (one, other)
        for several in TOGETHER
        for one in several
        for other in several
        if one != other and SPOILT[one][1].startswith(SPOILT[other][1])
    ]
    assert alike == []


def test_what_differs_is_put_right_by_the_statements_that_a_revision_would_have(url: str, whole: str) -> None:
    databases.execute(
        url,
        SPOILT["a policy's rows"][0],
        SPOILT["a stray policy"][0],
        SPOILT["a trigger gone"][0],
        SPOILT["a grant of the sign-in"][0],
        SPOILT["a function's body"][0],
        SPOILT["a function's callers"][0],
        SPOILT["a stray function"][0],
    )
    wanted = direct.through(whole, reading.read)
    spoilt = direct.through(url, reading.read)

    touched = {name for kind, name in {*wanted, *spoilt} if wanted.get((kind, name)) != spoilt.get((kind, name))}
    databases.execute(url, *difference.statements(spoilt, wanted))

    assert touched == {
        "auth.session to portal_staff", "contract.as_partner", "current_partner()", "enter(bytea,bigint)",
        "journal.append_only", "journal.more", "more()",
    }  # fmt: skip
    assert pending(url) == []
    assert setup.check(url) == []


@pytest.fixture
def own_server() -> Iterator[Server]:
    """A server that nobody else is connected to: passwords are the whole server's."""
    with portals.reachable_folder() as folder, embedded.running(folder, settings=databases.QUICK) as running:
        yield running


WAITS = (
    "SELECT count(*) > 0 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
    "WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted"
)


def test_who_prepares_waits_for_the_statement_that_a_killed_one_left_behind(
    server: Server, bare: str, worker_id: str
) -> None:
    """Of a killed one the connection outside is gone at once, the one inside when its statement is done."""
    name = f"bare_{worker_id}"

    async def left_behind(inside: asyncpg.Connection) -> str:
        await inside.execute("SELECT pg_advisory_lock($1)", setup.ONE_INSIDE)
        prepared = asyncio.create_task(asyncio.to_thread(setup.prepare, server.url("postgres"), name, databases.SECRET))
        async with asyncio.timeout(patience.SECONDS):
            while not await inside.fetchval(WAITS):  # noqa: ASYNC110 - the database tells nobody who waits
                await asyncio.sleep(0.01)
        assert not prepared.done()
        await inside.execute("SELECT pg_advisory_unlock($1)", setup.ONE_INSIDE)
        return await prepared

    assert direct.ask(server.url(name), left_behind) == bare


def test_preparing_again_changes_the_passwords_and_nothing_else(own_server: Server) -> None:
    first = setup.prepare(own_server.url("postgres"), "bare", databases.SECRET)
    migrations.migrate(first)
    before = dumped(own_server, first)
    other = setup.prepare(own_server.url("postgres"), "bare", b"another secret")
    assert other != first
    assert dumped(own_server, other) == before
    assert setup.check(other) == []
    assert setup.prepare(own_server.url("postgres"), "bare", databases.SECRET) == first


@pytest.fixture
def administrator(server: Server) -> Iterator[str]:
    """The URL of a role that makes roles and databases, as managed servers give it to their customers."""
    name = "an_administrator"
    known = (f"GRANT {login} TO {name} WITH ADMIN OPTION" for login in (OWNER, *LOGINS))
    databases.execute(server.url("postgres"), f"CREATE ROLE {name} LOGIN CREATEROLE CREATEDB PASSWORD 'x'", *known)
    yield server.url("postgres", user=name, password="x")
    databases.execute(server.url("postgres"), "DROP DATABASE IF EXISTS managed")
    databases.execute(server.url("postgres"), f"DROP OWNED BY {name} CASCADE", f"DROP ROLE {name}")


def test_where_the_administrator_is_no_superuser_the_missing_fences_are_named(administrator: str) -> None:
    url = setup.prepare(administrator, "managed", databases.SECRET)
    migrations.migrate(url)
    faults = setup.check(url)
    assert "portal_partner may execute set_config, and so change its own context" in faults
    assert "portal_partner may run blocks in the language plpgsql" in faults
    assert "portal_auth may read how many rows each table has" in faults
    assert any(fault.startswith("portal_staff may call ") for fault in faults)
    assert len(faults) == 4 * len(LOGINS)
    assert pending(url) == []
