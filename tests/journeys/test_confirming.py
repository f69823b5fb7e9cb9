"""Signing on the pages when the last proof of presence is too old: confirm, and go on with what was typed."""

from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import text

from portal import ids
from portal.access import Role
from portal.app import Portal
from portal.contracts.rules import Status
from tests.journeys.doors import PASSWORD, Visitor
from tests.make import Make

Enter = Callable[..., Awaitable[list[Visitor]]]


async def test_r82_the_page_of_signing_asks_for_a_confirmation_and_keeps_what_was_typed(
    application: Portal, make_committed: Make, enter: Enter
) -> None:
    partner = await make_committed.partner()
    signatory = await make_committed.member(partner, roles={Role.PARTNER_SIGNATORY})
    contract = await make_committed.contract(status=Status.OUT_FOR_SIGNATURE, partner=partner)
    await make_committed.session.commit()
    (visitor,) = await enter(signatory)
    await make_committed.session.execute(text("UPDATE auth.session SET confirmed_at = now() - interval '6 minutes'"))
    await make_committed.session.commit()
    page = f"/contracts/{ids.text('ctr', contract.id)}/sign"
    typed = {
        "contractId": ids.text("ctr", contract.id), "expectedVersion": str(contract.version),
        "expectedDigest": str(contract.sha256), "authority": "Director, alone", "read": "on",
    }  # fmt: skip
    client = visitor.client
    old = client.cookies["__Host-session"]

    asked = await client.post(page, data={"operation": "ContractSign", **typed})
    assert asked.status_code == 303, asked.text
    address = urlsplit(asked.headers["location"])
    back = parse_qs(address.query)["next"][0]
    assert (address.path, urlsplit(back).path) == ("/confirm", page)
    assert "Confirm it is you" in (await client.get(asked.headers["location"])).text
    wrong = await client.post("/confirm", data={"next": back, "password": "not the password"})
    assert (wrong.status_code, "We could not confirm it is you. Check what you entered." in wrong.text) == (422, True)
    confirmed = await client.post("/confirm", data={"next": back, "password": PASSWORD})
    assert (confirmed.status_code, confirmed.headers["location"]) == (303, back)
    assert client.cookies["__Host-session"] != old

    form = (await client.get(back)).text
    assert 'value="Director, alone"' in form
    assert f'name="expectedDigest" value="{contract.sha256}"' in form
    signed = await client.post(page, data={"operation": "ContractSign", **typed})
    assert (signed.status_code, signed.headers["location"]) == (303, page.removesuffix("/sign"))
    rows = await make_committed.session.execute(text("SELECT authority FROM signature"))
    assert [row[0] for row in rows] == ["Director, alone"]
    assert application.door.known({"headers": [(b"cookie", f"__Host-session={old}".encode())]}) is None
