"""One partner's account under lock, in one transaction: every step is checked, dated and journalled here."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from portal import calendars, errors, journal
from portal.access import SYSTEM, AccessClass, Actor, Side
from portal.partners import queries, rules
from portal.partners.models import Organisation
from portal.partners.rules import ACCOUNT, AccountStatus

JOURNALLED = ("status", "stage", "manager_id", "waiting_on", "due_at")


@dataclass
class OpenAccount:
    """A partner while somebody acts on its account or its relationship."""

    session: AsyncSession
    actor: Actor
    now: datetime
    company: Organisation
    partner: Organisation

    def take(self, action: str, *, note: str = "") -> None:
        """Takes a step of the account's table. Refuses: WrongStatus, NotAllowed, Blocked."""
        before = self.facts()
        step = ACCOUNT.take(self.partner.situation, self.partner.status, action, self.actor, now=self.now)
        self.partner.status = AccountStatus(step.target)
        self.partner.reason = note
        self._wait()
        self.write(step.event, before, note=note)

    def facts(self) -> dict[str, object]:
        return {field: getattr(self.partner, field) for field in JOURNALLED}

    def write(self, event: str, before: dict[str, object], *, note: str = "", published: bool = True) -> None:
        """One more version, and the journal row that tells of it."""
        self.partner.version += 1
        journal.write(
            self.session, self.actor, event, partner_id=self.partner.id, record_type=queries.RECORD_TYPE,
            record_id=self.partner.id, now=self.now, note=note, published=published,
            changes=journal.difference(before, self.facts()),
        )  # fmt: skip

    def _wait(self) -> None:
        """Who is waited for now, and by when."""
        partner = self.partner
        deadline = ACCOUNT.deadlines.get(partner.status)
        partner.waiting_on = deadline.waiting_on(partner.situation) if deadline else frozenset()
        partner.due_at = partner.due_calendar = None
        if deadline is None:
            return
        if deadline.business_days is None:
            partner.due_at = self.now + (rules.INVITATION if partner.status is AccountStatus.INVITED else rules.ANSWER)
            return
        both = (self.company.calendar, partner.calendar)
        zones = {Side.HOST: self.company.zone, Side.PARTNER: partner.zone}
        partner.due_calendar = f"{'+'.join(both)} {calendars.VERSION}"
        partner.due_at = max(
            calendars.due_at(self.now, deadline.business_days, both, zones[side]) for side in partner.waiting_on
        )


async def opened(
    session: AsyncSession, actor: Actor, *, partner_id: UUID, expected_version: int | None, now: datetime
) -> OpenAccount:
    """The partner under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion.

    `expected_version` None is the clock's: it acts on whatever it finds.
    """
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors read everything and change nothing.")
    partner: Organisation | None = await session.scalar(queries.partner(partner_id).with_for_update())
    if partner is None:
        raise errors.NotFound("There is no such partner.", path=("input", "partnerId"))
    if expected_version is not None and partner.version != expected_version:
        raise errors.StaleVersion(
            "Somebody changed the partner after you opened it; please look at it again.",
            path=("input", "expectedVersion"),
        )
    company: Organisation = (await session.scalars(queries.company())).one()
    return OpenAccount(session, actor, now, company, partner)


async def due(session: AsyncSession, *, partner_id: UUID, now: datetime) -> OpenAccount | None:
    """The partner whose deadline is over, for the clock; None if somebody was faster."""
    case = await opened(session, SYSTEM, partner_id=partner_id, expected_version=None, now=now)
    return case if case.partner.due_at is not None and case.partner.due_at <= now else None
