"""What mediators do themselves, at their own door: each step in each status, as the table says, and by nobody else."""

import secrets
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from hashlib import sha256
from itertools import product
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import text

from auth.mediation.models import MediatorSession
from portal import clock, ids
from portal.access import Role, Side
from portal.app import Portal
from portal.disputes.models import Dispute, MediatorSeat
from portal.disputes.rules.mediator import OPEN, SeatStatus
from portal.disputes.rules.statuses import MEDIATOR, DisputeStatus
from schema import root
from tests.disputes import making
from tests.disputes.test_rules import TABLE
from tests.entering import Enter
from tests.journeys.doors import OURS, PUBLIC_URL
from tests.make import Make

S = DisputeStatus
COOKIE = "__Host-mediation"
PROPOSED, DECLARED, ACCEPTED, SERVING = OPEN
STEPS: Mapping[str, tuple[dict[str, Any], frozenset[tuple[DisputeStatus, SeatStatus]], DisputeStatus]] = {
    "declare": ({"text": "Neither.", "hasInterests": False}, frozenset({(S.ESCALATED, PROPOSED)}), S.ESCALATED),
    "decline": (
        {"reason": "No time."}, frozenset(product((S.ESCALATED,), (PROPOSED, DECLARED, ACCEPTED))), S.ESCALATED,
    ),
    "say to both": ({"text": "Hello.", "to": "BOTH"}, frozenset({(S.MEDIATION, SERVING)}), S.MEDIATION),
    "say to HOST": ({"text": "Hello.", "to": "HOST"}, frozenset({(S.MEDIATION, SERVING)}), S.MEDIATION),
    "say to PARTNER": ({"text": "Hello.", "to": "PARTNER"}, frozenset({(S.MEDIATION, SERVING)}), S.MEDIATION),
    "say settled": (
        {"text": "So be it.", "to": "BOTH", "isSettled": True}, frozenset({(S.MEDIATION, SERVING)}), S.MEDIATION,
    ),
    "end": ({"reason": "They do not move."}, frozenset({(S.MEDIATION, SERVING)}), S.EXTERNAL),
}  # fmt: skip
"""Each step: what it takes, where the table has it, and where the dispute is afterwards."""
FOUND = [
    *product((S.ESCALATED,), (PROPOSED, DECLARED, ACCEPTED)), (S.MEDIATION, SERVING),
    *((status, SeatStatus.ENDED) for status in (S.REMEDY, S.RESOLVED, S.EXTERNAL, S.WITHDRAWN, S.CLOSED)),
]  # fmt: skip
"""How far a dispute and a mediator who still comes in can be together."""


@pytest_asyncio.fixture(loop_scope="session")
async def browser(application: Portal) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=OURS) as client:
        yield client


async def seated(make: Make, status: DisputeStatus, seat_status: SeatStatus, proposed_by: Side) -> tuple[Dispute, str]:
    """A case, and the session's value of whoever is to mediate it."""
    now, manager = clock.now(), await make.member()
    partner = await make.partner(manager=manager)
    admin = await make.member(partner)
    case = making.dispute(
        partner, await make.company(), status=status, level=MEDIATOR, company_owner_id=manager.id,
        partner_owner_id=admin.id, outcome="An award." if status is S.CLOSED else "",
    )  # fmt: skip
    ends = {"ends_at": now + timedelta(days=9)} if seat_status is SeatStatus.ENDED else {}
    seat: MediatorSeat = making.seat(case, status=seat_status, proposed_by=proposed_by, **ends)
    await make.add(case)
    await make.add(seat, making.line(case))
    value = secrets.token_urlsafe(32)
    session = MediatorSession(
        token_sha256=sha256(value.encode()).digest(), id=ids.new(), seat_id=seat.id, signed_in_at=now, seen_at=now,
        idle_seconds=900, expires_at=now + timedelta(hours=8), ended_at=None,
    )  # fmt: skip
    await make.add(session)
    return case, value


@pytest.mark.parametrize("proposed_by", Side)
@pytest.mark.parametrize("step", STEPS)
async def test_every_step_of_a_mediator_is_where_the_table_has_it(
    browser: httpx.AsyncClient, make_committed: Make, step: str, proposed_by: Side
) -> None:
    given, places, target = STEPS[step]
    tried = 0
    for status, seat_status in FOUND:
        case, value = await seated(make_committed, status, seat_status, proposed_by)
        kept = {"cookie": f"{COOKIE}={value}"}
        answer = await browser.post(f"/auth/mediation/{step.partition(' ')[0]}", json=given, headers=kept)
        found = await make_committed.session.execute(text("SELECT status FROM dispute WHERE id = :id"), {"id": case.id})
        may = (status, seat_status) in places
        refused = {404} if seat_status is SeatStatus.ENDED else {409, 422}
        assert answer.status_code in ({204} if may else refused), (status, seat_status, answer.text)
        assert found.scalar_one() == (target if may else status), (status, seat_status)
        await make_committed.session.commit()
        tried += may
    assert tried == len(places)


async def test_what_is_the_mediators_nobody_of_either_side_does(make_committed: Make, enter: Enter) -> None:
    theirs = {"declareInterests", "declineMediation", "passOverMediator"}
    assert {row.action for row in TABLE.values() if row.action in theirs and row.who == {"SY"}} == theirs
    mutations = root.schema().mutation_type
    assert mutations is not None
    assert not [name for name in mutations.fields if any(each.lower() in name.lower() for each in theirs)]
    case, _ = await seated(make_committed, S.ESCALATED, PROPOSED, Side.PARTNER)
    people = [await make_committed.member(roles={role}) for role in (Role.LEGAL, Role.DISPUTE_OFFICER, Role.AUDITOR)]
    for visitor in await enter(*people):
        for step, (given, _, _) in STEPS.items():
            answer = await visitor.client.post(f"/auth/mediation/{step.partition(' ')[0]}", json=given, headers=OURS)
            assert answer.status_code == 401, (step, answer.text)
        assert (await visitor.client.get("/auth/mediation/case")).status_code == 401
    assert case.status is S.ESCALATED
