"""Proving again who one is, at the provider one came through: a new proof is asked for, and each lie refused."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx
import pytest

from portal import clock
from tests.auth.federation.office import LEAVE, REFERENCE, Office
from tests.auth.federation.provider import GONE

STANDING = (
    "SELECT id, token_sha256, strength, confirmed_at, authenticated_at, provider_session, ended_at FROM auth.session"
)
NOTED = (
    "SELECT action, outcome, reason, session_id = (SELECT id FROM auth.session) FROM auth.event "
    "ORDER BY xmin::text::bigint"
)
OLD = int(clock.now().timestamp()) - 120


async def entered(office: Office, **columns: Any) -> None:
    """Somebody signed in through the provider an hour ago, as it said then."""
    await office.change(**({"strong_values": ["phr"]} | columns))
    assert (await office.sign_in()).status_code == 303
    await office.rows(
        "UPDATE auth.session SET confirmed_at = NULL, authenticated_at = authenticated_at - interval '10 minutes'"
    )


async def sent(office: Office, next_: str = "/contracts/new?title=Kept") -> str:
    """Presses the page's button; the address of the provider to which the browser goes on."""
    page = await office.browser.post("/confirm/provider", data={"next": next_})
    found = LEAVE.search(page.text)
    assert found is not None, (page.status_code, page.text)
    return unescape(found[1])


async def confirmed(office: Office, **said: Any) -> httpx.Response:
    url = await sent(office)
    office.provider.lie.claims = {"acr": "phr", **said}
    return await office.come_back(office.provider.approve(url))


async def test_r82_the_page_offers_the_provider_one_came_through(office: Office) -> None:
    await entered(office)
    assert (await office.browser.get("/auth/confirm")).json()["provider"] == {"name": "Directory", "confirms": True}

    page = await office.browser.get("/confirm?next=/contracts")

    assert "Confirm at Directory" in page.text
    assert re.search(r'action="/confirm/provider"[^§]*value="/contracts"', page.text)
    await office.change(disabled_at=office.now())
    assert (await office.browser.get("/auth/confirm")).status_code == 401


@pytest.mark.parametrize(
    ("acr", "strong", "asked"),
    [
        ([], ["phr", "hwk"], "phr hwk"), (["aal2", "phr"], ["phr", "hwk"], "phr"), (["aal2"], ["phr"], "phr"),
        ([], [], None),
    ],
)  # fmt: skip
async def test_r60_a_new_proof_of_a_strength_that_counts_is_asked_for(
    office: Office, acr: list[str], strong: list[str], asked: str | None
) -> None:
    office.provider.lie.claims = {"acr": "aal2"}
    await entered(office, acr_values=acr, strong_values=strong, max_age=300)

    parameters = dict(parse_qsl(urlsplit(await sent(office)).query))

    assert (parameters["prompt"], parameters["max_age"], parameters.get("acr_values")) == ("login", "0", asked)


async def test_r82_a_new_strong_proof_confirms_the_same_session_under_a_new_value(office: Office) -> None:
    await entered(office)
    ((session_id, old, *_),) = await office.rows(STANDING)

    answer = await confirmed(office, sid="a newer session")

    assert (answer.status_code, answer.headers["location"]) == (303, "/contracts/new?title=Kept")
    ((same, new, strength, confirmed_at, authenticated_at, provider_session, ended_at),) = await office.rows(STANDING)
    assert (same, strength, provider_session, ended_at) == (session_id, "phr", "a newer session", None)
    assert new != old
    assert confirmed_at == authenticated_at
    assert (office.now() - confirmed_at).total_seconds() < 10
    assert (await office.rows(NOTED))[-1] == ("CONFIRM", "ACCEPTED", "proved", True)
    assert (await office.browser.get("/auth/confirm")).status_code == 200


LIES: dict[str, tuple[str, dict[str, Any]]] = {
    "proof_of_before": ("proven_too_long_ago", {"auth_time": OLD}),
    "no_time_of_proof": ("no_auth_time", {"auth_time": GONE}),
    "proof_of_the_future": ("wrong_auth_time", {"auth_time": OLD + 3600}),
    "somebody_else": ("another_person", {"sub": "somebody else"}),
    "weak_word": ("too_weak", {"acr": "pwd"}),
    "no_word": ("too_weak", {"acr": GONE}),
    "second_factor_alone": ("too_weak", {"acr": GONE, "amr": ["pwd", "mfa"]}),
    "words_as_a_list": ("too_weak", {"acr": ["phr"]}),
    "nonce_of_another": ("wrong_nonce", {"nonce": "another"}),
}


@pytest.mark.parametrize("name", LIES)
async def test_r82_each_lie_is_refused_with_a_reference_and_leaves_the_session_as_it_was(
    office: Office, name: str
) -> None:
    reason, said = LIES[name]
    await entered(office)
    before, cookies = await office.rows(STANDING), office.browser.cookies.get("__Host-session")

    answer = await confirmed(office, **said)

    assert "We could not confirm it is you" in answer.text
    assert 'href="/confirm?next=/contracts/new%3Ftitle%3DKept"' in answer.text
    assert await office.refused(answer) == (400, reason)
    assert await office.rows(STANDING) == before
    assert office.browser.cookies.get("__Host-session") == cookies
    assert (await office.rows(NOTED))[-1] == ("CONFIRM", "REFUSED", reason, True)


async def test_r82_a_colleague_known_to_the_provider_confirms_nothing_for_one(office: Office) -> None:
    await entered(office)
    await office.know(await office.member(email="ben@partner.example"), sub="ben")
    before = await office.rows(STANDING)

    answer = await confirmed(office, sub="ben")

    assert await office.refused(answer) == (400, "another_person")
    assert await office.rows(STANDING) == before


async def test_r82_a_confirmation_counts_for_the_session_that_began_it(office: Office) -> None:
    await entered(office)
    url = await sent(office)
    office.provider.lie.claims = {"acr": "phr"}
    await office.sign_in()
    await office.rows("UPDATE auth.session SET confirmed_at = NULL")

    answer = await office.come_back(office.provider.approve(url))

    assert await office.refused(answer) == (400, "another_session")
    assert await office.rows("SELECT DISTINCT confirmed_at FROM auth.session") == [(None,)]
    office.browser.cookies.delete("__Host-session")
    assert REFERENCE.search((await office.come_back(office.provider.approve(url))).text)


async def test_r82_a_sign_in_begun_for_the_provider_confirms_nothing_in_another_session(office: Office) -> None:
    await entered(office)
    member = await office.member(email="ben@partner.example")
    url = await sent(office)
    await office.enter(member, is_confirmed=False)

    office.provider.lie.claims = {"acr": "phr"}
    answer = await office.come_back(office.provider.approve(url))

    assert await office.refused(answer) == (400, "another_session")
    assert await office.rows("SELECT DISTINCT confirmed_at FROM auth.session") == [(None,)]


async def test_r82_who_came_by_other_means_is_not_sent_to_a_provider(office: Office) -> None:
    await office.enter(await office.member())

    answer = await office.browser.post("/auth/confirm/provider", json={"next": "/"})

    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
    assert (await office.browser.get("/auth/confirm")).json()["provider"] is None
    office.browser.cookies.clear()
    assert (await office.browser.post("/auth/confirm/provider", json={"next": "/"})).status_code == 401


async def test_r82_where_no_value_counts_as_strong_a_new_proof_renews_and_confirms_nothing(office: Office) -> None:
    await entered(office, strong_values=[])
    assert (await office.browser.get("/auth/confirm")).json()["provider"] == {"name": "Directory", "confirms": False}
    assert "Sign in again at Directory" in (await office.browser.get("/confirm")).text
    assert (await office.browser.post("/auth/passkeys/challenge", json={})).status_code == 403

    assert (await confirmed(office)).status_code == 303

    ((_, _, strength, confirmed_at, *_),) = await office.rows(STANDING)
    assert (strength, confirmed_at) == ("mfa", None)
    assert (await office.browser.post("/auth/passkeys/challenge", json={})).status_code == 200
    assert await office.refused(await confirmed(office, auth_time=OLD)) == (400, "proven_too_long_ago")
