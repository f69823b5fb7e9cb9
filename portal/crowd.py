"""Connections from outside: one that stalls is cut off, and there are never so many that the signed-in find no room."""

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import dataclass
from enum import Enum
from functools import partial
from ipaddress import ip_address, ip_network
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from portal.database.policies import LOGINS
from portal.database.pools import CONNECTIONS, FEW
from portal.files.rules import LARGEST

if sys.platform != "win32":
    import resource

BYTES_A_SECOND = 100_000
"""Whoever sends as fast as a slow line gets a second more for so many bytes of a body."""
LONGEST_BODY = LARGEST + 1_000_000
"""Bytes of a body that may win time: no address takes more than a file and what a form puts around it."""
LONGEST_HEAD = 65_536
"""Bytes."""
MOST_DESCRIPTORS = 65_536
KEPT_BACK = 192
"""Descriptors for files, logs, sockets of mail and providers, the keeper of the database, and those about to close."""
LEAST = 16
AT_ONCE = 10
"""The part of all connections that makes way at once, one in so many, so that a flood costs little."""

LATE = b"You were too slow: send the whole request at once."
LONG = b"Send shorter headers: at most 65,536 bytes."
ANSWER = (
    b"HTTP/1.1 %b\r\ncontent-type: application/json\r\ncache-control: no-store\r\nconnection: close\r\n"
    b"content-length: %d\r\n\r\n%b"
)  # fmt: skip
BODY = b'{"errors":[{"message":"%b","extensions":{"code":"%b"}}]}'


def room(pool_size: int) -> int:
    """How many connections this process may have, once it has all the descriptors that the system lets it have."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = MOST_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, MOST_DESCRIPTORS)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
    except (OSError, ValueError):  # macOS promises more than it gives
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    return max(most - KEPT_BACK - CONNECTIONS * pool_size * (len(LOGINS) - 1) - FEW, LEAST)


@dataclass(frozen=True)
class Patience:
    """Seconds that others may take."""

    head: float = 10.0
    body: float = 15.0
    """And one more for each BYTES_A_SECOND that came."""
    unread: float = 30.0
    """For an answer of which not one byte is fetched."""
    lately: float = 5.0
    """Whoever did something within them makes way later, where there are too many."""


class Sending(Enum):
    """What of a request is under way."""

    NOTHING = 0
    HEAD = 1
    BODY = 2


class Crowd:
    """The connections of this process. Those of the signed-in stay when others have to make way.

    `is_known` says whether a request comes from somebody signed in. Connections from one of `proxies` come from many.
    """

    def __init__(
        self, most: int, *, is_known: Callable[[MutableMapping[str, Any]], object], proxies: Iterable[str] = (),
        patience: Patience = Patience(),
    ) -> None:  # fmt: skip
        self._most, self.is_known, self.patience = most, is_known, patience
        self._proxies = [ip_network(each) for each in proxies]
        self._here: set[Connection] = set()
        self._is_looking = False

    def protocol(self) -> Any:
        """What uvicorn makes each connection with."""
        return partial(Connection, crowd=self)

    def join(self, newcomer: "Connection") -> None:
        self._here.add(newcomer)
        if len(self._here) > self._most:
            self._make_room(newcomer)
        if not self._is_looking:
            self._is_looking = True
            newcomer.loop.call_later(1, self._look, newcomer.loop)

    def leave(self, connection: "Connection") -> None:
        self._here.discard(connection)

    def _make_room(self, newcomer: "Connection") -> None:
        """Those of nobody known go first: by rank, of the fullest address, the oldest."""
        full = Counter(each.client and each.client[0] for each in self._here)
        strangers: list[Connection] = []
        signed_in: list[Connection] = []
        for each in self._here:
            (signed_in if each.is_of_somebody_known() else strangers).append(each)
        going = sorted(strangers, key=lambda each: (each.rank, -self._share(each, full), each.since))
        if not going:
            going = sorted((each for each in signed_in if each.is_idle), key=lambda each: each.since)[:1]
        for each in going[: max(1, min(self._most // AT_ONCE, len(going) // 2))] or [newcomer]:
            self._here.discard(each)
            each.transport.abort()

    def _share(self, connection: "Connection", full: Counter[Any]) -> int:
        """How many come from its address; a proxy brings many people."""
        client = connection.client
        if client is None or any(ip_address(client[0].partition("%")[0]) in each for each in self._proxies):
            return 1
        return full[client[0]]

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Each second, while there is anybody."""
        self._is_looking = bool(self._here)
        for each in tuple(self._here):
            each.look(loop.time())
        if self._is_looking:
            loop.call_later(1, self._look, loop)


class Connection(HttpToolsProtocol):
    """A connection of uvicorn's that is told when it takes too long."""

    def __init__(self, *given: Any, crowd: Crowd, **named: Any) -> None:
        super().__init__(*given, **named)
        self._crowd = crowd
        self._sending, self.since = Sending.HEAD, self.loop.time()
        self._came = 0
        self._unread, self._unread_since = 0, self.since

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._crowd.join(self)

    def connection_lost(self, exc: Exception | None) -> None:
        self._crowd.leave(self)
        super().connection_lost(exc)

    def handle_websocket_upgrade(self) -> None:
        """From here on it is another protocol's, which looks itself whether anybody is there."""
        self._crowd.leave(self)
        super().handle_websocket_upgrade()

    def data_received(self, data: bytes) -> None:
        if self._sending is Sending.NOTHING:
            self._begin(Sending.HEAD)
        self._came += len(data)
        super().data_received(data)
        if self._sending is Sending.HEAD and self._came > LONGEST_HEAD:
            self._refuse(b"431 Request Header Fields Too Large", b"BAD_REQUEST", LONG)

    def on_message_begin(self) -> None:
        if self._sending is Sending.NOTHING:
            self._begin(Sending.HEAD)
            self._came = 1
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._begin(Sending.BODY)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._begin(Sending.NOTHING)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        if self._sending is Sending.NOTHING:
            self.since = self.loop.time()
        super().on_response_complete()

    def _begin(self, sending: Sending) -> None:
        self._sending, self.since, self._came = sending, self.loop.time(), 0

    @property
    def is_answered(self) -> bool:
        """Whether no answer is under way."""
        return self.cycle is None or (self.cycle.response_complete and not self.pipeline)

    @property
    def is_idle(self) -> bool:
        return self._sending is Sending.NOTHING and self.is_answered

    @property
    def rank(self) -> int:
        """Who makes way first: 0 has done nothing for long, 1 sends, 2 was answered lately, 3 waits for an answer."""
        is_sending = self._sending is not Sending.NOTHING or bool(self._unread)
        if not self.is_idle and not is_sending:
            return 3
        if self.loop.time() - self.since > self._crowd.patience.lately:
            return 0
        return 1 if is_sending else 2

    def is_of_somebody_known(self) -> bool:
        """Whether the request under way, or the last one, came from somebody signed in."""
        scope: Any = self.scope
        return scope is not None and "path" in scope and self._crowd.is_known(scope) is not None

    def look(self, now: float) -> None:
        """Cuts off what stalls."""
        unread = self.transport.get_write_buffer_size()
        if unread == 0 or unread != self._unread:
            self._unread, self._unread_since = unread, now
        elif now - self._unread_since > self._crowd.patience.unread:
            self.transport.abort()
        if self._is_late(now) and not self.transport.is_closing():
            self._refuse(b"408 Request Timeout", b"TIMEOUT", LATE)

    def _is_late(self, now: float) -> bool:
        if self._sending is Sending.HEAD:
            return self.is_answered and now - self.since > self._crowd.patience.head
        if self._sending is Sending.BODY and not self.flow.read_paused:
            more = min(self._came, LONGEST_BODY) / BYTES_A_SECOND
            return not self.pipeline and now - self.since > self._crowd.patience.body + more
        return False

    def _refuse(self, status: bytes, code: bytes, message: bytes) -> None:
        """Ends the connection, in words where there is a question that has no answer yet."""
        is_answering = self._sending is Sending.BODY and self.cycle.response_started
        has_asked = self._came > 0 or self._sending is Sending.BODY
        if self.cycle is not None:
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        if has_asked and not is_answering:
            body = BODY % (message, code)
            self.transport.write(ANSWER % (status, len(body), body))
        self.transport.close()
