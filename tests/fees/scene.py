"""Sales that were won, and what is earned with them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from portal.access import SYSTEM, Role
from portal.fees import operations
from portal.fees.models import Fee, FeeEntry
from portal.journal import Entry
from portal.money import Money
from portal.opportunities import operations as deals
from portal.opportunities.models import Opportunity
from portal.partners.models import Membership
from tests.fees import making
from tests.moment import NOW
from tests.opportunities import scene as opportunities
from tests.partners.scene import As

WON = deals.Won(order_reference="PO 4711", won_on=NOW.date(), value=Money(45_000_00, "EUR"))


@dataclass
class Scene(opportunities.Scene):
    """The same, with fees: the partner earns 8 % by a schedule of its own."""

    async def won(self, by: Role = Role.PARTNER_ADMIN, won: deals.Won = WON, *, now: datetime = NOW) -> Opportunity:
        """A sale that was registered, protected and won; what follows from it has followed."""
        sale = await self.protected(now=now)
        sale = await self.act(by, deals.win, sale, won=won, now=now)
        await self.earn(now)
        return sale

    async def earn(self, now: datetime = NOW) -> None:
        """What the clock does with sales that were won; twice is once."""
        for _ in range(2):
            for entry in (await self.make.session.scalars(select(Entry).order_by(Entry.id))).all():
                if entry.event == "opportunity.won":
                    async with self._told(), self.as_(SYSTEM) as session:
                        await operations.accrue_won(session, SYSTEM, entry, now)

    async def fees(self) -> list[Fee]:
        found = select(Fee).order_by(Fee.created_at, Fee.id).execution_options(populate_existing=True)
        return list((await self.make.session.scalars(found)).all())

    async def fee(self, **more: Any) -> Fee:
        """The one fee of a sale."""
        await self.won(**more)
        (found,) = await self.fees()
        return found

    async def entries(self, of: Fee) -> list[tuple[str, int]]:
        """Kind and amount of each row of its ledger, the oldest first."""
        found = select(FeeEntry).where(FeeEntry.fee_id == of.id).order_by(FeeEntry.made_at, FeeEntry.id)
        found = found.execution_options(populate_existing=True)
        return [(each.kind.value, each.amount_minor) for each in (await self.make.session.scalars(found)).all()]

    async def step(self, by: Role, operation: Any, of: Fee, **inputs: Any) -> Fee:
        """A step of the fee as it is now."""
        await self.do(await self.one(by), operation, **await self._named(of, **inputs))
        fresh: Fee = await self.row(of)
        return fresh

    async def no_step(self, by: Role, operation: Any, of: Fee, **inputs: Any) -> tuple[str, ...]:
        """The refusal: code, place and sentence; nothing has changed."""
        return await self.refused(await self.one(by), operation, **await self._named(of, **inputs))

    async def _named(self, of: Fee, **inputs: Any) -> dict[str, Any]:
        fresh: Fee = await self.row(of)
        return {"fee_id": fresh.id, "expected_version": fresh.version, **inputs}

    async def clock(self, of: Fee, now: datetime) -> Fee:
        """The clock at that moment, twice; the second time it has nothing to do."""
        await self.by_clock(operations.keep_time, fee_id=of.id, now=now)
        assert await self.by_clock(operations.keep_time, fee_id=of.id, now=now) is None
        fresh: Fee = await self.row(of)
        return fresh

    async def pay(self, amount: int, by: Membership | None = None, **inputs: Any) -> Any:
        who = by or await self.one(Role.PLATFORM_ADMIN)
        given = {"partner_id": self.partner.id, "amount": Money(amount, "EUR"), "reference": "SEPA 1",
                 "paid_on": NOW.date(), "now": NOW, **inputs}  # fmt: skip
        return await self.do(who, operations.pay, **given)


async def scene(make: Any, as_: As, **schedule: Any) -> Scene:
    found = await opportunities.scene(make, as_)
    made = Scene(**vars(found))
    await make.add(making.schedule(made.partner, valid_from=date(2020, 1, 1), **schedule))
    return made
