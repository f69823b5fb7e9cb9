"""Anything is done to a fee in any order: its balance is the sum of its rows, and what is returned comes to the whole.

What a fee should come to is counted a second time here, in fractions.
"""

import os
from dataclasses import dataclass, field
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from portal import errors
from portal.access import Role
from portal.fees import operations, queries
from portal.fees.models import Fee
from portal.fees.rules.statuses import WHOLE, Cause, FeeStatus
from portal.money import Money
from portal.opportunities.rules.statuses import OpportunityStatus
from tests.fees import making
from tests.fees.scene import Scene
from tests.moment import NOW
from tests.opportunities import making as deals

S = FeeStatus
TRIES = int(os.environ.get("PORTAL_TRIES", "20"))
STEPS = 12
OFFICER, FINANCE, SALES = Role.DISPUTE_OFFICER, Role.PLATFORM_ADMIN, Role.SALES
EARLY = {S.ACCRUED, S.HELD, S.APPROVED}
SAID = "As the parties say"


@dataclass
class Walk:
    """One fee on its way, and what it should come to: earned, paid, and returned of its base."""

    scene: Scene
    chance: Random
    fee: Fee
    earned: int
    paid: int = 0
    returned: int = 0
    done: list[str] = field(default_factory=list)

    def exact(self, base: int) -> int:
        found = round(Fraction(base) * Fraction(self.fee.rate) * self.fee.share / WHOLE)
        return found if self.fee.cap_minor is None else min(found, self.fee.cap_minor)

    async def step(self) -> None:
        name = self.chance.choice(list(STEPS_TAKEN))
        before = await self.scene.row(self.fee)
        status, version = before.status, before.version
        try:
            await STEPS_TAKEN[name](self, status)
            self.done.append(name)
        except errors.Refused:
            after = await self.scene.row(self.fee)
            assert (after.status, after.version) == (status, version), "nothing has changed"
        await self.look()

    async def look(self) -> None:
        fee = await self.scene.row(self.fee)
        rows = [amount for _, amount in await self.scene.entries(fee)]
        balance = await self.scene.make.session.scalar(queries.balance(fee))
        assert balance == sum(rows) == self.earned - self.paid, self.done
        assert fee.returned_minor == self.returned, self.done
        assert self.earned >= 0, self.done

    async def approve(self, _status: FeeStatus) -> None:
        await self.scene.step(FINANCE, operations.approve, self.fee)

    async def hold(self, _status: FeeStatus) -> None:
        await self.scene.step(SALES, operations.hold, self.fee, reason=SAID)

    async def release(self, _status: FeeStatus) -> None:
        await self.scene.step(SALES, operations.release, self.fee)

    async def reduce(self, status: FeeStatus) -> None:
        left = self.fee.base_minor - self.returned
        part = self.chance.choice([1, left // 3, left, self.chance.randint(1, self.fee.base_minor)])
        given = {"cause": Cause.RETURN, "returned": Money(part, "EUR"), "text": SAID}
        await self.scene.step(OFFICER, operations.reduce, self.fee, **given)
        assert status is not S.REVERSED
        assert 0 < part <= left
        back = self.exact(left) - self.exact(left - part)
        self.earned, self.returned = self.earned - min(back, self.earned), self.returned + part

    async def reverse(self, status: FeeStatus) -> None:
        await self.scene.step(OFFICER, operations.reverse, self.fee, cause=Cause.NON_PAYMENT, text=SAID)
        assert status in EARLY
        self.earned, self.returned = 0, self.fee.base_minor

    async def adjust(self, status: FeeStatus) -> None:
        amount = self.chance.choice([1, -1, -self.earned, self.chance.randint(-2_000_00, 2_000_00)])
        given = {"fee_id": self.fee.id, "amount": Money(amount, "EUR"), "text": SAID, "now": NOW}
        is_entered = await self.scene.by_clock(operations.adjust, **given)
        may = self.earned + amount >= 0 and (status is not S.REVERSED or amount > 0)
        assert is_entered is may or amount == 0
        self.earned += amount if is_entered else 0

    async def contest(self, _status: FeeStatus) -> None:
        number = self.chance.choice([None, "D-2026-000001"])
        await self.scene.by_clock(operations.stand, fee_id=self.fee.id, disputed_in=number, now=NOW)

    async def pay(self, status: FeeStatus) -> None:
        owed = self.earned - self.paid
        await self.scene.pay(owed)
        assert status in {S.APPROVED, S.PAID, S.REVERSED}
        assert owed > 0
        self.paid = self.earned


STEPS_TAKEN: dict[str, Any] = {
    "approve": Walk.approve, "hold": Walk.hold, "release": Walk.release, "reduce": Walk.reduce,
    "reverse": Walk.reverse, "adjust": Walk.adjust, "contest": Walk.contest, "pay": Walk.pay,
}  # fmt: skip


async def begun(scene: Scene, chance: Random) -> Walk:
    """Drawn: what the fee is counted on, by which rate and share, and its cap."""
    company, rate = await scene.make.company(), f"0.{chance.randint(1, 999_999):06}"
    by = making.schedule(scene.partner, rate, product="DRAWN")
    sale = deals.opportunity(scene.partner, company, status=OpportunityStatus.WON)
    await scene.make.add(by, sale)
    cap = chance.choice([None, None, chance.randint(1, 5_000_00)])
    base, share = chance.randint(1, 90_000_00), chance.choice([WHOLE, chance.randint(1, WHOLE)])
    made = making.fee(sale, by, company, base_minor=base, share=share, cap_minor=cap)
    await scene.make.add(made)
    walk = Walk(scene, chance, made, 0)
    walk.earned = walk.exact(base)
    await scene.make.add(making.entry(made, walk.earned, base_minor=base))
    return walk


@pytest.mark.parametrize("seed", range(TRIES))
async def test_a_balance_is_the_sum_of_rows_whatever_is_done(scene: Scene, seed: int) -> None:
    walk = await begun(scene, Random(seed))  # the same walk each time
    await walk.look()
    for _ in range(STEPS):
        await walk.step()


@pytest.mark.parametrize("login", [FINANCE, SALES, OFFICER, Role.PARTNER_ADMIN])
@pytest.mark.parametrize("change", ["UPDATE fee_entry SET amount_minor = 1", "DELETE FROM fee_entry"])
async def test_no_login_changes_a_row_of_the_ledger(scene: Scene, login: Role, change: str) -> None:
    walk = await begun(scene, Random(1))
    actor = await scene.make.actor(await scene.one(login))
    with pytest.raises(DBAPIError, match="permission denied"):
        async with scene.as_(actor) as session:
            await session.execute(text(change))
    await walk.look()
