"""What somebody types into a search is found over HTTP, in the API and on the pages, by each of its words."""

from urllib.parse import quote

import pytest

from portal import clock, work
from portal.access import Role
from portal.app import Portal
from tests.entering import Enter
from tests.make import Make

DRAFT = "mutation ($input: ContractDraftInput!) { contractDraft(input: $input) { userErrors { code path } } }"
CONTRACTS = "query ($text: String) { contracts(filter: {text: $text}) { totalCount nodes { title } } }"
PARTNERS = "query ($text: String) { partners(filter: {text: $text}) { totalCount nodes { name } } }"
MEMBERS = "query ($text: String, $of: ID) { members(organisationId: $of, filter: {text: $text}) { nodes { name } } }"
CAFE = "Cafe\u0301"


async def test_what_was_drafted_is_found_by_its_title_at_once_and_by_its_clauses_with_the_clocks_next_pass(
    application: Portal, make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner(name="Søren & Søhne")
    legal = await make_committed.member(roles={Role.LEGAL, Role.RELATIONSHIP_MANAGER})
    theirs = await make_committed.member(partner)
    await make_committed.session.commit()
    staff, visitor = await enter(legal, theirs)
    given = {
        "partnerId": f"org_{partner.id.hex}", "title": "Café supply", "kind": "SUPPLY",
        "text": "1. Scope\nElderflower is delivered.",
        "terms": {"startsOn": "2026-12-01", "governingLaw": "DE", "renewal": "NONE", "noticeDays": 30},
    }  # fmt: skip
    drafted = await staff.ask(DRAFT, input=given)
    assert drafted == {"contractDraft": {"userErrors": []}}
    for typed in (CAFE, "CAFE", "supply café", f"{CAFE.upper()} sohne"):
        assert (await staff.ask(CONTRACTS, text=typed))["contracts"]["totalCount"] == 1, typed
    assert (await staff.ask(CONTRACTS, text="elderflower cafe"))["contracts"]["totalCount"] == 0
    await work.run_due(application.database, clock.now())
    for typed in ("elderflower cafe", "ELDERFL soren"):
        assert (await staff.ask(CONTRACTS, text=typed))["contracts"]["nodes"] == [{"title": "Café supply"}], typed
        assert (await visitor.ask(CONTRACTS, text=typed))["contracts"]["totalCount"] == 0
    for typed, seen in ((CAFE, True), ("elderflower", True), ("caffeine", False)):
        page = await staff.client.get(f"/contracts?text={quote(typed)}")
        assert (page.status_code, "Café supply" in page.text) == (200, seen), typed


async def test_partners_and_people_are_found_by_each_of_their_words(make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner(name="Кафе „Йод“ ООД")
    await make_committed.partner(name="Another")
    await make_committed.member(partner, name="Zoë Peña", email="zoe@kafe.example", title="Head of Buying")
    staff, theirs = await make_committed.member(roles={Role.LEGAL}), await make_committed.member(partner, name="Robin")
    await make_committed.session.commit()
    ours, visitor = await enter(staff, theirs)
    for typed in ("кафе", "ООД ЙОД", "и\u0306од кафе", "иод"):
        assert (await ours.ask(PARTNERS, text=typed))["partners"]["nodes"] == [{"name": partner.name}], typed
    assert (await ours.ask(PARTNERS, text="кафе another"))["partners"]["totalCount"] == 0
    for typed in ("zoe", "PEN\u0303A Zoë", "kafe.example buying", "pena @kafe"):
        assert (await visitor.ask(MEMBERS, text=typed))["members"]["nodes"] == [{"name": "Zoë Peña"}], typed
    assert (await visitor.ask(MEMBERS, text="zoe selling"))["members"]["nodes"] == []
    assert (await visitor.ask(MEMBERS, text="robin", of=f"org_{staff.partner_id.hex}"))["members"]["nodes"] == [
        {"name": staff.name}
    ]


@pytest.mark.parametrize(
    "typed", ["word " * 10_000, "x" * 100_000, "' & | ! :* <-> ( ) \\ % _ \"", "\u0301" * 100_000, "🙂"]
)
async def test_whatever_is_typed_into_a_search_is_answered(make_committed: Make, enter: Enter, typed: str) -> None:
    legal = await make_committed.member(roles={Role.LEGAL})
    await make_committed.session.commit()
    (staff,) = await enter(legal)
    assert (await staff.ask(CONTRACTS, text=typed))["contracts"]["totalCount"] == 0
    assert (await staff.client.get(f"/contracts?text={quote(typed[:2_000])}")).status_code == 200
    refused = await staff.client.post("/graphql", json={"query": CONTRACTS, "variables": {"text": f"{typed}\0"}})
    assert [error["extensions"]["code"] for error in refused.json()["errors"]] == ["BAD_USER_INPUT"]
