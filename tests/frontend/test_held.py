"""The session ends while somebody types: what they sent is held, and stands in the form again once they are back."""

from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import update

from portal import ids
from portal.access import Role
from portal.contracts.rules import Status
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.obligations.models import Obligation
from portal.obligations.rules import Status as ObligationStatus
from portal.partners.models import Membership
from tests.entering import Enter
from tests.frontend import markup
from tests.frontend.posting import fields_of, forms_of
from tests.frontend.world import World, browser
from tests.journeys.doors import PASSWORD, Visitor
from tests.make import Make
from tests.obligations.making import obligation

PAPER = {"files": ("Gauges.csv", b"Gauge;Valid until\nG-1;2028-01-31\n")}
WORDS = "The supplier delivers within twelve days.\n" * 300


async def end_sessions(database: Database) -> None:
    """As a quarter of an hour without a request does."""
    await database.reads[AUTH].fetch_value("UPDATE auth.session SET seen_at = now() - interval '1 day' RETURNING true")


async def written(make: Make, enter: Enter) -> tuple[Visitor, Membership, str, dict[str, str]]:
    """Somebody of legal who has the draft of a contract open, the page's address, and its fields."""
    member = await make.member(roles={Role.LEGAL}, name="Lena")
    contract = await make.contract(status=Status.DRAFT, owner=member)
    (lena,) = await enter(member)
    path = f"/contracts/{ids.text('ctr', contract.id)}/edit"
    page = await lena.client.get(path)
    assert page.status_code == 200
    return lena, member, path, fields_of(page.text)


async def signed_in(visitor: Visitor, member: Membership, next_: str) -> Any:
    form = {"email": member.email, "password": PASSWORD, "next": next_}
    return await visitor.client.post("/login", data=form)


async def test_what_was_typed_stands_in_the_form_again_after_signing_in_and_is_not_sent_by_itself(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    lena, member, path, fields = await written(make_committed, enter)
    await end_sessions(database)
    sent = await lena.client.post(path, data=fields | {"title": "Mine", "text": WORDS})
    led = urlsplit(sent.headers["location"])
    back = parse_qs(led.query)["next"][0]
    assert (sent.status_code, led.path, back.partition("=")[0]) == (303, "/login", f"{path}?held")
    assert len(back) < 400
    assert WORDS[:40] not in sent.headers["location"]

    entered = await signed_in(lena, member, back)
    assert entered.headers["location"] == back
    page = await lena.client.get(back)
    assert (page.status_code, markup.Page(page.text).all_problems()) == (200, [])
    now = fields_of(page.text)
    assert (now["title"], now["text"].replace("\r\n", "\n")) == ("Mine", WORDS)
    assert "You were signed out while you typed." in page.text
    unchanged = await lena.client.get(path)
    assert (fields_of(unchanged.text)["title"], fields_of(unchanged.text)["text"]) == (fields["title"], fields["text"])

    looked = await lena.client.post(back, data=now)
    assert (looked.status_code, "Nothing is saved yet" in looked.text) == (200, True)
    done = await lena.client.post(back, data=fields_of(looked.text))
    assert (done.status_code, done.headers["location"]) == (303, path.removesuffix("/edit"))


async def claiming(make: Make, enter: Enter) -> tuple[Visitor, Membership, Obligation, dict[str, str]]:
    """Somebody of a partner who has the form open that shows with files that something is done."""
    partner = await make.partner()
    member = await make.member(partner, name="Paula")
    owed = obligation(partner, await make.company(), status=ObligationStatus.DUE, due_on=date(2199, 1, 31))
    await make.add(owed)
    (paula,) = await enter(member)
    page = await paula.client.get(f"/obligations/{ids.text('obl', owed.id)}")
    return paula, member, owed, fields_of(page.text, "ObligationClaimDone")


async def test_a_form_with_a_file_is_held_but_for_the_file(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    paula, member, owed, fields = await claiming(make_committed, enter)
    path = f"/obligations/{ids.text('obl', owed.id)}"
    await end_sessions(database)
    sent = await paula.client.post(path, data=fields | {"note": "All gauges."}, files=PAPER)
    back = parse_qs(urlsplit(sent.headers["location"]).query)["next"][0]

    await signed_in(paula, member, back)
    page = await paula.client.get(back)
    assert "Files were not kept. Choose them again: Gauges.csv" in page.text
    now = fields_of(page.text, "ObligationClaimDone")
    assert (now["note"].strip(), now["files"]) == ("All gauges.", "")
    done = await paula.client.post(back, data=now, files=PAPER)
    assert (done.status_code, done.headers["location"]) == (303, path)


async def test_a_file_that_came_before_a_conflict_need_not_be_chosen_again(make_committed: Make, enter: Enter) -> None:
    paula, _member, owed, fields = await claiming(make_committed, enter)
    path = f"/obligations/{ids.text('obl', owed.id)}"
    await make_committed.session.execute(update(Obligation).where(Obligation.id == owed.id).values(version=2))
    await make_committed.session.commit()
    page = await paula.client.post(path, data=fields | {"note": "All gauges."}, files=PAPER)
    assert (page.status_code, "Gauges.csv is uploaded." in page.text) == (409, True)
    (form,) = [each for each in forms_of(page.text) if each.operation == "ObligationClaimDone"]
    values = {name: value for name, value in form.values if value}
    assert (values["note"].strip(), values["expectedVersion"]) == ("All gauges.", "2")

    done = await paula.client.post(path, data=values)
    assert done.status_code == 303
    assert "Gauges.csv" in (await paula.client.get(path)).text


async def test_nobody_else_sees_what_is_held_and_an_invented_name_holds_nothing(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    lena, _member, path, fields = await written(make_committed, enter)
    await end_sessions(database)
    sent = await lena.client.post(path, data=fields | {"title": "Mine alone"})
    back = parse_qs(urlsplit(sent.headers["location"]).query)["next"][0]
    (other,) = await enter(await make_committed.member(roles={Role.LEGAL}, name="Other"))
    for address in (back, f"{path}?held=invented"):
        page = await other.client.get(address)
        assert page.status_code == 200
        assert "Mine alone" not in page.text
        assert "You were signed out while you typed." not in page.text


async def test_a_session_holds_one_form_and_what_is_no_form_is_refused(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    lena, member, path, fields = await written(make_committed, enter)
    await end_sessions(database)
    backs = []
    for title in ("First", "Second"):
        sent = await lena.client.post(path, data=fields | {"title": title})
        backs.append(parse_qs(urlsplit(sent.headers["location"]).query)["next"][0])
    for wrong in (None, [["a"]], [["a", 1]], "a", [["a", "b"]] * 1001):
        assert (await lena.client.post("/auth/held", json={"fields": wrong})).status_code == 422
    odd = await lena.client.post(
        "/auth/held", content=b'{"fields": [["a\\u0000b", "c\\ud800"]]}', headers={"content-type": "application/json"}
    )
    assert odd.status_code == 200
    await signed_in(lena, member, "/")
    assert fields_of((await lena.client.get(backs[0])).text)["title"] == fields["title"]


async def test_a_form_of_nobody_known_is_shown_to_copy(make_committed: Make, enter: Enter) -> None:
    lena, _member, path, fields = await written(make_committed, enter)
    lena.client.cookies.clear()
    sent = await lena.client.post(path, data=fields | {"text": "Words to keep."})
    page = markup.Page(sent.text)
    assert (sent.status_code, page.all_problems()) == (401, [])
    assert {"You are signed out", "Words to keep."} <= set(page.text)


@pytest.mark.parametrize("side", ["HOST", "PARTNER"])
async def test_every_page_says_when_an_idle_session_ends_with_a_script_and_without(side: str) -> None:
    async with browser(World(side=side, answers={"Viewer.idleSeconds": 900})) as client:
        page = await client.get("/")
    assert 'data-idle="900"' in page.text
    assert "You are signed out after 15 minutes without opening or sending anything." in page.text


async def test_the_api_says_after_how_long_each_side_is_signed_out(make_committed: Make, enter: Enter) -> None:
    lena, paula = await enter(
        await make_committed.member(roles={Role.LEGAL}), await make_committed.member(await make_committed.partner())
    )
    asked = [(await each.ask("{ viewer { idleSeconds } }"))["viewer"]["idleSeconds"] for each in (lena, paula)]
    assert asked == [15 * 60, 30 * 60]
