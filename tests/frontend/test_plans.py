"""Plans on the pages of both sides: proposed, agreed to, an exit begun, called back and refused with its reasons."""

import re
from datetime import timedelta

import httpx

from portal import clock, ids
from portal.access import Role
from portal.contracts.rules import Status
from portal.partners.rules import Stage
from tests.entering import Enter
from tests.frontend import markup
from tests.journeys.doors import Visitor
from tests.make import Make

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


async def shown(who: Visitor, path: str) -> str:
    answer = await who.client.get(path)
    assert answer.status_code == 200, answer.text
    assert markup.Page(answer.text).all_problems() == []
    return answer.text


async def send(who: Visitor, path: str, operation: str, **typed: str) -> httpx.Response:
    """Sends a form of the page as a browser without a script does: what it hides, and what somebody typed."""
    page = await shown(who, path)
    form = next(part for part in page.split("<form ")[1:] if f'value="{operation}"' in part).partition("</form>")[0]
    return await who.client.post(path, data=dict(HIDDEN.findall(form)) | typed)


async def test_both_sides_make_a_plan_and_one_of_them_leaves_without_a_script(
    make_committed: Make, enter: Enter
) -> None:
    make = make_committed
    manager = await make.member(name="Rita Manager")
    partner = await make.partner(name="Alpine Tools", stage=Stage.EXPANSION, manager=manager)
    await make.contract(status=Status.ACTIVE, partner=partner, title="Castings")
    rita, ada, lee, eve = await enter(
        manager, await make.member(partner, name="Ada"), await make.member(roles={Role.LEGAL}, name="Lee"),
        await make.member(roles={Role.EXECUTIVE_SPONSOR}, name="Eve"),
    )  # fmt: skip
    own, theirs = "/org/account", f"/partners/{ids.text('org', partner.id)}/steps"

    assert (await send(rita, theirs, "RelationshipProposePlan", text="Twice the volume.")).status_code == 303
    assert "Twice the volume." in await shown(ada, own)
    assert (await send(ada, own, "RelationshipAgreePlan")).status_code == 303
    for who, path in ((ada, "/company"), (rita, theirs.removesuffix("/steps"))):
        assert "Proposed by Rita Manager, agreed to by Ada" in await shown(who, path)

    assert "PartnerStartExit" not in await shown(ada, own)
    assert 'href="/org/account/exit"' in await shown(ada, own)
    asked = await shown(ada, f"{own}/exit")
    assert "Start the exit of Alpine Tools?" in asked
    assert "One contract is in force and continues." in asked
    assert "When the exit is finished, 1 person at the partner loses access" in asked
    assert "Start the exit of Alpine Tools?" in await shown(rita, theirs.replace("/steps", "/exit"))
    wrong = await send(ada, f"{own}/exit", "PartnerStartExit", endsOn="soon", arrangement="")
    assert wrong.status_code == 422
    assert "Enter a date as year-month-day" in wrong.text
    last = str((clock.now() + timedelta(days=30)).date())
    assert (
        await send(ada, f"{own}/exit", "PartnerStartExit", endsOn=last, arrangement="All goes back.")
    ).status_code == 303
    assert "You cannot do this now." in await shown(ada, f"{own}/exit")
    page = await shown(lee, theirs)
    assert "All goes back." in page
    assert "Castings" in page
    assert "Open contracts: 1. The partner&#39;s administrator or legal must first download" in page
    assert "has not agreed to stay yet" in await shown(eve, theirs)
    assert (await send(ada, own, "PartnerAgreeToStay")).status_code == 303
    assert (await send(eve, theirs, "PartnerCancelExit", reason="We talked.")).status_code == 303
    history = await shown(rita, theirs.replace("/steps", "/history"))
    for said in ("started the exit", "agreed to stay", "cancelled the exit"):
        assert said in history
    assert "/export" in await shown(ada, own)
    assert "/export" not in await shown(rita, theirs)


async def test_an_exit_counts_what_runs_on_and_what_is_still_negotiated(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    manager = await make.member(roles={Role.RELATIONSHIP_MANAGER}, name="Rita")
    partner = await make.partner(name="Alpine Tools", manager=manager)
    for status in (Status.ACTIVE, Status.ACTIVE, Status.SIGNED, Status.ACTIVE, Status.IN_NEGOTIATION, Status.AGREED):
        await make.contract(status=status, partner=partner, owner=manager)
    (rita,) = await enter(manager)
    page = await shown(rita, f"/partners/{ids.text('org', partner.id)}/exit")
    assert "4 contracts are in force and continue." in page
    assert "2 contracts are still being negotiated." in page


async def test_naming_a_manager_begins_from_the_one_who_is(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    first = await make.member(roles={Role.RELATIONSHIP_MANAGER}, name="Anna")
    manager = await make.member(roles={Role.RELATIONSHIP_MANAGER}, name="Rita")
    partner = await make.partner(name="Alpine Tools", manager=manager)
    (lee,) = await enter(await make.member(roles={Role.LEGAL}, name="Lee"))
    page = await shown(lee, f"/partners/{ids.text('org', partner.id)}/steps")
    assert f'<option value="{ids.text("mem", manager.id)}" selected>Rita</option>' in page
    assert f'<option value="{ids.text("mem", first.id)}">Anna</option>' in page
