"""The page of one's own calendar: switched on, the address shown once with how to subscribe, renewed, switched off."""

import re

import pytest

from portal.access import Role
from portal.app import Portal
from tests.entering import Enter
from tests.frontend import markup
from tests.journeys.doors import PUBLIC_URL, Visitor
from tests.make import Make

HERE, MAKE = "/profile/calendar", "/profile/calendar/address"
SAME = {"sec-fetch-site": "same-origin"}


async def shown(visitor: Visitor, operation: str) -> str:
    answer = await visitor.client.post(MAKE, data={"operation": operation}, headers=SAME)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert markup.Page(answer.text).all_problems() == []
    assert "This is shown once. Copy it now." in answer.text
    (address,) = re.findall(rf"<code[^>]*>({PUBLIC_URL}/calendar/entc_[\w-]{{43}}\.ics)</code>", answer.text)
    assert f'href="webcal://{address.removeprefix("https://")}"' in answer.text
    return str(address)


async def test_the_address_is_shown_once_and_never_again(
    make_committed: Make, enter: Enter, application: Portal
) -> None:
    assert application
    (paula,) = await enter(await make_committed.member(await make_committed.partner(), name="Paula"))
    assert HERE in (await paula.client.get("/profile")).text
    before = await paula.client.get(HERE)
    assert "Turned off" in before.text
    address = await shown(paula, "CalendarFeedSwitchOn")
    page = await paula.client.get(HERE)
    assert ("Turned on" in page.text, address in page.text) == (True, False)
    assert (await paula.client.get(MAKE)).headers["location"] == HERE

    again = await paula.client.post(MAKE, data={"operation": "CalendarFeedSwitchOn"}, headers=SAME)
    assert again.status_code == 409
    assert "Your calendar already has an address." in again.text
    assert await shown(paula, "CalendarFeedRenew") != address
    off = await paula.client.post(HERE, data={"operation": "CalendarFeedSwitchOff"}, headers=SAME)
    assert (off.status_code, off.headers["location"]) == (303, HERE)
    assert "Your calendar no longer has an address." in (await paula.client.get(HERE)).text


@pytest.mark.parametrize("operation", ["", "CalendarFeedSwitchOff", "ContractSign"])
async def test_nothing_else_is_done_at_that_address(make_committed: Make, enter: Enter, operation: str) -> None:
    (paula,) = await enter(await make_committed.member(await make_committed.partner()))
    assert (await paula.client.post(MAKE, data={"operation": operation}, headers=SAME)).status_code == 400


async def test_from_another_site_nobody_switches_it_on(make_committed: Make, enter: Enter) -> None:
    (paula,) = await enter(await make_committed.member(await make_committed.partner()))
    form = {"operation": "CalendarFeedSwitchOn"}
    answer = await paula.client.post(MAKE, data=form, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert "Turned off" in (await paula.client.get(HERE)).text


async def test_auditors_are_told_that_there_is_none_for_them(make_committed: Make, enter: Enter) -> None:
    (auditor,) = await enter(await make_committed.member(roles={Role.AUDITOR}))
    page = await auditor.client.get(HERE)
    assert "there is no address for them" in page.text
    assert "<form" not in page.text.partition("<main")[2].partition("</main>")[0]
