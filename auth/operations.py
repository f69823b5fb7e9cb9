"""Signing in and out: attempts counted, passwords compared, sessions opened, events written, in that order."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events, passwords, session, throttle
from auth.events import Visit
from auth.models import Password
from auth.rules import Action, Outcome
from portal.database.policies import AUTH
from portal.database.pools import Database


@dataclass(frozen=True, slots=True)
class Refused:
    """Not signed in: no such account, a wrong password or no place to act from; the caller is told none of it."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Not looked at: too many attempts; ask again after so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class _Account:
    person_id: UUID
    argon2: str


BUSY_SECONDS = 5


async def sign_in(
    database: Database, checking: passwords.Checking, visit: Visit, *, email: str, password: str, old: bytes | None,
    is_confirmed: bool = False,
) -> session.Opened | Refused | Wait:  # fmt: skip
    """Opens a session for the right e-mail address and password.

    Three short transactions as portal_auth, none of them open while the password is hashed: count the attempt; find
    the account; write the outcome. `old` is the digest of the session the same browser brought, which ends.
    """
    if checking.is_full:
        return Wait(BUSY_SECONDS)
    known_as = passwords.email_of(email) or ""
    async with database.transaction(AUTH) as transaction:
        turn = await throttle.begin(transaction, email=known_as, address=visit.address, now=visit.now)
        account = await _account(transaction, known_as)
        if turn.is_news:
            person_id = account.person_id if account else None
            events.write(
                transaction, visit, Action.SIGN_IN, Outcome.BLOCKED, reason="too_many_attempts", person_id=person_id
            )
    if turn.wait:
        return Wait(turn.wait)
    try:
        answer = await checking.check(account.argon2 if account else None, password)
    except passwords.Busy:
        async with database.transaction(AUTH) as transaction:
            await throttle.take_back(transaction, turn)
        return Wait(BUSY_SECONDS)
    async with database.transaction(AUTH) as transaction:
        if account is None or not answer.is_right:
            _refuse(transaction, visit, account, "wrong_password" if account else "unknown_account")
            return Refused()
        return await _accept(transaction, visit, turn, account, answer, old, is_confirmed)


async def _account(transaction: AsyncSession, email: str) -> _Account | None:
    row = (
        await transaction.execute(select(Password.person_id, Password.argon2).where(Password.email == email))
    ).first()
    return _Account(row.person_id, row.argon2) if row else None


def _refuse(transaction: AsyncSession, visit: Visit, account: _Account | None, reason: str) -> None:
    person_id = account.person_id if account else None
    events.write(transaction, visit, Action.SIGN_IN, Outcome.REFUSED, reason=reason, person_id=person_id)


async def _accept(
    transaction: AsyncSession,
    visit: Visit,
    turn: throttle.Turn,
    account: _Account,
    answer: passwords.Answer,
    old: bytes | None,
    is_confirmed: bool,
) -> session.Opened | Refused:
    compared = (Password.person_id == account.person_id, Password.argon2 == account.argon2)
    if await transaction.scalar(select(Password.email).where(*compared).with_for_update()) is None:
        _refuse(transaction, visit, account, "password_changed")
        return Refused()
    if answer.stronger is not None:
        await transaction.execute(update(Password).where(*compared).values(argon2=answer.stronger))
    opened = await session.create(
        transaction, person_id=account.person_id, now=visit.now, agent=visit.agent, old=old, is_confirmed=is_confirmed
    )
    if opened is None:
        _refuse(transaction, visit, account, "no_active_membership")
        return Refused()
    await throttle.forget(transaction, turn)  # last: everybody unfamiliar waits for one of these rows
    events.write(
        transaction, visit, Action.SIGN_IN, Outcome.ACCEPTED, reason="right_password", person_id=opened.person_id,
        partner_id=opened.partner_id, member_id=opened.member_id, session_id=opened.session_id,
    )  # fmt: skip
    return opened


async def sign_out(database: Database, visit: Visit, *, token_sha256: bytes) -> None:
    """Ends the session on the server; an unknown one, or one that is over, is nothing to do."""
    async with database.transaction(AUTH) as transaction:
        ended = await session.end(transaction, token_sha256=token_sha256, now=visit.now)
        if ended is not None:
            events.write(
                transaction, visit, Action.SIGN_OUT, Outcome.ACCEPTED, reason="asked", method="session",
                person_id=ended.person_id, partner_id=ended.partner_id, member_id=ended.member_id,
                session_id=ended.session_id,
            )  # fmt: skip
