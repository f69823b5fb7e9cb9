"""What a program is told of the person who signed in."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet

from tests.auth.server.provider import PUBLIC_URL, Provider


async def claims_of(provider: Provider, token: str, alg: str) -> dict[str, Any]:
    """The claims, the signature proven with the keys that everybody can fetch."""
    keys = KeySet.import_key_set(json.loads((await provider.web.get("/oauth/jwks")).text))
    return jwt.decode(token, keys, algorithms=[alg]).claims


def at_hash(token: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(token.encode()).digest()[:16]).rstrip(b"=").decode()


@pytest.mark.parametrize("alg", ["RS256", "ES256"])
async def test_r38_an_id_token_says_who_when_how_and_for_whom(provider: Provider, alg: str) -> None:
    member = await provider.person()
    browser = await provider.signed_in(member)
    program = await provider.program(id_token_alg=alg)
    provider.later = timedelta(seconds=42)
    answer = await provider.tokens(browser, program, nonce="n-0S6_WzA2Mj")
    claims = await claims_of(provider, answer["id_token"], alg)

    assert claims == {
        "iss": PUBLIC_URL, "sub": str(member.person_id), "aud": program.client_id,
        "iat": int(provider.now().timestamp()), "exp": int(provider.now().timestamp()) + 300,
        "auth_time": int(provider.start.timestamp()), "acr": "pwd", "nonce": "n-0S6_WzA2Mj",
        "at_hash": at_hash(answer["access_token"]),
    }  # fmt: skip


async def test_r38_a_refresh_keeps_when_the_person_signed_in(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    first = await provider.tokens(browser, program)
    provider.later = timedelta(days=3)
    second = (await provider.refresh(program, first["refresh_token"])).json()
    before, after = [await claims_of(provider, answer["id_token"], "RS256") for answer in (first, second)]

    assert after["auth_time"] == before["auth_time"] == int(provider.start.timestamp())
    assert (after["sub"], after["aud"], after["acr"]) == (before["sub"], before["aud"], before["acr"])
    assert after["iat"] == int(provider.now().timestamp())
    assert after["at_hash"] == at_hash(second["access_token"])
    assert "nonce" not in after


async def test_r38_without_openid_there_is_none(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()

    assert "id_token" not in await provider.tokens(browser, program, scope="contracts:read")


async def test_r38_the_same_nonce_may_come_again(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    answers = [await provider.tokens(browser, program, nonce="same") for _ in range(2)]

    assert [(await claims_of(provider, each["id_token"], "RS256"))["nonce"] for each in answers] == ["same"] * 2
