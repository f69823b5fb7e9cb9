"""An address is one address: whoever writes it, whenever, in whichever form of its domain."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from portal import ids, mail
from portal.access import Role
from portal.post import Folder, Post
from tests.entering import Enter
from tests.journeys.doors import TRIES, Visitor
from tests.make import NOW, Make

INVITE = """mutation ($input: MemberInviteInput!) {
  memberInvite(input: $input) { userErrors { code message path } member { email } } }"""
TAKEN = {
    "code": "INVALID", "message": "Someone with this address is already a member or already invited.",
    "path": ["input", "email"],
}  # fmt: skip
FORMS = ("maya@bücher.example", "maya@xn--bcher-kva.example")


async def invite(who: Visitor, email: str) -> dict[str, Any]:
    given = {"email": email, "name": "Maya Member", "roles": ["PARTNER_MEMBER"]}
    payload: dict[str, Any] = (await who.ask(INVITE, input=given))["memberInvite"]
    return payload


async def test_of_two_who_invite_the_same_address_at_once_one_is_told_that_it_is_taken(
    make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner()
    admins = await enter(*[await make_committed.member(partner, roles={Role.PARTNER_ADMIN}) for _ in range(2)])

    for number in range(TRIES):
        answers = await asyncio.gather(*(invite(admin, f"new{number}@partner.example") for admin in admins))
        assert sorted((each["userErrors"] for each in answers), key=len) == [[], [TAKEN]]


@pytest.mark.parametrize("order", [1, -1])
async def test_the_unicode_form_of_a_domain_and_its_idna_form_are_one_address(
    make_committed: Make, enter: Enter, order: int
) -> None:
    partner = await make_committed.partner()
    [admin] = await enter(await make_committed.member(partner, roles={Role.PARTNER_ADMIN}))
    first, second = FORMS[::order]

    invited = await invite(admin, first)
    again = await invite(admin, second)

    assert (invited["userErrors"], invited["member"]["email"]) == ([], FORMS[1])
    assert again["userErrors"] == [TAKEN]
    letters = await make_committed.session.execute(text('SELECT "to" FROM mail'))
    assert letters.scalars().all() == [FORMS[1]]


def test_the_letter_goes_to_the_idna_form() -> None:
    post = Post("entente@straße.example", Folder(Path()))
    letter = post.letter(mail.Mail(id=ids.new(), to=FORMS[0], subject="s", text="t", created_at=NOW))

    assert letter["To"] == FORMS[1]
    assert letter["From"] == "entente@xn--strae-oqa.example"
    assert letter.as_bytes().isascii()


@pytest.mark.parametrize(
    "typed", [*FORMS, " MAYA@BÜCHER.EXAMPLE ", "maya@bu\u0308cher.example", "maya@bücher。example"]
)
async def test_somebody_signs_in_with_every_form_of_the_address(
    application: Any, make_committed: Make, enter: Enter, typed: str
) -> None:
    member = await make_committed.member(await make_committed.partner(), email=FORMS[1])
    await enter(member)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(application), base_url="https://portal.example") as one:
        given = {"email": typed, "password": "correct horse battery"}
        answer = await one.post("/auth/session", json=given, headers={"sec-fetch-site": "same-origin"})

    assert answer.status_code == 204
