"""A new password by mail: one link, half an hour, once; it proves the mail box and nothing else."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from auth import events, once, passwords, throttle
from auth.events import Visit
from auth.login import choosing, letters
from auth.login.gate import Gate
from auth.models import Password
from auth.operations import BUSY_SECONDS
from auth.rules import Action, Outcome
from auth.throttle import Wait
from portal import errors, ids, wording
from portal.access import AccessClass
from portal.database.policies import AUTH
from portal.languages import ENGLISH

LINK = "reset"
LASTS = timedelta(minutes=30)
NOBODY = letters.Recipient(ids.NIL, "nobody@example.invalid", "Nobody", ENGLISH, ids.NIL, ())


def _over() -> errors.NotFound:
    return errors.NotFound("This link has already been used, or is older than 30 minutes. Ask for a new one.")


async def ask(gate: Gate, visit: Visit, *, email: str) -> Wait | None:
    """Sends the link if somebody signs in with this address. The answer and the work are the same if nobody does."""
    known_as = wording.email_of(email) or ""
    async with gate.database.transaction(AUTH) as transaction:
        turn = await throttle.begin(transaction, email=known_as, address=visit.address, now=visit.now, purpose="reset")
        if turn.wait:
            return Wait(turn.wait)
        account = (await transaction.scalars(select(Password).where(Password.email == known_as))).first()
        to = await letters.recipient(transaction, account.person_id) if account else None
        content = {
            "person": str(to.person_id if to else ids.NIL),
            "changed": account.changed_at.isoformat() if account else "",
        }
        token = await once.issue(transaction, LINK, content, lasts=LASTS, now=visit.now)
        outcome, reason = (Outcome.ACCEPTED, "asked") if to else (Outcome.REFUSED, "unknown_account")
        person_id = account.person_id if account else None
        events.write(
            transaction, visit, Action.RESET_PASSWORD, outcome, reason=reason, method="mail", person_id=person_id
        )
    link = f"{gate.public_url}/reset/password?token={token}"
    async with gate.database.transaction(AccessClass.SYSTEM) as transaction, transaction.begin_nested() as written:
        reader = to or NOBODY
        letter = letters.new_password(reader.name, link)
        await letters.write(transaction, reader, letter, now=visit.now, asked_for=True)
        if to is None:
            await written.rollback()
    return None


async def set_password(gate: Gate, visit: Visit, *, token: str, password: str) -> Wait | None:
    """The link's new password. What one proves oneself by besides stays; every session and every grant ends.

    Refuses: NotFound for a link that is over, Invalid for a password nobody may choose.
    """
    to = await _owner(gate, visit, token)
    choosing.refuse_weak(password, about=to.words)
    try:
        argon2 = await gate.checking.hashed(password)
    except passwords.Busy:
        return Wait(BUSY_SECONDS)
    async with gate.database.transaction(AUTH) as transaction:
        content = await once.take(transaction, LINK, token, now=visit.now)
        account = await transaction.scalar(select(Password).where(Password.person_id == to.person_id).with_for_update())
        if content is None or account is None or content["changed"] != account.changed_at.isoformat():
            raise _over()
        await gate.database.comes_from(transaction, visit.origin)
        await passwords.store(transaction, person_id=to.person_id, email=account.email, argon2=argon2, now=visit.now)
        events.write(
            transaction, visit, Action.RESET_PASSWORD, Outcome.ACCEPTED, reason="set", method="mail",
            person_id=to.person_id,
        )  # fmt: skip
    await letters.tell(gate.database, to, letters.password_changed(to.name, gate.public_url), now=visit.now)
    return None


async def _owner(gate: Gate, visit: Visit, token: str) -> letters.Recipient:
    """Whose link it is. Refuses: NotFound."""
    async with gate.database.transaction(AUTH) as transaction:
        content = await once.look(transaction, LINK, token, now=visit.now)
        if content is None or content["person"] == str(ids.NIL):
            raise _over()
        to = await letters.recipient(transaction, UUID(content["person"]))
    if to is None:
        raise _over()
    return to
