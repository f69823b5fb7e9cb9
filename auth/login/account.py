"""Changing how one signs in: another passkey, new recovery codes, another password; always freshly confirmed."""

from sqlalchemy.ext.asyncio import AsyncSession

from auth import operations, passwords, throttle
from auth.events import Visit
from auth.login import choosing, confirming, letters, passkeys, recovery, standing
from auth.login.confirming import note, present
from auth.login.gate import Gate
from auth.login.steps import Refused
from auth.models import Session
from auth.operations import BUSY_SECONDS
from auth.rules import Action, Outcome
from auth.throttle import Wait
from portal import errors
from portal.database.policies import AUTH


async def _fresh(transaction: AsyncSession, visit: Visit, token_sha256: bytes) -> Session:
    """The session of somebody who has just proved who they are. Raises Over; refuses: ConfirmationNeeded."""
    found = await present(transaction, visit, token_sha256)
    has = await standing.of(transaction, found.person_id, found.connection_id)
    standing.require_fresh(found, has, now=visit.now)
    return found


async def invitation(gate: Gate, visit: Visit, token_sha256: bytes) -> passkeys.Json:
    """What the browser is asked to make another passkey for."""
    place = gate.with_passkeys
    async with gate.database.transaction(AUTH) as transaction:
        found = await _fresh(transaction, visit, token_sha256)
        return await passkeys.invitation(
            transaction, place, bound_to=str(found.id), person_id=found.person_id, now=visit.now
        )


async def add_passkey(
    gate: Gate, visit: Visit, token_sha256: bytes, credential: passkeys.Json, *, name: str
) -> Refused | None:
    """Keeps the new passkey and tells the person by mail.

    Whoever came through an organisation's provider makes one that is good in that organisation alone.
    """
    place = gate.with_passkeys
    async with gate.database.transaction(AUTH) as transaction:
        found = await _fresh(transaction, visit, token_sha256)
        try:
            await passkeys.add(
                transaction, place, credential, bound_to=str(found.id), person_id=found.person_id, name=name,
                now=visit.now, connection_id=found.connection_id,
            )  # fmt: skip
        except passkeys.Wrong as wrong:
            outcome = Outcome.REFUSED
            note(transaction, visit, found, Action.ADD_PASSKEY, reason=str(wrong), method="passkey", outcome=outcome)
            return Refused()
        note(transaction, visit, found, Action.ADD_PASSKEY, reason="asked", method="passkey")
        to = await letters.recipient(transaction, found.person_id)
    if to is not None:
        await letters.tell(gate.database, to, letters.passkey_added(to.name, gate.public_url), now=visit.now)
    return None


async def new_codes(gate: Gate, visit: Visit, token_sha256: bytes) -> list[str]:
    """Ten new recovery codes, to be shown once.

    Refuses: NotAllowed for who came through an organisation's provider: codes are good in every organisation.
    """
    async with gate.database.transaction(AUTH) as transaction:
        found = await _fresh(transaction, visit, token_sha256)
        if found.connection_id is not None:
            raise errors.NotAllowed(
                "You signed in with your work account. Sign in with your own password or passkey first."
            )
        codes = await recovery.make(transaction, person_id=found.person_id, now=visit.now)
        note(transaction, visit, found, Action.MAKE_RECOVERY_CODES, reason="asked", method="session")
    return codes


async def change_password(
    gate: Gate, visit: Visit, token_sha256: bytes, *, old: str, new: str
) -> Refused | Wait | None:
    """Another password for who knows the old one; every other session ends. Refuses: Invalid."""
    compared = await confirming.compared_again(gate, visit, token_sha256, old, Action.SET_PASSWORD)
    if isinstance(compared, Wait):
        return compared
    to = await _chosen(gate, visit, token_sha256, new)
    try:
        argon2 = await gate.checking.hashed(new)
    except passwords.Busy:
        return Wait(BUSY_SECONDS)
    async with gate.database.transaction(AUTH) as transaction:
        found = await present(transaction, visit, token_sha256)
        fault = await operations.settle(transaction, compared)
        if fault:
            outcome = Outcome.REFUSED
            note(transaction, visit, found, Action.SET_PASSWORD, reason=fault, method="password", outcome=outcome)
            return Refused()
        await gate.database.comes_from(transaction, visit.origin)
        await passwords.store(
            transaction, person_id=found.person_id, email=to.email, argon2=argon2, now=visit.now, but=found.id
        )
        note(transaction, visit, found, Action.SET_PASSWORD, reason="changed", method="password")
        await throttle.forget(transaction, compared.turn)
    await letters.tell(gate.database, to, letters.password_changed(to.name, gate.public_url), now=visit.now)
    return None


async def _chosen(gate: Gate, visit: Visit, token_sha256: bytes, new: str) -> letters.Recipient:
    """Who chose a password that people may choose. Refuses: Invalid."""
    async with gate.database.transaction(AUTH) as transaction:
        found = await present(transaction, visit, token_sha256)
        to = await letters.recipient(transaction, found.person_id)
    if to is None:
        raise confirming.Over
    choosing.refuse_weak(new, about=to.words)
    return to
