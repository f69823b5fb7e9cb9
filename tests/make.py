"""Builders: each makes one thing of the business as it would be found, with everything that it needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal import ids
from portal.access import Actor, Role, Side
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.database.base import Record
from tests.contracts import making
from tests.contracts.making import CLAUSES, PUBLISHED, TERMS
from tests.moment import NOW
from tests.partners.making import authority, organisation

__all__ = ["CLAUSES", "NOW", "PUBLISHED", "TERMS", "Make", "organisation"]

from portal.partners.membership import INVITATION, SIGNATORIES
from portal.partners.models import Membership, Organisation, Person
from portal.partners.rules import AccountStatus, MembershipStatus


@dataclass
class Make:
    """Writes rows directly, as a superuser whom no policy asks."""

    session: AsyncSession

    async def add(self, *rows: Record) -> None:
        self.session.add_all(rows)
        await self.session.flush()
        for row in rows:
            self.session.expunge(row)

    async def company(self, **columns: Any) -> Organisation:
        """The company itself; there is one, so asking again gives the same."""
        found = await self.session.scalar(select(Organisation).where(Organisation.side == Side.HOST))
        if found is None:
            found = organisation(side=Side.HOST, name="Entente Works", status=AccountStatus.ACTIVE, **columns)
            await self.add(found)
        return found

    async def partner(self, **columns: Any) -> Organisation:
        """A partner whose account is active; `manager` names the membership of its relationship manager."""
        company = await self.company()
        manager = columns.pop("manager", None)
        made = organisation(company_id=company.id, manager_id=manager.id if manager else None, **columns)
        await self.add(made)
        return made

    async def member(self, of: Organisation | None = None, **columns: Any) -> Membership:
        """Somebody new in a partner's organisation or, without one, in the company's; `roles` as in their sessions.

        A signatory may sign everything, unless `authorised` is False.
        """
        place = of or await self.company()
        by_side = {Side.HOST: {Role.RELATIONSHIP_MANAGER}, Side.PARTNER: {Role.PARTNER_ADMIN}}
        made_id, authorised = ids.new(), columns.pop("authorised", True)
        columns = {"name": "Robin Example", "email": f"{made_id.hex}@example.test", **columns}
        person = columns.pop("person", None) or Person(
            id=ids.new(), name=columns["name"], email=columns["email"], language="en", zone=place.zone
        )
        values = {
            "id": made_id, "partner_id": place.id, "person_id": person.id, "side": place.side, "title": "",
            "roles": frozenset(by_side[place.side]), "status": MembershipStatus.ACTIVE, "version": 1,
            "created_at": NOW, "updated_at": NOW,
            "due_at": NOW + INVITATION if columns.get("status") == MembershipStatus.INVITED else None,
        }  # fmt: skip
        made = Membership(**{**values, **columns, "roles": frozenset(columns.get("roles", by_side[place.side]))})
        if made.person_id == person.id:
            await self.add(person)
        await self.add(made)
        if authorised and made.roles & set(SIGNATORIES.values()):
            await self.add(authority(made))
        return made

    async def actor(self, member: Membership | None = None, **columns: Any) -> Actor:
        """Who the member is when signed in; a new one (see `member`) unless given. Managers bring their partners."""
        place = member or await self.member(**columns)
        theirs = select(Organisation.id).where(Organisation.manager_id == place.id)
        partners = frozenset(await self.session.scalars(theirs))
        return Actor(place.person_id, place.name, place.side, place.partner_id, place.roles, place.version, partners)

    async def contract(
        self, *, status: Status = Status.DRAFT, partner: Organisation | None = None, owner: Membership | None = None,
        now: datetime = NOW, **columns: Any,
    ) -> Contract:  # fmt: skip
        """A contract in any status, with the draft, version, round and signatures that its status implies.

        In negotiation, `round_status` (DRAFTING) and `pen` (the partner's) say how far; `clauses` and `terms` give its
        text. Other keywords are columns.
        """
        partner = partner or await self.partner()
        company = await self.company()
        owner = owner or await self.member()
        made, papers = making.contract(status, partner, company, owner, now, columns)
        await self.add(made)
        await self.add(*papers)
        return made
