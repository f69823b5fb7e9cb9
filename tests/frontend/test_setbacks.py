"""What is held up, as the company's administrators see it and have it tried again."""

from datetime import timedelta

from sqlalchemy import delete

from portal import clock, ids, work
from portal.access import Role
from portal.contracts.models import Change, Round
from portal.contracts.rules import Status
from portal.database.pools import Database
from portal.setbacks import Setback
from tests.entering import Enter
from tests.frontend import markup
from tests.make import Make

PATH = "/org/setbacks"
SAME = {"sec-fetch-site": "same-origin"}
ASKED = "{ setbacks(first: 5) { nodes { kind step tries since retryAt fault recordId } totalCount } }"


async def test_the_companys_administrators_see_what_is_held_up_and_have_it_tried_again(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    (admin,) = await enter(await make_committed.member(roles={Role.PLATFORM_ADMIN}))
    empty = await admin.client.get(PATH)
    assert (empty.status_code, "Nothing is held up" in empty.text) == (200, True)

    now = clock.now() - timedelta(seconds=1)
    held = await make_committed.contract(status=Status.IN_NEGOTIATION, due_at=now)
    for table in (Change, Round):
        await make_committed.session.execute(delete(table))
    await work.run_due(database, now)

    (row,) = (await admin.ask(ASKED))["setbacks"]["nodes"]
    assert (row["kind"], row["step"], row["tries"]) == ("CLOCK", "lapse", 1)
    assert row["fault"] == "No round is open. The contract is being negotiated."
    assert row["recordId"] == f"ctr_{held.id.hex}"
    assert row["since"] < row["retryAt"]

    page = await admin.client.get(PATH)
    assert markup.Page(page.text).all_problems() == []
    assert "No round is open. The contract is being negotiated." in page.text
    assert f'href="/contracts/ctr_{held.id.hex}"' in page.text
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
