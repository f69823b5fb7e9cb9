"""By its login alone, past every rule, nobody moves a fee, a suggestion or a session but as written down here again."""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from enum import StrEnum

import pytest

from portal.access import Role
from portal.fees.models import Fee
from portal.fees.rules.statuses import FeeStatus
from portal.opportunities.models import OverlapSession, Suggestion
from portal.opportunities.rules.overlap import OverlapStatus
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.opportunities.rules.suggestion import SuggestionStatus
from tests.fees import making
from tests.fees.scene import Scene
from tests.opportunities import making as deals
from tests.opportunities import suggested
from tests.opportunities.test_plainly import NO_STEP, ROLES, said, somebody

Moved = Fee | Suggestion | OverlapSession
EachStatus = Callable[[Scene], Awaitable[Mapping[StrEnum, Moved]]]
FEE = {
    Role.SALES: "ACCRUED APPROVED, ACCRUED HELD, ACCRUED REVERSED, HELD ACCRUED, HELD REVERSED, APPROVED HELD,"
    " APPROVED REVERSED, APPROVED PAID",
    Role.SYSTEM: "ACCRUED HELD, APPROVED HELD, HELD ACCRUED, REVERSED ACCRUED",
}
_DECIDES = "OPEN TAKEN, OPEN DISMISSED"
SUGGESTION = dict.fromkeys((Role.PARTNER_ADMIN, Role.RELATIONSHIP_MANAGER, Role.SALES), _DECIDES) | {
    Role.SYSTEM: "DISMISSED OPEN, OPEN ENDED, ENDED OPEN",
}
_SIDE = (
    "PROPOSED AGREED, AGREED SENT, SENT ANSWERED, PROPOSED CANCELLED, AGREED CANCELLED, SENT CANCELLED,"
    " ANSWERED CANCELLED, COUNTED CANCELLED"
)
OVERLAP = {
    Role.PARTNER_ADMIN: _SIDE.removeprefix("PROPOSED AGREED, "),
    Role.RELATIONSHIP_MANAGER: _SIDE,
    Role.SALES: _SIDE,
    Role.SYSTEM: "AGREED SENT, SENT ANSWERED, ANSWERED COUNTED, ANSWERED REVEALED, COUNTED REVEALED, PROPOSED EXPIRED,"
    " AGREED EXPIRED, SENT EXPIRED, ANSWERED EXPIRED, COUNTED EXPIRED",
}
"""The partner has proposed: only the company may agree."""
REFUSED = (NO_STEP, "permission denied", "agreed to by the other side")


async def fees(scene: Scene) -> dict[StrEnum, Moved]:
    company, by = await scene.make.company(), making.schedule(scene.partner, product="GTX-PRO")
    await scene.make.add(by)
    sales = {each: deals.opportunity(scene.partner, company, status=OpportunityStatus.WON) for each in FeeStatus}
    await scene.make.add(*sales.values())
    return {each: making.fee(sale, by, company, status=each) for each, sale in sales.items()}


async def suggestions(scene: Scene) -> dict[StrEnum, Moved]:
    sale, customer, product = await scene.won(), deals.customer("Hopf AG"), deals.product("P")
    await scene.make.add(customer)
    codes = {each: deals.product(f"{product.code}-{each}") for each in SuggestionStatus}
    await scene.make.add(*codes.values())
    return {
        each: suggested.suggestion(sale, customer.place, product=codes[each].code, status=each)
        for each in SuggestionStatus
    }


async def sessions(scene: Scene) -> dict[StrEnum, Moved]:
    company = await scene.make.company()
    return {each: deals.overlap(scene.partner, company, status=each) for each in OverlapStatus}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    ("each_status", "table"),
    [(fees, FEE), (suggestions, SUGGESTION), (sessions, OVERLAP)],
    ids=["fee", "suggestion", "overlap"],
)
async def test_each_login_moves_it_from_and_to_what_the_table_says(
    scene: Scene, each_status: EachStatus, table: Mapping[Role, str], role: Role
) -> None:
    made = await each_status(scene)
    await scene.make.add(*made.values())
    pairs = [(source, target) for source in made for target in made if source is not target]
    name = next(iter(made.values())).__tablename__
    statement = f"UPDATE {name} SET status = :to WHERE id = :id"
    actor = await somebody(scene, role)
    found = await said(scene, actor, *((statement, {"to": to.value, "id": made[of].id}) for of, to in pairs))
    assert "nothing" not in found
    assert moved(pairs, found) == {pair for pair in table.get(role, "").split(", ") if pair}


def moved(pairs: Iterable[tuple[StrEnum, StrEnum]], found: list[str]) -> set[str]:
    """What was not refused as no step: what else a row must be is another matter."""
    return {
        f"{of} {to}" for (of, to), each in zip(pairs, found, strict=True) if not any(words in each for words in REFUSED)
    }
