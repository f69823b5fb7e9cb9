"""Signing out because a program asks for it."""

from datetime import timedelta

import httpx
import pytest

from tests.auth.server.provider import Program, Provider, answer_of, tampered

AFTER = "https://app.example/bye"


async def signed_in(provider: Provider) -> tuple[httpx.AsyncClient, Program, str]:
    """A browser, a program, and the id_token it has of the person."""
    browser = await provider.signed_in(await provider.person())
    program = await provider.program(post_logout_redirect_uris=[AFTER, "https://app.example/q?a=b"])
    return browser, program, (await provider.tokens(browser, program))["id_token"]


async def sessions(provider: Provider) -> int:
    counted = await provider.rows("SELECT count(*) FROM auth.session WHERE client_id IS NULL AND ended_at IS NULL")
    return int(counted[0][0])


@pytest.mark.parametrize("is_named", [True, False])
async def test_r41_a_program_with_the_persons_id_token_signs_them_out(provider: Provider, is_named: bool) -> None:
    browser, program, hint = await signed_in(provider)
    provider.later = timedelta(minutes=20)  # a hint may be over
    named = {"client_id": program.client_id} if is_named else {}
    sent = {"id_token_hint": hint, "post_logout_redirect_uri": AFTER, "state": "a b&c", **named}
    answer = await browser.get("/oauth/logout", params=sent)

    assert (answer.status_code, answer.headers["location"]) == (303, AFTER + "?state=a%20b%26c")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert await sessions(provider) == 0
    assert await provider.events("SIGN_OUT") == [("ACCEPTED", "program_asked")]


async def test_r41_an_address_keeps_its_query(provider: Provider) -> None:
    browser, _, hint = await signed_in(provider)
    sent = {"id_token_hint": hint, "post_logout_redirect_uri": "https://app.example/q?a=b", "state": "1"}
    answer = await browser.get("/oauth/logout", params=sent)

    assert answer.headers["location"] == "https://app.example/q?a=b&state=1"


@pytest.mark.parametrize(
    "address", ["https://app.example/bye/", "https://app.example/bye?x", "https://evil.example", "//x", AFTER + "#x"]
)
async def test_r41_only_the_exact_registered_address_is_gone_to(provider: Provider, address: str) -> None:
    browser, _, hint = await signed_in(provider)
    answer = await browser.get("/oauth/logout", params={"id_token_hint": hint, "post_logout_redirect_uri": address})

    assert answer.headers["location"] == "/login"
    assert await sessions(provider) == 0


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_r41_without_a_valid_hint_the_person_is_asked(provider: Provider, method: str) -> None:
    browser, program, hint = await signed_in(provider)
    other = await provider.program()
    somebody = await provider.tokens(await provider.signed_in(await provider.person()), program)
    wishes: tuple[dict[str, str], ...] = (
        {},
        {"client_id": program.client_id, "post_logout_redirect_uri": AFTER},
        {"id_token_hint": tampered(hint)},
        {"id_token_hint": "x"},
        {"id_token_hint": hint, "client_id": other.client_id},
        {"id_token_hint": somebody["id_token"]},
    )
    for sent in wishes:
        if method == "GET":
            answer = await browser.get("/oauth/logout", params=sent)
        else:
            posted = await browser.post("/oauth/logout", data=sent or {"x": "y"})
            answer = await browser.get(posted.headers["location"])
        assert answer.headers["location"].startswith("/oauth/sign-out?request=")
    assert await sessions(provider) == 2


async def test_r41_the_page_is_told_whose_wish_it_is_and_where_to_go_after(provider: Provider) -> None:
    browser, program, _ = await signed_in(provider)
    sent = {"client_id": program.client_id, "post_logout_redirect_uri": AFTER, "state": "1"}
    asked = await browser.get("/oauth/logout", params=sent)
    found = await browser.get(f"/auth/sign-outs/{answer_of(asked)['request']}")

    assert found.json() == {
        "client": program.record.name, "location": AFTER + "?state=1", "origin": "https://app.example",
    }  # fmt: skip
    assert (await browser.get("/auth/sign-outs/unknown")).status_code == 404


async def test_r41_who_is_signed_out_already_goes_straight_back(provider: Provider) -> None:
    _, program, hint = await signed_in(provider)
    sent = {"id_token_hint": hint, "post_logout_redirect_uri": AFTER, "client_id": program.client_id}
    answer = await provider.web.get("/oauth/logout", params=sent)

    assert answer.headers["location"] == AFTER
    assert await sessions(provider) == 1


async def test_r41_a_posted_wish_with_the_hint_signs_out_too(provider: Provider) -> None:
    browser, _, hint = await signed_in(provider)
    posted = await browser.post("/oauth/logout", data={"id_token_hint": hint, "post_logout_redirect_uri": AFTER})
    answer = await browser.get(posted.headers["location"])

    assert answer.headers["location"] == AFTER
    assert await sessions(provider) == 0
