"""With a scanner nobody gets a file's bytes before it has said that they are clean, whatever else it says or does."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

import schema.files.uploads
from portal import clock
from portal.app import Portal
from portal.files import scanning as asking
from portal.files.receiving import Arrivals
from portal.files.rescanning import FIRST_PAUSE, FIRST_PAUSE_OF_FILE, LONGEST_PAUSE, Rescan
from portal.files.rules import State
from portal.files.scanning import Scanner
from portal.files.sweeping import ON_THE_WAY, Sweeping
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


def clamd_of(application: Portal) -> Scanner:
    """The scanner that the application asks."""
    assert application.arrivals.scanner
    return application.arrivals.scanner


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
    later = clock.now() + 2 * ON_THE_WAY
    await Sweeping(application.arrivals).tidy(application.database, later)

    assert brought["state"] == "REFUSED"
    assert refusal(answer) == (
        409, "BLOCKED", "The scanner found something harmful in this file, so no one can download it.",
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
        409, "BLOCKED", "The file is waiting for the virus scanner. Try again in a minute.",
    )  # fmt: skip
    clamd.answer = None
    rescan, now = Rescan(clamd_of(application)), clock.now()
    await rescan(application.database, now + FIRST_PAUSE_OF_FILE / 2)
    assert (await fetch(paula, brought)).status_code == 409
    await rescan(application.database, now + 2 * FIRST_PAUSE_OF_FILE)
    assert (await fetch(paula, brought)).content == CONTENT


async def test_a_scanner_that_is_away_or_stalls_costs_nobody_the_file(
    make_committed: Make, enter: Enter, clamd: Clamd, application: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    with monkeypatch.context() as impatient:
        impatient.setattr(asking, "SECONDS", 0.3)
        clamd.is_stalled = True
        stalled = await bring(paula, partner)
    with_scanner(application, "127.0.0.1:1", monkeypatch)
    away = await bring(paula, partner, b"another,table\n")

    assert (stalled["state"], away["state"]) == ("QUARANTINED", "QUARANTINED")
    clamd.is_stalled = False
    with_scanner(application, clamd.address, monkeypatch)
    await Rescan(clamd_of(application))(application.database, clock.now() + 2 * FIRST_PAUSE_OF_FILE)
    assert [(await fetch(paula, each)).status_code for each in (stalled, away)] == [200, 200]


async def test_a_scanner_that_is_away_is_asked_less_and_less_often_and_all_files_follow_once_it_is_back(
    make_committed: Make, enter: Enter, application: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    with_scanner(application, "127.0.0.1:1", monkeypatch)
    brought = [await bring(paula, partner, f"Part;{number}\n".encode()) for number in range(3)]
    asked: list[float] = []
    scanner = clamd_of(application)

    class Counted(Scanner):
        async def verdict(self, file: Any) -> State | None:
            asked.append((now - began).total_seconds())
            return await super().verdict(file)

    rescan, began = Rescan(Counted(scanner.address, scanner.kept)), clock.now()
    for second in range(0, 1200, 5):
        now = began + timedelta(seconds=second)
        await rescan(application.database, now)
    assert asked == [0, 5, 15, 35, 75, 155, 315, 615, 915]
    assert FIRST_PAUSE.total_seconds() == 5
    assert LONGEST_PAUSE.total_seconds() == 300

    async with scanning() as server:
        rescan._scanner = Scanner(server.address, scanner.kept)
        await rescan(application.database, now + LONGEST_PAUSE)
    assert sorted(server.seen) == [b"Part;0\n", b"Part;1\n", b"Part;2\n"]
    assert [(await fetch(paula, each)).status_code for each in brought] == [200] * 3


async def test_a_file_that_breaks_the_scanner_off_holds_up_no_other_and_is_asked_about_less_often(
    make_committed: Make, enter: Enter, application: Portal, clamd: Clamd
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    clamd.breaks_off_at = b"\n"
    bad, good = [await bring(paula, partner, content) for content in (b"breaks it off\n", b"good\n")]
    clamd.breaks_off_at = b"breaks it off"
    rescan, began = Rescan(clamd_of(application)), clock.now()
    asked = []
    for minute in range(40):
        clamd.seen.clear()
        await rescan(application.database, began + timedelta(minutes=minute, seconds=1))
        asked += [minute] * clamd.seen.count(b"breaks it off\n")
    assert asked == [1, 3, 7, 15, 31]
    assert [(await fetch(paula, each)).status_code for each in (bad, good)] == [409, 200]


async def test_a_file_whose_bytes_are_lost_is_no_fault_of_the_scanners(
    make_committed: Make, enter: Enter, application: Portal, clamd: Clamd, monkeypatch: pytest.MonkeyPatch
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    with_scanner(application, "127.0.0.1:1", monkeypatch)
    lost, good = [await bring(paula, partner, content) for content in (b"lost\n", b"good\n")]
    await application.arrivals.store.remove(f"{partner.id}/{lost['digest']}")
    await Rescan(Scanner(clamd.address, application.arrivals.store))(application.database, clock.now())
    assert clamd.seen == [b"good\n"]
    assert (await fetch(paula, good)).status_code == 200


async def test_files_that_came_before_there_was_a_scanner_are_scanned_once_there_is_one(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    partner = await make_committed.partner()
    (paula,) = await enter(await make_committed.member(partner))
    good, bad = await bring(paula, partner), await bring(paula, partner, HARMFUL)

    async with scanning() as server:
        await Rescan(Scanner(server.address, application.arrivals.store))(application.database, clock.now())

    assert (good["state"], bad["state"]) == (State.NOT_SCANNED, State.NOT_SCANNED)
    assert [(await fetch(paula, each)).status_code for each in (good, bad)] == [200, 409]


async def test_a_scanner_may_be_at_a_socket_of_this_machine(tmp_path: Path, application: Portal) -> None:
    clamd, path = Clamd(), tmp_path / "clamd.sock"
    async with await asyncio.start_unix_server(clamd.serve, path):

        async def pieces() -> AsyncIterator[bytes]:
            yield CONTENT

        assert await Scanner(str(path), application.arrivals.store)._asked(pieces()) == "stream: OK"
    assert clamd.seen == [CONTENT]
