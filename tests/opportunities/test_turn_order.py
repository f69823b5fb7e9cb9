"""A partner's list begins with what it has to do: then what the company has to do, then what is over."""

from datetime import timedelta

import pytest
import pytest_asyncio

from portal.access import Role
from portal.database.pools import Database
from portal.opportunities.rules.statuses import OpportunityStatus
from tests.make import Make
from tests.moment import NOW
from tests.opportunities import making
from tests.opportunities.asking import Floor, floor

LIST = """query ($first: Int, $after: String) {
  opportunities(first: $first, after: $after, orderBy: { field: TURN, direction: ASC }) {
    nodes { customer { name } } pageInfo { hasNextPage endCursor } } }"""
S = OpportunityStatus
DAY = timedelta(days=1)
PARTNERS = ["offered", "asked", "ends in May", "ends in June", "extension", "undecided", "conflict", "lost", "won"]
COMPANYS = ["extension", "ends in June", "undecided", "offered", "conflict", "asked", "ends in May"]


@pytest_asyncio.fixture(loop_scope="session", name="desk")
async def with_deals(database: Database, make_committed: Make) -> Floor:
    desk = await floor(database, make_committed)
    asked = {"extension_asked_at": NOW, "extension_by": NOW + DAY, "due_at": NOW + DAY}
    made = {
        # The clock looks at this one first, but the partner has time until June.
        "ends in June": {"status": S.PROTECTED, "due_at": NOW + 1.5 * DAY, "ends_at": NOW + 90 * DAY},
        "won": {"status": S.WON, "created_at": NOW - 3 * DAY},
        "undecided": {"status": S.SUBMITTED, "due_at": NOW + 2 * DAY},
        "ends in May": {"status": S.PROTECTED, "due_at": NOW + 50 * DAY, "ends_at": NOW + 60 * DAY},
        "conflict": {"status": S.CONFLICT, "due_at": NOW + 7 * DAY},
        "asked": {"status": S.INFO_REQUESTED, "due_at": NOW + 9 * DAY},
        "extension": {"status": S.PROTECTED, "ends_at": NOW + 3 * DAY, **asked},
        "lost": {"status": S.LOST, "created_at": NOW - 2 * DAY},
        "offered": {"status": S.OFFERED, "due_at": NOW + 4 * DAY},
    }  # fmt: skip
    await desk.make.add(*(
        making.opportunity(desk.partner, desk.company, customer_name=name, **columns)
        for name, columns in made.items()
    ))  # fmt: skip
    await desk.make.session.commit()
    return desk


@pytest.mark.parametrize(
    ("who", "wanted"),
    [(Role.PARTNER_ADMIN, PARTNERS), (Role.RELATIONSHIP_MANAGER, COMPANYS), (Role.AUDITOR, COMPANYS)],
)
async def test_what_one_has_to_do_comes_first_by_its_day(desk: Floor, who: Role, wanted: list[str]) -> None:
    listed = (await desk.ask(who, LIST))["opportunities"]
    assert [each["customer"]["name"] for each in listed["nodes"]][: len(wanted)] == wanted


@pytest.mark.parametrize("size", [1, 2, 4])
async def test_it_is_the_same_page_by_page(desk: Floor, size: int) -> None:
    found, cursor = [], None
    for _ in range(len(PARTNERS)):
        page = (await desk.ask(Role.PARTNER_ADMIN, LIST, first=size, after=cursor))["opportunities"]
        found += [each["customer"]["name"] for each in page["nodes"]]
        cursor = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert found == PARTNERS
