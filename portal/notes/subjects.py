"""What a note can be on: each kind of record, found as whoever asks sees it, and whether the other side sees it too."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from portal import errors, ids
from portal.access import Actor
from portal.contracts import queries as contracts
from portal.contracts.models import Contract, Round
from portal.contracts.rules import RoundStatus
from portal.database.session import Session
from portal.disputes import queries as disputes
from portal.disputes.models import Dispute
from portal.obligations import queries as obligations
from portal.obligations.models import Obligation
from portal.partners import queries as partners
from portal.partners.models import ComplianceDocument, Organisation
from portal.partners.rules import AccountStatus
from portal.sentences import Sentence, say

ROUND = "rnd"
LONGEST_KEY = 200
PATH = ("input", "recordId")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """A record that a note is on."""

    kind: str
    """Type prefix of its global id."""
    id: UUID
    partner_id: UUID
    company_id: UUID
    about: tuple[str, UUID]
    """The record whose timeline tells of the note."""
    clause_key: str | None = None
    hidden: Sentence | None = None
    """Why the other side does not see it, so that nothing can be shared on it."""
    is_inner: bool = False
    """Of the company's internal notes on it not everybody there reads: those alone who work on its partner's cases."""


Find = Callable[[Session, Actor, UUID], Awaitable[Subject | None]]


async def _partner(session: Session, _actor: Actor, record_id: UUID) -> Subject | None:
    found: Organisation | None = await session.scalar(partners.partner(record_id))
    if found is None or found.company_id is None:
        return None
    hidden = say(
        "No one from this partner has joined the portal yet, so nothing can be shared here. Write an internal note."
    )
    return Subject(
        kind=Organisation.PREFIX, id=found.id, partner_id=found.id, company_id=found.company_id,
        about=(Organisation.PREFIX, found.id), hidden=hidden if found.status is AccountStatus.PROSPECT else None,
    )  # fmt: skip


async def _document(session: Session, actor: Actor, record_id: UUID) -> Subject | None:
    """Both sides see a document from its beginning, if there is anybody on both."""
    found: ComplianceDocument | None = await session.scalar(partners.document(record_id))
    partner = await _partner(session, actor, found.partner_id) if found else None
    kind = ComplianceDocument.PREFIX
    return replace(partner, kind=kind, id=record_id, about=(kind, record_id)) if partner else None


async def _obligation(session: Session, actor: Actor, record_id: UUID) -> Subject | None:
    """Both sides see an obligation from when it is proposed."""
    found: Obligation | None = await session.scalar(obligations.obligation(record_id))
    partner = await _partner(session, actor, found.partner_id) if found else None
    kind = Obligation.PREFIX
    return replace(partner, kind=kind, id=record_id, about=(kind, record_id)) if partner else None


async def _dispute(session: Session, actor: Actor, record_id: UUID) -> Subject | None:
    """Both sides see a dispute from when it is filed."""
    found: Dispute | None = await session.scalar(disputes.dispute(record_id))
    partner = await _partner(session, actor, found.partner_id) if found else None
    if partner is None or found is None:
        return None
    hidden = say("The other side cannot see this dispute until it is filed. Write an internal note.")
    kind, is_hidden = Dispute.PREFIX, found.filed_at is None
    return replace(
        partner, kind=kind, id=record_id, about=(kind, record_id), is_inner=True,
        hidden=hidden if is_hidden else partner.hidden,
    )  # fmt: skip


def _on_contract(contract: Contract, **more: Any) -> Subject:
    hidden = say("The partner cannot see this contract until it is published. Write an internal note.")
    values = {
        "kind": Contract.PREFIX, "id": contract.id, "partner_id": contract.partner_id,
        "company_id": contract.company_id, "about": (Contract.PREFIX, contract.id),
        "hidden": None if contract.published_at else hidden,
    }  # fmt: skip
    return Subject(**{**values, **more})


async def _contract(session: Session, _actor: Actor, record_id: UUID) -> Subject | None:
    found: Contract | None = await session.scalar(contracts.contract(record_id))
    return _on_contract(found) if found else None


async def _round(session: Session, actor: Actor, record_id: UUID) -> Subject | None:
    found: Round | None = await session.scalar(contracts.round_by_id(record_id))
    if found is None:
        return None
    contract: Contract = (await session.scalars(contracts.contract(found.contract_id))).one()
    hidden = say("The other side cannot see this round until your side submits it. Write an internal note.")
    is_own_draft = found.status is RoundStatus.DRAFTING and found.side is actor.side
    return _on_contract(contract, kind=ROUND, id=found.id, **({"hidden": hidden} if is_own_draft else {}))


KINDS: Mapping[str, Find] = {
    Organisation.PREFIX: _partner, ComplianceDocument.PREFIX: _document, Contract.PREFIX: _contract, ROUND: _round,
    Obligation.PREFIX: _obligation, Dispute.PREFIX: _dispute,
}  # fmt: skip
"""One line for each kind of record, by the type prefix of its ids."""


async def found(session: Session, actor: Actor, record_id: str, clause_key: str | None = None) -> Subject:
    """The record with this global id. Refuses: NotFound for one that the actor does not see, or a clause not there."""
    prefix, its_id = ids.parse(record_id)
    subject = await KINDS[prefix](session, actor, its_id) if prefix in KINDS else None
    if subject is None:
        raise errors.NotFound("There is no record with this ID.", path=PATH)
    return subject if clause_key is None else await _clause(session, subject, clause_key)


async def _clause(session: Session, subject: Subject, key: str) -> Subject:
    path = ("input", "clauseKey")
    if subject.kind != Contract.PREFIX:
        raise errors.Invalid("Only a contract can have clauses.", path=path)
    contract: Contract = (await session.scalars(contracts.contract(subject.id))).one()
    if len(key) > LONGEST_KEY or not await session.scalar(contracts.has_clause(contract, key)):
        raise errors.NotFound("The contract has no such clause.", path=path)
    return _on_contract(contract, clause_key=key)
