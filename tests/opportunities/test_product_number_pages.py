"""A partner's numbers for the company's products on pages without scripts: its own page, and the company's for each."""

from typing import Any

import pytest_asyncio

from portal import ids
from portal.access import Role
from tests.entering import Enter
from tests.frontend import markup
from tests.frontend.posting import forms_of
from tests.make import Make
from tests.opportunities import making, suggested
from tests.opportunities.test_api import soon

SAME = {"sec-fetch-site": "same-origin"}
PATH = "/product-numbers"


@pytest_asyncio.fixture(loop_scope="session")
async def people(make_committed: Make, enter: Enter) -> dict[str, Any]:
    make = make_committed
    partner, rival = await make.partner(name="Northgate Ltd"), await make.partner(name="Rival Ltd")
    pro, lite = making.product(), making.product("GTX-LITE", name="GTX Lite")
    await make.add(pro, lite)
    await make.add(suggested.product_number(rival.id, pro, number="RIVAL-1"))
    members = [
        await make.member(partner, name="Paula", roles={Role.PARTNER_ADMIN}),
        await make.member(partner, name="Vera", roles={Role.PARTNER_VIEWER}),
        await make.member(name="Sam", roles={Role.SALES}), await make.member(name="Lena", roles={Role.LEGAL}),
    ]  # fmt: skip
    await make.session.commit()
    found = dict(zip(("PA", "PV", "SA", "LE"), await enter(*members), strict=True))
    return {
        **found, "id": ids.text("org", partner.id), "pro": ids.text("prd", pro.id), "lite": ids.text("prd", lite.id),
    }  # fmt: skip


async def said(who: Any, address: str) -> str:
    answer = await who.client.get(address)
    assert (answer.status_code, markup.Page(answer.text).all_problems()) == (200, []), address
    return " ".join(markup.Page(answer.text).text)


async def posted(who: Any, address: str, operation: str, **given: str) -> Any:
    """What comes of the form as it stands on the page, with these fields filled."""
    page = await who.client.get(address)
    form = next(each for each in forms_of(page.text) if each.operation == operation)
    return await who.client.post(
        address, data={**dict(form.values), "operation": operation, **given, "writtenIn": "en"}, headers=SAME
    )


async def test_a_partner_adds_changes_and_removes_its_number_and_the_company_reads_it(people: dict[str, Any]) -> None:
    there = f"{PATH}?partner={people['id']}"
    added = await posted(people["PA"], PATH, "ProductNumberSet", productId=people["pro"], number="4711-A")
    assert (added.status_code, added.headers["location"].startswith(PATH)) == (303, True)
    for who, address in (("PA", PATH), ("PV", PATH), ("SA", there), ("LE", there)):
        told = await said(people[who], address)
        assert ("4711-A" in told, "Paula" in told, "RIVAL-1" in told) == (True, True, False), who
        assert ("Add a number" in told) == (who in {"PA", "SA"}), who
    twice = await posted(people["PA"], PATH, "ProductNumberSet", productId=people["lite"], number="4711-A")
    assert twice.status_code == 422
    assert "4711-A is already the number for GTX Pro." in " ".join(markup.Page(twice.text).text)
    listed = (await people["PA"].client.get(PATH)).text
    one = PATH + "/" + listed.partition(f'href="{PATH}/')[2].partition('"')[0]
    assert "4711-A" in await said(people["SA"], one)
    late = await people["SA"].client.get(one)
    changed = await posted(people["PA"], one, "ProductNumberChange", number="4712")
    assert (changed.status_code, changed.headers["location"] != one) == (303, True)
    form = next(each for each in forms_of(late.text) if each.operation == "ProductNumberRemove")
    stale = await people["SA"].client.post(
        one, data={**dict(form.values), "operation": form.operation, "writtenIn": "en"}, headers=SAME
    )
    assert (stale.status_code, "Someone else changed this first" in stale.text) == (409, True)
    new = changed.headers["location"].partition("?")[0]
    removed = await posted(people["SA"], new, "ProductNumberRemove")
    assert removed.status_code == 303
    told = await said(people["PA"], new)
    assert ("None of the company’s products" in told, "Remove the number" in told, "Sam" in told) == (
        True, False, True,
    )  # fmt: skip
    assert "Numbers without a product" in await said(people["PA"], PATH)


async def test_without_a_partner_the_company_chooses_one_and_a_foreign_number_is_no_page(
    people: dict[str, Any],
) -> None:
    told = await said(people["SA"], PATH)
    assert ("No partner chosen" in told, "Northgate Ltd" in told, "RIVAL-1" in told) == (True, True, False)
    rival = (await people["SA"].client.get("/product-numbers")).text
    assert "Rival Ltd" in rival
    for odd in (f"{PATH}/pno_0", f"{PATH}?partner=x", f"{PATH}/{people['pro']}"):
        assert (await people["PA"].client.get(odd)).status_code in {200, 400, 404}, odd


async def test_the_form_of_a_registration_takes_the_partner_s_own_numbers(people: dict[str, Any]) -> None:
    assert "Or your own product numbers" not in await said(people["PA"], "/opportunities/new")
    await posted(people["PA"], PATH, "ProductNumberSet", productId=people["pro"], number="4711-A")
    told = await said(people["PA"], "/opportunities/new")
    assert ("Or your own product numbers" in told, "(GTX-PRO, 4711-A)" in told) == (True, True)
    given = {
        "name": "Alder Metals", "country": "DE", "regions": "DE", "estimate": "48000", "estimateCurrency": "EUR",
        **soon(), "ownNumbers": "4711-A, 9",
    }  # fmt: skip
    wrong = await posted(people["PA"], "/opportunities/new", "OpportunityRegister", **given)
    assert (wrong.status_code, "The company does not sell these products: 9." in wrong.text) == (422, True)
    assert "4711-A, 9" in wrong.text
    right = await posted(people["PA"], "/opportunities/new", "OpportunityRegister", **{**given, "ownNumbers": "4711-A"})
    assert right.status_code == 303
    assert "GTX-PRO" in await said(people["PA"], right.headers["location"].partition("?")[0])
