"""What partners ask of the company beside their sales: decisions in time, and common customers found in private."""

from datetime import timedelta
from uuid import uuid5

from sqlalchemy import select

from portal import ids
from portal.access import SYSTEM, AccessClass, Role, Side
from portal.contracts.models import Contract
from portal.demo.stage import Stage
from portal.expectations import operations
from portal.expectations.operations import Terms
from portal.expectations.rules.expectation import ExpectationKind
from portal.expectations.scores import periods
from portal.expectations.scores.periods import Length
from portal.journal import Entry
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import overlap
from portal.opportunities.overlap.blinding import Band
from portal.opportunities.overlap.comparing import Mode
from portal.opportunities.overlap.keys import Kind

DAY = timedelta(days=1)
ADMIN, LEGAL = Role.PARTNER_ADMIN.value, Role.LEGAL.value
NORTHGATE, RIVAGE = 0, 4
"""Places in the cast."""
CONTRACT = "Lenses and prisms"
SINCE = 90
"""Days ago; the period begins with that month and lasts a year, so that all sample registrations are in it."""
PURPOSE = "Visit the plants that buy from both of us together, and plan the service tours of spring."


async def play(stage: Stage) -> None:
    """An expectation in force with what has been counted so far, and terms that wait for the company's answer."""
    await _in_time(stage)
    await stage.act(
        stage.partners[NORTHGATE][1][ADMIN], overlap.propose, purpose=PURPOSE, key_kinds=[Kind.DOMAIN],
        size_band=Band.UP_TO_1000, mode=Mode.COUNT, now=stage.now - DAY,
    )  # fmt: skip


async def _in_time(stage: Stage) -> None:
    """The company decides the partner's registrations in time: agreed on by both, and counted from each of them."""
    partner, theirs = stage.partners[RIVAGE]
    begun = stage.now - SINCE * DAY
    found = select(Contract.id).where(Contract.partner_id == partner.id, Contract.title == CONTRACT)
    async with stage.database.working(AccessClass.SYSTEM) as session:
        contract_id = (await session.scalars(found)).one()
    terms = Terms(
        title="Registrations decided in time", kind=ExpectationKind.KPI, starts_on=begun.date().replace(day=1),
        text="Larkfield decides each registration of ours by the day that the portal names.", contract_id=contract_id,
        metric_id=uuid5(ids.NIL, "registrations.in_time 1"), target="95", tolerance="5", floor="70",
        rhythm=periods.rhythm(Length.YEAR, starts_in=begun.month), zone="Europe/Berlin", lag_days=7, min_sample=5,
        cure_days=30,
    )  # fmt: skip
    legal = stage.staff[LEGAL]
    made = await stage.act(
        legal, operations.draft_expectation, code="registrations.in_time", obligor=Side.HOST, terms=terms,
        partner_id=partner.id, now=begun,
    )  # fmt: skip
    made = await stage.act(
        legal, operations.propose_expectation, expectation_id=made.id, expected_version=made.version, now=begun
    )
    await stage.act(
        theirs[ADMIN], operations.agree_expectation, expectation_id=made.id, expected_version=made.version,
        expected_digest=made.sha256, now=begun,
    )  # fmt: skip
    told = select(Entry).where(Entry.partner_id == partner.id, Entry.record_type == Opportunity.PREFIX)
    async with stage.database.working(AccessClass.SYSTEM) as session:
        for entry in (await session.scalars(told.order_by(Entry.id))).all():
            if operations.tells_of_waiting(entry):
                await operations.tell_of_waiting(session, SYSTEM, entry, entry.at)
