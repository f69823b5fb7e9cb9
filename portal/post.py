"""How letters leave: over SMTP, several on one connection, or into files for a portal without a mail server."""

import smtplib
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from portal.mail import PORTAL, Mail, in_ascii
from portal.settings import Settings, is_loopback

SECONDS = 15.0
"""How long a server may take for one answer."""
FINAL = 500


class Refused(Exception):  # noqa: N818 - an answer of the server
    """The server will never take this letter."""


class AddressRefused(Refused):
    """The server says that there is no such mailbox, or that it takes no letters."""


class Line(Protocol):
    """What is open for letters, one after another."""

    def take(self, letter: EmailMessage) -> None:
        """Raises Refused for a letter that never will be taken, OSError for one to try again."""

    def abort(self) -> None:
        """Breaks it off, whoever waits for it."""

    def close(self) -> None:
        """Ends it. Never fails."""


class Carrier(Protocol):
    """What takes letters away."""

    def open(self) -> Line:
        """Raises OSError where nothing can be sent now."""


class Plain(smtplib.SMTP):
    """A connection on which no answer takes longer than SECONDS, be it sent byte by byte."""

    def getreply(self) -> tuple[int, bytes]:
        is_late = threading.Event()
        clock = threading.Timer(SECONDS, _shut, [self, is_late])
        clock.daemon = True
        clock.start()
        try:
            answer = super().getreply()
        finally:
            clock.cancel()
        if is_late.is_set():  # what came until then may be half of an answer
            self.close()
            raise smtplib.SMTPServerDisconnected("the mail server took too long to answer")
        return answer


class Wrapped(Plain, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


def _shut(server: smtplib.SMTP, is_late: threading.Event | None = None) -> None:
    if is_late:
        is_late.set()
    with suppress(OSError, AttributeError):  # it is closed already
        server.sock.shutdown(socket.SHUT_RDWR)  # type: ignore[union-attr]


@dataclass(frozen=True, slots=True)
class Connected:
    """A connection to a mail server, signed in."""

    server: smtplib.SMTP

    def take(self, letter: EmailMessage) -> None:
        try:
            self.server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refusal:
            ((code, said),) = refusal.recipients.values()
            raise _of_recipient(code, said.decode("ascii", "replace")) from None
        except smtplib.SMTPDataError as refusal:
            fault = f"email refused: {refusal.smtp_code}"
            raise (Refused if refusal.smtp_code >= FINAL else OSError)(fault) from None

    def abort(self) -> None:
        _shut(self.server)

    def close(self) -> None:
        with suppress(smtplib.SMTPException, OSError):  # the letters are taken or not, whatever the farewell
            self.server.quit()


def _of_recipient(code: int, said: str) -> Exception:
    """What a refusal of the recipient means; some codes (RFC 3463) are about what we may, not about the address."""
    enhanced = said.partition(" ")[0] if said[:2] in {"4.", "5."} else ""
    fault = f"recipient refused: {f'{code} {enhanced}'.strip()}"
    if code < FINAL:
        return OSError(fault)
    return (Refused if enhanced.startswith(("5.3.", "5.5.", "5.7.")) else AddressRefused)(fault)


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: smtps from the first byte, smtp with STARTTLS, in clear on this machine alone."""

    host: str
    port: int
    is_wrapped: bool
    user: str = ""
    password: str = field(default="", repr=False)

    def open(self) -> Line:
        server = self._connected()
        try:
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return Connected(server)

    def _connected(self) -> smtplib.SMTP:
        if self.is_wrapped:
            return Wrapped(self.host, self.port, timeout=SECONDS, context=ssl.create_default_context())
        server = Plain(self.host, self.port, timeout=SECONDS)
        try:
            self._encrypt(server)
        except BaseException:
            server.close()
            raise
        return server

    def _encrypt(self, server: smtplib.SMTP) -> None:
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        elif not is_loopback(self.host):
            raise OSError(f"{self.host} offers no STARTTLS, and emails must not cross the network unencrypted")


@dataclass(frozen=True, slots=True)
class Folder:
    """Files that any mail program opens, for a portal without a mail server."""

    path: Path

    def open(self) -> Line:
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return self

    def take(self, letter: EmailMessage) -> None:
        file = self.path / f"{letter['Message-ID'].strip('<>').partition('@')[0]}.eml"
        file.touch(mode=0o600)
        file.write_bytes(letter.as_bytes(policy=WIRE))

    def abort(self) -> None:
        """A file is written in no time."""

    def close(self) -> None:
        """Nothing is open."""


@dataclass(frozen=True, slots=True)
class Post:
    """How this deployment sends: from which address, by which carrier."""

    sender: str
    carrier: Carrier
    address: str = ""
    """The address that people type."""

    @classmethod
    def of(cls, settings: Settings) -> "Post":
        """By PORTAL_SMTP_URL, or into files. Raises ValueError for an address that is none."""
        host = urlsplit(settings.public_url).hostname or "localhost"
        sender = settings.mail_from or f"entente@{'localhost' if is_loopback(host) else host}"
        carrier = _server(settings.smtp_url) if settings.smtp_url else Folder(settings.data_dir / "mail")
        return cls(sender, carrier, settings.public_url)

    @property
    def notice(self) -> str:
        """What is said at the start; "" when there is nothing to say."""
        if not isinstance(self.carrier, Folder):
            return ""
        return f"No mail server is set (PORTAL_SMTP_URL). Emails are written to {self.carrier.path}."

    def letter(self, mail: Mail) -> EmailMessage:
        letter, sender = EmailMessage(), in_ascii(self.sender)
        letter["From"], letter["To"], letter["Subject"] = sender, in_ascii(mail.to), mail.subject
        letter["Date"] = format_datetime(mail.created_at)
        domain = sender.rpartition("@")[2]
        letter["Message-ID"] = f"<{mail.id.hex}@{domain}>"  # the same at each try
        letter["Auto-Submitted"] = "auto-generated"
        if mail.thread:  # as if all answered one letter, which nobody has to have
            letter["In-Reply-To"] = letter["References"] = f"<{mail.thread.hex}.thread@{domain}>"
        for name, value in self._leaving(mail):
            letter[name] = value
        letter.set_content(mail.text.replace(PORTAL, self.address))
        if mail.html:
            letter.add_alternative(mail.html.replace(PORTAL, escape(self.address)), subtype="html")
        letter["Content-Language"] = mail.language  # which making the content would take away
        return letter

    def _leaving(self, mail: Mail) -> Iterator[tuple[str, str]]:
        """How a mail program ends letters of this kind; by one click only where nobody listens (RFC 8058)."""
        if mail.unsubscribe:
            yield "List-Unsubscribe", f"<{self.address}{mail.unsubscribe}>"
            if self.address.startswith("https:"):
                yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"


def _server(url: str) -> Server:
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("PORTAL_SMTP_URL looks like smtps://user:password@mail.example:465, or smtp:// for STARTTLS.")
    wrapped = parts.scheme == "smtps"
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Server(parts.hostname, parts.port or (465 if wrapped else 587), wrapped, user, password)
