"""The page of the pipeline: a currency at a time, months and stages with their lists, nothing for what is nothing."""

from typing import Any

import pytest

from frontend_stub.pages.opportunities import pipeline
from tests.frontend import markup
from tests.frontend.world import World, browser


def summed(number: int, amount: str, protected: int = 0, its: str = "0.00") -> dict[str, Any]:
    return {
        "number": number, "estimate": {"amount": amount}, "protected": protected, "protectedEstimate": {"amount": its},
    }  # fmt: skip


def month(day: str, *parts: Any) -> dict[str, Any]:
    return {"month": day, "sum": summed(*parts)}


EUR: dict[str, Any] = {
    "currency": "EUR", "whole": summed(6, "150000.00", 2, "60000.00"),
    "stages": [
        {"stage": "LEAD", "sum": summed(4, "50000.00")},
        {"stage": "PROPOSAL", "sum": summed(2, "100000.00", 2, "60000.00")},
    ],
    "months": [
        month("2026-09-01", 1, "1000.00"), month("2026-10-01", 1, "2000.00"),
        month("2026-12-01", 2, "60000.00", 2, "60000.00"), month("2028-01-01", 2, "87000.00"),
    ],
}  # fmt: skip
JPY = {
    "currency": "JPY",
    "whole": summed(1, "900000"),
    "stages": [],
    "months": [month("2026-11-01", 1, "900000", 0, "0")],
}


async def shown(path: str = pipeline.PATH, side: str = "HOST", *, found: Any = (EUR, JPY)) -> markup.Page:
    told = {"OpportunityPipeline.currencies": [*found]}
    async with browser(World(side=side, answers=told)) as client:
        answer = await client.get(path)
    page = markup.Page(answer.text)
    assert (answer.status_code, page.all_problems()) == (200, [])
    return page


def said(page: markup.Page) -> str:
    return " ".join(" ".join(page.text).split())


async def test_one_currency_is_shown_and_the_others_lead_to_themselves() -> None:
    page = await shown()
    assert "By stage, in EUR" in said(page)
    assert f"{pipeline.PATH}?currency=JPY" in page.links
    other = await shown(f"{pipeline.PATH}?currency=JPY")
    assert "By stage, in JPY" in said(other)
    assert "¥900,000" in said(other)


async def test_what_should_have_been_ordered_and_what_comes_later_stand_in_a_row_each() -> None:
    page = await shown()
    told = said(page)
    assert "Overdue" in told
    assert "€3,000.00 2 deals" in told
    assert "Later" in told
    assert "/opportunities?status=registered&currency=EUR&closesBefore=2026-11-01" in page.links
    assert "/opportunities?status=registered&currency=EUR&closesFrom=2027-11-01" in page.links
    assert "/opportunities?status=PROTECTED&currency=EUR&closesFrom=2026-12-01&closesBefore=2027-01-01" in page.links
    assert "/opportunities?status=undecided&currency=EUR&stage=LEAD" in page.links


async def test_who_does_not_see_the_chart_is_told_its_highest_column() -> None:
    async with browser(World(answers={"OpportunityPipeline.currencies": [EUR]})) as client:
        answer = await client.get(pipeline.PATH)
    told = "By expected order date, in EUR: The highest amount is expected for Later: €87,000.00."
    assert f'role="img" aria-label="{told}"' in answer.text
    assert answer.text.count('<rect class="share decided"') == 3


async def test_what_has_no_field_of_its_own_is_said_in_words_and_kept() -> None:
    page = await shown("/opportunities?currency=EUR&stage=LEAD&closesFrom=2026-12-01")
    assert "From the pipeline: Lead · EUR · order expected on 1 Dec 2026 or later" in said(page)


async def test_a_partner_chosen_stays_chosen_in_each_list() -> None:
    page = await shown(f"{pipeline.PATH}?partner=org_1")
    lists = [each for each in page.links if each.startswith("/opportunities?")]
    assert lists
    assert all("partner=org_1" in each for each in lists)


@pytest.mark.parametrize("side", ["HOST", "PARTNER"])
async def test_where_nothing_is_registered_the_page_says_what_counts(side: str) -> None:
    assert "No deals in the pipeline" in said(await shown(side=side, found=()))


LISTED = {
    "status=registered": {"statuses": ["SUBMITTED", "INFO_REQUESTED", "CONFLICT", "PROTECTED"]},
    "status=undecided&currency=EUR": {"statuses": ["SUBMITTED", "INFO_REQUESTED", "CONFLICT"], "currency": "EUR"},
    "status=all&stage=LEAD": {"statuses": None, "stages": ["LEAD"]},
    "status=WON&product=GTX": {"statuses": ["WON"], "product": "GTX"},
    "status=WON&closesFrom=2026-12-01&closesBefore=x": {"statuses": ["WON"], "expectedCloseOn": {"gte": "2026-12-01"}},
    "status=WON&ending=14": {"statuses": ["WON"], "expiresBefore": "2026-12-06T09:00:00+00:00"},
    "status=WON&ending=15&stage=x": {"statuses": ["WON"]},
}  # fmt: skip


@pytest.mark.parametrize("query", LISTED)
async def test_a_list_asks_for_what_its_address_says(query: str) -> None:
    world = World(side="HOST")
    async with browser(world) as client:
        answer = await client.get(f"/opportunities?{query}")
    assert markup.Page(answer.text).all_problems() == []
    assert world.asked[0]["variables"]["filter"] == LISTED[query]
