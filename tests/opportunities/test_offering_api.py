"""Leads through the API: which partner is the best free one, by one statement; the offer; and who may do neither."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import event, func, select, update

from portal import clock
from portal.access import GRANTS, Permission, Role
from portal.contracts.rules import Kind, Status
from portal.database.pools import Database
from portal.opportunities import operations
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import Customer
from portal.opportunities.rules.statuses import OpportunityStatus
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus
from tests.boundaries.making import CHANNEL, EXCLUSIVITY, TERRITORY, boundary
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.asking import PEOPLE, PROGRAM, Floor, floor
from tests.opportunities.desk import SECRET, Desk, deal, everybody, registered

S = OpportunityStatus
MATCHES = """query ($input: OpportunityMatchInput!) { opportunityMatches(input: $input) { compared order
  matches { partnerId partnerName isAllowed isFree contracts won openDeals openOffers offered declined
    reasons { aspect sentence isObstacle } } userErrors { code message path } } }"""
OFFER = """mutation ($input: OpportunityOfferLeadInput!) { opportunityOfferLead(input: $input) {
  opportunity { id number status author source partner { name } turn { sides dueAt } }
  userErrors { code message path } } }"""
LEAD = {"customer": {"name": "Hartmann Werke GmbH", "country": "DE"}, "products": ["GTX-PRO"], "regions": ["DE"]}


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    return await everybody(database, make_committed)


async def found(desk: Desk, who: str = "sales", **more: Any) -> Any:
    return (await desk.ask(who, MATCHES, input=LEAD | more))["opportunityMatches"]


async def named(desk: Desk, who: str = "sales", **more: Any) -> dict[str, Any]:
    return {each["partnerName"]: each for each in (await found(desk, who, **more))["matches"]}


async def partner(make: Make, name: str) -> Organisation:
    got: Organisation | None = await make.session.scalar(select(Organisation).where(Organisation.name == name))
    assert got is not None
    return got


def obstacles(match: Any) -> list[str]:
    return [each["sentence"] for each in match["reasons"] if each["isObstacle"]]


async def test_the_facts_of_each_partner_are_counted_and_the_best_stands_first(
    desk: Desk, make_committed: Make
) -> None:
    make, company = make_committed, await make_committed.company()
    ours, theirs = await partner(make, "Northgate"), await partner(make, SECRET)
    now = clock.now()
    await make.contract(partner=theirs, status=Status.ACTIVE, kind=Kind.RESELLER, number="C-7")
    await make.contract(partner=theirs, status=Status.DRAFT, kind=Kind.DISTRIBUTION, number="C-8")
    await make.contract(partner=theirs, status=Status.ACTIVE, kind=Kind.SUPPLY, number="C-9")
    other = {"customer_name": "Other", "customer_keys": ["NAME:DE other"]}
    won = {"status": S.WON, "won_on": now.date(), **other}
    await make.add(
        making.opportunity(theirs, company, **won), making.opportunity(theirs, company, **won, products=["OTHER"]),
        making.opportunity(theirs, company, **won | {"won_on": (now - timedelta(days=800)).date()}),
        making.opportunity(theirs, company, status=S.SUBMITTED, **other),
        making.opportunity(theirs, company, status=S.OFFERED, due_at=now, shown_at=now, **other),
        making.opportunity(theirs, company, status=S.DECLINED, shown_at=now, **other),
        making.opportunity(theirs, company, status=S.DECLINED, shown_at=now - timedelta(days=800), **other),
        making.opportunity(theirs, company, status=S.DRAFT, **other),
    )  # fmt: skip
    await make.session.commit()
    told = await found(desk)
    assert (told["userErrors"], told["compared"]) == ([], 2)
    first, second = told["matches"]
    assert (first["partnerName"], second["partnerName"]) == (SECRET, ours.name)
    assert (first["isAllowed"], first["isFree"], first["contracts"]) == (True, True, ["C-7"])
    counted = ("won", "openDeals", "openOffers", "offered", "declined")
    assert [first[each] for each in counted] == [1, 1, 1, 2, 1]
    assert [second[each] for each in counted] == [0, 0, 0, 0, 0]
    assert obstacles(second) == ["The partner has no reseller, distribution or framework contract in force."]
    assert len(told["order"]) == 5


async def test_only_partners_with_an_open_account_are_compared(desk: Desk, make_committed: Make) -> None:
    await make_committed.session.execute(
        update(Organisation).where(Organisation.name == SECRET).values(status=AccountStatus.OFFBOARDED)
    )
    await make_committed.session.commit()
    assert [*await named(desk)] == ["Northgate"]


async def test_boundaries_allow_and_forbid_as_they_would_the_offer(desk: Desk, make_committed: Make) -> None:
    make = make_committed
    ours, theirs = await partner(make, "Northgate"), await partner(make, SECRET)
    await make.add(boundary(ours, TERRITORY), boundary(theirs, CHANNEL))
    await make.session.commit()
    told = await named(desk, regions=["FR"])
    assert obstacles(told["Northgate"])[0] == "France is outside the partner's territory (Austria, Germany)."
    assert obstacles(told[SECRET])[0].startswith("Choose the channel")
    assert [each["isAllowed"] for each in told.values()] == [False, False]
    assert (await named(desk))["Northgate"]["isAllowed"]
    await _as_the_offer_says(desk, told, regions=["FR"])


async def test_what_a_contract_covers_is_told_by_names_that_are_the_same_in_the_refusal(
    desk: Desk, make_committed: Make
) -> None:
    ours = await partner(make_committed, "Northgate")
    await make_committed.add(
        making.product("MG", name="MG Special"), boundary(ours, replace(TERRITORY, products=("MG", "OLD-1")))
    )
    await make_committed.session.commit()
    told = await named(desk)
    assert obstacles(told["Northgate"])[0].startswith(
        "The partner's contracts cover only these products: MG Special (MG), OLD-1."
        " They do not cover GTX Pro (GTX-PRO)."
    )
    await _as_the_offer_says(desk, told)


async def _as_the_offer_says(desk: Desk, told: dict[str, Any], **more: Any) -> None:
    for each in told.values():
        said = await desk.does("sales", OFFER, **deal("Hartmann Werke GmbH", partnerId=each["partnerId"], **more))
        refused = [one["message"] for one in said["userErrors"]]
        assert bool(refused) is not each["isAllowed"], each["partnerName"]
        assert set(refused) <= set(obstacles(each))


async def test_what_one_partner_sells_alone_is_offered_to_no_other(desk: Desk, make_committed: Make) -> None:
    make = make_committed
    await make.add(boundary(await partner(make, SECRET), EXCLUSIVITY))
    await make.session.commit()
    told = await named(desk)
    assert told[SECRET]["isAllowed"]
    assert not told["Northgate"]["isAllowed"]
    assert obstacles(told["Northgate"])[0] == "The company has promised this scope exclusively to someone."
    await _as_the_offer_says(desk, told)
    assert (await named(desk, regions=["FR"]))["Northgate"]["isAllowed"]


async def test_another_s_protection_stands_in_the_way_and_one_s_own_refuses(desk: Desk) -> None:
    lei = "529900T8BM49AURSDO55"
    await registered(desk, "theirs", "Hartmann Werke GmbH", lei=lei)
    told = await named(desk, customer={"name": "Otherwise Called", "country": "DE", "lei": lei})
    assert (told["Northgate"]["isAllowed"], told["Northgate"]["isFree"]) == (True, False)
    assert obstacles(told["Northgate"])[0].startswith(f"{SECRET} registered the deal and is waiting for a decision: O-")
    assert (told[SECRET]["isAllowed"], told[SECRET]["isFree"]) == (False, True)
    assert obstacles(told[SECRET])[0].startswith("The partner already has the same deal: O-")
    elsewhere = await named(desk, regions=["FR"], customer={"name": "Hartmann Werke GmbH", "country": "DE"})
    assert [each["isFree"] for each in elsewhere.values()] == [True, True]


async def test_a_lead_that_is_offered_already_is_not_free_for_others(desk: Desk) -> None:
    first = await named(desk)
    given = deal("Hartmann Werke GmbH", partnerId=first[SECRET]["partnerId"])
    made = await desk.does("sales", OFFER, **given)
    assert made["userErrors"] == []
    told = await named(desk)
    number = made["opportunity"]["number"]
    assert obstacles(told["Northgate"])[0] == f"The deal is already offered to {SECRET}: {number}."
    assert (told["Northgate"]["isFree"], told[SECRET]["isAllowed"], told[SECRET]["openOffers"]) == (False, False, 1)


async def test_a_manager_compares_their_own_partners_and_knows_what_cannot_be_known(desk: Desk) -> None:
    await registered(desk, "theirs", "Hartmann Werke GmbH")
    told = await named(desk, "manager")
    assert [(name, each["isFree"]) for name, each in told.items()] == [("Northgate", None)]
    assert SECRET not in str(told)


async def test_a_partner_learns_nothing_of_it(desk: Desk) -> None:
    await registered(desk, "theirs", "Hartmann Werke GmbH")
    for who in ("ours", "member", "theirs"):
        told = await desk.ask(who, MATCHES, input=LEAD)
        assert (told["opportunityMatches"] or {"matches": None})["matches"] is None
        assert SECRET not in str(told)
        assert "Northgate" not in str(told)


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"products": []}, ["input", "products"]), ({"products": ["NO-SUCH"]}, ["input", "products"]),
        ({"regions": ["Germany"]}, ["input", "regions"]), ({"regions": []}, ["input", "regions"]),
        ({"customer": {"name": "Hartmann", "country": "DE", "lei": "1"}}, ["input", "customer", "lei"]),
        ({"first": 0}, ["input", "first"]), ({"first": 26}, ["input", "first"]),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_refused_with_its_place(desk: Desk, more: dict[str, Any], path: list[str]) -> None:
    told = await found(desk, **more)
    assert (told["matches"], [(each["code"], each["path"]) for each in told["userErrors"]]) == (
        None, [("INVALID", path)],
    )  # fmt: skip


async def test_all_of_it_is_one_statement_however_many_partners(desk: Desk, make_committed: Make) -> None:
    for at in range(12):
        await make_committed.partner(name=f"Partner {at:02}")
    await make_committed.session.commit()
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        said.append(statement)

    bound = make_committed.session.get_bind()
    event.listen(bound, "before_cursor_execute", note)
    try:
        matches = await operations.find_partners(
            make_committed.session, desk.callers["sales"].actor, customer=Customer(name="Hartmann", country="DE"),
            products=["GTX-PRO"], regions=["DE"], now=clock.now(),
        )  # fmt: skip
    finally:
        event.remove(bound, "before_cursor_execute", note)
    assert (len(matches.best), matches.compared, len(said)) == (10, 14, 1)


async def test_two_who_press_at_once_make_one_offer(desk: Desk, make_committed: Make) -> None:
    match = (await named(desk))["Northgate"]
    given = deal("Hartmann Werke GmbH", partnerId=match["partnerId"], idempotencyKey="pressed-twice-01")
    both = await asyncio.gather(*(desk.does("sales", OFFER, **given) for _ in range(2)))
    assert [each["userErrors"] for each in both] == [[], []]
    assert both[0] == both[1]
    made = both[0]["opportunity"]
    assert (made["status"], made["author"], made["source"], made["turn"]["sides"]) == (
        "OFFERED", "HOST", "OFFERED", ["PARTNER"],
    )  # fmt: skip
    assert await make_committed.session.scalar(select(func.count()).select_from(Opportunity)) == 1


async def test_who_is_refused_writes_nothing(desk: Desk, make_committed: Make) -> None:
    make = make_committed
    ours = await partner(make, "Northgate")
    await make.add(boundary(ours, TERRITORY))
    await make.session.commit()
    match = (await named(desk))["Northgate"]
    told = await desk.does("sales", OFFER, **deal("Hartmann", partnerId=match["partnerId"], regions=["FR"]))
    assert [(each["code"], each["path"]) for each in told["userErrors"]] == [("BLOCKED", ["input", "regions"])]
    assert await make.session.scalar(select(func.count()).select_from(Opportunity)) == 0


async def test_every_role_and_a_program_may_or_may_not(database: Database, make_committed: Make) -> None:
    at: Floor = await floor(database, make_committed)
    await make_committed.add(making.product())
    await make_committed.session.commit()
    for who in (*PEOPLE, PROGRAM):
        may = isinstance(who, Role) and Permission.OPPORTUNITY_OFFER in GRANTS[who]
        told = (await at.ask(who, MATCHES, input=LEAD))["opportunityMatches"]
        assert (told is not None and told["matches"] is not None) is may, who
        given = deal(f"Customer of {who}", partnerId=f"org_{at.partner.id.hex}")
        made = await at.does(who, "opportunityOfferLead", given)
        assert (made["userErrors"] == []) is may, who
    assert {who for who in PEOPLE if Permission.OPPORTUNITY_OFFER in GRANTS[who]} == {
        Role.SALES, Role.RELATIONSHIP_MANAGER,
    }  # fmt: skip
