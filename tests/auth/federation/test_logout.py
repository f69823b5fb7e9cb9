"""R65: a provider says that somebody signed out, and exactly their sessions through it end."""

from datetime import timedelta
from typing import Any

import pytest

from auth.server.models import Grant
from portal import clock, ids
from portal.partners.models import Membership
from tests.auth.federation.office import Office
from tests.auth.federation.provider import GONE

LIVE = "SELECT count(*) FROM auth.session WHERE ended_at IS NULL"
BACK_CHANNEL = "http://schemas.openid.net/event/backchannel-logout"
SESSION = "session at the provider"
NOW = int(clock.now().timestamp())


async def told(office: Office, token: object, kind: str = "application/x-www-form-urlencoded") -> int:
    """The status of the answer to the provider, whose request comes from no page of ours."""
    path = f"/auth/connections/idp_{office.connection.id.hex}/logout"
    answer = await office.browser.post(
        path, content=f"logout_token={token}", headers={"content-type": kind, "sec-fetch-site": "none"}
    )
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code


@pytest.mark.parametrize("named", [{}, {"sid": SESSION}, {"sub": GONE, "sid": SESSION}])
async def test_r65_by_the_person_or_by_the_session_the_sessions_end(office: Office, named: dict[str, object]) -> None:
    assert (await office.sign_in()).status_code == 303
    await office.enter(await office.member())

    assert await told(office, office.provider.logout_token(**named)) == 200

    assert await office.rows(LIVE) == [(1,)]
    assert await office.rows("SELECT connection_id FROM auth.session WHERE ended_at IS NULL") == [(None,)]
    assert (await office.events())[-1] == ("END_SESSION", "ACCEPTED", "provider_said_so")


def allowed(office: Office, member: Membership, **columns: Any) -> Grant:
    """What somebody allowed a program, having come through the provider."""
    values = {
        "client_id": "reader", "program": "Reader", "person_id": member.person_id, "member_id": member.id,
        "partner_id": member.partner_id, "scopes": ["contracts:read"], "resource": "x", "strength": "phr",
        "authenticated_at": office.now(), "session_id": ids.new(), "sign_in_id": ids.new(),
        "connection_id": office.connection.id, "provider_session": SESSION, "created_at": office.now(),
        "expires_at": office.now() + timedelta(days=90), "revoked_because": "",
    }  # fmt: skip
    return Grant(**{**values, **columns})


@pytest.mark.parametrize("named", [{}, {"sid": SESSION}, {"sub": GONE, "sid": SESSION}])
async def test_what_was_allowed_in_a_sign_in_ends_with_it_also_when_its_session_is_not_kept_any_more(
    office: Office, named: dict[str, object]
) -> None:
    member, other = await office.member(), await office.member()
    await office.know(member)
    await office.know(other, sub="another sub")
    elsewhere = await office.connect(office.partner, client_id="elsewhere", secret=False)
    await office.make.add(
        allowed(office, member, client_id="ends"),
        allowed(office, member, client_id="away", scopes=["contracts:read", "offline_access"]),
        allowed(office, member, client_id="elsewhere", connection_id=elsewhere.id),
        allowed(office, other, client_id="another", provider_session="another session"),
    )

    assert await told(office, office.provider.logout_token(**named)) == 200

    assert await office.rows(
        "SELECT client_id, revoked_because FROM auth.client_grant WHERE revoked_at IS NOT NULL"
    ) == [("ends", "signed_out")]


async def test_r65_other_people_and_other_sessions_stay(office: Office) -> None:
    assert (await office.sign_in()).status_code == 303

    assert await told(office, office.provider.logout_token(sub="somebody else")) == 200
    assert await told(office, office.provider.logout_token(sid="another session")) == 200
    assert await office.rows(LIVE) == [(1,)]


async def test_r65_a_token_counts_once(office: Office) -> None:
    token = office.provider.logout_token()

    assert [await told(office, token), await told(office, token)] == [200, 400]
    assert await office.events() == [("END_SESSION", "REFUSED", "came_before")]


@pytest.mark.parametrize(
    ("reason", "changes"),
    [
        ("wrong_type", {"typ": "JWT"}), ("wrong_type", {"typ": GONE}),
        ("wrong_events", {"events": GONE}), ("wrong_events", {"events": {BACK_CHANNEL: 1}}),
        ("wrong_events", {"events": [BACK_CHANNEL]}), ("wrong_events", {"events": {"other": {}}}),
        ("has_a_nonce", {"nonce": "n"}), ("wrong_jti", {"jti": GONE}), ("wrong_jti", {"jti": ""}),
        ("wrong_iss", {"iss": "https://other.example"}), ("wrong_aud", {"aud": "other"}),
        ("expired", {"exp": NOW - 100}), ("wrong_exp", {"exp": GONE}), ("wrong_iat", {"iat": NOW - 86400}),
        ("nobody_named", {"sub": GONE}), ("wrong_sub", {"sub": ""}), ("wrong_sub", {"sub": "\ud800"}),
        ("wrong_sid", {"sid": "\0"}),
    ],
)  # fmt: skip
async def test_r65_a_token_that_does_not_hold_ends_nothing(
    office: Office, reason: str, changes: dict[str, object]
) -> None:
    assert (await office.sign_in()).status_code == 303

    assert await told(office, office.provider.logout_token(**changes)) == 400

    assert await office.rows(LIVE) == [(1,)]
    assert (await office.events())[1:] == [("END_SESSION", "REFUSED", reason)]


@pytest.mark.parametrize("key", ["none", "hmac", "stranger", "ec"])
async def test_r65_a_token_that_the_provider_did_not_sign_ends_nothing(office: Office, key: str) -> None:
    assert (await office.sign_in()).status_code == 303
    office.provider.lie.key = key

    assert await told(office, office.provider.logout_token()) == 400
    assert await office.rows(LIVE) == [(1,)]


async def test_r65_an_id_token_is_no_logout_token(office: Office) -> None:
    assert await told(office, office.provider.id_token({"nonce": "n"})) == 400


@pytest.mark.parametrize("token", ["", "%FF", "a&logout_token=b", "%00", "x" * 40_000])
async def test_r65_hostile_bytes_are_refused_in_words(office: Office, token: str) -> None:
    assert await told(office, token) == 400
    assert await told(office, token, "application/json") == 400


async def test_r65_a_provider_that_is_switched_off_is_not_listened_to(office: Office) -> None:
    assert (await office.sign_in()).status_code == 303
    await office.rows("UPDATE identity_connection SET disabled_at = now()")

    assert await office.rows(LIVE) == [(0,)]
    assert await told(office, office.provider.logout_token()) == 400
