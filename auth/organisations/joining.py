"""Coming in from outside: accepting an invitation, and applying as an organisation; both by a mailed link, once."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events, once, passwords, throttle
from auth.events import Visit
from auth.federation import queries as federation
from auth.identify import caller_of
from auth.login import choosing
from auth.login.gate import Gate
from auth.login.steps import Refused
from auth.models import Password
from auth.operations import BUSY_SECONDS
from auth.organisations import letters
from auth.rules import Action, Outcome
from auth.throttle import Wait
from portal import errors, ids, languages, mail, unguessable
from portal.access import AccessClass
from portal.database.policies import AUTH
from portal.partners import naming, operations, queries
from portal.partners.models import Membership, Organisation, Person

REGISTRATION = "registration"
LASTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Proof:
    """What somebody brings to show who they are: a session of theirs, or a password, new or known."""

    brought: bytes | None
    password: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    person_id: UUID


@dataclass(frozen=True, slots=True)
class _New:
    argon2: str
    person_id: UUID | None
    """Who has been here without a password: by their organisation's provider or directory."""


async def look(gate: Gate, *, link: str, now: Any) -> dict[str, Any]:
    """What an invitation says to who holds its link. Refuses: NotFound."""
    async with gate.database.transaction(AccessClass.SYSTEM) as session:
        found = await operations.invitation(session, link=unguessable.digest(link), now=now)
        providers = (await session.scalars(federation.live_connections(found.organisation.id))).all()
    is_known = await _has_password(gate, found.person)
    return {
        "organisation": found.organisation.name, "name": found.member.name, "email": found.member.email,
        "roles": sorted(role.name for role in found.member.roles), "isKnown": is_known,
        "providers": [{"id": ids.text("idp", each.id), "name": each.name} for each in providers],
    }  # fmt: skip


async def accept(gate: Gate, visit: Visit, *, link: str, proof: Proof, language: str) -> Wait | Refused | None:
    """Gives the invited person their place.

    Whoever has an account brings a session of it or its password; somebody new chooses one. Refuses: NotFound for a
    link that is over, NotAllowed for another account than that of the address, Invalid for a weak password.
    """
    async with gate.database.transaction(AccessClass.SYSTEM) as session:
        found = await operations.invitation(session, link=unguessable.digest(link), now=visit.now)
    about = (found.member.email, proof.name, found.organisation.name)
    proved = await _proved(gate, visit, Action.ACCEPT_INVITATION, found.member.email, found.person, proof, about)
    if isinstance(proved, Wait | Refused):
        return proved
    try:
        async with gate.database.transaction(AccessClass.SYSTEM) as session:
            member = await operations.accept(
                session, link=unguessable.digest(link), now=visit.now, name=proof.name, language=language,
                person_id=proved.person_id,
            )  # fmt: skip
    except errors.NotAllowed:
        await _note(gate, visit, Action.ACCEPT_INVITATION, Outcome.REFUSED, "another_account", proved.person_id)
        raise
    await _enter(gate, visit, Action.ACCEPT_INVITATION, member, proved)
    return None


async def ask(gate: Gate, visit: Visit, *, application: operations.Application) -> Wait | None:
    """Mails the link that proves the address; the answer is the same whoever the address belongs to.

    In the language of whose address it is, or else of whoever asks.

    Refuses: Invalid for the company's own name. Whose partner somebody is, nobody is told who has proved no address.
    """
    async with gate.database.transaction(AccessClass.SYSTEM) as session:
        await naming.refuse_company(session, application.organisation)
    async with gate.database.transaction(AUTH) as session:
        turn = await throttle.begin(
            session, email=application.email, address=visit.address, now=visit.now, purpose="register"
        )
        if turn.wait:
            return Wait(turn.wait)
        link = await once.issue(session, REGISTRATION, _content(application), lasts=LASTS, now=visit.now)
        person: Person | None = await session.scalar(queries.person_of(application.email))
        events.write(session, visit, Action.APPLY, Outcome.ACCEPTED, reason="asked", method="mail")
    async with gate.database.transaction(AccessClass.SYSTEM) as session:
        company: Organisation = (await session.scalars(queries.company())).one()
        await mail.write(
            session, letters.send_application(company.name, link), partner_id=company.id, to=application.email,
            language=languages.spoken(person.language) if person else visit.language, now=visit.now, asked_for=True,
        )  # fmt: skip
    return None


async def look_at_registration(gate: Gate, visit: Visit, *, link: str) -> dict[str, Any]:
    """What an application says to who holds its link. Refuses: NotFound."""
    application, person = await _registration(gate, visit, link)
    return {
        "organisation": application.organisation, "name": application.name, "email": application.email,
        "isKnown": await _has_password(gate, person),
    }  # fmt: skip


async def register(gate: Gate, visit: Visit, *, link: str, proof: Proof) -> Wait | Refused | None:
    """Sends the application: the organisation waits for a decision, and the person administers it.

    Refuses: NotFound, NotAllowed, Invalid for a weak password or the name of an organisation that is here.
    """
    application, person = await _registration(gate, visit, link)
    await _refuse_taken(gate, visit, link, application.organisation)
    about = (application.email, application.name, application.organisation)
    proved = await _proved(gate, visit, Action.APPLY, application.email, person, proof, about)
    if isinstance(proved, Wait | Refused):
        return proved
    async with gate.database.transaction(AUTH) as session:
        if await once.take(session, REGISTRATION, link, now=visit.now) is None:
            raise _over()
    async with gate.database.transaction(AccessClass.SYSTEM) as session:
        member = await operations.register(session, application, now=visit.now, person_id=proved.person_id)
    await _enter(gate, visit, Action.APPLY, member, proved)
    return None


async def _refuse_taken(gate: Gate, visit: Visit, link: str, name: str) -> None:
    """Whoever sends twice at once is told that the link was used, not that somebody else has their name."""
    try:
        async with gate.database.transaction(AccessClass.SYSTEM) as session:
            await naming.refuse_taken(session, name)
    except errors.Invalid:
        await _registration(gate, visit, link)
        raise


def _over() -> errors.NotFound:
    return errors.NotFound("This link has already been used, or is older than a day. Apply again.", path=("link",))


async def _registration(gate: Gate, visit: Visit, link: str) -> tuple[operations.Application, Person | None]:
    async with gate.database.transaction(AUTH) as session:
        content = await once.look(session, REGISTRATION, link, now=visit.now)
        if content is None:
            raise _over()
        person: Person | None = await session.scalar(queries.person_of(content["email"]))
    return operations.Application.checked(**content, consent=True), person


def _content(application: operations.Application) -> dict[str, Any]:
    return {
        "organisation": application.organisation, "kinds": sorted(application.kinds), "country": application.country,
        "calendar": application.calendar, "zone": application.zone, "name": application.name,
        "email": application.email,
    }  # fmt: skip


async def _proved(
    gate: Gate, visit: Visit, action: Action, email: str, person: Person | None, proof: Proof, about: tuple[str, ...]
) -> _Known | _New | Wait | Refused:
    """Who it is: by their session, by the password of the address's account, or with a new one where it has none.

    The mailed link proves the address, which is what a password by mail is given for.
    """
    caller = await caller_of(gate.database, proof.brought) if proof.brought else None
    if caller is not None:
        return _Known(caller.actor.person_id)
    try:
        if person is None or not await _has_password(gate, person):
            choosing.refuse_weak(proof.password, about=about)
            return _New(await gate.checking.hashed(proof.password), person.id if person else None)
        return await _by_password(gate, visit, action, email, person, proof.password)
    except passwords.Busy:
        return Wait(BUSY_SECONDS)


async def _has_password(gate: Gate, person: Person | None) -> bool:
    if person is None:
        return False
    async with gate.database.transaction(AUTH) as session:
        return await session.scalar(select(Password.email).where(Password.person_id == person.id)) is not None


async def _by_password(
    gate: Gate, visit: Visit, action: Action, email: str, person: Person, password: str
) -> _Known | Wait | Refused:
    """The password of the account that the address has, guessed no faster than at signing in."""
    async with gate.database.transaction(AUTH) as session:
        turn = await throttle.begin(session, email=email, address=visit.address, now=visit.now)
        stored = await session.scalar(select(Password.argon2).where(Password.person_id == person.id))
    if turn.wait:
        return Wait(turn.wait)
    answer = await gate.checking.check(stored, password)
    if not answer.is_right:
        await _note(gate, visit, action, Outcome.REFUSED, "wrong_password", person.id)
        return Refused()
    async with gate.database.transaction(AUTH) as session:
        await throttle.forget(session, turn)
    return _Known(person.id)


async def _enter(gate: Gate, visit: Visit, action: Action, member: Membership, proved: _Known | _New) -> None:
    """The new password, if there is one, and the event; a session is opened by signing in alone."""
    async with gate.database.transaction(AUTH) as session:
        if isinstance(proved, _New):
            await passwords.store(
                session, person_id=member.person_id, email=member.email, argon2=proved.argon2, now=visit.now
            )
        _event(session, visit, action, Outcome.ACCEPTED, "done", member.person_id, member)


async def _note(
    gate: Gate, visit: Visit, action: Action, outcome: Outcome, reason: str, person_id: UUID | None
) -> None:
    async with gate.database.transaction(AUTH) as session:
        _event(session, visit, action, outcome, reason, person_id)


def _event(
    session: AsyncSession, visit: Visit, action: Action, outcome: Outcome, reason: str, person_id: UUID | None,
    member: Membership | None = None,
) -> None:  # fmt: skip
    events.write(
        session, visit, action, outcome, reason=reason, method="mail", person_id=person_id,
        partner_id=member.partner_id if member else None, member_id=member.id if member else None,
    )  # fmt: skip
