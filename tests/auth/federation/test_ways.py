"""The way to a provider and back: whose browser, how long, how often, with which keys and how strong a proof."""

import asyncio
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc.jwk import RSAKey

from tests.auth.federation.office import EMAIL, Office
from tests.auth.federation.provider import EC, GONE

KIND = "SELECT strength, confirmed_at IS NOT NULL, provider_session, connection_id FROM auth.session"


async def test_r56_each_connection_has_a_callback_of_its_own_and_asks_with_pkce_nonce_and_state(office: Office) -> None:
    asked = dict(parse_qsl(urlsplit(await office.leave()).query))

    state, nonce, challenge = (asked.pop(name) for name in ("state", "nonce", "code_challenge"))
    assert min(map(len, (state, nonce, challenge))) == 43
    assert asked == {
        "response_type": "code", "response_mode": "query", "client_id": "entente", "scope": "openid email",
        "redirect_uri": f"https://portal.example/auth/connections/idp_{office.connection.id.hex}/callback",
        "code_challenge_method": "S256", "login_hint": EMAIL,
    }  # fmt: skip


async def test_r56_an_answer_for_one_connection_is_not_taken_by_another(office: Office) -> None:
    other = await office.connect(await office.make.partner(), client_id="other")
    query = office.provider.approve(await office.leave())

    answer = await office.come_back(query, other)

    assert await office.refused(answer) == (400, "another_connection")
    assert await office.standing() == [(0, 0, 0, 0)]


async def test_r57_a_state_is_used_once_also_by_many_at_the_same_moment(office: Office) -> None:
    query = office.provider.approve(await office.leave())

    answers = await asyncio.gather(*(office.come_back(query) for _ in range(5)))

    assert sorted(answer.status_code for answer in answers) == [303, 400, 400, 400, 400]
    assert await office.rows("SELECT count(*) FROM auth.session") == [(1,)]
    assert await office.refused(await office.come_back(query)) == (400, "unknown_state")


async def test_r57_a_state_is_spent_by_an_error_as_well(office: Office) -> None:
    url = await office.leave()
    denied = office.provider.approve(url, code=GONE, error="access_denied")

    assert await office.refused(await office.come_back(denied)) == (400, "refused_by_provider")
    assert await office.refused(await office.come_back(office.provider.approve(url))) == (400, "unknown_state")


async def test_r57_a_state_belongs_to_the_browser_that_began(office: Office) -> None:
    query = office.provider.approve(await office.leave())
    kept = dict(office.browser.cookies)
    office.browser.cookies.clear()

    assert await office.refused(await office.come_back(query)) == (400, "another_browser")

    for name, value in kept.items():
        office.browser.cookies.set(name, value, domain="portal.example")
    assert (await office.come_back(query)).status_code == 303


async def test_r57_a_state_is_over_after_ten_minutes(office: Office) -> None:
    query = office.provider.approve(await office.leave())
    office.later = timedelta(minutes=10, seconds=1)

    assert await office.refused(await office.come_back(query)) == (400, "unknown_state")


async def test_r57_two_tabs_do_not_disturb_each_other(office: Office) -> None:
    first, second = await office.leave(next_="/one"), await office.leave(next_="/two")

    answers = [await office.come_back(office.provider.approve(url)) for url in (second, first)]

    assert [answer.headers["location"] for answer in answers] == ["/two", "/one"]


@pytest.mark.parametrize("place", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"])
async def test_r57_nobody_is_led_elsewhere_afterwards(office: Office, place: str) -> None:
    answer = await office.come_back(office.provider.approve(await office.leave(next_=place)))

    assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_r57_a_connection_changed_meanwhile_begins_again(office: Office) -> None:
    query = office.provider.approve(await office.leave())
    await office.change(max_age=60)

    assert await office.refused(await office.come_back(query)) == (400, "connection_changed")


async def test_r58_an_algorithm_counts_where_the_connection_names_it(office: Office) -> None:
    await office.change(id_token_alg="ES256")
    office.provider.lie.key = "ec"

    assert (await office.sign_in()).status_code == 303


@pytest.mark.parametrize(
    ("asked", "said", "outcome"),
    [
        ({"max_age": 60}, {}, 303),
        ({"max_age": 60}, {"auth_time": GONE}, "proven_too_long_ago"),
        ({"max_age": 60}, {"auth_time": 1_700_000_000}, "proven_too_long_ago"),
        ({"acr_values": ["phr"]}, {"acr": "phr"}, 303),
        ({"acr_values": ["phr"]}, {"acr": "pwd"}, "wrong_acr"),
        ({"acr_values": ["phr"]}, {}, "wrong_acr"),
        ({"acr_values": ["phr"]}, {"acr": ["phr"]}, "wrong_acr"),
    ],
)
async def test_r60_what_was_asked_for_is_looked_at(
    office: Office, asked: dict[str, object], said: dict[str, object], outcome: object
) -> None:
    await office.change(**asked)
    office.provider.lie.claims = dict(said)
    url = await office.leave()
    sent = dict(parse_qsl(urlsplit(url).query))
    assert {name: sent.get(name) for name in asked} == {
        name: " ".join(value) if isinstance(value, list) else str(value) for name, value in asked.items()
    }

    answer = await office.come_back(office.provider.approve(url))

    if outcome == 303:
        assert answer.status_code == 303
    else:
        assert await office.refused(answer) == (400, outcome)


@pytest.mark.parametrize(
    ("strong", "said", "strength", "is_confirmed"),
    [
        ([], {}, "mfa", False),
        ([], {"acr": "phr", "amr": ["pwd"]}, "mfa", False),
        ([], {"amr": ["pwd", "mfa"]}, "mfa", False),
        (["phr"], {"acr": "phr"}, "phr", True),
        (["hwk"], {"amr": ["hwk", "mfa"]}, "phr", True),
        (["phr"], {"acr": "phr", "auth_time": GONE}, "phr", False),
        (["phr"], {"acr": "phr", "auth_time": 1_700_000_000}, "phr", False),
        (["phr"], {"acr": {"phr": 1}, "amr": "phr"}, "mfa", False),
    ],
)
async def test_r60_silence_is_what_its_administrators_declared_and_strong_is_what_the_connection_calls_so(
    office: Office, strong: list[str], said: dict[str, object], strength: str, is_confirmed: bool
) -> None:
    await office.change(strong_values=strong)
    office.provider.lie.claims = dict(said)

    assert (await office.sign_in()).status_code == 303
    assert await office.rows(KIND) == [(strength, is_confirmed, "session at the provider", office.connection.id)]


async def test_r60_a_session_knows_how_long_ago_the_proof_was(office: Office) -> None:
    office.provider.lie.claims = {"auth_time": 1_700_000_000}

    assert (await office.sign_in()).status_code == 303
    assert await office.rows("SELECT extract(epoch FROM authenticated_at)::bigint FROM auth.session") == [
        (1_700_000_000,)
    ]


async def test_r61_keys_are_kept_ten_minutes_and_an_unknown_one_is_looked_for_once_a_minute(office: Office) -> None:
    provider, old = office.provider, office.provider.key

    def asked() -> int:
        return provider.seen.count("/jwks")

    assert (await office.sign_in()).status_code == 303
    assert (await office.sign_in()).status_code == 303
    assert asked() == 1
    try:
        provider.lie.header = {"kid": "newer"}
        assert await office.refused(await office.sign_in()) == (400, "unknown_key")
        assert await office.refused(await office.sign_in()) == (400, "unknown_key")
        assert asked() == 2
        provider.key = RSAKey.generate_key(2048, {"kid": "newer"})
        office.later = timedelta(minutes=1, seconds=1)
        assert (await office.sign_in()).status_code == 303
        assert asked() == 3
        provider.key, provider.lie.header = old, {"kid": "honest"}
        provider.lie.jwks = lambda keys: [key for key in keys if key["kid"] == EC.kid]
        office.later = timedelta(minutes=9)
        assert await office.refused(await office.sign_in()) == (400, "unknown_key")
        provider.lie.jwks, provider.lie.header = None, {}
    finally:
        provider.key = old


async def test_r61_a_key_that_is_no_longer_published_is_dead_within_ten_minutes(office: Office) -> None:
    assert (await office.sign_in()).status_code == 303
    office.provider.lie.jwks = lambda keys: [key for key in keys if key["kid"] == EC.kid]
    office.later = timedelta(minutes=10, seconds=1)

    assert await office.refused(await office.sign_in()) == (400, "unknown_key")


async def test_r66_nothing_that_the_provider_sent_is_kept(office: Office) -> None:
    assert (await office.sign_in()).status_code == 303

    tables = await office.rows(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('auth', 'public')"
    )
    for (table,) in tables:
        for (row,) in await office.rows(f"SELECT t::text FROM {table} t"):
            assert "the access token" not in row
            assert "the refresh token" not in row
            assert "eyJhbGciOiJSUzI1NiIs" not in row


async def test_r67_a_provider_that_is_away_is_a_page_with_a_reference(office: Office) -> None:
    await office.rows("UPDATE identity_connection SET issuer = 'http://127.0.0.1:9'")

    answer = await office.browser.post("/login/provider", data={"email": EMAIL, "next": "/"})

    assert await office.refused(answer) == (400, "provider_unreachable")


async def test_r67_a_connection_that_does_not_exist_is_a_page_with_a_reference(office: Office) -> None:
    for place in ("idp_" + "0" * 32, "nothing", "dom_" + "1" * 32, "%00", "..%2f..%2fsession"):
        answer = await office.browser.get(f"/auth/connections/{place}/callback?code=a&state=b")
        assert answer.status_code in {400, 404}
        assert answer.status_code == 404 or await office.refused(answer) == (400, "unknown_state")
