"""Proofs of possession: which are taken, and what each refusal says."""

import json
import time
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey, Key, OctKey, OKPKey, RSAKey

from auth.server import dpop
from auth.server.dpop import BadProof, Nonces, Proof
from portal import clock
from portal.database.policies import AUTH
from portal.database.pools import Database
from tests.auth.programs import API, proof

NOW = clock.now()
NONCES = Nonces(b"a secret")
KEY = ECKey.generate_key("P-256")
RSA = RSAKey.generate_key(2048)
ED = OKPKey.generate_key("Ed25519")


def _check(*proofs: str, **how: Any) -> Proof:
    return dpop.check(proofs, **{"method": "POST", "url": API, "nonces": NONCES, "now": NOW, **how})


@pytest.mark.parametrize(
    ("alg", "key"), [("ES256", KEY), ("PS256", RSA), ("RS256", RSA), ("EdDSA", ED), ("Ed25519", ED)]
)
def test_r32_a_proof_by_each_algorithm_is_taken_and_names_its_key(alg: str, key: Key) -> None:
    given = proof(key, at=NOW, _alg=alg)

    assert _check(given).thumbprint == key.thumbprint()
    assert len(given.split(".")[0]) > 512 or alg not in {"PS256", "RS256"}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"_typ": "JWT"}, "typ must be dpop.jwt"),
        ({"_typ": None}, "typ must be dpop.jwt"),
        ({"_typ": "at+jwt"}, "typ must be dpop.jwt"),
        ({"_jwk": None}, "must be a public key"),
        ({"_jwk": "text"}, "The signature is not valid"),
        ({"_jwk": {"kty": "oct", "k": "c2VjcmV0"}}, "must be a public key"),
        ({"_jwk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}}, "cannot be read"),
        ({"_jwk": KEY.as_dict(private=True)}, "without its private part"),
        ({"_jwk": ECKey.generate_key("P-256").as_dict(private=False)}, "The signature is not valid"),
        ({"_jwk": ECKey.generate_key("P-384").as_dict(private=False)}, "does not fit ES256"),
        ({"_jwk": RSA.as_dict(private=False)}, "does not fit ES256"),
        ({"htm": "GET"}, "for another request"),
        ({"htm": "post"}, "for another request"),
        ({"htm": None}, "for another request"),
        ({"htu": "https://portal.example/oauth/token"}, "for another request"),
        ({"htu": "http://portal.example/graphql"}, "for another request"),
        ({"htu": "https://portal.example:444/graphql"}, "for another request"),
        ({"htu": "https://x@portal.example/graphql"}, "for another request"),
        ({"htu": "https://portal.example:x/graphql"}, "for another request"),
        ({"htu": "/graphql"}, "for another request"),
        ({"htu": None}, "for another request"),
        ({"htu": 7}, "for another request"),
        ({"jti": None}, "jti must be a text"),
        ({"jti": ""}, "jti must be a text"),
        ({"jti": "x" * 257}, "jti must be a text"),
        ({"iat": None}, "iat must be a number"),
        ({"iat": "now"}, "iat must be a number"),
    ],
)
def test_r32_a_proof_that_lacks_something_is_refused(changed: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadProof, match=reason) as refused:
        _check(proof(KEY, at=NOW, **changed))

    assert (refused.value.error, refused.value.nonce) == ("invalid_dpop_proof", "")


@pytest.mark.parametrize("url", [API + "?a=1", API + "#x", "HTTPS://PORTAL.example:443/graphql"])
def test_r32_the_address_is_compared_without_query_fragment_case_and_usual_port(url: str) -> None:
    assert _check(proof(KEY, at=NOW, htu=url)).thumbprint == KEY.thumbprint()


@pytest.mark.parametrize(
    ("seconds", "is_taken"), [(-61, False), (-60, True), (-8, True), (8, True), (10, True), (61, False), (3600, False)]
)
def test_r32_r85_a_proof_counts_for_a_minute_and_a_clock_may_be_a_little_ahead(seconds: int, is_taken: bool) -> None:
    at = NOW.replace(microsecond=0)
    given = proof(KEY, at=at + timedelta(seconds=seconds))

    if is_taken:
        assert _check(given, now=at).until == at + timedelta(seconds=120)
    else:
        with pytest.raises(BadProof, match="too old, or the client's clock is ahead"):
            _check(given, now=at)


def test_r32_exactly_one_header_is_taken() -> None:
    for proofs in ((), (proof(KEY, at=NOW), proof(KEY, at=NOW))):
        with pytest.raises(BadProof, match="exactly one"):
            _check(*proofs)


def test_r32_hmac_and_none_are_refused() -> None:
    secret = OctKey.generate_key(256)
    public = json.loads(json.dumps(KEY.as_dict(private=False)))
    forged = proof(secret, at=NOW, _alg="HS256", _jwk=public)

    with pytest.raises(BadProof, match="algorithm must be one of ES256, PS256, RS256, EdDSA, Ed25519"):
        _check(forged)


def test_r32_rsa_keys_that_are_too_short_or_too_long_are_refused() -> None:
    for bits in (1024, 8192):
        jwk = {"kty": "RSA", "e": "AQAB", "n": "x" * (bits // 6)}
        with pytest.raises(BadProof, match="must have 2048 to 4096 bits"):
            _check(proof(RSA, at=NOW, _alg="PS256", _jwk=jwk))


def test_r32_a_proof_beside_a_token_is_for_that_token() -> None:
    assert _check(proof(KEY, at=NOW, token="mine"), access_token="mine").thumbprint == KEY.thumbprint()
    for given in (proof(KEY, at=NOW), proof(KEY, at=NOW, token="other")):
        with pytest.raises(BadProof, match="for another token"):
            _check(given, access_token="mine")


@pytest.mark.parametrize("bytes_", ["", "..", "a.b.c", "\udcff", "é", "\0", "[" * 9000, "e30.e30.e30"])
def test_r45_no_bytes_make_reading_a_proof_fail_otherwise_than_by_refusing(bytes_: str) -> None:
    with pytest.raises(BadProof):
        _check(bytes_)


async def test_r32_a_proof_counts_once(database: Database) -> None:
    given = _check(proof(KEY, at=NOW))
    async with database.transaction(AUTH) as transaction:
        await dpop.spend(transaction, given)
    async with database.transaction(AUTH) as transaction:
        with pytest.raises(BadProof, match="already been used"):
            await dpop.spend(transaction, given)
    elsewhere = _check(proof(ECKey.generate_key("P-256"), at=NOW, jti=given.jti))
    async with database.transaction(AUTH) as transaction:
        await dpop.spend(transaction, elsewhere)


def test_r34_without_a_nonce_that_is_asked_for_one_is_given_and_then_taken() -> None:
    with pytest.raises(BadProof) as refused:
        _check(proof(KEY, at=NOW), is_nonce_required=True)

    assert refused.value.error == "use_dpop_nonce"
    again = proof(KEY, at=NOW, nonce=refused.value.nonce)
    assert _check(again, is_nonce_required=True).thumbprint == KEY.thumbprint()


@pytest.mark.parametrize(
    ("minutes", "is_good"), [(-1, False), (0, True), (4, True), (5, True), (9, True), (10, False), (60, False)]
)
def test_r34_a_nonce_is_good_for_its_five_minutes_and_the_next(minutes: int, is_good: bool) -> None:
    begun = NOW.replace(minute=0, second=0, microsecond=0)

    assert NONCES.is_good(NONCES.now(begun), begun + timedelta(minutes=minutes)) is is_good


@pytest.mark.parametrize("nonce", ["", "old", "é", 7, None, ["x"], Nonces(b"another secret").now(NOW)])
def test_r34_a_wrong_nonce_is_refused_even_where_none_is_asked_for(nonce: object) -> None:
    given = proof(KEY, at=NOW, nonce=nonce)
    how = {"is_nonce_required": nonce is None}

    with pytest.raises(BadProof) as refused:
        _check(given, **how)

    assert (refused.value.error, refused.value.nonce) == ("use_dpop_nonce", NONCES.now(NOW))


def test_a_proof_is_checked_in_half_a_millisecond() -> None:
    given = proof(KEY, at=NOW)
    took = []
    for _ in range(50):
        began = time.thread_time()
        _check(given)
        took.append(time.thread_time() - began)

    assert sorted(took)[len(took) // 2] < 0.000_5
