"""What is held up, as the company's administrators see it and have it tried again."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete

from portal import clock, doing, ids, jobs, work
from portal.access import AccessClass, Role
from portal.contracts.models import Change, Round
from portal.contracts.rules import Status
from portal.database.pools import Database
from portal.doing import Short
from portal.jobs import Task
from portal.setbacks import Setback
from tests.entering import Enter
from tests.frontend import markup
from tests.journeys.doors import Visitor
from tests.make import Make

PATH = "/org/setbacks"
SAME = {"sec-fetch-site": "same-origin"}
ASKED = "{ setbacks(first: 5) { nodes { kind step tries since retryAt fault recordId } totalCount } }"


async def test_the_companys_administrators_see_what_is_held_up_and_have_it_tried_again(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    (admin,) = await enter(await make_committed.member(roles={Role.PLATFORM_ADMIN}))
    empty = await admin.client.get(PATH)
    assert (empty.status_code, "No automatic step has failed" in empty.text) == (200, True)

    now = clock.now() - timedelta(seconds=1)
    held = await make_committed.contract(status=Status.IN_NEGOTIATION, due_at=now)
    for table in (Change, Round):
        await make_committed.session.execute(delete(table))
    await work.run_due(database, now)

    (row,) = (await admin.ask(ASKED))["setbacks"]["nodes"]
    assert (row["kind"], row["step"], row["tries"]) == ("CLOCK", "lapse", 1)
    assert row["fault"] == "There is no open round. The contract is being negotiated."
    assert row["recordId"] == f"ctr_{held.id.hex}"
    assert row["since"] < row["retryAt"]

    page = await admin.client.get(PATH)
    assert markup.Page(page.text).all_problems() == []
    assert "There is no open round. The contract is being negotiated." in page.text
    assert f'href="/contracts/ctr_{held.id.hex}"' in page.text
    asked: dict[str, Any] = {"json": {"query": ASKED}, "headers": SAME | {"accept-language": "hi"}}
    (told,) = (await admin.client.post("/graphql", **asked)).json()["data"]["setbacks"]["nodes"]
    assert told["fault"] == "कोई दौर खुला नहीं है। अनुबंध पर वार्ता चल रही है।"
    key = page.text.split('name="setbackId" value="')[1].split('"')[0]
    sent = await admin.client.post(PATH, data={"operation": "SetbackTryAgain", "setbackId": key}, headers=SAME)
    assert (sent.status_code, sent.headers["location"]) == (303, PATH)
    found = await make_committed.session.get(Setback, (held.partner_id, ids.parse(key)[1]))
    assert found
    assert found.retry_at
    assert found.retry_at <= clock.now()


async def test_nobody_else_sees_what_is_held_up(make_committed: Make, enter: Enter) -> None:
    legal, partner = await enter(
        await make_committed.member(roles={Role.LEGAL}),
        await make_committed.member(await make_committed.partner()),
    )
    page = await legal.client.get(PATH)
    assert (page.status_code, "For administrators" in page.text) == (200, True)
    assert (await legal.ask("{ setbacks { nodes { id } } }")) == {"setbacks": None}
    assert (await partner.client.get(PATH)).status_code == 404
    assert (await partner.ask("{ setbacks { nodes { id } } }")) == {"setbacks": None}


SECRET = "4711"
AGAIN = """mutation ($input: SetbackTryAgainInput!) {
  setbackTryAgain(input: $input) { setback { id retryAt } userErrors { code message } } }"""
HELD = "{ setbacks(first: 5) { nodes { id kind step tries retryAt fault recordId } } }"


async def fail(_session: Any, task: Task, _now: datetime) -> None:
    """A job that breaks over what it was given."""
    raise RuntimeError(f"it broke over {task.given}")


async def given_up(make: Make, database: Database) -> None:
    """A job that has failed as often as one is tried."""
    partner = await make.partner()
    now = clock.now() - timedelta(days=3)
    async with database.working(AccessClass.SYSTEM) as session:
        await jobs.add(session, "planted", key="1", partner_id=partner.id, given={"secret": SECRET}, now=now)
    for number in range(doing.TRIES):
        await doing.run(database, now + number * timedelta(hours=2), (Short("planted", fail),))


async def shown(admin: Visitor) -> str:
    page = await admin.client.get(PATH)
    assert (page.status_code, markup.Page(page.text).all_problems()) == (200, [])
    return page.text


async def test_a_job_that_was_given_up_is_read_without_what_it_was_given_and_played_again_from_the_page_and_the_api(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    admin, legal = await enter(
        await make_committed.member(roles={Role.PLATFORM_ADMIN}), await make_committed.member(roles={Role.LEGAL})
    )
    await given_up(make_committed, database)
    page = await shown(admin)
    answer = await admin.ask(HELD)
    (held,) = answer["setbacks"]["nodes"]
    assert (held["kind"], held["step"], held["tries"], held["retryAt"]) == ("JOB", "planted", doing.TRIES, None)
    assert held["fault"] == "Something went wrong (RuntimeError). The log has the details."
    assert ("Given up" in page, held["fault"] in page, held["recordId"] in page) == (True, True, True)
    assert SECRET not in page + str(answer)
    refused = await legal.client.post(
        PATH, data={"operation": "SetbackTryAgain", "setbackId": held["id"]}, headers=SAME
    )
    assert refused.status_code == 422
    assert await doing.run(database, clock.now(), (Short("planted", fail),)) == 0

    again = await admin.client.post(PATH, data={"operation": "SetbackTryAgain", "setbackId": held["id"]}, headers=SAME)
    assert again.status_code == 303
    await doing.run(database, clock.now(), (Short("planted", fail),))  # it fails once more and is given up at once
    (held,) = (await admin.ask(HELD))["setbacks"]["nodes"]
    assert (held["tries"], held["retryAt"]) == (doing.TRIES + 1, None)

    played = (await admin.ask(AGAIN, input={"setbackId": held["id"]}))["setbackTryAgain"]
    assert (played["userErrors"], played["setback"]["retryAt"] is None) == ([], False)

    async def succeed(_session: Any, task: Task, _now: datetime) -> None:
        assert task.given == {"secret": SECRET}

    assert await doing.run(database, clock.now(), (Short("planted", succeed),)) == 1
    assert "No automatic step has failed" in await shown(admin)
    gone = (await admin.ask(AGAIN, input={"setbackId": held["id"]}))["setbackTryAgain"]
    assert [each["code"] for each in gone["userErrors"]] == ["NOT_FOUND"]
