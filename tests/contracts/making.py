"""Contracts as tests find them: in any status, with the papers that it implies; and all of one partner's world."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from portal import ids, situations
from portal.access import Side
from portal.acting import Lived
from portal.contracts import rules
from portal.contracts.models import Acceptance, Change, Contract, Draft, Round, SearchDocument, Signature, Version
from portal.contracts.operations.proceeding import mirror
from portal.contracts.rules import LIFE, ROUND, Kind, RoundStatus, Status
from portal.contracts.text import documents
from portal.contracts.text.documents import Clause, Document, Operation, Party
from portal.contracts.text.terms import Renewal, Terms
from portal.database.base import Record
from portal.partners.models import Membership, Organisation
from portal.partners.rules import AccountStatus
from tests.moment import NOW

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


SEEN: dict[str, tuple[int | None, ...]] = {
    "acceptance": (1, 1, 2, 2, 2, None),
    "clause_change": (2, 2, 4, 6, 6, None),
    "contract": (2, 3, 6, 6, 6, None),
    "contract_draft": (None, 3, 6, 6, 6, None),
    "contract_version": (2, 2, 4, 4, 4, None),
    "negotiation_round": (3, 3, 6, 6, 6, None),
    "search_document": (None, None, None, None, 2, None),
    "signature": (2, 2, 4, 4, 4, None),
}
NODES = {
    "ctr": "contract", "ver": "contract_version", "rnd": "negotiation_round", "chg": "clause_change",
    "sig": "signature",
}  # fmt: skip


def contract(
    status: Status, partner: Organisation, company: Organisation, owner: Membership, now: datetime,
    columns: dict[str, Any],
) -> tuple[Contract, list[Record]]:  # fmt: skip
    """A contract in any status, and the draft, version, round and signatures that its status implies."""
    text = Document(
        columns.get("title", "Supply of parts"),
        columns.get("kind", Kind.SUPPLY).value,
        (Party("HOST", company.name, company.country), Party("PARTNER", partner.name, partner.country)),
        columns.pop("terms", TERMS),
        tuple(columns.pop("clauses", CLAUSES)),
    )
    made = _contract(status, text, partner, owner, now, columns)
    return made, _papers(made, text, now)


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


async def world(make: Any, partner: Organisation, owner: Membership, admin: Membership) -> None:
    """A row of every table and every secrecy of this room in one partner's world."""
    assert admin.partner_id == partner.id
    parent_id = ids.new()
    of = {"partner": partner, "owner": owner, "parent_id": parent_id}  # each has one, so that the proof has keys to try
    await make.contract(**of, id=parent_id, base_number=1, status=Status.ACTIVE)
    await make.contract(**of, base_number=2)
    await _talk(make, await make.contract(**of, base_number=3, status=Status.IN_NEGOTIATION))


async def _talk(make: Any, contract: Contract) -> None:
    """An earlier round with a submitted change, and one change of each side that it has not submitted."""
    place = {"partner_id": contract.partner_id, "contract_id": contract.id}
    earlier = Round(
        **place, id=ids.new(), number=7, side=Side.HOST, status=RoundStatus.COUNTERED, base_number=1,
        base_sha256=contract.sha256, message="", opened_at=NOW, turn_due_at=NOW, closed_at=NOW,
    )  # fmt: skip
    await make.add(earlier)
    told = ((Side.HOST, NOW), (Side.HOST, None), (Side.PARTNER, None))
    await make.add(
        *(
            Change(
                **place, id=ids.new(), round_id=earlier.id, position=position, side=side, submitted_at=submitted_at,
                operation=Operation.DELETE, clause_key="scope", rationale="", reason="",
            )
            for position, (side, submitted_at) in enumerate(told)
        ),
        Acceptance(
            **place, id=ids.new(), sha256=contract.sha256, side=Side.PARTNER, person_id=ids.new(), name="Robin",
            accepted_at=NOW,
        ),
        SearchDocument(**place, part=0, is_published=True, words="scope"),
    )  # fmt: skip


def _bare() -> Lived:
    """A draft that no database holds."""
    return Contract(
        partner_id=ids.new(), id=ids.new(), version=1, company_id=ids.new(), owner_id=ids.new(), updated_at=NOW,
        waiting_on=frozenset(), number="C-1", title="Screws", kind=Kind.SUPPLY,
        status=Status.DRAFT, zone="Europe/Berlin", starts_on=date(2026, 4, 1), ends_on=date(2027, 3, 31),
        renewal=Renewal.NONE, notice_days=30, governing_law="DE", clause_count=1, accepted_by=frozenset(),
        signed_by=frozenset(), pen=Side.PARTNER, published_at=NOW, created_at=NOW,
    )  # fmt: skip


RECORDS = {LIFE.name: _bare, ROUND.name: _bare}
