"""The bell, the list, how letters come, and the link that ends some: as people and mail programs use them."""

import re
from datetime import timedelta

from sqlalchemy import select

from frontend_stub import app
from frontend_stub.pages.notifications import listing
from frontend_stub.pages.organisation import programs
from portal import clock, ids
from portal.access import Role, Side
from portal.contracts.rules import Status
from portal.database.pools import Database
from portal.notifications import composing, leaving
from portal.notifications.models import Following, Notification, Preference
from portal.notifications.rules import Family, How
from portal.partners.models import Membership, Organisation
from portal.rooms import SUBJECTS
from tests.entering import Enter
from tests.frontend import markup
from tests.make import Make
from tests.notifications.making import notification

PAGES = (*app.PAGES, *programs.SHOWN)
PLACE = re.compile(r"\{\w+\}")
PATH, CHOICE = "/notifications", "/profile/notifications"
SAME = {"sec-fetch-site": "same-origin"}
COUNT = "{ viewer { unreadNotifications } }"
LISTED = "{ notifications(first: 10) { nodes { id sentence why recordName readAt recordId } totalCount } }"


async def told(make: Make, member: Membership, partner: Organisation, count: int) -> list[Notification]:
    now = clock.now()
    rows = [
        notification(partner, member, at=now - timedelta(minutes=n), event="deadline.near", checked_at=now)
        for n in range(count)
    ]
    await make.add(*rows)
    return rows


async def test_the_bell_counts_what_is_unread_and_a_record_a_day_or_all_is_marked_read(
    make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner(name="Northgate")
    member = await make_committed.member(partner)
    (admin,) = await enter(member)
    empty = await admin.client.get(PATH)
    assert (empty.status_code, "Nothing new" in empty.text) == (200, True)
    rows = await told(make_committed, member, partner, 3)
    assert await admin.ask(COUNT) == {"viewer": {"unreadNotifications": 3}}
    found = (await admin.ask(LISTED))["notifications"]
    assert found["totalCount"] == 3
    assert found["nodes"][0] == {
        "id": ids.text("ntf", rows[0].id), "sentence": "The time to act is running out.", "why": "OWNER",
        "recordName": "Northgate", "readAt": None, "recordId": ids.text("org", partner.id),
    }  # fmt: skip

    page = await admin.client.get(PATH)
    assert markup.Page(page.text).all_problems() == []
    assert page.text.count("The time to act is running out.") >= 3
    one = {"operation": "NotificationMarkRead", "notificationId": ids.text("ntf", rows[0].id)}
    sent = await admin.client.post(PATH, data=one, headers=SAME)
    assert (sent.status_code, sent.headers["location"]) == (303, PATH)
    assert await admin.ask(COUNT) == {"viewer": {"unreadNotifications": 2}}
    until = rows[2].at.isoformat()
    older = {"operation": "NotificationMarkRead", "recordId": ids.text("org", partner.id), "until": until}
    await admin.client.post(PATH, data=older, headers=SAME)
    assert await admin.ask(COUNT) == {"viewer": {"unreadNotifications": 1}}
    await admin.client.post(PATH, data={"operation": "NotificationMarkRead", "everything": "on"}, headers=SAME)
    assert await admin.ask(COUNT) == {"viewer": {"unreadNotifications": 0}}
    assert "You have read everything." in (await admin.client.get(PATH)).text


async def test_more_than_99_are_99_and_a_plus(make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner()
    member = await make_committed.member(partner)
    (admin,) = await enter(member)
    await told(make_committed, member, partner, 120)
    assert await admin.ask(COUNT) == {"viewer": {"unreadNotifications": 100}}
    assert "99+" in (await admin.client.get("/contracts")).text


async def test_nobody_marks_or_sees_what_a_colleague_was_told(make_committed: Make, enter: Enter) -> None:
    partner = await make_committed.partner()
    mine, theirs = await make_committed.member(partner), await make_committed.member(partner)
    (admin,) = await enter(mine)
    (row,) = await told(make_committed, theirs, partner, 1)
    marked = await admin.ask(
        "mutation($id: ID!) { notificationMarkRead(input: {notificationId: $id}) { userErrors { code path } } }",
        id=ids.text("ntf", row.id),
    )
    assert marked["notificationMarkRead"]["userErrors"] == [{"code": "NOT_FOUND", "path": ["input", "notificationId"]}]
    assert (await admin.ask(LISTED))["notifications"]["totalCount"] == 0
    await admin.ask("mutation { notificationMarkRead(input: {everything: true}) { userErrors { code } } }")
    kept = await make_committed.session.get(Notification, (partner.id, row.id), populate_existing=True)
    assert kept
    assert kept.read_at is None


async def test_letters_come_as_one_chooses_and_the_page_says_what_cannot_be_switched_off(
    make_committed: Make, enter: Enter
) -> None:
    member = await make_committed.member(roles={Role.LEGAL})
    (legal,) = await enter(member)
    page = await legal.client.get(CHOICE)
    assert markup.Page(page.text).all_problems() == []
    assert "They cannot be turned off." in page.text
    chosen = {"operation": "NotificationChoose", "how-NEGOTIATION": "DIGEST", "how-CONTRACT": "NEVER"}
    sent = await legal.client.post(CHOICE, data=chosen, headers=SAME)
    assert (sent.status_code, sent.headers["location"]) == (303, CHOICE)
    rows = (await make_committed.session.scalars(select(Preference))).all()
    assert {(row.member_id, row.family, row.how) for row in rows} == {
        (member.id, Family.NEGOTIATION, How.DIGEST), (member.id, Family.CONTRACT, How.NEVER),
    }  # fmt: skip
    await legal.client.post(CHOICE, data={**chosen, "all": "NEVER"}, headers=SAME)
    make_committed.session.expire_all()
    rows = (await make_committed.session.scalars(select(Preference))).all()
    assert {(row.family, row.how) for row in rows} == {(family, How.NEVER) for family in Family}


async def test_opening_the_link_ends_nothing_and_a_mail_programs_post_ends_these_letters(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    member = await make_committed.member(roles={Role.LEGAL})
    (legal,) = await enter(member)
    legal.client.cookies.clear()
    place = leaving.place(database, member.id, [Family.NEGOTIATION])
    page = await legal.client.get(place)
    assert (page.status_code, "Turn off these emails?" in page.text) == (200, True)
    assert (await make_committed.session.scalars(select(Preference))).all() == []
    sent = await legal.client.post(place, data={"List-Unsubscribe": "One-Click"})  # from nowhere, without a cookie
    assert (sent.status_code, "These emails are turned off" in sent.text) == (200, True)
    rows = (await make_committed.session.scalars(select(Preference))).all()
    assert [(row.member_id, row.family, row.how) for row in rows] == [(member.id, Family.NEGOTIATION, How.NEVER)]
    wrong = await legal.client.post(f"{place[:-3]}AAA", data={"List-Unsubscribe": "One-Click"})
    assert (wrong.status_code, "This link does not turn off any emails" in wrong.text) == (404, True)


FOLLOW = """
mutation($id: ID!, $on: Boolean!) {
  notificationFollow(input: {recordId: $id, follows: $on}) { userErrors { code } }
}
"""


async def test_one_follows_what_one_sees_and_nothing_else(make_committed: Make, enter: Enter) -> None:
    partner, foreign = await make_committed.partner(), await make_committed.partner()
    member = await make_committed.member(partner)
    (admin,) = await enter(member)
    for on in (True, False):
        done = await admin.ask(FOLLOW, id=ids.text("org", partner.id), on=on)
        assert done["notificationFollow"]["userErrors"] == []
    rows = (await make_committed.session.scalars(select(Following))).all()
    assert [(row.member_id, row.record_id, row.follows) for row in rows] == [(member.id, partner.id, False)]
    for unknown in (ids.text("org", foreign.id), "ctr_nothing"):
        refused = await admin.ask(FOLLOW, id=unknown, on=True)
        assert refused["notificationFollow"]["userErrors"] == [{"code": "NOT_FOUND"}]


async def test_a_record_is_followed_and_no_longer_by_a_button_that_says_that_it_worked(
    make_committed: Make, enter: Enter
) -> None:
    make = make_committed
    partner = await make.partner(name="Northgate")
    contract = await make.contract(status=Status.ACTIVE, partner=partner)
    pages = {"ctr": f"/contracts/{ids.text('ctr', contract.id)}", "org": f"/partners/{ids.text('org', partner.id)}"}
    admin, legal = await enter(await make.member(partner), await make.member(roles={Role.LEGAL}))
    for visitor, prefix, path in (
        (admin, "ctr", pages["ctr"]), (admin, "org", "/org/account"), (legal, "ctr", pages["ctr"]),
        (legal, "org", pages["org"]),
    ):  # fmt: skip
        record = ids.text(prefix, contract.id if prefix == "ctr" else partner.id)
        asked = "query ($id: ID!) { node(id: $id) { ... on Contract { isFollowed } ... on Partner { isFollowed } } }"
        for follows, offered, said in (
            (True, "Follow</button>", "You now follow it"),
            (False, "Stop following</button>", "You no longer follow it"),
        ):  # fmt: skip
            assert offered in (await visitor.client.get(path)).text
            form = {"recordId": record, "follows": "on" if follows else ""}
            sent = await visitor.client.post("/notifications/follow", data=form, headers=SAME)
            assert (sent.status_code, sent.headers["location"].partition("#")[0]) == (303, path)
            assert said in (await visitor.client.get(path)).text
            assert (await visitor.ask(asked, id=record))["node"] == {"isFollowed": follows}
    foreign = await make.contract(status=Status.ACTIVE)
    form = {"recordId": ids.text("ctr", foreign.id), "follows": "on"}
    assert (await admin.client.post("/notifications/follow", data=form, headers=SAME)).status_code == 404


async def test_whoever_took_a_step_follows_until_they_say_otherwise(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    contract = await make.contract(status=Status.IN_REVIEW)
    (legal,) = await enter(await make.member(roles={Role.LEGAL}))
    asked = "query ($id: ID!) { contract(by: {id: $id}) { isFollowed } }"
    given = {"id": ids.text("ctr", contract.id)}
    assert (await legal.ask(asked, **given))["contract"] == {"isFollowed": False}
    step = {"contractId": given["id"], "expectedVersion": 1, "reason": "The term is missing."}
    await legal.step("contractRequestChanges", "ContractReasonInput", **step)
    assert (await legal.ask(asked, **given))["contract"] == {"isFollowed": True}


def test_every_kind_of_record_that_the_journal_tells_of_has_its_place() -> None:
    told = {
        "ctr", "org", "mem", "aut", "doc", "nte", "imp", "cli", "idp", "dom", "prv", "obl", "bnd", "ept", "mea", "bre",
        "scd", "fim", "dsp", "opp", "sug", "fee", "ovl", "dir",
    }  # fmt: skip
    assert set(SUBJECTS) < told
    for prefix in told:
        record_id = ids.new()
        for side in Side:
            letter = composing.place_of(prefix, record_id, side)
            page = listing.href(ids.text(prefix, record_id), side.value)
            assert letter.partition("#")[0] == page.partition("#")[0]
            assert any(re.fullmatch(PLACE.sub("[^/]+", each.path), letter) for each in PAGES), letter
