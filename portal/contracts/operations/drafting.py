"""What the company does before the partner sees anything: draft, review, publish; and what either does: withdraw."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from portal import errors, ids, journal, threads, wording
from portal.access import AccessClass, Actor, Permission, Side
from portal.boundaries import operations as boundaries
from portal.boundaries.rules.acts import Act, ActKind
from portal.boundaries.rules.terms import Dealing
from portal.contracts import queries, rules
from portal.contracts.models import Contract, Draft
from portal.contracts.operations import annexes
from portal.contracts.operations.answers import Answer, settled
from portal.contracts.operations.proceeding import Proceeding, mirror, opened
from portal.contracts.rules import LIFE, Kind, Status
from portal.contracts.text import bounds, documents, reading
from portal.contracts.text.consolidating import keyed
from portal.contracts.text.documents import Clause, Document, Party, Written
from portal.contracts.text.splitting import split
from portal.contracts.text.terms import Terms, TermValue, check, check_new, with_disputes, with_fees
from portal.database.session import Session
from portal.partners import queries as partner_queries
from portal.partners.models import Organisation
from portal.sentences import say

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


async def draft(
    session: Session, actor: Actor, *, partner_id: UUID, title: str, kind: Kind, terms: Terms,
    now: datetime, text: str | Sequence[Clause] | None = None, clauses: Sequence[Clause] | None = None,
    source_sha256: str | None = None, number: str | None = None, dispute_terms: Sequence[TermValue] = (),
    fee_terms: Sequence[TermValue] = (),
) -> Contract:  # fmt: skip
    """Begins a contract with a partner; plain text is split into clauses. Refuses: NotAllowed, NotFound, Invalid."""
    actor.require(Permission.CONTRACT_DRAFT)
    words = _words(text, clauses)
    if words is None:
        raise errors.Invalid("Enter a text.", path=("input", "text"))
    terms = with_disputes(terms, dispute_terms, path=("input", "disputeTerms"))
    terms = with_fees(terms, fee_terms, path=("input", "feeTerms"))
    company = (await session.scalars(partner_queries.company())).one()
    partner = await session.scalar(partner_queries.partner(partner_id))
    if partner is None:
        raise errors.NotFound("There is no such partner.", path=("input", "partnerId"))
    parties = (Party("HOST", company.name, company.country), Party("PARTNER", partner.name, partner.country))
    written = await threads.apart(_written, Document(title, kind, parties, terms, ()), words)
    number = number or f"C-{now.year}-{''.join(secrets.choice(_ALPHABET) for _ in range(6))}"
    return await put_down(
        session, actor, company, written, partner_id=partner_id, number=number, now=now, source_sha256=source_sha256
    )


async def put_down(
    session: Session, actor: Actor, company: Organisation, written: Written, *, partner_id: UUID, number: str,
    now: datetime, source_sha256: str | None = None, parent_id: UUID | None = None, base_number: int | None = None,
    owner_id: UUID | None = None,
) -> Contract:  # fmt: skip
    """The contract that begins with a text; the actor answers for it where the company has a place for them."""
    contract = Contract(
        partner_id=partner_id,
        company_id=company.id,
        owner_id=await _member(session, actor) or owner_id or company.manager_id,
        number=number,
        title=written.document.title,
        kind=Kind(written.document.kind),
        zone=company.zone,
        parent_id=parent_id,
        base_number=base_number,
        waiting_on=rules.HOST,
        created_at=now,
        updated_at=now,
    )
    mirror(contract, written.document)
    session.add(contract)
    await session.flush()
    session.add(
        Draft(
            partner_id=contract.partner_id, contract_id=contract.id, document=written.text,
            source_sha256=source_sha256, updated_at=now,
        )
    )  # fmt: skip
    journal.write(
        session, actor, "contract.drafted", partner_id=partner_id, record_type=Contract.PREFIX, record_id=contract.id,
        now=now, published=False,
        changes=journal.difference({}, {"title": contract.title, "status": contract.status}),
    )  # fmt: skip
    return contract


async def redraft(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, now: datetime,
    title: str | None = None, kind: Kind | None = None, terms: Terms | None = None, text: str | None = None,
    clauses: Sequence[Clause] | None = None, file_ids: Sequence[UUID] | None = None,
    answers: Sequence[Answer] | None = None, dispute_terms: Sequence[TermValue] | None = None,
    fee_terms: Sequence[TermValue] | None = None,
) -> Contract:  # fmt: skip
    """Changes the company's draft; what is None stays, and so do answers about what is not named.

    Refuses: NotFound, Stale, NotAllowed, WrongStatus, Invalid.
    """
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    contract = case.contract
    old = await _drafted(case)
    before = await threads.apart(reading.document, old.document)
    agreed = replace(terms or before.terms, disputes=before.terms.disputes, fees=before.terms.fees)
    if dispute_terms is not None:
        agreed = with_disputes(replace(agreed, disputes=()), dispute_terms, path=("input", "disputeTerms"))
    if fee_terms is not None:
        agreed = with_fees(replace(agreed, fees=()), fee_terms, path=("input", "feeTerms"))
    document = Document(
        title=before.title if title is None else title,
        kind=before.kind if kind is None else kind,
        parties=before.parties,
        terms=agreed,
        clauses=before.clauses,
        annexes=before.annexes if file_ids is None else await annexes.annexed(case, file_ids),
    )
    said = settled(before.amends, answers or ())
    document = replace(document, kind=before.kind, amends=said) if said else document
    words = _words(text, clauses)
    written = await threads.apart(_written, document, document.clauses if words is None else words)
    with case.step(LIFE, "redraft"):
        contract.title, contract.kind = written.document.title, Kind(written.document.kind)
        mirror(contract, written.document)
        old.document, old.updated_at = written.text, now
    await annexes.drop_others(case, {annex.sha256 for annex in written.document.annexes})
    return contract


async def submit_for_review(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, now: datetime
) -> Contract:
    """Hands the draft to legal. Refuses: NotFound, Stale, NotAllowed, WrongStatus, Blocked without a clause."""
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    case.take(LIFE, "submitForReview")
    return case.contract


async def request_changes(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, reason: str, now: datetime
) -> Contract:
    """Gives the draft back to its author with a comment."""
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    case.take(LIFE, "requestChanges", note=reason_given(reason))
    return case.contract


async def publish(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, now: datetime
) -> Contract:
    """Shows the partner version 1 and gives it the pen.

    Refuses also Blocked while the partner is not active, and where the company has promised another this scope alone.
    """
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    written = await threads.apart(reading.written, (await _drafted(case)).document)
    LIFE.take(case.situation(LIFE), case.contract.status, "publish", actor, now=now)
    await boundaries.require(session, actor, _publishing(case.contract, written.document), now)
    annexed = {annex.sha256 for annex in written.document.annexes}
    unshown = await annexes.own(case, annexed)
    await annexes.guard(case, unshown)
    with case.step(LIFE, "publish"):
        annexes.show(unshown)
        case.contract.published_at = now
        case.add_version(written, Side.HOST)
        case.open_round(Side.PARTNER)
    return case.contract


def _publishing(contract: Contract, document: Document) -> Act:
    """What the boundaries look at: the country of the partner and the kind are known, its products are not."""
    country = next(party.country for party in document.parties if party.side == Side.PARTNER)
    return Act(
        kind=ActKind.PUBLISH, partner_id=contract.partner_id, side=Side.HOST, regions=(country,),
        key=ids.text(Contract.PREFIX, contract.id), dealings=(Dealing(contract.kind),),
    )  # fmt: skip


async def withdraw(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, reason: str, now: datetime
) -> Contract:
    """Ends the contract before it is signed; the reason is visible to the other side."""
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    note = reason_given(reason)
    if case.contract.status is Status.IN_NEGOTIATION:
        with case.round_step(await case.current_round(), "abort", by_clock=True):
            pass
    case.take(LIFE, "withdraw", note=note)
    return case.contract


def reason_given(reason: str) -> str:
    """The reason, which may not be empty. Refuses: Invalid."""
    return wording.note_given(reason, say("Enter a reason."), "reason", longest=bounds.LONGEST_LABEL)


def _words(text: str | Sequence[Clause] | None, clauses: Sequence[Clause] | None) -> str | Sequence[Clause] | None:
    """The text that is given in one of two ways; None for neither. Refuses: Invalid for both."""
    if clauses is None:
        return text
    if text is not None:
        raise errors.Invalid("Send the text or its clauses, not both.", path=("input", "clauses"))
    if len(clauses) > bounds.MOST_CLAUSES:
        raise errors.Invalid(
            "An agreement can have at most {most} clauses.", most=bounds.MOST_CLAUSES, path=("input", "clauses")
        )
    return tuple(replace(each, key=f"c{index}") for index, each in enumerate(clauses, 1))


def _written(frame: Document, text: str | Sequence[Clause]) -> Written:
    """The document with the clauses given, or with those that plain text is split into. Refuses: Invalid.

    In an amendment a clause is the one that it was.
    """
    faults = errors.Faults()
    with faults:
        title = _title(frame.title)
    with faults:
        check(frame.terms, path=("input", "terms"))
    with faults:
        check_new(frame.terms, path=("input", "terms"))
    with faults:
        clauses = split(text) if isinstance(text, str) else tuple(text)
        if frame.amends and text is not frame.clauses:
            clauses = keyed(frame.clauses, clauses, version=frame.amends.version + 1)
    faults.refuse()
    return documents.written(replace(frame, title=title, clauses=clauses))


def _title(title: str) -> str:
    return wording.line(title, path=("input", "title"), wanted=say("The title must have 1 to 200 characters."))


async def _member(session: Session, actor: Actor) -> UUID | None:
    """The actor's own place in the company, which makes them the contract's owner."""
    member = await session.scalar(partner_queries.member(actor.partner_id, actor.person_id))
    return member.id if member else None


async def _drafted(case: Proceeding) -> Draft:
    if case.actor.access_class is AccessClass.PARTNER:
        raise errors.NotFound("There is no such contract.", path=("input", "contractId"))
    draft_: Draft = (await case.session.scalars(queries.draft_of(case.contract))).one()
    return draft_


def source_digest(content: bytes) -> str:
    """SHA-256 of a file's bytes, by which an import knows that it has it already."""
    return hashlib.sha256(content).hexdigest()
