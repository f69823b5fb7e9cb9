"""Access tokens: what they say, how long they live, and what is not taken for one."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode
from sqlalchemy import select, text

from auth import session, tokens
from auth.models import Session
from auth.server.models import Client
from auth.signed import Unsigned
from portal.access import Role
from tests.auth.programs import API, ISSUER, Programs, signed
from tests.databases import contents

MINUTE = timedelta(minutes=1)


def _read(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, unverified."""
    header, claims = (json.loads(urlsafe_b64decode(part.encode())) for part in token.split(".")[:2])
    return header, claims


async def _verify(programs: Programs, token: str) -> dict[str, Any]:
    return dict(tokens.verify(token, await programs.keys.ring(programs.now()), issuer=ISSUER, now=programs.now()))


async def _forged(programs: Programs, *, key: Any = None, **changed: Any) -> str:
    """A token like a real one, with other claims, or header parameters whose names begin with an underscore."""
    header, claims = _read(await programs.token(await programs.client()))
    ring = await programs.keys.ring(programs.now())
    for name, value in changed.items():
        part, name_in_part = (header, name[1:]) if name.startswith("_") else (claims, name)
        part[name_in_part] = value
    header, claims = ({name: each for name, each in part.items() if each is not None} for part in (header, claims))
    return signed(header, claims, key or ring.signing("ES256", programs.now()).key)


async def test_r25_a_persons_token_is_an_at_jwt_that_names_server_api_person_program_and_grant(
    programs: Programs,
) -> None:
    member = await programs.make.member(await programs.make.partner())
    client = await programs.client(member)
    grant = await programs.grant(client, member)

    made = await programs.minted(client, grant=grant, scopes=["contracts:read", "openid"])

    assert made is not None
    header, claims = _read(made.text)
    ring = await programs.keys.ring(programs.now())
    assert header == {"alg": "ES256", "typ": "at+jwt", "kid": ring.signing("ES256", programs.now()).kid}
    now = int(programs.now().timestamp())
    assert claims == {
        "iss": ISSUER, "sub": str(member.person_id), "aud": API, "client_id": client.client_id,
        "jti": str(made.session_id), "iat": now, "exp": now + 300, "scope": "contracts:read openid",
        "org_id": str(member.partner_id), "gid": str(grant.id), "auth_time": now, "acr": "phr",
    }  # fmt: skip
    assert (made.token_type, made.expires_in) == ("Bearer", 300)
    assert await _verify(programs, made.text) == claims


async def test_r26_a_program_by_itself_has_ten_minutes_and_is_its_own_subject(programs: Programs) -> None:
    client = await programs.client()

    made = await programs.minted(client, key_thumbprint="the key's digest")

    assert made is not None
    _, claims = _read(made.text)
    assert (claims["sub"], claims["exp"] - claims["iat"]) == (client.client_id, 600)
    assert claims["cnf"] == {"jkt": "the key's digest"}
    assert not claims.keys() & {"gid", "auth_time", "acr"}
    assert (made.token_type, made.expires_in) == ("DPoP", 600)


async def test_r29_a_token_says_nothing_about_the_person(programs: Programs) -> None:
    member = await programs.make.member(name="Mira Holm", email="mira@works.example", title="Head of Supply")
    client = await programs.client(member)

    told = str(_read(await programs.token(client, grant=await programs.grant(client, member))))

    assert not any(word in told for word in ("Mira", "Holm", "works.example", "Supply"))
    assert not {"LE", "RM"} & set(re.split(r"[^\w-]+", told))  # inside a digest two letters may stand by chance


async def test_the_row_of_a_token_keeps_its_digest_and_the_members_place(programs: Programs) -> None:
    manager = await programs.make.member(roles={Role.RELATIONSHIP_MANAGER})
    partner = await programs.make.partner(manager=manager)
    client = await programs.client(manager)

    token = await programs.token(client, scopes=["contracts:read"])

    result = await programs.make.session.execute(select(Session).execution_options(populate_existing=True))
    row = result.scalar_one()
    assert row.token_sha256 == session.digest(token.encode())
    assert (row.member_id, row.partner_id, row.partners) == (manager.id, manager.partner_id, [partner.id])
    assert (row.access_class, row.actor_version) == ("portal_manager", manager.version)
    assert (row.client_id, row.grant_id, row.scopes) == (client.client_id, None, ["contracts:read"])
    assert (row.resource, row.expires_at, row.confirmed_at) == (API, programs.now() + 10 * MINUTE, None)


@pytest.mark.parametrize(("late", "is_over"), [(timedelta(seconds=629), False), (timedelta(seconds=631), True)])
async def test_r85_our_own_machines_clocks_may_be_half_a_minute_apart(
    programs: Programs, late: timedelta, is_over: bool
) -> None:
    token = await programs.token(await programs.client())
    programs.later = late

    if is_over:
        with pytest.raises(Unsigned, match="The token has expired"):
            await _verify(programs, token)
    else:
        await _verify(programs, token)


@pytest.mark.parametrize(("ahead", "is_taken"), [(29, True), (31, False)])
async def test_r85_a_token_from_the_future_is_taken_within_the_leeway(
    programs: Programs, ahead: int, is_taken: bool
) -> None:
    token = await _forged(programs, iat=int(programs.now().timestamp()) + ahead)

    if is_taken:
        await _verify(programs, token)
    else:
        with pytest.raises(Unsigned, match="The claim iat is in the future"):
            await _verify(programs, token)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"_typ": "JWT"}, "The header's typ must be at.jwt"),
        ({"_typ": None}, "The header's typ must be at.jwt"),
        ({"_typ": "dpop+jwt"}, "The header's typ must be at.jwt"),
        ({"_kid": None}, "not made with a key of this server"),
        ({"_kid": "another"}, "not made with a key of this server"),
        ({"_kid": ["list"]}, "The signature is not valid"),
        ({"_crit": ["b64"], "_b64": True}, "Extensions of the header"),
        ({"aud": "https://portal.example"}, "for another audience"),
        ({"aud": [API, "https://elsewhere.example"]}, "for another audience"),
        ({"iss": "https://elsewhere.example"}, "for another audience"),
        ({"aud": None}, "for another audience"),
        ({"iss": None}, "for another audience"),
        ({"exp": None}, "exp must be a number"),
        ({"exp": "never"}, "exp must be a number"),
        ({"exp": True}, "exp must be a number"),
        ({"exp": 1}, "The token has expired"),
        ({"iat": None}, "iat must be a number"),
        ({"sub": None}, "sub must be a text"),
        ({"client_id": None}, "client_id must be a text"),
        ({"jti": None}, "jti must be a text"),
        ({"jti": 7}, "jti must be a text"),
    ],
)  # fmt: skip
async def test_r25_r27_a_token_that_lacks_something_or_is_for_elsewhere_is_refused(
    programs: Programs, changed: dict[str, Any], reason: str
) -> None:
    token = await _forged(programs, **changed)

    with pytest.raises(Unsigned, match=reason):
        await _verify(programs, token)


async def test_r48_none_hmac_and_other_algorithms_are_refused_whatever_the_key(programs: Programs) -> None:
    token = await programs.token(await programs.client())
    ring = await programs.keys.ring(programs.now())
    header, claims = _read(token)
    public = json.dumps(ring.signing("ES256", programs.now()).key.as_dict(private=False))
    payload = token.split(".")[1]
    unsigned = urlsafe_b64encode(json.dumps({**header, "alg": "none"}).encode()).decode()
    rsa = ring.signing("RS256", programs.now())
    wanted = {
        f"{unsigned}.{payload}.": "must be one of ES256",
        signed({**header, "alg": "HS256"}, claims, OctKey.import_key(public)): "must be one of ES256",
        signed({**header, "alg": "RS256", "kid": rsa.kid}, claims, rsa.key): "must be one of ES256",
        signed({**header, "alg": "RS256"}, claims, rsa.key): "must be one of ES256",
        signed(header, claims, ECKey.generate_key("P-256")): "The signature is not valid",
    }

    for forged, reason in wanted.items():
        with pytest.raises(Unsigned, match=reason):
            await _verify(programs, forged)


async def test_r48_a_key_that_a_token_brings_or_names_is_not_looked_at(programs: Programs) -> None:
    foreign = ECKey.generate_key("P-256")
    jwk = foreign.as_dict(private=False)
    brought = {"_jwk": jwk, "_jku": "https://evil.example/keys", "_x5u": "https://evil.example/chain"}

    token = await _forged(programs, key=foreign, **brought)
    with pytest.raises(Unsigned, match="The signature is not valid"):
        await _verify(programs, token)
    assert (await _verify(programs, await _forged(programs, **brought)))["iss"] == ISSUER


@pytest.mark.parametrize(
    "bytes_",
    ["", ".", "..", "...", "a.b.c", "é.é.é", "\0.\0.\0", "\udcff", "e30.e30.e30", "W10.e30.", "MQ.e30.", "A" * 100_000,
     "[" * 5000, urlsafe_b64encode(b'{"alg":' + b"[" * 50_000).decode() + ".e30."],
)  # fmt: skip
async def test_r45_no_bytes_make_reading_a_token_fail_otherwise_than_by_refusing(
    programs: Programs, bytes_: str
) -> None:
    with pytest.raises(Unsigned):
        await _verify(programs, bytes_)


async def test_r48_a_header_that_was_right_once_vouches_for_no_other_token(programs: Programs) -> None:
    client = await programs.client()
    first, second = [await programs.token(client) for _ in range(2)]
    await _verify(programs, first)
    header, claims, signature = second.split(".")
    stranger = JWSRegistry.algorithms["ES256"].sign(f"{header}.{claims}".encode(), ECKey.generate_key("P-256"))

    for wrong in (
        f"{header}.{claims}.{urlsafe_b64encode(stranger).decode()}",
        f"{header}.{first.split('.')[1]}.{signature}", f"{header}.{claims}.{signature}.{signature}",
        f"{header}.{claims}.{signature[:-4]}", f"{header}.{claims}.", f"{header}.{claims}", header,
        f"{header}.ü.{signature}",
    ):  # fmt: skip
        with pytest.raises(Unsigned):
            await _verify(programs, wrong)

    assert await _verify(programs, second) == _read(second)[1]


async def test_r37_a_token_outlives_the_change_of_the_key_that_signed_it(programs: Programs) -> None:
    client = await programs.client()
    ring = await programs.keys.ring(programs.now())
    programs.later = timedelta(days=90) - MINUTE
    ring = await programs.keys._look(programs.now())
    programs.keys._ring = ring
    token = await programs.token(client)

    programs.later += 2 * MINUTE
    old, new = _read(token)[0]["kid"], ring.signing("ES256", programs.now() + timedelta(days=1)).kid

    assert old != new
    assert tokens.verify(token, await programs.keys._look(programs.now()), issuer=ISSUER, now=programs.now())


async def _nothing_is_made(programs: Programs, client: Client, **how: Any) -> None:
    before = await contents(programs.make.session)
    assert await programs.minted(client, **how) is None
    assert await contents(programs.make.session) == before
    rows = await programs.make.session.execute(select(Session.id))
    assert rows.all() == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE membership SET status = 'SUSPENDED', version = version + 1",
        "UPDATE membership SET status = 'REMOVED', version = version + 1",
        "UPDATE organisation SET status = 'OFFBOARDED' WHERE side = 'PARTNER'",
    ],
)
async def test_r28_who_may_not_act_any_more_gets_no_token(programs: Programs, change: str) -> None:
    member = await programs.make.member(await programs.make.partner())
    client = await programs.client(member)
    grant = await programs.grant(client, member)
    await programs.make.session.execute(text(change))

    await _nothing_is_made(programs, client)
    await _nothing_is_made(programs, client, grant=grant)


async def test_r28_a_disabled_program_and_a_grant_that_ended_get_no_token(programs: Programs) -> None:
    member = await programs.make.member(await programs.make.partner())
    client = await programs.client(member)
    disabled = await programs.client(member, disabled_at=programs.now())
    revoked = await programs.grant(client, member, revoked_at=programs.now())
    over = await programs.grant(client, member, expires_at=programs.now())

    await _nothing_is_made(programs, disabled)
    await _nothing_is_made(programs, client, grant=revoked)
    await _nothing_is_made(programs, client, grant=over)


async def test_r28_a_partners_program_serves_its_own_people_and_the_companys_serves_all(programs: Programs) -> None:
    mine = await programs.make.member(await programs.make.partner())
    theirs = await programs.make.member(await programs.make.partner())
    ours = await programs.make.member()
    partners, companys = await programs.client(mine), await programs.client(ours)

    await _nothing_is_made(programs, partners, grant=await programs.grant(partners, theirs))
    await _nothing_is_made(programs, partners, grant=await programs.grant(partners, ours))
    _, claims = _read(await programs.token(companys, grant=await programs.grant(companys, theirs)))
    assert claims["org_id"] == str(theirs.partner_id)
