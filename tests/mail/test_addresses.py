"""Addresses that refuse letters: no more are sent; administrators and their owner see it and have them tried again."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select, text

from portal import delivery, ids, mail
from portal.access import AccessClass, Role
from portal.database.pools import Database
from portal.partners.models import Membership, Organisation
from portal.partners.rules import MembershipStatus
from portal.post import Post
from portal.settings import Settings
from tests.entering import Enter
from tests.frontend import markup
from tests.mail.postbox import Postbox, postbox
from tests.make import NOW, Make

SAME = {"sec-fetch-site": "same-origin"}
ASKED = "query($id: ID!) { member(id: $id) { mailRefusedAt } }"
TRIED = """mutation($id: ID!) { memberTryMail(input: { memberId: $id }) {
  member { mailRefusedAt } userErrors { code message path } } }"""


class Letters:
    """Letters to one address, an hour after each other."""

    def __init__(self, database: Database, partner: Organisation, member: Membership, box: Postbox) -> None:
        self.database, self.partner, self.member, self.box, self.now = database, partner, member, box, NOW
        self.post = Post.of(Settings(Path(), None, "https://portal.example", b"secret", smtp_url=box.url))

    async def send(self, **given: Any) -> int:
        """How many arrive."""
        self.now += timedelta(hours=1)
        async with self.database.transaction(AccessClass.SYSTEM) as session:
            about: dict[str, Any] = {
                "partner_id": self.member.partner_id,
                "to": self.member.email,
                "subject": "s",
                "text": "t",
            }
            await mail.send(session, **about, **given, now=self.now)
        return await delivery.deliver(self.database, self.post, self.now)

    async def marked(self, make: Make) -> list[bool]:
        """Whether each place of the address is marked, the oldest first."""
        found = select(Membership.mail_refused_at).where(Membership.email == self.member.email).order_by(Membership.id)
        told = [at is not None for at in (await make.session.scalars(found)).all()]
        await make.session.commit()
        return told


@pytest_asyncio.fixture(loop_scope="session")
async def refusing(make_committed: Make, database: Database) -> AsyncIterator[Letters]:
    """Somebody whose mail server knows no such mailbox."""
    partner = await make_committed.partner()
    member = await make_committed.member(partner, roles={Role.PARTNER_MEMBER})
    await make_committed.session.commit()
    async with postbox() as box:
        box.unknown = {member.email}
        yield Letters(database, partner, member, box)


async def test_after_three_refusals_in_a_row_no_more_letters_leave(refusing: Letters, make_committed: Make) -> None:
    for told in ([False], [False], [True]):
        assert await refusing.send() == 0
        assert await refusing.marked(make_committed) == told
    connections = refusing.box.connections
    refusing.box.unknown.clear()
    assert await refusing.send() == 0
    assert refusing.box.connections == connections
    faults = await make_committed.session.execute(text("SELECT text, fault, due_at FROM mail ORDER BY id DESC LIMIT 1"))
    assert [tuple(row) for row in faults.all()] == [("", delivery.HELD, None)]


async def test_what_is_about_the_letter_or_the_sender_marks_no_address(refusing: Letters, make_committed: Make) -> None:
    refusing.box.unknown.clear()
    for answers in ({"RCPT": "550 5.7.1 no relaying"}, {"DATA": "554 spam"}, {"RCPT": "452 4.2.2 full"}) * 3:
        refusing.box.answers = answers
        assert await refusing.send() == 0
    assert await refusing.marked(make_committed) == [False]


async def test_one_letter_that_arrives_begins_the_count_anew(refusing: Letters, make_committed: Make) -> None:
    for unknown in (True, True, False, True, True):
        refusing.box.unknown = {refusing.member.email} if unknown else set()
        assert await refusing.send() == (0 if unknown else 1)
    assert await refusing.marked(make_committed) == [False]
    refusing.box.unknown = {refusing.member.email}
    await refusing.send()
    assert await refusing.marked(make_committed) == [True]


async def test_a_letter_that_somebody_waits_for_goes_out_and_mends_the_address_where_it_arrives(
    refusing: Letters, make_committed: Make
) -> None:
    for _ in range(3):
        await refusing.send()
    refusing.box.unknown.clear()
    assert await refusing.send(asked_for=True) == 1
    assert await refusing.marked(make_committed) == [False]
    assert await refusing.send() == 1


async def test_who_is_invited_anew_under_the_address_gets_the_invitation(
    refusing: Letters, make_committed: Make
) -> None:
    for _ in range(3):
        await refusing.send()
    await make_committed.member(
        await make_committed.partner(), email=refusing.member.email, person_id=None, status=MembershipStatus.INVITED
    )
    await make_committed.session.commit()
    refusing.box.unknown.clear()
    assert await refusing.send() == 1
    assert await refusing.marked(make_committed) == [False, False]


async def test_an_administrator_sees_it_and_has_it_tried_again(
    refusing: Letters, make_committed: Make, enter: Enter
) -> None:
    admin, colleague, foreign = await enter(
        await make_committed.member(refusing.partner),
        await make_committed.member(refusing.partner, roles={Role.PARTNER_VIEWER}),
        await make_committed.member(await make_committed.partner()),
    )
    for _ in range(3):
        await refusing.send()
    here = ids.text("mem", refusing.member.id)

    assert (await admin.ask(ASKED, id=here))["member"]["mailRefusedAt"] == "2026-03-02T12:00:00.000Z"
    assert (await colleague.ask(ASKED, id=here))["member"] == {"mailRefusedAt": None}
    assert (await foreign.ask(ASKED, id=here))["member"] is None
    listed = await admin.client.get("/org/members")
    page = await admin.client.get(f"/org/members/{here}")
    for each in (listed, page):
        assert markup.Page(each.text).all_problems() == []
        assert "Emails come back" in each.text
    assert "Emails come back" not in (await colleague.client.get("/org/members")).text

    for caller, code in ((colleague, "NOT_PERMITTED"), (foreign, "NOT_FOUND")):
        (refused,) = (await caller.ask(TRIED, id=here))["memberTryMail"]["userErrors"]
        assert refused["code"] == code
    assert await refusing.marked(make_committed) == [True]
    sent = await admin.client.post(
        f"/org/members/{here}", data={"operation": "MemberTryMail", "memberId": here}, headers=SAME
    )
    assert (sent.status_code, sent.headers["location"]) == (303, f"/org/members/{here}")
    assert await refusing.marked(make_committed) == [False]
    assert "Emails come back" not in (await admin.client.get(f"/org/members/{here}")).text

    await refusing.send()  # still refused: once is enough now
    assert await refusing.marked(make_committed) == [True]


async def test_the_person_sees_it_and_says_that_it_works(refusing: Letters, make_committed: Make, enter: Enter) -> None:
    (person,) = await enter(refusing.member)
    assert "has refused our emails" not in (await person.client.get("/profile")).text
    for _ in range(3):
        await refusing.send()
    page = await person.client.get("/profile")
    assert markup.Page(page.text).all_problems() == []
    assert "has refused our emails since" in page.text
    here = ids.text("mem", refusing.member.id)
    sent = await person.client.post("/profile", data={"operation": "MemberTryMail", "memberId": here}, headers=SAME)
    assert (sent.status_code, sent.headers["location"]) == (303, "/profile")
    refusing.box.unknown.clear()
    assert await refusing.send() == 1
    assert await refusing.marked(make_committed) == [False]


@pytest.mark.parametrize(
    ("roles", "message"),
    [
        ({Role.AUDITOR}, "Auditors can read everything and change nothing."),
        ({Role.RELATIONSHIP_MANAGER}, "Ask an administrator of your organisation."),
    ],
)
async def test_whose_login_changes_no_place_asks_an_administrator(
    make_committed: Make, enter: Enter, roles: set[Role], message: str
) -> None:
    member = await make_committed.member(roles=roles)
    (person,) = await enter(member)
    (refused,) = (await person.ask(TRIED, id=ids.text("mem", member.id)))["memberTryMail"]["userErrors"]
    assert (refused["code"], refused["message"]) == ("NOT_PERMITTED", message)
