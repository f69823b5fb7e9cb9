"""Partners who register deals, the company that decides about them, and the clock that compares them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal.access import SYSTEM, Role, Side
from portal.journal import Entry
from portal.money import Money
from portal.opportunities import operations
from portal.opportunities.models import Opportunity, ProtectionCell
from portal.opportunities.operations import FILED, LET_GO, Customer, Said
from portal.partners.models import Membership, Organisation
from tests.moment import NOW
from tests.opportunities import making
from tests.partners import scene as partners
from tests.telling import exactly_told

NAMES = {
    Role.PARTNER_ADMIN: "Paula Admin", Role.PARTNER_MEMBER: "Piet Member", Role.PARTNER_VIEWER: "Vera Viewer",
    Role.RELATIONSHIP_MANAGER: "Mina Manager", Role.SALES: "Sam Sales", Role.PLATFORM_ADMIN: "Alex Platform",
    Role.AUDITOR: "Ada Auditor", Role.LEGAL: "Lee Legal",
    Role.DISPUTE_OFFICER: "Dana Disputes",
}  # fmt: skip
DEAL = Said(
    customer=Customer(name="Hartmann Werke GmbH", country="DE"), products=[making.PRODUCT], regions=["DE"],
    estimate=Money(48_000_00, "EUR"), expected_close_on=date(2026, 5, 29),
)  # fmt: skip


@dataclass
class Scene(partners.Scene):
    """Whoever acts is a person of the role named; `rival` is the other partner, with an administrator."""

    rival: Organisation = field(kw_only=True)
    theirs: Membership = field(kw_only=True)
    people: dict[Role, Membership] = field(default_factory=dict)

    @asynccontextmanager
    async def _told(self) -> AsyncIterator[None]:
        async with super()._told(), AsyncExitStack() as stack:
            for record in (await self.make.session.scalars(select(Opportunity))).all():
                await stack.enter_async_context(exactly_told(self.make.session, record))
            yield

    async def one(self, role: Role) -> Membership:
        """The person of the role; the same each time."""
        if role not in self.people:
            of: Organisation | None = self.partner if role.side is Side.PARTNER else None
            self.people[role] = await self.make.member(of, roles={role}, name=NAMES[role])
        return self.people[role]

    async def registered(
        self, by: Membership | None = None, said: Said = DEAL, *, now: datetime = NOW, places: bool = True
    ) -> Opportunity:
        """One that has come in and, unless said otherwise, was compared with those before."""
        who = by or await self.one(Role.PARTNER_ADMIN)
        made = await self.do(who, operations.register_at_once, said=said, now=now)
        if places:
            await self.follow(now)
        return await self.now(made)

    async def protected(self, by: Membership | None = None, said: Said = DEAL, *, now: datetime = NOW) -> Opportunity:
        """The same, and sales has approved it."""
        return await self.act(Role.SALES, operations.approve, await self.registered(by, said, now=now), now=now)

    async def act(self, by: Role | Membership, operation: Any, of: Opportunity, **inputs: Any) -> Opportunity:
        """A step of the opportunity as it is now, and what follows from it."""
        who = await self.one(by) if isinstance(by, Role) else by
        await self.do(who, operation, **await self.place(of, **inputs))
        await self.follow(inputs.get("now", NOW))
        return await self.now(of)

    async def not_done(self, by: Role | Membership, operation: Any, of: Opportunity, **inputs: Any) -> tuple[str, ...]:
        """The refusal: code, place and sentence; nothing has changed."""
        who = await self.one(by) if isinstance(by, Role) else by
        return await self.refused(who, operation, **await self.place(of, **inputs))

    async def place(self, of: Opportunity, **inputs: Any) -> dict[str, Any]:
        fresh = await self.now(of)
        return {"opportunity_id": fresh.id, "expected_version": fresh.version, **inputs}

    async def now(self, of: Opportunity) -> Opportunity:
        row: Opportunity = await self.row(of)
        return row

    async def follow(self, now: datetime = NOW) -> None:
        """What the clock does with rows of the journal that nobody has followed, in their order; twice is once."""
        for _ in range(2):
            rows = (await self.make.session.scalars(select(Entry).order_by(Entry.id))).all()
            for entry in rows:
                for events, reaction in ((FILED, operations.place), (LET_GO, operations.let_go)):
                    if entry.event in events:
                        async with self._told(), self.as_(SYSTEM) as session:
                            await reaction(session, SYSTEM, entry, now)

    async def tick(self, of: Opportunity, now: datetime | None) -> Opportunity:
        """The clock at that moment, twice; the second time it has nothing to do."""
        assert now
        await self.by_clock(operations.keep_time, opportunity_id=of.id, now=now)
        assert await self.by_clock(operations.keep_time, opportunity_id=of.id, now=now) is None
        await self.follow(now)
        return await self.now(of)

    async def cells(self, of: Opportunity) -> list[tuple[str, str, str]]:
        """Product, region and status of all that it holds or has held."""
        found = select(ProtectionCell).where(ProtectionCell.opportunity_id == of.id)
        found = found.execution_options(populate_existing=True)
        return sorted((each.product, each.region, each.status.value) for each in await self.make.session.scalars(found))

    async def told(self, of: Opportunity) -> list[str]:
        """The events, oldest first, without the room's name."""
        return [event.partition(".")[2] for event, *_ in await self.events(of)]


async def scene(make: Any, as_: partners.As) -> Scene:
    """Two active partners, and two products."""
    manager = await make.member(name=NAMES[Role.RELATIONSHIP_MANAGER])
    partner = await make.partner(name="Northgate Castings", manager=manager)
    rival = await make.partner(name="Rivage Distribution")
    admin = await make.member(partner, name=NAMES[Role.PARTNER_ADMIN])
    theirs = await make.member(rival, name="Anais Admin")
    await make.add(making.product(), making.product("MG-SPECIAL", name="MG Special"))
    people = {Role.RELATIONSHIP_MANAGER: manager, Role.PARTNER_ADMIN: admin}
    return Scene(make, as_, partner, admin, rival=rival, theirs=theirs, people=people)
