"""Fee schedules on a page without scripts: what holds when, and a new one in the place of another."""

from datetime import timedelta
from typing import Any

import pytest_asyncio

from portal import clock, ids
from portal.access import Role
from tests.entering import Enter
from tests.fees import making
from tests.frontend import markup
from tests.frontend.posting import forms_of
from tests.make import Make

SAME = {"sec-fetch-site": "same-origin"}


@pytest_asyncio.fixture(loop_scope="session")
async def people(make_committed: Make, enter: Enter) -> dict[str, Any]:
    make = make_committed
    partner, rival = await make.partner(name="Northgate Ltd"), await make.partner(name="Rival Ltd")
    by = making.schedule(partner, "0.0725", cap_minor=500_00, cap_currency="EUR", hold_days=30)
    await make.add(by, making.schedule(rival, "0.5"))
    members = [
        await make.member(partner, name="Vera", roles={Role.PARTNER_VIEWER}),
        await make.member(name="Lena", roles={Role.LEGAL}), await make.member(name="Sam", roles={Role.SALES}),
    ]  # fmt: skip
    await make.session.commit()
    found = dict(zip(("PV", "LE", "SA"), await enter(*members), strict=True))
    return {**found, "id": ids.text("org", partner.id), "by": ids.text("fsc", by.id)}


async def said(who: Any, address: str) -> str:
    answer = await who.client.get(address)
    assert (answer.status_code, markup.Page(answer.text).all_problems()) == (200, []), address
    return " ".join(markup.Page(answer.text).text)


async def test_a_partner_reads_its_own_and_legal_sets_one_in_the_place_of_another(people: dict[str, Any]) -> None:
    here = f"/fees/schedules?partner={people['id']}"
    own = await said(people["PV"], "/fees/schedules")
    assert ("7.25%" in own, "At most €500.00" in own, "30 days" in own, "50%" in own) == (True, True, True, False)
    assert "Set a new schedule" not in own + await said(people["SA"], here) + await said(
        people["LE"], "/fees/schedules"
    )
    page = await people["LE"].client.get(here, headers={"accept-language": "bg"})
    form = next(each for each in forms_of(page.text) if each.operation == "FeeScheduleSet")
    start = clock.now().date() + timedelta(days=10)
    given = {**dict(form.values), "rate": "8.125", "validFrom": start.isoformat(), "writtenIn": "en"}
    for changed, status in (
        ({"rate": "101"}, 422), ({}, 422),  # it would meet the one that holds
        ({"replacedId": people["by"], "validFrom": clock.now().date().isoformat()}, 422),
        ({"replacedId": people["by"]}, 303),
    ):  # fmt: skip
        answer = await people["LE"].client.post("/fees/schedules", params={"partner": people["id"]},
                                                data={**given, **changed}, headers=SAME)  # fmt: skip
        assert answer.status_code == status, (
            changed,
            " ".join(markup.Page(answer.text).text).partition("There is a problem")[2][:300],
        )
    assert answer.headers["location"] == here
    own = await said(people["PV"], "/fees/schedules")
    assert ("8.125%" in own, "version 2" in own) == (True, True)
    assert "8.125%" not in await said(people["PV"], f"/fees/schedules?on={clock.now().date()}")
