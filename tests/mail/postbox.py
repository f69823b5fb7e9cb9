"""A mail server on loopback (aiosmtpd) that may be told to refuse, to be slow, and to hang up in the middle."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Postbox:
    """What arrived: for each letter the recipients and the bytes; `answers` replaces what a command is told."""

    port: int = 0
    letters: list[tuple[list[str], bytes]] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    unknown: set[str] = field(default_factory=set)
    """Addresses that there are not."""
    delay: float = 0
    """Seconds before a letter is accepted."""
    hangs_up: str = ""
    """When the connection breaks: "before" or "after" a letter is kept; in both cases nobody is told."""
    connections: int = 0
    most_at_once: int = 0
    password: str = ""
    _now: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_MAIL(  # noqa: N802 - the server's own names
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 5.1.1 There is no such mailbox"
        said = self.answers.get("RCPT", "250 OK")
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self._now += 1
        self.most_at_once = max(self.most_at_once, self._now)
        try:
            await asyncio.sleep(self.delay)
        finally:
            self._now -= 1
        said = self.answers.get("DATA", "250 OK")
        if said.startswith("2") and self.hangs_up != "before":
            assert isinstance(envelope.content, bytes)
            self.letters.append((list(envelope.rcpt_tos), envelope.content))
        if self.hangs_up:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return said

    def signs_in(self, _server: SMTP, _session: Session, _envelope: Envelope, _kind: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and data.password == self.password.encode()
        return AuthResult(success=known, handled=False)


@asynccontextmanager
async def postbox(certificate: ssl.SSLContext | None = None, *, password: str = "") -> AsyncIterator[Postbox]:
    """A server that listens until the block ends; it may want STARTTLS, and a password."""
    box = Postbox(password=password)

    def connected() -> SMTP:
        box.connections += 1
        return SMTP(
            box, hostname="postbox", loop=asyncio.get_running_loop(), tls_context=certificate,
            require_starttls=bool(certificate), authenticator=box.signs_in if password else None,
            auth_required=bool(password),
        )  # fmt: skip

    server = await asyncio.get_running_loop().create_server(connected, "127.0.0.1", 0)
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        server.close()
        await server.wait_closed()
