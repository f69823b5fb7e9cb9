"""What became of the promises: lines contested and answered, breaches and their cure, a value restated."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select

from portal import ids
from portal.access import AccessClass, Role, Side
from portal.demo.passing import Passing
from portal.demo.promised import BATCH_REPORTS, DEALINGS, OURS
from portal.demo.quarters import DAY, ZONE, Quarters
from portal.demo.stage import Stage
from portal.expectations import operations, queries
from portal.expectations.models import Breach, FactContest, Measurement, MissedLine, Subject
from portal.expectations.operations import Answer, Line, PlannedStep
from portal.expectations.rules.breach import Discipline
from portal.expectations.rules.measurement import ContestAnswer, ContestReason
from portal.expectations.scores.days import day_at
from portal.jobs import Task
from portal.money import Money

A, R, D = ContestAnswer, ContestReason, Discipline
LEGAL = Role.LEGAL.value
PARTNER, HOST = Side.PARTNER, Side.HOST

NO_SLOT = "The carrier was at your gate on the day and was given an unloading slot two days later."
STOOD_OPEN = "The goods were on your dock on the day; the receipt was entered the week after."
FORCE = "The motorway was closed after an accident; we told you the same morning."
COATING = (
    (D.CONTAINMENT, "Stock of the two late parts is raised to three weeks; open orders are confirmed anew.",
     "Head of logistics", 3),
    (D.ROOT_CAUSE, "Both late parts come from one coating line that stood still for eleven days.",
     "Head of production", 10),
    (D.CORRECTIVE_ACTION, "A second coater is approved and takes over a third of the volume.", "Purchasing", 28),
    (D.PREVENTION, "Each Monday the coater's backlog is looked at; above five days both sides hear of it.",
     "Head of logistics", 42),
)  # fmt: skip
DESK = (
    (D.CONTAINMENT, "Enquiries that are older than a day are answered by the branch manager until further notice.",
     "Branch manager, Tucson", 2),
    (D.ROOT_CAUSE, "The only desk for enquiries stood empty for three weeks in a row.", "Head of sales", 7),
    (D.CORRECTIVE_ACTION, "A second desk in Tucson takes over when the first is empty.", "Head of sales", 21),
    (D.PREVENTION, "The list of open enquiries is looked at each morning at nine.", "Branch manager, Tucson", 35),
)  # fmt: skip
REPORTS = (
    (D.CONTAINMENT, "The reports of the last six batches are made up for and sent by Friday.",
     "Quality assurance", 3),
    (D.ROOT_CAUSE, "The only person who may sign was away, and nobody had been named in her place.",
     "Head of quality", 8),
    (D.CORRECTIVE_ACTION, "Two more people of quality assurance may sign.", "Head of quality", 15),
    (D.PREVENTION, "No batch leaves the store before its report is scanned.", "Head of logistics", 30),
)  # fmt: skip
PAYMENTS = (
    (D.CONTAINMENT, "All invoices of yours that are due are paid in one run this week.", "Accounts payable", 4),
    (D.ROOT_CAUSE, "Invoices without an order number waited for an approval that nobody had asked for.",
     "Head of finance", 14),
    (D.CORRECTIVE_ACTION, "Invoices are matched by the number of the delivery note as well.", "Accounts payable", 40),
    (D.PREVENTION, "Payments run twice a week; what is not approved three days before its day is asked about.",
     "Head of finance", 75),
)  # fmt: skip


Going = AsyncIterator[datetime]
"""What goes on with somebody: it says when it goes on next."""


async def play(stage: Stage) -> None:
    """All dealings, through the same days until today; what happens at the same instant, side by side."""
    time = Passing(stage)
    goings = [_dealings(Quarters(stage, each, *stage.partners[each.partner], time)) for each in DEALINGS]
    waiting = {going: await anext(going) for going in goings}
    while waiting:
        now = min(waiting.values())
        await time.until(now)
        async with asyncio.TaskGroup() as acts:
            going_on = {going: acts.create_task(_next(going)) for going, then in waiting.items() if then == now}
        for going, task in going_on.items():
            then = task.result()
            if then is None:
                del waiting[going]
            else:
                waiting[going] = then
    await _rank(stage)


async def _next(going: Going) -> datetime | None:
    """When it goes on after what happens now; None: never."""
    return await anext(going, None)


async def _dealings(quarters: Quarters) -> Going:
    """Facts come some time after each quarter, values follow, and what people make of them."""
    yield quarters.begins_at
    await quarters.begin()
    told, last = _STORIES.get(quarters.dealings.partner, {}), len(quarters.periods) - 1
    for number in range(last):
        closes_at = quarters.closes_at(number)
        yield closes_at - timedelta(hours=12)
        await quarters.bring(number, day_at(closes_at, ZONE) - 2 * DAY)
        if story := told.get(number - last):
            async for then in story(quarters, number):
                yield then
    yield quarters.stage.now - DAY
    await quarters.bring(last, day_at(quarters.stage.now - 2 * DAY, ZONE))
    await quarters.forget_marks(quarters.periods[last].first)
    await quarters.settle()
    for side, promised in quarters.dealings.proposed:
        await quarters.propose(quarters.side(side), promised, starts_on=quarters.periods[last].next.first)
    yield quarters.stage.now


async def _rank(stage: Stage) -> None:
    """Gives each card its place among all."""
    async with stage.database.working(AccessClass.SYSTEM) as session:
        task = Task(id=ids.new(), partner_id=stage.company.id, name=operations.RANK, key="demonstration", given={})
        await operations.rank_cards(session, task, stage.now)


async def _contest(
    quarters: Quarters, code: str, place: int, said: Sequence[tuple[ContestReason, str]]
) -> Measurement:  # fmt: skip
    """The side that promised it contests lines that count as missed, each for a reason."""
    record = await quarters.measured(code, place)
    missed = select(MissedLine.subject_id).where(MissedLine.measurement_id == record.id)
    found = select(Subject).where(Subject.id.in_(missed)).order_by(Subject.subject_key)
    async with quarters.stage.database.working(AccessClass.SYSTEM) as session:
        subjects = (await session.scalars(found.limit(len(said)))).all()
    lines = [
        Line(subject_id=subject.id, reason=reason, claim=claim)
        for subject, (reason, claim) in zip(subjects, said, strict=True)
    ]
    contested: Measurement = await _step(
        quarters, record.obligor, operations.contest_measurement, record, lines=lines
    )  # fmt: skip
    return contested


async def _answer(
    quarters: Quarters, record: Measurement, said: Sequence[tuple[ContestAnswer, str]]
) -> Measurement:  # fmt: skip
    """The other side answers each line; what it corrects came on the day that was agreed."""
    async with quarters.stage.database.working(AccessClass.SYSTEM) as session:
        contests: Sequence[FactContest] = (await session.scalars(queries.open_contests_of(record))).all()
        found = select(Subject).where(Subject.id.in_([each.subject_id for each in contests]))
        subjects = {each.id: each for each in await session.scalars(found)}
    answers = [
        Answer(
            contest_id=each.id, answer=answer, text=text, source=OURS,
            facts=[quarters.on_its_day(subjects[each.subject_id].subject_key, text)] if answer is A.CORRECT else (),
        )
        for each, (answer, text) in zip(contests, said, strict=True)
    ]  # fmt: skip
    answered: Measurement = await _step(
        quarters, record.obligor.other, operations.answer_measurement, record, answers=answers
    )  # fmt: skip
    return answered


async def _step(
    quarters: Quarters, side: Side, operation: Callable[..., Awaitable[Any]], record: Any, **inputs: Any
) -> Any:
    """A step of a measurement or breach, by whoever does the daily work of a side."""
    named = {f"{type(record).__name__.lower()}_id": record.id, "expected_version": record.version}
    return await quarters.act(quarters.side(side), operation, **named, **inputs)


async def _breach(quarters: Quarters, code: str) -> Breach:
    """The newest breach of a promise."""
    found = queries.breaches_of(quarters.promises[code]).order_by(Breach.created_at.desc()).limit(1)
    async with quarters.stage.database.working(AccessClass.SYSTEM) as session:
        row: Breach = await session.scalar(found)
    return row


async def _plan(quarters: Quarters, code: str, plan: Sequence[tuple[Discipline, str, str, int]]) -> None:
    """Whoever owes it says how it is cured."""
    today = day_at(quarters.time.now, ZONE)
    steps = [
        PlannedStep(discipline=discipline, text=text, responsible=who, due_on=today + days * DAY)
        for discipline, text, who, days in plan
    ]
    breach = await _breach(quarters, code)
    await _step(quarters, breach.obligor, operations.submit_plan, breach, steps=steps)


async def _charged(quarters: Quarters, place: int) -> Going:
    """Notice, no cure within its days, and what was agreed follows: a share of the value of what was late."""
    yield quarters.closes_at(place) + 64 * DAY
    breach = await _breach(quarters, "delivery.on_time")
    async with quarters.stage.database.working(AccessClass.SYSTEM) as session:
        late = select(MissedLine.subject_id).where(MissedLine.measurement_id == breach.measurement_id)
        missed = (await session.scalars(select(Subject.value).where(Subject.id.in_(late)))).all()
    minor = round(sum(map(Fraction, missed)) * 100 * Fraction(5, 100))
    named = {"breach_id": breach.id, "expected_version": breach.version, "expected_amount": Money(minor, "GBP")}
    await quarters.act(quarters.stage.staff[LEGAL], operations.apply_consequence, **named)


async def _restated(quarters: Quarters, place: int) -> Going:
    """A receipt is put right after the value was final, and both sides have it counted."""
    final_at = quarters.closes_at(place) + 24 * DAY
    yield final_at
    await quarters.forget_marks(day_at(final_at, ZONE))
    record = await quarters.measured("delivery.on_time", place)
    missed = select(Subject.subject_key).join(MissedLine, MissedLine.subject_id == Subject.id)
    async with quarters.stage.database.working(AccessClass.SYSTEM) as session:
        key = await session.scalar(missed.where(MissedLine.measurement_id == record.id).order_by(Subject.subject_key))
    await quarters.record(HOST, OURS, [quarters.on_its_day(key, "Delivery note found: it came on its day.")])
    await quarters.settle()
    yield final_at + 2 * DAY
    record = await quarters.measured("delivery.on_time", place)
    why = "The receipt of one line was put right; please count it."
    record = await _step(quarters, PARTNER, operations.offer_restatement, record, reason=why)
    yield final_at + 5 * DAY
    await _step(quarters, HOST, operations.restate_measurement, record)


async def _argued(quarters: Quarters, place: int) -> Going:
    """Three late lines are contested: one is left out, one put right, one stays. The company's own late payments have
    a plan of hers."""
    closes_at = quarters.closes_at(place)
    yield closes_at + 3 * DAY
    said = ((R.CAUSED_BY_YOU, NO_SLOT), (R.DATE, STOOD_OPEN), (R.FORCE_MAJEURE, FORCE))
    record = await _contest(quarters, "delivery.on_time", place, said)
    yield closes_at + 9 * DAY
    await _answer(quarters, record, (
        (A.EXCLUDE, "The slot was ours to give. We leave the line out."),
        (A.CORRECT, "The delivery note has the earlier day."),
        (A.UPHOLD, "The other carrier of that morning was here at nine."),
    ))  # fmt: skip
    yield closes_at + 40 * DAY
    await _plan(quarters, "payment.on_time", PAYMENTS)


async def _waits_for_us(quarters: Quarters, place: int) -> Going:
    """Two rejected lines of the last quarter are contested and not answered yet."""
    yield quarters.stage.now - 2 * DAY
    said = ((R.QUANTITY, "The piece was measured at 20 °C by us and is within the drawing; the report is on its way."),
            (R.DUPLICATE, "This piece was claimed with the line before already."))  # fmt: skip
    await _contest(quarters, "quality.ppm", place, said)


async def _says(quarters: Quarters, text: str, *, is_kept: bool = True, days: int = 190) -> None:
    """The side that owes a rule says whether it is kept, and for how long."""
    rule = await quarters.newest(BATCH_REPORTS.code)
    until = day_at(quarters.time.now, ZONE) + days * DAY
    named = {"expectation_id": rule.id, "expected_version": rule.version, "is_kept": is_kept, "text": text}
    await quarters.act(quarters.side(rule.obligor), operations.attest_rule, **named, valid_until=until)


async def _kept(quarters: Quarters, place: int) -> Going:
    """A rule is kept."""
    yield quarters.closes_at(place) + DAY
    await _says(quarters, "All batches of the quarter left with their reports; the list is with your goods-in.")


async def _planned(quarters: Quarters, place: int) -> Going:
    """The last quarter was missed: notice is given, and a plan says how it gets better; so it is with a rule that was
    not kept. Of late payments the company contests two, and disputes one of the answers."""
    closes_at = quarters.closes_at(place)
    yield closes_at + DAY
    await _says(quarters, "Six batches went out without a report while our signatory was away.", is_kept=False)
    record = await quarters.measured("delivery.otif", place)
    digest = {"expected_digest": record.subjects_sha256}
    await _step(quarters, PARTNER, operations.acknowledge_measurement, record, **digest)
    said = ((R.DATE, "This invoice reached us nine days after its date."),
            (R.NOT_OURS, "It was made out to the wrong plant and had to be written anew."))  # fmt: skip
    record = await _contest(quarters, "payment.on_time", place, said)
    yield closes_at + 2 * DAY
    for code in ("delivery.otif", BATCH_REPORTS.code):
        await _step(quarters, HOST, operations.notify_breach, await _breach(quarters, code))
    yield closes_at + 4 * DAY
    await _plan(quarters, "delivery.otif", COATING)
    await _plan(quarters, BATCH_REPORTS.code, REPORTS)
    record = await _answer(quarters, record, (
        (A.EXCLUDE, "Agreed: it left our house late."),
        (A.UPHOLD, "The plant was named in your order; the invoice was right."),
    ))  # fmt: skip
    yield closes_at + 5 * DAY
    why = "The order names the plant in Augsburg; the invoice went to Regensburg."
    await _step(quarters, HOST, operations.turn_into_dispute, record, reason=why)


async def _cured(quarters: Quarters, place: int) -> Going:
    """Notice, a plan, and evidence that the other side accepts."""
    closes_at = quarters.closes_at(place)
    yield closes_at + 30 * DAY
    await _plan(quarters, "answer.in_time", DESK)
    yield closes_at + 60 * DAY
    why = "The second desk has answered every enquiry of the last four weeks within a day."
    await _step(quarters, HOST, operations.verify_cure, await _breach(quarters, "answer.in_time"), reason=why)


_STORIES: Mapping[int, Mapping[int, Callable[[Quarters, int], Going]]] = {
    0: {-4: _charged, -3: _restated, -2: _argued, -1: _waits_for_us},
    1: {-2: _cured},
    4: {-4: _kept, -2: _kept, -1: _planned},
}
"""By the partner's place in the cast and the quarter, -1 the last whole one."""
