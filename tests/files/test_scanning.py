"""With a scanner nobody gets a file's bytes before it has said that they are clean, whatever else it says or does."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

import schema.files.uploads
from portal import clock
from portal.app import Portal
from portal.files import scanning as asking
from portal.files.receiving import Arrivals
from portal.files.rules import State
from portal.files.scanning import Scanner
from portal.files.sweeping import Sweeping
from tests.entering import Enter
from tests.files.scanners import HARMFUL, Clamd, scanning
from tests.files.test_bringing import CONTENT, bring, refusal
from tests.make import Make


@pytest_asyncio.fixture(loop_scope="session")
async def clamd(application: Portal, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Clamd]:
    """A scanner that the application asks."""
    async with scanning() as server:
        with_scanner(application, server.address, monkeypatch)
        yield server


def with_scanner(application: Portal, address: str, monkeypatch: pytest.MonkeyPatch) -> Arrivals:
    arrivals = replace(application.arrivals, scanner=Scanner(address, application.arrivals.store))
    monkeypatch.setattr(application, "arrivals", arrivals)
    for route in application._rest.routes:
        uploads = getattr(getattr(route, "endpoint", None), "__self__", None)
        if isinstance(uploads, schema.files.uploads.Uploads):
            monkeypatch.setattr(uploads, "_arrivals", arrivals)
    return arrivals


async def fetch(who: Any, file: dict[str, Any]) -> Any:
    return await who.client.get(f"/files/{file['id']}")


async def test_what_is_clean_can_be_fetched_at_once(make_committed: Make, enter: Enter, clamd: Clamd) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))

    brought = await bring(paula, partner)

    assert (brought["state"], clamd.seen) == ("CLEAN", [CONTENT])
    assert (await fetch(paula, brought)).content == CONTENT


@pytest.mark.usefixtures("clamd")
async def test_what_is_harmful_nobody_gets_and_its_bytes_go(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))

    brought = await bring(paula, partner, HARMFUL)
    answer = await fetch(paula, brought)
    later = clock.now() + 2 * asking.PAUSE * 60
    await Sweeping(application.arrivals).tidy(application.database, later)

    assert brought["state"] == "REFUSED"
    assert refusal(answer) == (
        409, "BLOCKED", "The scanner found something harmful in this file, so nobody gets it.",
    )  # fmt: skip
    assert not [key async for key, _ in application.arrivals.store.listed() if key.endswith(brought["digest"])]


@pytest.mark.parametrize(
    "answer",
    [b"", b"stream: ok", b"stream: OK, perhaps", b"INSTREAM size limit exceeded. ERROR", b"OK", b"x" * 10_000],
)
async def test_anything_but_a_plain_ok_keeps_it_in_quarantine_until_there_is_one(
    make_committed: Make, enter: Enter, clamd: Clamd, application: Portal, answer: bytes
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    clamd.answer = answer

    brought = await bring(paula, partner)

    assert brought["state"] == "QUARANTINED"
    assert refusal(await fetch(paula, brought)) == (
        409, "BLOCKED", "The file waits for the virus scanner. Please try again in a minute.",
    )  # fmt: skip
    clamd.answer = None
    await Sweeping(application.arrivals)(application.database, clock.now() + 2 * asking.PAUSE)
    assert (await fetch(paula, brought)).content == CONTENT


async def test_a_scanner_that_is_away_or_stalls_costs_nobody_the_file(
    make_committed: Make, enter: Enter, clamd: Clamd, application: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    monkeypatch.setattr(asking, "SECONDS", 0.3)
    clamd.is_stalled = True
    stalled = await bring(paula, partner)
    with_scanner(application, "127.0.0.1:1", monkeypatch)
    away = await bring(paula, partner, b"another,table\n")

    assert (stalled["state"], away["state"]) == ("QUARANTINED", "QUARANTINED")
    clamd.is_stalled = False
    arrivals = with_scanner(application, clamd.address, monkeypatch)
    await Sweeping(arrivals)(application.database, clock.now() + 2 * asking.PAUSE)
    assert [(await fetch(paula, each)).status_code for each in (stalled, away)] == [200, 200]


async def test_files_that_came_before_there_was_a_scanner_are_scanned_once_there_is_one(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    good, bad = await bring(paula, partner), await bring(paula, partner, HARMFUL)

    async with scanning() as server:
        scanner = Scanner(server.address, application.arrivals.store)
        await Sweeping(replace(application.arrivals, scanner=scanner))(application.database, clock.now())

    assert (good["state"], bad["state"]) == (State.NOT_SCANNED, State.NOT_SCANNED)
    assert [(await fetch(paula, each)).status_code for each in (good, bad)] == [200, 409]


async def test_a_scanner_may_be_at_a_socket_of_this_machine(tmp_path: Path, application: Portal) -> None:
    clamd, path = Clamd(), tmp_path / "clamd.sock"
    async with await asyncio.start_unix_server(clamd.serve, path):

        async def pieces() -> AsyncIterator[bytes]:
            yield CONTENT

        assert await Scanner(str(path), application.arrivals.store)._asked(pieces()) == "stream: OK"
    assert clamd.seen == [CONTENT]
