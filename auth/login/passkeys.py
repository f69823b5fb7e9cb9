"""Passkeys: what the browser is asked, and whether its answer is right (WebAuthn, 7.1 and 7.2)."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from auth import csrf, once
from auth.login.models import NAME_LONGEST, Passkey
from portal import deferred, errors, ids, wording
from portal import settings as portal_settings
from portal.partners.models import Person
from portal.sentences import say

CHALLENGE = "passkey"
LASTS = timedelta(minutes=5)
MOST = 20
CEREMONIES = "auth.login.ceremonies"
"""What speaks with the library, which brings a hundred modules along."""

Json = dict[str, Any]


class Wrong(Exception):  # noqa: N818 - an answer, not a fault
    """The browser's answer proves nothing; the message is a word for the event, never for the person."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where passkeys of this portal are good: a host name, and the origin of its pages."""

    host: str
    origin: str

    @classmethod
    def of(cls, public_url: str) -> "Place | None":
        """None where there can be none: a passkey belongs to a host name, never to an IP address."""
        host = urlsplit(public_url).hostname or ""
        if not host or portal_settings.is_address(host):
            return None
        return cls(host, csrf.origin(public_url).decode())


class Owner(Protocol):
    """Whoever makes a passkey."""

    id: Any
    email: Any
    name: Any


class Known(Protocol):
    """A passkey as it is kept."""

    credential_id: Any
    public_key: Any
    sign_count: Any
    transports: Any


@dataclass(frozen=True, slots=True)
class Made:
    """A passkey as its authenticator made it."""

    credential_id: bytes
    public_key: bytes
    sign_count: int
    transports: list[str]


def good(connection_id: UUID | None) -> ColumnElement[bool]:
    """Those that count beside a provider's word, or without one: what was made on its word is good there alone."""
    return or_(Passkey.connection_id.is_(None), Passkey.connection_id == connection_id)


async def _of_person(session: AsyncSession, person_id: UUID, *which: ColumnElement[bool]) -> Sequence[Passkey]:
    theirs = select(Passkey).where(Passkey.person_id == person_id, *which).order_by(Passkey.id)
    return (await session.scalars(theirs)).all()


async def question(
    session: AsyncSession, place: Place, *, bound_to: str, purpose: str, person_id: UUID | None, now: datetime,
    connection_id: UUID | None = None,
) -> Json:  # fmt: skip
    """Options for navigator.credentials.get; any passkey of the portal will do where `person_id` is None."""
    known = await _of_person(session, person_id, good(connection_id)) if person_id else ()
    challenge = await once.issue(session, CHALLENGE, {"for": bound_to, "purpose": purpose}, lasts=LASTS, now=now)
    ceremonies = await deferred.loaded(CEREMONIES)
    options: Json = ceremonies.asked(place, raw_bytes(challenge), LASTS, known)
    return options


async def invitation(session: AsyncSession, place: Place, *, bound_to: str, person_id: UUID, now: datetime) -> Json:
    """Options for navigator.credentials.create. Refuses: Invalid when the person has as many as one may have."""
    known = await _of_person(session, person_id)
    if len(known) >= MOST:
        raise errors.Invalid("You have {most} passkeys, the maximum. Remove one that you no longer use.", most=MOST)
    person = (await session.scalars(select(Person).where(Person.id == person_id))).one()
    challenge = await once.issue(session, CHALLENGE, {"for": bound_to, "purpose": "add"}, lasts=LASTS, now=now)
    ceremonies = await deferred.loaded(CEREMONIES)
    options: Json = ceremonies.invited(place, raw_bytes(challenge), LASTS, person, known)
    return options


async def add(
    session: AsyncSession, place: Place, credential: Json, *, bound_to: str, person_id: UUID, name: str, now: datetime,
    connection_id: UUID | None,
) -> Passkey:  # fmt: skip
    """Keeps the new passkey of a person, good where the word of the provider is that vouches for them.

    Raises Wrong; refuses: Invalid for a name that cannot be shown.
    """
    wanted = say("A name can have at most {longest} characters.", longest=NAME_LONGEST)
    called = wording.line(" ".join(name.split()) or "Passkey", path=("name",), wanted=wanted, longest=NAME_LONGEST)
    challenge = await taken(session, credential, bound_to=bound_to, purpose="add", now=now)
    ceremonies = await deferred.loaded(CEREMONIES)
    new: Made = ceremonies.made(place, challenge, credential)
    if await session.scalar(select(Passkey.id).where(Passkey.credential_id == new.credential_id)) is not None:
        raise Wrong("known_passkey")
    made = Passkey(
        id=ids.new(), person_id=person_id, credential_id=new.credential_id, public_key=new.public_key,
        sign_count=new.sign_count, name=called, transports=new.transports, created_at=now, connection_id=connection_id,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    return made


async def proved(
    session: AsyncSession, place: Place, credential: Json, *, bound_to: str, purpose: str, person_id: UUID | None,
    now: datetime, connection_id: UUID | None = None,
) -> Passkey:  # fmt: skip
    """The passkey that answered: one of the person's that is good here, where `person_id` says whose it must be.

    Raises Wrong.
    """
    challenge = await taken(session, credential, bound_to=bound_to, purpose=purpose, now=now)
    raw = raw_bytes(credential.get("rawId"))
    key: Passkey | None = await session.scalar(select(Passkey).where(Passkey.credential_id == raw).with_for_update())
    if key is None or (person_id is not None and key.person_id != person_id):
        raise Wrong("unknown_passkey")
    if person_id is not None and key.connection_id not in {None, connection_id}:
        raise Wrong("passkey_of_a_provider")
    handle = credential["response"].get("userHandle")
    if (handle is None and person_id is None) or (handle is not None and raw_bytes(handle) != key.person_id.bytes):
        raise Wrong("passkey_of_another")
    ceremonies = await deferred.loaded(CEREMONIES)
    seen = {"sign_count": ceremonies.proven(place, challenge, credential, key), "used_at": now}
    await session.execute(update(Passkey).where(Passkey.id == key.id).values(seen))
    return key


async def owner(session: AsyncSession, credential: Json) -> UUID | None:
    """Whose the passkey says it is, before it proves anything."""
    try:
        raw = raw_bytes(credential.get("rawId"))
    except Wrong:
        return None
    found: UUID | None = await session.scalar(select(Passkey.person_id).where(Passkey.credential_id == raw))
    return found


async def taken(session: AsyncSession, credential: Json, *, bound_to: str, purpose: str, now: datetime) -> bytes:
    """The challenge that was answered: taken once, within five minutes, by the browser it was given to."""
    response = credential.get("response")
    if not isinstance(response, dict):
        raise Wrong("no_answer")
    client_data = raw_bytes(response.get("clientDataJSON"))
    ceremonies = await deferred.loaded(CEREMONIES)
    challenge: bytes = ceremonies.challenge_of(client_data)
    given = await once.take(session, CHALLENGE, _text(challenge), now=now)
    if given is None or given != {"for": bound_to, "purpose": purpose}:
        raise Wrong("unknown_challenge")
    return challenge


def raw_bytes(text: object) -> bytes:
    if not isinstance(text, str):
        raise Wrong("no_answer")
    try:
        return urlsafe_b64decode(text + "===")
    except ValueError as fault:
        raise Wrong("no_answer") from fault


def _text(raw: bytes) -> str:
    return urlsafe_b64encode(raw).decode().rstrip("=")
