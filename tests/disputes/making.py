"""Disputes as tests find them: in any status, with what it implies; and all of one partner's world."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal import ids
from portal.access import Side
from portal.acting import Lived
from portal.contracts.models import Contract
from portal.contracts.rules import Status as ContractStatus
from portal.database.base import Record
from portal.disputes import chain
from portal.disputes.models import (
    CaucusText,
    Dispute,
    DisputeClock,
    DisputeEntry,
    DisputeLine,
    DisputePause,
    MediatorSeat,
    Prevention,
    Remedy,
    SealedText,
    SettlementOffer,
)
from portal.disputes.operations.drafting import NOTHING_YET
from portal.disputes.operations.lines import NOTHING_SAID
from portal.disputes.rules import dispute as rules
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind, PauseCause
from portal.disputes.rules.mediator import OPEN, SeatStatus
from portal.disputes.rules.offer import OFFER, OfferStatus
from portal.disputes.rules.prevention import PREVENTION, PreventionStatus
from portal.disputes.rules.remedy import REMEDY, RemedyKind, RemedyStatus
from portal.disputes.rules.statuses import ENDED, CauseCategory, DisputeStatus
from portal.partners.models import Membership, Organisation
from portal.reasons import REASONS
from tests.moment import NOW

S = DisputeStatus
OPEN_SEATS = frozenset(OPEN)
ONE, DRAFTS = (1, 1, 2, 2, 2, None), (2, 2, 4, 4, 6, None)
SEEN: dict[str, tuple[int | None, ...]] = {
    **dict.fromkeys(("dispute", "dispute_line"), DRAFTS),
    **dict.fromkeys((
        "dispute_entry", "dispute_clock", "dispute_pause", "settlement_offer", "dispute_remedy", "dispute_prevention",
        "mediator_seat",
    ), ONE),
    "dispute_sealed": (1, 1, 1, 0, 2, None),  # of the company's staff whoever settles that one
    "dispute_caucus": (1, 1, 1, 0, 4, None),  # with each side one
}  # fmt: skip
NODES = {"dsp": "dispute", "dof": "settlement_offer", "dre": "dispute_remedy", "dpv": "dispute_prevention"}
DIGEST = "0" * 64
MEDIATES = {"mediator_seat": 1}
"""What the mediator of one case reads, before the mediation has begun."""
DAY = date(2026, 4, 30)
UNFILED = frozenset({S.DRAFT, S.DISCARDED})


def dispute(partner: Organisation, company: Organisation, **columns: Any) -> Dispute:
    """About nothing in money, claimed by the partner unless `claimant` says so, as far as `status` says."""
    status, claimant = columns.get("status", S.NEGOTIATION), columns.get("claimant", Side.PARTNER)
    waiting_on = _waited_for(status, claimant)
    values = {
        **dict.fromkeys(NOTHING_YET), "partner_id": partner.id, "id": ids.new(), "version": 1, "claimant": claimant,
        "number": f"D-2026-{ids.new().hex[-6:].upper()}", "title": "Prices of March", "text": "",
        "reason_code": "OTHER", "reason": REASONS["OTHER"].plain(), "agreed": {}, "missing": 0, "claimed_minor": 0,
        "conceded_minor": 0, "decided_minor": 0, "status": status, "level": 0, "company_id": company.id,
        "is_dismissed": status is S.INADMISSIBLE, "is_refiled": False, "is_appealed": False, "reopened": 0,
        "has_new_evidence": False, "entries": 0, "chain_head": "", "cause_text": "", "no_prevention_reason": "",
        "preventions": 0, "outcome": "", "note": "", "waiting_on": waiting_on, "created_by": ids.new(),
        "created_at": NOW, "updated_at": NOW, "known_on": NOW.date(),
        "due_at": NOW + timedelta(days=14) if status not in {*UNFILED, *ENDED} else None,
        **_so_far(status),
    }  # fmt: skip
    return Dispute(**{**values, **columns})


def _so_far(status: DisputeStatus) -> dict[str, Any]:
    """What has happened to one in this status."""
    filed = {"filed_at": NOW, "filed_by_name": "Kim", "receipt_sha256": DIGEST, "clock_started_at": NOW}
    cause = {
        "cause": CauseCategory.INVOICE,
        "cause_text": "The list was old.",
        "no_prevention_reason": "It was removed.",
    }
    return {
        **({} if status in UNFILED else filed), **({"ended_at": NOW} if status in ENDED else {}),
        **({"settlement_sha256": DIGEST} if status is S.SETTLED else {}), **(cause if status is S.CLOSED else {}),
    }  # fmt: skip


def _waited_for(status: DisputeStatus, claimant: Side) -> frozenset[Side]:
    deadline = DISPUTE.deadlines.get(status)
    found = deadline.waiting_on(rules.Dispute(status=status, claimant=claimant)) if deadline else frozenset()
    return frozenset(found)


def line(of: Dispute, position: int = 1, **columns: Any) -> DisputeLine:
    """Words alone."""
    values = {
        **NOTHING_SAID, "partner_id": of.partner_id, "id": ids.new(), "dispute_id": of.id, "position": position,
        "side": of.claimant, "subject": f"words:{of.id}:{position}", "document_kind": None, "document_number": None,
        "document_on": None, "clause_key": None, "record_type": None, "record_id": None, "subject_key": None,
        "quantity": Decimal("2.5"), "unit": "KGM", "text": "Too dear.", "claimed_minor": 0,
        "is_filed": of.filed_at is not None,
    }  # fmt: skip
    return DisputeLine(**{**values, **columns})


def entry(of: Dispute, number: int = 1, **columns: Any) -> DisputeEntry:
    written = chain.written(
        chain.entry(number=number, kind="STATEMENT", side="HOST", by="Robin", at=NOW, content={"text": "So it is."})
    )
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "dispute_id": of.id, "number": number,
        "kind": EntryKind.STATEMENT, "side": Side.HOST, "person_id": ids.new(), "by_name": "Robin",
        "document": written, "chain": chain.link("", written), "made_at": NOW,
    }  # fmt: skip
    return DisputeEntry(**{**values, **columns})


def offer(of: Dispute, number: int = 1, **columns: Any) -> SettlementOffer:
    """The company's, open until `valid_until`."""
    status, side = columns.get("status", OfferStatus.OPEN), columns.get("side", Side.HOST)
    is_open = status is OfferStatus.OPEN
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "version": 1, "dispute_id": of.id, "number": number,
        "side": side, "status": status, "sha256": DIGEST, "valid_until": DAY, "expires_at": NOW + timedelta(days=20),
        "made_by_name": "Lee", "made_at": NOW, "authority_id": None, "answer_authority_id": None,
        "total_minor": 0 if status is OfferStatus.ACCEPTED else None, "currency": None,
        "answered_by_name": None if is_open else "Kim", "answered_at": None if is_open else NOW,
        "waiting_on": frozenset({side.other}) if is_open else frozenset(),
        "due_at": NOW + timedelta(days=20) if is_open else None, "due_calendar": None, "updated_at": NOW,
    }  # fmt: skip
    return SettlementOffer(**{**values, **columns})


def sealed(of: SettlementOffer, *readers: Membership) -> SealedText:
    return SealedText(
        partner_id=of.partner_id, id=ids.new(), dispute_id=of.dispute_id, offer_id=of.id,
        reader_ids=[str(each.id) for each in readers], nonce=b"0" * 12, ciphertext=b"secret", company_gives_minor=0,
        partner_gives_minor=0, currency=None,
    )  # fmt: skip


def remedy(of: Dispute, number: int = 1, **columns: Any) -> Remedy:
    """The company has to take goods back."""
    status, obligor = columns.get("status", RemedyStatus.OPEN), columns.get("obligor", Side.HOST)
    waited = {RemedyStatus.OPEN: obligor, RemedyStatus.CLAIMED: obligor.other}.get(status)
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "version": 1, "dispute_id": of.id, "number": number,
        "kind": RemedyKind.TAKE_BACK, "obligor": obligor, "text": "", "amount_minor": None, "currency": None,
        "record_type": None, "record_id": None, "subject_key": None, "due_on": DAY,
        "ends_at": NOW + timedelta(days=20), "status": status, "evidence_note": "", "evidence_digests": [],
        "claimed_by_name": None, "claimed_at": None, "decided_by_name": None, "decided_at": None, "reason": "",
        "offer_id": None, "made_at": NOW, "waiting_on": frozenset({waited} if waited else ()),
        "due_at": NOW + timedelta(days=20) if waited else None, "due_calendar": None, "updated_at": NOW,
    }  # fmt: skip
    return Remedy(**{**values, **columns})


def prevention(of: Dispute, number: int = 1, **columns: Any) -> Prevention:
    """The company reads price lists twice."""
    status, side = columns.get("status", PreventionStatus.PLANNED), columns.get("side", Side.HOST)
    is_planned = status is PreventionStatus.PLANNED
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "version": 1, "dispute_id": of.id, "number": number,
        "side": side, "text": "Read price lists twice.", "responsible": "Purchasing", "due_on": DAY,
        "ends_at": NOW + timedelta(days=20), "check_on": DAY + timedelta(days=90),
        "check_at": NOW + timedelta(days=110), "status": status, "is_late_told": False, "is_check_told": False,
        "done_note": "", "done_by_name": None, "done_at": None, "check_note": "", "checked_by_name": None,
        "checked_at": None, "planned_by_name": "Otto", "planned_at": NOW,
        "waiting_on": frozenset({side} if is_planned else ()), "due_calendar": None, "updated_at": NOW,
        "due_at": NOW + timedelta(days=20) if is_planned else None,
    }  # fmt: skip
    return Prevention(**{**values, **columns})


def seat(of: Dispute, **columns: Any) -> MediatorSeat:
    """Somebody whom the partner has proposed, as far as `status` says."""
    status = columns.get("status", SeatStatus.PROPOSED)
    both, began = {SeatStatus.ACCEPTED, SeatStatus.SERVING, SeatStatus.ENDED}, {SeatStatus.SERVING, SeatStatus.ENDED}
    is_declared, is_over = status in both | {SeatStatus.DECLARED}, status not in OPEN_SEATS
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "dispute_id": of.id, "number": 1, "case_number": of.number,
        "company_name": "Leoni", "partner_name": "Northgate Castings", "name": "Mara Mediates",
        "email": "mara@mediates.example", "status": status, "proposed_by": Side.PARTNER, "proposed_by_name": "Kim",
        "proposed_at": NOW, "link_sha256": None, "entered_at": None,
        "declaration": "I know neither of them." if is_declared else "",
        "has_interests": False if is_declared else None, "declaration_sha256": DIGEST if is_declared else None,
        "declared_at": NOW if is_declared else None,
        "accepted_by": frozenset(Side) if status in both else frozenset(), "offers_shown_by": frozenset(),
        "began_at": NOW if status in began else None,
        "lasts_until": NOW + timedelta(days=30) if status in began else None, "longer_by": None, "longer_until": None,
        "ends_at": NOW if is_over else None, "note": "",
    }  # fmt: skip
    return MediatorSeat(**{**values, **columns})


def caucus(of: MediatorSeat, side: Side, *readers: Membership) -> CaucusText:
    return CaucusText(
        partner_id=of.partner_id, id=ids.new(), dispute_id=of.dispute_id, seat_id=of.id,
        number=list(Side).index(side) + 1, side=side, is_by_mediator=True, by_name=of.name,
        reader_ids=[str(each.id) for each in readers], sha256=DIGEST, nonce=b"0" * 12, ciphertext=b"secret",
        made_at=NOW,
    )  # fmt: skip


def clock(of: Dispute) -> list[Record]:
    """A time that runs, and one in which it stood."""
    place = {"partner_id": of.partner_id, "dispute_id": of.id}
    return [
        DisputeClock(
            **place, id=ids.new(), number=1, status=of.status.value, level=0, waiting_on=["PARTNER"], started_at=NOW,
            due_at=of.due_at, due_calendar=None, done_at=None,
        ),
        DisputePause(
            **place, id=ids.new(), clock_number=1, cause=PauseCause.AGREED, begins_at=NOW, ends_at=NOW,
            asked_by=Side.HOST,
        ),
    ]  # fmt: skip


async def world(make: Any, partner: Organisation, owner: Membership, admin: Membership) -> None:
    """A case with a row of every table, and a draft of each side, in one partner's world."""
    company = await make.company()
    found = select(Contract).where(Contract.partner_id == partner.id, Contract.status == ContractStatus.ACTIVE)
    contract = (await make.session.scalars(found)).first()
    people = {
        "partner_owner_id": admin.id, "partner_deputy_id": admin.id, "company_owner_id": owner.id,
        "contract_id": contract.id, "contract_sha256": contract.sha256,
    }  # fmt: skip
    case = dispute(partner, company, **people, entries=1)
    drafts = [dispute(partner, company, **people, status=S.DRAFT, claimant=side) for side in Side]
    await make.add(case, *drafts)
    first = offer(case, status=OfferStatus.REJECTED)
    await make.add(first, *(line(each) for each in (case, *drafts)))
    rows = (
        entry(case),
        sealed(first, owner, admin),
        remedy(case, offer_id=first.id, amendment_id=contract.id),
        prevention(case),
    )
    await make.add(*rows, *clock(case))
    mediator = seat(case)
    await make.add(mediator)
    await make.add(caucus(mediator, Side.HOST, owner), caucus(mediator, Side.PARTNER, admin))


def _bare() -> Dispute:
    return dispute(Organisation(id=ids.new()), Organisation(id=ids.new()))


def _offer() -> Lived:
    return offer(_bare())


RECORDS = {
    DISPUTE.name: _bare, OFFER.name: _offer, REMEDY.name: lambda: remedy(_bare()),
    PREVENTION.name: lambda: prevention(_bare()),
}  # fmt: skip
