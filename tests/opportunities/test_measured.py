"""What the journal tells of registrations and orders becomes facts that both sides read, once each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import select

from portal import ids
from portal.access import SYSTEM, Role, Side
from portal.expectations import operations as expectations
from portal.expectations.facts.kinds import KINDS, SubjectKind
from portal.expectations.metrics import reading, shipped, value
from portal.expectations.metrics.evaluating import Measuring
from portal.expectations.metrics.terms import Terms
from portal.expectations.models import Fact, Subject
from portal.journal import Entry
from portal.money import Money
from portal.opportunities import operations
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import Rejection, Won
from portal.opportunities.rules.statuses import WINDOW, LossReason, OpportunityStatus, RejectionCode
from tests.moment import NOW
from tests.opportunities.scene import DEAL, Scene

S = OpportunityStatus
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
AFTER = NOW + 400 * DAY
ADMIN, SALES = Role.PARTNER_ADMIN, Role.SALES
NO = Rejection(code=RejectionCode.BELOW_MINIMUM)
ORDER = Won(order_reference="PO 4711", won_on=NOW.date(), value=Money(45_000_50, "EUR"))
CODE = "registrations.in_time"


async def told(scene: Scene) -> None:
    """Every row of the journal, as the clock's next pass reads them; a second pass finds nothing new."""
    states = []
    for _ in range(2):
        for entry in (await scene.make.session.scalars(select(Entry).order_by(Entry.id))).all():
            async with scene.as_(SYSTEM) as session:
                if expectations.tells_of_waiting(entry):
                    await expectations.tell_of_waiting(session, SYSTEM, entry, AFTER)
                if entry.event in expectations.SOLD:
                    await expectations.tell_of_sale(session, SYSTEM, entry, AFTER)
        found = select(Subject.state_sha256).order_by(Subject.id)
        states.append((await scene.make.session.scalars(found)).all())
    assert states[0] == states[1]


async def subjects(scene: Scene, kind: SubjectKind) -> list[Subject]:
    found = select(Subject).where(Subject.kind == kind).order_by(Subject.asked_at, Subject.id)
    return list(await scene.make.session.scalars(found.execution_options(populate_existing=True)))


async def asked(scene: Scene, topic: str = "REGISTRATION") -> list[tuple[str | None, datetime | None, bool | None]]:
    """Of each question: by whom it is owed, when it was answered, whether it counts no more."""
    await told(scene)
    return [
        (each.owed_by, each.answered_at, each.is_cancelled)
        for each in await subjects(scene, SubjectKind.ANSWER)
        if each.topic == topic
    ]


def measured(code: str, of: Sequence[Subject], obligor: Side, kind: SubjectKind) -> str:
    definition = shipped.DEFINITIONS[code]
    terms = Terms(reading.values(definition, {}), obligor, AFTER)
    rows = [{name: getattr(each, name) for name in KINDS[kind].fields} for each in of]
    return str(value.shown(definition, Measuring(definition, terms).tally(rows)))


async def in_time(scene: Scene) -> str:
    await told(scene)
    return measured(CODE, await subjects(scene, SubjectKind.ANSWER), Side.HOST, SubjectKind.ANSWER)


async def due(of: Opportunity) -> datetime:
    assert of.due_at
    return of.due_at


async def test_a_decision_in_two_business_days_is_in_time_and_silence_is_not(scene: Scene) -> None:
    approved = await scene.act(SALES, operations.approve, await scene.registered(), now=NOW + DAY)
    assert approved.status is S.PROTECTED
    second = await scene.registered(said=replace(DEAL, regions=["FR"]), now=NOW + SECOND)
    silent = await scene.tick(second, second.due_at)
    assert silent.status is S.PROTECTED
    assert await asked(scene) == [("HOST", NOW + DAY, False), ("HOST", None, False)]
    assert await in_time(scene) == "50.00"


async def test_a_registration_counts_once_however_often_the_company_asks_back(scene: Scene) -> None:
    made = await scene.registered()
    asks = await scene.act(SALES, operations.ask_info, made, items=["The offer."], now=NOW + timedelta(hours=1))
    given = await scene.act(ADMIN, operations.give_info, asks, text="Here.", now=NOW + 10 * DAY)
    done = await scene.act(SALES, operations.reject, given, rejection=NO, now=await due(given))
    assert done.status is S.REJECTED
    assert await asked(scene) == [("HOST", None, True), ("HOST", given.due_at, False)]
    assert await asked(scene, "INFORMATION") == [("PARTNER", NOW + 10 * DAY, False)]
    assert await in_time(scene) == "100.00"


async def test_one_that_meets_another_is_due_when_the_conflict_is(scene: Scene) -> None:
    await scene.protected()
    second = await scene.registered(scene.theirs, now=NOW + SECOND)
    assert second.status is S.CONFLICT
    done = await scene.act(SALES, operations.reject, second, now=await due(second),
                           rejection=Rejection(code=RejectionCode.EARLIER_REGISTRATION))  # fmt: skip
    assert done.status is S.REJECTED
    await told(scene)
    (one,) = [each for each in await subjects(scene, SubjectKind.ANSWER) if each.partner_id == scene.rival.id]
    assert (one.topic, one.asked_at, one.due_at, one.answered_at) == (
        "REGISTRATION", NOW + SECOND, second.due_at, second.due_at,
    )  # fmt: skip


async def test_to_say_that_it_meets_another_decides_nothing_yet(scene: Scene) -> None:
    first = await scene.registered(said=replace(DEAL, regions=["FR"]))
    made = await scene.registered(scene.theirs, now=NOW + SECOND)
    met = await scene.act(SALES, operations.flag_conflict, made, other_id=first.id, now=NOW + DAY)
    await scene.act(ADMIN, operations.withdraw, first, now=NOW + DAY)
    await scene.act(scene.theirs, operations.withdraw, met, now=NOW + 2 * DAY)
    assert await asked(scene) == [("HOST", None, True), ("HOST", None, True)]


async def test_what_is_protected_asks_its_partner_for_nothing(scene: Scene) -> None:
    made = await scene.tick(await scene.protected(), NOW + WINDOW)
    assert made.status is S.EXPIRED
    await told(scene)
    assert {each.owed_by for each in await subjects(scene, SubjectKind.ANSWER)} == {"HOST"}


@pytest.mark.parametrize(("answers", "when"), [(True, DAY), (False, None)])
async def test_more_time_that_is_asked_for_is_answered_or_not(
    scene: Scene, *, answers: bool, when: timedelta | None
) -> None:
    """Also where the clock looks at it before that, to announce the end."""
    start = NOW + WINDOW - 14 * DAY - timedelta(hours=2)
    made = await scene.act(ADMIN, operations.ask_extension, await scene.protected(), text="An offer.", now=start)
    if answers:
        await scene.act(SALES, operations.extend, made, now=start + DAY)
    else:
        await scene.tick(made, made.extension_by)
    assert await asked(scene, "EXTENSION") == [("HOST", when and start + when, False)]
    (one,) = [each for each in await subjects(scene, SubjectKind.ANSWER) if each.topic == "EXTENSION"]
    assert one.due_at == made.extension_by


async def test_an_order_that_is_won_is_a_fact_of_its_partner_and_nothing_else_is(scene: Scene) -> None:
    both = replace(DEAL, products=["GTX-PRO", "MG-SPECIAL"])
    won = await scene.act(ADMIN, operations.win, await scene.protected(said=both), won=ORDER, now=NOW + DAY)
    for region, end in (("FR", operations.lose), ("ES", operations.withdraw)):
        given = {"reason": LossReason.PRICE} if end is operations.lose else {}
        other = await scene.protected(said=replace(DEAL, regions=[region]))
        await scene.act(ADMIN, end, other, now=NOW + DAY, **given)
    await told(scene)
    (one,) = await subjects(scene, SubjectKind.SALE)
    (fact,) = (await scene.make.session.scalars(select(Fact).where(Fact.kind == SubjectKind.SALE))).all()
    named = ids.text(Opportunity.PREFIX, won.id)
    assert (fact.source, fact.external_id, fact.revision) == ("portal", f"{named} SALE", 1)
    assert (one.subject_key, one.day, one.order, one.value, one.currency, one.product, one.owed_by) == (
        named, NOW.date(), "PO 4711", Decimal("45000.5"), "EUR", "GTX-PRO MG-SPECIAL", "PARTNER",
    )  # fmt: skip
    shown = measured("sales.average", [one], Side.PARTNER, SubjectKind.SALE)
    assert (shown, measured("sales.average", [one], Side.HOST, SubjectKind.SALE)) == ("45000.50", "None")
