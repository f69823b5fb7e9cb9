"""The headers of every response, and which requests are refused."""

import pytest
from starlette.datastructures import Headers

from frontend_stub import app
from frontend_stub.site import security
from frontend_stub.site.page import Page
from tests.frontend.test_pages import address, side_of
from tests.frontend.world import PUBLIC_URL, World, browser

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types portal"
)
EXPECTED = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "cache-control": "no-store",
}


@pytest.mark.parametrize("page", app.PAGES, ids=lambda page: page.path)
async def test_r83_every_page_carries_every_header(page: Page) -> None:
    async with browser(World(side=side_of(page))) as client:
        answer = await client.get(address(page))
    assert {name: answer.headers[name] for name in EXPECTED} == EXPECTED
    assert answer.headers["vary"] == "Cookie, Accept-Language"


@pytest.mark.parametrize("path", ["/login", "/nothing", "/static/x/y", "/display", "/logout"])
async def test_r83_every_other_address_carries_every_header(path: str) -> None:
    async with browser(World()) as client:
        answer = await client.get(path)
    assert {name: answer.headers[name] for name in EXPECTED} == EXPECTED


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "https://evil.example"}, True),
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site", "origin": PUBLIC_URL}, False),
        ({"sec-fetch-site": "none"}, False),
        ({"origin": PUBLIC_URL}, True),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({}, False),
    ],
)
def test_r81_only_our_own_pages_may_send_forms(headers: dict[str, str], allowed: bool) -> None:
    assert security.same_origin(Headers(headers), PUBLIC_URL) is allowed


@pytest.mark.parametrize("path", [page.path for page in app.PAGES] + ["/login", "/logout", "/display"])
async def test_r81_a_form_from_another_site_changes_nothing(path: str) -> None:
    world = World()
    async with browser(world, **{"sec-fetch-site": "cross-site"}) as client:
        answer = await client.post(path, data={"operation": "PartnerCreate", "email": "a", "password": "b"})
    assert answer.status_code == 403
    assert (world.asked, world.seen_headers) == ([], [])
    assert answer.headers["content-security-policy"] == CSP


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("/contracts/ctr_1?round=2#clause-3", "/contracts/ctr_1?round=2#clause-3"),
        ("//evil.example", "/"),
        ("/\\evil.example", "/"),
        ("/a\\b", "/"),
        ("https://evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("/\t/evil.example", "/"),
        ("/\n/evil.example", "/"),
        ("", "/"),
        ("contracts", "/"),
    ],
)
def test_nobody_is_led_to_another_site(wanted: str, leads: str) -> None:
    assert security.local_path(wanted) == leads


async def test_static_files_are_kept_for_ever_under_their_content() -> None:
    async with browser(World()) as client:
        page = await client.get("/login")
        css = next(part for part in page.text.split('"') if part.endswith("app.css"))
        answer = await client.get(css)
        old = await client.get("/static/0123456789ab/app.css")
        missing = await client.get(css.replace("app.css", "app.py"))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/css")
    assert old.headers["cache-control"] == "no-cache"
    assert missing.status_code == 404


PLACES = {address(page) for page in app.PAGES} | {"/login", "/register", "/reset"}


@pytest.mark.parametrize("path", sorted(PLACES - {"/"}))
async def test_a_slash_too_many_leads_to_the_page_by_its_path_and_never_to_where_the_host_says(path: str) -> None:
    async with browser(World()) as client:
        answer = await client.get(f"{path.rstrip('/')}//?after=x", headers={"host": "evil.example"})
        posted = await client.post(f"{path.rstrip('/')}/", headers={"host": "evil.example"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{path}?after=x")
    assert posted.status_code in {403, 405}
    assert "location" not in posted.headers


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "/nothing/", "/static/", "//", "/%0d%0ax:y/"])
async def test_a_slash_at_an_address_that_is_none_leads_nowhere(path: str) -> None:
    async with browser(World()) as client:
        answer = await client.get(f"{PUBLIC_URL}{path}")
    assert (answer.status_code, answer.headers.get("location")) == (404, None)
