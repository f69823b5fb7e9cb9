"""Taking lists in as somebody of the company, over the same operations as pages, programs and the command line."""

import base64
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from portal import clock
from portal.access import AccessClass, Actor, Role
from portal.database.pools import Database
from portal.imports import operations, queries
from portal.imports.columns import Column
from portal.imports.faults import sentence
from portal.imports.models import Import, ImportRow
from portal.imports.rules import Kind, Status
from portal.journal import Entry
from portal.mail import Mail
from portal.partners.models import ExternalKey, Membership, Organisation
from tests.make import Make

Defaults = dict[Column, str]


@dataclass
class Office:
    """The company's people at their lists."""

    database: Database
    make: Make
    sales: Actor

    async def create(self, *, actor: Actor | None = None, kind: Kind = Kind.PARTNERS, **how: Any) -> Import:
        async with self.database.working(AccessClass.SYSTEM) as session:
            return await operations.create(
                session, actor or self.sales, kind=kind, name="list.csv", now=clock.now(), **how
            )

    async def sent(self, content: bytes, *, actor: Actor | None = None, **how: Any) -> Import:
        """A file as it was read."""
        job = await self.create(actor=actor, **how)
        async with self.database.working(AccessClass.SYSTEM) as session:
            await operations.send(
                session, actor or self.sales, import_job_id=job.id, number=1, is_last=True, now=clock.now(),
                content=base64.b64encode(content).decode(),
            )  # fmt: skip
        return await self.gone_on(job)

    async def gone_on(self, job: Import) -> Import:
        await operations.go_on(lambda: self.database.working(AccessClass.SYSTEM), job.id)
        return await self.now(job)

    async def now(self, job: Import) -> Import:
        async with self.database.working(AccessClass.SYSTEM) as session:
            fresh: Import = (await session.scalars(queries.import_(job.id))).one()
        return fresh

    async def mapped(self, job: Import, *, actor: Actor | None = None, **how: Any) -> Import:
        """The columns as they were recognised, and every row tried."""
        kept = {Column(name): value for name, value in job.defaults.items()}
        defaults: Defaults = kept | how.pop("defaults", {})
        columns = how.pop("columns", {each["heading"]: each["column"] for each in job.headings if each["column"]})
        async with self.database.working(AccessClass.SYSTEM) as session:
            await operations.map_columns(
                session, actor or self.sales, import_job_id=job.id, expected_version=job.version, now=clock.now(),
                columns=[operations.Chosen(heading=heading, column=Column(name)) for heading, name in columns.items()],
                defaults=[operations.Default(column=column, value=value) for column, value in defaults.items()], **how,
            )  # fmt: skip
        return await self.gone_on(job)

    async def started(self, job: Import, *, actor: Actor | None = None) -> Import:
        job = await self.now(job)
        async with self.database.working(AccessClass.SYSTEM) as session:
            await operations.start(
                session, actor or self.sales, import_job_id=job.id, expected_version=job.version, now=clock.now()
            )
        return await self.gone_on(job)

    async def taken_in(self, content: bytes, *, actor: Actor | None = None, **how: Any) -> Import:
        """A file from its bytes to its last row; where no row waits, as far as it goes."""
        mapping = {name: how.pop(name) for name in ("defaults", "columns", "is_inviting", "save_as") if name in how}
        job = await self.mapped(await self.sent(content, actor=actor, **how), actor=actor, **mapping)
        assert job.status is Status.CHECKED
        return await self.started(job, actor=actor) if await self.waits(job) else job

    async def waits(self, job: Import) -> int:
        async with self.database.working(AccessClass.SYSTEM) as session:
            return int(await session.scalar(select(queries.waiting_of(job))))

    async def answered(self, row: ImportRow, answer: Any, *, same_as: Any = None) -> None:
        async with self.database.working(AccessClass.SYSTEM) as session:
            await operations.answer(
                session, self.sales, import_row_id=row.id, answer=answer, same_as_id=same_as, now=clock.now()
            )

    async def rows(self, job: Import) -> Sequence[ImportRow]:
        async with self.database.working(AccessClass.SYSTEM) as session:
            found: Sequence[ImportRow] = (await session.scalars(queries.rows_of(job).order_by(ImportRow.number))).all()
        return found

    async def outcome(self, job: Import) -> list[tuple[int, str]]:
        return [(row.number, row.status.value) for row in await self.rows(job)]

    async def faults(self, job: Import) -> list[tuple[int, str | None, str]]:
        """(row, column, sentence)"""
        rows = await self.rows(job)
        return [(row.number, fault["column"], str(sentence(fault))) for row in rows for fault in row.faults]

    async def all_of(self, record: type[Any], *where: Any) -> Sequence[Any]:
        async with self.database.working(AccessClass.SYSTEM) as session:
            found: Sequence[Any] = (await session.scalars(select(record).where(*where))).all()
        return found

    async def partners(self) -> dict[str, Organisation]:
        return {each.name: each for each in await self.all_of(Organisation, Organisation.side == "PARTNER")}

    async def keys(self) -> set[tuple[str, str]]:
        return {(each.system, each.value) for each in await self.all_of(ExternalKey)}

    async def places(self, partner: Organisation) -> list[Membership]:
        return list(await self.all_of(Membership, Membership.partner_id == partner.id))

    async def events(self, record: Any) -> list[str]:
        entries = await self.all_of(Entry, Entry.record_id == record.id)
        return [each.event for each in sorted(entries, key=lambda each: each.id)]

    async def letters(self) -> list[str]:
        return sorted(each.to for each in await self.all_of(Mail))

    async def somebody(self, roles: Iterable[Role], **columns: Any) -> Actor:
        return await self.make.actor(await self.make.member(roles=set(roles), **columns))


async def office(database: Database, make: Make) -> Office:
    sales = await make.actor(await make.member(name="Sam Sales", email="sam@acme.example", roles={Role.SALES}))
    return Office(database, make, sales)
