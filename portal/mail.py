"""Mail that leaves the portal: a row in the transaction that wants it sent, taken to the server by the clock."""

import asyncio
import logging
import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as WIRE
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sqlalchemy import Index, select, update
from sqlalchemy.orm import Mapped, mapped_column

from portal import errors, wording
from portal.access import AccessClass
from portal.database.base import PartnerOwned, Record, check
from portal.database.policies import CURRENT_PARTNER, CURRENT_PARTNERS, SIGNED_IN, Policy
from portal.database.pools import Database
from portal.database.session import WORK, Session
from portal.languages import ENGLISH
from portal.settings import Settings, is_loopback

log = logging.getLogger(__name__)

PORTAL = "{portal}"
"""Stands in a letter's text for the address that people type."""
AT_ONCE = 20
TRIES = 12
"""With the waits between them some nine hours; then a mail is given up."""
SHORTEST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
SECONDS = 15.0
ADDRESS_LONGEST, SUBJECT_LONGEST, TEXT_LONGEST, HTML_LONGEST = 254, 200, 60_000, 400_000


class Mail(PartnerOwned, Record):
    """One letter to one address; its text is forgotten once it has left, as it may hold a link that opens something."""

    __tablename__ = "mail"

    to: Mapped[str]
    subject: Mapped[str]
    text: Mapped[str]
    html: Mapped[str] = mapped_column(default="")
    """The same for programs that show it; empty for a letter of text alone."""
    language: Mapped[str] = mapped_column(default=ENGLISH)
    thread: Mapped[UUID | None]
    """What the letter is about, where several are: programs show these together."""
    unsubscribe: Mapped[str] = mapped_column(default="")
    """The place of the portal where one click ends letters of this kind; forgotten like the text."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """When the clock takes it next; null once it was sent or given up."""
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    fault: Mapped[str] = mapped_column(default="")
    """What the last try failed for."""

    __table_args__ = (
        check("subject_length", f"length(subject) BETWEEN 1 AND {SUBJECT_LONGEST}"),
        check("text_length", f"length(text) <= {TEXT_LONGEST}"),
        check("html_length", f"length(html) <= {HTML_LONGEST}"),
        check("unsubscribe_is_path", "unsubscribe ~ '^(/[!-;=?-~]+)?$'"),
        Index("ix_mail_due", "due_at", postgresql_where="due_at IS NOT NULL"),
        Index("ix_mail_partner", "partner_id", "id"),
    )
    __policies__ = (
        Policy("portal_partner", "false", f"partner_id = {CURRENT_PARTNER}", ("INSERT",)),
        Policy("portal_manager", "false", f"partner_id = ANY ({CURRENT_PARTNERS})", ("INSERT",)),
        Policy("portal_staff", "false", SIGNED_IN, ("INSERT",)),
        Policy("portal_system", "true", None, ("SELECT", "INSERT", "UPDATE")),
    )


async def send(
    session: Session, *, partner_id: UUID, to: str, subject: str, text: str, now: datetime, html: str = "",
    language: str = ENGLISH, thread: UUID | None = None, unsubscribe: str = "",
) -> None:  # fmt: skip
    """Has a letter sent once the transaction is committed; `partner_id` is the organisation it is about.

    In `text`, `html` and nowhere else PORTAL becomes the address that people type. `thread` is the id of the record
    that letters are about which belong together. `unsubscribe` is the place of the portal, "/…", that ends such letters
    by one POST (RFC 8058). For operations of any class but the auditor's; what signs nobody in writes it as
    portal_system. Refuses: Invalid for an address or a subject that no letter can have.
    """
    if not 0 < len(subject) <= SUBJECT_LONGEST or not subject.isprintable():
        raise errors.Invalid(
            "A letter has a subject of 1 to {longest} characters.", longest=SUBJECT_LONGEST, path=("subject",)
        )
    for path, said, longest in (("text", text, TEXT_LONGEST), ("html", html, HTML_LONGEST)):
        if len(said) > longest:
            raise errors.Invalid("The text is longer than {limit} characters.", limit=longest, path=(path,))
    _address(to)
    letter = Mail(
        partner_id=partner_id, to=in_ascii(to), subject=subject, text=text, html=html, language=language,
        thread=thread, unsubscribe=unsubscribe, created_at=now, due_at=now,
    )  # fmt: skip
    session.add(letter)
    session.info[WORK] = True
    await session.flush()


def in_ascii(address: str) -> str:
    """The address with its domain as DNS has it, which every mail server takes."""
    name, at, domain = address.rpartition("@")
    return f"{name}{at}{wording.domain_of(domain) or domain}"


def _address(to: str) -> Address:
    try:
        found = Address(addr_spec=in_ascii(to))
    except (MessageError, ValueError, IndexError):  # what the library raises for text that is no address
        found = Address()
    if not found.username or not found.domain or not to.isprintable() or len(to) > ADDRESS_LONGEST:
        raise errors.Invalid("This is not an e-mail address.", path=("email",))
    return found


class Refused(Exception):  # noqa: N818 - an answer of the server
    """The server will never take this letter."""


class Carrier(Protocol):
    """What takes a letter away. Raises Refused for one that never will be taken, OSError for one to try again."""

    def carry(self, letter: EmailMessage) -> None: ...


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server: smtps from the first byte, smtp with STARTTLS, in clear on this machine alone."""

    host: str
    port: int
    is_wrapped: bool
    user: str = ""
    password: str = field(default="", repr=False)

    def carry(self, letter: EmailMessage) -> None:
        server = self._connected()
        try:
            if self.user:
                server.login(self.user, self.password)
            server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refusal:
            codes = [code for code, _ in refusal.recipients.values()]
            raise (Refused if min(codes) >= 500 else OSError)(f"recipient refused: {codes}") from None  # noqa: PLR2004
        except smtplib.SMTPDataError as refusal:
            final = refusal.smtp_code >= 500  # noqa: PLR2004
            raise (Refused if final else OSError)(f"letter refused: {refusal.smtp_code}") from None
        finally:
            with suppress(smtplib.SMTPException, OSError):  # the letter is taken or not, whatever the farewell
                server.quit()

    def _connected(self) -> smtplib.SMTP:
        if self.is_wrapped:
            return smtplib.SMTP_SSL(self.host, self.port, timeout=SECONDS, context=ssl.create_default_context())
        server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        elif not is_loopback(self.host):
            server.close()
            raise OSError(f"{self.host} offers no STARTTLS, and letters do not cross the network in clear")
        return server


@dataclass(frozen=True, slots=True)
class Folder:
    """Files that any mail program opens, for a portal without a mail server."""

    path: Path

    def carry(self, letter: EmailMessage) -> None:
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        file = self.path / f"{letter['Message-ID'].strip('<>').partition('@')[0]}.eml"
        file.touch(mode=0o600)
        file.write_bytes(letter.as_bytes(policy=WIRE))


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
        return f"No mail server is set (PORTAL_SMTP_URL): letters are written to {self.carrier.path}."

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


async def deliver(database: Database, post: Post, now: datetime) -> int:
    """Takes the letters that are due to the carrier, a thread each; gives how many left."""
    letters = await _claimed(database, now)
    results = await asyncio.gather(*(asyncio.to_thread(_carried, post, mail) for mail in letters))
    for mail, fault in zip(letters, results, strict=True):
        await _note(database, mail, fault, now)
    return results.count(None)


async def _claimed(database: Database, now: datetime) -> Sequence[Mail]:
    """The letters that are due, put off as if the try had failed: a process that dies here loses none."""
    due = select(Mail).where(Mail.due_at <= now).order_by(Mail.due_at).limit(AT_ONCE).with_for_update(skip_locked=True)
    async with database.transaction(AccessClass.SYSTEM) as session:
        claimed = (await session.scalars(due)).all()
        for mail in claimed:
            mail.due_at = now + min(SHORTEST_WAIT * 2**mail.tries, LONGEST_WAIT)
            mail.tries += 1
    return claimed


def _carried(post: Post, mail: Mail) -> Exception | None:
    try:
        post.carrier.carry(post.letter(mail))
    except Exception as fault:  # noqa: BLE001 - whatever it is, the other letters go on
        log.warning("Mail %s did not leave at try %s: %s", mail.id, mail.tries, fault)
        return fault
    return None


async def _note(database: Database, mail: Mail, fault: Exception | None, now: datetime) -> None:
    """What became of a try; a letter that left or is given up has no text any more."""
    values: dict[str, object] = {"fault": "" if fault is None else f"{type(fault).__name__}: {fault}"[:200]}
    if fault is None or isinstance(fault, Refused) or mail.tries >= TRIES:
        values |= dict.fromkeys(("text", "html", "unsubscribe"), "")
        values |= {"due_at": None, "sent_at": now if fault is None else None}
    async with database.transaction(AccessClass.SYSTEM) as session:
        await session.execute(update(Mail).where(Mail.partner_id == mail.partner_id, Mail.id == mail.id).values(values))
