"""Opportunities found by words: number, customer as typed, product, reference, partner; a rival's are nobody's find."""

import unicodedata
from typing import Any

import pytest
import pytest_asyncio

from portal.access import Role, Side
from portal.database.pools import Database
from portal.opportunities.rules.statuses import OpportunityStatus
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.asking import Floor, floor

LIST = """query ($text: String) { opportunities(filter: { text: $text }) {
  totalCount nodes { number customer { name } partner { name } } } }"""
ADMIN, MANAGER, SALES = Role.PARTNER_ADMIN, Role.RELATIONSHIP_MANAGER, Role.SALES
OWN = "Müller & Søn Gießerei GmbH"
RIVALS = "Müller Rivalenwerk"


@pytest_asyncio.fixture(loop_scope="session", name="desk")
async def with_deals(database: Database, make_committed: Make) -> Floor:
    desk = await floor(database, make_committed)
    rival = await desk.make.partner(name="Rivage Distribution")
    await desk.make.add(
        making.product("GTX-PRO", name="Größenmesser Pro"),
        making.opportunity(
            desk.partner, desk.company, number="O-2026-0000A1", customer_name=OWN, customer_domain="muller-son.example",
            external_id="CRM 4711",
        ),
        making.opportunity(
            rival, desk.company, number="O-2026-0000B2", customer_name=RIVALS, external_id="CRM 9999",
            products=["MG-SPECIAL"],
        ),
        making.opportunity(
            desk.partner, desk.company, number="O-2026-0000C3", author=Side.HOST, status=OpportunityStatus.DRAFT,
            customer_name="Müller drafted by the company",
        ),
    )  # fmt: skip
    await desk.make.session.commit()
    return desk


async def found(desk: Floor, who: Any, text: str) -> list[str]:
    listed = (await desk.ask(who, LIST, text=text))["opportunities"]
    names = [each["customer"]["name"] for each in listed["nodes"]]
    assert len(names) == listed["totalCount"]
    return names


@pytest.mark.parametrize(
    "text",
    ["0000a1", "O-2026-0000A1", "muller", "MÜLLER giesserei", unicodedata.normalize("NFD", "Müller"), "søn", "son",
     "muller-son.example", "crm 4711", "gtx-pro muller", "Grossenmesser", "northgate muller", "", "  "],
)  # fmt: skip
async def test_a_partner_finds_its_own_by_what_stands_on_it(desk: Floor, text: str) -> None:
    assert await found(desk, ADMIN, text) == [OWN]


@pytest.mark.parametrize(
    "text", ["rivalenwerk", "0000B2", "9999", "mg-special", "rivage", "drafted", "0000C3", "muller zinc"]
)
async def test_a_partner_and_its_manager_find_nothing_of_a_rival_nor_what_the_company_keeps(
    desk: Floor, text: str
) -> None:
    assert await found(desk, ADMIN, text) == []
    if "drafted" not in text and "0000C3" not in text:
        assert await found(desk, MANAGER, text) == []


async def test_the_company_finds_those_of_each_partner_as_its_roles_see_them(desk: Floor) -> None:
    drafted = "Müller drafted by the company"
    assert sorted(await found(desk, SALES, "muller")) == sorted([OWN, RIVALS, drafted])
    assert await found(desk, SALES, "rivage") == [RIVALS]
    assert sorted(await found(desk, MANAGER, "muller")) == sorted([OWN, drafted])


async def test_what_is_renamed_is_found_by_its_new_name_alone(desk: Floor) -> None:
    draft = making.opportunity(desk.partner, desk.company, status=OpportunityStatus.DRAFT, customer_name="Old Mill")
    await desk.make.add(draft)
    await desk.make.session.commit()
    assert await found(desk, ADMIN, "old mill") == ["Old Mill"]
    connection = await desk.make.session.connection()
    await connection.exec_driver_sql(
        "UPDATE opportunity SET customer_name = 'New Mill' WHERE customer_name = 'Old Mill'"
    )
    await desk.make.session.commit()
    assert await found(desk, ADMIN, "old mill") == []
    assert await found(desk, ADMIN, "new mill") == ["New Mill"]
