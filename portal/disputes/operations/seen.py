"""A case as its mediator reads it: what the database shows to their login, and no more."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from portal import ids, money
from portal.database.session import Session
from portal.disputes import queries, sealing
from portal.disputes.models import CaucusText, Dispute, DisputeEntry, DisputeLine, MediatorSeat, SealedText
from portal.disputes.models import SettlementOffer as Offer
from portal.disputes.rules import entries
from portal.disputes.rules.mediator import SeatStatus
from portal.disputes.sealing import SecretOf
from portal.files.models import File
from portal.files.rules import FOR_MEDIATOR, READABLE

Json = dict[str, Any]
BEFORE = frozenset({SeatStatus.PROPOSED, SeatStatus.DECLARED, SeatStatus.ACCEPTED})
"""How far somebody is who reads nothing of the case yet."""


async def own_seat(session: Session) -> MediatorSeat | None:
    """As portal_mediator."""
    found: MediatorSeat | None = await session.scalar(queries.OWN_SEAT)
    return found


async def case(session: Session, secret_of: SecretOf) -> Json | None:
    """The same for all of the case; None before the mediation has begun."""
    found = [(await session.execute(each)).all() for each in queries.SEEN]
    disputes, lines, entries, clocks, pauses, offers, caucus, files = found
    if not disputes:
        return None
    dispute: Dispute = disputes[0][0]
    return {
        **_dispute(dispute),
        "lines": [_line(row[0], dispute.currency) for row in lines],
        "entries": [_entry(row[0]) for row in entries],
        "clocks": [
            {"status": row[0].status, "startedAt": row[0].started_at.isoformat(), "dueAt": _at(row[0].due_at),
             "doneAt": _at(row[0].done_at), "waitingOn": row[0].waiting_on}
            for row in clocks
        ],
        "pauses": [{"beginsAt": _at(row[0].begins_at), "endsAt": _at(row[0].ends_at)} for row in pauses],
        "offers": [_offer(offer, text, secret_of) for offer, text in offers],
        "caucus": [_caucus(row[0], secret_of) for row in caucus],
        "files": [_file(row[0]) for row in files],
    }  # fmt: skip


def seat(row: MediatorSeat) -> Json:
    return {
        "number": row.case_number, "company": row.company_name, "partner": row.partner_name, "name": row.name,
        "status": row.status.value, "declaration": row.declaration, "hasInterests": row.has_interests,
        "digest": row.declaration_sha256, "acceptedBy": sorted(row.accepted_by), "lastsUntil": _at(row.lasts_until),
        "offersShownBy": sorted(row.offers_shown_by), "endsAt": _at(row.ends_at),
        "proposedBy": row.proposed_by.value, "longerBy": row.longer_by and row.longer_by.value,
        "longerUntil": row.longer_until and row.longer_until.isoformat(),
    }  # fmt: skip


async def due(session: Session, row: MediatorSeat) -> str | None:
    """Until when the sides and the person have time before the mediation, as portal_system; None after that."""
    return _at(await session.scalar(queries.due_before(row))) if row.status in BEFORE else None


def _at(instant: Any) -> str | None:
    return instant.isoformat() if instant else None


def _money(minor: int | None, currency: str | None) -> Json | None:
    if minor is None or currency is None:
        return None
    return {"amount": money.text(money.Money(minor, currency)), "currency": currency}


def _dispute(row: Dispute) -> Json:
    return {
        "title": row.title, "text": row.text, "status": row.status.value, "claimant": row.claimant.value,
        "reasonCode": row.reason_code, "dueAt": _at(row.due_at), "chainHead": row.chain_head,
        "claimed": _money(row.claimed_minor, row.currency), "conceded": _money(row.conceded_minor, row.currency),
    }  # fmt: skip


def _line(row: DisputeLine, currency: str | None) -> Json:
    return {
        "position": row.position, "document": row.document_number, "text": row.text, "answer": row.answer,
        "answerText": row.answer_text, "claimed": _money(row.claimed_minor, currency),
        "conceded": _money(row.conceded_minor, currency),
    }  # fmt: skip


def _entry(row: DisputeEntry) -> Json:
    return {
        "number": row.number, "kind": row.kind.value, "side": row.side and row.side.value, "by": row.by_name,
        "at": _at(row.made_at), "document": row.document, "chain": row.chain,
        "step": entries.step_of(row.kind, json.loads(row.document)["content"]),
    }  # fmt: skip


def _offer(row: Offer, text: SealedText, secret_of: SecretOf) -> Json:
    content: Mapping[str, Any] = sealing.opened(
        secret_of, row.dispute_id, row.id, text.nonce, text.ciphertext, row.sha256
    )
    actions: Sequence[Mapping[str, Any]] = content["actions"]
    told = [
        {"kind": each["kind"], "obligor": each["obligor"], "dueOn": each["dueOn"], "text": each["text"],
         "amount": _money(each["amountMinor"], each["currency"])}
        for each in actions
    ]  # fmt: skip
    return {
        "number": row.number, "side": row.side.value, "status": row.status.value, "text": content["text"],
        "validUntil": row.valid_until.isoformat(), "actions": told,
    }  # fmt: skip


def _caucus(row: CaucusText, secret_of: SecretOf) -> Json:
    content = sealing.opened(secret_of, row.dispute_id, row.id, row.nonce, row.ciphertext, row.sha256)
    return {
        "side": row.side.value, "isByMediator": row.is_by_mediator, "by": row.by_name, "at": _at(row.made_at),
        "text": content["text"],
    }  # fmt: skip


def _file(row: File) -> Json:
    return {
        "id": ids.text(File.PREFIX, row.id), "name": row.name, "bytes": row.bytes, "side": row.side.value,
        "kind": row.kind.removeprefix(FOR_MEDIATOR), "isShared": row.is_shared, "at": _at(row.created_at),
        "isReadable": row.state in READABLE, "sha256": row.sha256,
    }  # fmt: skip
