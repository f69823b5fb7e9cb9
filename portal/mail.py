"""Mail that leaves the portal: a row in the transaction that wants it sent; `portal.delivery` takes it away."""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal import errors, wording
from portal.database.base import PartnerOwned, Record, check
from portal.database.policies import CURRENT_PARTNER, CURRENT_PARTNERS, SIGNED_IN, Policy
from portal.database.session import WORK, Session
from portal.languages import ENGLISH
from portal.sentences import Sentence, say, told

PORTAL = "{portal}"
"""Stands in a letter's text for the address that people type."""
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
    is_asked_for: Mapped[bool] = mapped_column(default=False)
    """Somebody waits for it: it goes to an address as well that has refused others."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    """When it is taken next; null once it was sent or given up."""
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None]
    refused_at: Mapped[datetime | None]
    """When the server refused the address for good."""
    fault: Mapped[str] = mapped_column(default="")
    """What the last try failed for."""

    __table_args__ = (
        check("subject_length", f"length(subject) BETWEEN 1 AND {SUBJECT_LONGEST}"),
        check("text_length", f"length(text) <= {TEXT_LONGEST}"),
        check("html_length", f"length(html) <= {HTML_LONGEST}"),
        check("unsubscribe_is_path", "unsubscribe ~ '^(/[!-;=?-~]+)?$'"),
        Index("ix_mail_due", "due_at", postgresql_where="due_at IS NOT NULL"),
        Index("ix_mail_partner", "partner_id", "id"),
        Index("ix_mail_to", "to", "id"),
    )
    __policies__ = (
        Policy("portal_partner", "false", f"partner_id = {CURRENT_PARTNER}", ("INSERT",)),
        Policy("portal_manager", "false", f"partner_id = ANY ({CURRENT_PARTNERS})", ("INSERT",)),
        Policy("portal_staff", "false", SIGNED_IN, ("INSERT",)),
        Policy("portal_system", "true", None, ("SELECT", "INSERT", "UPDATE")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """What somebody is written, in whole sentences, so that everybody reads it in their own language."""

    subject: Sentence
    """Shown without its full stop."""
    name: str = ""
    """Of whom it is to; "" where that is not for the letter to say."""
    paragraphs: tuple[Sentence | str, ...]
    """A text among them is an address, the same in every language."""

    def titled(self, language: str) -> str:
        """The subject, not longer than one can be."""
        subject = self.subject.headed(language)
        return subject if len(subject) <= SUBJECT_LONGEST else f"{subject[: SUBJECT_LONGEST - 1]}…"

    def text(self, language: str) -> str:
        """From the greeting to the last line."""
        greeting = say("Hello {name}.", name=self.name) if self.name else say("Hello.")
        said = (told(each, language) for each in self.paragraphs)
        return "\n\n".join((f"{greeting.headed(language)},", *said)) + "\n"


async def write(
    session: Session, letter: Letter, *, partner_id: UUID, to: str, language: str, now: datetime,
    thread: UUID | None = None, asked_for: bool = False,
) -> None:  # fmt: skip
    """Has a letter of text alone sent, as one who reads the language is told it; besides as `send`."""
    await send(
        session, partner_id=partner_id, to=to, subject=letter.titled(language), text=letter.text(language), now=now,
        language=language, thread=thread, asked_for=asked_for,
    )  # fmt: skip


async def send(
    session: Session, *, partner_id: UUID, to: str, subject: str, text: str, now: datetime, html: str = "",
    language: str = ENGLISH, thread: UUID | None = None, unsubscribe: str = "", asked_for: bool = False,
) -> None:  # fmt: skip
    """Has a letter sent once the transaction is committed; `partner_id` is the organisation it is about.

    In `text`, `html` and nowhere else PORTAL becomes the address that people type. `thread` is the id of the record
    that letters are about which belong together. `unsubscribe` is the place of the portal, "/…", that ends such letters
    by one POST (RFC 8058). `asked_for`: its reader waits for it now, as for a link to a new password, so it is tried
    even where the address has refused letters. For operations of any class but the auditor's; what signs nobody in
    writes it as portal_system. Refuses: Invalid for an address or a subject that no letter can have.
    """
    if not 0 < len(subject) <= SUBJECT_LONGEST or not subject.isprintable():
        raise errors.Invalid(
            "An email must have a subject of 1 to {longest} characters.", longest=SUBJECT_LONGEST, path=("subject",)
        )
    for path, said, longest in (("text", text, TEXT_LONGEST), ("html", html, HTML_LONGEST)):
        if len(said) > longest:
            raise errors.Invalid("The text is longer than {limit} characters.", limit=longest, path=(path,))
    refuse_address(to)
    letter = Mail(
        partner_id=partner_id, to=in_ascii(to), subject=subject, text=text, html=html, language=language,
        thread=thread, unsubscribe=unsubscribe, is_asked_for=asked_for, created_at=now,
        due_at=now,
    )  # fmt: skip
    session.add(letter)
    session.info[WORK] = True
    await session.flush()


def in_ascii(address: str) -> str:
    """The address with its domain as DNS has it, which every mail server takes."""
    name, at, domain = address.rpartition("@")
    return f"{name}{at}{wording.domain_of(domain) or domain}"


def refuse_address(to: str) -> None:
    """Refuses: Invalid for what no letter can be sent to."""
    try:
        found = Address(addr_spec=in_ascii(to))
    except (MessageError, ValueError, IndexError):  # what the library raises for text that is no address
        found = Address()
    if not found.username or not found.domain or not to.isprintable() or len(to) > ADDRESS_LONGEST:
        raise errors.Invalid("This is not an email address.", path=("email",))
