"""What an organisation's administrators do with their mail domains: claim one, prove it, let it go."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from auth.federation import domains, operations, queries
from auth.federation.models import Domain
from portal import errors, ids, journal
from portal.access import Actor
from portal.database import clashes
from portal.database.session import Session

RECORD_TYPE = "dom"


@dataclass(frozen=True, slots=True)
class Removed:
    """The connection whose domain is gone; without one, the domain that nobody finds any more."""

    id: UUID


async def add_domain(
    session: Session, actor: Actor, *, domain: str, now: datetime, provider_id: UUID | None = None
) -> Domain:
    """Claims a mail domain, for a connection or, for an organisation's directory alone, without one; it counts once
    DNS has proven it. One that is there without a connection is given to the one named.

    Refuses: NotFound, NotAllowed, ConfirmationNeeded, Invalid for a public mail domain or one claimed already.
    """
    operations.allowed(actor, now)
    connection = await operations.opened(session, actor, provider_id=provider_id, now=now) if provider_id else None
    wanted = domains.claimable(domain)
    there: Domain | None = await session.scalar(queries.domains().where(Domain.domain == wanted).with_for_update())
    if there is not None and (there.connection_id is not None or connection is None):
        raise errors.Invalid.because(clashes.DOMAIN_LISTED, path=("input", "domain"))
    if there is not None and connection is not None:
        there.connection_id = connection.id
        await session.flush()
        _note(session, actor, there, "domain.assigned", now, journal.difference({}, {"provider": connection.name}))
        return there
    made = Domain(
        partner_id=actor.partner_id, id=ids.new(), domain=wanted, connection_id=connection.id if connection else None,
        token=secrets.token_hex(16), created_at=now,
    )  # fmt: skip
    session.add(made)
    await session.flush()
    told = journal.difference({}, {"domain": made.domain})
    _note(session, actor, made, "domain.added", now, told)
    return made


async def remove_domain(session: Session, actor: Actor, *, domain_id: UUID, now: datetime) -> Removed:
    """Its people no longer sign in through the connection, which is named. Refuses: NotFound, NotAllowed."""
    found = await domain_of(session, actor, domain_id=domain_id, now=now)
    _note(session, actor, found, "domain.removed", now, journal.difference({"domain": found.domain}, {"domain": None}))
    await session.delete(found)
    await session.flush()
    return Removed(found.connection_id or found.id)


async def domain_of(session: Session, actor: Actor, *, domain_id: UUID, now: datetime) -> Domain:
    """One of the organisation's domains, locked, for somebody who may change it. Refuses: NotFound, NotAllowed."""
    operations.allowed(actor, now)
    found: Domain | None = await session.scalar(queries.domain(domain_id).with_for_update())
    if found is None:
        raise errors.NotFound("There is no domain with this ID.", path=("input", "domainId"))
    return found


async def verify_domain(
    session: AsyncSession, actor: Actor, *, domain_id: UUID, records: Iterable[str], now: datetime
) -> Domain:
    """Takes the domain as proven if one of the TXT records that DNS gave says its token; again changes nothing.

    Refuses: NotFound, NotAllowed, ConfirmationNeeded, Invalid (with what is missing).
    """
    found = await domain_of(session, actor, domain_id=domain_id, now=now)
    if found.verified_at is not None:
        return found
    if domains.expected(found.token) not in set(records):
        raise errors.Invalid(
            "DNS does not show the record yet: a TXT record {record} with the value {value}. A new record"
            " can take an hour to appear.",
            record=domains.record_name(found.domain),
            value=domains.expected(found.token),
            path=("input", "domainId"),
        )
    await prove(session, found, now)
    _note(session, actor, found, "domain.verified", now, journal.difference({}, {"verified_at": now}))
    return found


async def prove(session: AsyncSession, found: Domain, now: datetime, *, is_vouched: bool = False) -> None:
    """A domain has one owner: the key of the proven ones decides, also between two at the same moment."""
    try:
        async with session.begin_nested():
            found.verified_at = found.checked_at = now
            found.missing_since = found.lapsed_at = None
            found.is_vouched = is_vouched
            await session.flush()
    except IntegrityError as fault:
        raise errors.Invalid.because(clashes.DOMAIN_TAKEN, path=("input", "domainId")) from fault


def _note(
    session: Session, actor: Actor, domain: Domain, event: str, now: datetime, changes: list[journal.Change]
) -> None:
    journal.write(
        session, actor, event, partner_id=domain.partner_id, record_type=RECORD_TYPE, record_id=domain.id, now=now,
        changes=changes, published=False,
    )  # fmt: skip
