"""What a side does with the pen: edit, submit, withdraw; and the other side's plain yes."""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, delete

from portal import errors, ids, threads, wording
from portal.access import Actor, Permission
from portal.contracts.models import Acceptance, Change, Contract, Round
from portal.contracts.operations import annexes
from portal.contracts.operations.proceeding import Proceeding, opened
from portal.contracts.rules import LIFE, ROUND, ChangeStatus
from portal.contracts.text import bounds, documents, proposals, reading, terms
from portal.contracts.text.documents import Operation
from portal.database.session import Session
from portal.sentences import Sentence, say

MOST_CHANGES = 500
AT_ONCE = 50
"""Records that are made before anybody else has a turn."""
DROPPED = delete(Change).where(Change.partner_id == bindparam("partner"), Change.round_id == bindparam("round"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """One change as a person writes it, with the reason for it."""

    change: documents.Change
    rationale: str = ""
    file_id: UUID | None = None
    """The file of an annex."""


async def edit_round(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, changes: Sequence[Proposal],
    now: datetime,
) -> Contract:  # fmt: skip
    """Keeps the whole list of changes that the side with the pen means to propose; the other side sees none of it."""
    case = await opened(
        session, actor, contract_id=contract_id, expected_version=expected_version, now=now, with_round=True
    )
    round_ = await case.current_round()
    with case.round_step(round_, "edit", published=False):
        if len(changes) > MOST_CHANGES:
            raise errors.Invalid(
                "A round can have at most {most} changes.", most=MOST_CHANGES, path=("input", "changes")
            )
        changes = [await _filed(case, place, item) for place, item in enumerate(changes)]
        await annexes.drop_others(case, {item.change.annex_sha256 for item in changes if item.change.annex_sha256})
        text = await case.current_text()
        length = len(text) + sum(len(item.change.text or "") + len(item.rationale) for item in changes)
        kept = await threads.by_length(length, _tried, text, changes)
    await session.execute(DROPPED, {"partner": round_.partner_id, "round": round_.id})
    await keep(
        session, (record(round_, place, item.change, rationale=item.rationale) for place, item in enumerate(kept))
    )
    return case.contract


async def submit_round(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, expected_digest: str,
    now: datetime, no_changes: bool = False, message: str = "",
) -> Contract:  # fmt: skip
    """Shows the other side the saved changes, or says that the text is accepted as it stands.

    Refuses also Invalid without changes and for those that change nothing, StaleDigest if the text is no longer the
    one the changes build on.
    """
    case = await opened(
        session, actor, contract_id=contract_id, expected_version=expected_version, now=now, with_round=True
    )
    round_ = await case.current_round()
    message = wording.settle(message, path=("input", "message"), limit=bounds.LONGEST_LABEL)
    ROUND.take(case.situation(ROUND), round_.status, "submit", actor, now=now)
    changes = await case.changes(round_)
    annexed = {change.annex_sha256 for change in changes if change.annex_sha256}
    unshown = await annexes.own(case, annexed)
    await annexes.guard(case, unshown)
    with case.round_step(round_, "submit", note=message):
        case.expect(expected_digest)
        _check_intent(actor, changes, no_changes=no_changes)
        result = await resulting(case, changes)
        if changes:
            _check_result(case, result)
        annexes.show(unshown)
        for change in changes:
            change.submitted_at = now
        round_.submitted_at, round_.submitted_by, round_.message = now, actor.name, message
        round_.result_sha256 = result.written.sha256
        _accept(case, round_.result_sha256)
    return case.contract


async def withdraw_round(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, now: datetime
) -> Contract:
    """Takes the own proposal back while it is unanswered; the pen returns with the changes and the old deadline."""
    case = await opened(
        session, actor, contract_id=contract_id, expected_version=expected_version, now=now, with_round=True
    )
    round_ = await case.current_round()
    with case.round_step(round_, "withdraw"):
        await reopen_with_changes(case, round_, turn_due_at=max(round_.turn_due_at, now))
    return case.contract


async def accept_round(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, expected_digest: str,
    now: datetime,
) -> Contract:  # fmt: skip
    """Accepts exactly the proposed text: it becomes the next version, and both sides are agreed on it."""
    case = await opened(
        session, actor, contract_id=contract_id, expected_version=expected_version, now=now, with_round=True
    )
    round_ = await case.current_round()
    with case.round_step(round_, "accept"):
        case.expect(expected_digest, actual=round_.result_sha256)
        changes = await case.changes(round_)
        for change in changes:
            change.status = ChangeStatus.ACCEPTED
        if changes:
            result = await resulting(case, changes)
            case.add_version(result.written, round_.side)
        case.expect(expected_digest)
        _accept(case, expected_digest)
    case.follow(LIFE, "agree")
    return case.contract


async def resulting(case: Proceeding, changes: Sequence[Change]) -> reading.Result:
    """What the changes make of the text on the table. Refuses: Invalid."""
    text = await case.current_text()
    length = len(text) + sum(len(change.text or "") for change in changes)
    return await threads.by_length(length, reading.result, text, [plain(change) for change in changes])


async def reopen_with_changes(case: Proceeding, round_: Round, *, turn_due_at: datetime | None = None) -> None:
    """Inside a step: a new round for the same side, with a copy of the changes of the last one."""
    changes = await case.changes(round_)
    again = case.open_round(round_.side, turn_due_at=turn_due_at)
    await case.session.flush()
    for change in changes:
        change.status = ChangeStatus.WITHDRAWN
    copies = (record(again, change.position, plain(change), rationale=change.rationale) for change in changes)
    await keep(case.session, copies)


async def _filed(case: Proceeding, place: int, item: Proposal) -> Proposal:
    """The proposal with what the file of an annex says. Refuses: NotFound, Invalid."""
    path = ("input", "changes", str(place))
    return replace(item, change=await annexes.named(case, item.change, item.file_id, path=path))


def _tried(text: str, changes: Sequence[Proposal]) -> list[Proposal]:
    """The changes as they are kept, once they have been tried on the text. Refuses: Invalid, StaleDigest."""
    keyed = [_keyed(item.change) for item in changes]
    for position, change in enumerate(keyed):
        if change.op is Operation.SET_TERM:
            terms.check_written(change.term or "", change.value or "", path=("input", "changes", str(position)))
    stale = proposals.apply(reading.document(text), keyed, is_settled=True).stale
    if stale:
        raise errors.StaleDigest.because(_gone(keyed[stale[0]]), path=("input", "changes", str(stale[0]), "baseDigest"))
    rationales = [
        wording.settle(
            item.rationale, path=("input", "changes", str(position), "rationale"), limit=bounds.LONGEST_CLAUSE
        )
        for position, item in enumerate(changes)
    ]
    return [Proposal(change=change, rationale=why) for change, why in zip(keyed, rationales, strict=True)]


def _gone(change: documents.Change) -> Sentence:
    """Why a change has nothing to build on."""
    if change.op not in documents.ON_ANNEXES:
        return say("The clause has changed since you opened it. Read it again.")
    if change.base_sha256 is None:
        return say("There is already an annex with this name. Replace it, or rename the file.")
    return say("The annex has changed since you opened it. Check the latest version.")


def _check_intent(actor: Actor, changes: Sequence[Change], *, no_changes: bool) -> None:
    if no_changes and changes:
        raise errors.Invalid("Your draft has changes. Submit them, or remove them first.", path=("input", "noChanges"))
    if not no_changes and not changes:
        raise errors.Invalid(
            "Propose at least one change, or accept the text without changes.", path=("input", "noChanges")
        )
    if no_changes:
        actor.require(Permission.CONTRACT_ACCEPT)


def _check_result(case: Proceeding, result: reading.Result) -> None:
    """What is proposed is something else than what is on the table. Refuses: Invalid."""
    terms.check_new(result.written.document.terms, path=("input", "changes"))
    for position in result.void:
        raise errors.Invalid(
            "Change {number} changes nothing. Enter what should be different, or remove it.",
            number=position + 1,
            path=("input", "changes", str(position)),
        )
    if result.written.sha256 == case.contract.sha256:
        raise errors.Invalid("Together, your changes change nothing.", path=("input", "changes"))


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


def _keyed(change: documents.Change) -> documents.Change:
    """A new clause gets a key of its own unless its author named one."""
    if change.op is not Operation.INSERT or change.clause_key:
        return change
    return replace(change, clause_key=new_key())


def new_key() -> str:
    return f"n{ids.new().hex}"


def plain(change: Change) -> documents.Change:
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
        annex=change.annex,
        annex_sha256=change.annex_sha256,
        annex_bytes=change.annex_bytes,
    )


async def keep(session: Session, changes: Iterable[Change]) -> None:
    """Makes the records and writes them; many of them some at a time, so that the event loop has its turns between."""
    left = iter(changes)
    while some := list(itertools.islice(left, AT_ONCE)):
        session.add_all(some)
        if len(some) == AT_ONCE:
            await session.flush()


def record(round_: Round, position: int, change: documents.Change, *, rationale: str) -> Change:
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
        annex=change.annex,
        annex_sha256=change.annex_sha256,
        annex_bytes=change.annex_bytes,
        rationale=rationale,
    )
