"""What people are written about their own sign-in: a link to a new password, and that something has changed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import session
from portal import languages, mail
from portal.access import AccessClass
from portal.database.pools import Database
from portal.mail import Letter
from portal.partners.models import Membership, Organisation, Person
from portal.sentences import Sentence, say


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person, the organisation a letter is about, and the names of all the organisations they act for."""

    person_id: UUID
    email: str
    name: str
    language: str
    """That they have chosen for themselves."""
    partner_id: UUID
    organisations: tuple[str, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """What their password must not be made of."""
        return (self.email, self.name, *self.organisations)


def new_password(name: str, link: str) -> Letter:
    """To who forgot theirs."""
    return Letter(
        subject=say("Set a new password."), name=name,
        paragraphs=(
            say("Use this link within 30 minutes to set a new password."),
            link,
            say(
                "The link works once. Your passkeys and recovery codes do not change. If you did not ask for this,"
                " ignore this email."
            ),
        ),
    )  # fmt: skip


def password_changed(name: str, public_url: str) -> Letter:
    return Letter(
        subject=say("Your password was changed."), name=name,
        paragraphs=(
            say("Your password was changed, and you were signed out everywhere else."), _not_you(public_url)
        ),
    )  # fmt: skip


def passkey_added(name: str, public_url: str) -> Letter:
    return Letter(
        subject=say("A passkey was added."), name=name,
        paragraphs=(say("A passkey was added to your account."), _not_you(public_url)),
    )  # fmt: skip


def _not_you(public_url: str) -> Sentence:
    return say(
        "If this was not you, set a new password at {place} and tell your administrator.", place=f"{public_url}/reset"
    )


async def recipient(transaction: AsyncSession, person_id: UUID) -> Recipient | None:
    """As portal_auth; None for who has no active place, and is written nothing."""
    places = session.active_places().where(Membership.person_id == person_id).limit(None)
    rows = (await transaction.execute(places.with_only_columns(Organisation.id, Organisation.name))).all()
    person = (await transaction.scalars(select(Person).where(Person.id == person_id))).one()
    if not rows:
        return None
    return Recipient(
        person_id, person.email, person.name, languages.spoken(person.language), rows[0].id,
        tuple(row.name for row in rows),
    )  # fmt: skip


async def tell(database: Database, to: Recipient, letter: Letter, *, now: datetime) -> None:
    """Has the letter sent, in a transaction of its own: the sign-in's login writes no letters."""
    async with database.transaction(AccessClass.SYSTEM) as transaction:
        await write(transaction, to, letter, now=now)


async def write(
    transaction: AsyncSession, to: Recipient, letter: Letter, *, now: datetime, asked_for: bool = False
) -> None:
    """The same inside a transaction of portal_system."""
    await mail.write(
        transaction, letter, partner_id=to.partner_id, to=to.email, language=to.language, now=now, asked_for=asked_for
    )
