"""Connections from outside, over real sockets: who stalls is cut off, and who makes way when there are too many."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from portal import crowd
from portal.crowd import Crowd, Patience
from tests import patience

QUICK = Patience(head=1.0, body=2.0, unread=2.0, lately=0.5)
LINE = b"POST / HTTP/1.1\r\nhost: x\r\n"
LENGTH = b"content-length: 5\r\n\r\n"
WHOLE = b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n"
OURS = b"POST / HTTP/1.1\r\nhost: x\r\ncookie: signed-in\r\ncontent-length: 0\r\n\r\n"
LARGE = 20_000_000

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


async def answering(scope: Any, receive: Any, send: Any) -> None:
    """Reads the body and says how long it is; at /early before that; at /large much more."""
    size, more = 0, scope["path"] != "/early"
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message["body"]), message["more_body"]
    said = b" " * LARGE if scope["path"] == "/large" else b"%d" % size
    heads = [(b"content-length", b"%d" % len(said))]
    await send({"type": "http.response.start", "status": 200, "headers": heads})
    await send({"type": "http.response.body", "body": said})


def is_signed_in(scope: Any) -> object:
    return True if (b"cookie", b"signed-in") in scope["headers"] else None


@asynccontextmanager
async def serving(*, most: int = 100, **given: Any) -> AsyncIterator[int]:
    """The port at which the application answers until the end of the block."""
    people = Crowd(most, is_known=is_signed_in, patience=QUICK, **given)
    config = uvicorn.Config(answering, http=people.protocol(), ws="none", lifespan="off", log_level="critical", port=0)
    server = uvicorn.Server(config)
    running = asyncio.create_task(server._serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn tells nobody
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        await running


@asynccontextmanager
async def connected(port: int, said: bytes = b"") -> AsyncIterator[Streams]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(said)
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(ConnectionError):
            await writer.wait_closed()


async def end_of(reader: asyncio.StreamReader) -> bytes:
    """All that comes until the connection ends."""
    found = b""
    with contextlib.suppress(ConnectionError):
        async with asyncio.timeout(patience.SECONDS):
            while part := await reader.read(2**16):
                found += part
    return found


async def first_of(reader: asyncio.StreamReader) -> bytes:
    """The status line of the next answer, the rest of which is read as well."""
    async with asyncio.timeout(patience.SECONDS):
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
    return head.split(b"\r\n")[0]


async def is_there(streams: Streams) -> bool:
    """Whether the connection still answers."""
    reader, writer = streams
    with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
        writer.write(WHOLE)
        return await first_of(reader) == b"HTTP/1.1 200 OK"
    return False


def test_a_head_has_ten_seconds_and_a_body_fifteen() -> None:
    assert (Patience().head, Patience().body) == (10, 15)


@pytest.mark.parametrize(
    ("said", "bit", "least"),
    [
        (b"POST / HT", b"", QUICK.head), (LINE, b"", QUICK.head), (LINE, b"x", QUICK.head),
        (LINE + LENGTH, b"", QUICK.body), (LINE + b"transfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n", QUICK.body),
        (LINE + b"content-length: 5000\r\n\r\n", b"x", QUICK.body),
        (WHOLE + b"POST / HT", b"", QUICK.head), (WHOLE + LINE + b"content-length: 5000\r\n\r\n", b"x", QUICK.body),
    ],
)  # fmt: skip
async def test_who_stalls_is_told_so_and_cut_off_also_a_byte_at_a_time(said: bytes, bit: bytes, least: float) -> None:
    loop = asyncio.get_running_loop()
    async with serving() as port, connected(port, said) as (reader, writer):
        began = loop.time()
        ended = asyncio.create_task(end_of(reader))
        while not ended.done():
            writer.write(bit)
            await asyncio.wait([ended], timeout=0.3)
        last = (await ended).partition(b"HTTP/1.1 408 ")[2]
        assert loop.time() - began > least
    assert last.startswith(b"Request Timeout\r\ncontent-type: application/json\r\n")
    assert last.endswith(
        b'{"errors":[{"message":"You were too slow: send the whole request at once.","extensions":{"code":"TIMEOUT"}}]}'
    )


@pytest.mark.parametrize("said", [b"", b"POST /early HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\n"])
async def test_who_says_nothing_or_was_answered_already_is_cut_off_without_a_word(said: bytes) -> None:
    async with serving() as port, connected(port, said) as (reader, _writer):
        assert b"408" not in await end_of(reader)


async def test_who_waits_for_the_next_page_is_not_cut_off_as_slow() -> None:
    async with serving() as port, connected(port, WHOLE) as streams:
        assert await first_of(streams[0]) == b"HTTP/1.1 200 OK"
        await asyncio.sleep(QUICK.head + QUICK.body)
        assert await is_there(streams)


async def test_a_long_text_over_a_slow_line_arrives() -> None:
    size = 600_000
    async with serving() as port, connected(port, LINE + b"content-length: %d\r\n\r\n" % size) as (reader, writer):
        for _ in range(20):
            writer.write(b"x" * (size // 20))
            await asyncio.sleep(0.15)
        assert (await first_of(reader), QUICK.body) == (b"HTTP/1.1 200 OK", 2.0)


async def test_who_never_fetches_an_answer_is_cut_off() -> None:
    async with serving() as port, connected(port, LINE.replace(b" / ", b" /large ") + LENGTH + b"12345") as streams:
        await asyncio.sleep(QUICK.unread + 3)
        assert len(await end_of(streams[0])) < LARGE


async def test_a_head_without_end_is_refused() -> None:
    async with serving() as port, connected(port, LINE + b"x: " + b"y" * (crowd.LONGEST_HEAD + 1)) as (reader, _):
        assert (await end_of(reader)).startswith(b"HTTP/1.1 431 Request Header Fields Too Large\r\n")


async def test_a_crowd_that_stalls_makes_way_and_the_signed_in_stay() -> None:
    async with serving(most=20) as port, contextlib.AsyncExitStack() as stack:
        ours = [await stack.enter_async_context(connected(port, OURS)) for _ in range(5)]
        assert [await first_of(reader) for reader, _ in ours] == [b"HTTP/1.1 200 OK"] * 5
        stalled = [await stack.enter_async_context(connected(port, LINE)) for _ in range(60)]
        for streams in ours:
            streams[1].write(OURS)
            assert await first_of(streams[0]) == b"HTTP/1.1 200 OK"
        async with connected(port, WHOLE) as (reader, _):
            assert await first_of(reader) == b"HTTP/1.1 200 OK"
        assert not any([await end_of(reader) for reader, _ in stalled[:40]])


async def test_who_has_long_asked_for_nothing_makes_way_before_who_sends_and_before_who_has_just_asked() -> None:
    async with serving(most=4) as port, contextlib.AsyncExitStack() as stack:
        idle = await stack.enter_async_context(connected(port, WHOLE))
        assert await first_of(idle[0]) == b"HTTP/1.1 200 OK"
        await asyncio.sleep(2 * QUICK.lately)
        just = await stack.enter_async_context(connected(port, WHOLE))
        assert await first_of(just[0]) == b"HTTP/1.1 200 OK"
        sending = [await stack.enter_async_context(connected(port, LINE + LENGTH)) for _ in range(2)]
        for gone in (idle, sending[0]):
            new = await stack.enter_async_context(connected(port, LINE + LENGTH))
            assert await end_of(gone[0]) == b""
            new[1].write(b"12345")
            assert await first_of(new[0]) == b"HTTP/1.1 200 OK"
        assert await is_there(just)


async def test_the_address_with_the_most_connections_makes_way_first_unless_it_is_a_proxys() -> None:
    for proxies, is_first in (((), False), (("127.0.0.0/30",), True)):
        async with serving(most=6, proxies=proxies) as port, contextlib.AsyncExitStack() as stack:
            one = await asyncio.open_connection("127.0.0.1", port, local_addr=("127.0.0.9", 0))
            one[1].write(LINE)
            await asyncio.sleep(0.1)
            many = [await stack.enter_async_context(connected(port, LINE)) for _ in range(6)]
            if not is_first:
                assert await end_of(many[0][0]) == b""
            one[1].write(LENGTH + b"12345")
            gone = contextlib.suppress(ConnectionError, asyncio.IncompleteReadError)
            said = b""
            with gone:
                said = await first_of(one[0])
            assert said == (b"" if is_first else b"HTTP/1.1 200 OK")
            one[1].close()


def test_descriptors_are_kept_for_the_database_and_files() -> None:
    assert crowd.room(8) + 5 * 8 * 6 + 192 <= crowd.MOST_DESCRIPTORS
    assert crowd.room(100_000) == 16
