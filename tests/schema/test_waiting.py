"""What waits: one list of every room, by date, told apart by who has the next step."""

import json
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from portal import ids, turns
from portal.access import Role, Side
from portal.contracts.rules import RoundStatus, Status
from portal.partners.membership import AuthorityStatus
from portal.partners.models import Membership, Organisation, SigningAuthority
from portal.partners.rules import AccountStatus, MembershipStatus
from portal.rooms import TURNS
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.make import NOW, Make

ASKED = """query ($on: WaitingOn!, $first: Int, $after: String) { waiting(on: $on, first: $first, after: $after) {
  nodes { title number waitingOn dueAt standing otherwise partner { name } subject { __typename id }
    next { name allowed roles blockedBy { code } } }
  totalCount pageInfo { hasNextPage endCursor }
} }"""
DAY = timedelta(days=1)
HOST, PARTNER = frozenset({Side.HOST}), frozenset({Side.PARTNER})


async def waits(visitor: Visitor, on: str) -> list[dict[str, Any]]:
    nodes: list[dict[str, Any]] = (await visitor.ask(ASKED, on=on))["waiting"]["nodes"]
    return nodes


async def titles(visitor: Visitor, on: str) -> list[str]:
    return [each["title"] for each in await waits(visitor, on)]


def proposed(member: Membership, **columns: Any) -> SigningAuthority:
    values: dict[str, Any] = {
        "partner_id": member.partner_id, "id": ids.new(), "membership_id": member.id, "kinds": [],
        "valid_from": NOW.date(), "status": AuthorityStatus.PROPOSED, "version": 1, "granted_by": ids.new(),
        "granted_by_name": "Robin", "granted_at": NOW, "updated_at": NOW,
        "waiting_on": frozenset({member.side, Side.HOST}),
    }  # fmt: skip
    return SigningAuthority(**{**values, **columns})


async def negotiated(make: Make, partner: Organisation, title: str, waiting: Side, due_at: datetime) -> Any:
    return await make.contract(
        status=Status.IN_NEGOTIATION, partner=partner, round_status=RoundStatus.DRAFTING, pen=waiting, title=title,
        waiting_on=frozenset({waiting}), due_at=due_at,
    )  # fmt: skip


async def test_what_waits_comes_from_every_room_by_date_with_what_one_can_do(
    make_committed: Make, enter: Enter
) -> None:
    make = make_committed
    applicant = await make.partner(
        name="Altmarkt", status=AccountStatus.APPLIED, waiting_on=HOST, due_at=NOW + 2 * DAY, invited_by=ids.new()
    )
    partner = await make.partner(name="Northgate")
    peter = await make.member(partner, name="Peter")
    await make.contract(
        status=Status.IN_REVIEW, partner=partner, title="Castings", number="CTR-1", waiting_on=HOST, due_at=NOW + DAY
    )
    await make.contract(
        status=Status.OUT_FOR_SIGNATURE, partner=partner, title="Tooling", waiting_on=frozenset(Side),
        due_at=NOW + 3 * DAY,
    )  # fmt: skip
    await negotiated(make, partner, "Lenses", Side.PARTNER, NOW + 4 * DAY)
    await make.add(proposed(peter))
    await make.member(applicant, name="Invited", status=MembershipStatus.INVITED, person_id=None, waiting_on=PARTNER)
    (lena,) = await enter(await make.member(roles={Role.LEGAL}))

    mine = await waits(lena, "ME")
    assert [(each["title"], each["subject"]["__typename"]) for each in mine] == [
        ("Castings", "Contract"), ("Altmarkt", "Partner"), ("Peter", "SigningAuthority"),
    ]  # fmt: skip
    assert mine[0] | {"subject": None, "dueAt": None, "next": None} == {
        "title": "Castings", "number": "CTR-1", "waitingOn": ["HOST"], "dueAt": None, "subject": None, "next": None,
        "standing": "The contract is in the company's review.",
        "otherwise": "Otherwise the head of legal takes it over.",
        "partner": {"name": "Northgate"},
    }  # fmt: skip
    assert [(each["name"], each["allowed"]) for each in mine[0]["next"]] == [
        ("PUBLISH", True),
        ("REQUEST_CHANGES", True),
    ]
    assert [(each["name"], each["allowed"]) for each in mine[2]["next"]] == [("ACCEPT", True), ("REFUSE", True)]
    assert await titles(lena, "MY_SIDE") == ["Tooling"]
    assert await titles(lena, "OTHER_SIDE") == ["Tooling", "Lenses", "Invited", "Peter"]


async def test_each_side_sees_of_its_own_world_what_waits_for_it(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    ours, theirs = await make.partner(), await make.partner()
    for partner, title in ((ours, "Ours"), (theirs, "Theirs")):
        await negotiated(make, partner, title, Side.PARTNER, NOW + DAY)
        await negotiated(make, partner, f"{title}, the company's turn", Side.HOST, NOW + DAY)
    await make.contract(status=Status.DRAFT, partner=ours, title="A secret", waiting_on=HOST)
    await make.member(name="New at the company", status=MembershipStatus.INVITED, person_id=None, waiting_on=HOST)
    await make.member(ours, name="New with us", status=MembershipStatus.INVITED, person_id=None, waiting_on=PARTNER)
    paula, vera = await enter(
        await make.member(ours), await make.member(ours, roles={Role.PARTNER_VIEWER}, name="Vera")
    )
    assert await titles(paula, "ME") == ["Ours"]
    assert await titles(paula, "MY_SIDE") == ["New with us"]
    assert await titles(paula, "OTHER_SIDE") == ["Ours, the company's turn"]
    assert await titles(vera, "ME") == []
    (first, _) = await waits(vera, "MY_SIDE")
    assert first["title"] == "Ours"
    assert {(each["name"], each["allowed"]) for each in first["next"]} == {
        ("EDIT_ROUND", False),
        ("SUBMIT_ROUND", False),
    }
    assert first["next"][0]["roles"] == ["PARTNER_ADMIN", "PARTNER_MEMBER"]


async def test_a_relationship_manager_sees_what_waits_at_their_own_partners(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    mina = await make.member(roles={Role.RELATIONSHIP_MANAGER})
    hers = await make.partner(manager=mina)
    for partner, title in ((hers, "Hers"), (await make.partner(), "Another's")):
        await make.contract(status=Status.AGREED, partner=partner, title=title, waiting_on=HOST, due_at=NOW + DAY)
    (visitor,) = await enter(mina)
    assert await titles(visitor, "ME") == ["Hers"]


async def test_who_proposed_an_authority_is_told_that_somebody_else_must_accept(
    make_committed: Make, enter: Enter
) -> None:
    make = make_committed
    partner = await make.partner()
    paula, peter = await make.member(partner), await make.member(partner, name="Peter", roles={Role.PARTNER_VIEWER})
    await make.add(proposed(peter, granted_by=paula.person_id))
    (visitor,) = await enter(paula)
    (found,) = await waits(visitor, "ME")
    assert (found["title"], found["standing"]) == (
        "Peter", "The signing authority is waiting for a second person to accept it.",
    )  # fmt: skip
    assert [each["allowed"] for each in found["next"]] == [False, False]


async def test_pages_put_together_are_the_whole_list_forward_and_by_size(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    partner = await make.partner()
    for number in range(4):
        await negotiated(make, partner, f"Contract {number}", Side.HOST, NOW + (number % 2) * DAY)
        await make.partner(
            name=f"Partner {number}", status=AccountStatus.APPLIED, waiting_on=HOST, due_at=NOW + (number % 3) * DAY
        )
        await make.add(proposed(await make.member(partner, name=f"Member {number}")))
    (lena,) = await enter(await make.member(roles={Role.LEGAL}))
    whole = (await lena.ask(ASKED, on="ME", first=100))["waiting"]
    assert whole["totalCount"] == len(whole["nodes"]) == 12
    dates = [each["dueAt"] or "9999" for each in whole["nodes"]]
    assert all(one <= other for one, other in pairwise(dates))
    found, cursor = list[Any](), None
    while True:
        page = (await lena.ask(ASKED, on="ME", first=5, after=cursor))["waiting"]
        found += page["nodes"]
        if not page["pageInfo"]["hasNextPage"]:
            break
        cursor = page["pageInfo"]["endCursor"]
    assert found == whole["nodes"]


async def test_a_turn_is_told_in_the_readers_language(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    partner = await make.partner()
    await negotiated(make, partner, "Lenses", Side.HOST, NOW)
    (lena,) = await enter(await make.member(roles={Role.LEGAL}))
    body = {"query": ASKED, "variables": {"on": "ME"}}
    answer = await lena.client.post("/graphql", json=body, headers={"accept-language": "bg"})
    (found,) = json.loads(answer.text)["data"]["waiting"]["nodes"]
    assert found["otherwise"] == "В противен случай правото на редакция преминава към другата страна."


STEPS = sorted({(prefix, name) for prefix, steps in turns.STEPS.items() for name in steps.onward})


@pytest.mark.parametrize(("prefix", "name"), STEPS)
def test_every_step_that_leads_on_stands_in_one_of_the_records_tables(prefix: str, name: str) -> None:
    steps = turns.STEPS[prefix]
    held = [turns.roles_onward(life, status, (name,)) for life in steps.lives for status in life.statuses]
    assert any(held)


NOBODY = {("ComplianceDocument", "ACCEPTED"), ("Dispute", "SETTLED")}
"""Where nobody is waited for until the date."""
WAITING = [
    (subject.prefix, life.name, status)
    for subject in TURNS
    for life in turns.STEPS[subject.prefix].lives
    for status, deadline in life.deadlines.items()
    if deadline.step and not deadline.elsewhere and (life.name, status.value) not in NOBODY
]


@pytest.mark.parametrize(("prefix", "life", "status"), WAITING, ids=str)
def test_whoever_is_waited_for_by_a_date_is_told_what_happens_otherwise(prefix: str, life: str, status: Any) -> None:
    values = {"record_type": prefix, "facts": {f"{each.name} at": None for each in turns.STEPS[prefix].lives}}
    said = turns.standing({**values, "facts": values["facts"] | {f"{life} at": status.value}})  # type: ignore[operator]
    assert said is not None
    assert said[1] is not None
