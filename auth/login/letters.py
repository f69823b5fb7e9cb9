"""What people are written about their own sign-in: a link to a new password, and that something has changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import session
from portal import mail
from portal.access import AccessClass
from portal.database.pools import Database
from portal.partners.models import Membership, Organisation, Person

GREETING = "Hello {name},\n\n"
NOT_YOU = "\n\nIf this was not you, set a new password at {public_url}/reset and tell your administrator.\n"


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject, and a text with {name}, {link} and {public_url} in it."""

    subject: str
    text: str


RESET = Letter(
    "Set a new password",
    GREETING + "Use this link within 30 minutes to set a new password:\n\n{link}\n\nThe link works once. Your passkeys"
    " and recovery codes do not change. If you did not ask for this, ignore this email.\n",
)
PASSWORD_CHANGED = Letter(
    "Your password was changed",
    GREETING + "Your password was changed, and you were signed out everywhere else." + NOT_YOU,
)
PASSKEY_ADDED = Letter("A passkey was added", GREETING + "A passkey was added to your account." + NOT_YOU)


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person, the organisation a letter is about, and the names of all the organisations they act for."""

    person_id: UUID
    email: str
    name: str
    partner_id: UUID
    organisations: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What their password must not be made of."""
        return (self.email, self.name, *self.organisations)


async def recipient(transaction: AsyncSession, person_id: UUID) -> Recipient | None:
    """As portal_auth; None for who has no active place, and is written nothing."""
    places = session.active_places().where(Membership.person_id == person_id).limit(None)
    rows = (await transaction.execute(places.with_only_columns(Organisation.id, Organisation.name))).all()
    person = (await transaction.scalars(select(Person).where(Person.id == person_id))).one()
    if not rows:
        return None
    return Recipient(person_id, person.email, person.name, rows[0].id, tuple(row.name for row in rows))


async def tell(
    database: Database, to: Recipient, letter: Letter, *, public_url: str, now: datetime, link: str = ""
) -> None:
    """Has the letter sent, in a transaction of its own: the sign-in's login writes no letters."""
    async with database.transaction(AccessClass.SYSTEM) as transaction:
        await write(transaction, to, letter, public_url, now=now, link=link)


async def write(
    transaction: AsyncSession, to: Recipient, letter: Letter, public_url: str, *, now: datetime, link: str = ""
) -> None:
    """The same inside a transaction of portal_system."""
    text = letter.text.format(name=to.name, link=link, public_url=public_url)
    await mail.send(
        transaction, partner_id=to.partner_id, to=to.email, subject=letter.subject, text=text, now=now,
        asked_for=letter is RESET,
    )  # fmt: skip
