"""A sign-in may go on in another session: what was allowed in it ends with the last of them, not with the first."""

import httpx

from portal import ids
from portal.partners.models import Person
from tests.auth.server.provider import OURS, Program, Provider


async def _is_live(provider: Provider, program: Program, token: str) -> bool:
    return (await provider.refresh(program, token)).status_code == 200


async def _signs_out(browser: httpx.AsyncClient) -> None:
    assert (await browser.delete("/auth/session", headers=OURS)).status_code == 204


async def test_who_signs_in_again_in_the_same_browser_goes_on_with_what_they_allowed_until_they_sign_out(
    provider: Provider,
) -> None:
    member, program = await provider.person(), await provider.program()
    browser = await provider.signed_in(member)
    refresh = (await provider.tokens(browser, program))["refresh_token"]

    await provider.signed_in(member, browser)
    assert await _is_live(provider, program, refresh)

    await _signs_out(browser)
    assert not await _is_live(provider, program, refresh)
    assert await provider.rows("SELECT revoked_because FROM auth.client_grant") == [("signed_out",)]


async def test_who_goes_on_in_another_organisation_is_still_signed_in(provider: Provider) -> None:
    member, program = await provider.person(), await provider.program()
    person = await provider.make.session.get(Person, member.person_id)
    elsewhere = await provider.make.partner()
    browser = await provider.signed_in(member)
    refresh = (await provider.tokens(browser, program))["refresh_token"]
    await provider.make.member(elsewhere, person=person, email=member.email)

    there = {"organisation": ids.text("org", elsewhere.id)}
    assert (await browser.post("/auth/session/organisation", json=there, headers=OURS)).status_code == 204
    assert await _is_live(provider, program, refresh)

    await _signs_out(browser)
    assert not await _is_live(provider, program, refresh)


async def test_another_browser_s_sign_out_ends_nothing_here(provider: Provider) -> None:
    member, program = await provider.person(), await provider.program()
    refresh = (await provider.tokens(await provider.signed_in(member), program))["refresh_token"]

    await _signs_out(await provider.signed_in(member))

    assert await _is_live(provider, program, refresh)
