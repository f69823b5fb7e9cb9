"""Builders: each makes one thing of the business as it would be found, with everything that it needs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from portal import ids, situations
from portal.access import Actor, Role, Side
from portal.contracts import rules
from portal.contracts.models import Contract, Draft, Round, Signature, Version
from portal.contracts.operations.proceeding import mirror
from portal.contracts.rules import Kind, RoundStatus, Status
from portal.contracts.text import documents
from portal.contracts.text.documents import Clause, Document, Party
from portal.contracts.text.terms import Renewal, Terms
from portal.database.base import Record
from portal.partners.membership import INVITATION
from portal.partners.models import Membership, Organisation, Person
from portal.partners.rules import ACCOUNT, AccountStatus, MembershipStatus, Stage

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
CLAUSES = (
    Clause("scope", "1", "Scope", "The supplier delivers what the buyer orders.", 0),
    Clause("payment", "2", "Payment", "Invoices are paid within 30 days.", 0),
)
TERMS = Terms(date(2026, 4, 1), date(2027, 3, 31), Renewal.NONE, 30, None, "DE")
PUBLISHED = frozenset(Status) - {Status.DRAFT, Status.IN_REVIEW}
SIGNED = frozenset({
    Status.SIGNED, Status.ACTIVE, Status.SUSPENDED, Status.NOTICE_GIVEN, Status.EXPIRED, Status.SUPERSEDED,
    Status.TERMINATED,
})  # fmt: skip
AGREED = SIGNED | {Status.AGREED, Status.IN_APPROVAL, Status.OUT_FOR_SIGNATURE}


@dataclass
class Make:
    """Writes rows directly, as a superuser whom no policy asks."""

    session: AsyncSession

    async def add(self, *rows: Record) -> None:
        self.session.add_all(rows)
        await self.session.flush()
        for row in rows:
            self.session.expunge(row)

    async def company(self, **columns: Any) -> Organisation:
        """The company itself; there is one, so asking again gives the same."""
        found = await self.session.scalar(select(Organisation).where(Organisation.side == Side.HOST))
        if found is None:
            found = organisation(side=Side.HOST, name="Entente Works", status=AccountStatus.ACTIVE, **columns)
            await self.add(found)
        return found

    async def partner(self, **columns: Any) -> Organisation:
        """A partner whose account is active; `manager` names the membership of its relationship manager."""
        company = await self.company()
        manager = columns.pop("manager", None)
        made = organisation(company_id=company.id, manager_id=manager.id if manager else None, **columns)
        await self.add(made)
        return made

    async def member(self, of: Organisation | None = None, **columns: Any) -> Membership:
        """Somebody new in a partner's organisation or, without one, in the company's; `roles` as in their sessions."""
        place = of or await self.company()
        by_side = {Side.HOST: {Role.RELATIONSHIP_MANAGER}, Side.PARTNER: {Role.PARTNER_ADMIN}}
        made_id = ids.new()
        columns = {"name": "Robin Example", "email": f"{made_id.hex}@example.test", **columns}
        person = columns.pop("person", None) or Person(
            id=ids.new(), name=columns["name"], email=columns["email"], language="en", zone=place.zone
        )
        values = {
            "id": made_id, "partner_id": place.id, "person_id": person.id, "side": place.side, "title": "",
            "roles": frozenset(by_side[place.side]), "status": MembershipStatus.ACTIVE, "version": 1,
            "created_at": NOW, "updated_at": NOW,
            "due_at": NOW + INVITATION if columns.get("status") == MembershipStatus.INVITED else None,
        }  # fmt: skip
        made = Membership(**{**values, **columns, "roles": frozenset(columns.get("roles", by_side[place.side]))})
        if made.person_id == person.id:
            await self.add(person)
        await self.add(made)
        return made

    async def actor(self, member: Membership | None = None, **columns: Any) -> Actor:
        """Who the member is when signed in; a new one (see `member`) unless given. Managers bring their partners."""
        place = member or await self.member(**columns)
        theirs = select(Organisation.id).where(Organisation.manager_id == place.id)
        partners = frozenset(await self.session.scalars(theirs))
        return Actor(place.person_id, place.name, place.side, place.partner_id, place.roles, place.version, partners)

    async def contract(
        self, *, status: Status = Status.DRAFT, partner: Organisation | None = None, owner: Membership | None = None,
        now: datetime = NOW, **columns: Any,
    ) -> Contract:  # fmt: skip
        """A contract in any status, with the draft, version, round and signatures that its status implies.

        In negotiation, `round_status` (DRAFTING) and `pen` (the partner's) say how far; `clauses` and `terms` give its
        text. Other keywords are columns.
        """
        partner = partner or await self.partner()
        company = await self.company()
        owner = owner or await self.member()
        text = Document(
            columns.get("title", "Supply of parts"),
            columns.get("kind", Kind.SUPPLY).value,
            (Party("HOST", company.name, company.country), Party("PARTNER", partner.name, partner.country)),
            columns.pop("terms", TERMS),
            tuple(columns.pop("clauses", CLAUSES)),
        )
        made = _contract(status, text, partner, owner, now, columns)
        await self.add(made)
        await self.add(*_papers(made, text, now))
        return made


def organisation(**columns: Any) -> Organisation:
    made_id = ids.new()
    values = {
        "id": made_id, "side": Side.PARTNER, "name": f"Partner {made_id.hex[-6:]}", "kinds": frozenset(),
        "country": "DE", "calendar": "DE", "zone": "Europe/Berlin", "status": AccountStatus.ACTIVE,
        "stage": Stage.EXPLORATION, "company_id": None, "manager_id": None, "created_at": NOW, "updated_at": NOW,
        "version": 1,
        "due_at": NOW + timedelta(days=7) if columns.get("status") in ACCOUNT.deadlines else None,
    }  # fmt: skip
    return Organisation(**{**values, **columns})


def _contract(
    status: Status, text: Document, partner: Organisation, owner: Membership, now: datetime, columns: dict[str, Any]
) -> Contract:
    published, negotiating = status in PUBLISHED, status is Status.IN_NEGOTIATION
    made_id = ids.new()
    is_dated = negotiating or any(each.step for at, each in rules.LIFE.deadlines.items() if at is status)
    values = {
        "id": made_id, "partner_id": partner.id, "company_id": owner.partner_id, "owner_id": owner.id, "version": 1,
        "number": f"C-{now.year}-{made_id.hex[-6:].upper()}", "title": text.title, "kind": Kind(text.kind),
        "status": status, "zone": "Europe/Berlin", "version_number": int(published),
        "sha256": documents.digest(text) if published else None, "round_number": int(published),
        "round_status": RoundStatus.DRAFTING if negotiating else None, "pen": Side.PARTNER if negotiating else None,
        "accepted_by": rules.BOTH if status in AGREED else rules.NOBODY,
        "signed_by": rules.BOTH if status in SIGNED else rules.NOBODY,
        "signature_window": int(status in SIGNED | {Status.OUT_FOR_SIGNATURE}), "waiting_on": rules.NOBODY,
        "due_at": now + timedelta(days=14) if is_dated else None,
        "due_calendar": "DE+DE" if is_dated else None,
        "published_at": now if published else None, "created_at": now, "updated_at": now,
    }  # fmt: skip
    made = Contract(**{**values, **columns})
    mirror(made, text)
    if "waiting_on" not in columns:
        made.waiting_on = _waited_for(made)
    return made


def _waited_for(contract: Contract) -> frozenset[Side]:
    deadline = (
        rules.ROUND.deadlines[contract.round_status]
        if contract.round_status
        else rules.LIFE.deadlines.get(contract.status)
    )
    situation = situations.of(rules.Situation, contract, partner_status=AccountStatus.ACTIVE)
    return deadline.waiting_on(situation) if deadline else rules.NOBODY


def _papers(contract: Contract, text: Document, now: datetime) -> list[Record]:
    place: dict[str, UUID] = {"partner_id": contract.partner_id, "contract_id": contract.id}
    canonical = documents.canonical(text)
    papers: list[Record] = [Draft(**place, document=canonical, updated_at=now)]
    if contract.sha256 is None:
        return papers
    papers.append(
        Version(
            **place,
            id=ids.new(),
            number=1,
            parent_sha256=None,
            sha256=contract.sha256,
            document=canonical,
            side=Side.HOST,
            created_at=now,
        )
    )
    papers.append(_round(contract, place, now))
    papers.extend(
        Signature(
            **place, id=ids.new(), sha256=contract.sha256, window=contract.signature_window, side=side,
            person_id=ids.new(), name=f"For the {side.lower()}", authority="Director", signed_at=now,
        )
        for side in sorted(contract.signed_by)
    )  # fmt: skip
    return papers


def _round(contract: Contract, place: dict[str, UUID], now: datetime) -> Round:
    ended = RoundStatus.ABORTED if contract.status is Status.WITHDRAWN else RoundStatus.ACCEPTED
    status = contract.round_status or ended
    submitted = status in {RoundStatus.SUBMITTED, RoundStatus.ACCEPTED}
    is_open = status in {RoundStatus.DRAFTING, RoundStatus.SUBMITTED}
    return Round(
        **place, id=ids.new(), number=contract.round_number, side=contract.pen or Side.PARTNER, status=status,
        base_number=1, base_sha256=contract.sha256, result_sha256=contract.sha256 if submitted else None, message="",
        opened_at=now, turn_due_at=now + timedelta(days=14), due_at=contract.due_at if is_open else None,
        submitted_at=now if submitted else None, submitted_by="Robin Example" if submitted else None,
        closed_at=None if is_open else now,
    )  # fmt: skip
