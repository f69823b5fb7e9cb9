"""Programs at /graphql: which tokens let in, what each refusal says, and that the end of anything counts at once."""

import hashlib
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from joserfc.jwk import ECKey
from sqlalchemy import text

from auth.server.models import Client
from portal import clock
from portal.access import Role
from portal.app import create_app
from portal.database.embedded import Server
from portal.settings import Settings
from tests import databases
from tests.auth.programs import ISSUER, Programs, proof
from tests.auth.site import KEY, VIEWER, Site, challenge
from tests.people import sign_in

ALGORITHMS = 'algs="ES256 PS256 RS256 EdDSA Ed25519"'


async def test_a_program_reads_with_a_token_for_a_person_and_for_itself(site: Site) -> None:
    member = await site.member()
    client = await site.programs.client(member)

    for token in (
        await site.programs.token(client, grant=await site.programs.grant(client, member)),
        await site.programs.token(client),
    ):
        first, second = await site.bearer(token), await site.bearer(token)
        assert first.json()["data"] == second.json()["data"]
        assert first.json()["data"]["viewer"]["organisation"].startswith("Partner ")


async def test_the_first_query_of_a_program_as_the_readme_tells_it(site: Site) -> None:
    client = await site.programs.client()
    form = {"grant_type": "client_credentials", "scope": "contracts:read partners:read"}
    credentials = (client.client_id, await site.programs.secret(client))

    token = (await site.client.post("/oauth/token", data=form, auth=credentials)).json()["access_token"]
    query = "{ viewer { program scopes } contracts(first: 5) { nodes { number title } } }"
    answer = await site.bearer(token, query)

    viewer = {"program": "Stock keeper", "scopes": ["contracts:read", "partners:read"]}
    cost = answer.json()["extensions"]["cost"]
    assert answer.json() == {
        "data": {"viewer": viewer, "contracts": {"nodes": []}},
        "extensions": {"cost": cost},
    }
    assert cost == {**cost, "requested": 8, "actual": 8 + len(query) // 20, "restoreRate": 10_000}
    assert 100_000 - cost["actual"] <= cost["available"] < 100_000


async def test_r46_a_token_in_the_query_or_the_body_is_not_taken(site: Site) -> None:
    token = await site.programs.token(await site.programs.client())

    in_query = await site.ask(params={"access_token": token})
    in_body = await site.client.post("/graphql", json={"query": VIEWER, "access_token": token})
    in_form = await site.client.post("/graphql", data={"access_token": token, "query": VIEWER})

    wanted = f'Bearer realm="Entente", DPoP {ALGORITHMS}'
    assert [challenge(answer, 401) for answer in (in_query, in_body, in_form)] == [wanted] * 3


async def test_r46_a_token_as_a_cookie_opens_nothing(site: Site) -> None:
    token = await site.programs.token(await site.programs.client())

    answer = await site.ask(headers={"cookie": f"__Host-session={token}", "sec-fetch-site": "same-origin"})

    challenge(answer, 401)


async def test_r46_a_browsers_session_in_the_header_opens_nothing(site: Site) -> None:
    value = "A" * 43
    member = await site.member()
    await sign_in(site.programs.make.session, await site.programs.make.actor(member), token_sha256=_digest(value))
    browser = {"cookie": f"__Host-session={value}", "sec-fetch-site": "same-origin"}
    assert (await site.ask(headers=browser)).status_code == 200

    assert 'error="invalid_token"' in challenge(await site.bearer(value), 401)


def _digest(value: str) -> bytes:
    return hashlib.sha256(value.encode()).digest()


async def test_r47_refusals_name_the_error(site: Site) -> None:
    client = await site.programs.client()
    bearer, over = 'Bearer realm="Entente"', 'error="invalid_token", error_description="The token has expired."'
    site.programs.later = -timedelta(hours=1)
    old = await site.programs.token(client)

    assert challenge(await site.bearer(old), 401) == f"{bearer}, {over}"
    assert 'error="invalid_token"' in challenge(await site.bearer("abc"), 401)
    assert 'error="invalid_token"' in challenge(await site.bearer("A" * 5000), 401)
    for given in ("Bearer", "Bearer ", "Bearer a b", "Basic YTpi", "", "Bearer é", "Bearer \t", "DPoP", "Bearer a=b"):
        answer = await site.ask(headers={"authorization": given.encode("latin-1")})  # type: ignore[dict-item]
        assert 'error="invalid_request"' in challenge(answer, 400)


async def test_r47_two_authorization_headers_are_refused(site: Site) -> None:
    token = await site.programs.token(await site.programs.client())
    assert (await site.bearer(token)).status_code == 200

    twice = [("authorization", f"Bearer {token}")] * 2
    answer = await site.client.post("/graphql", json={"query": VIEWER}, headers=twice)

    assert 'error="invalid_request"' in challenge(answer, 400)


async def test_r52_a_cookie_and_a_token_in_one_request_are_refused(site: Site) -> None:
    token = await site.programs.token(await site.programs.client())
    headers = {"authorization": f"Bearer {token}", "sec-fetch-site": "same-origin"}
    assert (await site.ask(headers=headers)).status_code == 200

    for cookie in (f"__Host-session={'A' * 43}", "a=b; __Host-session=", f"__Host-session={token}"):
        answer = await site.ask(headers={**headers, "cookie": cookie})
        assert "not both" in challenge(answer, 400)
    assert (await site.ask(headers={**headers, "cookie": "theme=dark"})).status_code == 200


async def test_a_token_needs_no_header_of_a_browser(site: Site) -> None:
    token = await site.programs.token(await site.programs.client())
    headers = {
        "authorization": f"Bearer {token}",
        "sec-fetch-site": "cross-site",
        "origin": "https://elsewhere.example",
    }

    assert (await site.ask(headers=headers)).status_code == 200


async def test_r48_a_token_of_another_server_is_refused_though_its_key_is_published_there(site: Site) -> None:
    stranger = Programs(site.programs.database, site.programs.make)
    client = await site.programs.client()
    token = await stranger.token(client)
    header, claims, _ = token.split(".")
    _, _, signature = (await stranger.token(client)).split(".")

    assert (await site.bearer(token)).status_code == 200
    assert 'error="invalid_token"' in challenge(await site.bearer(f"{header}.{claims}.{signature}"), 401)
    assert 'error="invalid_token"' in challenge(await site.bearer(f"{header}.{claims}."), 401)


async def test_a_right_signature_without_a_row_opens_nothing(site: Site) -> None:
    token = await site.programs.token(await site.programs.client())
    await site.programs.make.session.execute(text("DELETE FROM auth.session"))

    assert "was revoked" in challenge(await site.bearer(token), 401)


ENDS = {
    "the grant is revoked": "UPDATE auth.client_grant SET revoked_at = now()",
    "the program is disabled": "UPDATE api_client SET disabled_at = now()",
    "the program may do less": "UPDATE api_client SET scopes = '{}'",
    "the member is suspended": "UPDATE membership SET status = 'SUSPENDED', version = version + 1",
    "the member is removed": "UPDATE membership SET status = 'REMOVED', version = version + 1",
    "the organisation left": "UPDATE organisation SET status = 'OFFBOARDED' WHERE side = 'PARTNER'",
    "the organisation is rejected": "UPDATE organisation SET status = 'REJECTED' WHERE side = 'PARTNER'",
    "the token is revoked": "UPDATE auth.session SET ended_at = now()",
    "the token is over": "UPDATE auth.session SET expires_at = now()",
}


@pytest.mark.parametrize("end", ENDS)
async def test_r49_whatever_ends_the_very_next_call_is_refused(site: Site, end: str) -> None:
    member = await site.member()
    client = await site.programs.client(member)
    bound = await site.programs.token(client, key_thumbprint=KEY.thumbprint())
    with_grant = await site.programs.token(client, grant=await site.programs.grant(client, member))
    plain = await site.programs.token(client)
    before = [await site.bearer(with_grant), await site.bearer(plain), await site.dpop(bound)]
    assert [answer.status_code for answer in before] == [200, 200, 200]

    await site.programs.make.session.execute(text(ENDS[end]))

    assert 'error="invalid_token"' in challenge(await site.bearer(with_grant), 401)
    if end != "the grant is revoked":
        assert 'error="invalid_token"' in challenge(await site.bearer(plain), 401)
        assert 'error="invalid_token"' in challenge(await site.dpop(bound), 401)


async def test_r49_other_roles_count_at_the_very_next_call(site: Site) -> None:
    member = await site.member(roles={Role.PARTNER_ADMIN})
    client = await site.programs.client(member, scopes=["contracts:write"])
    token = await site.programs.token(client, scopes=["contracts:write"])
    query = "{ viewer { permissions } }"
    before = (await site.bearer(token, query)).json()["data"]["viewer"]["permissions"]

    change = "UPDATE membership SET roles = '{PV}', version = version + 1"
    await site.programs.make.session.execute(text(change))
    after = (await site.bearer(token, query)).json()["data"]["viewer"]["permissions"]

    assert before == ["contract:negotiate", "contract:read", "contract:recall", "internal:read", "portal:read"]
    assert after == ["contract:read", "internal:read", "portal:read"]


async def test_r33_a_token_bound_to_a_key_is_refused_without_its_proof(site: Site) -> None:
    bound = await site.programs.token(await site.programs.client(), key_thumbprint=KEY.thumbprint())
    assert (await site.dpop(bound)).status_code == 200

    for answer in (await site.bearer(bound), await site.bearer(bound)):
        said = challenge(answer, 401)
        assert said == (
            f'DPoP realm="Entente", {ALGORITHMS}, error="invalid_token", '
            'error_description="The token is bound to a key."'
        )
    without = await site.ask(headers={"authorization": f"DPoP {bound}"})
    assert 'error="invalid_dpop_proof"' in challenge(without, 401)


async def test_r33_a_bearer_token_is_refused_with_a_proof(site: Site) -> None:
    token = await site.programs.token(await site.programs.client())

    for _ in range(2):
        assert challenge(await site.dpop(token), 401) == (
            'Bearer realm="Entente", error="invalid_token", error_description="The token is not bound to a key."'
        )
    assert (await site.bearer(token)).status_code == 200


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"htm": "GET"}, "for another request"),
        ({"htu": f"{ISSUER}/oauth/token"}, "for another request"),
        ({"ath": "x"}, "for another token"),
        ({"ath": None}, "for another token"),
        ({"iat": 1}, "too old"),
        ({"jti": None}, "jti must be a text"),
        ({"key": ECKey.generate_key("P-256")}, "with another key"),
    ],
)  # fmt: skip
async def test_r32_a_proof_that_does_not_fit_is_refused(site: Site, changed: dict[str, Any], reason: str) -> None:
    token = await site.programs.token(await site.programs.client(), key_thumbprint=KEY.thumbprint())
    assert (await site.dpop(token)).status_code == 200

    said = challenge(await site.dpop(token, **changed), 401)

    assert 'error="invalid_dpop_proof"' in said
    assert reason in said


async def test_r32_a_proof_counts_for_one_request_of_all_processes(
    site: Site, server: Server, databases_of_worker: tuple[str, str], tmp_path: Path
) -> None:
    token = await site.programs.token(await site.programs.client(), key_thumbprint=KEY.thumbprint())
    headers = {"authorization": f"DPoP {token}", "dpop": proof(KEY, at=clock.now(), token=token)}
    settings = Settings(tmp_path, None, ISSUER, databases.SECRET, pool_size=2)
    other = create_app(settings, server.url(databases_of_worker[1]), keep_time=False)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(other), base_url=ISSUER) as client:
        first = await client.post("/graphql", json={"query": VIEWER}, headers=headers)
    again = await site.ask(headers=headers)
    await other.door.close()
    await other.database.close()

    assert first.status_code == 200
    assert "already been used" in challenge(again, 401)


async def test_r32_a_changed_member_is_read_anew_with_the_same_proof(site: Site) -> None:
    member = await site.member(name="Mira Holm")
    client = await site.programs.client(member)
    grant = await site.programs.grant(client, member)
    token = await site.programs.token(client, grant=grant, scopes=["profile"], key_thumbprint=KEY.thumbprint())
    query = "{ viewer { name } }"
    assert (await site.dpop(token, query=query)).json()["data"] == {"viewer": {"name": "Mira Holm"}}

    await site.programs.make.session.execute(text("UPDATE membership SET name = 'M. Holm', version = version + 1"))

    assert (await site.dpop(token, query=query)).json()["data"] == {"viewer": {"name": "M. Holm"}}


async def test_r34_a_program_that_must_use_nonces_gets_one_and_later_a_fresh_one(site: Site) -> None:
    client = await site.programs.client(is_dpop_nonce_required=True)
    token = await site.programs.token(client, key_thumbprint=KEY.thumbprint())

    first = await site.dpop(token)
    said, nonce = challenge(first, 401), first.headers["dpop-nonce"]
    again = await site.dpop(token, nonce=nonce)
    old = await site.dpop(token, nonce=site.app.keys.nonces.now(clock.now() - timedelta(minutes=5)))
    dead = await site.dpop(token, nonce=site.app.keys.nonces.now(clock.now() - timedelta(minutes=10)))

    assert 'error="use_dpop_nonce"' in said
    assert (again.status_code, again.headers.get("dpop-nonce")) == (200, None)
    assert (old.status_code, old.headers.get("dpop-nonce")) == (200, nonce)
    assert 'error="use_dpop_nonce"' in challenge(dead, 401)


async def test_r27_a_token_for_another_resource_is_refused(site: Site) -> None:
    elsewhere = Programs(site.programs.database, site.programs.make)
    made = await elsewhere.minted(await site.programs.client(), issuer="https://elsewhere.example")

    assert made is not None
    assert "for another audience" in challenge(await site.bearer(made.text), 401)


async def _counts(site: Site, client: Client) -> int:
    result = await site.programs.make.session.execute(
        text("SELECT count(*) FROM auth.once WHERE kind = 'dpop'"), {"client_id": client.client_id}
    )
    return int(result.scalar_one())


async def test_a_refused_proof_leaves_nothing_behind(site: Site) -> None:
    client = await site.programs.client()
    token = await site.programs.token(client, key_thumbprint=KEY.thumbprint())

    await site.dpop(token, htm="GET")
    await site.dpop(token, key=ECKey.generate_key("P-256"))

    assert await _counts(site, client) == 0


@pytest.mark.parametrize("query", ["", "{", "{ viewer { nothing } }"])
async def test_r45_a_stranger_is_refused_before_the_request_is_read(site: Site, query: str) -> None:
    assert re.match("Bearer", challenge(await site.ask(query), 401))
    assert json.loads((await site.ask(query)).text)["errors"][0]["message"] == "Sign in."
