"""Every page with every kind of data, and what each kind of refusal looks like."""

import re

import pytest

from frontend_stub import app
from frontend_stub.site.page import Page, Who
from tests.frontend import markup
from tests.frontend.world import LONG, World, browser

TOOLS = {"/company", "/profile", "/developers", "/org"}
"""Pages that list nothing."""


def address(page: Page) -> str:
    path = page.path
    while "{" in path:
        start, end = path.index("{"), path.index("}")
        path = path[:start] + ("3" if path[start:].startswith("{number}") else "xyz_1") + path[end + 1 :]
    return path


def side_of(page: Page) -> str:
    return str(page.who.value[0])


@pytest.mark.parametrize("fill", ["full", "long", "null"])
@pytest.mark.parametrize("page", app.PAGES, ids=lambda page: page.path)
async def test_every_page_is_sound_markup_with_any_data(page: Page, fill: str) -> None:
    world = World(side=side_of(page), fill=fill)
    async with browser(world) as client:
        answer = await client.get(address(page))
    assert answer.status_code == 200
    assert markup.Page(answer.text).all_problems() == []
    assert "None" not in markup.Page(answer.text).text


@pytest.mark.parametrize("page", app.PAGES, ids=lambda page: page.path)
async def test_every_page_asks_the_api_exactly_once(page: Page) -> None:
    world = World(side=side_of(page))
    async with browser(world) as client:
        await client.get(address(page))
    assert [asked["operationName"] for asked in world.asked] == [page.operation]


@pytest.mark.parametrize("page", app.PAGES, ids=lambda page: page.path)
async def test_a_page_of_records_says_which_of_them_it_is_to_be_asked_for_anew(page: Page) -> None:
    """A page of one record is about it first; one of a list about its kind, as what is new belongs there too."""
    async with browser(World(side=side_of(page))) as client:
        answer = await client.get(address(page))
    told = re.search(r'class="page[^"]*" data-on="([^"]*)"', answer.text)
    assert told is not None
    topics = told[1].split()
    if "xyz_1" in address(page):
        assert topics[0] == "xyz_1"
    elif page.path.count("/") == 1 and page.path not in TOOLS:
        assert {"any", "xyz_"} & set(topics)


@pytest.mark.parametrize("page", app.PAGES, ids=lambda page: page.path)
async def test_the_navigation_says_once_at_most_where_the_reader_is(page: Page) -> None:
    async with browser(World(side=side_of(page))) as client:
        answer = await client.get(address(page))
    navigation = answer.text.partition('<nav class="nav"')[2].partition("</nav>")[0]
    assert navigation.count("aria-current") <= 1


@pytest.mark.parametrize("page", [p for p in app.PAGES if p.who is not Who.ALL], ids=lambda page: page.path)
async def test_a_page_of_the_other_side_does_not_exist(page: Page) -> None:
    wrong = "PARTNER" if page.who is Who.STAFF else "HOST"
    async with browser(World(side=wrong)) as client:
        answer = await client.get(address(page))
    assert answer.status_code == 404


@pytest.mark.parametrize("page", [p for p in app.PAGES if p.required], ids=lambda page: page.path)
async def test_what_is_not_shared_with_the_reader_does_not_exist(page: Page) -> None:
    hidden = {f"Query.{root}": None for root in page.required}
    async with browser(World(side=side_of(page), answers=hidden)) as client:
        answer = await client.get(address(page))
    assert answer.status_code == 404


@pytest.mark.parametrize("page", app.PAGES, ids=lambda page: page.path)
async def test_the_rest_of_a_page_is_shown_when_a_part_fails(page: Page) -> None:
    roots = {"contracts", "partners", "activity", "company"} - set(page.required)
    world = World(side=side_of(page), answers={f"Query.{root}": None for root in roots})
    async with browser(world) as client:
        answer = await client.get(address(page))
    assert answer.status_code == 200
    assert markup.Page(answer.text).all_problems() == []


async def test_text_of_others_is_never_markup() -> None:
    async with browser(World(fill="long")) as client:
        answer = await client.get("/")
    assert "<b>&amp;" not in answer.text
    assert markup.Page(answer.text).text.count(LONG.strip()) > 3


async def test_without_a_session_the_reader_is_led_to_sign_in_and_back() -> None:
    world = World()
    world.status = 401
    async with browser(world) as client:
        answer = await client.get("/partners?status=ACTIVE&text=a%20b")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login?next=%2Fpartners%3Fstatus%3DACTIVE%26text%3Da%2520b"


async def test_too_many_requests_says_how_long_to_wait() -> None:
    world = World()
    world.status = 429
    async with browser(world) as client:
        answer = await client.get("/")
    assert answer.status_code == 429
    assert answer.headers["retry-after"] == "17"
    assert "Wait 17 seconds, then try again." in answer.text


async def test_a_broken_api_is_named_with_a_reference_and_a_way_to_try_again() -> None:
    world = World()
    world.status = 500
    async with browser(world) as client:
        answer = await client.get("/partners?text=x")
    page = markup.Page(answer.text)
    assert answer.status_code == 502
    assert page.all_problems() == []
    assert "/partners?text=x" in page.links
    assert "Reference" in answer.text


async def test_an_unexpected_crash_still_has_a_page_and_its_headers() -> None:
    async def broken(_scope: object, _receive: object, _send: object) -> None:
        raise RuntimeError("a wire is loose")

    async with browser(broken) as client:
        answer = await client.get("/")
    assert answer.status_code == 500
    assert "a wire is loose" not in answer.text
    assert markup.Page(answer.text).all_problems() == []
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_an_address_that_was_never_there_is_not_found() -> None:
    async with browser(World()) as client:
        answer = await client.get("/nothing/here")
    assert answer.status_code == 404
    assert markup.Page(answer.text).all_problems() == []


async def test_the_filters_of_a_list_reach_the_api_and_unknown_codes_do_not() -> None:
    world = World()
    async with browser(world) as client:
        await client.get("/partners?status=ACTIVE&stage=NONSENSE&text=+bolt+&order=newest&after=c1")
    assert world.asked[0]["variables"] == {
        "first": 25,
        "after": "c1",
        "filter": {"status": {"in": ["ACTIVE"]}, "text": "bolt"},
        "orderBy": {"field": "CREATED_AT", "direction": "DESC"},
    }
