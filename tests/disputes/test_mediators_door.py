"""A mediator's own door: a link that works once, a passkey, one case; and every other door is shut to them."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest_asyncio
from sqlalchemy import select, update

from portal import clock, unguessable
from portal.access import Side
from portal.app import Portal
from portal.disputes.models import Dispute, MediatorSeat
from portal.disputes.rules.mediator import SeatStatus
from portal.disputes.rules.statuses import DisputeStatus
from tests.auth.login.authenticator import Authenticator
from tests.disputes import making
from tests.journeys.doors import OURS, PUBLIC_URL
from tests.make import Make

LINK = "a-link-that-nobody-guesses"
DOORS = (
    ("GET", "/"), ("GET", "/disputes"), ("GET", "/profile"), ("GET", "/auth/organisations"), ("POST", "/graphql"),
    ("POST", "/auth/passkeys/challenge"), ("GET", "/export/partner"),
)  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def browser(application: Portal) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=OURS) as client:
        yield client


async def case_with(make: Make, **seat: object) -> tuple[Dispute, MediatorSeat]:
    manager = await make.member()
    partner = await make.partner(manager=manager)
    admin = await make.member(partner)
    case = making.dispute(
        partner, await make.company(), status=DisputeStatus.ESCALATED, level=3, company_owner_id=manager.id,
        partner_owner_id=admin.id, due_at=clock.now() + timedelta(days=20),
    )  # fmt: skip
    await make.add(case)
    made = making.seat(case, link_sha256=unguessable.digest(LINK), **seat)
    await make.add(made, making.line(case))
    return case, made


def device() -> Authenticator:
    host = re.sub(r"^https?://|[:/].*$", "", PUBLIC_URL.removeprefix("https://"))
    return Authenticator(origin=PUBLIC_URL, host=host)


async def post(browser: httpx.AsyncClient, path: str, **given: object) -> httpx.Response:
    return await browser.post(f"/auth/mediation/{path}", json=given)


async def enter(browser: httpx.AsyncClient, own: Authenticator, link: str = LINK) -> httpx.Response:
    options = await post(browser, "passkey/challenge", link=link)
    return await post(browser, "passkey", link=link, credential=own.create(options.json()))


async def test_a_link_opens_one_seat_once_and_nothing_else_is_seen_before_the_mediation(
    browser: httpx.AsyncClient, make_committed: Make
) -> None:
    _, seat = await case_with(make_committed)
    assert (await post(browser, "look", link="another")).status_code == 404
    assert (await post(browser, "look", link=LINK)).json() == {
        "number": seat.case_number, "company": "Leoni", "partner": "Northgate Castings", "name": "Mara Mediates",
    }  # fmt: skip
    own = device()
    assert (await browser.get("/mediation/join/another")).status_code == 404
    joined = await browser.get(f"/mediation/join/{LINK}")
    assert (joined.status_code, "Create a passkey" in joined.text, LINK in joined.text) == (200, True, True)
    assert "Use your passkey" in (await browser.get("/mediation")).text
    options = (await post(browser, "passkey/challenge", link=LINK)).json()
    assert (await enter(browser, own)).status_code == 204
    used = await post(browser, "passkey", link=LINK, credential=device().create(options))
    assert used.status_code == 404
    found = (await browser.get("/auth/mediation/case")).json()
    assert (found["seat"]["status"], found["case"]) == ("PROPOSED", None)
    assert (await post(browser, "say", text="Hello", to="BOTH")).status_code == 422
    assert "Declare it" in (await browser.get("/mediation")).text
    empty = await browser.post("/mediation/declare", data={"text": " ", "hasInterests": "no"})
    assert (empty.status_code, "Enter what connects you with either side" in empty.text) == (422, True)
    said = await browser.post("/mediation/declare", data={"text": "Neither.", "hasInterests": "no"})
    assert (said.status_code, said.headers["location"]) == (303, "/mediation")
    assert (await browser.get("/auth/mediation/case")).json()["seat"]["status"] == "DECLARED"


async def test_a_mediators_session_opens_no_other_door_and_a_persons_not_theirs(
    browser: httpx.AsyncClient, make_committed: Make
) -> None:
    await case_with(make_committed)
    await enter(browser, device())
    token = browser.cookies.get("__Host-mediation")
    assert token
    browser.cookies.set("__Host-session", token, domain=browser.base_url.host)
    for method, path in DOORS:
        answer = await browser.request(method, path, json={"query": "{ viewer { id } }"} if method == "POST" else None)
        assert answer.status_code in {303, 401, 404}, (path, answer.status_code, answer.text[:200])
    browser.cookies.clear()
    assert (await browser.get("/auth/mediation/case")).status_code == 401


async def test_a_new_link_ends_the_passkey_and_the_session_that_there_were(
    browser: httpx.AsyncClient, make_committed: Make
) -> None:
    _, seat = await case_with(make_committed)
    lost, found = device(), device()
    await enter(browser, lost)
    assert (await browser.get("/auth/mediation/case")).status_code == 200
    again = update(MediatorSeat).where(MediatorSeat.id == seat.id).values(link_sha256=unguessable.digest("another"))
    await make_committed.session.execute(again)
    await make_committed.session.commit()
    assert (await browser.get("/auth/mediation/case")).status_code == 401
    assert (await post(browser, "declare", text="Neither.", hasInterests=False)).status_code == 401
    asked = (await post(browser, "challenge")).json()
    assert (await post(browser, "session", credential=lost.get(asked))).status_code == 403
    assert (await enter(browser, found, "another")).status_code == 204
    assert (await browser.get("/auth/mediation/case")).json()["seat"]["status"] == "PROPOSED"
    browser.cookies.clear()
    asked = (await post(browser, "challenge")).json()
    assert (await post(browser, "session", credential=found.get(asked))).status_code == 204


async def test_what_was_typed_comes_back_from_a_lost_session_and_a_mediation_that_is_over(
    browser: httpx.AsyncClient, make_committed: Make
) -> None:
    case, seat = await case_with(make_committed)
    await enter(browser, device())
    typed = {"text": "I <know> neither.", "hasInterests": "yes"}
    kept = browser.cookies["__Host-mediation"]
    browser.cookies.clear()
    lost = await browser.post("/mediation/declare", data=typed)
    assert (lost.status_code, "I &lt;know&gt; neither.</textarea>" in lost.text) == (200, True)
    for said in ("Your session has ended", 'value="yes" checked', 'action="/mediation/declare"', 'data-next="#kept"'):
        assert said in lost.text
    alone = await browser.post("/mediation/say", data={"text": "Between us.", "to": "HOST", "called": "Leoni"})
    for said in ("Between us.</textarea>", 'name="to" value="HOST"', "Send only to Leoni"):
        assert said in alone.text
    browser.cookies.set("__Host-mediation", kept, domain=browser.base_url.host)
    half = await browser.post("/mediation/declare", data={"text": "Neither."})
    assert (half.status_code, "Neither.</textarea>" in half.text) == (422, True)
    assert "Say whether you have an interest in the case." in half.text
    over = await browser.post("/mediation/say", data={"text": "Too early.", "to": "BOTH"})
    assert (over.status_code, "Your unsent text" in over.text, "Too early." in over.text) == (422, True, True)
    assert case.id == seat.dispute_id


async def test_who_mediates_reads_the_case_with_the_passkey_until_it_ends(
    browser: httpx.AsyncClient, make_committed: Make
) -> None:
    case, seat = await case_with(make_committed)
    own, session = device(), make_committed.session
    await enter(browser, own)
    of_it = update(MediatorSeat).where(MediatorSeat.id == seat.id)
    serving = {
        "status": SeatStatus.SERVING, "declaration": "Neither.", "declaration_sha256": "0" * 64,
        "has_interests": False, "declared_at": clock.now(), "accepted_by": frozenset(Side), "began_at": clock.now(),
        "lasts_until": clock.now() + timedelta(days=30),
    }  # fmt: skip
    await session.execute(of_it.values(**serving))
    mediated = {"status": DisputeStatus.MEDIATION}
    await session.execute(update(Dispute).where(Dispute.id == case.id).values(**mediated))
    browser.cookies.clear()
    asked = (await post(browser, "challenge")).json()
    assert (await post(browser, "session", credential=own.get(asked))).status_code == 204
    found = (await browser.get("/auth/mediation/case")).json()["case"]
    assert (found["title"], len(found["lines"]), found["offers"]) == ("Prices of March", 1, [])
    assert (await post(browser, "say", text="Let us begin.", to="BOTH")).status_code == 204
    assert (await post(browser, "say", text="And you?", to="HOST")).status_code == 204
    found = (await browser.get("/auth/mediation/case")).json()["case"]
    assert [each["text"] for each in found["caucus"]] == ["And you?"]
    page = await browser.get("/mediation")
    assert page.status_code == 200
    for said in ("Prices of March", "Let us begin.", "And you?", "You can read the offers when both sides allow it."):
        assert said in page.text
    assert (await post(browser, "end", reason="They do not move.")).status_code == 204
    assert (await browser.get("/auth/mediation/case")).json()["case"]["status"] == "EXTERNAL"
    status = await session.scalar(select(MediatorSeat.status).where(MediatorSeat.id == seat.id))
    assert status is SeatStatus.ENDED
    assert (await post(browser, "session/end")).status_code == 204
    assert (await browser.get("/auth/mediation/case")).status_code == 401
