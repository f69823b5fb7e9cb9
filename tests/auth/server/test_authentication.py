"""How programs prove who they are, that guessing is slow, and that nobody learns from a refusal."""

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey, RSAKey
from sqlalchemy import select, text

from auth.events import Visit
from auth.models import Event
from auth.server import authentication
from auth.server.authentication import REFUSED, Refusal
from auth.server.clients import Registered
from auth.server.models import Client, ClientSecret
from auth.server.models import ClientAuthentication as By
from portal.database.policies import AUTH
from tests.auth.programs import ASSERTION_TYPE, ISSUER, Programs, assertion, basic

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"
WRONG = "A" * 43

Header = tuple[bytes, bytes]


async def _ask(programs: Programs, form: dict[str, str], *headers: Header, address: str = HOME) -> Registered | Refusal:
    visit = Visit(address, "tests", programs.now())
    async with programs.database.transaction(AUTH) as transaction:
        return await authentication.authenticate(transaction, visit, issuer=ISSUER, headers=headers, form=form)


def _is(answer: Registered | Refusal, client: Client) -> bool:
    return isinstance(answer, Registered) and answer.record.id == client.id


async def _reasons(programs: Programs) -> Sequence[Any]:
    told = select(Event.outcome, Event.reason, Event.client_id).where(Event.action == "AUTHENTICATE_CLIENT")
    found = await programs.make.session.execute(told.order_by(Event.id))
    return [tuple(row) for row in found.all()]


@pytest.mark.parametrize("way", [By.BASIC, By.POST])
async def test_r14_a_secret_is_taken_in_the_way_that_is_registered_and_in_no_other(programs: Programs, way: By) -> None:
    client = await programs.client(authentication=way)
    secret = await programs.secret(client)
    in_header = await _ask(programs, {}, basic(client.client_id, secret))
    in_form = await _ask(programs, {"client_id": client.client_id, "client_secret": secret})

    right, wrong = (in_header, in_form) if way is By.BASIC else (in_form, in_header)
    assert _is(right, client)
    assert wrong == REFUSED


async def test_r14_two_ways_at_once_are_refused(programs: Programs) -> None:
    client = await programs.client()
    secret = await programs.secret(client)
    header = basic(client.client_id, secret)
    name = {"client_id": client.client_id}
    many: list[tuple[dict[str, str], list[Header]]] = [
        ({**name, "client_secret": secret}, [header]),
        ({**name, "client_assertion": "x", "client_assertion_type": ASSERTION_TYPE}, [header]),
        ({**name, "client_secret": secret, "client_assertion": "x"}, []),
        ({}, [header, header]),
    ]

    for form, headers in many:
        answer = await _ask(programs, form, *headers)
        assert isinstance(answer, Refusal)
        assert (answer.status, answer.error) == (400, "invalid_request")
    assert _is(await _ask(programs, name, header), client)
    assert await _ask(programs, {"client_id": "another"}, header) == REFUSED


async def test_r14_a_program_that_can_keep_no_secret_says_its_name_alone(programs: Programs) -> None:
    public = await programs.client(authentication=By.NONE)
    confidential = await programs.client()
    await programs.secret(confidential)

    assert _is(await _ask(programs, {"client_id": public.client_id}), public)
    assert await _ask(programs, {"client_id": confidential.client_id}) == REFUSED
    assert await _ask(programs, {"client_id": public.client_id, "client_secret": WRONG}) == REFUSED


async def test_r15_all_refusals_are_the_same(programs: Programs) -> None:
    client = await programs.client()
    secret = await programs.secret(client)
    disabled = await programs.client(disabled_at=programs.now())
    disabled_secret = await programs.secret(disabled)
    await programs.client(authentication=By.KEY)
    form = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": "a.b.c"}
    answers = [
        await _ask(programs, {}, basic(client.client_id, WRONG)),
        await _ask(programs, {}, basic("unknown", secret)),
        await _ask(programs, {}, basic(disabled.client_id, disabled_secret)),
        await _ask(programs, {"client_id": "unknown", "client_secret": secret}),
        await _ask(programs, {"client_id": client.client_id, "client_secret": secret}),
        await _ask(programs, {**form, "client_id": client.client_id}),
        await _ask(programs, {**form, "client_id": "unknown"}),
        await _ask(programs, form),
        await _ask(programs, {}),
    ]

    assert answers == [REFUSED] * len(answers)
    assert (REFUSED.status, REFUSED.error) == (401, "invalid_client")
    assert REFUSED.headers == {"www-authenticate": 'Basic realm="Entente", charset="UTF-8"'}


async def test_r15_the_log_tells_the_refusals_apart_and_keeps_no_secret(programs: Programs) -> None:
    client = await programs.client()
    secret = await programs.secret(client)
    await _ask(programs, {}, basic(client.client_id, WRONG))
    await _ask(programs, {}, basic("unknown", secret))
    await _ask(programs, {"client_id": client.client_id, "client_secret": secret})

    name = client.client_id
    assert await _reasons(programs) == [
        ("REFUSED", "wrong_secret", name), ("REFUSED", "unknown_client", None), ("REFUSED", "other_method", name),
    ]  # fmt: skip
    kept = await programs.make.session.execute(
        text("SELECT (e.*)::text, (s.*)::text FROM auth.event e, auth.client_secret s")
    )
    assert not any(word in str(kept.all()) for word in (WRONG, secret))


@pytest.mark.parametrize(
    "header",
    [b"", b"Basic", b"Basic ", b"Basic \xff\xfe", b"Basic AAAA\x00", b"Basic Og==", b"Basic bm9jb2xvbg==",
     b"Basic /w==",     b"Basic JTAwOng=", b"Bearer abc", b"Basic 4pi6Ong="],
)  # fmt: skip
async def test_r45_hostile_bytes_in_the_header_are_refused_like_a_wrong_secret(
    programs: Programs, header: bytes
) -> None:
    assert await _ask(programs, {}, (b"authorization", header)) == REFUSED


@pytest.mark.parametrize("name", ["\0", "\udcff", "é", "x" * 201, "\n"])
async def test_r45_hostile_names_in_the_form_are_refused_like_a_wrong_secret(programs: Programs, name: str) -> None:
    assert await _ask(programs, {"client_id": name, "client_secret": "\udcff\0"}) == REFUSED
    assert await _ask(programs, {"client_id": name}) == REFUSED


async def test_r16_guessing_is_slowed_down_where_it_comes_from_and_nowhere_else(programs: Programs) -> None:
    client = await programs.client()
    secret = await programs.secret(client)
    header = basic(client.client_id, secret)
    for _ in range(10):
        assert await _ask(programs, {}, basic(client.client_id, WRONG)) == REFUSED

    blocked = await _ask(programs, {}, header)
    again = await _ask(programs, {}, header)
    elsewhere = await _ask(programs, {}, header, address=ELSEWHERE)

    assert isinstance(blocked, Refusal)
    assert (blocked.status, blocked.headers) == (429, {"retry-after": "1"})
    assert again == blocked
    assert _is(elsewhere, client)
    assert (await _reasons(programs))[10:] == [("BLOCKED", "too_many_attempts", client.client_id)]
    programs.later = timedelta(seconds=2)
    assert _is(await _ask(programs, {}, header), client)
    assert await _ask(programs, {}, basic(client.client_id, WRONG)) == REFUSED
    programs.later = timedelta(seconds=3)
    assert isinstance(await _ask(programs, {}, header), Refusal)
    programs.later = timedelta(seconds=5)
    assert _is(await _ask(programs, {}, header), client)


async def test_r16_trying_many_names_from_one_network_is_slowed_down_too(programs: Programs) -> None:
    client = await programs.client()
    header = basic(client.client_id, await programs.secret(client))
    for number in range(100):
        assert await _ask(programs, {}, basic(f"guess{number}", WRONG)) == REFUSED

    blocked = await _ask(programs, {}, header)
    assert isinstance(blocked, Refusal)
    assert blocked.status == 429
    assert _is(await _ask(programs, {}, header, address=ELSEWHERE), client)


async def test_r17_a_secret_has_256_bits_and_only_its_digest_is_kept(programs: Programs) -> None:
    client = await programs.client()
    secrets = {await programs.secret(client) for _ in range(3)}

    assert len(secrets) == 3
    assert all(re.fullmatch(r"ents_[A-Za-z0-9_-]{43}", secret) for secret in secrets)
    digests = await programs.make.session.scalars(select(ClientSecret.secret_sha256))
    assert [len(digest) for digest in digests] == [32, 32, 32]


async def test_r17_while_it_is_changed_two_secrets_are_valid_and_never_three(programs: Programs) -> None:
    client = await programs.client()

    async def valid(*secrets: str) -> list[bool]:
        return [_is(await _ask(programs, {}, basic(client.client_id, each)), client) for each in secrets]

    first = await programs.secret(client)
    second = await programs.secret(client)
    assert await valid(first, second) == [True, True]
    third = await programs.secret(client)
    assert await valid(first, second, third) == [False, True, True]
    programs.later = timedelta(days=7, seconds=1)
    assert await valid(first, second, third) == [False, False, True]
    fourth = await programs.secret(client, overlap=timedelta(0))
    assert await valid(third, fourth) == [False, True]


async def test_r17_a_secret_belongs_to_one_program(programs: Programs) -> None:
    mine, other = await programs.client(), await programs.client()
    secret = await programs.secret(mine)
    await programs.secret(other)

    assert await _ask(programs, {}, basic(other.client_id, secret)) == REFUSED


async def test_r18_an_assertion_is_taken_once(programs: Programs) -> None:
    client, key = await programs.with_key()
    form = assertion(client, key, at=programs.now())

    assert _is(await _ask(programs, form), client)
    assert await _ask(programs, form) == REFUSED
    assert (await _reasons(programs))[-1] == ("REFUSED", "used_assertion", client.client_id)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"aud": f"{ISSUER}/oauth/token"}, "foreign_assertion"),
        ({"aud": [ISSUER]}, "foreign_assertion"),
        ({"aud": [ISSUER, "https://elsewhere.example"]}, "foreign_assertion"),
        ({"aud": None}, "foreign_assertion"),
        ({"iss": "another"}, "foreign_assertion"),
        ({"iss": None}, "foreign_assertion"),
        ({"jti": None}, "wrong_assertion"),
        ({"jti": 1}, "wrong_assertion"),
        ({"exp": None}, "wrong_assertion"),
        ({"exp": 1}, "wrong_assertion"),
        ({"exp": 10**30}, "long_assertion"),
        ({"exp": float("inf")}, "wrong_assertion"),
        ({"_typ": "at+jwt"}, "wrong_assertion"),
        ({"_kid": "another"}, "wrong_assertion"),
        ({"_alg": "none"}, "wrong_assertion"),
    ],
)
async def test_r18_an_assertion_that_lacks_something_is_refused(
    programs: Programs, changed: dict[str, Any], reason: str
) -> None:
    client, key = await programs.with_key()

    answer = await _ask(
        programs, {"client_id": client.client_id, **assertion(client, key, at=programs.now(), **changed)}
    )

    assert answer == REFUSED
    assert await _reasons(programs) == [("REFUSED", reason, client.client_id)]


async def test_r18_another_subject_or_another_name_in_the_form_is_refused(programs: Programs) -> None:
    client, key = await programs.with_key()
    other, _ = await programs.with_key()
    at = programs.now()

    assert await _ask(programs, assertion(client, key, at=at, sub=other.client_id)) == REFUSED
    assert await _ask(programs, {"client_id": other.client_id, **assertion(client, key, at=at)}) == REFUSED
    assert await _ask(programs, {"client_id": client.client_id, **assertion(other, key, at=at)}) == REFUSED
    assert _is(await _ask(programs, {"client_id": client.client_id, **assertion(client, key, at=at)}), client)


@pytest.mark.parametrize(("minutes", "is_taken"), [(10, True), (11, False), (0, False), (-1, False)])
async def test_r18_an_assertion_lives_ten_minutes_at_most(programs: Programs, minutes: int, is_taken: bool) -> None:
    client, key = await programs.with_key()
    until = int(programs.now().timestamp()) + 60 * minutes - (20 if minutes == 0 else 0)

    answer = await _ask(programs, assertion(client, key, at=programs.now(), exp=until))

    assert _is(answer, client) is is_taken


@pytest.mark.parametrize("claim", ["iat", "nbf"])
@pytest.mark.parametrize(("ahead", "is_taken"), [(8, True), (10, True), (61, False)])
async def test_r85_the_programs_clock_may_be_a_little_ahead(
    programs: Programs, claim: str, ahead: int, is_taken: bool
) -> None:
    client, key = await programs.with_key()
    moment = int(programs.now().timestamp()) + ahead

    answer = await _ask(programs, assertion(client, key, at=programs.now(), exp=moment + 60, **{claim: moment}))

    assert _is(answer, client) is is_taken


async def test_r18_only_a_registered_asymmetric_key_counts(programs: Programs) -> None:
    client, key = await programs.with_key()
    secret = OctKey.import_key(await programs.secret(client))
    at = programs.now()

    stranger = assertion(client, ECKey.generate_key("P-256"), at=at, _kid="first")
    symmetric = assertion(client, secret, at=at, _alg="HS256", _kid="first")
    brought = assertion(client, key, at=at, _jwk=key.as_dict(private=False))
    assert await _ask(programs, stranger) == REFUSED
    assert await _ask(programs, symmetric) == REFUSED
    assert _is(await _ask(programs, brought), client)


async def test_r18_while_a_key_is_changed_both_count_also_without_a_name(programs: Programs) -> None:
    client, key = await programs.with_key()
    second = RSAKey.generate_key(2048, parameters={"kid": "second"})
    both = {"keys": [each.as_dict(private=False) for each in (key, second)]}
    two = await programs.client(authentication=By.KEY, jwks=both)
    at = programs.now()

    assert _is(await _ask(programs, assertion(two, key, at=at)), two)
    assert _is(await _ask(programs, assertion(two, second, at=at, _alg="PS256")), two)
    assert _is(await _ask(programs, assertion(two, second, at=at, _alg="RS256", _kid="second")), two)
    assert client.jwks is not None
    assert len(client.jwks["keys"]) == 1


@pytest.mark.parametrize("status", ["OFFBOARDED", "REJECTED"])
async def test_a_program_of_an_organisation_that_left_is_not_known_any_more(programs: Programs, status: str) -> None:
    client = await programs.client()
    secret = await programs.secret(client)
    await programs.make.session.execute(text(f"UPDATE organisation SET status = '{status}' WHERE side = 'PARTNER'"))

    assert await _ask(programs, {}, basic(client.client_id, secret)) == REFUSED
