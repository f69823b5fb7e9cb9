"""The database is away or has no room: everybody is told so everywhere, and the log once."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text
from starlette.routing import BaseRoute, Mount, Route

from frontend_stub.app import PAGES
from portal import clock
from portal.app import Portal, create_app
from portal.database.outage import OUTAGE
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.late import Late
from portal.settings import Settings
from tests import databases
from tests.auth.programs import ISSUER
from tests.entering import Enter
from tests.make import Make

NOWHERE = "postgresql://nobody:secret@127.0.0.1:1/nothing"
COOKIE = {"cookie": f"__Host-session={'A' * 43}", "sec-fetch-site": "same-origin"}
SENTENCE = "The portal is temporarily unavailable. Nothing was done. Try again in a few seconds."
TYPED = "We  deliver <on time>\r\nand & in full"


def made(folder: Path) -> Portal:
    return create_app(Settings(folder, None, ISSUER, databases.SECRET), NOWHERE, keep_time=False)


def routes_of(routes: list[BaseRoute], before: str = "") -> Iterator[tuple[str, str]]:
    """Each method and address, with something plausible for what is left open in it."""
    for route in routes:
        if isinstance(route, Late):
            yield from routes_of(list(route._made()), before)
        elif isinstance(route, Mount):
            yield from routes_of(list(route.routes), before + route.path)
        elif isinstance(route, Route):
            address = re.sub(r"{[^}]*}", "01890a5d-ac96-774b-bcce-b302099a8057", before + route.path)
            yield from ((method, address) for method in sorted(route.methods or {"POST"}) if method != "HEAD")


@pytest_asyncio.fixture(loop_scope="session")
async def portal(tmp_path: Path) -> AsyncIterator[Portal]:
    """The whole portal over a database that nobody can reach."""
    application = made(tmp_path)
    yield application
    await application.door.close()
    await application.database.close()


@pytest_asyncio.fixture(loop_scope="session")
async def away(portal: Portal) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(portal)
    async with httpx.AsyncClient(transport=transport, base_url=ISSUER, headers=COOKIE) as client:
        yield client


def bodies(method: str) -> list[dict[str, Any]]:
    """What may be sent to an address that nobody knows anything about."""
    if method in {"GET", "DELETE"}:
        return [{}]
    return [{"data": {"name": TYPED, "email": "mira@partner.example", "password": "correct horse"}}, {"json": {}}]


async def test_every_address_says_that_it_passes_and_none_breaks(away: httpx.AsyncClient, portal: Portal) -> None:
    seen = 0
    for method, address in routes_of(portal._rest.routes):
        for body in bodies(method):
            answer = await away.request(method, address, **body)
            told = (method, address, answer.status_code, answer.text[:300])
            assert answer.status_code < 500 or answer.status_code == 503, told
            if answer.status_code == 503:
                assert answer.headers["retry-after"] == "5", told
                assert SENTENCE in answer.text, told
                assert "127.0.0.1" not in answer.text, told
                seen += 1
    assert seen > 100


async def test_every_page_says_so_and_every_form_of_it_comes_back_with_what_was_typed(away: httpx.AsyncClient) -> None:
    for page in PAGES:
        address = re.sub(r"{[^}]*}", "01890a5d-ac96-774b-bcce-b302099a8057", page.path)
        shown = await away.get(address)
        assert (shown.status_code, SENTENCE in shown.text) == (503, True), address
        for form in page.forms:
            if form.build is not None or any(field.required for field in form.fields):
                continue
            sent = {"operation": form.operation, "idempotencyKey": "k1", "note": TYPED}
            answer = await away.post(address, data=sent)
            assert (answer.status_code, answer.headers["retry-after"]) == (503, "5"), address
            assert f'<form method="post" action="{address}">' in answer.text
            assert 'name="idempotencyKey" value="k1"' in answer.text
            assert "We  deliver &lt;on time&gt;\r\nand &amp; in full</textarea>" in answer.text
            assert "Send it again" in answer.text


async def test_a_password_is_never_repeated(away: httpx.AsyncClient) -> None:
    answer = await away.post("/login", data={"email": "mira@partner.example", "password": "correct horse battery"})

    assert (answer.status_code, SENTENCE in answer.text) == (503, True)
    assert ("mira@partner.example" in answer.text, "correct horse" in answer.text) == (True, False)
    assert "Send it again" not in answer.text


@pytest.mark.parametrize(
    "query", ["{ viewer { name } }", "mutation { contractSign(input: {}) { userErrors { code } } }"]
)
async def test_the_api_says_so_in_a_code(away: httpx.AsyncClient, query: str) -> None:
    answer = await away.post("/graphql", json={"query": query})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json() == {"errors": [{"message": SENTENCE, "extensions": {"code": "UNAVAILABLE"}}]}


async def test_a_directory_is_told_so_in_its_own_words(away: httpx.AsyncClient) -> None:
    del away.headers["cookie"]
    answer = await away.get("/scim/v2/Users", headers={"authorization": f"Bearer entp_{'A' * 43}"})

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert (answer.json()["detail"], answer.json()["status"]) == (SENTENCE, "503")


async def test_the_log_says_once_that_it_is_away_however_many_ask_and_the_clock_too(
    away: httpx.AsyncClient, portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    OUTAGE.passed(written=True)
    caplog.clear()
    clock = asyncio.create_task(portal.work())
    for _ in range(5):
        await away.post("/graphql", json={"query": "{ viewer { name } }"})
        await away.get("/contracts")
        await away.post("/auth/session", json={"email": "mira@partner.example", "password": "correct horse"})
    clock.cancel()
    await asyncio.gather(clock, return_exceptions=True)
    assert [record.getMessage().partition(": ")[0] for record in caplog.records] == ["The database is away"]
    assert [record.exc_info for record in caplog.records] == [None]


@pytest_asyncio.fixture(loop_scope="session")
async def full(make_committed: Make) -> AsyncIterator[Callable[[], Awaitable[None]]]:
    """The database has no room for another row of the journal, until what is given is called."""

    async def room() -> None:
        await make_committed.session.execute(text("DROP FUNCTION IF EXISTS no_room() CASCADE"))

    raises = "RAISE EXCEPTION 'could not extend file' USING ERRCODE = '53100'"
    no_room = f"CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {raises}; END $$"
    await make_committed.session.execute(text(no_room))
    await make_committed.session.execute(
        text("CREATE TRIGGER no_room BEFORE INSERT ON journal FOR EACH ROW EXECUTE FUNCTION no_room()")
    )
    yield room
    await room()


async def test_where_there_is_no_room_a_form_comes_back_with_what_was_typed_and_can_be_sent_again(
    make_committed: Make, enter: Enter, full: Callable[[], Awaitable[None]], database: Database,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    (admin,) = await enter(await make_committed.member(await make_committed.partner()))
    confirmed = "UPDATE auth.session SET confirmed_at = $1 RETURNING true"
    assert await database.reads[AUTH].fetch_value(confirmed, clock.now())
    OUTAGE.passed(written=True)
    caplog.clear()
    form = {"operation": "MailDomainAdd", "domain": "typed.example", "idempotencyKey": "once and no more"}
    for _ in range(3):
        answer = await admin.client.post("/org/domains", data=form)
        assert (answer.status_code, answer.headers.get("retry-after")) == (503, "5")
        assert (SENTENCE in answer.text, 'value="typed.example"' in answer.text) == (True, True)
        assert 'name="idempotencyKey" value="once and no more"' in answer.text
        assert (await admin.client.get("/org/domains")).status_code == 200
    assert [record.getMessage().partition(": ")[0] for record in caplog.records] == ["The database is away"]
    await full()
    assert (await admin.client.post("/org/domains", data=form)).status_code == 303
    assert [record.getMessage() for record in caplog.records][1:] == ["The database is back."]
