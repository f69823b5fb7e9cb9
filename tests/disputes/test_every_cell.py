"""Every cell of a dispute, an offer, a remedy and what prevents a cause through the API: each status, step, role, side.

Where the table says yes the step is taken and the record is where the table says; where it says no, the refusal is the
one that the table means and nothing has moved. All of it in one world.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text

from portal import ids
from portal.access import Role, Side
from portal.database.base import Record
from portal.database.pools import Database
from portal.disputes.models import Dispute, MediatorSeat
from portal.disputes.rules.mediator import SeatStatus
from portal.disputes.rules.prevention import PreventionStatus
from portal.disputes.rules.remedy import RemedyStatus
from portal.disputes.rules.statuses import MEDIATOR, CauseCategory, DisputeStatus
from tests.disputes import making
from tests.disputes.asking import Desk, desk
from tests.disputes.test_offer_rules import DONE, OFFERED
from tests.disputes.test_rules import CLAIMANTS, PREVENTIONS, RESPONDENTS, TABLE
from tests.make import Make

S = DisputeStatus
PEOPLE: list[Role] = [role for role in Role if role is not Role.SYSTEM]
DAY = timedelta(days=1)
SEATS = {
    "mediate": SeatStatus.ACCEPTED, "acceptMediator": SeatStatus.DECLARED, "refuseMediator": SeatStatus.DECLARED,
    "sendLinkAgain": SeatStatus.DECLARED, "proposeMediator": None,
    **dict.fromkeys(("askLonger", "agreeLonger", "showOffers", "hideOffers"), SeatStatus.SERVING),
}  # fmt: skip
"""The steps about a mediator, and how far the mediator is then: nobody is proposed where somebody is to be."""
CLOCKS = {"triageTimeOut", "lapse", "timeOut", "climb", "refer", "becomeFinal", "startRemedy", "complete", "overdue",
          "remind", "remindToClose", "settle", "expire", "deem", "carryOut", "passOverMediator"}  # fmt: skip
THEIRS = {"declareInterests", "declineMediation"}
"""What mediators do at their own door: see test_mediators_steps.py."""
ACTIONS = [
    action for action in dict.fromkeys(action for _, action in TABLE)
    if action not in CLOCKS | THEIRS and any(row.who - {"SY"} for (_, name), row in TABLE.items() if name == action)
]  # fmt: skip
PARTS = 6
NO = {"NOT_PERMITTED", "NOT_FOUND"}
LATER = (datetime.now(UTC) + 5 * DAY).date().isoformat()
OFFER: dict[str, Any] = {
    "actions": [{"kind": "TAKE_BACK", "obligor": "HOST", "dueOn": LATER, "text": "The pallets."}],
    "text": "Between us.", "validUntil": LATER,
}  # fmt: skip
EVERYTHING = bool(os.environ.get("PORTAL_TRIES"))


@dataclass
class Cells:
    """How many cells were tried, and of each that was wrong what came."""

    yes: int = 0
    no: int = 0
    wrong: list[str] = field(default_factory=list)

    async def tried(
        self, world: Desk, role: Role, name: str, given: dict[str, Any], table: str, record_id: Any,
        wanted: set[str], codes: set[str],
    ) -> None:  # fmt: skip
        """One step: afterwards the record is in one of the statuses, and what was said is among the codes, if any."""
        answer = await world.does(role, name, "status", **given)
        said = {each["code"] for each in answer["userErrors"]}
        is_right = (said <= codes and bool(said) == bool(codes)) and await status_of(world, table, record_id) in wanted
        self.yes, self.no = self.yes + (not codes), self.no + bool(codes)
        if not is_right:
            self.wrong.append(f"{name} by {role} in {wanted} {given}: {answer['userErrors']}")


@pytest_asyncio.fixture(loop_scope="session", name="world")
async def in_one_world(database: Database, make_committed: Make) -> Desk:
    made = await desk(database, make_committed)
    await made.may_settle(*(role for role in made.people if isinstance(role, Role)))
    return made


def inputs(action: str, line: Any) -> dict[str, Any]:
    """What a step takes besides what it is about."""
    one, today = {"lineId": ids.text("dsl", line.id), "text": "So it is."}, datetime.now(UTC).date()
    reason = {"reason": "Because it is so."}
    taken: dict[str, dict[str, Any]] = {
        "askInfo": {"items": ["The order"]}, "giveInfo": {"text": "It is attached."},
        "refuse": {"refusals": [{**one, "code": "WRONG_PARTY"}]},
        "respond": {"answers": [{**one, "answer": "CONTEST"}]},
        "decide": {"decisions": [{**one, "code": "FOUNDED"}]}, "sendBack": {"instructions": "Look again."},
        "askPause": {**reason, "until": (today + 7 * DAY).isoformat()},
        "recordCause": {"category": "INVOICE", "whys": "The list was old.", "actions": [],
                        "noPreventionReason": "It was removed."},
        "recordOutcome": {"outcome": "An award."},
        **dict.fromkeys(("objectToRefusal", "withdraw", "escalate", "appeal", "reopen", "fail"), reason),
        "proposeMediator": {"name": "Mara Mediates", "email": "mara@mediates.example"}, "refuseMediator": reason,
        "acceptMediator": {"expectedDigest": making.DIGEST},
        "askLonger": {**reason, "until": (today + 20 * DAY).isoformat()},
        "claimDone": {"note": "Done."}, "refuse remedy": reason, "markDone": {"note": "Done."},
        "checkEffective": {"note": "So it is."}, "checkIneffective": {"note": "So it is."},
    }  # fmt: skip
    return taken.get(action, {})


def easy(action: str, status: DisputeStatus, claimant: Side) -> dict[str, Any]:
    """The columns of a dispute about which no guard has anything to say."""
    now = datetime.now(UTC)
    over: dict[str, dict[str, Any]] = {
        "close": {"reopen_until": now - DAY},
        "agreePause": {"pause_by": claimant, "pause_until": (now + 2 * DAY).date()},
    }
    draft = {"filed_at": None} if status in making.UNFILED else {}
    return {
        "agreed": {"may_decide": True}, "has_new_evidence": True, "reopen_until": now + DAY,
        "cause": CauseCategory.INVOICE, "cause_text": "Old.", "no_prevention_reason": "Gone.",
        "clock_started_at": now, "level": MEDIATOR if action in SEATS else 1,
        "is_dismissed": status is S.INADMISSIBLE, "outcome": "", **draft, **over.get(action, {}),
    }  # fmt: skip


async def case(world: Desk, action: str, status: DisputeStatus, claimant: Side) -> tuple[Dispute, Any]:
    owners = {"company_owner_id": world.people[Role.LEGAL].id, "partner_owner_id": world.people[Role.PARTNER_ADMIN].id}
    made = making.dispute(
        world.partner, await world.make.company(), status=status, claimant=claimant,
        **easy(action, status, claimant), **owners,
    )  # fmt: skip
    line = making.line(made)
    rows: list[Record] = [made, line]
    if status is S.REMEDY:
        rows.append(making.remedy(made, ends_at=datetime.now(UTC) - DAY, due_at=datetime.now(UTC) + DAY))
    if SEATS.get(action) and status in {S.ESCALATED, S.MEDIATION}:
        rows.append(mediator(made, action, claimant))
    for row in rows:
        await world.make.add(row)
    return made, line


def mediator(of: Dispute, action: str, claimant: Side) -> MediatorSeat:
    """Whom the claimant has proposed, about whom no guard has anything to say."""
    now = datetime.now(UTC)
    status = SeatStatus.SERVING if of.status is S.MEDIATION else SEATS[action]
    asked = {"longer_by": claimant, "longer_until": (now + 20 * DAY).date()} if action == "agreeLonger" else {}
    lasts = {"lasts_until": now + 10 * DAY} if status is SeatStatus.SERVING else {}
    shown = frozenset(Side) if action == "hideOffers" else frozenset[Side]()
    return making.seat(of, status=status, proposed_by=claimant, offers_shown_by=shown, **asked, **lasts)


def is_turn(action: str, claimant: Side, role: Role) -> bool:
    if action in CLAIMANTS:
        return role.side is claimant
    if action in RESPONDENTS or action in {"agreePause", "agreeLonger"}:  # the claimant asks for the time
        return role.side is claimant.other
    if action == "sendLinkAgain":
        return role is Role.DISPUTE_OFFICER or role.side is claimant
    return True


def cells(part: int) -> Iterator[tuple[str, DisputeStatus, Side, list[Role]]]:
    """Each step in each status for each side, with the roles that try it: all of them where the table has a row, or
    where everything is wanted; else whoever may take the step elsewhere, as nobody else is let further than that."""
    for action in ACTIONS[part::PARTS]:
        who = set[str]().union(*(row.who for (_, name), row in TABLE.items() if name == action))
        able: list[Role] = [role for role in PEOPLE if role.value in who]
        for place, status in enumerate(S):
            is_row = (status.value, action) in TABLE
            for number, claimant in enumerate(Side):
                if is_row or EVERYTHING:
                    yield action, status, claimant, PEOPLE
                elif place % 2 == number:
                    yield action, status, claimant, able


async def status_of(world: Desk, table: str, record_id: Any) -> str:
    found = await world.make.session.execute(text(f"SELECT status FROM {table} WHERE id = :id"), {"id": record_id})
    status: str = found.scalar_one()
    await world.make.session.commit()
    return status


@pytest.mark.parametrize("part", range(PARTS))
async def test_every_cell_of_a_dispute_is_as_the_table_says(world: Desk, part: int) -> None:
    found = Cells()
    for action, status, claimant, people in cells(part):
        row = TABLE.get((status.value, action))
        made, line = await case(world, action, status, claimant)
        name = f"dispute{action[0].upper()}{action[1:]}"
        for role in people:
            given = {"disputeId": ids.text("dsp", made.id), "expectedVersion": made.version, **inputs(action, line)}
            may = row is not None and role.value in row.who and is_turn(action, claimant, role)
            wanted = after(row.target) if row and may else {status.value}
            no = expected(action, status, claimant, role, is_row=row is not None)
            await found.tried(world, role, name, given, "dispute", made.id, wanted, set() if may else no)
            if may:
                made, line = await case(world, action, status, claimant)
    assert found.wrong == []
    assert found.yes >= len(ACTIONS[part::PARTS])
    assert found.no > found.yes


def after(target: str) -> set[str]:
    """Where it is then: what follows by itself has followed."""
    return {"SETTLED": {"REMEDY", "RESOLVED"}}.get(target, {target})


def expected(action: str, status: DisputeStatus, claimant: Side, role: Role, *, is_row: bool) -> set[str]:
    """The codes that say no: what one does not see is not there."""
    if status in making.UNFILED and role.side is not claimant:
        return {"NOT_FOUND", "NOT_PERMITTED"}
    anywhere = any(role.value in row.who for (_, name), row in TABLE.items() if name == action)
    return {"NOT_PERMITTED"} if is_row or not anywhere else {"WRONG_STATUS", "NOT_PERMITTED"}


async def test_every_cell_of_an_offer_is_as_the_table_says(world: Desk) -> None:
    found = Cells()
    acts = [action for _, action in OFFERED if action != "expire"]
    for side in Side:
        offer = await offered(world, side)
        for action in acts:
            row = OFFERED["OPEN", action]
            for role in PEOPLE:
                may = role.value in row.who and role.side is (side if action == "withdraw" else side.other)
                wanted = {row.target} if may else {"OPEN"}
                await found.tried(
                    world, role, f"disputeOffer{action.title()}", answering(action, offer), "settlement_offer",
                    ids.parse(offer["id"])[1], wanted, set() if may else NO,
                )  # fmt: skip
                if may:
                    for again in acts:  # what became of an offer stays
                        await found.tried(
                            world, role, f"disputeOffer{again.title()}", answering(again, {**offer, "version": 2}),
                            "settlement_offer", ids.parse(offer["id"])[1], wanted, {"WRONG_STATUS", "NOT_PERMITTED"},
                        )  # fmt: skip
                    offer = await offered(world, side)
    assert (found.wrong, found.yes) == ([], 12)


async def offered(world: Desk, side: Side) -> Any:
    """What a side has offered, open."""
    made, _ = await case(world, "", S.NEGOTIATION, Side.PARTNER)
    who = Role.LEGAL if side is Side.HOST else Role.PARTNER_ADMIN
    given = {"disputeId": ids.text("dsp", made.id), "expectedVersion": 1, **OFFER}
    answer = await world.does(who, "disputeOfferMake", "id version digest", **given)
    assert answer["userErrors"] == []
    return answer["offer"]


def answering(action: str, offer: Any) -> dict[str, Any]:
    said = {"accept": {"expectedDigest": offer["digest"]}, "counter": OFFER}.get(action, {})
    return {"offerId": offer["id"], "expectedVersion": offer["version"], **said}


async def test_every_cell_of_a_remedy_is_as_the_table_says(world: Desk) -> None:
    found = Cells()
    for action in ("claimDone", "confirm", "refuse"):
        for status in RemedyStatus:
            for obligor in Side:
                row = DONE.get((status.value, action))
                made = await remedy(world, status, obligor)
                for role in PEOPLE:
                    whose = obligor if action == "claimDone" else obligor.other
                    may = row is not None and role.value in row.who and role.side is whose
                    given = {"remedyId": ids.text("dre", made.id), "expectedVersion": 1}
                    no = NO if row else NO | {"WRONG_STATUS"}
                    await found.tried(
                        world, role, f"remedy{action[0].upper()}{action[1:]}",
                        {**given, **inputs("refuse remedy" if action == "refuse" else action, made)}, "dispute_remedy",
                        made.id, {row.target} if row and may else {status.value}, set() if may else no,
                    )  # fmt: skip
                    if may:
                        made = await remedy(world, status, obligor)
    assert (found.wrong, found.yes, found.no) == ([], 12, 3 * 5 * 2 * len(PEOPLE) - 12)


async def remedy(world: Desk, status: RemedyStatus, obligor: Side) -> Any:
    of, _ = await case(world, "", S.REMEDY, Side.PARTNER)
    done = {"claimed_by_name": "Kim", "claimed_at": datetime.now(UTC)} if status is not RemedyStatus.OPEN else {}
    made = making.remedy(of, 2, status=status, obligor=obligor, ends_at=datetime.now(UTC) + DAY, **done)
    await world.make.add(made)
    return made


async def test_every_cell_of_what_prevents_a_cause_is_as_the_table_says(world: Desk) -> None:
    found = Cells()
    for action in ("markDone", "checkEffective", "checkIneffective"):
        for status in PreventionStatus:
            for side in Side:
                row = PREVENTIONS.get((status.value, action))
                made = await planned(world, status, side)
                for role in PEOPLE:
                    is_own = role.side is side or action != "markDone"
                    may = row is not None and role.value in row.who and is_own
                    given = {"preventionId": ids.text("dpv", made.id), "expectedVersion": 1, "note": "So it is."}
                    no = NO if row else NO | {"WRONG_STATUS"}
                    await found.tried(
                        world, role, f"prevention{action[0].upper()}{action[1:]}", given, "dispute_prevention",
                        made.id, {row.target} if row and may else {status.value}, set() if may else no,
                    )  # fmt: skip
                    if may:
                        made = await planned(world, status, side)
    assert (found.wrong, found.yes) == ([], 8)


async def planned(world: Desk, status: PreventionStatus, side: Side) -> Any:
    of, _ = await case(world, "", S.RESOLVED, Side.PARTNER)
    past = datetime.now(UTC) - DAY
    made = making.prevention(of, status=status, side=side, check_on=past.date(), check_at=past)
    await world.make.add(made)
    return made
