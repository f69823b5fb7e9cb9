"""Every cell of an opportunity through the API: each status, step, side that wrote it down, role and a program.

Where the table says yes the step is taken and the record is where the table says; where it says no, the refusal is the
one that the table means, and nothing at all has moved: no column, no row of the journal, no cell. PORTAL_TRIES=1 has
everybody try everything.
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
from portal.access import AccessClass, Actor, Permission, Role, Side
from portal.database.pools import Database
from portal.opportunities import operations
from portal.opportunities.models import ConflictCase, Opportunity
from portal.opportunities.rules import statuses as words
from portal.opportunities.rules.opportunity import LIFE
from portal.opportunities.rules.statuses import WINDOW, CellStatus, OpportunityStatus
from tests.make import Make
from tests.opportunities import making
from tests.opportunities.asking import PEOPLE, PROGRAM, Floor, floor
from tests.opportunities.test_rules import TABLE

S, P = OpportunityStatus, Permission
DAY = timedelta(days=1)
EVERYTHING = bool(os.environ.get("PORTAL_TRIES"))
PARTS = 4
MONEY = {"amount": "45000.00", "currency": "EUR"}
MUTATIONS = {"register": ("opportunityRegisterDraft", P.OPPORTUNITY_REGISTER), "reject": (
    "opportunityReject", P.CONFLICT_DECIDE)}  # fmt: skip
"""The mutation of an action and what it asks of whoever sends it, where the table's row does not say both."""
CLOCKS = {action for _, action in TABLE} - {
    action for (_, action), row in TABLE.items() if row.who - {Role.SYSTEM.value}
}  # fmt: skip
ACTIONS = [action for action in dict.fromkeys(action for _, action in TABLE) if action not in CLOCKS]
MOVED = """
SELECT json_build_object('row', to_jsonb(o), 'journal', (SELECT count(*) FROM journal), 'arrivals',
  (SELECT count(*) FROM opportunity_arrival), 'cells', (SELECT json_agg(to_jsonb(c) ORDER BY c.id)
  FROM protection_cell c WHERE c.opportunity_id = o.id), 'conflicts', (SELECT json_agg(to_jsonb(c) ORDER BY c.id)
  FROM conflict_case c WHERE c.opportunity_id = o.id))::text FROM opportunity o WHERE o.id = :id"""
_numbers = iter(range(1_000_000))


@pytest_asyncio.fixture(loop_scope="session", name="world")
async def in_one_world(database: Database, make_committed: Make) -> Floor:
    made = await floor(database, make_committed)
    await made.make.add(making.product())
    await made.make.session.commit()
    return made


def inputs(action: str, other: Opportunity) -> dict[str, Any]:
    """What a step takes besides the opportunity."""
    day = datetime.now(UTC).date()
    reason = {"reason": "Because it is so."}
    taken: dict[str, dict[str, Any]] = {
        "decline": reason, "refuseExtension": reason, "askInfo": {"items": ["The order"]},
        "giveInfo": {"text": "It is attached."}, "flagConflict": {"otherId": ids.text("opp", other.id)},
        "reject": {"code": "BELOW_MINIMUM"}, "askExtension": {"text": "Two visits."},
        "update": {"stage": "PROPOSAL", "estimate": MONEY, "expectedCloseOn": (day + 30 * DAY).isoformat()},
        "win": {"orderReference": "PO 4711", "wonOn": (day - DAY).isoformat(), "value": MONEY},
        "lose": {"reason": "PRICE"},
    }  # fmt: skip
    return taken.get(action, {})


async def case(world: Floor, action: str, status: OpportunityStatus, author: Side) -> Opportunity:
    """An opportunity of its own customer, about which no guard has anything to say, and what it holds or meets."""
    now, number = datetime.now(UTC), next(_numbers)
    filed: dict[str, Any] = (
        {}
        if status in making.UNFILED | {S.WITHDRAWN}
        else {
            "filed_at": now - 3 * DAY,
            "filed_number": 1_000_000 + number,
        }
    )
    if status in making.GUARDED:
        filed |= {"protected_at": now - 2 * DAY, "ends_at": now - 2 * DAY + WINDOW}
    if status is S.PROTECTED:
        filed["due_at"] = filed["ends_at"] - words.WARNINGS[0]
    if action == "refuseExtension" and status not in making.UNFILED:
        filed |= {"extension_asked_at": now, "extension_by": now + DAY}
    made = making.opportunity(
        world.partner, world.company, status=status, author=author, customer_name=f"Hartmann {number}",
        customer_keys=[f"NAME:DE hartmann{number}"], **filed,
    )  # fmt: skip
    known = making.customer(made.customer_name)
    await world.make.add(made, known)
    if status in {S.SUBMITTED, S.INFO_REQUESTED}:
        await world.make.add(making.cell(made, known.place))
    if status is S.PROTECTED:
        await world.make.add(making.cell(made, known.place, status=CellStatus.PROTECTED, ends_at=made.ends_at))
    if status is S.CONFLICT:
        await world.make.add(ConflictCase(
            partner_id=made.partner_id, id=ids.new(), opportunity_id=made.id, customer=known.place, rules_version=1,
            verdicts=[], found_at=now, outcome=None, decided_by=None, decided_by_name=None, decided_at=None,
        ))  # fmt: skip
    return made


async def state(world: Floor, of: Opportunity) -> str:
    found = await world.make.session.execute(text(MOVED), {"id": of.id})
    told: str = found.scalar_one()
    await world.make.session.commit()
    return told


def gate(action: str) -> tuple[str, Permission]:
    """The mutation of an action, and what whoever sends it needs before anything is looked at."""
    may = next(step.may for step in LIFE.steps if step.action == action)
    return MUTATIONS.get(action, (f"opportunity{action[0].upper()}{action[1:]}", may))


def is_turn(action: str, author: Side, side: Side) -> bool:
    return action not in {"register", "offer", "discard"} or side is author


@dataclass
class Cells:
    """How many cells were tried, and of each that was wrong what came."""

    other: Opportunity
    """Another registration, for the step that names one."""
    yes: int = 0
    no: int = 0
    wrong: list[str] = field(default_factory=list)

    async def tried(self, world: Floor, who: Any, action: str, status: OpportunityStatus, of: Opportunity) -> bool:
        """One step of one caller; whether the table allows it."""
        actor = world.callers[who].actor
        row = TABLE.get((status.value, action))
        may = row is not None and bool({each.value for each in actor.roles} & row.who)
        may = may and is_turn(action, of.author, actor.side)
        name, needed = gate(action)
        before = await state(world, of)
        given = {"opportunityId": ids.text("opp", of.id), "expectedVersion": 1, **inputs(action, self.other)}
        answer = await world.does(who, name, given)
        after = await state(world, of)
        if may and row is not None:
            self.yes += 1
            is_right = answer["userErrors"] == [] and f'"status": "{row.target}"' in after and before != after
        else:
            self.no += 1
            is_right = before == after and [
                is_meant(each, actor, needed, status, of, is_row=row is not None) for each in answer["userErrors"]
            ] == [True]
        if not is_right:
            self.wrong.append(f"{name} by {who} in {status} of {of.author}: {answer['userErrors']}, {before == after}")
        return may


def is_meant(
    error: dict[str, Any], actor: Actor, needed: Permission, status: OpportunityStatus, of: Opportunity, *,
    is_row: bool,
) -> bool:  # fmt: skip
    """Whether a refusal is the one that the table means: by right first, then by sight, then by status, then by row."""
    code, message = str(error["code"]), str(error["message"])
    if needed not in actor.permissions:
        return code == "NOT_PERMITTED" and message.startswith(
            ("Only these roles can do this:", "This app's token has no scope")
        )
    if of.shown_at is None and actor.side is not of.author:
        return code == "NOT_FOUND"
    if not is_row:
        return code == "WRONG_STATUS" and message == f"You cannot do this now. {LIFE.in_words[status].in_('en')}"
    return code == "NOT_PERMITTED" and message.startswith(("Only these roles can do this:", "It is the other side's"))


def cells(part: int) -> Iterator[tuple[str, OpportunityStatus, Side, list[Any]]]:
    """Each step in each status for each author, with whoever tries it: everybody where the table has a row, or where
    everything is wanted; else whoever may take the step elsewhere, as nobody else is let further than that."""
    for action in ACTIONS[part::PARTS]:
        able: list[Any] = [role for role in PEOPLE if gate(action)[1] in _permissions(role)]
        for place, status in enumerate(S):
            for number, author in enumerate(Side):
                if (status.value, action) in TABLE or EVERYTHING:
                    yield action, status, author, [*PEOPLE, PROGRAM]
                elif place % 2 == number:
                    yield action, status, author, able


def _permissions(role: Role) -> frozenset[Permission]:
    return Actor(ids.NIL, "Robin", role.side, ids.NIL, frozenset({role})).permissions


@pytest.mark.parametrize("part", range(PARTS))
async def test_every_cell_is_as_the_table_says(world: Floor, part: int) -> None:
    found = Cells(await case(world, "", S.SUBMITTED, Side.PARTNER))
    for action, status, author, people in cells(part):
        made = await case(world, action, status, author)
        for who in people:
            if await found.tried(world, who, action, status, made):
                made = await case(world, action, status, author)
    assert found.wrong == []
    assert found.yes >= len(ACTIONS[part::PARTS])
    assert found.no > found.yes


def test_what_is_the_clocks_is_no_mutation_and_each_other_step_is_one(world: Floor) -> None:
    fields = world.api.schema.mutation_type.fields  # type: ignore[union-attr]  # it has
    assert {gate(action)[0] for action in ACTIONS} <= set(fields)
    assert not {gate(action)[0] for action in CLOCKS} & set(fields)


@pytest.mark.parametrize("status", S)
async def test_the_clock_takes_what_the_table_gives_it_when_its_time_has_come_and_nothing_else(
    world: Floor, database: Database, status: OpportunityStatus
) -> None:
    """One tick: of what is not due yet nothing moves, and what is due goes where the table says."""
    made = await case(world, "", status, Side.PARTNER)
    before, due = await state(world, made), made.due_at
    await tick(database, made, (due or made.created_at) - timedelta(seconds=1))
    assert await state(world, made) == before
    if due is None:
        await tick(database, made, datetime.now(UTC) + 2 * WINDOW)
        assert await state(world, made) == before
        return
    await tick(database, made, due)
    after = await state(world, made)
    clocks = {row.target for (source, _), row in TABLE.items() if source == status and Role.SYSTEM.value in row.who}
    assert after != before
    assert any(f'"status": "{target}"' in after for target in clocks)


async def tick(database: Database, of: Opportunity, now: datetime) -> None:
    async with database.working(AccessClass.SYSTEM) as session:
        await operations.keep_time(session, opportunity_id=of.id, now=now)
