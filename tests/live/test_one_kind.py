"""Subscriptions of one kind: of one record or partner alone, as the caller sees it, within the scopes of a token."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from portal import clock, ids
from portal.access import Permission
from portal.app import Portal
from schema.engine.errors import Withheld
from schema.engine.following import After
from tests.live.conftest import Place
from tests.live.listening import listening

OF_ONE = "subscription ($id: ID, $partner: ID) { contractChanged(id: $id, partnerId: $partner) { contract { id } } }"
FIRST = After(datetime(2000, 1, 1, tzinfo=UTC))


def contract_of(event: dict[str, Any]) -> str:
    return str(event["data"]["contractChanged"]["contract"]["id"])


async def test_one_record_or_one_partner_is_followed_alone(application: Portal, place: Place) -> None:
    partner = ids.text("org", place.others.partner_id)
    async with (
        listening(application, place.legal, OF_ONE, id=ids.text("ctr", place.others.id)) as of_record,
        listening(application, place.legal, OF_ONE, partner=partner) as of_partner,
        listening(application, place.legal, OF_ONE) as of_all,
    ):
        ours = await place.happens()
        assert contract_of(await of_all.next()) == ours
        others = await place.happens(place.others)
        for each in (of_record, of_partner, of_all):
            assert contract_of(await each.next()) == others
        assert of_record.is_silent
        assert of_partner.is_silent


async def test_what_belongs_to_a_record_or_is_about_it_is_a_change_of_it(application: Portal, place: Place) -> None:
    async with listening(application, place.partner, OF_ONE) as listener:
        about = ("ctr", place.ours.id)
        ours = await place.happens(kind="xyz", record_id=ids.new(), about=about)
        assert contract_of(await listener.next()) == ours
        # Of a note that the caller does not see nothing is told, not even on what.
        await place.happens(kind="nte", record_id=ids.new(), about=about)
        await place.happens()
        assert contract_of(await listener.next()) == ours
        assert listener.is_silent


async def test_of_many_steps_at_one_record_the_newest_is_told_to_who_comes_back(
    application: Portal, place: Place
) -> None:
    async with listening(application, place.partner, OF_ONE) as listener:
        await place.happens()
        await listener.next()
    for _ in range(20):
        ours = await place.happens()
    async with listening(application, place.partner, OF_ONE, last=listener.cursor) as again:
        assert contract_of(await again.next()) == ours
        await place.happens()
        await again.next()
        assert again.is_silent


async def test_a_token_without_the_scope_follows_nothing(application: Portal, place: Place) -> None:
    caller = await application.door.identify(_scope(place))
    assert caller is not None
    narrow = replace(
        caller, actor=replace(caller.actor, allowed=frozenset({Permission.READ, Permission.ACTIVITY_READ}))
    )
    document = application.api.documents.get(OF_ONE)
    question = application.api.question(document, document.operation(None), {})
    with pytest.raises(Withheld):
        await application.api.begin(narrow, question, "")
    # What it may not see is not among what has changed either.
    document = application.api.documents.get("subscription { recordsChanged { ids } }")
    question, after = application.api.question(document, document.operation(None), {}), FIRST
    await place.happens()
    while (event := await application.api.next_event(narrow, question, after, "en")) is not None:
        assert not event.answer
        after = event.after
    assert after.at <= clock.now()


def _scope(place: Place) -> dict[str, Any]:
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in place.partner.client.cookies.jar)
    return {"type": "http", "method": "POST", "headers": [(b"cookie", cookies.encode())], "path": "/graphql"}
