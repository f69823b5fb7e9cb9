"""Refresh tokens: whose they are, how long they live, and what a second use does."""

import asyncio
from datetime import timedelta

import pytest

from auth import people
from tests.auth.server.provider import PASSWORD, Provider

IDLE, LONGEST = timedelta(days=14), timedelta(days=90)


async def test_r21_a_refresh_token_is_its_programs(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.public()
    others = [await provider.public(), await provider.program()]
    token = (await provider.tokens(browser, program))["refresh_token"]
    answers = [await provider.refresh(other, token) for other in others]

    assert [answer.json()["error"] for answer in answers] == ["invalid_grant"] * 2
    assert (await provider.refresh(program, token)).status_code == 200


@pytest.mark.parametrize("token", [None, "", "x", "rt_" + "A" * 43, "\N{SNOWMAN}"])
async def test_r21_an_unknown_token_is_nobodys(provider: Provider, token: str | None) -> None:
    program = await provider.program()
    answer = await provider.refresh(program, token or "")

    assert answer.json()["error"] == ("invalid_grant" if token else "invalid_request")


async def test_r21_a_public_programs_second_use_ends_the_family(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.public()
    first = await provider.tokens(browser, program)
    second = (await provider.refresh(program, first["refresh_token"])).json()
    again = await provider.refresh(program, first["refresh_token"])

    assert second["refresh_token"] != first["refresh_token"]
    assert (again.status_code, again.json()["error"]) == (400, "invalid_grant")
    assert await provider.live_tokens() == 0
    assert (await provider.refresh(program, second["refresh_token"])).json()["error"] == "invalid_grant"
    assert await provider.events("REUSE") == [("BLOCKED", "refresh_token_reused")]


async def test_r21_a_second_use_that_is_not_right_ends_nothing(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.public()
    other = await provider.public()
    first = await provider.tokens(browser, program)
    second = (await provider.refresh(program, first["refresh_token"])).json()
    wrong = [
        await provider.refresh(other, first["refresh_token"]),
        await provider.refresh(program, first["refresh_token"], scope="contracts:write"),
        await provider.refresh(program, first["refresh_token"], resource="https://elsewhere.example"),
    ]

    assert [answer.status_code for answer in wrong] == [400] * 3
    assert await provider.live_tokens() == 2
    assert (await provider.refresh(program, second["refresh_token"])).status_code == 200


async def test_r21_of_five_who_refresh_at_once_one_wins_and_the_family_dies(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.public()
    for _ in range(12):
        token = (await provider.tokens(browser, program))["refresh_token"]
        answers = await asyncio.gather(*(provider.refresh(program, token) for _ in range(5)))
        assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]
        assert await provider.live_tokens() == 0
        (won,) = [answer.json() for answer in answers if answer.status_code == 200]
        assert (await provider.refresh(program, won["refresh_token"])).json()["error"] == "invalid_grant"
    assert await provider.events("REUSE") == [("BLOCKED", "refresh_token_reused")] * 12


async def test_r21_a_program_with_a_secret_keeps_its_refresh_token(provider: Provider) -> None:
    """An answer that is lost on the way must not sign a partner's job out."""
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    token = (await provider.tokens(browser, program))["refresh_token"]
    answers = [await provider.refresh(program, token) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert ["refresh_token" in answer.json() for answer in answers] == [False] * 3


@pytest.mark.parametrize("is_public", [True, False])
async def test_r22_unused_for_fourteen_days_it_is_over(provider: Provider, is_public: bool) -> None:
    browser = await provider.signed_in(await provider.person())
    program = await (provider.public() if is_public else provider.program())
    token = (await provider.tokens(browser, program))["refresh_token"]
    provider.later = IDLE - timedelta(seconds=1)
    renewed = (await provider.refresh(program, token)).json().get("refresh_token", token)
    provider.later += IDLE - timedelta(seconds=1)
    assert (await provider.refresh(program, renewed)).status_code == 200
    renewed = (await provider.tokens(await provider.signed_in(await provider.person()), program))["refresh_token"]
    provider.later += IDLE

    assert (await provider.refresh(program, renewed)).json()["error"] == "invalid_grant"
    assert await provider.events("REUSE") == []


@pytest.mark.parametrize("is_public", [True, False])
async def test_r22_after_ninety_days_it_is_over_however_often_it_was_used(provider: Provider, is_public: bool) -> None:
    browser = await provider.signed_in(await provider.person())
    program = await (provider.public() if is_public else provider.program())
    token = (await provider.tokens(browser, program))["refresh_token"]
    for _ in range(8):
        provider.later += timedelta(days=11)
        token = (await provider.refresh(program, token)).json().get("refresh_token", token)
    provider.later = LONGEST - timedelta(seconds=1)
    token = (await provider.refresh(program, token)).json().get("refresh_token", token)
    provider.later = LONGEST

    assert (await provider.refresh(program, token)).json()["error"] == "invalid_grant"


async def test_r23_fewer_scopes_count_for_one_token_and_more_are_refused(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.public()
    first = await provider.tokens(browser, program, scope="openid contracts:read contracts:write")
    narrow = (await provider.refresh(program, first["refresh_token"], scope="contracts:read")).json()
    wider = await provider.refresh(program, narrow["refresh_token"], scope="contracts:read email")
    whole = (await provider.refresh(program, narrow["refresh_token"])).json()

    assert (narrow["scope"], "id_token" in narrow) == ("contracts:read", False)
    assert (wider.status_code, wider.json()["error"]) == (400, "invalid_scope")
    assert whole["scope"] == "openid contracts:read contracts:write"


async def test_r24_a_new_password_ends_what_programs_were_allowed(provider: Provider) -> None:
    member = await provider.person()
    browser, program = await provider.signed_in(member), await provider.program()
    token = (await provider.tokens(browser, program))["refresh_token"]
    provider.later = timedelta(seconds=1)
    await people.set_password(provider.database, member, PASSWORD + "!", now=provider.now())

    assert (await provider.refresh(program, token)).json()["error"] == "invalid_grant"
    assert await provider.live_tokens() == 0


async def test_r24_a_stronger_hash_of_the_same_password_ends_nothing(provider: Provider) -> None:
    member = await provider.person()
    browser, program = await provider.signed_in(member), await provider.program()
    token = (await provider.tokens(browser, program))["refresh_token"]
    await provider.rows("UPDATE auth.password SET argon2 = argon2 || ''")

    assert (await provider.refresh(program, token)).status_code == 200


@pytest.mark.parametrize("change", ["SUSPENDED", "REMOVED"])
async def test_r24_a_member_who_leaves_takes_along_what_they_allowed(provider: Provider, change: str) -> None:
    member = await provider.person()
    browser, program = await provider.signed_in(member), await provider.program()
    token = (await provider.tokens(browser, program))["refresh_token"]
    await provider.rows(
        "UPDATE membership SET status = :status, version = version + 1 WHERE id = :id", status=change, id=member.id
    )
    await provider.rows("UPDATE membership SET status = 'ACTIVE', version = version + 1 WHERE id = :id", id=member.id)

    assert (await provider.refresh(program, token)).json()["error"] == "invalid_grant"
    assert await provider.live_tokens() == 0


async def test_r24_an_organisation_that_leaves_takes_along_what_its_people_allowed(provider: Provider) -> None:
    member = await provider.person()
    browser, program = await provider.signed_in(member), await provider.program()
    token = (await provider.tokens(browser, program))["refresh_token"]
    await provider.rows("UPDATE organisation SET status = 'OFFBOARDED' WHERE id = :id", id=member.partner_id)

    assert (await provider.refresh(program, token)).json()["error"] == "invalid_grant"
    assert await provider.live_tokens() == 0


async def test_r19_what_a_program_is_no_longer_registered_for_no_refresh_token_gives(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    token = (await provider.tokens(browser, program, scope="openid contracts:read contracts:write"))["refresh_token"]
    narrow = "UPDATE api_client SET scopes = CAST(:scopes AS text[]), version = version + 1 WHERE client_id = :client"
    await provider.rows(narrow, scopes=["contracts:read", "email"], client=program.client_id)
    narrowed = (await provider.refresh(program, token)).json()
    asked = await provider.refresh(program, token, scope="contracts:write")
    await provider.rows(narrow, scopes=["email"], client=program.client_id)
    nothing = await provider.refresh(program, token)

    assert (narrowed["scope"], "id_token" in narrowed) == ("contracts:read", False)
    assert [(each.status_code, each.json()["error"]) for each in (asked, nothing)] == [(400, "invalid_scope")] * 2
    assert await provider.live_tokens() == 0
    assert (await provider.rows("SELECT count(*) FROM auth.session WHERE client_id IS NOT NULL")) == [(2,)]


async def test_r19_a_code_gives_what_the_program_is_registered_for_when_it_comes_back(provider: Provider) -> None:
    browser, program = await provider.signed_in(await provider.person()), await provider.program()
    code = await provider.code(browser, program, scope="contracts:read contracts:write")
    narrow = "UPDATE api_client SET scopes = '{contracts:read}', version = version + 1 WHERE client_id = :client"
    await provider.rows(narrow, client=program.client_id)

    assert (await provider.redeem(program, code)).json()["scope"] == "contracts:read"
