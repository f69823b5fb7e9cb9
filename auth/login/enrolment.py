"""The first second factor: made while somebody signs in with a password, before a session with rights exists."""

from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from auth import events, session
from auth.events import Visit
from auth.login import passkeys, recovery, standing, steps
from auth.login.gate import Gate
from auth.login.steps import Asked, Next, Pending, Refused
from auth.rules import Action, Outcome, Strength
from portal import errors
from portal.database.policies import AUTH


async def invitation(gate: Gate, visit: Visit, value: str | None) -> passkeys.Json:
    """What the browser is asked to make a passkey for. Refuses: NotFound, Blocked."""
    place = gate.with_passkeys
    async with gate.database.transaction(AUTH) as transaction:
        pending = await steps.look(transaction, visit, value)
        if pending.person_id is None or pending.next is not Next.ENROL:
            raise steps.over()
        return await passkeys.invitation(
            transaction, place, bound_to=steps.bound(value or ""), person_id=pending.person_id, now=visit.now
        )


async def by_new_passkey(
    gate: Gate, visit: Visit, value: str | None, credential: passkeys.Json, *, name: str, old: bytes | None
) -> session.Opened | Refused:
    """Keeps the passkey and signs in. The password alone said who it is, so that is not presence confirmed."""
    place = gate.with_passkeys
    async with gate.database.transaction(AUTH) as transaction:
        pending = await steps.enrolling(transaction, visit, value)
        if pending.person_id is None:
            raise steps.over()
        try:
            await passkeys.add(
                transaction, place, credential, bound_to=steps.bound(value or ""), person_id=pending.person_id,
                name=name, now=visit.now, connection_id=pending.voucher.connection_id if pending.voucher else None,
            )  # fmt: skip
        except passkeys.Wrong as wrong:
            return steps.refuse(transaction, visit, pending, str(wrong), f"{pending.method}+new passkey")
        await steps.taken(transaction, visit, value)
        await steps.close_enrolments(transaction, pending.person_id)
        _note(transaction, visit, pending, Action.ADD_PASSKEY)
        return await steps.open_session(
            transaction, visit, person_id=pending.person_id, strength=Strength.TWO_FACTORS, is_confirmed=False,
            method=f"{pending.method}+new passkey", old=old, voucher=pending.voucher,
        )  # fmt: skip


async def new_codes(gate: Gate, visit: Visit, value: str | None) -> tuple[list[str], Asked]:
    """Ten recovery codes as the second factor; one of them is typed next. Refuses: NotFound, NotAllowed."""
    async with gate.database.transaction(AUTH) as transaction:
        pending = await steps.enrolling(transaction, visit, value)
        if pending.person_id is None:
            raise steps.over()
        await steps.taken(transaction, visit, value)
        found = await standing.of(transaction, pending.person_id)
        if pending.voucher is not None:
            raise errors.NotAllowed("Create a passkey. Recovery codes are only for people who have a password here.")
        if found.needs_passkey:
            raise errors.NotAllowed("Your role needs a passkey. Recovery codes are not enough for it.")
        codes = await recovery.make(transaction, person_id=pending.person_id, now=visit.now)
        await steps.close_enrolments(transaction, pending.person_id)
        _note(transaction, visit, pending, Action.MAKE_RECOVERY_CODES)
        return codes, await steps.go_on(transaction, visit, replace(pending, next=Next.CODE))


def _note(transaction: AsyncSession, visit: Visit, pending: Pending, action: Action) -> None:
    events.write(
        transaction, visit, action, Outcome.ACCEPTED, reason="first_sign_in", method=pending.method,
        person_id=pending.person_id,
    )  # fmt: skip
