"""What the other side does with a proposal it does not take as it is: an answer to every change, and the pen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from portal import errors, threads, wording
from portal.access import Actor
from portal.contracts.models import Change, Contract, Round
from portal.contracts.operations.negotiating import keep, new_key, plain, record, resulting
from portal.contracts.operations.proceeding import Proceeding, opened
from portal.contracts.rules import ChangeStatus
from portal.contracts.text import bounds, documents, proposals, reading
from portal.contracts.text.documents import Document, Operation
from portal.database.session import Session


@dataclass(frozen=True, slots=True, kw_only=True)
class Disposition:
    """One side's answer to one change: accepted, refused with a reason, or replaced by its own text."""

    change_id: UUID
    accept: bool
    reason: str = ""
    replacement: str | None = None


async def counter_round(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int,
    dispositions: Sequence[Disposition], now: datetime,
) -> Contract:  # fmt: skip
    """Answers every change of the proposal and takes the pen; accepted changes become the next version at once."""
    case = await opened(
        session, actor, contract_id=contract_id, expected_version=expected_version, now=now, with_round=True
    )
    round_ = await case.current_round()
    with case.round_step(round_, "counter"):
        changes = await case.changes(round_)
        answers = _answers(changes, dispositions)
        await _settle(case, round_, [(change, answers[change.id]) for change in changes])
        own = case.open_round(actor.side)
        await session.flush()
        replaced = [(plain(each), answers[each.id]) for each in changes if answers[each.id].replacement is not None]
        order = [item.change_id for item in dispositions]
        replies = await threads.apart(_replies, await case.current_text(), replaced, order)
        answered = enumerate(zip(replies, replaced, strict=True))
        await keep(
            session, (record(own, place, reply, rationale=answer.reason) for place, (reply, (_, answer)) in answered)
        )
    return case.contract


def _answers(changes: Sequence[Change], dispositions: Sequence[Disposition]) -> Mapping[UUID, Disposition]:
    """Each change's answer. Refuses: Invalid for a missing, a second or a foreign one, and a refusal without reason."""
    answers: dict[UUID, Disposition] = {}
    known = {change.id for change in changes}
    for index, item in enumerate(dispositions):
        here = ("input", "dispositions", str(index))
        if item.change_id not in known or item.change_id in answers:
            raise errors.Invalid(
                "This change is not part of the proposal, or you answered it twice.", path=(*here, "changeId")
            )
        reason = wording.settle(item.reason.strip(), path=(*here, "reason"), limit=bounds.LONGEST_LABEL)
        if not item.accept and not reason:
            raise errors.Invalid("Enter a reason.", path=(*here, "reason"))
        if item.accept and item.replacement is not None:
            raise errors.Invalid("Accept the change or replace it, not both.", path=(*here, "replacement"))
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
    result = await resulting(case, accepted)
    for index, change in enumerate(accepted):
        change.status = ChangeStatus.STALE if index in result.stale else ChangeStatus.ACCEPTED
    if len(result.stale) < len(accepted):
        case.add_version(result.written, round_.side)


def _replies(
    text: str, replaced: Sequence[tuple[documents.Change, Disposition]], order: Sequence[UUID]
) -> list[documents.Change]:
    """The counter-changes, tried on the text. Refuses: Invalid at the answer whose words cannot stand there."""
    document = reading.document(text)
    places = [("input", "dispositions", str(order.index(answer.change_id)), "replacement") for _, answer in replaced]
    try:
        replies = [
            _replaced(document, change, answer.replacement or "", place)
            for place, (change, answer) in enumerate(replaced)
        ]
        stale = proposals.apply(document, replies, path=("input", "dispositions")).stale
    except errors.Invalid as refused:
        index = refused.path[2] if refused.path[1] == "dispositions" else "0"
        raise errors.Invalid.because(refused.sentence, path=places[int(index)]) from refused
    if stale:
        raise errors.Invalid("You already have a replacement for this clause.", path=places[stale[0]])
    return replies


def _replaced(document: Document, change: documents.Change, text: str, place: int) -> documents.Change:
    """The counter-change: the same place of the current text, with the own words."""
    if change.op in documents.ON_ANNEXES:
        raise errors.Invalid(
            "You cannot suggest other wording for an annex. Reject it, and propose another file in your turn.",
            path=("input", "dispositions", str(place)),
        )
    if change.op in {Operation.SET_TERM, Operation.SETTLE}:
        return documents.Change(op=change.op, term=change.term, value=text)
    clause = next((clause for clause in document.clauses if clause.key == change.clause_key), None)
    if clause is None:
        return documents.Change(
            op=Operation.INSERT, clause_key=new_key(), after_key=change.after_key, number=change.number,
            heading=change.heading, text=text, depth=change.depth,
        )  # fmt: skip
    return documents.Change(
        op=Operation.REPLACE, clause_key=clause.key, base_sha256=documents.clause_digest(clause), text=text
    )
