"""A partner and the company with a contract between them, and their people, who owe each other things."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.access import Role, Side
from portal.contracts.models import Contract
from portal.contracts.rules import Status as ContractStatus
from portal.obligations import operations
from portal.obligations.models import Obligation
from portal.partners.models import Membership, Organisation
from tests.files import making as files
from tests.moment import NOW
from tests.obligations import making
from tests.partners import scene as partners
from tests.telling import exactly_told

TERMS: dict[str, Any] = {
    "obligor": Side.PARTNER, "title": "Send the stock report", "text": "All parts in the warehouse, as a sheet.",
    "due_on": date(2026, 4, 30),
}  # fmt: skip
NAMES = {
    Role.PARTNER_ADMIN: "Paula Admin", Role.PARTNER_MEMBER: "Piet Member", Role.PARTNER_SIGNATORY: "Sina Signs",
    Role.PARTNER_VIEWER: "Vera Viewer", Role.RELATIONSHIP_MANAGER: "Mina Manager", Role.LEGAL: "Lee Legal",
    Role.COMPANY_SIGNATORY: "Cara Signs", Role.AUDITOR: "Ada Auditor",
}  # fmt: skip


@dataclass
class Scene(partners.Scene):
    """Whoever acts is a person of the role named."""

    contract: Contract = field(kw_only=True)
    people: dict[Role, Membership] = field(default_factory=dict)

    @asynccontextmanager
    async def _told(self) -> AsyncIterator[None]:
        async with super()._told(), AsyncExitStack() as stack:
            for record in (await self.make.session.scalars(select(Obligation))).all():
                await stack.enter_async_context(exactly_told(self.make.session, record))
            yield

    async def one(self, role: Role) -> Membership:
        """The person of the role; the same each time."""
        if role not in self.people:
            of: Organisation | None = self.partner if role.side is Side.PARTNER else None
            self.people[role] = await self.make.member(of, roles={role}, name=NAMES[role])
        return self.people[role]

    async def proposed(self, by: Role = Role.RELATIONSHIP_MANAGER, **more: Any) -> Obligation:
        """As TERMS says, but for what is given; without a contract unless `on` says so."""
        return await self.do(await self.one(by), operations.propose, **self.proposal(by, **more))

    def proposal(self, by: Role, **more: Any) -> dict[str, Any]:
        """What `propose` takes; `clause` names one of the contract."""
        clause, place = more.pop("clause", None), {}
        if more.pop("on_contract", clause is not None):
            place = {"contract_id": self.contract.id, "expected_digest": self.contract.sha256, "clause_key": clause}
        elif by.side is Side.HOST:
            place = {"partner_id": self.partner.id}
        return {**place, **TERMS, **more}

    async def agreed(self, by: Role = Role.RELATIONSHIP_MANAGER, **more: Any) -> Obligation:
        """The same, and the other side has said yes."""
        made = await self.proposed(by, **more)
        other = Role.PARTNER_ADMIN if by.side is Side.HOST else Role.RELATIONSHIP_MANAGER
        return await self.act(other, operations.agree, made, expected_digest=made.sha256)

    async def there(self, **columns: Any) -> Obligation:
        """One in any status, as the tests' builder makes it."""
        made = making.obligation(self.partner, await self.make.company(), **columns)
        await self.make.add(made)
        return made

    async def act(self, by: Role, operation: Any, obligation: Obligation, **inputs: Any) -> Obligation:
        """A step of the obligation as it is now."""
        await self.do(await self.one(by), operation, **await self.place(obligation, **inputs))
        return await self.now(obligation)

    async def not_done(self, by: Role, operation: Any, obligation: Obligation, **inputs: Any) -> tuple[str, str, str]:
        """The refusal: code, place and sentence; nothing has changed."""
        return await self.refused(await self.one(by), operation, **await self.place(obligation, **inputs))

    async def place(self, obligation: Obligation, **inputs: Any) -> dict[str, Any]:
        fresh = await self.now(obligation)
        return {"obligation_id": fresh.id, "expected_version": fresh.version, **inputs}

    async def now(self, obligation: Obligation) -> Obligation:
        row: Obligation = await self.row(obligation)
        return row

    async def file(self, by: Role, content: str = "Quantity;Price\n100;12,50\n", **columns: Any) -> UUID:
        """A file that somebody has brought and that is attached to nothing."""
        made = files.file(await self.one(by), partner_id=self.partner.id, content=content.encode(), **columns)
        await self.make.add(made)
        return made.id

    async def done(self, obligation: Obligation, by: Role = Role.PARTNER_MEMBER, **inputs: Any) -> Obligation:
        """Whoever owes it brings a file as evidence."""
        return await self.act(by, operations.claim_done, obligation, file_ids=[await self.file(by)], **inputs)

    async def tick(self, obligation: Obligation, now: datetime | None) -> Obligation:
        """The clock at that moment, twice; the second time it has nothing to do."""
        assert now
        await self.by_clock(operations.keep_time, obligation_id=obligation.id, now=now)
        assert await self.by_clock(operations.keep_time, obligation_id=obligation.id, now=now) is None
        return await self.now(obligation)

    async def told(self, obligation: Obligation) -> list[str]:
        """The events, oldest first, without the room's name."""
        return [event.partition(".")[2] for event, *_ in await self.events(obligation)]

    async def all(self) -> Sequence[Obligation]:
        """In the order of their days."""
        found = select(Obligation).order_by(Obligation.due_on).execution_options(populate_existing=True)
        return (await self.make.session.scalars(found)).all()


async def scene(make: Any, as_: partners.As) -> Scene:
    """An active partner with a contract in force, without an end."""
    manager = await make.member(name=NAMES[Role.RELATIONSHIP_MANAGER])
    partner = await make.partner(name="Northgate Castings", manager=manager)
    admin = await make.member(partner, name=NAMES[Role.PARTNER_ADMIN])
    contract = await make.contract(partner=partner, owner=manager, status=ContractStatus.ACTIVE, now=NOW)
    people = {Role.RELATIONSHIP_MANAGER: manager, Role.PARTNER_ADMIN: admin}
    return Scene(make, as_, partner, admin, contract=contract, people=people)
