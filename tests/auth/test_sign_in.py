"""Signing in and out over HTTP."""

import asyncio
import json
import threading
from typing import Any

import argon2
import pytest

from auth import passwords
from portal.access import Role, Side
from portal.partners.rules import AccountStatus, MembershipStatus
from tests.auth.browser import EMAIL, JSON, OURS, PASSWORD, Portal

REFUSED = {
    "errors": [
        {
            "message": "The email address or password is not correct.",
            "extensions": {"code": "UNAUTHENTICATED"},
        }
    ]
}


async def test_the_right_password_opens_a_session_and_answers_nothing_else(portal: Portal) -> None:
    member = await portal.person(name="Mira", roles={Role.PARTNER_ADMIN, Role.PARTNER_SIGNATORY})

    answer = await portal.sign_in()

    assert (answer.status, answer.body, answer.header("cache-control")) == (204, b"", "no-store")
    actor = (await portal.caller(answer.cookie)).actor
    assert (actor.person_id, actor.partner_id, actor.name) == (member.person_id, member.partner_id, "Mira")
    assert actor.roles == {Role.PARTNER_ADMIN, Role.PARTNER_SIGNATORY}
    assert (actor.side, actor.version, actor.partners) == (Side.PARTNER, 1, frozenset())


async def test_r70_a_wrong_password_and_an_unknown_account_get_the_same_answer(portal: Portal) -> None:
    await portal.person()

    wrong = await portal.sign_in(EMAIL, "not the password")
    unknown = await portal.sign_in("nobody@partner.example", "not the password")

    assert wrong == unknown
    assert (wrong.status, json.loads(wrong.body), wrong.header("cache-control")) == (401, REFUSED, "no-store")
    assert wrong.header("set-cookie") == ""
    assert await portal.rows("SELECT count(*) FROM auth.session") == [(0,)]


@pytest.mark.usefixtures("costly_passwords")
@pytest.mark.parametrize("typed", [EMAIL.upper(), f"  {EMAIL} ", "nobody@partner.example", "no address", "", "a\0@b.c"])
async def test_r70_each_refusal_costs_exactly_one_hash(
    portal: Portal, typed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await portal.person()
    verified: list[str] = []
    verify = argon2.PasswordHasher.verify

    def counted(hasher: argon2.PasswordHasher, stored: str, secret: bytes) -> bool:
        verified.append(stored.rpartition("$")[0].rpartition("$")[0])
        return verify(hasher, stored, secret)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)

    assert (await portal.sign_in(typed, "not the password")).status == 401
    assert verified == ["$argon2id$v=19$m=19456,t=2,p=1"]


@pytest.mark.parametrize(
    ("typed", "status"), [(EMAIL.upper(), 204), (f"  {EMAIL} ", 204), (EMAIL.replace("@", "@@"), 401)]
)
async def test_an_address_is_the_same_in_capitals_and_with_spaces_around_it(
    portal: Portal, typed: str, status: int
) -> None:
    await portal.person()

    assert (await portal.sign_in(typed)).status == status


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "",
        "x" * 257,
        f"{PASSWORD}\0",
        "\0" * 9,
        "\ud800" * 9,
        PASSWORD.upper(),
        f"{PASSWORD} ",
        "\U0010ffff" * 256,
    ],
)
async def test_odd_passwords_are_wrong_passwords(portal: Portal, password: str) -> None:
    await portal.person()

    answer = await portal.sign_in(EMAIL, password)

    assert (answer.status, json.loads(answer.body)) == (401, REFUSED)


async def test_who_is_in_several_organisations_acts_from_the_newest_active_place(portal: Portal) -> None:
    first = await portal.person()
    later = {"person_id": first.person_id, "email": EMAIL}
    second = await portal.make.member(await portal.make.partner(), created_at=portal.now(), **later)
    third = await portal.make.member(
        await portal.make.partner(), created_at=portal.now(), status=MembershipStatus.INVITED, **later
    )
    left = await portal.make.member(
        await portal.make.partner(status=AccountStatus.OFFBOARDED), created_at=portal.now(), **later
    )

    caller = await portal.caller(await portal.cookie())

    assert caller.actor.partner_id == second.partner_id
    assert caller.actor.partner_id not in {third.partner_id, left.partner_id}


@pytest.mark.parametrize("status", sorted(set(MembershipStatus) - {MembershipStatus.ACTIVE}))
async def test_without_an_active_place_nobody_signs_in(portal: Portal, status: MembershipStatus) -> None:
    member = await portal.person(status=status)

    answer = await portal.sign_in()

    assert (answer.status, json.loads(answer.body)) == (401, REFUSED)
    assert await portal.events(member.person_id) == [("SIGN_IN", "REFUSED", "no_active_membership")]


@pytest.mark.usefixtures("costly_passwords")
async def test_r69_passwords_are_argon2id_and_hashed_anew_when_the_parameters_grow(portal: Portal) -> None:
    member = await portal.person()
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    await portal.rows("UPDATE auth.password SET argon2 = :weak", weak=weak)

    assert (await portal.sign_in()).status == 204

    ((stored,),) = await portal.rows("SELECT argon2 FROM auth.password WHERE person_id = :id", id=member.person_id)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (await portal.sign_in()).status == 204


@pytest.mark.usefixtures("costly_passwords")
async def test_r69_hashing_never_runs_on_the_event_loop_and_two_at_once_at_most(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    await portal.person()
    threads: list[int] = []
    running: list[int] = []
    most: list[int] = []
    verify = argon2.PasswordHasher.verify

    def watched(hasher: argon2.PasswordHasher, stored: str, secret: bytes) -> bool:
        threads.append(threading.get_ident())
        running.append(1)
        most.append(len(running))
        try:
            return verify(hasher, stored, secret)
        finally:
            running.pop()

    monkeypatch.setattr(argon2.PasswordHasher, "verify", watched)

    answers = await asyncio.gather(*(portal.sign_in() for _ in range(5)))

    assert [answer.status for answer in answers] == [204] * 5
    assert len(threads) == 5
    assert threading.get_ident() not in threads
    assert max(most) <= 2


async def test_a_full_queue_of_passwords_says_when_to_come_back_and_counts_nothing() -> None:
    checking = passwords.Checking(at_once=1, waiting=0)

    async def one() -> Any:
        try:
            return (await checking.check(None, PASSWORD)).is_right
        except passwords.Busy:
            return "busy"

    assert sorted(map(str, await asyncio.gather(one(), one(), one()))) == ["False", "busy", "busy"]
    assert not checking.is_full


async def test_r80_signing_out_ends_the_session_on_the_server_and_clears_the_browser(portal: Portal) -> None:
    await portal.person()
    cookie = await portal.cookie()
    caller = await portal.caller(cookie)

    answer = await portal.sign_out(cookie)

    assert (answer.status, answer.body, answer.header("cache-control")) == (204, b"", "no-store")
    assert answer.header("clear-site-data") == '"cache"'
    assert answer.header("set-cookie") == "__Host-session=; Max-Age=0; Secure; HttpOnly; Path=/; SameSite=Lax"
    assert not await portal.is_let_in(caller)
    assert portal.known(cookie) is None
    assert await portal.identify(cookie) is None


async def test_signing_out_twice_or_without_a_session_changes_nothing(portal: Portal) -> None:
    member = await portal.person()
    cookie = await portal.cookie()
    other = await portal.cookie()

    answers = [await portal.sign_out(cookie), await portal.sign_out(cookie)]
    answers.append(await portal.send(b"", OURS, method="DELETE"))

    assert [answer.status for answer in answers] == [204] * 3
    assert await portal.is_let_in(await portal.caller(other))
    assert [event[0] for event in await portal.events(member.person_id)] == ["SIGN_IN", "SIGN_IN", "SIGN_OUT"]


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH"])
async def test_the_session_is_only_made_and_deleted(portal: Portal, method: str) -> None:
    assert (await portal.send(b"", JSON, OURS, method=method)).status == 405
