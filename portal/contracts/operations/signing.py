"""From agreed to in force: approval, signatures over one digest, and what the clock does when a date has come."""

from datetime import datetime
from uuid import UUID

from portal import errors, situations, wording
from portal.access import SYSTEM, Actor
from portal.contracts import queries
from portal.contracts.models import Contract, Signature
from portal.contracts.operations.amending import lapse, take_in
from portal.contracts.operations.drafting import reason_given
from portal.contracts.operations.negotiating import reopen_with_changes
from portal.contracts.operations.proceeding import Proceeding, opened
from portal.contracts.rules import LIFE, RoundStatus, Status
from portal.database.session import Session
from portal.partners.membership import Period
from portal.sentences import say


async def reopen(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, reason: str, now: datetime
) -> Contract:
    """Takes an agreed text back to the table; the side that reopens holds the pen."""
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    await _back_to_the_table(case, "reopen", reason)
    return case.contract


async def start_approval(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, now: datetime
) -> Contract:
    """Asks for the approvals that the rules require; where none is required the text goes out for signature at once."""
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    if case.contract.parent_id is not None:
        open_ = await session.scalar(queries.unanswered(), {"contract_id": contract_id})
        case.known["unanswered"] = tuple(open_ or ())
    with case.step(LIFE, "startApproval"):
        case.contract.signature_window += 1
    return case.contract


async def sign(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, expected_digest: str,
    authority: str, now: datetime,
) -> Contract:  # fmt: skip
    """Puts the actor's name under exactly this text; the second side's signature makes the contract.

    Refuses: NotFound, Stale (version, digest), NotAllowed without an authority to sign that covers the contract,
    WrongStatus, Blocked if the side has signed, Invalid.
    """
    case = await opened(
        session, actor, contract_id=contract_id, expected_version=expected_version, now=now, with_parent=True
    )
    contract = case.contract
    wanted = say("Enter the capacity in which you sign, in 1 to 200 characters.")
    capacity = wording.line(authority, path=("input", "authority"), wanted=wanted)
    periods = await session.scalar(queries.AUTHORISED, {"contract_id": contract.id})
    case.known["authorised"] = tuple(situations.read(Period, each) for each in periods)
    with case.step(LIFE, "sign", note=capacity):
        case.expect(expected_digest)
        contract.signed_by |= {actor.side}
        session.add(
            Signature(
                partner_id=contract.partner_id,
                contract_id=contract.id,
                sha256=expected_digest,
                window=contract.signature_window,
                side=actor.side,
                person_id=actor.person_id,
                name=actor.name,
                authority=capacity,
                signed_at=now,
            )
        )
    await take_in(case)
    return contract


async def decline(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, reason: str, now: datetime
) -> Contract:
    """Refuses to sign: the signatures given are void, and the declining side holds the pen."""
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    await _back_to_the_table(case, "decline", reason)
    return case.contract


async def keep_time(session: Session, *, contract_id: UUID, now: datetime) -> Contract | None:
    """Takes the system steps whose date has come; None if nothing was due. Running it twice moves nothing more."""
    case = await opened(session, SYSTEM, contract_id=contract_id, expected_version=None, now=now, with_parent=True)
    version = case.contract.version
    if not LIFE.refusal(case.situation(LIFE), case.contract.status, "lapseWithContract", SYSTEM, now):
        await lapse(case)
    while case.contract.due_at is not None and case.contract.due_at <= now:
        await _take_what_is_due(case)
        await take_in(case)
    return case.contract if case.contract.version > version else None


async def _take_what_is_due(case: Proceeding) -> None:
    contract = case.contract
    if contract.status is Status.IN_NEGOTIATION:
        await _lapse_round(case)
        return
    step = LIFE.deadlines[contract.status].step
    if step is None:
        raise errors.WrongStatus.because(say("There is nothing to do now.").then(LIFE.in_words[contract.status]))
    with case.step(LIFE, step):
        if step == "lapse":
            contract.signed_by = frozenset()
        if step == "overdue" and case.lead_id:
            contract.owner_id = case.lead_id


async def _lapse_round(case: Proceeding) -> None:
    """The pen passes on: from a drafter who did not submit to the other side, from an answer that did not come back."""
    round_ = await case.current_round()
    answered_late = round_.status is RoundStatus.SUBMITTED
    with case.round_step(round_, "lapse"):
        if answered_late:
            await reopen_with_changes(case, round_)
        else:
            case.open_round(round_.side.other)


async def _back_to_the_table(case: Proceeding, action: str, reason: str) -> None:
    with case.step(LIFE, action, note=reason_given(reason)):
        case.contract.signed_by = frozenset()
        case.open_round(case.actor.side)
