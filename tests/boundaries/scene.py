"""A partner, the company and their people at boundaries, in one rolled-back transaction."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, text

from portal import errors
from portal.access import SYSTEM, Role, Side
from portal.boundaries import operations, queries
from portal.boundaries.models import Boundary, Exposure
from portal.boundaries.operations import Finding
from portal.boundaries.operations.opening import cells
from portal.boundaries.rules.acts import Act, ActKind
from portal.boundaries.rules.life import Status
from portal.boundaries.rules.terms import Terms
from portal.journal import Entry
from portal.money import Money
from portal.partners.models import Organisation
from tests.boundaries.making import TERRITORY, boundary
from tests.contracts import scene as contracts
from tests.moment import NOW
from tests.telling import exactly_told

LEGAL, ADMIN, MANAGER, VIEWER = Role.LEGAL, Role.PARTNER_ADMIN, Role.RELATIONSHIP_MANAGER, Role.PARTNER_VIEWER
AUDITOR, SALES = Role.AUDITOR, Role.SALES


class Scene(contracts.Scene):
    """Whoever acts is a person of the role named."""

    async def put(self, role: Role, terms: Terms = TERRITORY, *, now: datetime = NOW, **inputs: Any) -> Boundary:
        actor = await self.actor(role)
        given = {"partner_id": self.partner.id, **inputs}
        async with self.as_(actor) as session:
            made = await operations.propose(session, actor, terms=terms, now=now, **given)
        return await self.now_is(made)

    async def not_proposed(self, role: Role, terms: Terms = TERRITORY, **inputs: Any) -> errors.Refused:
        """The refusal of a proposal, of which nothing is left."""
        await self.actor(role)
        before = await self.everything()
        with pytest.raises(errors.Refused) as refusal:
            await self.put(role, terms, **inputs)
        assert await self.everything() == before
        return refusal.value

    async def in_force(self, terms: Terms, partner: Organisation | None = None, **columns: Any) -> Boundary:
        made = boundary(partner or self.partner, terms, **columns)
        await self.make.add(made)
        if made.status is Status.ACTIVE and terms.dealings:
            await self.make.add(*cells(made))
        return made

    async def act(self, role: Role, operation: Any, it: Boundary, *, now: datetime = NOW, **inputs: Any) -> Boundary:
        """A step of a boundary as it is now; gives it as it was left."""
        actor = await self.actor(role)
        fresh = await self.now_is(it)
        values = {"boundary_id": it.id, "expected_version": fresh.version, "now": now, **inputs}
        async with exactly_told(self.make.session, it), self.as_(replace(actor, confirmed_at=now)) as session:
            await operation(session, actor, **values)
        return await self.now_is(it)

    async def agree(self, role: Role, it: Boundary, *, now: datetime = NOW) -> Boundary:
        return await self.act(role, operations.agree, it, now=now, expected_digest=(await self.now_is(it)).sha256)

    async def not_done(self, role: Role, operation: Any, it: Boundary, **inputs: Any) -> errors.Refused:
        await self.actor(role)
        before = await self.everything()
        with pytest.raises(errors.Refused) as refusal:
            await self.act(role, operation, it, **inputs)
        assert await self.everything() == before
        return refusal.value

    async def clock(self, it: Boundary, now: datetime) -> bool:
        async with exactly_told(self.make.session, it), self.as_(SYSTEM) as session:
            return await operations.keep_time(session, boundary_id=it.id, now=now) is not None

    async def contract_becomes(self, contract: Any, event: str, now: datetime = NOW, **columns: Any) -> None:
        """The contract's row is so now, and the reaction to the event has run."""
        names = ", ".join(f"{name} = :{name}" for name in columns)
        if names:
            statement = text(f"UPDATE contract SET {names} WHERE id = :id")
            await self.make.session.execute(statement, {**columns, "id": contract.id})
        entry = Entry(partner_id=contract.partner_id, record_id=contract.id, record_type="ctr", event=event)
        async with self.as_(SYSTEM) as session:
            await operations.follow_contract(session, SYSTEM, entry, now)

    async def require(
        self, role: Role, act: Act, *, now: datetime = NOW, guard: Any = operations.require
    ) -> tuple[Finding, ...]:
        actor = await self.actor(role)
        async with self.as_(actor) as session:
            found: tuple[Finding, ...] = await guard(session, actor, act, now)
        return found

    async def blocked(self, role: Role, act: Act, **inputs: Any) -> str:
        """The sentence of the refusal of an act, of which nothing is left."""
        await self.actor(role)
        before = await self.everything()
        with pytest.raises(errors.Blocked) as refusal:
            await self.require(role, act, **inputs)
        assert await self.everything() == before
        return refusal.value.message

    def order(self, key: str, euros: int, **more: Any) -> Act:
        values = {"kind": ActKind.ORDER, "side": Side.PARTNER, "money": euros_of(euros), **more}
        return Act(partner_id=self.partner.id, key=key, **values)

    async def now_is(self, it: Boundary) -> Boundary:
        row: Boundary = await self._one(queries.boundary(it.id))
        return row

    async def all_of(self, kind: Any, **named: Any) -> list[Any]:
        found = select(kind).filter_by(**named).order_by(kind.id).execution_options(populate_existing=True)
        return list((await self.make.session.scalars(found)).all())

    async def told(self, it: Boundary) -> list[str]:
        """Oldest first; those of one side alone in brackets."""
        rows = await self.all_of(Entry, record_id=it.id)
        return [row.event.removeprefix("boundary.") if row.is_published else f"({row.event})" for row in rows]

    async def counted(self) -> int:
        """What all entries of the partner come to."""
        return sum(row.amount_minor for row in await self.all_of(Exposure, partner_id=self.partner.id))


def euros_of(amount: int) -> Money:
    return Money(amount * 100, "EUR")
