"""The end of an argument: settled, conceded or decided for good; what is to be done then stands in the clear."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from portal import calendars, canonical, ids
from portal.access import Actor, Side
from portal.database.session import Session
from portal.disputes.models import Dispute, DisputeLine, Remedy
from portal.disputes.operations import sealed
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.operations.sealed import Content
from portal.disputes.operations.within import Within
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.following import remedy_of
from portal.disputes.rules.remedy import DAYS, OF_MONEY, REMEDY, RemedyKind, RemedyStatus
from portal.disputes.rules.statuses import LineAnswer
from portal.money import Money
from portal.sentences import say
from portal.wording import note_given


async def settle(case: OpenDispute, actions: Sequence[Content], digest: str, *, offer_id: UUID) -> None:
    """Both sides have accepted one digest: the actions become remedies, and what was said about them stays sealed."""
    await case.look_at_remedies()
    with case.step(DISPUTE, "settle", by_clock=True):
        case.record.settlement_sha256 = digest
        case.append(EntryKind.SETTLEMENT, {"sha256": digest, "actions": [*actions]}, by_clock=True)
        _begin(case, actions, offer_id)


async def concede(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, now: datetime, text: str = ""
) -> Dispute:
    """Accepts every line; what follows from each is to be done.

    Refuses: NotFound, NotAllowed without the authority, StaleVersion, WrongStatus, ConfirmationNeeded.
    """
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    record = case.record
    note = note_given(text, say("Describe what you mean."), "text") if text.strip() else ""
    await case.look_at_remedies()
    with case.step(DISPUTE, "concede", note=note):
        for row in case.lines:
            row.answer, row.answer_text, row.conceded_minor = LineAnswer.ACCEPT, note, row.claimed_minor
            row.answered_by_name, row.answered_at = actor.name, now
        record.conceded_minor, record.note = record.claimed_minor, note
        actions = following(case, {row.position: row.claimed_minor for row in case.lines})
        content = {"dispute": record.number, "conceded": [row.position for row in case.lines], "actions": actions}
        record.settlement_sha256 = canonical.digest(content)
        case.append(EntryKind.CONCESSION, {"text": note, "sha256": record.settlement_sha256, "actions": actions})
        _begin(case, actions, None)
    await session.flush()
    return record


async def become_final(case: OpenDispute) -> None:
    """Nobody has appealed: what was found right is to be done."""
    await case.look_at_remedies()
    found = {row.position: row.decided_minor for row in case.lines if row.decision and row.decision != "UNFOUNDED"}
    actions = following(case, found)
    with case.step(DISPUTE, "becomeFinal"):
        case.append(EntryKind.SETTLEMENT, {"decided": True, "actions": actions}, by_clock=True)
        _begin(case, actions, None)


def following(case: OpenDispute, amounts: dict[int, int]) -> list[dict[str, Any]]:
    """What the respondent has to do about the lines at these positions, of which so much is owed: money is summed."""
    record, obligor = case.record, case.record.claimant.other
    due_on, sums, found = _due_on(case, obligor), dict[RemedyKind, int](), list[dict[str, Any]]()
    for row in case.lines:
        if row.position not in amounts:
            continue
        minor = amounts[row.position]
        kind = remedy_of(
            record.reason_code, obligor=obligor, record_type=row.record_type, document=row.document_kind, minor=minor
        )  # fmt: skip
        if row.record_id is None and minor:
            sums[kind] = sums.get(kind, 0) + minor
        elif kind is not RemedyKind.NOTHING:
            found.append(_about(record, row, kind, minor, due_on))
            if minor and found[-1]["amountMinor"] is None:
                sums[RemedyKind.PAY] = sums.get(RemedyKind.PAY, 0) + minor
    for kind, minor in sums.items():
        amount = Money(minor, record.currency or "")
        found.append(sealed.plain(kind=kind, obligor=obligor, due_on=due_on, amount=amount))
    return found


def _about(record: Dispute, row: DisputeLine, kind: RemedyKind, minor: int, due_on: date) -> dict[str, Any]:
    return sealed.plain(
        kind=kind, obligor=record.claimant.other, due_on=due_on, text=row.text,
        amount=Money(minor, record.currency or "") if kind in OF_MONEY else None,
        record=(row.record_type, row.record_id) if row.record_type and row.record_id else None,
        subject_key=row.subject_key,
    )  # fmt: skip


def _due_on(case: OpenDispute, obligor: Side) -> date:
    both, day = tuple(case.clocks[side].calendar for side in Side), case.now
    return calendars.due_at(day, DAYS, both, case.clocks[obligor].zone).date()


def _begin(case: OpenDispute, actions: Sequence[Content], offer_id: UUID | None) -> None:
    """Makes the remedies; nothing is to be done about “nothing”."""
    wanted = [each for each in actions if each["kind"] != RemedyKind.NOTHING]
    for number, each in enumerate(wanted, len(case.remedies) + 1):
        one = of(case, _row(case, each, number, offer_id))
        case.remedies.append(one.begin(REMEDY))
    case.count_remedies()
    case.tell(remedies=len(wanted), digest=case.record.settlement_sha256)


def _row(case: OpenDispute, action: Content, number: int, offer_id: UUID | None) -> Remedy:
    obligor, due_on = Side(action["obligor"]), date.fromisoformat(action["dueOn"])
    record_type, record_id = ids.parse(action["record"]) if action["record"] else (None, None)
    nothing = dict.fromkeys(("claimed_by_name", "claimed_at", "decided_by_name", "decided_at", "due_at",
                             "due_calendar"))  # fmt: skip
    return Remedy(
        partner_id=case.record.partner_id, id=ids.new(), dispute_id=case.record.id, number=number, version=0,
        kind=RemedyKind(action["kind"]), obligor=obligor, text=action["text"], amount_minor=action["amountMinor"],
        currency=action["currency"], record_type=record_type, record_id=record_id, subject_key=action["subjectKey"],
        due_on=due_on, ends_at=end_of(due_on, case.clocks[obligor].zone), offer_id=offer_id,
        amendment_id=None,
        status=RemedyStatus.OPEN, evidence_note="", evidence_digests=[], reason="", made_at=case.now,
        waiting_on=frozenset(), updated_at=case.now, **nothing,
    )  # fmt: skip


def end_of(day: date, zone: str) -> datetime:
    """The last second of a day."""
    return calendars.begins_at(day + timedelta(days=1), zone) - timedelta(seconds=1)


class OpenRemedy(Within[Remedy]):
    """A remedy while somebody acts on it."""


def of(case: OpenDispute, record: Remedy, **known: Any) -> OpenRemedy:
    """A remedy of a dispute that is locked."""
    return OpenRemedy(
        session=case.session, actor=case.actor, record=record, clocks=case.clocks, now=case.now, known=known,
        dispute=case, called={"remedy": record.number, "kind": record.kind},
    )  # fmt: skip
