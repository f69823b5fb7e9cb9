"""Signing in and out, and what the API is told about the browser."""

from tests.frontend import markup
from tests.frontend.world import World, browser

ACCOUNT = {"email": "ines@example.com", "password": "right", "next": "/partners"}


async def test_the_sign_in_page_asks_nothing_of_the_api() -> None:
    world = World()
    async with browser(world) as client:
        answer = await client.get("/login?next=https://evil.example")
    assert answer.status_code == 200
    assert markup.Page(answer.text).all_problems() == []
    assert 'name="next" value="/"' in answer.text
    assert world.seen_headers == []


async def test_signing_in_sets_the_session_and_goes_on() -> None:
    async with browser(World()) as client:
        answer = await client.post("/login", data=ACCOUNT)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/partners"
    assert answer.headers["set-cookie"] == "__Host-session=s1; Path=/; Secure; HttpOnly"


async def test_wrong_words_keep_the_address_and_never_the_password() -> None:
    world = World()
    world.session_status = 401
    async with browser(world) as client:
        answer = await client.post("/login", data=ACCOUNT | {"password": "secret-guess"})
    page = markup.Page(answer.text)
    assert answer.status_code == 422
    assert page.all_problems() == []
    assert "The email address or password is not correct." in page.text
    assert "ines@example.com" in answer.text
    assert "secret-guess" not in answer.text
    assert "set-cookie" not in answer.headers


async def test_empty_words_are_not_sent_at_all() -> None:
    world = World()
    async with browser(world) as client:
        answer = await client.post("/login", data={"email": " ", "password": ""})
    assert answer.status_code == 422
    assert world.seen_headers == []


async def test_too_many_attempts_must_wait() -> None:
    world = World()
    world.session_status = 429
    async with browser(world) as client:
        answer = await client.post("/login", data=ACCOUNT)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "17")


async def test_signing_out_clears_what_the_browser_keeps() -> None:
    async with browser(World()) as client:
        answer = await client.post("/logout")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/login"
    assert answer.headers["clear-site-data"] == '"cache"'
    assert answer.headers["set-cookie"].startswith("__Host-session=")


async def test_signing_out_is_never_a_link() -> None:
    async with browser(World()) as client:
        answer = await client.get("/logout")
    assert answer.status_code == 405


async def test_the_api_is_told_who_asks() -> None:
    world = World()
    async with browser(world, **{"user-agent": "Test/1"}) as client:
        await client.get("/")
    headers = world.seen_headers[0]
    assert headers["cookie"] == "__Host-session=s1"
    assert headers["sec-fetch-site"] == "same-origin"
    assert headers["content-type"] == "application/json"
    assert headers["user-agent"] == "Test/1"
    assert headers["host"] == "portal.example"


async def test_the_theme_is_printed_by_the_server_and_kept_for_a_year() -> None:
    async with browser(World()) as client:
        answer = await client.post("/display", data={"theme": "dark", "next": "/partners?text=a"})
        page = await client.get("/login", headers={"cookie": "theme=dark"})
        odd = await client.get("/login", headers={"cookie": "theme=<script>"})
    assert answer.headers["location"] == "/partners?text=a"
    assert answer.headers["set-cookie"] == "theme=dark; HttpOnly; Max-Age=31536000; Path=/; SameSite=lax; Secure"
    assert '<html lang="en" data-theme="dark">' in page.text
    assert '<html lang="en" data-theme="system">' in odd.text
