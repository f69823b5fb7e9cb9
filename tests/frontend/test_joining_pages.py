"""Coming in by a mailed link on the pages: accepting an invitation and applying, with everything that can be wrong."""

from typing import Any

import httpx

from portal.app import Portal
from tests.entering import Enter
from tests.frontend import markup
from tests.journeys.doors import OURS, PUBLIC_URL
from tests.journeys.test_joining import APPLICATION, STRONG, invited, newest_link, statuses
from tests.make import Make

MAYA = "maya@partner.example"
FORM: dict[str, Any] = {name: value for name, value in APPLICATION.items() if name != "consent"} | {"consent": "on"}


def stranger(portal: Portal) -> httpx.AsyncClient:
    """A browser in which nobody is signed in."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(portal), base_url=PUBLIC_URL, headers=OURS)


def sound(answer: httpx.Response, status: int) -> markup.Page:
    assert answer.status_code == status, answer.text
    page = markup.Page(answer.text)
    assert page.all_problems() == []
    return page


async def test_somebody_invited_reads_what_for_chooses_a_password_and_is_told_to_sign_in(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    _, _, link = await invited(make_committed, enter)
    here = f"/invite/{link}"
    async with stranger(application) as browser:
        page = sound(await browser.get(here), 200)
        assert {"Join Northgate", MAYA, "Partner member"} <= set(page.text)
        empty = sound(await browser.post(here, data={"name": " ", "password": ""}), 422)
        assert {"#Join-name", "#Join-password"} <= set(empty.links)
        answer = await browser.post(here, data={"name": "Maya M.", "password": "password1"})
        assert "#Join-password" in sound(answer, 422).links
        assert 'value="Maya M."' in answer.text
        assert "password1" not in answer.text
        assert await statuses(make_committed, MAYA) == [("INVITED", False)]
        joined = await browser.post(here, data={"name": "Maya M.", "password": STRONG})
        assert (joined.status_code, joined.headers["location"]) == (303, "/login?done=invitations")
        assert "You have joined. Sign in to continue." in sound(await browser.get(joined.headers["location"]), 200).text
        assert await statuses(make_committed, MAYA) == [("ACTIVE", True)]
        for again in (await browser.get(here), await browser.post(here, data={"name": "M", "password": STRONG})):
            assert "/login" in sound(again, 404).links


async def test_a_wrong_link_says_what_to_do(make_committed: Make, application: Portal) -> None:
    await make_committed.company()
    async with stranger(application) as browser:
        for link in ("x" * 43, "x", "ü" * 50):
            page = sound(await browser.get(f"/invite/{link}"), 404)
            assert "If you accepted it, sign in. If not, ask the person who invited you for a new one." in page.text
            page = sound(await browser.get(f"/register/{link}"), 404)
            assert {"/login", "/register"} <= set(page.links)


async def test_another_account_is_refused_with_the_way_out_and_the_right_one_needs_no_password(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    maya = await make_committed.member(await make_committed.partner(), name="Maya Known", email=MAYA)
    [hers] = await enter(maya)
    other, _, link = await invited(make_committed, enter)
    here = f"/invite/{link}"
    refused = await other.client.post(here, data={"password": ""})
    assert 'action="/logout"' in refused.text
    assert (
        "You are signed in with another account. Sign out, then open the link in the email again."
        in sound(refused, 422).text
    )
    async with stranger(application) as browser:
        assert (
            "This address has an account. Enter its password to continue." in sound(await browser.get(here), 200).text
        )
        wrong = sound(await browser.post(here, data={"password": STRONG}), 422)
        assert "Password: The password is not correct." in wrong.text
        assert await statuses(make_committed, MAYA) == [("ACTIVE", True), ("INVITED", False)]
    joined = await hers.client.post(here, data={"password": ""})
    assert joined.headers["location"] == "/login?done=invitations"
    assert await statuses(make_committed, MAYA) == [("ACTIVE", True)] * 2


async def test_an_organisation_applies_with_everything_it_typed_kept_until_it_is_right(
    make_committed: Make, application: Portal
) -> None:
    await make_committed.company()
    async with stranger(application) as browser:
        sound(await browser.get("/register"), 200)
        typed = {"organisation": "Alpine Tools", "kinds": "SUPPLIER", "country": "AT", "email": "ada"}
        missing = await browser.post("/register", data=typed)
        page = sound(missing, 422)
        named = {"#Register-calendar", "#Register-zone", "#Register-name", "#Register-consent"}
        assert {link for link in page.links if link.startswith("#Register")} == named
        assert 'value="Alpine Tools"' in missing.text
        assert '<option value="AT" selected>' in missing.text
        assert missing.text.count(" checked") == 1
        public = sound(await browser.post("/register", data={**FORM, "email": "ada@gmail.com"}), 422)
        assert "#Register-email" in public.links
        sent = sound(await browser.post("/register", data=FORM), 200)
        assert "Check your email" in sent.text
        here = f"/register/{await newest_link(make_committed)}"
        assert "Send the application for Alpine Tools" in sound(await browser.get(here), 200).text
        assert "#Join-password" in sound(await browser.post(here, data={}), 422).links
        done = await browser.post(here, data={"password": STRONG})
        assert done.headers["location"] == "/login?done=registrations"
        assert "/register" in sound(await browser.get(here), 404).links
        signed_in = await browser.post("/login", data={"email": FORM["email"], "password": STRONG, "next": "/"})
        assert signed_in.status_code == 303
