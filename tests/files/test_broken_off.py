"""Uploads over a real connection that are slow, or break off: nothing is left of them, and the ticket is good again."""

import asyncio
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from portal import clock
from portal.crowd import Patience
from portal.database.embedded import Server
from portal.database.pools import Database
from portal.files.receiving import Arrivals
from portal.files.store import Folder
from portal.files.sweeping import ON_THE_WAY, Sweeping
from tests import databases, patience, served
from tests.files.test_bringing import START
from tests.journeys.doors import OURS
from tests.journeys.test_documents_killed import Bringing, asked_for

CONTENT = b"Part;Price\nM8;12\n" * 20_000
ROWS = "SELECT (SELECT count(*) FROM file), (SELECT count(*) FROM file_ticket)"
LOOKED = 2.0
"""Seconds after which a late connection has been seen at the latest, on an idle machine."""


class Bringer:
    """Somebody who sends bytes as they please, on connections of their own."""

    def __init__(self, address: str, who: Bringing) -> None:
        parts = urlsplit(address)
        self.place: tuple[str, int] = (str(parts.hostname), int(parts.port or 0))
        self.cookie, self.partner = who.cookie, who.partner
        self.client = httpx.Client(base_url=address, headers={**OURS, "cookie": who.cookie}, timeout=patience.SECONDS)

    def ticket(self) -> str:
        """The path for a file of CONTENT."""
        given = {"partnerId": self.partner, "name": "Prices.csv", "size": len(CONTENT)}
        answer = self.client.post("/graphql", json={"query": START, "variables": {"input": given}})
        return str(answer.json()["data"]["fileStartUpload"]["upload"]["path"])

    def head(self, method: str, path: str, kind: str, length: int) -> bytes:
        lines = (
            f"{method} {path} HTTP/1.1", "host: localhost", f"cookie: {self.cookie}", "sec-fetch-site: same-origin",
            f"content-type: {kind}", f"content-length: {length}",
        )  # fmt: skip
        return "\r\n".join(lines).encode() + b"\r\n\r\n"

    def whole(self, path: str) -> int:
        return self.client.put(path, content=CONTENT).status_code


async def broken_off(bringer: Bringer, head: bytes, part: bytes) -> None:
    """Sends so much, and is gone."""
    _, writer = await asyncio.open_connection(*bringer.place)
    writer.write(head + part)
    await writer.drain()
    await asyncio.sleep(0.3)
    writer.transport.abort()


async def dripped(bringer: Bringer, head: bytes) -> tuple[bytes, float]:
    """Sends a few bytes each second until there is an answer; the answer, and the seconds until it came."""
    reader, writer = await asyncio.open_connection(*bringer.place)
    began = time.monotonic()
    writer.write(head)
    answer = asyncio.create_task(reader.read())
    while not answer.done():
        writer.write(CONTENT[:20])
        await asyncio.wait([answer], timeout=1)
    writer.close()
    return answer.result(), time.monotonic() - began


async def tried(address: str, who: Bringing, folder: Path, found: dict[str, Any]) -> None:
    bringer, arrivals = Bringer(address, who), arrivals_in(folder)
    put = "application/octet-stream"
    cut, slow = bringer.ticket(), bringer.ticket()
    drip = asyncio.create_task(dripped(bringer, bringer.head("PUT", slow, put, len(CONTENT))))
    await broken_off(bringer, bringer.head("PUT", cut, put, len(CONTENT)), CONTENT[: len(CONTENT) // 2])
    form = (
        b'--x\r\ncontent-disposition: form-data; name="filePartner"\r\n\r\n' + who.partner.encode()
        + b'\r\n--x\r\ncontent-disposition: form-data; name="fileId"; filename="Prices.csv"\r\n\r\n' + CONTENT[:90_000]
    )  # fmt: skip
    page = bringer.head("POST", f"/documents/{who.left[0]}", "multipart/form-data; boundary=x", len(CONTENT))
    await broken_off(bringer, page, form)
    found["answer"], found["seconds"] = await drip
    await until_nothing_is_on_its_way(arrivals)
    found["kept before"] = [key async for key, _ in arrivals.store.listed()]
    found["again"] = [await asyncio.to_thread(bringer.whole, path) for path in (cut, slow, cut)]
    bringer.client.close()


async def until_nothing_is_on_its_way(arrivals: Arrivals) -> None:
    async with asyncio.timeout(patience.SECONDS):
        while True:
            if not [*arrivals.folder.iterdir()]:
                return
            await asyncio.sleep(0.05)


def arrivals_in(folder: Path) -> Arrivals:
    return Arrivals(Folder(folder / "files" / "kept"), folder / "files" / "incoming")


async def test_of_an_upload_that_is_slow_or_breaks_off_nothing_is_left_and_it_may_be_sent_again(
    server: Server, worker_id: str, tmp_path: Path
) -> None:
    name, found = f"broken_off_{worker_id}", dict[str, Any]()
    with databases.clone(server, name) as owner_url:
        url = server.url(name)
        who = await asked_for(url, 1)

        def apart() -> None:
            with served.serving_on(url, tmp_path) as (_, address):
                asyncio.run(tried(address, who, tmp_path, found))

        await asyncio.to_thread(apart)
        engine = create_async_engine(databases.asynchronous(url))
        async with engine.connect() as connection:
            rows = tuple((await connection.execute(text(ROWS))).one())
        await engine.dispose()
        database, arrivals = Database(owner_url, databases.SECRET), arrivals_in(tmp_path)
        await Sweeping(arrivals).tidy(database, clock.now() + 2 * ON_THE_WAY)
        await database.close()
    assert found["answer"].startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b'"code":"TIMEOUT"' in found["answer"]
    assert Patience().body < found["seconds"] < (Patience().body + LOOKED) * patience.slowness() + LOOKED
    assert found["kept before"] == []
    assert found["again"] == [201, 201, 409]
    assert rows == (2, 1)  # the page's own ticket, which nobody knows, goes with the sweep
    assert len([key async for key, _ in arrivals.store.listed()]) == 1
    assert (tmp_path / "log").read_text() == ""
