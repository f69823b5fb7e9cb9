"""A hostile identity provider: each of its lies is a page with a reference, one audit row and nothing else."""

import base64
import json

import pytest

from portal import clock
from tests.auth.federation.office import Office
from tests.auth.federation.provider import GONE, STRANGER, Lie

NOW = int(clock.now().timestamp())
LONG = "x" * 300_000

LIES: dict[str, tuple[str, Lie]] = {
    # R55: the metadata are those of the issuer
    "r55_metadata_of_another_issuer": ("metadata_of_another_issuer", Lie(metadata={"issuer": "https://other.example"})),
    "r55_metadata_with_a_slash_more": ("metadata_of_another_issuer", Lie(metadata={"issuer": "http://127.0.0.1/"})),
    "r55_metadata_without_an_issuer": ("metadata_of_another_issuer", Lie(metadata={"issuer": GONE})),
    "r55_metadata_without_keys": ("address_not_allowed", Lie(metadata={"jwks_uri": GONE})),
    "r55_metadata_with_a_token_endpoint_elsewhere_in_clear": (
        "address_not_allowed", Lie(metadata={"token_endpoint": "http://partner.example/token"}),
    ),
    "r55_metadata_with_a_script_for_the_browser": (
        "address_not_allowed", Lie(metadata={"authorization_endpoint": "javascript:alert(1)"}),
    ),
    "r55_token_endpoint_on_a_private_network": (
        "address_not_public", Lie(metadata={"token_endpoint": "https://10.0.0.1/token"}),
    ),
    "r55_keys_at_the_machine_of_the_cloud": (
        "address_not_public", Lie(metadata={"jwks_uri": "https://169.254.169.254/jwks"}),
    ),
    # R56: the answer is the issuer's
    "r56_answer_of_another_issuer": ("wrong_response_iss", Lie(answer={"iss": "https://other.example"})),
    "r56_answer_without_an_issuer_though_advertised": ("wrong_response_iss", Lie(answer={"iss": GONE})),
    "r56_answer_that_is_no_text": ("malformed_answer", Lie(suffix="&more=%FF%FE")),
    "r56_answer_with_a_nul": ("malformed_answer", Lie(suffix="&more=%00")),
    "r56_answer_without_end": ("malformed_answer", Lie(suffix="&more=" + "x" * 9000)),
    "r56_answer_with_two_codes": ("malformed_answer", Lie(suffix="&code=another")),
    # R57: the state
    "r57_unknown_state": ("unknown_state", Lie(answer={"state": "invented"})),
    "r57_no_state": ("unknown_state", Lie(answer={"state": GONE})),
    "r57_no_code": ("no_code", Lie(answer={"code": GONE})),
    "r57_another_clients_code": ("code_not_taken", Lie(answer={"code": "stolen from elsewhere"})),
    "r57_overlong_code": ("no_code", Lie(answer={"code": "c" * 5000})),
    # OpenID Connect Core 3.1.3.3: the token is a bearer token
    "a_token_of_another_type": ("wrong_token_type", Lie(token={"token_type": "MAC"})),
    "a_token_without_a_type": ("wrong_token_type", Lie(token={"token_type": GONE})),
    "a_token_whose_type_is_a_number": ("wrong_token_type", Lie(token={"token_type": 7})),
    # R58: an id_token, signed as agreed
    "r58_no_id_token": ("no_token", Lie(token={"id_token": GONE})),
    "r58_id_token_is_a_number": ("no_token", Lie(token={"id_token": 7})),
    "r58_id_token_is_encrypted": ("malformed_token", Lie(token={"id_token": "a.b.c.d.e"})),
    "r58_id_token_is_rubbish": ("malformed_token", Lie(token={"id_token": "a.b.c"})),
    "r58_unsigned": ("wrong_algorithm", Lie(key="none")),
    "r58_unsigned_in_capitals": ("wrong_algorithm", Lie(key="none", header={"alg": "None"})),
    "r58_signed_with_the_public_key_as_a_secret": ("wrong_algorithm", Lie(key="hmac")),
    "r58_signed_with_another_algorithm_than_agreed": ("wrong_algorithm", Lie(key="ec")),
    "r58_key_swapped_under_the_same_id": ("wrong_signature", Lie(key="stranger")),
    "r58_key_brought_along_in_the_header": (
        "wrong_signature", Lie(key="stranger", header={"jwk": STRANGER.as_dict(private=False)}),
    ),
    "r58_key_named_by_address_in_the_header": (
        "wrong_signature", Lie(key="stranger", header={"jku": "https://other.example/jwks"}),
    ),
    "r58_key_that_nobody_published": ("unknown_key", Lie(header={"kid": "another"})),
    "r58_key_id_that_is_a_list": ("unknown_key", Lie(raw_token=lambda token: _header(token, {"kid": ["honest"]}))),
    "r58_extension_that_must_be_understood": (
        "unknown_extension", Lie(raw_token=lambda token: _header(token, {"crit": ["exp"], "exp": 1})),
    ),
    "r58_signature_cut_off": ("wrong_signature", Lie(raw_token=lambda token: token.rpartition(".")[0] + ".")),
    "r58_claims_changed_after_signing": ("wrong_signature", Lie(raw_token=lambda token: _claims(token, {"sub": "1"}))),
    "r58_an_access_token_in_its_place": ("wrong_type", Lie(header={"typ": "at+jwt"})),
    "r58_a_logout_token_in_its_place": ("wrong_type", Lie(header={"typ": "logout+jwt"})),
    "r58_key_for_encryption": ("unknown_key", Lie(jwks=lambda keys: [{**key, "use": "enc"} for key in keys])),
    "r58_keys_are_no_list": ("no_keys", Lie(jwks=lambda _: "none")),
    "r58_keys_are_secrets": ("unknown_key", Lie(jwks=lambda _: [{"kty": "oct", "k": "c2VjcmV0", "kid": "honest"}])),
    "r58_key_is_too_short": ("unknown_key", Lie(jwks=lambda keys: [{**keys[0], "n": keys[0]["n"][:80]}])),
    # R59: the claims
    "r59_wrong_iss": ("wrong_iss", Lie(claims={"iss": "https://other.example"})),
    "r59_missing_iss": ("wrong_iss", Lie(claims={"iss": GONE})),
    "r59_wrong_aud": ("wrong_aud", Lie(claims={"aud": "somebody else"})),
    "r59_missing_aud": ("wrong_aud", Lie(claims={"aud": GONE})),
    "r59_aud_of_others_as_well": ("wrong_aud", Lie(claims={"aud": ["entente", "somebody else"]})),
    "r59_wrong_azp": ("wrong_azp", Lie(claims={"azp": "somebody else"})),
    "r59_expired": ("expired", Lie(claims={"exp": NOW - 60})),
    "r59_never_expires": ("wrong_exp", Lie(claims={"exp": GONE})),
    "r59_expires_in_words": ("wrong_exp", Lie(claims={"exp": "tomorrow"})),
    "r59_expires_beyond_all_dates": ("wrong_exp", Lie(claims={"exp": 10**30})),
    "r59_made_in_the_future": ("wrong_iat", Lie(claims={"iat": NOW + 3600})),
    "r59_made_long_ago": ("wrong_iat", Lie(claims={"iat": NOW - 86400})),
    "r59_made_at_no_time": ("wrong_iat", Lie(claims={"iat": GONE})),
    "r59_made_truly": ("wrong_iat", Lie(claims={"iat": True})),
    "r59_not_yet_valid": ("wrong_nbf", Lie(claims={"nbf": NOW + 3600})),
    "r59_wrong_nonce": ("wrong_nonce", Lie(claims={"nonce": "of another sign-in"})),
    "r59_missing_nonce": ("wrong_nonce", Lie(claims={"nonce": GONE})),
    "r59_nonce_that_is_no_text": ("wrong_nonce", Lie(claims={"nonce": ["n"]})),
    "r59_wrong_at_hash": ("wrong_at_hash", Lie(claims={"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"})),
    "r59_access_token_swapped": ("wrong_at_hash", Lie(token={"access_token": "another"})),
    "r59_empty_sub": ("wrong_sub", Lie(claims={"sub": ""})),
    "r59_missing_sub": ("wrong_sub", Lie(claims={"sub": GONE})),
    "r59_overlong_sub": ("wrong_sub", Lie(claims={"sub": "s" * 256})),
    "r59_sub_with_a_nul": ("wrong_sub", Lie(claims={"sub": "a\0b"})),
    "r59_sub_that_is_half_a_letter": ("wrong_sub", Lie(claims={"sub": "\ud800"})),
    "r59_sub_that_is_a_number": ("wrong_sub", Lie(claims={"sub": 7})),
    "r59_session_that_is_a_list": ("wrong_sid", Lie(claims={"sid": [1]})),
    "r59_proven_in_the_future": ("wrong_auth_time", Lie(claims={"auth_time": NOW + 3600})),
    "r59_userinfo_of_another": (
        "wrong_userinfo", Lie(claims={"email": GONE}, userinfo={"sub": "another", "email": "mira@partner.example"}),
    ),
    # R62, R63: whom it vouches for
    "r63_address_of_another_domain": ("domain_not_proven", Lie(claims={"email": "ceo@company.example"})),
    "r63_address_of_a_domain_below": ("domain_not_proven", Lie(claims={"email": "a@sub.partner.example"})),
    "r63_address_that_is_not_verified": ("email_not_verified", Lie(claims={"email_verified": False})),
    "r63_address_verified_in_words": ("email_not_verified", Lie(claims={"email_verified": "no"})),
    "r63_two_addresses_in_one": ("no_email", Lie(claims={"email": "a@partner.example@evil.example"})),
    "r63_no_address": ("no_email", Lie(claims={"email": GONE})),
    "r63_address_with_half_a_letter": ("no_email", Lie(claims={"email": "\ud800@partner.example"})),
    # R64, R67: the exchange itself
    "r64_token_endpoint_redirects": ("code_not_taken", Lie(redirect=True)),
    "r64_token_answer_without_end": ("answer_too_long", Lie(body=json.dumps({"id_token": LONG}).encode())),
    "r67_token_answer_is_no_json": ("no_token", Lie(body=b"<html>\xff\xfe")),
    "r67_token_answer_is_a_list": ("no_token", Lie(body=b"[]")),
    "r67_token_answer_is_nested_without_end": ("no_token", Lie(body=b"[" * 100_000)),
    "r67_token_answer_says_500": ("code_not_taken", Lie(token_status=500)),
    "r67_refused_by_the_provider": ("refused_by_provider", Lie(answer={"code": GONE, "error": "access_denied"})),
}  # fmt: skip


def _header(token: str, changes: dict[str, object]) -> str:
    return _part(token, 0, changes)


def _claims(token: str, changes: dict[str, object]) -> str:
    return _part(token, 1, changes)


def _part(token: str, number: int, changes: dict[str, object]) -> str:
    parts = token.split(".")
    found = json.loads(base64.urlsafe_b64decode(parts[number] + "=="))
    parts[number] = base64.urlsafe_b64encode(json.dumps(found | changes).encode()).rstrip(b"=").decode()
    return ".".join(parts)


@pytest.mark.parametrize("word", ["Bearer", "bearer", "BEARER"])
async def test_an_honest_provider_is_believed(office: Office, word: str) -> None:
    office.provider.lie = Lie(token={"token_type": word})
    answer = await office.sign_in()

    assert (answer.status_code, answer.headers["location"]) == (303, "/contracts")
    assert await office.standing() == [(1, 1, 1, 1)]
    assert await office.events() == [("SIGN_IN", "ACCEPTED", "vouched_for")]


@pytest.mark.parametrize("name", LIES)
async def test_r67_each_lie_is_a_page_with_a_reference_and_opens_nothing(office: Office, name: str) -> None:
    reason, lie = LIES[name]
    in_metadata = bool(lie.metadata) and not {"token_endpoint", "jwks_uri"} >= lie.metadata.keys()
    office.provider.lie = lie
    before = await office.standing()

    if in_metadata or reason == "address_not_allowed":
        answer = await office.browser.post("/login/provider", data={"email": "mira@partner.example", "next": "/"})
    else:
        answer = await office.sign_in()

    assert await office.refused(answer) == (400, reason)
    assert await office.standing() == before == [(0, 0, 0, 0)]
    assert await office.events() == [("SIGN_IN", "REFUSED", reason)]


def test_there_are_forty_lies_and_more() -> None:
    assert len(LIES) > 70
