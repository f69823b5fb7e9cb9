"""The sample people and partners, written and signed in, ready to act."""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import select, update

from auth import people
from auth.identify import Caller
from portal import clock, reactions, situations
from portal.access import AccessClass, Role, Side
from portal.database.pools import Database
from portal.database.session import Session
from portal.demo.cast import COMPANY, PARTNERS, STAFF, SamplePartner, SamplePerson
from portal.partners import operations
from portal.partners.membership import ADMINISTRATORS, SETTLEMENT, SIGNATORIES
from portal.partners.models import Membership, Organisation, SigningAuthority
from portal.partners.rules import ACCOUNT, Account, AccountStatus
from portal.partners.rules import Stage as Nearness

DAY = timedelta(days=1)
EARLIER = 900 * DAY
"""So long ago all of them began."""
SETTLE = frozenset({Role.LEGAL, Role.EXECUTIVE_SPONSOR, Role.PARTNER_ADMIN})
"""Who disposes of what is disputed."""
YOUNG = frozenset({Nearness.EXPLORATION, Nearness.AWARENESS})
T = TypeVar("T")


@dataclass
class Stage:
    """The database while it is filled."""

    database: Database
    now: datetime
    company: Organisation = field(init=False)
    staff: dict[str, Caller] = field(default_factory=dict)
    partners: list[tuple[Organisation, dict[str, Caller]]] = field(default_factory=list)
    people: dict[UUID, Caller] = field(default_factory=dict)
    """By their membership's id."""
    managers: dict[UUID, Caller] = field(default_factory=dict)
    """The company's person who looks after a partner, by the partner's id."""

    async def people_and_partners(self) -> list[Membership]:
        """Writes the organisations and their people; gives everybody."""
        everybody: list[Membership] = []
        entered = self.now - EARLIER
        async with self.database.transaction(AccessClass.SYSTEM) as session:
            name, domain, country, calendar, zone = COMPANY
            self.company = Organisation(
                side=Side.HOST, name=name, country=country, calendar=calendar, zone=zone, created_at=entered,
                updated_at=entered,
                status=AccountStatus.ACTIVE,
            )  # fmt: skip
            session.add(self.company)
            await session.flush()
            managers = {}
            for person in STAFF:
                member = await self._person(session, person, self.company, domain, entered)
                managers[person.name.split()[0]] = member
                everybody.append(member)
            self.company.company_id, self.company.manager_id = self.company.id, managers["Leonie"].id
            for sample in PARTNERS:
                partner = self._partner(sample, managers[sample.manager].id, entered)
                session.add(partner)
                await session.flush()
                members = [
                    await self._person(session, person, partner, sample.domain, entered) for person in sample.people
                ]
                everybody += members
                self.partners.append((partner, {}))
        return everybody

    async def _person(
        self, session: Any, person: SamplePerson, organisation: Organisation, domain: str, now: datetime
    ) -> Membership:
        first = person.name.split()[0].lower().replace("ï", "i")
        return await people.create_person(
            session, email=f"{first}@{domain}", name=person.name, organisation=organisation, roles=person.roles,
            title=person.title, language=person.language, now=now,
        )  # fmt: skip

    def _partner(self, sample: SamplePartner, manager_id: UUID, entered: datetime) -> Organisation:
        return Organisation(
            side=Side.PARTNER, name=sample.name, kinds=frozenset(sample.kinds), country=sample.country,
            calendar=sample.calendar, zone=sample.zone, stage=sample.stage, status=AccountStatus.ACTIVE,
            company_id=self.company.id, manager_id=manager_id, created_at=entered,
            updated_at=entered,
            grown_at=None if sample.stage in YOUNG else entered,
        )  # fmt: skip

    async def sign_in(self, everybody: list[Membership]) -> None:
        """Signs everybody in, so that every step goes through the same door as theirs will."""
        for member in everybody:
            caller = await people.acting_as(self.database, member.person_id, agent="demonstration", now=clock.now())
            self.people[member.id] = caller
            place = self._theirs(member.partner_id)
            for role in member.roles:
                place.setdefault(role.value, caller)
            looked_after = [partner.id for partner, _ in self.partners if partner.manager_id == member.id]
            self.managers |= dict.fromkeys(looked_after, caller)

    async def authorise(self, everybody: list[Membership]) -> None:
        """Each signatory's authority to sign, and that to settle disputes of those who negotiate: an administrator of
        their organisation gives it, legal accepts it."""
        since, given = self.now - EARLIER, list[SigningAuthority]()
        for place, members in groupby(everybody, lambda each: each.partner_id):
            theirs = self._theirs(place)
            admin = theirs[ADMINISTRATORS[Side.HOST if theirs is self.staff else Side.PARTNER].value]
            async with self.acting(admin) as session:
                given += [
                    await operations.grant_authority(
                        session, admin.actor, member_id=member.id, valid_from=since.date(), kinds=kinds, now=since
                    )
                    for member in members
                    for kinds in _authorities(member)
                ]
        first, second = (each for each in everybody if Role.LEGAL in each.roles)
        for lawyer in (first, second):
            who = self.people[lawyer.id]
            async with self.acting(who) as session:
                for each in given:
                    if (lawyer is second) == (each.membership_id == first.id):  # nobody accepts their own
                        await operations.accept_authority(
                            session, who.actor, authority_id=each.id, expected_version=1, now=since
                        )

    def _theirs(self, organisation_id: UUID) -> dict[str, Caller]:
        return next((theirs for partner, theirs in self.partners if partner.id == organisation_id), self.staff)

    async def sign_out(self) -> None:
        everybody = [
            caller for place in (self.staff, *(theirs for _, theirs in self.partners)) for caller in place.values()
        ]
        await people.sign_out(self.database, everybody, now=clock.now())

    async def settle(self) -> None:
        """Leaves each partner's account where the cast has it, an exit aside; until then all could be dealt with."""
        async with self.database.transaction(AccessClass.SYSTEM) as session:
            for sample, (partner, _) in zip(PARTNERS, self.partners, strict=True):
                if sample.status is AccountStatus.OFFBOARDING:
                    continue
                where = Organisation.id == partner.id
                deadline = ACCOUNT.deadlines.get(sample.status)
                waiting = {
                    "waiting_on": deadline.waiting_on(situations.of(Account, partner)), "due_at": self.now + 3 * DAY,
                    "reason": sample.reason,
                } if deadline else {}  # fmt: skip
                await session.execute(update(Organisation).where(where).values(status=sample.status, **waiting))

    def acting(self, who: Caller) -> AbstractAsyncContextManager[Session]:
        """A transaction of somebody's, as each request of theirs is one."""
        return self.database.acting(who.actor.access_class, who.token_sha256, who.actor.version)

    async def act(self, who: Caller, operation: Callable[..., Awaitable[T]], **inputs: Any) -> T:
        async with self.acting(who) as session:
            done = await operation(session, who.actor, **inputs)
            await reactions.follow_at_once(session, who.actor, inputs["now"])
            return done


def _authorities(member: Membership) -> Iterator[tuple[str, ...]]:
    """The kinds of what somebody is given; none named: every kind of contract."""
    if SIGNATORIES[member.side] in member.roles:
        yield ()
    if member.roles & SETTLE:
        yield (SETTLEMENT,)


async def is_set(database: Database) -> bool:
    """Whether the database has a company already."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        return await session.scalar(select(Organisation.id).limit(1)) is not None
