"""The pages of products, of a person's quota, and of the customers that a registration may be about."""

from typing import Any

import pytest

from portal import ids
from portal.access import Role
from portal.database.pools import Database
from tests.entering import Enter
from tests.frontend import markup
from tests.frontend.posting import fields_of, forms_of
from tests.frontend.test_held import end_sessions, signed_in
from tests.frontend.test_opportunities import action, one, shown
from tests.frontend.world import World
from tests.make import Make
from tests.opportunities import making

PRODUCTS, PRODUCT, MEMBER = "/opportunities/products", "/opportunities/products/prd_1", "/org/members/mem_1"
MANAGES = {"Viewer.permissions": ["product:manage"]}
PARTNERS_OTHER = {
    "opportunityId": "opp_2", "number": "O-2", "partnerName": "Rivage", "status": "SUBMITTED", "filedAt": None,
}  # fmt: skip


def offered(html: str) -> set[str]:
    return {form.operation for form in forms_of(html) if form.operation}


@pytest.mark.parametrize(("permissions", "forms"), [(["product:manage"], {"ProductAdd"}), ([], set())])
async def test_who_may_adds_products_and_everybody_reads_them(permissions: list[str], forms: set[str]) -> None:
    html, _ = await shown(World(side="HOST", answers={"Viewer.permissions": permissions}), PRODUCTS)
    assert offered(html) & {"ProductAdd"} == forms
    assert PRODUCTS in html


@pytest.mark.parametrize(
    ("ended", "forms"), [(None, {"ProductRename", "ProductEnd"}), ("2026-11-20T10:00:00.000Z", {"ProductRename"})]
)
async def test_a_product_is_renamed_and_ended_once(ended: str | None, forms: set[str]) -> None:
    html, said = await shown(World(side="HOST", answers={**MANAGES, "Product.endedAt": ended}), PRODUCT)
    assert {each for each in offered(html) if each.startswith("Product")} == forms
    assert ("Existing registrations stay." in said) is True


@pytest.mark.parametrize(
    ("carries", "permissions", "email", "offers"),
    [
        (True, ["member:manage"], "else@company.example", True), (False, ["member:manage"], "me@company.example", True),
        (True, ["member:manage"], "me@company.example", False), (True, [], "else@company.example", False),
        (None, ["member:manage"], "else@company.example", False),
    ],
)  # fmt: skip
async def test_a_person_s_quota_is_told_and_set_by_who_may(
    carries: bool | None, permissions: list[str], email: str, *, offers: bool
) -> None:
    told: dict[str, Any] = {
        "Member.carriesQuota": carries, "Member.side": "HOST", "Member.status": "ACTIVE", "Member.email": email,
        "Viewer.permissions": permissions, "Viewer.email": "me@company.example",
    }  # fmt: skip
    html, said = await shown(World(side="HOST", answers=told), MEMBER)
    assert ("MemberSetQuota" in offered(html)) is offers
    assert ("Sales quota" in said) is (carries is not None)


def matched(answer: str = "LOOK", *registrations: dict[str, Any]) -> dict[str, Any]:
    evidence = [
        {"kind": "LEI", "typed": ["A1"], "known": ["B2"], "isEqual": False, "differs": True},
        {"kind": "NAME", "typed": ["Hartmann"], "known": ["Hartman AG"], "isEqual": False, "differs": False},
    ]  # fmt: skip
    return {
        "name": "Hartman AG", "country": "DE", "answer": answer, "by": None, "likeness": "0.67", "evidence": evidence,
        "registrations": [*registrations],
    }  # fmt: skip


def matching(*found: dict[str, Any], side: str = "HOST", **more: Any) -> World:
    world = one(action("FLAG_CONFLICT"), side=side, **more)
    world.answers["Query.customerMatches"] = {"matches": [*found]} if found else None
    return world


async def test_the_company_reads_what_was_typed_beside_what_is_known() -> None:
    html, said = await shown(matching(matched("LOOK", PARTNERS_OTHER)))
    for words in ("Possible matches", "Hartman AG", "To be checked", "67%", "A1", "B2", "differs", "Rivage"):
        assert words in said
    assert "?other=opp_2#FLAG_CONFLICT" in html


async def test_a_conflict_with_it_is_reported_by_the_form_that_has_its_id() -> None:
    html, _ = await shown(matching(matched("LOOK", PARTNERS_OTHER)), "/opportunities/opp_1?other=opp_2")
    (form,) = [each for each in forms_of(html) if each.operation == "OpportunityFlagConflict"]
    assert dict(form.values)["otherId"] == "opp_2"


async def test_two_legal_entities_are_shown_and_not_reported() -> None:
    html, said = await shown(matching(matched("DIFFERENT", PARTNERS_OTHER)))
    assert ("Another legal entity" in said, "?other=" in html) == (True, False)


async def test_who_may_not_see_customers_sees_no_section() -> None:
    _, said = await shown(matching(side="PARTNER"))
    assert "Possible matches" not in said


async def test_a_product_that_was_typed_while_the_session_ended_stands_in_the_form_again(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    member = await make_committed.member(roles={Role.SALES}, name="Sam")
    product = making.product()
    await make_committed.add(product)
    (sam,) = await enter(member)
    for path, typed in (
        (PRODUCTS, {"code": "GTX-LITE", "name": "GTX Lite"}),
        (f"{PRODUCTS}/{ids.text('prd', product.id)}", {"name": "GTX Max"}),
    ):
        page = await sam.client.get(path)
        assert (page.status_code, markup.Page(page.text).all_problems()) == (200, [])
        await end_sessions(database)
        sent = await sam.client.post(path, data=fields_of(page.text) | typed)
        assert sent.status_code == 303
        back = await signed_in(
            sam, member, f"{path}?{sent.headers['location'].partition('%3F')[2].replace('%3D', '=')}"
        )
        again = await sam.client.get(back.headers["location"])
        now = fields_of(again.text)
        assert {name: now[name] for name in typed} == typed
        done = await sam.client.post(path, data=now)
        assert done.status_code == 303
