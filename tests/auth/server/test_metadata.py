"""What the server says of itself."""

import json
from datetime import timedelta

from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from authlib.oidc.discovery import OpenIDProviderMetadata

from tests.auth.server.provider import PUBLIC_URL, Provider

PATHS = ("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")


async def test_r36_both_documents_are_what_the_standards_ask_for(provider: Provider) -> None:
    found = [(await provider.web.get(path)).json() for path in PATHS]

    assert found[0] == found[1]
    AuthorizationServerMetadata(found[0]).validate()
    OpenIDProviderMetadata(found[1]).validate()
    assert found[0]["ui_locales_supported"] == ["en", "bg", "hi", "fil"]
    assert found[0]["code_challenge_methods_supported"] == ["S256"]
    assert found[0]["response_types_supported"] == ["code"]
    assert found[0]["grant_types_supported"] == ["authorization_code", "refresh_token", "client_credentials"]


async def test_r36_the_issuer_is_the_configured_one_whatever_host_is_asked(provider: Provider) -> None:
    for host in ("portal.example", "evil.example", "portal.example:8443", "[not-an-ip]"):
        for path in PATHS:
            answer = await provider.web.get(path, headers={"host": host, "x-forwarded-host": "evil.example"})
            addresses = [value for value in answer.json().values() if str(value).startswith("http")]
            assert answer.json()["issuer"] == PUBLIC_URL
            assert {value for value in addresses if not value.startswith(PUBLIC_URL)} == set()


async def test_r36_every_endpoint_it_names_is_there(provider: Provider) -> None:
    found = (await provider.web.get(PATHS[0])).json()
    places = [value.removeprefix(PUBLIC_URL) for name, value in found.items() if name.endswith(("_endpoint", "_uri"))]
    missing = [path for path in places if (await provider.web.get(path)).status_code == 404]

    assert len(places) == 8
    assert missing == []


async def test_r36_the_keys_are_public_and_named(provider: Provider) -> None:
    answer = await provider.web.get("/oauth/jwks")
    keys = json.loads(answer.text)["keys"]

    assert answer.headers["content-type"].startswith("application/jwk-set+json")
    assert {key["alg"] for key in keys} == {"ES256", "RS256"}
    assert {key["use"] for key in keys} == {"sig"}
    assert [key for key in keys if not key.get("kid") or {"d", "p", "q"} & key.keys()] == []
    assert "max-age=3600" in answer.headers["cache-control"]
    assert timedelta(seconds=3600) < timedelta(days=1)
