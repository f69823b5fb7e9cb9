"""What is set for other PostgreSQL clients has no effect on the portal's connections."""

import os

import pytest
from sqlalchemy import text

from portal.database import direct
from portal.database.embedded import Server
from portal.database.pools import Database
from tests import databases

OTHERS = {
    "PGSSLMODE": "verify-full", "PGTARGETSESSIONATTRS": "read-only", "PGHOST": "nowhere.invalid", "PGPORT": "1",
    "PGUSER": "nobody", "PGPASSWORD": "wrong", "PGPASSFILE": "/nowhere", "PGDATABASE": "elsewhere",
    "PGSERVICE": "elsewhere", "PGSERVICEFILE": "/nowhere", "PGOPTIONS": "-c default_transaction_read_only=on",
    "PGSSLCERT": "/nowhere", "PGSSLKEY": "/nowhere", "PGSSLROOTCERT": "/nowhere", "PGSSLCRL": "/nowhere",
    "PGSSLMINPROTOCOLVERSION": "TLSv9", "PGSSLNEGOTIATION": "direct", "PGREQUIREAUTH": "none", "PGTZ": "Asia/Manila",
    "PGDATESTYLE": "German", "PGCLIENTENCODING": "LATIN1", "PGAPPNAME": "psql", "PGCONNECT_TIMEOUT": "1",
}  # fmt: skip
WRITABLE = "SELECT current_setting('transaction_read_only') || ' ' || current_setting('TimeZone')"


@pytest.mark.parametrize("name", [*OTHERS, "all of them"])
async def test_settings_of_other_clients_have_no_effect(
    server: Server, databases_of_worker: tuple[str, str], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    url = server.url(databases_of_worker[1])

    def others() -> None:
        for each in OTHERS.keys() & ({name} if name in OTHERS else OTHERS.keys()):
            monkeypatch.setenv(each, OTHERS[each])

    others()
    database = Database(url, databases.SECRET, pool_size=1)
    assert await database.reads["portal_system"].fetch_value(WRITABLE) == "off UTC"
    others()
    async with database.working("portal_system") as session:
        await session.execute(text("SELECT 1"))
    others()
    async with database.transaction("portal_system") as session_:
        assert await session_.scalar(text(WRITABLE)) == "off UTC"
    others()
    assert direct.ask(url, lambda connection: connection.fetchval("SELECT 1")) == 1
    others()
    assert direct.through(url, lambda connection: connection.scalar(text("SELECT 1"))) == 1
    await database.close()
    assert not OTHERS.keys() & os.environ.keys()


async def test_the_address_says_how_to_connect(server: Server, databases_of_worker: tuple[str, str]) -> None:
    url = server.url(databases_of_worker[1]) + "&sslmode=disable&target_session_attrs=read-write"
    assert direct.through(url, lambda connection: connection.scalar(text("SELECT 1"))) == 1
    database = Database(url, databases.SECRET, pool_size=1)
    async with database.transaction("portal_system") as session:
        assert await session.scalar(text(WRITABLE)) == "off UTC"
    await database.close()
