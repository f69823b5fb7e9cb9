"""Guessing is slow, and nobody is locked out by a stranger."""

import asyncio
from datetime import timedelta

import pytest

from auth import throttle
from portal.database.policies import AUTH
from tests.auth.browser import EMAIL, HOME, PASSWORD, Portal

WRONG = "not the password"
STRANGER = "203.0.113.9"


async def fail(portal: Portal, times: int, *, email: str = EMAIL, address: str = HOME) -> list[int]:
    return [(await portal.sign_in(email, WRONG, address=address)).status for _ in range(times)]


async def count(portal: Portal, times: int, *, email: str, address: str) -> int:
    """Counts attempts without the cost of hashing; the seconds to wait at the end."""
    for _ in range(times):
        async with portal.database.transaction(AUTH) as transaction:
            turn = await throttle.begin(transaction, email=email, address=address, now=portal.now())
    return turn.wait


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 1), (6, 2), (10, 32), (14, 512), (15, 900), (10_000, 900)]
)
def test_each_failure_beyond_the_free_ones_doubles_the_wait(failures: int, seconds: int) -> None:
    assert throttle.PAIR.wait(failures) == timedelta(seconds=seconds)


async def test_r70_after_five_failures_one_waits_and_is_told_how_long(portal: Portal) -> None:
    await portal.person()

    assert await fail(portal, 5) == [401] * 5
    blocked = await portal.sign_in()

    assert (blocked.status, blocked.code, blocked.header("retry-after")) == (429, "RATE_LIMITED", "1")
    assert blocked.header("cache-control") == "no-store"
    portal.later += timedelta(seconds=2)
    assert (await portal.sign_in()).status == 204


async def test_r70_an_account_that_does_not_exist_is_throttled_alike(portal: Portal) -> None:
    await portal.person()
    unknown = "nobody@partner.example"

    known = [await portal.sign_in(EMAIL, WRONG) for _ in range(7)]

    assert [await portal.sign_in(unknown, WRONG, address=STRANGER) for _ in range(7)] == known


async def test_waiting_requests_are_not_counted_so_the_wait_does_not_grow(portal: Portal) -> None:
    await portal.person()
    await fail(portal, 5)

    assert await fail(portal, 20) == [429] * 20

    portal.later += timedelta(seconds=2)
    assert await fail(portal, 1) == [401]
    assert (await portal.sign_in()).header("retry-after") == "2"


async def test_the_right_password_clears_what_was_failed_before(portal: Portal) -> None:
    await portal.person()

    for _ in range(3):
        assert await fail(portal, 4) == [401] * 4
        assert (await portal.sign_in()).status == 204

    left = await portal.rows("SELECT failures, blocked_until FROM auth.attempt WHERE failures > 4")
    assert left == []


async def test_attempts_at_the_same_time_are_counted_one_by_one(portal: Portal) -> None:
    await portal.person()

    answers = await asyncio.gather(*(portal.sign_in(EMAIL, WRONG) for _ in range(12)))

    assert sorted(answer.status for answer in answers) == [401] * 5 + [429] * 7


async def test_r70_no_strangers_guesses_keep_out_who_comes_from_where_they_came_before(portal: Portal) -> None:
    await portal.person()
    await portal.cookie()
    for number in range(40):
        await count(portal, 5, email=EMAIL, address=f"203.0.113.{number}")

    assert await fail(portal, 1, address="198.51.100.1") == [429]
    assert (await portal.sign_in(address="198.51.100.1")).status == 429
    assert (await portal.sign_in(address=HOME)).status == 204


async def test_r70_guessing_from_many_networks_makes_a_newcomer_wait_a_quarter_of_an_hour_at_most(
    portal: Portal,
) -> None:
    await portal.person()
    for number in range(60):
        portal.later += timedelta(minutes=16)
        assert await count(portal, 1, email=EMAIL, address=f"203.0.113.{number}") == 0

    assert await count(portal, 1, email=EMAIL, address=HOME) == 900
    portal.later += timedelta(minutes=15, seconds=1)
    assert (await portal.sign_in()).status == 204


async def test_r70_one_network_guessing_many_accounts_waits_whichever_it_tries_next(portal: Portal) -> None:
    await portal.person()
    await portal.cookie(address=STRANGER)
    for number in range(50):
        assert await count(portal, 1, email=f"person{number}@partner.example", address=STRANGER) == 0

    assert await count(portal, 1, email="next@partner.example", address=STRANGER) == 1
    assert await count(portal, 1, email="next@partner.example", address=HOME) == 0
    assert (await portal.sign_in(address=STRANGER)).status == 204


async def test_r70_a_flood_over_the_whole_portal_makes_strangers_wait_and_nobody_who_is_known(portal: Portal) -> None:
    await portal.person()
    await portal.cookie()
    await portal.rows("UPDATE auth.attempt SET failures = 599 WHERE failures = 0")
    await count(portal, 1, email="a@b.example", address="198.51.100.1")

    assert await count(portal, 1, email="c@d.example", address="198.51.100.2") > 0
    assert (await portal.sign_in()).status == 204
    portal.later += timedelta(minutes=1, seconds=1)
    assert await count(portal, 1, email="c@d.example", address="198.51.100.2") == 0


async def test_a_familiar_network_is_forgotten_after_ninety_days(portal: Portal) -> None:
    await portal.person()
    await portal.cookie()
    portal.later += timedelta(days=91)
    for number in range(5):
        await count(portal, 4, email=EMAIL, address=f"203.0.113.{number}")

    assert (await portal.sign_in()).status == 429


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", ""),
        ("", ""),
    ],
)
def test_an_ipv6_network_counts_as_one_address(address: str, network: str) -> None:
    assert throttle.network(address) == network


async def test_counters_that_say_nothing_any_more_are_swept(portal: Portal) -> None:
    await count(portal, 3, email="a@b.example", address="198.51.100.1")
    portal.later += timedelta(days=1, minutes=1)

    await count(portal, 1, email="c@d.example", address="198.51.100.2")
    async with portal.database.transaction(AUTH) as transaction:
        await throttle.sweep(transaction, now=portal.now())

    assert await portal.rows("SELECT count(*) FROM auth.attempt WHERE failures <> 1") == [(0,)]
    assert await portal.rows("SELECT count(*) FROM auth.attempt") == [(4,)]


async def test_a_flood_of_refusals_leaves_one_event_for_each_block(portal: Portal) -> None:
    member = await portal.person()
    await fail(portal, 30)
    portal.later += timedelta(seconds=2)
    await fail(portal, 30)

    assert [reason for _, _, reason in await portal.events(member.person_id)] == [
        *["wrong_password"] * 5,
        "too_many_attempts",
        "wrong_password",
        "too_many_attempts",
    ]
    assert PASSWORD not in str(await portal.rows("SELECT (e.*)::text FROM auth.event e"))
