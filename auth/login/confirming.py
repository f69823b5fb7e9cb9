"""Proving again who one is: before what matters most, and before changing how one signs in; and changing places."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events, operations, session, throttle
from auth.events import Visit
from auth.federation import queries
from auth.login import passkeys, recovery, standing, steps
from auth.login.gate import Gate
from auth.login.steps import Refused
from auth.models import Password, Session
from auth.rules import Action, Outcome, Strength
from auth.throttle import Wait
from portal import errors
from portal.database.policies import AUTH
from portal.partners.models import Membership, Organisation

PURPOSE = "confirm"


class Over(Exception):  # noqa: N818 - an answer, not a fault
    """The session is over."""


async def present(transaction: AsyncSession, visit: Visit, token_sha256: bytes) -> Session:
    """The browser's own session, locked. Raises Over."""
    found = await session.of_browser(transaction, token_sha256, now=visit.now)
    if found is None:
        raise Over
    return found


def note(
    transaction: AsyncSession, visit: Visit, found: Session, action: Action, *, reason: str, method: str,
    outcome: Outcome = Outcome.ACCEPTED,
) -> None:  # fmt: skip
    """An event of somebody signed in."""
    events.write(
        transaction, visit, action, outcome, reason=reason, method=method, person_id=found.person_id,
        partner_id=found.partner_id, member_id=found.member_id, session_id=found.id,
    )  # fmt: skip


async def ways(gate: Gate, visit: Visit, token_sha256: bytes) -> dict[str, Any]:
    """What may confirm: {"passkey", "password", "code", "confirms", "passkeysWork", "provider"}.

    `confirms` says whether the password counts as presence; where it does not, it renews the sign-in alone. `provider`
    is the one the person came through, {"name", "confirms"}, or null.
    """
    async with gate.database.transaction(AUTH) as transaction:
        found = await present(transaction, visit, token_sha256)
        has = await standing.of(transaction, found.person_id, found.connection_id)
        known = await transaction.scalar(select(Password.email).where(Password.person_id == found.person_id))
        vouching = await transaction.scalar(queries.live_connection(found.connection_id))
    by_password = known is not None and (gate.passkeys_optional or not has.passkeys)
    return {
        "passkey": has.passkeys > 0,
        "password": by_password,
        "code": by_password and has.codes > 0 and not gate.passkeys_optional,
        "confirms": gate.passkeys_optional,
        "passkeysWork": gate.place is not None,
        "provider": {"name": vouching.name, "confirms": bool(vouching.strong_values)} if vouching else None,
    }


async def question(gate: Gate, visit: Visit, token_sha256: bytes) -> passkeys.Json:
    """What the browser asks one of the person's own passkeys for."""
    place = gate.with_passkeys
    async with gate.database.transaction(AUTH) as transaction:
        found = await present(transaction, visit, token_sha256)
        return await passkeys.question(
            transaction, place, bound_to=str(found.id), purpose=PURPOSE, person_id=found.person_id, now=visit.now,
            connection_id=found.connection_id,
        )  # fmt: skip


async def by_passkey(gate: Gate, visit: Visit, token_sha256: bytes, credential: passkeys.Json) -> str | Refused | Wait:
    """Presence proved: the session's new value."""
    place = gate.with_passkeys
    async with gate.database.transaction(AUTH) as transaction:
        whose = (await present(transaction, visit, token_sha256)).person_id
    turn = await steps.counted(gate, visit, whose, Action.CONFIRM, "passkey")
    if isinstance(turn, Wait):
        return turn
    async with gate.database.transaction(AUTH) as transaction:
        found = await present(transaction, visit, token_sha256)
        try:
            await passkeys.proved(
                transaction, place, credential, bound_to=str(found.id), purpose=PURPOSE, person_id=found.person_id,
                connection_id=found.connection_id, now=visit.now,
            )  # fmt: skip
        except passkeys.Wrong as wrong:
            outcome = Outcome.REFUSED
            note(transaction, visit, found, Action.CONFIRM, reason=str(wrong), method="passkey", outcome=outcome)
            return Refused()
        note(transaction, visit, found, Action.CONFIRM, reason="proved", method="passkey")
        value = await session.renew(
            transaction, found, strength=Strength.PHISHING_RESISTANT, is_confirmed=True, now=visit.now
        )
        await throttle.forget(transaction, turn)
        return value


async def by_password(
    gate: Gate, visit: Visit, token_sha256: bytes, *, password: str, code: str
) -> str | Refused | Wait:
    """The password, with a recovery code for who has such: the session's new value.

    Presence only where passkeys are optional. Refuses: NotAllowed for who has a passkey, which is asked for instead.
    """
    may = await ways(gate, visit, token_sha256)
    if not may["password"]:
        raise errors.NotAllowed("Confirm with your passkey.")
    compared = await compared_again(gate, visit, token_sha256, password, Action.CONFIRM)
    if isinstance(compared, Wait):
        return compared
    method = "password+code" if may["code"] else "password"
    async with gate.database.transaction(AUTH) as transaction:
        found = await present(transaction, visit, token_sha256)
        fault = await operations.settle(transaction, compared)
        if not fault and may["code"]:
            right = await recovery.spend(transaction, person_id=found.person_id, code=code, now=visit.now)
            fault = "" if right else "wrong_code"
        if fault:
            note(transaction, visit, found, Action.CONFIRM, reason=fault, method=method, outcome=Outcome.REFUSED)
            return Refused()
        note(transaction, visit, found, Action.CONFIRM, reason="proved", method=method)
        strength = Strength.TWO_FACTORS if may["code"] else Strength.PASSWORD
        value = await session.renew(
            transaction, found, strength=strength, is_confirmed=gate.passkeys_optional, now=visit.now
        )
        await throttle.forget(transaction, compared.turn)
        return value


async def compared_again(
    gate: Gate, visit: Visit, token_sha256: bytes, password: str, action: Action
) -> operations.Compared | Wait:
    """The password of the person signed in, compared and counted as at a sign-in."""
    async with gate.database.transaction(AUTH) as transaction:
        found = await present(transaction, visit, token_sha256)
        email = await transaction.scalar(select(Password.email).where(Password.person_id == found.person_id))
    return await operations.compare(
        gate.database, gate.checking, visit, email=email or "", password=password, action=action
    )


async def organisations(gate: Gate, visit: Visit, token_sha256: bytes) -> list[dict[str, Any]]:
    """The places the person may act from: [{"id", "name", "isCurrent"}], by name."""
    async with gate.database.transaction(AUTH) as transaction:
        found = await present(transaction, visit, token_sha256)
        places = session.active_places().where(Membership.person_id == found.person_id).limit(None)
        rows = await transaction.execute(places.with_only_columns(Organisation.id, Organisation.name))
        here = found.partner_id
    return [{"id": row.id, "name": row.name, "isCurrent": row.id == here} for row in sorted(rows, key=lambda r: r.name)]


async def switch(gate: Gate, visit: Visit, token_sha256: bytes, *, organisation_id: UUID) -> str:
    """Goes on in another organisation of the person: a new session's value, as long-lived as the old one.

    Refuses: NotFound without an active place there, NotAllowed for who came through an organisation's own provider,
    which vouches for them nowhere else.
    """
    async with gate.database.transaction(AUTH) as transaction:
        found = await present(transaction, visit, token_sha256)
        if found.connection_id is not None:
            raise errors.NotAllowed(
                "You signed in with your work account, which works for one organisation only. Sign in"
                " again for the other one."
            )
        opened = await session.create(
            transaction, person_id=found.person_id, now=visit.now, agent=visit.agent, address=visit.address,
            old=token_sha256, partner_id=organisation_id, carried=found,
        )  # fmt: skip
        if opened is None:
            raise errors.NotFound("You are not a member of this organisation.", path=("organisation",))
        events.write(
            transaction, visit, Action.SWITCH_ORGANISATION, Outcome.ACCEPTED, reason="asked", method="session",
            person_id=opened.person_id, partner_id=opened.partner_id, member_id=opened.member_id,
            session_id=opened.session_id,
        )  # fmt: skip
        return opened.value
