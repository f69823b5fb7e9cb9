"""Coming in over HTTP: an invitation accepted once by the right person, an application by who proved the address."""

import asyncio
import re
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from auth import once
from auth.organisations import joining
from portal import clock, languages
from portal.access import AccessClass
from portal.app import Portal
from portal.database.policies import AUTH
from portal.partners import naming, operations
from portal.partners.models import Membership, Person
from tests import patience
from tests.entering import Enter
from tests.ground.leftovers import is_english
from tests.journeys.doors import OURS, PASSWORD, PUBLIC_URL, Visitor
from tests.make import Make

INVITE = """
mutation ($input: MemberInviteInput!) { memberInvite(input: $input) { userErrors { code path } member { id status } } }
"""
LINK = re.compile(r"/(?:invite|register)/([A-Za-z0-9_-]{43})")
APPLICATION: dict[str, Any] = {
    "organisation": "Alpine Tools", "kinds": ["SUPPLIER"], "country": "AT", "calendar": "AT", "zone": "Europe/Vienna",
    "name": "Ada Applicant", "email": "ada@alpine.example", "consent": True,
}  # fmt: skip
WAITS = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
STRONG = "seven green boats upstream"


class Stranger:
    """A browser in which nobody has signed in."""

    def __init__(self, application: Portal) -> None:
        transport = httpx.ASGITransport(application)
        self.client = httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=OURS)

    async def post(self, path: str, **given: Any) -> tuple[int, Any]:
        return await post(self.client, path, **given)


async def post(client: httpx.AsyncClient, path: str, **given: Any) -> tuple[int, Any]:
    answer = await client.post(f"/auth/{path}", json=given)
    body: Any = answer.json() if answer.content else None
    refused = isinstance(body, dict) and "errors" in body
    return answer.status_code, body["errors"][0]["extensions"]["code"] if refused else body


async def newest_link(make: Make) -> str:
    letter = (await make.session.execute(text("SELECT text FROM mail ORDER BY id DESC LIMIT 1"))).scalar_one()
    found = LINK.search(str(letter))
    assert found
    return found[1]


async def invited(make: Make, enter: Enter, email: str = "maya@partner.example") -> tuple[Visitor, Membership, str]:
    partner = await make.partner(name="Northgate")
    admin = await make.member(partner, name="Paula")
    [visitor] = await enter(admin)
    given = {"email": email, "name": "Maya", "roles": ["PARTNER_MEMBER"]}
    payload = (await visitor.ask(INVITE, input=given))["memberInvite"]
    assert payload["userErrors"] == []
    return visitor, admin, await newest_link(make)


async def statuses(make: Make, email: str) -> list[tuple[str, bool]]:
    rows = await make.session.execute(
        text("SELECT status, person_id IS NOT NULL FROM membership WHERE email = :email ORDER BY id"), {"email": email}
    )
    return [(str(status), bool(known)) for status, known in rows]


async def outcomes(make: Make, action: str) -> list[tuple[str, str]]:
    rows = await make.session.execute(
        text("SELECT outcome, reason FROM auth.event WHERE action = :action ORDER BY id"), {"action": action}
    )
    return [(str(outcome), str(reason)) for outcome, reason in rows]


async def test_r74_somebody_new_chooses_a_password_and_signs_in(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    _, _, link = await invited(make_committed, enter)
    stranger = Stranger(application)
    assert await stranger.post("invitations/look", link=link) == (200, {
        "organisation": "Northgate", "name": "Maya", "email": "maya@partner.example", "roles": ["PARTNER_MEMBER"],
        "isKnown": False, "providers": [],
    })  # fmt: skip
    weak = await stranger.post("invitations/accept", link=link, name="Maya", password="password1")
    assert weak == (422, "INVALID")
    assert await statuses(make_committed, "maya@partner.example") == [("INVITED", False)]
    assert (await stranger.post("invitations/accept", link=link, name="Maya M", password=STRONG))[0] == 204
    assert await statuses(make_committed, "maya@partner.example") == [("ACTIVE", True)]
    assert (await stranger.post("session", email="maya@partner.example", password=STRONG))[0] in {200, 204}
    again = await stranger.post("invitations/accept", link=link, name="Maya", password=STRONG)
    assert again == (404, "NOT_FOUND")
    assert await outcomes(make_committed, "ACCEPT_INVITATION") == [("ACCEPTED", "done")]


async def test_r74_of_five_who_use_a_link_at_once_one_gets_the_place(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    _, _, link = await invited(make_committed, enter)
    answers = await asyncio.gather(*(
        Stranger(application).post("invitations/accept", link=link, name=f"Maya {turn}", password=STRONG)
        for turn in range(5)
    ))  # fmt: skip
    assert {status for status, _ in answers} <= {204, 404, 403, 401}
    assert [status for status, _ in answers].count(204) == 1
    assert await statuses(make_committed, "maya@partner.example") == [("ACTIVE", True)]


async def test_r74_another_account_than_the_invited_one_is_refused_and_nothing_is_written(
    make_committed: Make, enter: Enter
) -> None:
    visitor, _, link = await invited(make_committed, enter)
    assert await post(visitor.client, "invitations/accept", link=link) == (403, "NOT_PERMITTED")
    assert await statuses(make_committed, "maya@partner.example") == [("INVITED", False)]
    assert await outcomes(make_committed, "ACCEPT_INVITATION") == [("REFUSED", "another_account")]


async def test_r74_who_has_an_account_accepts_by_its_password_or_its_session(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    elsewhere = await make_committed.partner()
    maya = await make_committed.member(elsewhere, name="Maya Known", email="maya@partner.example")
    [hers] = await enter(maya)
    _, _, link = await invited(make_committed, enter)
    stranger = Stranger(application)
    look = await stranger.post("invitations/look", link=link)
    assert look[1]["isKnown"] is True
    wrong = await stranger.post("invitations/accept", link=link, name="Mallory", password=STRONG)
    assert wrong == (403, "NOT_PROVED")
    assert await statuses(make_committed, "maya@partner.example") == [("ACTIVE", True), ("INVITED", False)]
    assert (await stranger.post("invitations/accept", link=link, password=PASSWORD))[0] == 204
    assert await statuses(make_committed, "maya@partner.example") == [("ACTIVE", True)] * 2
    _, _, second = await invited(make_committed, enter)
    assert (await post(hers.client, "invitations/accept", link=second))[0] == 204
    assert await statuses(make_committed, "maya@partner.example") == [("ACTIVE", True)] * 3


async def test_r74_who_is_here_without_a_password_chooses_one_by_the_link_and_is_the_same_person(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    """Brought by a directory, or left without one when the portal was killed between the place and the password."""
    there = await make_committed.member(await make_committed.partner(), email="maya@partner.example", name="Maya")
    _, _, link = await invited(make_committed, enter)
    stranger = Stranger(application)

    looked = await stranger.post("invitations/look", link=link)
    weak = await stranger.post("invitations/accept", link=link, name="Maya", password="password1")
    accepted = await stranger.post("invitations/accept", link=link, name="Maya", password=STRONG)

    assert looked[1]["isKnown"] is False
    assert (weak, accepted[0]) == ((422, "INVALID"), 204)
    assert (await stranger.post("session", email="maya@partner.example", password=STRONG))[0] in {200, 204}
    rows = await make_committed.session.execute(
        text("SELECT count(*), count(DISTINCT person_id) FROM membership WHERE email = 'maya@partner.example'")
    )
    assert [tuple(row) for row in rows] == [(2, 1)]
    [known] = await make_committed.session.execute(text("SELECT person_id FROM auth.password WHERE email LIKE 'maya%'"))
    assert known[0] == there.person_id


async def test_an_application_is_sent_once_the_address_is_proved(make_committed: Make, application: Portal) -> None:
    await make_committed.company()
    stranger = Stranger(application)
    assert await stranger.post("registrations", **APPLICATION) == (204, None)
    assert await statuses(make_committed, "ada@alpine.example") == []
    link = await newest_link(make_committed)
    seen = await stranger.post("registrations/look", link=link)
    assert seen == (200, {
        "organisation": "Alpine Tools", "name": "Ada Applicant", "email": "ada@alpine.example", "isKnown": False,
    })  # fmt: skip
    answers = await asyncio.gather(*(
        Stranger(application).post("registrations/send", link=link, password=STRONG) for _ in range(3)
    ))  # fmt: skip
    assert sorted(status for status, _ in answers) == [204, 404, 404]
    found = await make_committed.session.execute(text("SELECT name, status FROM organisation WHERE side = 'PARTNER'"))
    assert [tuple(row) for row in found] == [("Alpine Tools", "APPLIED")]
    assert (await stranger.post("session", email="ada@alpine.example", password=STRONG))[0] in {200, 204}


async def test_who_sends_an_application_twice_at_once_reads_of_the_used_link_and_not_of_their_own_name(
    make_committed: Make, application: Portal
) -> None:
    await make_committed.company()
    stranger = Stranger(application)
    await stranger.post("registrations", **APPLICATION)
    link = await newest_link(make_committed)
    async with application.database.transaction(AccessClass.SYSTEM) as session:
        await naming.refuse_taken(session, "Alpine Tools")  # nobody else looks for the name until this one is entered
        second = asyncio.create_task(stranger.post("registrations/send", link=link, password=STRONG))
        async with asyncio.timeout(patience.SECONDS):
            while not await make_committed.session.scalar(text(WAITS)):  # noqa: ASYNC110 - a lock has no event
                await asyncio.sleep(0.01)
        async with application.database.transaction(AUTH) as first:
            content = await once.take(first, joining.REGISTRATION, link, now=clock.now())
        assert content is not None
        await operations.register(session, operations.Application.checked(**content, consent=True), now=clock.now())

    assert await second == (404, "NOT_FOUND")


async def test_the_answer_to_an_application_tells_nobody_whose_address_it_is(
    make_committed: Make, application: Portal
) -> None:
    await make_committed.company()
    await make_committed.member(await make_committed.partner(), email="ada@alpine.example")
    stranger = Stranger(application)
    known = await stranger.post("registrations", **APPLICATION)
    unknown = await stranger.post("registrations", **{**APPLICATION, "email": "bea@alpine.example"})
    assert known == unknown == (204, None)


async def test_who_has_an_account_applies_with_its_password(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    await make_committed.company()
    await enter(await make_committed.member(await make_committed.partner(), email="ada@alpine.example"))
    stranger = Stranger(application)
    await stranger.post("registrations", **APPLICATION)
    link = await newest_link(make_committed)
    assert await stranger.post("registrations/send", link=link, password=STRONG) == (403, "NOT_PROVED")
    assert (await stranger.post("registrations/send", link=link, password=PASSWORD))[0] == 204
    assert await statuses(make_committed, "ada@alpine.example") == [("ACTIVE", True)] * 2


async def test_applications_from_one_place_are_slowed_down(make_committed: Make, application: Portal) -> None:
    await make_committed.company()
    stranger = Stranger(application)
    answers = [await stranger.post("registrations", **APPLICATION) for _ in range(8)]
    assert answers[0] == (204, None)
    assert answers[-1] == (429, "RATE_LIMITED")


@pytest.mark.parametrize("path", ["look", "accept"])
@pytest.mark.parametrize("link", ["", "x" * 43, "\0", "ü" * 300, None, 7, ["a"]])
async def test_hostile_links_are_refused(make_committed: Make, application: Portal, path: str, link: object) -> None:
    assert make_committed
    stranger = Stranger(application)
    for kind in ("invitations", "registrations"):
        action = path if kind == "invitations" else {"look": "look", "accept": "send"}[path]
        status, code = await stranger.post(f"{kind}/{action}", link=link, name="M", password=STRONG)
        assert (status, code) in {(404, "NOT_FOUND"), (422, "INVALID")}


@pytest.mark.parametrize(
    "changed",
    [{"consent": False}, {"consent": "yes"}, {"kinds": "SUPPLIER"}, {"kinds": [7]}, {"email": "ada"}, {"zone": "Mars"},
     {"organisation": "x" * 300}, {"country": None}, {"calendar": "ZZ"}, {"name": "\0"}],
)  # fmt: skip
async def test_an_application_that_cannot_be_taken_writes_nothing(
    make_committed: Make, application: Portal, changed: dict[str, Any]
) -> None:
    await make_committed.company()
    stranger = Stranger(application)
    answer = await stranger.post("registrations", **{**APPLICATION, **changed})
    assert answer[0] in {400, 422}
    count = text("SELECT (SELECT count(*) FROM mail) + (SELECT count(*) FROM auth.once)")
    assert (await make_committed.session.execute(count)).scalar_one() == 0


@pytest.mark.parametrize("name", ["Entente Works", "ENTENTE-WORKS Inc.", "Ententé Works GmbH"])
async def test_the_company_s_own_name_is_refused_before_a_letter_is_written(
    application: Portal, make_committed: Make, name: str
) -> None:
    await make_committed.company()
    answer = await Stranger(application).client.post("/auth/registrations", json={**APPLICATION, "organisation": name})

    [error] = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"], error["path"]) == (422, "INVALID", ["organisation"])
    assert (await make_committed.session.execute(text("SELECT count(*) FROM mail"))).scalar_one() == 0


async def test_the_name_of_an_organisation_that_is_here_is_refused_to_who_has_proved_an_address_and_to_nobody_before(
    application: Portal, make_committed: Make
) -> None:
    await make_committed.company()
    stranger = Stranger(application)
    assert (await stranger.post("registrations", **APPLICATION))[0] == 204
    link = await newest_link(make_committed)
    await make_committed.partner(name="ALPINE TOOLS Ltd.", country="GB")

    again = await stranger.post("registrations", **APPLICATION | {"email": "second@alpine.example"})
    refused = await stranger.post("registrations/send", link=link, password=STRONG)

    assert again == (204, None)
    assert refused == (422, "INVALID")
    assert (await make_committed.session.execute(text("SELECT count(*) FROM organisation"))).scalar_one() == 2


async def test_the_letter_of_registration_has_no_word_of_whoever_asked_for_it(
    application: Portal, make_committed: Make
) -> None:
    await make_committed.company()
    words = {"organisation": "Win a prize at evil dot example", "name": "Call 555 now"}

    assert (await Stranger(application).post("registrations", **APPLICATION | words))[0] == 204

    [(subject, letter)] = (await make_committed.session.execute(text("SELECT subject, text FROM mail"))).all()
    assert subject == "Entente Works: send your application"
    assert LINK.sub("LINK", letter) == (
        "Hello,\n\nSomeone entered this email address to apply as a partner of Entente Works. If it was you, use"
        " this link "
        "within 24 hours to send your application.\n\n{portal}LINK\n\n"
        "The link works once. If it was not you, ignore this email.\n"
    )


@pytest.mark.parametrize("language", sorted(set(languages.LANGUAGES) - {languages.ENGLISH}))
async def test_the_letter_of_registration_is_in_the_language_of_the_address_or_else_of_whoever_asks(
    application: Portal, make_committed: Make, language: str
) -> None:
    await make_committed.company()
    stranger = Stranger(application)
    stranger.client.headers["accept-language"] = language
    known = Person(name="Ada", email="ada@known.example", language="en", zone="Europe/Vienna")
    await make_committed.add(known)

    for email in (APPLICATION["email"], known.email):
        assert (await stranger.post("registrations", **APPLICATION | {"email": email}))[0] == 204

    rows = (await make_committed.session.execute(text("SELECT language, subject, text FROM mail ORDER BY id"))).all()
    told = [(row.language, is_english(row.text)) for row in rows]
    assert told == [(language, False), ("en", True)]
    assert rows[0].subject != rows[1].subject == "Entente Works: send your application"


async def test_no_more_than_five_letters_a_day_go_to_one_address_whoever_asks_and_for_whatever(
    application: Portal, make_committed: Make
) -> None:
    await make_committed.company()
    transports = [httpx.ASGITransport(application, client=(f"192.0.2.{number}", 1)) for number in range(9)]
    strangers = [httpx.AsyncClient(transport=each, base_url=PUBLIC_URL, headers=OURS) for each in transports]

    asked = [(await post(each, "registrations", **APPLICATION))[0] for each in strangers]
    reset = (await post(strangers[0], "reset", email=APPLICATION["email"]))[0]
    other = (await post(strangers[0], "registrations", **APPLICATION | {"email": "b@alpine.example"}))[0]

    assert (asked, reset, other) == ([204] * 5 + [429] * 4, 429, 204)
    sent = await make_committed.session.execute(text('SELECT "to", count(*) FROM mail GROUP BY 1 ORDER BY 2'))
    assert [tuple(row) for row in sent] == [("b@alpine.example", 1), (APPLICATION["email"], 5)]


async def test_who_applies_is_told_of_every_fault_at_once_on_the_page_as_well(application: Portal) -> None:
    wrong = {**APPLICATION, "organisation": "\u200b", "country": "Germany", "name": "\u200b", "email": "nobody"}
    places = ["organisation", "country", "name", "email"]
    stranger = Stranger(application)

    answer = await stranger.client.post("/auth/registrations", json=wrong)
    page = await stranger.client.post("/register", data={**wrong, "operation": "Register", "consent": "on"})

    assert answer.status_code == page.status_code == 422
    assert [error["path"] for error in answer.json()["errors"]] == [[place] for place in places]
    assert all(f'href="#Register-{place}"' in page.text for place in places)
