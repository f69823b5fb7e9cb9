"""A conflict on the page of a registration: the facts stand before the forms, and that of a rejection is filled in."""

import re
from itertools import pairwise
from typing import Any

import pytest

from tests.frontend.test_opportunities import action, one, own, shown
from tests.frontend.world import World, browser

BUDGET = 46_080
FILED, BEFORE = "2026-11-20T10:00:00.000Z", "2026-10-02T10:00:00.000Z"
CUSTOMER = {"country": "DE", "domain": "hartmann.example", "lei": "", "vatNumber": "", "registerNumber": ""}


def verdict(rule: str, answer: str, **fact: Any) -> dict[str, Any]:
    days = dict.fromkeys(("filedOn", "earliestOn", "wonOn", "directOpenedOn", "directActiveOn"))
    return {"rule": rule, "answer": answer, **days, "free": [], **fact}


VERDICTS = [
    verdict("EARLIEST_FILING", "NO", filedOn="2026-11-20", earliestOn="2026-10-02"),
    verdict("INCUMBENT", "YES", wonOn="2025-03-01"), verdict("TERRITORY", "NOT_APPLICABLE"),
    verdict("AUTHORISATION", "YES"), verdict("SPLIT", "NO"),
]  # fmt: skip
PRO, MG = {"code": "GTX-PRO", "name": "GTX Pro"}, {"code": "MG", "name": "MG"}
OTHER = {
    "id": "opp_2", "number": "O-2", "status": "PROTECTED", "products": ["GTX-PRO", "MG"], "regions": ["DE"],
    "soldProducts": [PRO, MG],
    "customer": {**CUSTOMER, "name": "Hartmann AG"}, "filedAt": BEFORE, "protection": {"until": FILED},
    "partner": {"name": "Northgate"}, "estimate": {"amount": "48000.00", "currency": "EUR"},
    "companyOwner": {"name": "Miriam"}, "partnerOwner": None,
}  # fmt: skip
DEAL = {
    "id": "dir_1", "number": "D-1", "status": "OPEN", "products": ["GTX-PRO"], "regions": ["DE-BY"],
    "soldProducts": [PRO],
    "customer": {**CUSTOMER, "name": "Hartmann AG"}, "openedAt": BEFORE, "lapsesAt": FILED,
    "estimate": {"amount": "48000.00", "currency": "EUR"}, "owner": {"name": "Samuel"},
}  # fmt: skip
EARLIER = {"code": "EARLIER_REGISTRATION", "olderRightOn": "2026-10-02"}
DIRECT = {"code": "ACTIVE_DIRECT_DEAL", "olderRightOn": "2026-10-02"}
ABROAD = {"code": "OUTSIDE_TERRITORY", "olderRightOn": None}


def rival(**more: Any) -> dict[str, Any]:
    return {
        "filedOn": "2026-10-02", "heldAs": "PROTECTED", "soldProducts": [PRO], "regions": ["DE-BY"],
        "opportunity": None, "directDeal": None, **more,
    }  # fmt: skip


def conflict(*rivals: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "outcome": None, "advice": "REJECT", "spokenBy": "EARLIEST_FILING", "rejection": EARLIER,
        "verdicts": VERDICTS, "rivals": [*rivals], **more,
    }  # fmt: skip


def in_conflict(*rivals: dict[str, Any], **more: Any) -> World:
    world = one(
        action("REJECT"), action("SPLIT"), side="HOST", status="CONFLICT", filedAt=FILED, waitingOn=["HOST"],
        customer={**CUSTOMER, "name": "Hartmann Werke"}, products=["GTX-PRO"], regions=["DE-BY"],
        soldProducts=[PRO], conflict=conflict(*rivals, **more),
    )  # fmt: skip
    world.answers["CustomerMatches.matches"] = []
    return world


def rejects(html: str) -> tuple[str, str]:
    """The code and the day with which the form begins."""
    (form,) = [each for each in own(html) if each.operation == "OpportunityReject"]
    values = dict(form.values)
    return values["code"], values["olderRightOn"]


async def test_the_facts_of_a_conflict_with_a_registration_stand_before_the_forms_that_decide_it() -> None:
    html, said = await shown(in_conflict(rival(opportunity=OTHER)))
    assert html.index('id="conflict"') < html.index('id="REJECT"') < html.index('id="SPLIT"')
    advised = "The rules advise rejecting the registration: someone else registered earlier."
    order = (
        advised, "Deciding rule: Registered first", "O-2 Northgate", "overlap GTX Pro (GTX-PRO) · Germany (DE-BY)",
        "This registration", "Older right", "Hartmann Werke (Germany)", "Hartmann AG (Germany)", "€48,000.00", "Miriam",
        "Registered first decides", "The partner can read the reason and dispute it.",
    )  # fmt: skip
    places = [said.index(words) for words in order]
    assert places == sorted(places)
    assert "Domain equal" in said
    assert "Products overlap GTX Pro (GTX-PRO) GTX Pro (GTX-PRO) · MG" in said
    assert rejects(html) == ("EARLIER_REGISTRATION", "2026-10-02")


async def test_what_is_free_is_told_by_the_names_of_its_products_and_regions() -> None:
    free = [verdict("SPLIT", "YES", free=["GTX-PRO FR", "MG DE-BY", "OLD-1 AT"])]
    _, said = await shown(in_conflict(rival(opportunity=OTHER), verdicts=free))
    assert "GTX Pro (GTX-PRO) – France · MG – Germany (DE-BY) · OLD-1 – Austria" in said


async def test_a_conflict_with_a_direct_deal_is_rejected_for_it() -> None:
    html, said = await shown(in_conflict(rival(directDeal=DEAL), rejection=DIRECT))
    assert html.index('id="conflict"') < html.index('id="REJECT"')
    assert "the company was already working on the deal." in said
    assert "D-1 Direct deal of the company" in said
    assert "Countries or regions equal Germany (DE-BY) Germany (DE-BY)" in said
    assert "Samuel" in said
    assert rejects(html) == ("ACTIVE_DIRECT_DEAL", "2026-10-02")


@pytest.mark.parametrize(("rejection", "wanted"), [(ABROAD, ("OUTSIDE_TERRITORY", "")), (None, ("", ""))])
async def test_what_no_rule_says_is_left_to_whoever_decides(rejection: Any, wanted: tuple[str, str]) -> None:
    html, _ = await shown(in_conflict(rival(opportunity=OTHER), rejection=rejection))
    assert rejects(html) == wanted


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ({}, ("EARLIER_REGISTRATION", "2026-10-02")),
        ({"code": "OUTSIDE_TERRITORY"}, ("OUTSIDE_TERRITORY", None)),
        ({"code": "EXISTING_CUSTOMER_SAME_SCOPE", "olderRightOn": "2026-09-01"}, (
            "EXISTING_CUSTOMER_SAME_SCOPE", "2026-09-01")),
        ({"olderRightOn": "2026-09-01"}, ("EARLIER_REGISTRATION", "2026-09-01")),
        ({"code": "OUTSIDE_TERRITORY", "opened": "none"}, ("OUTSIDE_TERRITORY", "2026-10-02")),
    ],
)  # fmt: skip
async def test_the_day_that_was_filled_in_is_sent_with_its_own_reason_alone(
    typed: dict[str, str], wanted: tuple[str, str | None]
) -> None:
    world = in_conflict(rival(opportunity=OTHER))
    html, _ = await shown(world)
    (form,) = [each for each in own(html) if each.operation == "OpportunityReject"]
    async with browser(world) as client:
        await client.post("/opportunities/opp_1", data={**dict(form.values), **typed})
    (sent,) = [each["variables"]["input"] for each in world.asked if "input" in each["variables"]]
    assert (sent["code"], sent.get("olderRightOn")) == wanted


async def test_each_answer_is_a_picture_and_a_word_with_its_fact() -> None:
    html, said = await shown(in_conflict(rival(opportunity=OTHER)))
    told = (
        "No This one: 20 Nov 2026 . Earliest: 2 Oct 2026 .", "Yes Sold on 1 Mar 2025 .",
        "Does not apply No territory is agreed with the partner.", "Yes A contract in force covers every product.",
        "No No part is free.",
    )  # fmt: skip
    for words in told:
        assert words in said
    table = html[html.index("The rules count days in UTC.") :]
    for picture, times in (("check", 2), ("cross", 2), ("dash", 1)):
        assert table[: table.index("</table>")].count(f"#{picture}") == times


async def test_what_stands_beside_it_is_not_listed_among_the_matches_again() -> None:
    world = in_conflict(rival(opportunity=OTHER))
    registered = [
        {"opportunityId": each, "number": number, "partnerName": "Northgate", "status": "WON", "filedAt": BEFORE}
        for each, number in (("opp_2", "O-2"), ("opp_3", "O-3"))
    ]
    match = {
        "name": "Hartmann AG", "country": "DE", "answer": "SAME", "by": "DOMAIN", "likeness": "0.90", "evidence": [],
    }  # fmt: skip
    world.answers["CustomerMatches.matches"] = [
        {**match, "registrations": registered[:1]}, {**match, "registrations": registered}
    ]  # fmt: skip
    html, _ = await shown(world)
    matches = html[html.index('id="matches"') :]
    assert matches.count("/opportunities/opp_2") == 0
    assert matches.count("/opportunities/opp_3") == 1
    assert matches.count('<details class="fold" open>') == 1


async def test_a_conflict_that_is_decided_stands_behind_what_can_be_done_still() -> None:
    decided = conflict(rival(opportunity=OTHER), outcome="AWARDED", decidedBy="Samuel", decidedAt=FILED)
    html, said = await shown(one(action("LOSE"), side="HOST", status="PROTECTED", conflict=decided))
    assert html.index('id="LOSE"') < html.index('id="conflict"')
    assert "Everything awarded · Samuel" in said


@pytest.mark.parametrize("fill", ["full", "long", "null"])
@pytest.mark.parametrize("many", [0, 1, 3, 30])
async def test_a_conflict_with_many_stands_odd_answers_and_keeps_to_its_budget(fill: str, many: int) -> None:
    rivals = [rival(opportunity=OTHER), rival(directDeal=DEAL), rival(), *[rival(opportunity=OTHER)] * 30]
    world = in_conflict(*rivals[:many])
    world.fill = fill
    html, _ = await shown(world)
    if fill != "long":  # each word of it is as long as nobody writes
        assert len(html.encode()) <= BUDGET
    bare = dict.fromkeys(("filedAt", "protection", "partner", "companyOwner", "partnerOwner"))
    world.answers["Opportunity.conflict"] = conflict(
        rival(opportunity={**OTHER, **bare}), rival(directDeal={**DEAL, "owner": None}), rejection=None
    )
    await shown(world)


@pytest.mark.parametrize("came", [None, BEFORE, "2026-11-29T10:00:00.000Z"])
async def test_the_earlier_of_two_is_marked_where_both_came_in(came: str | None) -> None:
    _, said = await shown(in_conflict(rival(opportunity={**OTHER, "filedAt": came}, heldAs="HELD")))
    row = said[said.index("Received") : said.index("When the conflict was found")]
    assert row.count("earlier") == (came is not None)
    assert ("Older right" in said) is (came == BEFORE)
    assert ("Other registration" in said) is (came != BEFORE)


async def test_the_headings_of_a_conflict_follow_each_other() -> None:
    html, _ = await shown(in_conflict(rival(opportunity=OTHER), rival(directDeal=DEAL)))
    levels = [int(level) for level in re.findall(r"<h([1-6])", html)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@pytest.mark.parametrize(
    ("path", "kind", "steps"),
    [
        ("/opportunities/opp_1", "Opportunity", ("REJECT", "LOSE")), ("/fees/fee_1", "Fee", ("HOLD", "APPROVE")),
        ("/direct-deals/dir_1", "DirectDeal", ("TOUCH", "WIN", "LOSE")),
        ("/obligations/obl_1", "Obligation", ("AGREE", "WITHDRAW")),
        ("/boundaries/bnd_1", "Boundary", ("OVERRIDE", "WITHDRAW")),
    ],
)  # fmt: skip
async def test_a_card_whose_form_is_not_printed_is_not_printed_either(
    path: str, kind: str, steps: tuple[str, ...]
) -> None:
    world = World(side="HOST", answers={f"{kind}.availableActions": [action(name) for name in steps]})
    html, _ = await shown(world, path)
    cards = re.findall(rf'<(?:section|details) [^>]*(?:id|labelledby)="(?:{"|".join(steps)})"', html)
    assert len(cards) == len(steps)
    assert [each for each in cards if "no-print" not in each] == []
