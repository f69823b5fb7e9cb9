"""The end of a case: its cause, what keeps that from coming back, and whether it did."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from portal import acting, calendars, errors, ids
from portal.access import Actor, Side
from portal.acting import Case
from portal.clock import Moment
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import Dispute, Prevention
from portal.disputes.models.cases import TEXT_LONGEST
from portal.disputes.operations.case import OpenDispute, opened
from portal.disputes.operations.triage import end
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind
from portal.disputes.rules.prevention import CHECKED_AFTER, PREVENTION, PreventionStatus
from portal.disputes.rules.statuses import CauseCategory
from portal.partners.operations import account
from portal.sentences import say
from portal.wording import line, note_given

MOST_ACTIONS, LONGEST_PLAN, LONGEST_RESPONSIBLE = 20, 732, 200
"""Actions of a case, days ahead, characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One action against a cause; its effect is looked at 90 days after it is due unless a day is named."""

    side: Side
    text: str
    responsible: str
    due_on: date
    check_on: date | None = None


async def record_cause(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, category: CauseCategory, whys: str,
    planned: Sequence[Planned], now: datetime, no_prevention_reason: str = "",
) -> Dispute:  # fmt: skip
    """Says why it happened and what prevents it, or why nothing does. Refuses: Invalid with everything at once."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    record = case.record
    with case.step(DISPUTE, "recordCause"):
        faults = errors.Faults()
        with faults:
            wanted = say("Enter why it happened, and what caused that.")
            record.cause_text = note_given(whys, wanted, "whys", longest=TEXT_LONGEST)
        with faults:
            _check_plan(planned, no_prevention_reason)
        with faults:
            record.no_prevention_reason = _reason(no_prevention_reason)
        rows = []
        for number, one in enumerate(planned):
            with faults:
                rows.append(_row(case, one, number))
        faults.refuse()
        record.cause, record.cause_by_name, record.cause_at = category, actor.name, now
        record.preventions += len(rows)
        case.append(EntryKind.CAUSE, {
            "category": category, "whys": record.cause_text, "noPreventionReason": record.no_prevention_reason,
            "actions": [_plain(row) for row in rows],
        })  # fmt: skip
        session.add_all(rows)
    await _date(case, rows)
    return record


def _reason(text: str) -> str:
    return note_given(text, say("Enter why prevention is not possible."), "noPreventionReason") if text.strip() else ""


def _check_plan(planned: Sequence[Planned], no_prevention_reason: str) -> None:
    path = ("input", "actions")
    if len(planned) > MOST_ACTIONS:
        raise errors.Invalid("Plan at most {most} actions.", most=MOST_ACTIONS, path=path)
    if not planned and not no_prevention_reason.strip():
        raise errors.Invalid("Plan how to prevent it, or say why prevention is not possible.", path=path)


def _row(case: OpenDispute, one: Planned, place: int) -> Prevention:
    path = ("input", "actions", str(place))
    zone = case.clocks[one.side].zone
    today = Moment(case.now).day(zone)
    check_on = one.check_on or one.due_on + timedelta(days=CHECKED_AFTER)
    faults, said = errors.Faults(), {}
    with faults:
        if not today <= one.due_on <= today + timedelta(days=LONGEST_PLAN):
            raise errors.Invalid("The day must be within the next two years.", path=(*path, "dueOn"))
    with faults:
        if not one.due_on <= check_on <= one.due_on + timedelta(days=LONGEST_PLAN):
            raise errors.Invalid(
                "Check the effect after the day the action is due, and within two years.", path=(*path, "checkOn")
            )  # fmt: skip
    with faults:
        said["text"] = note_given(one.text, say("Enter what will be done."), *path[1:], "text")
    with faults:
        wanted = say("Enter who is responsible, in 1 to 200 characters.")
        said["responsible"] = line(
            one.responsible, path=(*path, "responsible"), wanted=wanted, longest=LONGEST_RESPONSIBLE
        )  # fmt: skip
    faults.refuse()
    return Prevention(
        partner_id=case.record.partner_id, id=ids.new(), dispute_id=case.record.id, version=0,
        number=case.record.preventions + place + 1, side=one.side, due_on=one.due_on, check_on=check_on,
        ends_at=calendars.begins_at(one.due_on + timedelta(days=1), zone) - timedelta(seconds=1),
        check_at=calendars.begins_at(check_on, zone), status=PreventionStatus.PLANNED, is_late_told=False,
        is_check_told=False, done_note="", done_by_name=None, done_at=None, check_note="", checked_by_name=None,
        checked_at=None, planned_by_name=case.actor.name, planned_at=case.now, waiting_on=frozenset(), due_at=None,
        due_calendar=None, updated_at=case.now, **said,
    )  # fmt: skip


def _plain(row: Prevention) -> dict[str, object]:
    return {
        "number": row.number, "side": row.side, "text": row.text, "responsible": row.responsible,
        "dueOn": row.due_on.isoformat(), "checkOn": row.check_on.isoformat(),
    }  # fmt: skip


async def _date(case: OpenDispute, rows: Sequence[Prevention]) -> None:
    for row in rows:
        opened_one = OpenPrevention(
            session=case.session, actor=case.actor, record=row, clocks=case.clocks, now=case.now
        )  # fmt: skip
        with opened_one.event("prevention.planned"):
            opened_one.tell(text=row.text, side=row.side, due_on=row.due_on)
            opened_one.wait(PREVENTION)
    await case.session.flush()


async def close(session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, now: datetime) -> Dispute:
    """Closes what is resolved, once its cause is known and its time to be reopened over."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    with case.step(DISPUTE, "close"):
        case.append(EntryKind.END, {"cause": case.record.cause})
        await end(case)
    return case.record


@dataclass(kw_only=True)
class OpenPrevention(Case[Prevention]):
    """An action while somebody acts on it; what happens to it is told on its dispute's timeline."""

    @property
    def about(self) -> tuple[str, UUID] | None:
        return Dispute.PREFIX, self.record.dispute_id


async def mark_done(
    session: Session, actor: Actor, *, prevention_id: UUID, expected_version: int, note: str, now: datetime
) -> Prevention:
    """Says that it is done, and how."""
    case = await opened_prevention(
        session, actor, prevention_id=prevention_id, expected_version=expected_version, now=now
    )  # fmt: skip
    said = note_given(note, say("Enter what was done."), "note")
    with case.step(PREVENTION, "markDone", note=said):
        case.record.done_note, case.record.done_by_name, case.record.done_at = said, actor.name, now
    return case.record


async def check(
    session: Session, actor: Actor, *, prevention_id: UUID, expected_version: int, is_effective: bool, note: str,
    now: datetime,
) -> Prevention:  # fmt: skip
    """Says whether it has worked, and what shows it."""
    case = await opened_prevention(
        session, actor, prevention_id=prevention_id, expected_version=expected_version, now=now
    )  # fmt: skip
    said = note_given(note, say("Enter the evidence."), "note")
    with case.step(PREVENTION, "checkEffective" if is_effective else "checkIneffective", note=said):
        case.record.check_note, case.record.checked_by_name, case.record.checked_at = said, actor.name, now
    return case.record


async def opened_prevention(
    session: Session, actor: Actor, *, prevention_id: UUID, expected_version: int | None, now: datetime
) -> OpenPrevention:
    """The action under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    record, partner, company = await acting.locked(
        session,
        actor,
        queries.prevention_to_act_on(prevention_id),
        absent=errors.NotFound("There is no such action.", path=("input", "preventionId")),
        stale=errors.StaleVersion(
            "Someone changed the action after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        ),
        expected_version=expected_version,
    )
    return OpenPrevention(
        session=session, actor=actor, record=record, clocks=account.clocks_of(partner, company), now=now
    )  # fmt: skip
