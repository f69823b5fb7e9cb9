"""A partner, the company and a person for each role, who act on contracts in one rolled-back transaction."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select, text

from portal import errors
from portal.access import SYSTEM, Actor, Role
from portal.contracts import operations, queries
from portal.contracts.models import Acceptance, Contract, Round, Signature, Version
from portal.contracts.models import Change as ChangeRecord
from portal.contracts.operations import Proposal
from portal.contracts.rules import Status
from portal.contracts.text import documents
from portal.contracts.text.documents import Change, Operation
from portal.database.transaction import Transaction
from portal.journal import Entry
from portal.partners.models import Organisation
from portal.partners.rules import ACCOUNT
from tests import databases
from tests.make import NOW, Make
from tests.telling import exactly_told

As = Callable[[Actor], AbstractAsyncContextManager[Transaction]]
Act = Callable[..., Awaitable[Contract]]
LEGAL, MANAGER, SALES = Role.LEGAL, Role.RELATIONSHIP_MANAGER, Role.SALES
ADMIN, MEMBER = Role.PARTNER_ADMIN, Role.PARTNER_MEMBER
THEIR_SIGNATORY, OUR_SIGNATORY = Role.PARTNER_SIGNATORY, Role.COMPANY_SIGNATORY

# Ten business days of Germany after NOW, a Monday; its clocks go forward on the 29th.
IN_3_DAYS = datetime.fromisoformat("2026-03-05T22:59:59Z")
IN_5_DAYS = datetime.fromisoformat("2026-03-09T22:59:59Z")
IN_10_DAYS = datetime.fromisoformat("2026-03-16T22:59:59Z")
IN_20_DAYS = datetime.fromisoformat("2026-03-30T21:59:59Z")


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
            of = self.partner if role.side == "PARTNER" else self.company
            member = await self.make.member(of, roles={role}, name=role.name.title())
            if role is MANAGER:
                await self.change_partner(manager_id=member.id)
            self.people[role] = await self.make.actor(member)
        return self.people[role]

    async def change_partner(self, **values: Any) -> None:
        if values.get("status") in ACCOUNT.deadlines:
            values["due_at"] = IN_10_DAYS
        names = ", ".join(f"{name} = :{name}" for name in values)
        statement = text(f"UPDATE organisation SET {names} WHERE id = :id")
        await self.make.session.execute(statement, {**values, "id": self.partner.id})

    async def contract(self, status: Status = Status.DRAFT, **columns: Any) -> Contract:
        return await self.make.contract(status=status, **{"partner": self.partner, **columns})

    async def do(self, role: Role, operation: Act, contract: Contract, **inputs: Any) -> Contract:
        """One operation on the contract as it is now; gives the contract as it was left."""
        actor = await self.actor(role)
        fresh = await self.row(contract)
        values = {"contract_id": contract.id, "expected_version": fresh.version, "now": NOW, **inputs}
        confirmed_at = values.pop("confirmed_at", values["now"])
        if actor is not SYSTEM:
            actor = replace(actor, confirmed_at=confirmed_at)
        async with exactly_told(self.make.session, contract), self.as_(actor) as session:
            await operation(session, actor, **values)
        return await self.row(contract)

    async def refused(self, role: Role, operation: Act, contract: Contract, **inputs: Any) -> errors.Refused:
        """The refusal of an operation, which has changed nothing at all."""
        await self.actor(role)
        before = await self.everything()
        with pytest.raises(errors.Refused) as refusal:
            await self.do(role, operation, contract, **inputs)
        assert await self.everything() == before
        return refusal.value

    async def everything(self) -> dict[str, str]:
        return await databases.contents(self.make.session)

    async def keep_time(self, contract: Contract, now: datetime) -> bool:
        """Whether the clock took a step."""
        async with exactly_told(self.make.session, contract), self.as_(SYSTEM) as session:
            return await operations.keep_time(session, contract_id=contract.id, now=now) is not None

    async def row(self, contract: Contract) -> Contract:
        row: Contract = await self._one(queries.contract(contract.id))
        return row

    async def text(self, contract: Contract) -> documents.Document:
        """The current version's document, whose digest is the version's and the contract's."""
        fresh = await self.row(contract)
        version: Version = await self._one(queries.current_version_of(fresh))
        document = documents.parse(version.document)
        assert documents.digest(document) == version.sha256 == fresh.sha256
        return document

    async def versions(self, contract: Contract) -> Sequence[Version]:
        """Newest first."""
        return await self._all(queries.versions_of(contract))

    async def rounds(self, contract: Contract) -> Sequence[Round]:
        """Newest first."""
        return await self._all(queries.rounds_of(contract))

    async def changes(self, contract: Contract, round_number: int) -> Sequence[ChangeRecord]:
        round_ = next(found for found in await self.rounds(contract) if found.number == round_number)
        return await self._all(queries.changes_of(round_))

    async def signatures(self, contract: Contract) -> Sequence[Signature]:
        return await self._all(queries.signatures_of(contract))

    async def acceptances(self, contract: Contract) -> list[tuple[str, str]]:
        """(side, digest) in the order in which they were given."""
        found = select(Acceptance).where(Acceptance.contract_id == contract.id).order_by(Acceptance.id)
        return [(row.side.value, row.sha256) for row in await self._all(found)]

    async def journal(self, contract: Contract) -> Sequence[Entry]:
        """Oldest first."""
        return await self._all(queries.timeline_of(contract).order_by(Entry.id))

    async def events(self, contract: Contract) -> list[str]:
        return [entry.event for entry in await self.journal(contract)]

    async def _one(self, found: Any) -> Any:
        return (await self.make.session.scalars(found.execution_options(populate_existing=True))).one()

    async def _all(self, found: Any) -> Sequence[Any]:
        rows: Sequence[Any] = (await self.make.session.scalars(found.execution_options(populate_existing=True))).all()
        return rows

    async def propose(self, role: Role, contract: Contract, *words: str, **inputs: Any) -> Contract:
        """Replaces the text of the clauses, one after the other, and submits that."""
        text_now = await self.text(contract)
        changes = [replacing(text_now, clause.key, new) for clause, new in zip(text_now.clauses, words, strict=False)]
        await self.do(role, operations.edit_round, contract, changes=changes, **inputs)
        digest = documents.digest(text_now)
        return await self.do(role, operations.submit_round, contract, expected_digest=digest, **inputs)

    async def proposal_digest(self, contract: Contract) -> str:
        return str((await self.rounds(contract))[0].result_sha256)


def replacing(document: documents.Document, key: str, words: str, rationale: str = "Because.") -> Proposal:
    clause = next(clause for clause in document.clauses if clause.key == key)
    base = documents.clause_digest(clause)
    return Proposal(
        change=Change(op=Operation.REPLACE, clause_key=key, base_sha256=base, text=words), rationale=rationale
    )


def said(refusal: errors.Refused) -> tuple[str, str]:
    """The code and the place in the input."""
    return refusal.code, ".".join(refusal.path)
