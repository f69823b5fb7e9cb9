"""What people do with an expectation: write it, propose it, ask for a change, agree, suspend, end it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from portal import errors, ids
from portal.access import SYSTEM, Actor, Permission, Side
from portal.clock import Moment
from portal.contracts import queries as contracts
from portal.contracts.models import Contract
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Expectation
from portal.expectations.operations import starting
from portal.expectations.operations.opening import GIVE_A_REASON, Opened, answered, begun, opened, with_partner
from portal.expectations.operations.promising import Terms, fill, promise_of
from portal.expectations.rules.expectation import BINDS, EXPECTATION, ExpectationStatus
from portal.journal import Entry
from portal.sentences import say
from portal.wording import note_given

ABSENT = say("There is no such expectation.")
LONGEST_SUSPENSION = 366
"""Days."""


async def opened_expectation(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int | None, now: datetime
) -> Opened[Expectation]:
    """The expectation under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    return await opened(
        session, actor, Expectation, expectation_id, expected_version=expected_version, now=now,
        path=("input", "expectationId"), absent=ABSENT,
    )  # fmt: skip


async def draft_expectation(
    session: Session, actor: Actor, *, code: str, obligor: Side, terms: Terms, now: datetime,
    partner_id: UUID | None = None, supersedes_id: UUID | None = None,
) -> Expectation:  # fmt: skip
    """Writes an expectation that the other side does not see yet; a partner's own are of its own organisation.

    Refuses: NotAllowed, NotFound, Invalid.
    """
    actor.require(Permission.EXPECTATION_PROPOSE)
    partner, company = await with_partner(session, actor, partner_id)
    if supersedes_id is not None:
        await _superseded(session, partner.id, supersedes_id, code)
    promise = await promise_of(session, terms, code=code, obligor=obligor, partner=partner, company=company, now=now)
    record = Expectation(
        partner_id=partner.id, id=ids.new(), company_id=company.id, owner_id=partner.manager_id, code=promise.code,
        author=actor.side, obligor=obligor, status=ExpectationStatus.DRAFT, version=0, reason="",
        supersedes_id=supersedes_id, waiting_on=frozenset(), created_at=now, updated_at=now,
    )  # fmt: skip
    fill(record, promise, terms.metric_id)
    case = begun(session, actor, record, partner, company, now=now)
    with case.event("expectation.drafted"):
        case.wait(EXPECTATION)
    session.add(record)
    return record


async def _superseded(session: Session, partner_id: UUID, expectation_id: UUID, code: str) -> None:
    old = await session.scalar(queries.expectation(expectation_id))
    if old is None or old.partner_id != partner_id:
        raise errors.NotFound.because(ABSENT, path=("input", "supersedesId"))
    if old.code != code:
        raise errors.Invalid("The replacement must have the same code.", path=("input", "code"))


async def edit_expectation(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int, terms: Terms, now: datetime
) -> Expectation:
    """Writes the draft anew. Refuses also Invalid."""
    case = await opened_expectation(
        session, actor, expectation_id=expectation_id, expected_version=expected_version, now=now
    )
    record = case.record
    with case.step(EXPECTATION, "edit"):
        promise = await promise_of(
            session, terms, code=record.code, obligor=record.obligor, partner=case.partner, company=case.company,
            now=now,
        )  # fmt: skip
        fill(record, promise, terms.metric_id)
    return record


async def propose_expectation(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int, now: datetime, message: str = ""
) -> Expectation:
    """Shows it to the other side, whose word is then waited for."""
    case = await opened_expectation(
        session, actor, expectation_id=expectation_id, expected_version=expected_version, now=now
    )
    note = note_given(message, say("Enter a message of at most 2,000 characters."), "message") if message else ""
    if case.record.contract_id is not None:
        await _bind(case)
    with case.step(EXPECTATION, "propose", note=note, published=True):
        case.record.proposed_at, case.record.proposed_by_name = now, actor.name
        case.record.reason = note
    return case.record


async def _bind(case: Opened[Expectation]) -> None:
    """It rests on a contract that the other side can read as well."""
    contract = await case.session.scalar(queries.contract_of(case.record))
    if contract is None or contract.published_at is None:
        raise errors.Blocked("Publish the contract first: the expectation is based on it.")
    if case.record.clause_key and not await case.session.scalar(contracts.has_clause(contract, case.record.clause_key)):
        raise errors.Blocked("The clause that it is based on is no longer in the contract.")


async def discard_expectation(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int, now: datetime
) -> Expectation:
    """Takes it back before anybody agreed."""
    case = await opened_expectation(
        session, actor, expectation_id=expectation_id, expected_version=expected_version, now=now
    )
    case.take(EXPECTATION, "discard")
    return case.record


async def revise_expectation(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int, reason: str, now: datetime
) -> Expectation:
    """Asks the side that wrote it for a change."""
    return await _answered(session, actor, "revise", expectation_id, expected_version, reason, now)


async def decline_expectation(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int, reason: str, now: datetime
) -> Expectation:
    """Says no to it."""
    return await _answered(session, actor, "decline", expectation_id, expected_version, reason, now)


async def _answered(
    session: Session, actor: Actor, action: str, expectation_id: UUID, expected_version: int, reason: str,
    now: datetime,
) -> Expectation:  # fmt: skip
    case = await opened_expectation(
        session, actor, expectation_id=expectation_id, expected_version=expected_version, now=now
    )
    return answered(case, EXPECTATION, action, reason)


async def agree_expectation(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int, expected_digest: str, now: datetime
) -> Expectation:
    """Agrees to exactly this promise. Refuses also StaleDigest."""
    case = await opened_expectation(
        session, actor, expectation_id=expectation_id, expected_version=expected_version, now=now
    )
    if expected_digest != case.record.sha256:
        raise errors.StaleDigest(
            "The current version is not the one you are acting on. Read it again.", path=("input", "expectedDigest")
        )
    await starting.agree(case, by=actor.name)
    return case.record


async def suspend_expectation(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int, until: date, reason: str,
    now: datetime,
) -> Expectation:  # fmt: skip
    """Stops the measuring until the end of a day; both sides are told why."""
    case = await opened_expectation(
        session, actor, expectation_id=expectation_id, expected_version=expected_version, now=now
    )
    note = note_given(reason, GIVE_A_REASON, "reason")
    today = Moment(now).day(case.record.zone)
    if not 0 <= (until - today).days <= LONGEST_SUSPENSION:
        raise errors.Invalid("The last day must be today or within a year.", path=("input", "until"))
    with case.step(EXPECTATION, "suspend", note=note, suspended_until=until):
        starting.pause(case, today, until, note)
    return case.record


async def resume_expectation(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int, now: datetime
) -> Expectation:
    """Measures again before the suspension is over."""
    case = await opened_expectation(
        session, actor, expectation_id=expectation_id, expected_version=expected_version, now=now
    )
    await starting.resume(case)
    return case.record


async def retire_expectation(
    session: Session, actor: Actor, *, expectation_id: UUID, expected_version: int, reason: str, now: datetime
) -> Expectation:
    """Ends it today; the period that has begun is measured up to today."""
    case = await opened_expectation(
        session, actor, expectation_id=expectation_id, expected_version=expected_version, now=now
    )
    note = note_given(reason, GIVE_A_REASON, "reason")
    with case.step(EXPECTATION, "retire", note=note):
        case.record.reason = note
        await starting.cut(case, Moment(now).day(case.record.zone))
    return case.record


async def on_contract_signed(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """A contract was signed: what was proposed with it is agreed by its signatures. Gives how many.

    What comes from a clause that was changed since waits for an answer of its own: nobody signed it as it stands.
    """
    contract = await session.scalar(contracts.contract(entry.record_id))
    found = (await session.scalars(queries.proposed_with(contract))).all() if contract else ()
    for record in found:
        case = await opened_expectation(session, SYSTEM, expectation_id=record.id, expected_version=None, now=now)
        if record.clause_key is None or not await session.scalar(select(contracts.is_clause_changed(record))):
            await starting.agree(case, by=None, contract=contract)
    return len(found)


async def on_contract_ended(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """A contract has ended: what rested on it counts no more. Gives how many."""
    contract: Contract | None = await session.scalar(contracts.contract(entry.record_id))
    found = (await session.scalars(queries.standing_with(contract))).all() if contract else ()
    for record in found:
        case = await opened_expectation(session, SYSTEM, expectation_id=record.id, expected_version=None, now=now)
        await starting.end(case, Moment(now).day(record.zone))
    return len(found)


async def on_partner_offboarded(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """A relationship has ended: what was agreed counts no more, and what was not falls away. Gives how many."""
    found = (await session.scalars(queries.still_open(entry.partner_id))).all()
    for expectation_id in found:
        case = await opened_expectation(session, SYSTEM, expectation_id=expectation_id, expected_version=None, now=now)
        if case.record.status in BINDS:
            await starting.end(case, Moment(now).day(case.record.zone))
        else:
            case.follow(EXPECTATION, "fallAway")
    return len(found)
