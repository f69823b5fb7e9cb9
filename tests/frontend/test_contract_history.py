"""What happened to a contract, on its own tab: by day, by kind, by who acted, a page at a time, for both sides."""

import re
from typing import Any
from urllib.parse import quote

from frontend_stub.pages.contracts import history
from portal.access import Role, Side
from portal.contracts.events import EVENTS
from tests.entering import Enter
from tests.frontend import markup
from tests.frontend.test_past import negotiated, text_of
from tests.frontend.world import World, browser
from tests.journeys.doors import Visitor
from tests.make import Make

ALL = ("worked on the ", "submitted round 1", "countered round 1")


async def shown(visitor: Visitor, address: str) -> list[str]:
    """Which of the three things are told, in their order."""
    text = await text_of(visitor, address)
    places = {each: text.find(each) for each in ALL}
    return sorted((each for each, at in places.items() if at >= 0), key=lambda each: places[each])


async def test_both_sides_read_what_happened_newest_first_and_by_who_acted(make_committed: Make, enter: Enter) -> None:
    paula, lena, here = await negotiated(make_committed, enter)
    address = f"{here}/history"
    worked, submitted, answered = ALL
    for reader in (paula, lena):
        both = [answered, submitted]
        drafts = [worked] if reader is paula else []
        assert await shown(reader, address) == [*both, *drafts]
        assert await shown(reader, f"{address}?kind=negotiation") == [*both, *drafts]
        assert await shown(reader, f"{address}?kind=signature") == []
        assert await shown(reader, f"{address}?who=HOST") == [answered]
        assert await shown(reader, f"{address}?who=PARTNER") == [submitted, *drafts]
        assert await shown(reader, f"{address}?who=PORTAL") == []
        assert await shown(reader, f"{address}?name=Lena") == [answered]
        assert await shown(reader, f"{address}?name=Lena&who=PARTNER") == []
        assert await shown(reader, f"{address}?kind=nonsense&who=ME") == [*both, *drafts]
    text = await text_of(paula, f"{address}?name={quote('Nobody of this name')}")
    assert "Nothing fits these filters" in text


async def test_a_step_tells_what_became_of_the_round(make_committed: Make, enter: Enter) -> None:
    paula, _lena, here = await negotiated(make_committed, enter)
    assert re.search(
        r"Paula submitted round 1. Being drafted → then Submitted", await text_of(paula, f"{here}/history")
    )


def entry(number: int, at: str) -> dict[str, Any]:
    return {
        "sentence": f"N{number} changed the draft.",
        "at": at,
        "name": f"N{number}",
        "isSystem": False,
        "note": "",
        "changes": [],
    }


async def test_steps_of_one_day_of_the_reader_stand_under_it() -> None:
    """The reader lives in Berlin: half past eleven at night in London is the next day there."""
    moments = ("2026-11-21T23:30:00.000Z", "2026-11-21T22:30:00.000Z", "2026-11-21T05:00:00.000Z")
    nodes = [entry(number, at) for number, at in enumerate(moments, 1)]
    async with browser(World(answers={"JournalEntryConnection.nodes": nodes})) as client:
        answer = await client.get("/contracts/ctr_1/history")
    sections = answer.text.partition("</main>")[0].split('<section class="card day"')[1:]
    told = [(re.findall(r'datetime="([0-9-]+)"', each)[0], re.findall(r"<strong>(\w+)<", each)) for each in sections]
    assert told == [("2026-11-22", ["N1"]), ("2026-11-21", ["N2", "N3"])]


async def test_the_pages_of_the_history_are_addresses_that_keep_its_filters() -> None:
    world = World(answers={"PageInfo.endCursor": "c9", "PageInfo.startCursor": "c1"})
    async with browser(world) as client:
        answer = await client.get("/contracts/ctr_1/history?who=HOST&after=c5")
    assert world.asked[0]["variables"] == {
        "id": "ctr_1", "first": 25, "after": "c5", "filter": {"side": "HOST", "isSystem": False},
    }  # fmt: skip
    links = markup.Page(answer.text).links
    assert "/contracts/ctr_1/history?who=HOST&after=c9" in links
    assert "/contracts/ctr_1/history?who=HOST&before=c1" in links


def test_every_event_of_a_contract_is_of_one_kind() -> None:
    shown = [event for events in history.EVENTS.values() for event in events]
    assert sorted(shown) == sorted(EVENTS)


async def test_what_is_not_the_readers_is_in_no_history(make_committed: Make, enter: Enter) -> None:
    _paula, _lena, here = await negotiated(make_committed, enter)
    stranger = await make_committed.member(await make_committed.partner(name="Other"), roles={Role.PARTNER_ADMIN})
    (other,) = await enter(stranger)
    assert stranger.side is Side.PARTNER
    assert (await other.client.get(f"{here}/history")).status_code == 404
