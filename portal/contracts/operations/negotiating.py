"""What a side does with the pen and with the other side's proposal: edit, submit, withdraw, counter, accept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from portal import errors, ids
from portal.access import Actor, Permission
from portal.contracts import documents, wording
from portal.contracts.documents import Document, Operation
from portal.contracts.models import Acceptance, Change, Contract, Round
from portal.contracts.operations.proceeding import Proceeding, opened
from portal.contracts.rules import ChangeStatus, RoundStatus

MOST_CHANGES = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One change as a person writes it, with the reason for it."""

    change: documents.Change
    rationale: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """One side's answer to one change: accepted, refused with a reason, or replaced by its own text."""

    change_id: UUID
    accept: bool
    reason: str = ""
    replacement: str | None = None


async def edit_round(
    session: AsyncSession, actor: Actor, *, contract_id: UUID, expected_version: int, changes: Sequence[Proposal],
    now: datetime,
) -> Contract:  # fmt: skip
    """Keeps the whole list of changes that the side with the pen means to propose; the other side sees none of it."""
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    round_ = await case.current_round()
    case.take_round(round_, "edit", published=False)
    if len(changes) > MOST_CHANGES:
        raise errors.Invalid(f"A round has at most {MOST_CHANGES} changes.", path=("input", "changes"))
    keyed = [_keyed(item.change) for item in changes]
    applied = documents.apply(await case.current_document(), keyed)
    if applied.stale:
        raise errors.StaleDigest(
            "The clause is no longer the one you changed; please read it again.",
            path=("input", "changes", str(applied.stale[0]), "baseDigest"),
        )
    await session.execute(delete(Change).where(Change.partner_id == round_.partner_id, Change.round_id == round_.id))
    for position, (change, item) in enumerate(zip(keyed, changes, strict=True)):
        session.add(_record(round_, position, change, rationale=item.rationale))
    return case.contract


async def submit_round(
    session: AsyncSession, actor: Actor, *, contract_id: UUID, expected_version: int, expected_digest: str,
    now: datetime, no_changes: bool = False, message: str = "",
) -> Contract:  # fmt: skip
    """Shows the other side the saved changes, or says that the text is accepted as it stands.

    Refuses also Invalid without changes, StaleDigest if the text is no longer the one the changes build on.
    """
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    round_ = await case.current_round()
    message = wording.settle(message, path=("input", "message"), limit=wording.LONGEST_LABEL)
    case.take_round(round_, "submit", note=message)
    case.expect(expected_digest)
    changes = await case.changes(round_)
    _check_intent(actor, changes, no_changes=no_changes)
    document = await case.current_document()
    result = documents.apply(document, [_plain(change) for change in changes]).document
    for change in changes:
        change.submitted_at = now
    round_.submitted_at, round_.submitted_by, round_.message = now, actor.name, message
    round_.result_sha256 = documents.digest(result)
    _accept(case, round_.result_sha256)
    return case.contract


async def withdraw_round(
    session: AsyncSession, actor: Actor, *, contract_id: UUID, expected_version: int, now: datetime
) -> Contract:
    """Takes the own proposal back while it is unanswered; the pen returns with the changes and the old deadline."""
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    round_ = await case.current_round()
    case.take_round(round_, "withdraw")
    await reopen_with_changes(case, round_)
    return case.contract


async def accept_round(
    session: AsyncSession, actor: Actor, *, contract_id: UUID, expected_version: int, expected_digest: str,
    now: datetime,
) -> Contract:  # fmt: skip
    """Accepts exactly the proposed text: it becomes the next version, and both sides are agreed on it."""
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    round_ = await case.current_round()
    case.take_round(round_, "accept")
    case.expect(expected_digest, actual=round_.result_sha256)
    changes = await case.changes(round_)
    for change in changes:
        change.status = ChangeStatus.ACCEPTED
    if changes:
        applied = documents.apply(await case.current_document(), [_plain(change) for change in changes])
        case.add_version(applied.document, round_.side)
    case.expect(expected_digest)
    _accept(case, expected_digest)
    case.follow("agree")
    return case.contract


async def counter_round(
    session: AsyncSession, actor: Actor, *, contract_id: UUID, expected_version: int,
    dispositions: Sequence[Disposition], now: datetime,
) -> Contract:  # fmt: skip
    """Answers every change of the proposal and takes the pen; accepted changes become the next version at once."""
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    round_ = await case.current_round()
    case.take_round(round_, "counter")
    changes = await case.changes(round_)
    answers = _answers(changes, dispositions)
    await _settle(case, round_, [(change, answers[change.id]) for change in changes])
    own = case.open_round(actor.side)
    replaced = [change for change in changes if answers[change.id].replacement is not None]
    replies = _replies(await _after_flush(case), [(change, answers[change.id]) for change in replaced], dispositions)
    for position, (change, reply) in enumerate(zip(replaced, replies, strict=True)):
        session.add(_record(own, position, reply, rationale=answers[change.id].reason))
    return case.contract


async def reopen_with_changes(case: Proceeding, round_: Round) -> None:
    """Opens a new round for the same side with a copy of the changes of the last one."""
    changes = await case.changes(round_)
    withdrawn = round_.status is RoundStatus.WITHDRAWN
    again = case.open_round(round_.side, turn_due_at=max(round_.turn_due_at, case.now) if withdrawn else None)
    await case.session.flush()
    for change in changes:
        case.session.add(_record(again, change.position, _plain(change), rationale=change.rationale))
        change.status = ChangeStatus.WITHDRAWN


def _check_intent(actor: Actor, changes: Sequence[Change], *, no_changes: bool) -> None:
    if no_changes and changes:
        raise errors.Invalid("Your draft has changes: submit them, or remove them first.", path=("input", "noChanges"))
    if not no_changes and not changes:
        raise errors.Invalid(
            "Propose at least one change, or say that you accept the text as it stands.", path=("input", "noChanges")
        )
    if no_changes:
        actor.require(Permission.CONTRACT_ACCEPT)


def _accept(case: Proceeding, sha256: str) -> None:
    contract, actor = case.contract, case.actor
    contract.accepted_by |= {actor.side}
    case.session.add(
        Acceptance(
            partner_id=contract.partner_id,
            contract_id=contract.id,
            sha256=sha256,
            side=actor.side,
            person_id=actor.person_id,
            name=actor.name,
            accepted_at=case.now,
        )
    )


def _answers(changes: Sequence[Change], dispositions: Sequence[Disposition]) -> Mapping[UUID, Disposition]:
    """Each change's answer. Refuses: Invalid for a missing, a second or a foreign one, and a refusal without reason."""
    answers: dict[UUID, Disposition] = {}
    known = {change.id for change in changes}
    for index, item in enumerate(dispositions):
        here = ("input", "dispositions", str(index))
        if item.change_id not in known or item.change_id in answers:
            raise errors.Invalid(
                "This is not a change of the proposal, or it is answered twice.", path=(*here, "changeId")
            )
        reason = wording.settle(item.reason.strip(), path=(*here, "reason"), limit=wording.LONGEST_LABEL)
        if not item.accept and not reason:
            raise errors.Invalid("Please give a reason.", path=(*here, "reason"))
        if item.accept and item.replacement is not None:
            raise errors.Invalid("A change is either accepted or replaced.", path=(*here, "replacement"))
        answers[item.change_id] = replace(item, reason=reason)
    if len(answers) < len(changes):
        raise errors.Invalid("Every change of the proposal needs an answer.", path=("input", "dispositions"))
    return answers


async def _settle(case: Proceeding, round_: Round, answered: Sequence[tuple[Change, Disposition]]) -> None:
    """Writes each change's disposition; the accepted ones that still fit make the next version."""
    accepted = [change for change, answer in answered if answer.accept]
    for change, answer in answered:
        change.reason = answer.reason
        change.status = ChangeStatus.SUPERSEDED if answer.replacement is not None else ChangeStatus.REJECTED
    if not accepted:
        return
    applied = documents.apply(await case.current_document(), [_plain(change) for change in accepted])
    for index, change in enumerate(accepted):
        change.status = ChangeStatus.STALE if index in applied.stale else ChangeStatus.ACCEPTED
    if len(applied.stale) < len(accepted):
        case.add_version(applied.document, round_.side)


async def _after_flush(case: Proceeding) -> Document:
    await case.session.flush()
    return await case.current_document()


def _replies(
    document: Document, replaced: Sequence[tuple[Change, Disposition]], dispositions: Sequence[Disposition]
) -> list[documents.Change]:
    """The counter-changes, tried on the text. Refuses: Invalid at the answer whose words cannot stand there."""
    replies = [_replaced(document, change, answer.replacement or "") for change, answer in replaced]
    order = [item.change_id for item in dispositions]
    places = [("input", "dispositions", str(order.index(change.id)), "replacement") for change, _ in replaced]
    try:
        stale = documents.apply(document, replies, path=("input", "dispositions")).stale
    except errors.Invalid as refused:
        index = refused.path[2] if refused.path[1] == "dispositions" else "0"
        raise errors.Invalid(refused.message, path=places[int(index)]) from refused
    if stale:
        raise errors.Invalid("Another replacement of yours is to the same clause.", path=places[stale[0]])
    return replies


def _replaced(document: Document, change: Change, text: str) -> documents.Change:
    """The counter-change: the same place of the current text, with the own words."""
    if change.operation is Operation.SET_TERM:
        return documents.Change(op=Operation.SET_TERM, term=change.term, value=text)
    clause = next((clause for clause in document.clauses if clause.key == change.clause_key), None)
    if clause is None:
        plain = _plain(change)
        return documents.Change(
            op=Operation.INSERT, clause_key=new_key(), after_key=plain.after_key, number=plain.number,
            heading=plain.heading, text=text, depth=plain.depth,
        )  # fmt: skip
    return documents.Change(
        op=Operation.REPLACE, clause_key=clause.key, base_sha256=documents.clause_digest(clause), text=text
    )


def _keyed(change: documents.Change) -> documents.Change:
    """A new clause gets a key of its own unless its author named one."""
    if change.op is not Operation.INSERT or change.clause_key:
        return change
    return replace(change, clause_key=new_key())


def new_key() -> str:
    return f"n{ids.new().hex}"


def _plain(change: Change) -> documents.Change:
    return documents.Change(
        op=change.operation,
        clause_key=change.clause_key,
        base_sha256=change.base_sha256,
        after_key=change.after_key,
        heading=change.heading,
        number=change.number,
        text=change.text,
        depth=change.depth,
        term=change.term,
        value=change.term_value,
    )


def _record(round_: Round, position: int, change: documents.Change, *, rationale: str) -> Change:
    return Change(
        partner_id=round_.partner_id,
        contract_id=round_.contract_id,
        round_id=round_.id,
        position=position,
        side=round_.side,
        operation=change.op,
        clause_key=change.clause_key,
        base_sha256=change.base_sha256,
        after_key=change.after_key,
        heading=change.heading,
        number=change.number,
        text=change.text,
        depth=change.depth,
        term=change.term,
        term_value=change.value,
        rationale=wording.settle(rationale, path=("input", "changes", str(position), "rationale")),
    )
