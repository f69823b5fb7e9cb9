"""One partner's account under lock, in one transaction: every step is checked, dated and journalled here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from portal import calendars, errors, journal
from portal.access import SYSTEM, AccessClass, Actor, Side
from portal.machine import Step
from portal.partners import queries, rules
from portal.partners.models import Organisation
from portal.partners.rules import ACCOUNT, Account, AccountStatus

NOON = time(12)
JOURNALLED = ("status", "stage", "manager_id", "waiting_on", "due_at")


@dataclass
class OpenAccount:
    """A partner while somebody acts on its account or its relationship."""

    session: AsyncSession
    actor: Actor
    now: datetime
    company: Organisation
    partner: Organisation

    def take(
        self, action: str, *, note: str = "", due_at: datetime | None = None, again: int | None = None,
        known: Mapping[str, Any] | None = None, **changed: Any,
    ) -> None:  # fmt: skip
        """Takes a step of the account's table. Refuses: WrongStatus, NotAllowed, Blocked.

        By when is what the table says, else `due_at` or `again` business days from now. `known` are facts that the
        rules look at and the row does not hold; `changed` are columns that the step sets besides.
        """
        before = self.facts()
        step = self._checked(action, known)
        self.partner.status = AccountStatus(step.target)
        self.partner.reason = note
        for name, value in changed.items():
            setattr(self.partner, name, value)
        self._wait(due_at, again)
        self.write(step.event, before, note=note)

    def say(self, action: str, *, known: Mapping[str, Any]) -> None:
        """Takes a step that leaves the account where it is, and its date. Refuses as `take`."""
        self.write(self._checked(action, known).event, self.facts())

    def _checked(self, action: str, known: Mapping[str, Any] | None) -> Step[Account]:
        own = self.partner.invited_by == self.actor.person_id
        situation = replace(self.partner.situation, is_own_invitation=own, **(known or {}))
        return ACCOUNT.take(situation, self.partner.status, action, self.actor, now=self.now)

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

    def _wait(self, due_at: datetime | None, again: int | None) -> None:
        """Who is waited for now, and by when."""
        partner = self.partner
        deadline = ACCOUNT.deadlines.get(partner.status)
        partner.waiting_on = deadline.waiting_on(partner.situation) if deadline else frozenset()
        partner.due_at, partner.due_calendar = due_at, None
        if deadline is None or due_at is not None:
            return
        days = again if deadline.business_days is None else deadline.business_days
        if days is None:
            partner.due_at = self.now + (rules.INVITATION if partner.status is AccountStatus.INVITED else rules.ANSWER)
            return
        partner.due_calendar = f"{'+'.join(self._calendars)} {calendars.VERSION}"
        partner.due_at = max(
            calendars.due_at(self.now, days, self._calendars, self._zones[side]) for side in partner.waiting_on
        )

    def end_of(self, day: date) -> datetime:
        """The last second of a day, in the zone where it comes later."""
        return max(
            calendars.due_at(datetime.combine(day, NOON, ZoneInfo(zone)), 0, self._calendars, zone)
            for zone in self._zones.values()
        )

    @property
    def _calendars(self) -> tuple[str, str]:
        return (self.company.calendar, self.partner.calendar)

    @property
    def _zones(self) -> Mapping[Side, str]:
        return {Side.HOST: self.company.zone, Side.PARTNER: self.partner.zone}


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
