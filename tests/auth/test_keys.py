"""The server's signing keys over their life: published ahead, kept after, sealed at rest."""

import asyncio
import json
from datetime import timedelta

import pytest
from joserfc.jwk import Key
from sqlalchemy import select

from auth import keys
from auth.keys import Keys, Ring
from auth.server.models import SigningKey
from portal import clock
from portal.database.policies import AUTH
from portal.database.pools import Database
from tests import databases

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
START = clock.now()


async def _ring(database: Database, later: timedelta = timedelta(0), secret: bytes = databases.SECRET) -> Ring:
    return await Keys(database, secret).ring(START + later)


async def _rotate(database: Database, later: timedelta, *, at_once: bool) -> None:
    async with database.transaction(AUTH) as transaction:
        await keys.rotate(transaction, databases.SECRET, START + later, at_once=at_once)


def _kids(ring: Ring, alg: str) -> list[str]:
    return [key["kid"] for key in json.loads(ring.jwks)["keys"] if key["alg"] == alg]


def _signs(ring: Ring, later: timedelta, alg: str = "ES256") -> str:
    return ring.signing(alg, START + later).kid


async def test_r37_the_keys_are_published_without_their_private_part(database: Database) -> None:
    found = json.loads((await _ring(database)).jwks)["keys"]

    members = {key["alg"]: set(key) for key in found}
    named = {"kty", "kid", "alg", "use"}
    assert members == {"ES256": named | {"crv", "x", "y"}, "RS256": named | {"n", "e"}}
    assert [key["use"] for key in found] == ["sig", "sig"]


async def test_r37_the_first_keys_are_there_at_once_and_the_same_for_everybody(database: Database) -> None:
    first, second = await _ring(database), await _ring(database, HOUR)

    assert first.jwks == second.jwks
    assert len(_kids(first, "ES256")) == len(_kids(first, "RS256")) == 1
    assert _signs(first, HOUR) == _signs(second, HOUR)


async def test_r37_the_next_key_is_published_a_day_before_it_signs_and_the_old_one_is_kept_a_day_after(
    database: Database,
) -> None:
    [first] = _kids(await _ring(database), "ES256")
    assert _kids(await _ring(database, 88 * DAY - HOUR), "ES256") == [first]

    ring = await _ring(database, 88 * DAY)
    before, after = 90 * DAY - HOUR, 90 * DAY + HOUR
    [old, new] = _kids(ring, "ES256")
    assert (old, _signs(ring, before), _signs(ring, after)) == (first, first, new)
    assert _kids(await _ring(database, after), "ES256") == [first, new]
    assert ring.public(first, "ES256", START + after) is not None
    assert ring.public(first, "ES256", START + after + DAY) is None
    assert _kids(await _ring(database, after + DAY), "ES256") == [new]


async def test_a_clock_set_back_to_before_the_first_key_signs_with_that(database: Database) -> None:
    ring = await _ring(database)

    assert _signs(ring, -timedelta(hours=5)) == _signs(ring, timedelta())


async def test_r37_a_portal_that_slept_through_the_change_publishes_first_and_signs_a_day_later(
    database: Database,
) -> None:
    [first] = _kids(await _ring(database), "ES256")

    ring = await _ring(database, 90 * DAY - HOUR)

    [_, new] = _kids(ring, "ES256")
    late = 90 * DAY - HOUR + DAY
    assert (_signs(ring, late - HOUR), _signs(ring, late)) == (first, new)


async def test_a_portal_that_slept_for_years_has_new_keys_at_once(database: Database) -> None:
    [first] = _kids(await _ring(database), "ES256")

    ring = await _ring(database, 1000 * DAY)

    [new] = _kids(ring, "ES256")
    assert new != first
    assert _signs(ring, 1000 * DAY) == new


async def test_a_planned_change_gives_everybody_a_day(database: Database) -> None:
    [first] = _kids(await _ring(database), "RS256")

    await _rotate(database, HOUR, at_once=False)
    await _rotate(database, 2 * HOUR, at_once=False)

    ring = await _ring(database, 2 * HOUR)
    [old, new] = _kids(ring, "RS256")
    assert old == first
    assert (_signs(ring, DAY, "RS256"), _signs(ring, DAY + HOUR, "RS256")) == (first, new)


async def test_after_a_leak_nothing_older_is_believed(database: Database) -> None:
    [first] = _kids(await _ring(database), "ES256")

    await _rotate(database, HOUR, at_once=True)

    ring = await _ring(database, HOUR)
    [new] = _kids(ring, "ES256")
    assert new != first
    assert _signs(ring, HOUR) == new
    assert ring.public(first, "ES256", START + HOUR) is None


async def test_the_private_keys_are_sealed_under_the_deployments_secret(database: Database) -> None:
    ring = await _ring(database)
    async with database.transaction(AUTH) as transaction:
        sealed = list(await transaction.scalars(select(SigningKey.sealed)))

    for pair in ring.pairs:
        private = str(_private(pair.key)["d"])
        assert not any(private in each for each in sealed)
    assert [each.count(".") for each in sealed] == [4, 4]


def _private(key: Key) -> dict[str, object]:
    return dict(key.as_dict(private=True))


async def test_under_another_secret_the_old_keys_are_gone_and_new_ones_are_made(database: Database) -> None:
    [first] = _kids(await _ring(database), "ES256")

    ring = await _ring(database, HOUR, b"another secret")

    [new] = _kids(ring, "ES256")
    assert new != first
    assert _signs(ring, HOUR) == new


async def test_two_processes_that_start_at_once_make_one_set(database: Database) -> None:
    rings = await asyncio.gather(*(_ring(database) for _ in range(4)))

    assert len({ring.jwks for ring in rings}) == 1
    assert len(rings[0].pairs) == 2


def test_an_algorithm_that_is_none_of_ours_signs_nothing() -> None:
    with pytest.raises(LookupError, match="no key signs HS256 now"):
        Ring((), "").signing("HS256", START)
