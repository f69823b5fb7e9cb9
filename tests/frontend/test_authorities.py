"""Signing authority on the pages: given by one, accepted or refused by a second, ended; each by a plain form."""

import re

from portal import ids
from portal.access import Role
from portal.database.policies import AUTH
from portal.database.pools import Database
from tests.entering import Enter
from tests.frontend import markup
from tests.journeys.doors import Visitor
from tests.make import Make


async def shown(visitor: Visitor, path: str) -> str:
    answer = await visitor.client.get(path)
    assert answer.status_code == 200, answer.text
    assert markup.Page(answer.text).all_problems() == []
    return answer.text


async def step(visitor: Visitor, here: str, operation: str, **typed: str) -> tuple[int, str]:
    """Sends a form of an authority's page as it stands there: the status, and where it led or what it said."""
    page = await shown(visitor, here)
    version = re.search(r'name="expectedVersion" value="(\d+)"', page)
    assert version
    form = {"operation": operation, "authorityId": here.rpartition("/")[2], "expectedVersion": version[1], **typed}
    answer = await visitor.client.post(here, data=form)
    return answer.status_code, answer.headers.get("location", answer.text)


async def confirm(database: Database) -> None:
    await database.reads[AUTH].fetch_value("UPDATE auth.session SET confirmed_at = now() RETURNING true")


async def test_an_authority_is_given_accepted_by_the_companys_legal_and_ended(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    partner = await make_committed.partner(name="Northgate")
    maya = await make_committed.member(partner, roles={Role.PARTNER_MEMBER}, name="Maya")
    paula, lena = await enter(
        await make_committed.member(partner, name="Paula"),
        await make_committed.member(roles={Role.LEGAL}, name="Lena"),
    )
    await confirm(database)
    place = f"/org/members/{ids.text('mem', maya.id)}"
    assert "No signing authority" in await shown(paula, place)
    typed = {
        "operation": "SigningAuthorityGrant", "memberId": place.rpartition("/")[2], "limit": "50 000",
        "limitCurrency": "EUR", "kinds": ["SUPPLY", "SERVICE"], "validFrom": "2027-01-01", "validUntil": "2027-12-31",
    }  # fmt: skip
    await shown(paula, f"{place}/authority")
    missing = await paula.client.post(f"{place}/authority", data={**typed, "validFrom": "", "limit": "much"})
    assert missing.status_code == 422
    assert markup.Page(missing.text).all_problems() == []
    assert {"#SigningAuthorityGrant-validFrom", "#SigningAuthorityGrant-limit"} <= set(markup.Page(missing.text).links)
    assert 'value="much"' in missing.text
    assert missing.text.count(" checked") == 2

    given = await paula.client.post(f"{place}/authority", data=typed)
    assert given.status_code == 303, given.text
    here = given.headers["location"]
    waiting = await shown(paula, here)
    assert "Waiting for a second person" in waiting
    assert "A second person must accept it: not the person who granted it, and not the person who will sign." in waiting
    assert 'value="SigningAuthorityAccept"' not in waiting
    assert "Your turn" not in await shown(paula, place)
    assert "Your turn" in await shown(lena, place)
    assert await step(lena, here, "SigningAuthorityAccept") == (303, here)
    held = await shown(lena, place)
    assert "In force" in held
    assert "accepted by Lena" in held
    assert "€50,000.00" in held
    assert "Partner signatory" in held
    assert await step(paula, here, "SigningAuthorityRevoke") == (303, here)
    assert "Revoked" in await shown(paula, here)


async def test_a_second_administrator_refuses_with_a_reason(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    partner = await make_committed.partner()
    maya = await make_committed.member(partner, roles={Role.PARTNER_MEMBER}, name="Maya")
    paula, second, mark = await enter(
        await make_committed.member(partner, name="Paula"),
        await make_committed.member(partner, name="Second"),
        await make_committed.member(partner, roles={Role.PARTNER_VIEWER}, name="Mark"),
    )
    await confirm(database)
    place = f"/org/members/{ids.text('mem', maya.id)}"
    typed = {
        "operation": "SigningAuthorityGrant", "memberId": place.rpartition("/")[2], "limit": "", "limitCurrency": "EUR",
        "validFrom": "2027-01-01",
    }  # fmt: skip
    here = (await paula.client.post(f"{place}/authority", data=typed)).headers["location"]
    assert "Any amount" in await shown(mark, here)
    assert 'href="' + place + '/authority"' not in await shown(mark, place)
    assert "Only an administrator of the same organisation can give it." in await shown(mark, f"{place}/authority")
    status, page = await step(second, here, "SigningAuthorityRefuse")
    assert status == 422
    assert "Reason: This field is required." in markup.Page(page).text
    assert await step(second, here, "SigningAuthorityRefuse", reason="Maya leaves in May.") == (303, here)
    assert "Not accepted" in await shown(paula, here)
    assert "Maya leaves in May." in await shown(paula, "/")
