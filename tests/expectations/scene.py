"""A partner, the company and a person for each role, who act on expectations in one rolled-back transaction."""

import uuid
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from portal import errors, ids
from portal.access import SYSTEM, Actor, Role, Side
from portal.acting import Lived
from portal.database.transaction import Transaction
from portal.expectations import operations
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.models import Expectation, FactBatch, Measurement
from portal.expectations.operations import Given, Mode, Terms
from portal.expectations.rules.expectation import ExpectationKind
from portal.expectations.scores import periods
from portal.jobs import Task
from portal.journal import Entry
from portal.partners.models import Organisation
from tests import databases
from tests.make import NOW, Make
from tests.telling import exactly_told

As = Callable[[Actor], AbstractAsyncContextManager[Transaction]]
LEGAL, MANAGER, ADMIN, MEMBER = (
    Role.LEGAL, Role.RELATIONSHIP_MANAGER, Role.PARTNER_ADMIN, Role.PARTNER_MEMBER,
)  # fmt: skip
QUARTER = periods.rhythm(periods.Length.QUARTER)
FIRST = date(2026, 1, 1)


def metric_id(code: str, version: int = 1) -> uuid.UUID:
    """The id of a definition that came with the portal."""
    return uuid.uuid5(ids.NIL, f"{code} {version}")


def terms(metric: str = "on_time", **more: Any) -> Terms:
    """Delivery on time, 95 % in a quarter, from 20 lines on."""
    return Terms(**{
        "title": "Deliveries on time", "kind": ExpectationKind.SLA, "starts_on": FIRST, "metric_id": metric_id(metric),
        "target": "95", "tolerance": "2", "floor": "80", "rhythm": QUARTER, "min_sample": 20, "lag_days": 10, **more,
    })  # fmt: skip


@dataclass
class Scene:
    """Whoever acts is a person of the role named; a relationship manager is the partner's own."""

    make: Make
    as_: As
    partner: Organisation
    company: Organisation
    people: dict[Role, Actor] = field(default_factory=dict)

    async def actor(self, role: Role) -> Actor:
        if role is Role.SYSTEM:
            return SYSTEM
        if role not in self.people:
            of = self.partner if role.side is Side.PARTNER else self.company
            member = await self.make.member(of, roles={role}, name=role.name.title())
            if role is MANAGER:
                statement = f"UPDATE organisation SET manager_id = '{member.id}' WHERE id = '{self.partner.id}'"
                await (await self.make.session.connection()).exec_driver_sql(statement)
            self.people[role] = await self.make.actor(member)
        return self.people[role]

    async def act(self, role: Role, operation: Callable[..., Awaitable[Any]], **inputs: Any) -> Any:
        """One operation; what it gives."""
        actor = await self.actor(role)
        if actor is not SYSTEM:
            actor = replace(actor, confirmed_at=inputs.get("now", NOW))
        async with self.as_(actor) as session:
            return await operation(session, actor, **{"now": NOW, **inputs})

    async def step(self, role: Role, operation: Callable[..., Awaitable[Any]], record: Lived, **inputs: Any) -> Any:
        """A step of a record as it is now; the record as it was left."""
        fresh = await self.row(record)
        named = {f"{type(record).__name__.lower()}_id": fresh.id, "expected_version": fresh.version}
        async with exactly_told(self.make.session, record):
            await self.act(role, operation, **named, **inputs)
        return await self.row(record)

    async def refused(self, role: Role, operation: Callable[..., Awaitable[Any]], **inputs: Any) -> errors.Refused:
        """The refusal of an operation, which has changed nothing at all."""
        await self.actor(role)
        before = await databases.contents(self.make.session)
        with pytest.raises(errors.Refused) as refusal:
            await self.act(role, operation, **inputs)
        assert await databases.contents(self.make.session) == before
        return refusal.value

    async def draft(
        self, given: Terms | None = None, *, role: Role = MANAGER, obligor: Side = Side.PARTNER, code: str = "on_time",
        **inputs: Any,
    ) -> Expectation:  # fmt: skip
        made: Expectation = await self.act(
            role, operations.draft_expectation, code=code, obligor=obligor, terms=given or terms(),
            partner_id=self.partner.id, **inputs,
        )  # fmt: skip
        row: Expectation = await self.row(made)
        return row

    async def proposed(self, given: Terms | None = None, **inputs: Any) -> Expectation:
        made = await self.draft(given, **inputs)
        row: Expectation = await self.step(
            inputs.get("role", MANAGER), operations.propose_expectation, made, now=inputs.get("now", NOW)
        )
        return row

    async def agreed(self, given: Terms | None = None, **inputs: Any) -> Expectation:
        """Proposed by the manager and agreed by the partner's administrator."""
        made = await self.proposed(given, **inputs)
        row: Expectation = await self.step(
            ADMIN, operations.agree_expectation, made, expected_digest=made.sha256, now=inputs.get("now", NOW)
        )
        return row

    async def keep_time(self, record: Expectation, now: datetime) -> bool:
        """Whether the clock took a step."""
        async with exactly_told(self.make.session, record), self.as_(SYSTEM) as session:
            return await operations.keep_expectation_time(session, expectation_id=record.id, now=now) is not None

    async def keep(self, record: Measurement, now: datetime) -> bool:
        """The same for a measurement."""
        async with exactly_told(self.make.session, record), self.as_(SYSTEM) as session:
            return await operations.keep_measurement_time(session, measurement_id=record.id, now=now) is not None

    async def settle(self, now: datetime = NOW) -> int:
        """Counts all that facts have marked; how many pieces."""
        task = Task(id=ids.new(), partner_id=self.partner.id, name=operations.SETTLE, key=ids.new().hex, given={})
        async with self.as_(SYSTEM) as session:
            return await operations.settle(session, task, now)

    async def measurements(self, record: Expectation) -> Sequence[Measurement]:
        """Oldest first."""
        found = select(Measurement).where(Measurement.expectation_id == record.id)
        return await self.all(found.order_by(Measurement.starts_on, Measurement.ordinal))

    async def send(self, *rows: Given, role: Role = MANAGER, source: str = "ERP", **inputs: Any) -> FactBatch:
        batch: FactBatch = await self.act(
            role, operations.record_facts, source=source, rows=rows, partner_id=self.partner.id,
            **{"mode": Mode.EACH, **inputs},
        )  # fmt: skip
        return batch

    async def row(self, record: Any) -> Any:
        kind = type(record)
        return (await self.all(select(kind).where(kind.id == record.id)))[0]

    async def events(self, record: Lived) -> list[str]:
        found = select(Entry).where(Entry.record_id == record.place[1]).order_by(Entry.id)
        return [entry.event for entry in await self.all(found)]

    async def all(self, found: Any) -> Sequence[Any]:
        rows: Sequence[Any] = (await self.make.session.scalars(found.execution_options(populate_existing=True))).all()
        return rows


def line(key: str, *, external_id: str = "", **values: str) -> Given:
    """An order's line of 10 pieces that was to come on the 10th of February, as one row tells it."""
    told: Mapping[str, str] = {"order": "4711", "agreed_on": "2026-02-10", "ordered": "10", **values}
    return Given(
        kind=SubjectKind.ORDER_LINE, statement=Statement.LINE, subject_key=key, external_id=external_id or key,
        values={name: value for name, value in told.items() if value},
    )  # fmt: skip


def lines(on_time: int, late: int, day: str = "2026-02-10") -> Iterable[Given]:
    """Lines that came on the day, and a week after."""
    after = date.fromisoformat(day).toordinal() + 7
    for number in range(on_time + late):
        came = day if number < on_time else date.fromordinal(after).isoformat()
        yield line(f"{day} {number}", agreed_on=day, received="10", received_on=came)
