"""What the sample people say to each other: shared notes and internal ones on contracts and partners, and tasks."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal import ids
from portal.access import AccessClass, Role
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.demo.stage import Stage
from portal.notes import operations
from portal.notes.rules import Visibility
from portal.partners import queries

SHARED, INTERNAL = Visibility.SHARED, Visibility.INTERNAL
DAY = timedelta(days=1)
LEGAL, MANAGER = Role.LEGAL.value, Role.RELATIONSHIP_MANAGER.value
ADMIN, MEMBER = Role.PARTNER_ADMIN.value, Role.PARTNER_MEMBER.value

OURS = "We can live with 45 days, not with 60. Finance has agreed."
THEIRS = "Our own supplier raises prices in spring: keep the adjustment clause whatever happens."
ASKED = "@{name}, could you send us the test report for the last batch? What it must say: https://example.com/tests"
ANSWER = "It is on its way; the laboratory needs until the end of the week."
KEPT = "Call before the next meeting: they asked twice about volumes."


async def play(stage: Stage) -> None:
    """On a contract that is negotiated, both sides say something to each other and something among themselves."""
    partner, theirs = stage.partners[0]
    legal, admin = stage.staff[LEGAL], theirs[ADMIN]
    async with stage.database.transaction(AccessClass.SYSTEM) as session:
        found = select(Contract).where(Contract.partner_id == partner.id, Contract.status == Status.IN_NEGOTIATION)
        contract = (await session.scalars(found.order_by(Contract.created_at).limit(1))).one()
        buyer = (await session.scalars(queries.member(partner.id, admin.actor.person_id))).one()
        lawyer = (await session.scalars(queries.member(legal.actor.partner_id, legal.actor.person_id))).one()
    on_contract = {"record_id": ids.text(Contract.PREFIX, contract.id), "now": stage.now - 2 * DAY}
    on_partner = {"record_id": ids.text("org", partner.id), "now": stage.now - DAY}
    due_on = (stage.now + 5 * DAY).date()
    said: tuple[tuple[Any, dict[str, Any]], ...] = (
        (legal, {**on_contract, "visibility": INTERNAL, "text": OURS}),
        (admin, {**on_contract, "visibility": INTERNAL, "text": THEIRS}),
        (
            legal,
            {**on_contract, "visibility": SHARED, "text": ASKED.format(name=buyer.name), "assignee_id": buyer.id,
             "due_on": due_on},
        ),
        (admin, {**on_contract, "visibility": SHARED, "text": ANSWER, "now": stage.now - DAY}),
        (legal, {**on_partner, "visibility": INTERNAL, "text": KEPT, "assignee_id": lawyer.id, "due_on": due_on}),
    )  # fmt: skip
    for who, inputs in said:
        await stage.act(who, operations.write, **inputs)
