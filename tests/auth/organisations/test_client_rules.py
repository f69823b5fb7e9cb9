"""What a program may be registered as, without a database."""

import json
from dataclasses import replace
from typing import Any

import pytest
from joserfc import jwk

from auth.organisations import client_rules
from auth.organisations.client_rules import Registration
from auth.server.models import ClientAuthentication
from portal import errors
from portal.access import Actor, Role
from tests.tables import somebody

WEB = Registration(
    name="Stock", authentication=ClientAuthentication.BASIC, grant_types=("authorization_code", "refresh_token"),
    redirect_uris=("https://stock.example/back",), scopes=("openid", "contracts:read"),
)  # fmt: skip
JOB = Registration(
    name="Nightly", authentication=ClientAuthentication.POST, grant_types=("client_credentials",),
    scopes=("contracts:read",),
)  # fmt: skip
ADMIN = somebody(Role.PARTNER_ADMIN)


def refused(given: Registration, actor: Actor = ADMIN) -> tuple[str, tuple[str, ...]]:
    with pytest.raises(errors.Refused) as found:
        client_rules.checked(given, actor)
    return found.value.code, found.value.path


@pytest.mark.parametrize(
    "uri",
    [
        "https://stock.example/back",
        "https://stock.example:8443/back?a=b",
        "https://[2001:db8::1]/back",
        "https://xn--bcher-kva.example/",
    ],
)
def test_r02_an_https_address_written_out_in_full_is_taken(uri: str) -> None:
    assert client_rules.checked(replace(WEB, redirect_uris=(uri,)), ADMIN).redirect_uris == (uri,)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "http://stock.example/back",
        "http://127.0.0.1/back",
        "https://stock.example/back#part",
        "https://stock.example/back#",
        "https://user@stock.example/back",
        "https://user:secret@stock.example/back",
        "https://stock.example@evil.example/",
        "https://*.stock.example/back",
        "https:///back",
        "https:stock.example",
        "//stock.example/back",
        "javascript:alert(1)",
        "com.example.stock:/back",
        "https://stock.example/ back",
        "https://stock.example/\nback",
        "https://stock.example\\@evil.example/",
        "https://[not-an-ip]/back",
        "https://stock.example:99999/back",
        "https://bücher.example/",
        "https://stock.example/" + "a" * 2000,
    ],
)
def test_r02_any_other_address_is_refused_with_its_place(uri: str) -> None:
    given = replace(WEB, redirect_uris=("https://stock.example/back", uri))
    assert refused(given) == ("INVALID", ("input", "redirectUris", "1"))
    after = replace(WEB, post_logout_redirect_uris=(uri,))
    assert refused(after) == ("INVALID", ("input", "postLogoutRedirectUris", "0"))


@pytest.mark.parametrize("uri", ["http://127.0.0.1/back", "http://[::1]:7000/back", "http://localhost:1/back"])
def test_r02_a_native_program_is_called_back_on_loopback_alone(uri: str) -> None:
    native = replace(WEB, is_native=True, authentication=ClientAuthentication.NONE, redirect_uris=(uri,))
    assert client_rules.checked(native, ADMIN).redirect_uris == (uri,)
    assert refused(replace(native, redirect_uris=("http://127.0.0.1.evil.example/",)))[1] == (
        "input", "redirectUris", "0",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"name": "a\u202eb"}, "name"),
        ({"grant_types": ()}, "grantTypes"),
        ({"grant_types": ("refresh_token",)}, "grantTypes"),
        ({"grant_types": ("password",)}, "grantTypes"),
        ({"grant_types": ("implicit", "authorization_code")}, "grantTypes"),
        ({"redirect_uris": ()}, "redirectUris"),
        ({"redirect_uris": ("https://a.example/",) * 21}, "redirectUris"),
        ({"is_native": True}, "authentication"),
        ({"authentication": ClientAuthentication.KEY}, "jwks"),
        ({"jwks": {"keys": []}}, "jwks"),
        ({"id_token_alg": "none"}, "idTokenAlg"),
        ({"id_token_alg": "HS256"}, "idTokenAlg"),
        ({"is_dpop_nonce_required": True}, "isDpopNonceRequired"),
        ({"scopes": ("everything",)}, "scopes"),
    ],
)
def test_a_program_that_could_not_work_or_be_safe_is_refused(changes: dict[str, Any], field: str) -> None:
    code, path = refused(replace(WEB, **changes))
    assert (code, path[:2]) == ("INVALID", ("input", field))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"authentication": ClientAuthentication.NONE}, "authentication"),
        ({"redirect_uris": ("https://a.example/",)}, "redirectUris"),
        ({"scopes": ("openid",)}, "scopes"),
        ({"scopes": ("offline_access",)}, "scopes"),
    ],
)
def test_r20_a_program_that_works_by_itself_proves_itself_and_stands_for_no_person(
    changes: dict[str, Any], field: str
) -> None:
    assert refused(replace(JOB, **changes))[1][:2] == ("input", field)


@pytest.mark.parametrize(
    ("role", "scope", "may"),
    [
        (Role.PARTNER_ADMIN, "contracts:read", True),
        (Role.PARTNER_ADMIN, "contracts:write", True),
        (Role.PARTNER_ADMIN, "members:write", True),
        (Role.PARTNER_ADMIN, "contracts:sign", True),  # accepting is theirs
        (Role.PARTNER_VIEWER, "contracts:read", True),
        (Role.PARTNER_VIEWER, "contracts:write", False),
        (Role.PARTNER_VIEWER, "contracts:sign", False),
        (Role.PARTNER_MEMBER, "clients:write", False),
        (Role.PLATFORM_ADMIN, "contracts:sign", False),
        (Role.PLATFORM_ADMIN, "contracts:write", False),
        (Role.PLATFORM_ADMIN, "connections:write", True),
    ],
)
def test_r19_a_program_has_no_scope_that_its_maker_has_no_part_in(role: Role, scope: str, may: bool) -> None:
    given = replace(JOB, scopes=(scope,))
    if may:
        assert client_rules.checked(given, somebody(role)).scopes == (scope,)
    else:
        assert refused(given, somebody(role)) == ("NOT_PERMITTED", ("input", "scopes", "0"))


def test_lists_are_kept_once_and_in_order() -> None:
    given = replace(
        WEB, grant_types=("refresh_token", "authorization_code", "refresh_token"),
        scopes=("openid", "contracts:read", "openid"), redirect_uris=WEB.redirect_uris * 2,
    )  # fmt: skip
    made = client_rules.checked(given, ADMIN)
    assert made.grant_types == ("authorization_code", "refresh_token")
    assert made.scopes == ("contracts:read", "openid")
    assert made.redirect_uris == WEB.redirect_uris


EC = jwk.generate_key("EC", "P-256", {"kid": "a"})
RSA = jwk.generate_key("RSA", 2048, {"kid": "b"})
PUBLIC, OTHER = EC.as_dict(private=False), RSA.as_dict(private=False)
WEAK = {**OTHER, "n": OTHER["n"][: 1024 // 6]}


def test_r18_public_keys_are_taken_as_they_are() -> None:
    assert client_rules.keys_of(json.dumps({"keys": [PUBLIC, OTHER]})) == {"keys": [PUBLIC, OTHER]}


@pytest.mark.parametrize(
    "given",
    [
        "",
        "[]",
        "{}",
        '{"keys": {}}',
        '{"keys": []}',
        '{"keys": ["x"]}',
        "[" * 20_000,
        json.dumps({"keys": [EC.as_dict(private=True)]}),
        json.dumps({"keys": [RSA.as_dict(private=True)]}),
        json.dumps({"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}),
        json.dumps({"keys": [{"kty": "oct", "kid": "x"}]}),
        json.dumps({"keys": [WEAK]}),
        json.dumps({"keys": [{**PUBLIC, "use": "enc"}]}),
        json.dumps({"keys": [{**PUBLIC, "alg": "HS256"}]}),
        json.dumps({"keys": [{**PUBLIC, "alg": "none"}]}),
        json.dumps({"keys": [{**PUBLIC, "kid": 1}]}),
        json.dumps({"keys": [{**PUBLIC, "crv": "secp256k1"}]}),
        json.dumps({"keys": [{**PUBLIC, "x": "AAAA"}]}),
        json.dumps({"keys": [{**PUBLIC, "x5c": [{"a": 1}]}]}),
        json.dumps({"keys": [PUBLIC, PUBLIC]}),
        json.dumps({"keys": [PUBLIC, {name: value for name, value in OTHER.items() if name != "kid"}]}),
        json.dumps({"keys": [{**PUBLIC, "kid": str(number)} for number in range(11)]}),
    ],
)
def test_r18_anything_but_public_keys_for_signatures_is_refused(given: str) -> None:
    with pytest.raises(errors.Invalid) as found:
        client_rules.keys_of(given)
    assert found.value.path == ("input", "jwks")
