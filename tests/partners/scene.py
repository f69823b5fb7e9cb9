"""The company, two partners and their people, and acting as each of them."""

import hashlib
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

import pytest
from sqlalchemy import select, text

from portal import errors
from portal.access import SYSTEM, Actor
from portal.database.transaction import Transaction
from portal.journal import Entry
from portal.mail import Mail
from portal.partners.models import Membership, Organisation, SigningAuthority
from tests import databases
from tests.make import NOW, Make
from tests.telling import exactly_told

T = TypeVar("T")
As = Callable[[Actor], AbstractAsyncContextManager[Transaction]]
LINK = re.compile(r"/invite/([A-Za-z0-9_-]{43})")


@dataclass
class Scene:
    """Everything of a test, as it is in the database."""

    make: Make
    as_: As
    partner: Organisation
    admin: Membership
    actors: dict[Any, Actor] = field(default_factory=dict)

    async def actor(self, member: Membership) -> Actor:
        """Who the member is now."""
        fresh: Membership = await self.row(member)
        return await self.make.actor(fresh)

    async def do(self, member: Membership, operation: Callable[..., Awaitable[T]], **inputs: Any) -> T:
        """One operation as the member, at NOW unless said otherwise."""
        actor = await self.actor(member)
        async with self._told(), self.as_(actor) as session:
            return await operation(session, actor, **{"now": NOW, **inputs})

    async def by_clock(self, operation: Callable[..., Awaitable[T]], **inputs: Any) -> T:
        """One operation as portal_system."""
        async with self._told(), self.as_(SYSTEM) as session:
            return await operation(session, **{"now": NOW, **inputs})

    @asynccontextmanager
    async def _told(self) -> AsyncIterator[None]:
        """Whatever the block does to a partner, a place or an authority is told by the rows that it writes."""
        async with AsyncExitStack() as stack:
            for kind in (Organisation, Membership, SigningAuthority):
                for record in (await self.make.session.scalars(select(kind))).all():
                    await stack.enter_async_context(exactly_told(self.make.session, record))
            yield

    async def refused(
        self, who: Membership | None, operation: Callable[..., Awaitable[Any]], **inputs: Any
    ) -> tuple[str, str, str]:
        """The code, the place and the sentence of a refusal, which has changed nothing at all."""
        before = await databases.contents(self.make.session)
        with pytest.raises(errors.Refused) as refusal:
            await (self.do(who, operation, **inputs) if who else self.by_clock(operation, **inputs))
        assert await databases.contents(self.make.session) == before
        return refusal.value.code, ".".join(refusal.value.path), refusal.value.message

    async def row(self, record: Any) -> Any:
        """The record as it is now."""
        kind = type(record)
        found = select(kind).where(kind.id == record.id).execution_options(populate_existing=True)
        row = (await self.make.session.scalars(found)).one()
        self.make.session.expunge(row)
        return row

    async def letters(self) -> Sequence[Mail]:
        """Oldest first."""
        return (await self.make.session.scalars(select(Mail).order_by(Mail.id))).all()

    async def link(self) -> str:
        """The link in the newest letter."""
        found = LINK.search((await self.letters())[-1].text)
        assert found
        return found[1]

    async def events(self, record: Any) -> list[tuple[str, str, str, bool]]:
        """(event, who, note, published) of a record, oldest first."""
        found = select(Entry).where(Entry.record_id == record.id).order_by(Entry.id)
        rows = (await self.make.session.scalars(found)).all()
        return [(row.event, row.by_name, row.note, row.is_published) for row in rows]

    async def sql(self, statement: str, **values: Any) -> Any:
        return await self.make.session.execute(text(statement), values)

    async def live_sessions(self, member: Membership) -> int:
        count = "SELECT count(*) FROM auth.session WHERE member_id = :id AND ended_at IS NULL"
        return int((await self.sql(count, id=member.id)).scalar_one())


async def scene(make: Make, as_: As) -> Scene:
    """An active partner with one administrator, and the company."""
    manager = await make.member(name="Mina Manager")
    partner = await make.partner(name="Northgate Castings", manager=manager)
    admin = await make.member(partner, name="Paula Admin", email="paula@northgate.example")
    return Scene(make, as_, partner, admin)


def digest(link: str) -> bytes:
    return hashlib.sha256(link.encode()).digest()


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)
