"""Signing in, step by step: one sign-in is under way in a browser for ten minutes, then a session or nothing."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events, once, passwords, session, throttle
from auth.events import Visit
from auth.federation import queries
from auth.login import passkeys, recovery, standing
from auth.login.gate import Gate
from auth.login.standing import Standing
from auth.rules import Action, Outcome, Strength
from auth.throttle import Wait
from portal import errors, unguessable
from portal.database.policies import AUTH

LOGIN = passwords.UNDER_WAY
LASTS = timedelta(minutes=10)
TRIES = 5
PURPOSE = "sign-in"


class Next(StrEnum):
    """What is still asked of somebody whose password was right."""

    PASSKEY = "passkey"
    CODE = "code"
    ENROL = "enrol"


@dataclass(frozen=True, slots=True)
class Refused:
    """Not signed in; the caller is not told why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The sign-in goes on: what comes next, and the value that names it in the browser."""

    next: Next
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Voucher:
    """The word of an organisation's identity provider, which a sign-in began with; it counts there alone."""

    connection_id: UUID
    partner_id: UUID
    session: str | None
    """The provider's own name of the session."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in under way: whose, how far, and by what so far; nobody's yet when a passkey is to say who it is."""

    person_id: UUID | None = None
    next: Next = Next.PASSKEY
    method: str = ""
    tries: int = 0
    voucher: Voucher | None = None

    @property
    def connection_id(self) -> UUID | None:
        """The identity provider whose word it stands on."""
        return self.voucher.connection_id if self.voucher else None

    def content(self) -> dict[str, Any]:
        person, voucher = str(self.person_id) if self.person_id else None, self.voucher
        vouched = [str(voucher.connection_id), str(voucher.partner_id), voucher.session] if voucher else None
        return {
            "person": person, "next": self.next.value, "method": self.method, "tries": self.tries, "voucher": vouched,
        }  # fmt: skip

    @classmethod
    def of(cls, content: dict[str, Any]) -> "Pending":
        person = UUID(content["person"]) if content["person"] else None
        vouched = content["voucher"]
        voucher = Voucher(UUID(vouched[0]), UUID(vouched[1]), vouched[2]) if vouched else None
        return cls(person, Next(content["next"]), content["method"], content["tries"], voucher)


def over() -> errors.NotFound:
    return errors.NotFound("This sign-in took longer than ten minutes, or was started in another browser. Start again.")


def bound(value: str) -> str:
    """What a challenge remembers of the browser that asked for it."""
    return unguessable.digest(value).hex()


def first_of(found: Standing) -> Next:
    """What follows the right password."""
    return Next.PASSKEY if found.passkeys else Next.CODE if found.codes else Next.ENROL


async def go_on(transaction: AsyncSession, visit: Visit, pending: Pending) -> Asked:
    """Parks the sign-in under a new value."""
    value = await once.issue(transaction, LOGIN, pending.content(), lasts=LASTS, now=visit.now)
    return Asked(pending.next, value)


async def look(transaction: AsyncSession, visit: Visit, value: str | None) -> Pending:
    """The sign-in that the browser names. Refuses: NotFound when there is none."""
    content = await once.look(transaction, LOGIN, value, now=visit.now) if value else None
    if content is None:
        raise over()
    return Pending.of(content)


async def taken(transaction: AsyncSession, visit: Visit, value: str | None) -> Pending:
    """The same, for the one who comes first."""
    content = await once.take(transaction, LOGIN, value, now=visit.now) if value else None
    if content is None:
        raise over()
    return Pending.of(content)


def refuse(transaction: AsyncSession, visit: Visit, pending: Pending, reason: str, method: str) -> Refused:
    events.write(
        transaction, visit, Action.SIGN_IN, Outcome.REFUSED, reason=reason, method=method, person_id=pending.person_id,
        connection_id=pending.connection_id,
    )  # fmt: skip
    return Refused()


async def open_session(
    transaction: AsyncSession, visit: Visit, *, person_id: UUID, strength: Strength, is_confirmed: bool, method: str,
    old: bytes | None, voucher: Voucher | None = None,
) -> session.Opened | Refused:  # fmt: skip
    """The end of every way in: a session of this strength, or a refusal for who has no place to act from."""
    pending = Pending(person_id, voucher=voucher)
    vouched: dict[str, Any] = {}
    if voucher is not None:
        if await transaction.scalar(queries.live_connection(voucher.connection_id)) is None:
            return refuse(transaction, visit, pending, "provider_switched_off", method)
        vouched = {
            "connection_id": voucher.connection_id, "provider_session": voucher.session,
            "partner_id": voucher.partner_id,
        }  # fmt: skip
    opened = await session.create(
        transaction, person_id=person_id, now=visit.now, strength=strength, is_confirmed=is_confirmed,
        agent=visit.agent, address=visit.address, old=old, **vouched,
    )  # fmt: skip
    if opened is None:
        return refuse(transaction, visit, pending, "no_active_membership", method)
    events.write(
        transaction, visit, Action.SIGN_IN, Outcome.ACCEPTED, reason="proved", method=method, person_id=person_id,
        partner_id=opened.partner_id, member_id=opened.member_id, session_id=opened.session_id,
        connection_id=voucher.connection_id if voucher else None,
    )  # fmt: skip
    return opened


async def state(gate: Gate, visit: Visit, value: str | None) -> dict[str, Any]:
    """What the pages ask about the sign-in under way: {"next", "passkey", "code", "codesAllowed", "passkeysWork"}."""
    async with gate.database.transaction(AUTH) as transaction:
        pending = await look(transaction, visit, value)
        if pending.person_id is None:
            raise over()
        found = await standing.of(transaction, pending.person_id, pending.connection_id)
    return {
        "next": pending.next.value,
        "passkey": found.passkeys > 0,
        "code": found.codes > 0,
        "codesAllowed": _codes_allowed(pending, found),
        "passkeysWork": gate.place is not None,
    }


async def question(gate: Gate, visit: Visit, value: str | None) -> tuple[passkeys.Json, Asked | None]:
    """What the browser asks a passkey for; a sign-in that begins with it is parked first."""
    place, begun = gate.with_passkeys, None
    async with gate.database.transaction(AUTH) as transaction:
        content = await once.look(transaction, LOGIN, value, now=visit.now) if value else None
        if content is None:
            begun = await go_on(transaction, visit, Pending(method="passkey"))
            content = Pending().content()
        options = await passkeys.question(
            transaction, place, bound_to=bound(begun.value if begun else value or ""), purpose=PURPOSE,
            person_id=Pending.of(content).person_id, connection_id=Pending.of(content).connection_id, now=visit.now,
        )  # fmt: skip
    return options, begun


async def by_passkey(
    gate: Gate, visit: Visit, value: str | None, credential: passkeys.Json, *, old: bytes | None
) -> session.Opened | Refused | Wait:
    """Signs in with a passkey, after the password or without one. Refuses: NotFound when no sign-in is under way."""
    place = gate.with_passkeys
    async with gate.database.transaction(AUTH) as transaction:
        pending = await look(transaction, visit, value)
        whose = pending.person_id or await passkeys.owner(transaction, credential)
    turn = await counted(gate, visit, whose, Action.SIGN_IN, "passkey")
    if isinstance(turn, Wait):
        return turn
    async with gate.database.transaction(AUTH) as transaction:
        pending = await look(transaction, visit, value)
        method = f"{pending.method}+passkey" if pending.person_id else "passkey"
        try:
            key = await passkeys.proved(
                transaction, place, credential, bound_to=bound(value or ""), purpose=PURPOSE,
                person_id=pending.person_id, connection_id=pending.connection_id, now=visit.now,
            )  # fmt: skip
        except passkeys.Wrong as wrong:
            return refuse(transaction, visit, pending, str(wrong), method)
        await taken(transaction, visit, value)
        opened = await open_session(
            transaction, visit, person_id=key.person_id, strength=Strength.PHISHING_RESISTANT, is_confirmed=True,
            method=method, old=old, voucher=pending.voucher or await _voucher(transaction, key.connection_id),
        )  # fmt: skip
        await throttle.forget(transaction, turn)  # last: everybody unfamiliar waits for one of these rows
        return opened


async def _voucher(transaction: AsyncSession, connection_id: UUID | None) -> Voucher | None:
    """What a passkey that was made on a provider's word brings with it."""
    made_on = await transaction.scalar(queries.any_connection(connection_id)) if connection_id else None
    return Voucher(made_on.id, made_on.partner_id, None) if made_on else None


async def counted(
    gate: Gate, visit: Visit, person_id: UUID | None, action: Action, method: str
) -> throttle.Turn | Wait:
    """A try with a passkey or a code is counted before it is looked at, as a password is."""
    async with gate.database.transaction(AUTH) as transaction:
        turn = await throttle.begin_proof(transaction, person_id=person_id, address=visit.address, now=visit.now)
        if turn.is_news:
            events.write(
                transaction, visit, action, Outcome.BLOCKED, reason="too_many_attempts", method=method,
                person_id=person_id,
            )  # fmt: skip
    return Wait(turn.wait) if turn.wait else turn


async def by_code(
    gate: Gate, visit: Visit, value: str | None, code: str, *, old: bytes | None
) -> session.Opened | Asked | Refused | Wait:
    """Signs in with a recovery code after the password; who needs a passkey goes on to make one."""
    async with gate.database.transaction(AUTH) as transaction:
        whose = (await look(transaction, visit, value)).person_id
    turn = await counted(gate, visit, whose, Action.SIGN_IN, "code")
    if isinstance(turn, Wait):
        return turn
    async with gate.database.transaction(AUTH) as transaction:
        pending = await taken(transaction, visit, value)
        if pending.person_id is None or pending.next is Next.ENROL:
            raise over()
        if not await recovery.spend(transaction, person_id=pending.person_id, code=code, now=visit.now):
            return await _again(transaction, visit, value or "", pending)
        await throttle.forget(transaction, turn)
        found = await standing.of(transaction, pending.person_id, pending.connection_id)
        method = f"{pending.method}+code"
        if found.needs_passkey:
            return await go_on(transaction, visit, replace(pending, next=Next.ENROL, method=method, tries=0))
        return await open_session(
            transaction, visit, person_id=pending.person_id, strength=Strength.TWO_FACTORS, is_confirmed=False,
            method=method, old=old, voucher=pending.voucher,
        )  # fmt: skip


async def _again(transaction: AsyncSession, visit: Visit, value: str, pending: Pending) -> Refused:
    """A wrong code; after five of them the password is asked for again."""
    tries = pending.tries + 1
    if tries < TRIES:
        kept = replace(pending, tries=tries)
        await once.issue(transaction, LOGIN, kept.content(), lasts=LASTS, now=visit.now, value=value)
    return refuse(transaction, visit, pending, "wrong_code", f"{pending.method}+code")


def _codes_allowed(pending: Pending, found: Standing) -> bool:
    return pending.next is Next.ENROL and not found.needs_passkey and pending.voucher is None


async def enrolling(transaction: AsyncSession, visit: Visit, value: str | None) -> Pending:
    """The sign-in in which the first second factor is made; one at a time for a person. Refuses: NotFound."""
    pending = await look(transaction, visit, value)
    if pending.person_id is None or pending.next is not Next.ENROL:
        raise over()
    one = func.hashtextextended(f"second factor {pending.person_id}", 0)
    await transaction.execute(select(func.pg_advisory_xact_lock(one)))
    return await look(transaction, visit, value)


async def close_enrolments(transaction: AsyncSession, person_id: UUID) -> None:
    """Somebody has a second factor now: whoever else knew the password goes no further on the way to the first one."""
    await once.withdraw(transaction, LOGIN, person=str(person_id), next=Next.ENROL.value)
