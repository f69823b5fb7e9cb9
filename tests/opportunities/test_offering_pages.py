"""Offering a lead on the page without scripts: partners are found, one is chosen, and the offer waits for it."""

from datetime import timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import func, select

from portal import clock, ids
from portal.access import Role
from portal.opportunities.models import Opportunity
from tests.boundaries.making import TERRITORY, boundary
from tests.entering import Enter
from tests.frontend import markup
from tests.frontend.posting import fields_of, forms_of
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.test_api import soon

SAME = {"sec-fetch-site": "same-origin"}
PATH = "/opportunities/offer"
ASK, OFFER = "OpportunityMatches", "OpportunityOfferLead"
TYPED = {
    "name": "Hartmann Werke GmbH", "country": "DE", "products": "GTX-PRO", "regions": "DE", "estimate": "48000",
    "estimateCurrency": "EUR", "expectedCloseOn": soon()["expectedCloseOn"], "text": "They need twelve.",
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def people(make_committed: Make, enter: Enter) -> dict[str, Any]:
    make = make_committed
    near, far = await make.partner(name="Northgate Ltd"), await make.partner(name="Southgate Ltd")
    await make.add(making.product(), boundary(far, TERRITORY))
    members = [
        await make.member(near, name="Paula", roles={Role.PARTNER_ADMIN}),
        await make.member(name="Sam", roles={Role.SALES}), await make.member(name="Lena", roles={Role.LEGAL}),
    ]  # fmt: skip
    await make.session.commit()
    found = dict(zip(("PA", "SA", "LE"), await enter(*members), strict=True))
    return {**found, "near": ids.text("org", near.id), "far": ids.text("org", far.id)}


async def sent(who: Any, html: str, operation: str, **more: str) -> Any:
    """The form as the page shows it, with what is typed."""
    fields = fields_of(html) | more | {"operation": operation, "writtenIn": "en"}
    return await who.client.post(PATH, data=fields, headers=SAME)


def said(answer: Any) -> str:
    return " ".join(" ".join(markup.Page(answer.text).text).split())


async def test_sales_finds_partners_with_reasons_and_offers_to_the_one_that_is_chosen(people: dict[str, Any]) -> None:
    sam = people["SA"]
    listed = await sam.client.get("/opportunities")
    assert f'href="{PATH}"' in listed.text
    page = await sam.client.get(PATH)
    assert (page.status_code, markup.Page(page.text).all_problems()) == (200, [])
    found = await sent(sam, page.text, ASK, **TYPED | {"regions": "FR"})
    assert (found.status_code, markup.Page(found.text).all_problems()) == (200, [])
    told = said(found)
    assert "2 partners were compared. The best one is first." in told
    assert told.index("Northgate Ltd") < told.index("Southgate Ltd")
    assert "France is outside the partner's territory (Austria, Germany)." in told
    assert (people["near"] in found.text, people["far"] in found.text) == (True, False)
    kept = fields_of(found.text)
    assert {name: kept[name] for name in ("name", "regions", "estimate", "expectedCloseOn")} == {
        "name": TYPED["name"], "regions": "FR", "estimate": "48000", "expectedCloseOn": TYPED["expectedCloseOn"],
    }  # fmt: skip
    done = await sent(sam, found.text, OFFER, **TYPED | {"regions": "FR", "partnerId": people["near"]})
    assert done.status_code == 303
    there = done.headers["location"].partition("?")[0]
    offered = said(await sam.client.get(done.headers["location"]))
    assert "The opportunity is offered. The partner has five business days to accept it." in offered
    assert ("Hartmann Werke GmbH" in offered, "Waiting for Northgate Ltd" in offered or "Northgate" in offered) == (
        True, True,
    )  # fmt: skip
    paula = said(await people["PA"].client.get(there))
    assert ("Accept" in paula, "They need twelve." in paula, "Southgate" in paula) == (True, True, False)


async def test_two_presses_of_the_button_make_one_offer(people: dict[str, Any], make_committed: Make) -> None:
    sam = people["SA"]
    found = await sent(sam, (await sam.client.get(PATH)).text, ASK, **TYPED)
    first, second = [
        await sent(sam, found.text, OFFER, **TYPED | {"partnerId": people["near"]}) for _ in range(2)
    ]  # fmt: skip
    assert first.headers["location"] == second.headers["location"]
    assert await make_committed.session.scalar(select(func.count()).select_from(Opportunity)) == 1


@pytest.mark.parametrize(
    ("operation", "more", "words"),
    [
        (ASK, {"name": "", "regions": ""}, "This field is required."),
        (ASK, {"products": ""}, "Name 1 to 20 products."),
        (ASK, {"regions": "Germany"}, "GERMANY is not a country or region code."),
        (OFFER, {}, "Find partners first, then choose one."),
        (OFFER, {"expectedCloseOn": (clock.now() - timedelta(days=9)).date().isoformat(), "partnerId": "near"},
         "The expected order date must be between today and three years from now."),
    ],
)  # fmt: skip
async def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_stays(
    people: dict[str, Any], operation: str, more: dict[str, str], words: str
) -> None:
    sam, given = people["SA"], TYPED | more
    given |= {name: people[value] for name, value in given.items() if name == "partnerId"}
    answer = await sent(sam, (await sam.client.get(PATH)).text, operation, **given)
    assert (answer.status_code, markup.Page(answer.text).all_problems()) == (422, [])
    assert words in said(answer)
    kept = fields_of(answer.text)
    assert (kept["estimate"], kept["text"].strip()) == ("48000", "They need twelve.")
    if "partnerId" in given:
        assert (kept["partnerId"], "Northgate Ltd" in said(answer)) == (people["near"], True)


async def test_who_may_not_offer_finds_no_form_and_a_partner_no_page(people: dict[str, Any]) -> None:
    legal = await people["LE"].client.get(PATH)
    assert (legal.status_code, {form.operation for form in forms_of(legal.text)} & {ASK, OFFER}) == (200, set())
    assert f'href="{PATH}"' not in (await people["LE"].client.get("/opportunities")).text
    paula = people["PA"]
    assert (await paula.client.get(PATH)).status_code == 404
    for who, operation, status in (("PA", ASK, 403), ("LE", ASK, 403), ("PA", OFFER, 404), ("LE", OFFER, 422)):
        given = TYPED | {"operation": operation, "partnerId": people["far"], "writtenIn": "en"}
        refused = await people[who].client.post(PATH, data=given, headers=SAME)
        assert (refused.status_code, "Southgate" in refused.text) == (status, False), (who, operation)
    assert f'href="{PATH}"' not in (await paula.client.get("/opportunities")).text
