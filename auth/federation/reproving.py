"""A domain stays proven while its record stands: the clock asks DNS again each day (R63)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from auth import events
from auth.events import Visit
from auth.federation import claiming, domains
from auth.federation.models import Domain
from auth.rules import Action, Outcome
from portal import journal
from portal.access import SYSTEM, AccessClass
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.mail import Letter
from portal.partners.models import Organisation
from portal.partners.operations import letters
from portal.sentences import say

EVERY = timedelta(days=1)
PATIENCE = timedelta(days=7)
AT_ONCE = 20
METHOD = "clock"


@dataclass(frozen=True, slots=True)
class Reproving:
    """The daily look at every domain that a record proved; what whoever runs the portal vouched for is not asked."""

    resolver: domains.Resolver

    async def __call__(self, database: Database, now: datetime) -> None:
        """Asks for those whose turn it is, a bounded number at a time; several processes may do so at once."""
        for domain_id, name in await self._claimed(database, now):
            try:
                records = await self.resolver.texts(name)
            except domains.NoAnswer:
                continue  # nothing is known: asked again tomorrow, and nothing is counted
            await _take(database, domain_id, records, now)

    async def _claimed(self, database: Database, now: datetime) -> list[tuple[UUID, str]]:
        """Whose turn it is; marked before they are asked, so that nobody else asks for them."""
        due = (
            select(Domain.id)
            .where(
                Domain.verified_at.is_not(None), Domain.is_vouched.is_(False),
                or_(Domain.checked_at.is_(None), Domain.checked_at <= now - EVERY),
            )
            .order_by(Domain.checked_at.nulls_first())
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True)
        )  # fmt: skip
        async with database.transaction(AccessClass.SYSTEM) as session:
            claimed = await session.execute(
                update(Domain)
                .where(Domain.id.in_(due))
                .values(checked_at=now)
                .returning(Domain.id, Domain.domain)
                .execution_options(synchronize_session=False)
            )
            return [(row.id, row.domain) for row in claimed]


async def _take(database: Database, domain_id: UUID, records: list[str], now: datetime) -> None:
    """What DNS said: all is well, the record is missing, or it has been for too long."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        found = await session.scalar(
            select(Domain).where(Domain.id == domain_id, Domain.verified_at.is_not(None)).with_for_update()
        )
        if found is None:
            return
        if domains.expected(found.token) in records:
            found.missing_since = None
        elif found.missing_since is None:
            found.missing_since = now
            await _tell(session, found, now, missing)
        elif now - found.missing_since >= PATIENCE:
            await _lapse(database, session, found, now)
        await session.flush()


async def _lapse(database: Database, session: AsyncSession, found: Domain, now: datetime) -> None:
    """Nobody new comes in under it any more; whoever is here stays, and nobody is signed out."""
    journal.write(
        session, SYSTEM, "domain.lapsed", partner_id=found.partner_id, record_type=claiming.RECORD_TYPE,
        record_id=found.id, now=now, published=False,
        changes=journal.difference({"verified_at": found.verified_at}, {"verified_at": None}),
    )  # fmt: skip
    await _tell(session, found, now, lapsed)
    found.verified_at, found.lapsed_at = None, now
    async with database.transaction(AUTH) as transaction:
        events.write(
            transaction, Visit("", "", now), Action.VERIFY_DOMAIN, Outcome.REFUSED, reason="record_missing",
            method=METHOD, partner_id=found.partner_id, connection_id=found.connection_id,
        )  # fmt: skip


def missing(partner: Organisation, found: Domain) -> Letter:
    """That the record is not there, and what happens otherwise."""
    gone = say(
        "The DNS record that verifies {domain} is missing: a TXT record {name} with the value {text}. Put it back"
        " within seven days. Until then nothing changes.",
        domain=found.domain, name=domains.record_name(found.domain), text=domains.expected(found.token),
    )  # fmt: skip
    subject = say("{partner}: {domain}: verification record missing.", partner=partner.name, domain=found.domain)
    return Letter(subject=subject, paragraphs=(gone,))


def lapsed(partner: Organisation, found: Domain) -> Letter:
    """That the domain lets nobody in any more, and how it will again."""
    gone = say(
        "The DNS record that verifies {domain} has been missing for seven days. No one new can join under this"
        " domain, through your identity provider or your directory. People who already have access keep it. Put back"
        " the TXT record {name} with the value {text}, then check it under Email domains.",
        domain=found.domain, name=domains.record_name(found.domain), text=domains.expected(found.token),
    )  # fmt: skip
    subject = say("{partner}: {domain} is no longer verified.", partner=partner.name, domain=found.domain)
    return Letter(subject=subject, paragraphs=(gone,))


async def _tell(
    session: AsyncSession, found: Domain, now: datetime, letter: Callable[[Organisation, Domain], Letter]
) -> None:
    partner = await session.get_one(Organisation, found.partner_id)
    await letters.to_administrators(session, partner, letter(partner, found), now=now)
