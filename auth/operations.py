"""Signing in with a password, and out: attempts counted, passwords compared, events written, in that order."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events, passwords, session, throttle
from auth.events import Visit
from auth.login import standing, steps
from auth.login.steps import Asked, Pending, Refused
from auth.models import Password
from auth.rules import Action, Outcome, Strength
from auth.throttle import Wait
from portal import wording
from portal.database.policies import AUTH
from portal.database.pools import Database

BUSY_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Account:
    """Who signs in with an e-mail address, and the hash of their password."""

    person_id: UUID
    argon2: str


@dataclass(frozen=True, slots=True)
class Compared:
    """An attempt that was counted, the account if there is one, and whether the password was its own."""

    turn: throttle.Turn
    account: Account | None
    answer: passwords.Answer


async def compare(
    database: Database, checking: passwords.Checking, visit: Visit, *, email: str, password: str, action: Action
) -> Compared | Wait:
    """Counts the attempt and compares, with no transaction open while the password is hashed."""
    if checking.is_full:
        return Wait(BUSY_SECONDS)
    known_as = wording.email_of(email) or ""
    async with database.transaction(AUTH) as transaction:
        turn = await throttle.begin(transaction, email=known_as, address=visit.address, now=visit.now)
        account = await account_of(transaction, known_as)
        if turn.is_news:
            person_id = account.person_id if account else None
            events.write(transaction, visit, action, Outcome.BLOCKED, reason="too_many_attempts", person_id=person_id)
    if turn.wait:
        return Wait(turn.wait)
    try:
        answer = await checking.check(account.argon2 if account else None, password)
    except passwords.Busy:
        async with database.transaction(AUTH) as transaction:
            await throttle.take_back(transaction, turn)
        return Wait(BUSY_SECONDS)
    return Compared(turn, account, answer)


async def account_of(transaction: AsyncSession, email: str) -> Account | None:
    row = (
        await transaction.execute(select(Password.person_id, Password.argon2).where(Password.email == email))
    ).first()
    return Account(row.person_id, row.argon2) if row else None


async def settle(transaction: AsyncSession, compared: Compared) -> str:
    """Why the comparison proves nothing, in a word for the event; "" when it proves who asks.

    Stores the stronger hash where the parameters have grown; the account cannot change until the transaction ends.
    """
    account, answer = compared.account, compared.answer
    if account is None:
        return "unknown_account"
    if not answer.is_right:
        return "wrong_password"
    same = (Password.person_id == account.person_id, Password.argon2 == account.argon2)
    if await transaction.scalar(select(Password.email).where(*same).with_for_update()) is None:
        return "password_changed"
    if answer.stronger is not None:
        await transaction.execute(update(Password).where(*same).values(argon2=answer.stronger))
    return ""


async def sign_in(
    database: Database, checking: passwords.Checking, visit: Visit, *, email: str, password: str, old: bytes | None,
    is_enough: bool = False,
) -> session.Opened | Asked | Refused | Wait:  # fmt: skip
    """For the right e-mail address and password asks for the second factor; opens a session where they are enough.

    `old` is the digest of the session the same browser brought, which ends when the new one begins.
    """
    compared = await compare(database, checking, visit, email=email, password=password, action=Action.SIGN_IN)
    if isinstance(compared, Wait):
        return compared
    async with database.transaction(AUTH) as transaction:
        fault = await settle(transaction, compared)
        if fault or compared.account is None:
            person_id = compared.account.person_id if compared.account else None
            return steps.refuse(transaction, visit, Pending(person_id), fault, "password")
        accepted = await _accept(transaction, visit, compared.account.person_id, old, is_enough=is_enough)
        if not isinstance(accepted, Refused):
            await throttle.forget(transaction, compared.turn)  # last: everybody unfamiliar waits for one of these rows
        return accepted


async def _accept(
    transaction: AsyncSession, visit: Visit, person_id: UUID, old: bytes | None, *, is_enough: bool
) -> session.Opened | Asked | Refused:
    if is_enough:
        return await steps.open_session(
            transaction, visit, person_id=person_id, strength=Strength.PASSWORD, is_confirmed=True, method="password",
            old=old,
        )  # fmt: skip
    found = await standing.of(transaction, person_id)
    if not found.has_place:
        return steps.refuse(transaction, visit, Pending(person_id), "no_active_membership", "password")
    events.write(
        transaction, visit, Action.FIRST_FACTOR, Outcome.ACCEPTED, reason="right_password", person_id=person_id
    )
    return await steps.go_on(transaction, visit, Pending(person_id, steps.first_of(found), "password"))


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
