"""What a mediator does at their own door: comes by a link, signs in, reads the one case, and acts in it."""

from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from auth import events
from auth.events import Visit
from auth.login import confirming
from auth.login.gate import Gate
from auth.login.passkeys import Json, Wrong
from auth.login.steps import Refused
from auth.mediation import keys, session
from auth.rules import Action, Outcome
from portal import unguessable
from portal.access import AccessClass
from portal.database.policies import AUTH
from portal.database.pools import NotEntered
from portal.disputes.operations import mediator, seen

METHOD = "mediator's passkey"


async def look(gate: Gate, link: str) -> Json:
    """What a link says to who holds it. Refuses: NotFound."""
    async with gate.database.working(AccessClass.SYSTEM) as transaction:
        found = await mediator.seat_by_link(transaction, link_sha256=unguessable.digest(link))
        return {
            "number": found.case_number, "company": found.company_name, "partner": found.partner_name,
            "name": found.name,
        }  # fmt: skip


async def invitation(gate: Gate, visit: Visit, link: str) -> Json:
    """What the browser is asked to make a passkey for. Refuses: NotFound, Blocked."""
    place = gate.with_passkeys
    async with gate.database.working(AccessClass.SYSTEM) as transaction:
        found = await mediator.seat_by_link(transaction, link_sha256=unguessable.digest(link))
    async with gate.database.transaction(AUTH) as transaction:
        return await keys.invitation(transaction, place, found, bound_to=_bound(link), now=visit.now)


async def enter(gate: Gate, visit: Visit, link: str, credential: Json) -> str | Refused:
    """Keeps the passkey and uses the link up; gives the new session's value. Refuses: NotFound for a used link."""
    place, link_sha256 = gate.with_passkeys, unguessable.digest(link)
    try:
        async with gate.database.transaction(AUTH) as transaction:
            async with gate.database.working(AccessClass.SYSTEM) as other:
                seat = await mediator.seat_by_link(other, link_sha256=link_sha256)
            await keys.add(transaction, place, credential, bound_to=_bound(link), seat_id=seat.id, now=visit.now)
            value = await session.opened(transaction, seat.id, now=visit.now)
            events.write(transaction, visit, Action.ACCEPT_INVITATION, Outcome.ACCEPTED, reason="mediator",
                         method=METHOD)  # fmt: skip
            async with gate.database.working(AccessClass.SYSTEM) as other:  # last: the first who comes has it
                await mediator.enter(other, link_sha256=link_sha256, now=visit.now)
    except Wrong as wrong:
        return await _refused(gate, visit, str(wrong))
    return value or Refused()


async def question(gate: Gate, visit: Visit) -> Json:
    """What the browser is asked to sign in."""
    async with gate.database.transaction(AUTH) as transaction:
        return await keys.question(transaction, gate.with_passkeys, now=visit.now)


async def sign_in(gate: Gate, visit: Visit, credential: Json) -> str | Refused:
    """The value of a new session."""
    try:
        async with gate.database.transaction(AUTH) as transaction:
            seat_id = await keys.proved(transaction, gate.with_passkeys, credential, now=visit.now)
            value = await session.opened(transaction, seat_id, now=visit.now)
            outcome = Outcome.ACCEPTED if value else Outcome.REFUSED
            events.write(transaction, visit, Action.SIGN_IN, outcome, reason="mediator", method=METHOD)
    except Wrong as wrong:
        return await _refused(gate, visit, str(wrong))
    return value or Refused()


async def sign_out(gate: Gate, visit: Visit, token_sha256: bytes) -> None:
    async with gate.database.transaction(AUTH) as transaction:
        await session.end(transaction, token_sha256, now=visit.now)


async def _refused(gate: Gate, visit: Visit, reason: str) -> Refused:
    async with gate.database.transaction(AUTH) as transaction:
        events.write(transaction, visit, Action.SIGN_IN, Outcome.REFUSED, reason=reason, method=METHOD)
    return Refused()


@asynccontextmanager
async def reading(gate: Gate, token_sha256: bytes) -> Any:
    """What the mediator reads, as their own login. Raises Over."""
    async with gate.database.transaction(AUTH) as transaction:
        if await session.seat_of(transaction, token_sha256) is None:
            raise confirming.Over
    try:
        async with gate.database.mediating(token_sha256) as transaction:
            yield transaction
    except NotEntered as fault:
        raise confirming.Over from fault


async def case(gate: Gate, token_sha256: bytes) -> Json:
    """{"seat": …, "case": …}: the case is null before the mediation has begun. Raises Over."""
    async with reading(gate, token_sha256) as transaction:
        seat = await seen.own_seat(transaction)
        if seat is None:
            raise confirming.Over
        told = seen.seat(seat), await seen.case(transaction, gate.database.secret_of)
    async with gate.database.working(AccessClass.SYSTEM) as transaction:
        return {"seat": {**told[0], "dueAt": await seen.due(transaction, seat)}, "case": told[1]}


async def act(
    gate: Gate, visit: Visit, token_sha256: bytes, operation: Callable[..., Awaitable[Any]], **inputs: Any
) -> None:
    """An act of the mediator whose session it is. Raises Over; refuses as the operation does."""
    async with gate.database.transaction(AUTH) as transaction:
        seat_id: UUID | None = await session.seat_of(transaction, token_sha256)
    if seat_id is None:
        raise confirming.Over
    async with gate.database.working(AccessClass.SYSTEM) as transaction:
        await operation(transaction, seat_id=seat_id, now=visit.now, **inputs)


def _bound(link: str) -> str:
    return unguessable.digest(link).hex()
