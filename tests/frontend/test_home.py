"""The first page: what one can do, whom one's side waits for, what the other side owes, what comes, what changed."""

from datetime import timedelta
from typing import Any

import pytest

from portal import clock, ids
from portal.access import Role, Side
from portal.contracts.rules import RoundStatus, Status
from portal.contracts.text.terms import Renewal, Terms
from tests.entering import Enter
from tests.frontend import markup
from tests.frontend.world import World, browser
from tests.journeys.doors import Visitor
from tests.make import Make

STEP = {"name": "SIGN", "allowed": True, "roles": ["PARTNER_SIGNATORY"], "notFor": [], "blockedBy": None}
TURN: dict[str, Any] = {
    "id": "ctr_1", "title": "Castings <b>&</b> more", "number": "CTR-7", "waitingOn": ["PARTNER"],
    "dueAt": "2026-11-24T22:59:59.000Z", "since": "2026-11-20T08:00:00.000Z",
    "standing": "The contract is waiting for signatures.", "otherwise": "Otherwise it lapses.",
    "partner": {"name": "Northgate", "zone": "Europe/Berlin"}, "subject": {"__typename": "Contract", "id": "ctr_1"},
    "next": [STEP],
}  # fmt: skip
NONE = {"nodes": [], "pageInfo": {"hasNextPage": False}}


def listed(*turns: dict[str, Any]) -> dict[str, Any]:
    return {"nodes": list(turns), "pageInfo": {"hasNextPage": False}}


async def shown(**answers: Any) -> str:
    known = {"Query.waiting": NONE, "Query.notifications": {"nodes": []}, "Query.activity": {"nodes": []}}
    async with browser(World(side="PARTNER", answers={**known, **answers})) as client:
        page = await client.get("/")
    assert markup.Page(page.text).all_problems() == []
    return " ".join(page.text.split())


async def test_what_one_can_do_is_a_link_to_the_place_of_the_act() -> None:
    page = await shown(**{"Query.waiting": listed(TURN)})
    act = 'href="/contracts/ctr_1/sign">Sign <strong>Castings &lt;b&gt;&amp;&lt;/b&gt; more</strong></a>'
    assert act in page
    assert "CTR-7</span> · The contract is waiting for signatures." in page


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        (
            {"allowed": False, "blockedBy": {"code": "NOT_PERMITTED", "message": "No."}},
            "Your side is waiting for words.",
        ),
        ({"allowed": False, "blockedBy": {"code": "BLOCKED", "message": "Name a manager."}}, "Name a manager."),
    ],
)
async def test_what_one_cannot_do_says_who_can_or_what_stands_in_the_way(changed: Any, told: str) -> None:
    mine = {**TURN, "next": [{**STEP, **changed}]}
    colleagues = {"nodes": [{"id": "mem_1", "name": "words", "roles": ["PARTNER_SIGNATORY"]}]}
    page = await shown(**{"Query.waiting": listed(mine), "Query.members": colleagues})
    assert "Nothing is waiting for you" in page
    assert told in page
    assert "Otherwise it lapses." in page


async def test_a_kind_of_record_that_is_newer_than_the_page_has_no_link() -> None:
    newer = {**TURN, "subject": None, "next": []}
    page = await shown(**{"Query.waiting": listed(newer)})
    assert '<span class="line-main">Castings' in page


def entry(number: int, at: str, subject: str, called: str) -> dict[str, Any]:
    return {
        "id": f"jrn_{number}", "at": at, "called": called, "sentence": f"Ada did {number}.", "name": "Ada", "note": "",
        "side": "HOST", "isSystem": False, "subject": {"__typename": "Contract", "id": subject}, "partner": None,
    }  # fmt: skip


async def test_what_changed_is_grouped_by_day_and_record_and_what_is_new_comes_first() -> None:
    entries = [
        entry(4, "2026-11-21T09:00:00.000Z", "ctr_1", "Castings"),
        entry(3, "2026-11-21T08:00:00.000Z", "ctr_2", "Lenses"),
        entry(2, "2026-11-21T07:00:00.000Z", "ctr_1", "Castings"),
        entry(1, "2026-11-20T07:00:00.000Z", "ctr_1", "Castings"),
    ]
    unread = {"nodes": [{"entry": {"id": "jrn_3"}}, {"entry": None}]}
    page = await shown(**{"Query.activity": {"nodes": entries}, "Query.notifications": unread})
    places = [page.index(f"did {number}.") for number in (3, 4, 2, 1)]
    assert places == sorted(places)
    assert page.count('<a href="/contracts/ctr_1">Castings</a>') == 2
    assert page.index('id="new"') < places[0] < page.index('id="changed"') < places[1]


async def read(visitor: Visitor) -> str:
    answer = await visitor.client.get("/")
    assert answer.status_code == 200, answer.text
    assert markup.Page(answer.text).all_problems() == []
    return " ".join(answer.text.split())


async def test_each_side_finds_its_turn_what_the_other_owes_and_the_days_that_bind(
    make_committed: Make, enter: Enter
) -> None:
    make, today = make_committed, clock.now().date()
    partner = await make.partner(name="Northgate")
    for title, waiting in (("Lenses", Side.PARTNER), ("Castings", Side.HOST)):
        await make.contract(
            status=Status.IN_NEGOTIATION, partner=partner, round_status=RoundStatus.DRAFTING, pen=waiting, title=title,
            waiting_on=frozenset({waiting}), due_at=clock.now() + timedelta(days=3),
        )  # fmt: skip
    ends = today + timedelta(days=100)
    active = await make.contract(
        status=Status.ACTIVE, partner=partner, title="Tooling",
        terms=Terms(today - timedelta(days=9), ends, Renewal.EVERGREEN, 30, None, "DE"),
    )  # fmt: skip
    paula, lena = await enter(await make.member(partner), await make.member(roles={Role.LEGAL}))
    hers, theirs = await read(paula), await read(lena)
    assert "Propose changes to <strong>Lenses</strong>" in hers
    assert hers.index("Waiting for the other side") < hers.index(">Castings</a>")
    assert "Propose changes to <strong>Castings</strong>" in theirs
    for page in (hers, theirs):
        assert f'<a href="/contracts/{ids.text("ctr", active.id)}">Tooling</a>' in page
        assert page.index("Last day to give notice") < page.index("Continues automatically after this day")
