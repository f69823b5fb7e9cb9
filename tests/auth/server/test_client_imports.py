"""Programs that come from a file: registered, brought to what it says, or refused with the place of each fault."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from auth.organisations import client_imports
from auth.server.models import Client
from portal import errors
from portal.access import Role
from tests.auth.server.provider import CALLBACK, Program, Provider

JWK = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo", "kid": "1"}


def told(**more: Any) -> dict[str, Any]:
    sent = {
        "client_id": "sync", "client_secret": "s" * 43, "organisation": "Roth GmbH", "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"], "scope": "openid contracts:read", **more,
    }  # fmt: skip
    return {name: value for name, value in sent.items() if value is not None}


async def run(
    provider: Provider, *described: dict[str, Any], allow_loopback_http: bool = False
) -> list[client_imports.Imported]:
    return await client_imports.import_clients(
        provider.database, json.dumps(described), allow_loopback_http=allow_loopback_http, now=provider.now()
    )


async def faults(provider: Provider, *described: Any, **more: Any) -> list[str]:
    with pytest.raises(errors.Invalid) as refused:
        await run(provider, *described, **more)
    assert await provider.rows("SELECT count(*) FROM api_client") == [(0,)]
    return refused.value.message.split("\n")


async def test_r02_a_program_of_a_file_is_registered_once_and_works(provider: Provider) -> None:
    partner = await provider.make.partner(name="Roth GmbH")
    member = await provider.person(of=partner)
    first = await run(provider, told())
    second = await run(provider, told())
    changed = await run(provider, told(client_name="Sync", scope="openid"))

    assert [(each.client_id, each.change, each.secret) for each in (*first, *second, *changed)] == [
        ("sync", "CREATE_CLIENT", ""), ("sync", None, ""), ("sync", "CHANGE_CLIENT", ""),
    ]  # fmt: skip
    assert await provider.rows("SELECT name, scopes, version, member_id FROM api_client") == [
        ("Sync", ["openid"], 2, member.id)
    ]
    assert await provider.rows("SELECT count(*) FROM auth.client_secret") == [(1,)]
    kept = await provider.make.session.scalar(select(Client))
    assert kept is not None
    program = Program(kept, "s" * 43)
    token = await provider.tokens(await provider.signed_in(member), program, scope="openid")
    assert token["scope"] == "openid"


async def test_a_secret_that_is_not_told_is_made_and_shown_once(provider: Provider) -> None:
    await provider.person(of=await provider.make.partner(name="Roth GmbH"))
    (first,) = await run(provider, told(client_secret=None))
    (second,) = await run(provider, told(client_secret=None))
    (third,) = await run(provider, told(client_secret="another secret of the file"))

    assert (first.secret.startswith("ents_"), len(first.secret)) == (True, 48)
    assert (second.change, second.secret) == (None, "")
    assert (third.change, third.secret) == ("CHANGE_CLIENT", "")
    assert await provider.rows("SELECT count(*) FROM auth.client_secret WHERE expires_at IS NULL") == [(1,)]


async def test_the_member_named_is_responsible(provider: Provider) -> None:
    partner = await provider.make.partner(name="Roth GmbH")
    await provider.person(of=partner)
    viewer = await provider.person(of=partner, roles={Role.PARTNER_VIEWER})
    await run(provider, told(responsible=viewer.email))

    assert await provider.rows("SELECT member_id FROM api_client") == [(viewer.id,)]


async def test_every_fault_is_named_with_its_place_and_nothing_is_registered(provider: Provider) -> None:
    await provider.person(of=await provider.make.partner(name="Roth GmbH"))
    wrong = told(
        client_id="b", redirect_uris=[CALLBACK, "http://app.example/cb", "https://app.example/cb#x"],
        scope="openid nothing", grant_types=["password"], token_endpoint_auth_method="private_key_jwt",
        dpop_bound_access_tokens="yes", id_token_signed_response_alg="none", application_type="desk",
    )  # fmt: skip

    assert await faults(provider, told(), wrong, told(client_id=None, client_secret="short")) == [
        "[1].application_type: Choose from web, native.",
        "[1].grant_types: This must be a list of authorization_code, refresh_token, client_credentials.",
        "[1].scope: There is no scope nothing.",
        "[1].redirect_uris[1]: The address must start with https://.",
        "[1].redirect_uris[2]: An address cannot have a part after #.",
        "[1].id_token_signed_response_alg: Choose from RS256, ES256.",
        "[1].dpop_bound_access_tokens: This must be true or false.",
        "[1].jwks: Enter the app's public keys.",
        "[1].client_secret: Only a client that authenticates with a secret has one.",
        "[2].client_id: This must be a text of 1 to 200 characters.",
        "[2].client_secret: This must have at least 16 characters, preferably 32 random bytes.",
    ]


@pytest.mark.parametrize("given", [1, None, [], "x", {}])
async def test_what_is_no_program_is_a_fault(provider: Provider, given: Any) -> None:
    found = await faults(provider, given)
    assert found[0] == "[0].client_id: This must be a text of 1 to 200 characters."


async def test_an_unknown_organisation_one_without_administrator_and_a_stranger_are_faults(provider: Provider) -> None:
    await provider.person(of=await provider.make.partner(name="Roth GmbH"), roles={Role.PARTNER_VIEWER})

    assert await faults(
        provider, told(), told(client_id="b", organisation="Nobody"), told(client_id="c", responsible="x@y.example")
    ) == [
        "[0].organisation: This organisation has no administrator.",
        "[1].organisation: There is none of this name.",
        "[2].responsible: This is not an active member.",
    ]


async def test_a_name_that_is_twice_in_the_file_is_a_fault(provider: Provider) -> None:
    found = await faults(provider, told(), told())
    assert found == [
        "[0].client_id: This client_id is in the file twice.",
        "[1].client_id: This client_id is in the file twice.",
    ]


async def test_r02_plain_http_is_for_native_programs_on_loopback_or_for_trying_out(provider: Provider) -> None:
    await provider.person(of=await provider.make.partner(name="Roth GmbH"))
    local = told(redirect_uris=["http://127.0.0.1:8080/cb"])
    found = await faults(provider, local)
    await faults(provider, told(redirect_uris=["http://app.example/cb"]), allow_loopback_http=True)
    native = local | {"application_type": "native", "token_endpoint_auth_method": "none"}
    del native["client_secret"]

    assert found == ["[0].redirect_uris[0]: Only a native app can have a redirect URI with http on loopback."]
    assert [each.change for each in await run(provider, native)] == ["CREATE_CLIENT"]
    assert [each.change for each in await run(provider, local, allow_loopback_http=True)] == ["CHANGE_CLIENT"]


async def test_a_program_with_keys_and_one_that_asks_about_every_token(provider: Provider) -> None:
    await provider.person(of=await provider.make.partner(name="Roth GmbH"))
    keyed = told(client_secret=None, token_endpoint_auth_method="private_key_jwt", jwks={"keys": [JWK]})
    server = told(client_id="rs", grant_types=[], redirect_uris=[], scope="", introspect_all=True)
    done = await run(provider, keyed, server)

    assert [(each.change, each.secret) for each in done] == [("CREATE_CLIENT", ""), ("CREATE_CLIENT", "")]
    assert await provider.rows("SELECT client_id, may_introspect_all, jwks FROM api_client ORDER BY 1") == [
        ("rs", True, None), ("sync", False, {"keys": [JWK]}),
    ]  # fmt: skip
