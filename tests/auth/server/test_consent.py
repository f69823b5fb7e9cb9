"""What is asked of a person before a program is answered, what they decide, and taking it back."""

import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from auth import session
from tests.auth.server.provider import CALLBACK, OURS, PUBLIC_URL, Program, Provider, answer_of, tampered

STRENGTHS = "UPDATE auth.session SET strength = :strength WHERE client_id IS NULL"


def next_of(response: httpx.Response) -> str:
    """Where the browser is sent: the page, or the error or "code" at the program's address."""
    location: str = response.headers["location"]
    if location.startswith("/"):
        return location.partition("?")[0]
    assert location.startswith(CALLBACK)
    answer = answer_of(response)
    return answer.get("error") or "code"


async def consented(provider: Provider, **columns: Any) -> tuple[httpx.AsyncClient, Program]:
    """A browser whose person has allowed a program before."""
    browser = await provider.signed_in(await provider.person())
    program = await provider.program(**columns)
    await provider.code(browser, program)
    return browser, program


async def shown(browser: httpx.AsyncClient, asked: httpx.Response) -> dict[str, Any]:
    answer = await browser.get(f"/auth/authorizations/{answer_of(asked)['request']}")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


async def test_r39_without_a_session_one_signs_in_and_goes_on(provider: Provider) -> None:
    program = await provider.program()
    asked = await provider.authorize(provider.web, program, login_hint="ines@partner.example")
    before = await shown(provider.web, asked)
    browser = await provider.signed_in(await provider.person(), provider.web)
    after = await shown(browser, asked)

    assert next_of(asked) == "/login"
    assert (before["next"], before["loginHint"], before["member"]) == ("SIGN_IN", "ines@partner.example", None)
    assert after["next"] == "CONSENT"


@pytest.mark.parametrize(
    ("tags", "language"), [("tl-PH en", "fil"), ("de-AT bg", "bg"), ("de fr", ""), ("; <script>", ""), ("", "")]
)
async def test_r39_the_first_of_our_languages_in_ui_locales_is_that_of_the_pages(
    provider: Provider, tags: str, language: str
) -> None:
    program = await provider.program()
    asked = await provider.authorize(provider.web, program, ui_locales=tags)

    assert (await shown(provider.web, asked))["language"] == language


async def test_r39_prompt_none_never_shows_a_page(provider: Provider) -> None:
    program = await provider.program()
    unknown = await provider.authorize(provider.web, program, prompt="none")
    browser = await provider.signed_in(await provider.person())
    unasked = await provider.authorize(browser, program, prompt="none")
    await provider.code(browser, program)
    allowed = await provider.authorize(browser, program, prompt="none")

    assert [next_of(answer) for answer in (unknown, unasked, allowed)] == ["login_required", "consent_required", "code"]


@pytest.mark.parametrize("prompt", ["none login", "none consent", "create", "NONE"])
async def test_r39_a_prompt_that_makes_no_sense_is_refused(provider: Provider, prompt: str) -> None:
    browser, program = await consented(provider)
    answer = await provider.authorize(browser, program, prompt=prompt)

    assert answer_of(answer)["error"] == "invalid_request"


@pytest.mark.parametrize("prompt", ["login", "select_account", "login consent"])
async def test_r39_prompt_login_asks_for_a_new_proof(provider: Provider, prompt: str) -> None:
    member = await provider.person()
    browser, program = await provider.signed_in(member), await provider.program()
    await provider.code(browser, program)
    provider.later = timedelta(seconds=5)
    asked = await provider.authorize(browser, program, prompt=prompt)
    before = (await shown(browser, asked))["next"]
    provider.later = timedelta(seconds=9)
    after = (await shown(await provider.signed_in(member, browser), asked))["next"]

    assert (next_of(asked), before) == ("/login", "SIGN_IN")
    assert after == ("CONSENT" if "consent" in prompt else "CONTINUE")


async def test_r39_prompt_consent_asks_again(provider: Provider) -> None:
    browser, program = await consented(provider)

    assert next_of(await provider.authorize(browser, program, prompt="consent")) == "/oauth/consent"


async def test_r39_max_age_counts_from_the_last_proof(provider: Provider) -> None:
    browser, program = await consented(provider)
    provider.later = timedelta(seconds=60)
    asked = [
        next_of(await provider.authorize(browser, program, max_age=age, prompt=prompt))
        for prompt in (None, "none")
        for age in ("61", "60", "59", "0", "-1", "x", "9" * 30)
    ]

    assert asked == [
        "code", "code", "/login", "/login", "invalid_request", "invalid_request", "invalid_request",
        "code", "code", "login_required", "login_required", "invalid_request", "invalid_request", "invalid_request",
    ]  # fmt: skip


async def test_r39_an_id_token_hint_says_who_must_sign_in(provider: Provider) -> None:
    browser, program = await consented(provider)
    other = await provider.program()
    hint = (await provider.tokens(browser, program))["id_token"]
    foreign = (await provider.tokens(browser, other))["id_token"]
    somebody = await provider.signed_in(await provider.person())
    provider.later = timedelta(minutes=10)  # over, and still a hint
    asked = [
        next_of(await provider.authorize(who, program, id_token_hint=token, prompt=prompt))
        for who, token, prompt in (
            (browser, hint, "none"), (somebody, hint, None), (somebody, hint, "none"), (browser, foreign, None),
            (browser, "x.y.z", None), (browser, tampered(hint), None),
        )
    ]  # fmt: skip

    assert asked == ["code", "/login", "login_required", "invalid_request", "invalid_request", "invalid_request"]


async def test_r39_a_stronger_proof_is_asked_for_once(provider: Provider) -> None:
    member = await provider.person()
    browser, program = await provider.signed_in(member), await provider.program()
    await provider.code(browser, program)
    provider.later = timedelta(seconds=5)
    weak = await provider.authorize(browser, program, acr_values="phr mfa")
    unknown = await provider.authorize(browser, program, acr_values="urn:somebody:else")
    provider.later = timedelta(seconds=9)
    tried = await shown(await provider.signed_in(member, browser), weak)
    await provider.rows(STRENGTHS, strength="mfa")
    provider.later = timedelta(seconds=20)
    strong = await provider.authorize(browser, program, acr_values="phr mfa")

    assert [next_of(answer) for answer in (weak, unknown, strong)] == ["/login", "code", "code"]
    assert tried["next"] == "CONTINUE"


async def test_r42_the_page_is_told_who_asks_for_what_and_for_how_long(provider: Provider) -> None:
    member = await provider.person(name="Ines Roth")
    browser = await provider.signed_in(member)
    program = await provider.program(name="Order sync")
    asked = await provider.authorize(browser, program, scope="openid contracts:read")
    found = await shown(browser, asked)

    assert found["client"] == {"name": "Order sync", "organisation": "Entente Works"}
    assert (found["scopes"], found["days"], found["origin"]) == (
        ["openid", "contracts:read"],
        90,
        "https://app.example",
    )
    assert {name: found["member"][name] for name in ("name", "email")} == {"name": "Ines Roth", "email": member.email}
    short = await provider.program(grant_types=["authorization_code"])
    assert (await shown(browser, await provider.authorize(browser, short)))["days"] == 0


async def test_r42_what_was_allowed_is_not_asked_again_for_the_same_or_less(provider: Provider) -> None:
    browser, program = await consented(provider)
    same = await provider.authorize(browser, program)
    less = await provider.authorize(browser, program, scope="contracts:read")
    more = await provider.authorize(browser, program, scope="openid contracts:read contracts:write")
    provider.later = timedelta(days=90)
    late = await provider.authorize(await provider.signed_in(await provider.person()), program)

    assert [next_of(answer) for answer in (same, less, more, late)] == [
        "code", "code", "/oauth/consent", "/oauth/consent",
    ]  # fmt: skip


async def test_r42_a_no_is_an_answer_and_gives_nothing(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    asked = await provider.authorize(browser, program)
    denied = await provider.decide(browser, asked, "deny")
    again = await browser.get(f"/auth/authorizations/{answer_of(asked)['request']}")

    assert answer_of(denied.json()["location"]) == {"error": "access_denied", "state": "s-1", "iss": PUBLIC_URL}
    assert again.status_code == 404
    assert await provider.rows("SELECT count(*) FROM auth.client_grant") == [(0,)]
    assert await provider.events("AUTHORIZE") == [("REFUSED", "access_denied")]


async def test_r42_only_whom_the_page_was_shown_to_decides(provider: Provider) -> None:
    member = await provider.person()
    browser, program = await provider.signed_in(member), await provider.program()
    asked = await provider.authorize(browser, program)
    name, page = answer_of(asked)["request"], await shown(browser, asked)
    await provider.signed_in(await provider.person(), browser)
    sent = {"decision": "allow", "session": page["member"]["session"]}
    changed = await browser.post(f"/auth/authorizations/{name}", json=sent, headers=OURS)
    foreign = await browser.post(f"/auth/authorizations/{name}", json=sent, headers={"sec-fetch-site": "cross-site"})
    unasked = await browser.post(f"/auth/authorizations/{name}", json={"decision": "continue"}, headers=OURS)
    nobody = await provider.browser().post(f"/auth/authorizations/{name}", json=sent, headers=OURS)

    assert [answer.status_code for answer in (changed, foreign, unasked, nobody)] == [409, 403, 409, 409]
    assert await provider.rows("SELECT count(*) FROM auth.client_grant") == [(0,)]


async def test_r42_a_partners_program_is_for_its_own_people(provider: Provider) -> None:
    owner = await provider.person()
    program = await provider.program(owner)
    stranger = await provider.signed_in(await provider.person())
    own = await provider.signed_in(owner)

    assert next_of(await provider.authorize(stranger, program)) == "access_denied"
    assert next_of(await provider.authorize(own, program)) == "/oauth/consent"


async def test_r42_a_request_waits_for_ten_minutes(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    asked = await provider.authorize(browser, program)
    provider.later = timedelta(minutes=10)

    answer = await browser.get(f"/auth/authorizations/{answer_of(asked)['request']}")
    assert answer.status_code == 404
    assert re.search("Start again", answer.text)


async def test_r42_what_was_allowed_is_taken_back_with_all_its_tokens(provider: Provider) -> None:
    browser, program = await consented(provider)
    other = await provider.program()
    token, kept = await provider.tokens(browser, program), await provider.tokens(browser, other)
    headers = {"sec-fetch-site": "cross-site"}
    refused = await browser.delete(f"/auth/applications/{program.client_id}", headers=headers)
    unknown = await provider.browser().delete(f"/auth/applications/{program.client_id}", headers=OURS)
    assert await provider.live_tokens() == 2
    taken = await browser.delete(f"/auth/applications/{program.client_id}", headers=OURS)
    twice = await browser.delete(f"/auth/applications/{program.client_id}", headers=OURS)

    assert [answer.status_code for answer in (refused, unknown, taken, twice)] == [403, 401, 204, 404]
    assert await provider.live_tokens() == 1
    assert (await provider.refresh(program, token["refresh_token"])).json()["error"] == "invalid_grant"
    assert (await provider.refresh(other, kept["refresh_token"])).status_code == 200
    assert next_of(await provider.authorize(browser, program)) == "/oauth/consent"
    assert await provider.events("REVOKE_GRANT") == [("ACCEPTED", "person")]


async def test_r42_somebody_elses_program_cannot_be_taken_back(provider: Provider) -> None:
    _, program = await consented(provider)
    stranger = await provider.signed_in(await provider.person())
    answer = await stranger.delete(f"/auth/applications/{program.client_id}", headers=OURS)

    assert answer.status_code == 404
    assert await provider.rows("SELECT count(*) FROM auth.client_grant WHERE revoked_at IS NULL") == [(1,)]


async def test_r43_every_redirect_is_a_see_other(provider: Provider) -> None:
    browser, program = await consented(provider)
    sent = program.asking()
    answers = [
        await browser.get("/oauth/authorize", params=sent),
        await browser.post("/oauth/authorize", data=sent),
        await provider.web.post("/oauth/authorize", data=sent),
        await provider.authorize(browser, program, scope="nonsense"),
        await browser.get("/oauth/logout"),
        await browser.post("/oauth/logout", data={"state": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [303] * 6


async def test_r44_nobody_frames_caches_or_reads_the_servers_pages(provider: Provider) -> None:
    browser, program = await consented(provider)
    asked = await provider.authorize(browser, program, prompt="consent")
    name = answer_of(asked)["request"]
    origin = {"origin": "https://evil.example"}
    answers = [
        asked,
        await provider.authorize(browser, program, redirect_uri="https://evil.example"),
        await browser.get(f"/auth/authorizations/{name}", headers=origin),
        await browser.options("/oauth/authorize", headers=origin | {"access-control-request-method": "POST"}),
        await browser.post("/oauth/token", data={}, headers=origin),
    ]

    for answer in answers:
        assert [name for name in answer.headers if name.startswith("access-control")] == []
    for answer in (*answers[:3], answers[4]):
        assert answer.headers["cache-control"] == "no-store"
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]


async def test_a_cookie_of_an_idle_session_is_nobodys(provider: Provider) -> None:
    browser, program = await consented(provider)
    provider.later = timedelta(seconds=session.IDLE_SECONDS["PARTNER"])  # type: ignore[index]

    assert next_of(await provider.authorize(browser, program)) == "/login"


async def test_r01_an_address_taken_back_while_the_person_reads_gets_no_answer(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    asked = await provider.authorize(browser, program)
    await provider.rows(
        "UPDATE api_client SET redirect_uris = '{https://app.example/new}' WHERE client_id = :client",
        client=program.client_id,
    )
    name = answer_of(asked)["request"]
    looked = await browser.get(f"/auth/authorizations/{name}")
    decided = await browser.post(f"/auth/authorizations/{name}", json={"decision": "deny"}, headers=OURS)

    assert [looked.status_code, decided.status_code] == [404, 404]
    assert await provider.rows("SELECT count(*) FROM auth.client_grant") == [(0,)]


async def test_r84_what_was_allowed_before_is_noted_of_the_person_and_not_of_the_programs_owner(
    provider: Provider,
) -> None:
    member = await provider.person()
    browser, program = await provider.signed_in(member), await provider.program()
    await provider.code(browser, program)
    await provider.code(browser, program)
    await provider.authorize(provider.browser(), program, prompt="none")

    found = await provider.rows(
        "SELECT outcome, reason, person_id, partner_id, member_id, session_id IS NOT NULL FROM auth.event "
        "WHERE action = 'AUTHORIZE' ORDER BY xmin::text::bigint"
    )
    theirs = (member.person_id, member.partner_id, member.id, True)
    assert found == [
        ("ACCEPTED", "allowed", *theirs), ("ACCEPTED", "allowed_before", *theirs),
        ("REFUSED", "login_required", None, None, None, False),
    ]  # fmt: skip
