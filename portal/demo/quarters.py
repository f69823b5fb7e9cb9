"""Two years of what was promised: agreed on, told of by facts, measured by the clock's own operations, day by day."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import uuid5

from sqlalchemy import delete, select

from auth.identify import Caller
from portal import ids
from portal.access import AccessClass, Role, Side
from portal.contracts import queries as contracts
from portal.contracts.models import Contract
from portal.contracts.text import documents
from portal.contracts.text.documents import Clause
from portal.demo.passing import Passing
from portal.demo.promised import Dealings, Promised
from portal.demo.stage import Stage
from portal.demo.supplies import facts
from portal.expectations import operations, queries
from portal.expectations.models import Expectation, Mark, Measurement, Scorecard
from portal.expectations.operations import CardTerms, Given, Terms
from portal.expectations.scores import periods
from portal.expectations.scores.days import day_at
from portal.expectations.scores.periods import Length, Period, Rhythm
from portal.jobs import Job, Task
from portal.partners.models import Organisation

T = TypeVar("T")
DAY = timedelta(days=1)
ZONE = "Europe/Berlin"
CLOSED = 6
"""So many days ago the last whole quarter was measured, whenever the demonstration is made."""
SOONEST = 7
"""Days for facts that come late, at least."""
LEGAL, ADMIN = Role.LEGAL.value, Role.PARTNER_ADMIN.value
BANDS = [
    {"from": "0", "to": "50", "standing": "POOR", "effects": ["NOTICE", "PLAN_REQUIRED"]},
    {"from": "50", "to": "75", "standing": "FAIR", "effects": ["NOTICE"]},
    {"from": "75", "to": "92", "standing": "GOOD", "effects": []},
    {"from": "92", "to": "100", "standing": "EXCELLENT", "effects": []},
]
CARDS = {Side.PARTNER: "What {partner} owes Larkfield", Side.HOST: "What Larkfield owes {partner}"}


def rhythm_of(today: date) -> tuple[Rhythm, int]:
    """Quarters that end with a month, the last one some weeks ago, and the days for facts that come late."""
    end = today.replace(day=1) - DAY
    if (today - end).days - CLOSED < SOONEST:
        end = end.replace(day=1) - DAY
    return periods.rhythm(Length.QUARTER, starts_in=end.month % 3 + 1), (today - end).days - CLOSED


@dataclass
class Quarters:
    """The dealings with one partner while their days go by."""

    stage: Stage
    dealings: Dealings
    partner: Organisation
    theirs: dict[str, Caller]
    time: Passing
    promises: dict[str, Expectation] = field(default_factory=dict)
    contract: Contract = field(init=False)
    clauses: dict[str, Clause] = field(default_factory=dict)
    told: dict[str, Given] = field(default_factory=dict)
    """What was sent last, by what it is about."""

    def __post_init__(self) -> None:
        today = day_at(self.stage.now, ZONE)
        self.rhythm, self.lag = rhythm_of(today)
        last = self.rhythm.period_of(today - (self.lag + CLOSED) * DAY)
        found: list[Period] = [last.next, last]
        while len(found) <= self.dealings.quarters:
            found.append(found[-1].previous)
        self.periods: Sequence[Period] = found[::-1]

    @property
    def begins_at(self) -> datetime:
        """The first morning of the first quarter."""
        return self.periods[0].days.begins_at(ZONE) + timedelta(hours=9)

    def side(self, side: Side) -> Caller:
        """Whoever does the daily work of a side with the partner."""
        return self.theirs[ADMIN] if side is Side.PARTNER else self.stage.managers[self.partner.id]

    async def begin(self) -> None:
        """Both sides agree on what is expected and on a card for each of them."""
        await self._read_contract()
        legal = self.stage.staff[LEGAL]
        for promised in self.dealings.promised:
            self.promises[promised.code] = await self._agreed(legal, promised)
        for side in sorted({promised.obligor for promised in self.dealings.promised}):
            await self._card(legal, side)

    async def _read_contract(self) -> None:
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            found = contracts.contracts_of(self.partner).where(Contract.title == self.dealings.contract)
            self.contract = (await session.scalars(found)).one()
            version = (await session.scalars(contracts.current_version_of(self.contract))).one()
        self.clauses = {each.heading: each for each in documents.parse(version.document).clauses}

    async def _agreed(self, who: Caller, promised: Promised) -> Expectation:
        made = await self.propose(who, promised)
        agreed = {"expected_version": made.version, "expected_digest": made.sha256}
        return await self.act(self.theirs[ADMIN], operations.agree_expectation, expectation_id=made.id, **agreed)

    async def propose(self, who: Caller, promised: Promised, *, starts_on: date | None = None) -> Expectation:
        """A draft that is put before the other side at once."""
        terms = self._terms(promised, starts_on or self.periods[0].first)
        made = await self.act(
            who, operations.draft_expectation, code=promised.code, obligor=promised.obligor, terms=terms,
            partner_id=self.partner.id,
        )  # fmt: skip
        return await self.act(
            who, operations.propose_expectation, expectation_id=made.id, expected_version=made.version
        )

    def _terms(self, promised: Promised, starts_on: date) -> Terms:
        metric_id = uuid5(ids.NIL, f"{promised.metric} 1") if promised.metric else None
        return Terms(
            title=promised.title, kind=promised.kind, starts_on=starts_on, text=promised.text,
            contract_id=self.contract.id, clause_key=self.clauses[promised.clause].key, metric_id=metric_id,
            parameters=promised.parameters, currency=promised.currency, target=promised.target,
            tolerance=promised.tolerance, floor=promised.floor, rhythm=self.rhythm, zone=ZONE, lag_days=self.lag,
            min_sample=20, primary_source=promised.source, cure_days=30, consequence=promised.consequence,
        )  # fmt: skip

    async def _card(self, who: Caller, side: Side) -> Scorecard:
        lines = [
            {"expectation": str(self.promises[each.code].id), "weight": each.weight}
            for each in self.dealings.promised
            if each.obligor is side
        ]
        card = CardTerms(
            title=CARDS[side].format(partner=self.partner.name), rhythm=self.rhythm,
            content={"lines": lines, "bands": BANDS, "least_covered": "50"},
        )  # fmt: skip
        made = await self.act(who, operations.draft_card, obligor=side, card=card, partner_id=self.partner.id)
        shown = {"scorecard_id": made.id, "expected_version": made.version}
        made = await self.act(who, operations.propose_card, **shown)
        agreed = {"expected_version": made.version, "expected_digest": made.sha256}
        return await self.act(self.theirs[ADMIN], operations.agree_card, scorecard_id=made.id, **agreed)

    async def act(self, who: Caller, operation: Callable[..., Awaitable[T]], **inputs: Any) -> T:
        """Something that somebody does now, and what follows from it for breaches and cards."""
        return await self.time.act(who, operation, **inputs)

    async def bring(self, place: int, known_on: date) -> None:
        """The facts of a quarter, from each side that has some, as they are known on a day."""
        for flow in self.dealings.flows:
            rows = facts(self.partner.name, flow, place, self.periods[place].days, known_on)
            self.told |= {row.subject_key: row for row in rows}
            await self.record(flow.by, flow.source, rows)

    def on_its_day(self, key: str, reason: str) -> Given:
        """What should have been told of a line: it came on its day."""
        was = self.told[key]
        values = {**was.values, "received": was.values["ordered"], "received_on": was.values["agreed_on"]}
        return replace(was, values=values, reason=reason)

    async def record(self, by: Side, source: str, rows: Sequence[Given]) -> None:
        """Through the door by which all facts come."""
        await self.act(self.side(by), operations.record_facts, source=source, rows=rows, partner_id=self.partner.id)

    async def settle(self) -> None:
        """Counts the pieces of time that facts have marked."""
        task = Task(id=ids.new(), partner_id=self.partner.id, name=operations.SETTLE, key="demonstration", given={})
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            while await operations.settle(session, task, self.time.now):
                await session.flush()

    async def forget_marks(self, before: date) -> None:
        """Nothing shows how far a quarter had come that is over: its pieces are not counted one by one."""
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            await session.execute(delete(Mark).where(Mark.partner_id == self.partner.id, Mark.piece < before))
            named = Job.name.in_((operations.SETTLE, operations.RANK))
            await session.execute(delete(Job).where(Job.partner_id == self.partner.id, named))

    async def measured(self, code: str, place: int) -> Measurement:
        """The newest measurement of a promise for a quarter."""
        found = select(Measurement).where(Measurement.expectation_id == self.promises[code].id)
        found = found.where(Measurement.starts_on == self.periods[place].first).order_by(Measurement.ordinal.desc())
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            row: Measurement = await session.scalar(found.limit(1))
        return row

    async def newest(self, code: str) -> Expectation:
        """A promise as it is now."""
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            row: Expectation = await session.scalar(queries.expectation(self.promises[code].id))
        return row

    def closes_at(self, place: int) -> datetime:
        """When a quarter is measured."""
        return self.periods[place].closes_at(self.lag, ZONE)
