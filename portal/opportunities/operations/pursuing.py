"""While it is protected: kept up to date, extended with what was done, won by an order, lost, or given up."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal import calendars, errors
from portal.access import Actor, Side
from portal.boundaries.rules.acts import ActKind
from portal.database.session import Session
from portal.money import Money
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import placing, scope
from portal.opportunities.operations.deal import OpenOpportunity, opened
from portal.opportunities.rules.opportunity import LIFE
from portal.opportunities.rules.statuses import (
    EXTENSION,
    EXTENSION_ANSWER,
    REFERENCE_LONGEST,
    TEXT_LONGEST,
    LossReason,
    Stage,
)
from portal.sentences import say
from portal.wording import line, note_given

WHAT_WAS_DONE = say("Enter what has been done so far.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Won:
    """The order by which a sale was won."""

    order_reference: str
    won_on: date
    value: Money


async def update(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, stage: Stage, estimate: Money,
    expected_close_on: date, now: datetime,
) -> Opportunity:  # fmt: skip
    """Says how far the sale is; with whom, what and where stay."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    with case.step(LIFE, "update"):
        faults = errors.Faults()
        with faults:
            scope.check_estimate(estimate)
        with faults:
            scope.check_close(expected_close_on, case)
        faults.refuse()
        record = case.record
        record.stage, record.expected_close_on = stage, expected_close_on
        record.estimate_minor, record.estimate_currency = estimate.minor, estimate.currency
        await case.take_over()
    return case.record


async def ask_extension(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, text: str, now: datetime
) -> Opportunity:
    """Asks for more time, once, with what was done so far. Not answered within two business days, it is given."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    said = note_given(text, WHAT_WAS_DONE, "text", longest=TEXT_LONGEST)
    with case.step(LIFE, "askExtension", note=said[:2000]):
        both = tuple(case.clocks[side].calendar for side in Side)
        record = case.record
        record.extension_asked_at, record.extension_text = now, said
        record.extension_by = calendars.due_at(now, EXTENSION_ANSWER, both, case.clocks[Side.HOST].zone)
        await case.take_over()
    return case.record


async def extend(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, now: datetime, note: str = ""
) -> Opportunity:
    """Gives 60 days more, once. Refuses: Blocked where a boundary forbids it by now."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    said = note_given(note, WHAT_WAS_DONE, "note") if note.strip() else ""
    LIFE.take(case.situation(LIFE), case.record.status, "extend", actor, now=now)
    await case.keep_within(ActKind.EXTEND)
    with case.step(LIFE, "extend", note=said):
        await lengthen(case)
        await case.take_over()
    return case.record


async def lengthen(case: OpenOpportunity) -> None:
    """Inside a step: protection ends later; what was asked has its answer."""
    record = case.record
    if record.ends_at is None:
        raise AssertionError(record.id)  # what is protected has an end
    record.ends_at += EXTENSION
    record.extensions += 1
    record.warned = 0
    record.extension_asked_at = record.extension_by = None
    await placing.move_end(case)


async def refuse_extension(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, reason: str, now: datetime
) -> Opportunity:
    """Says no to more time; the partner reads why, and protection lasts as long as it did."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    note = note_given(reason, say("Enter a reason."), "reason")
    with case.step(LIFE, "refuseExtension", note=note):
        case.record.note = note
        case.record.extension_asked_at = case.record.extension_by = None
        await case.take_over()
    return case.record


async def win(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, won: Won, now: datetime
) -> Opportunity:
    """The customer has ordered. Refuses: Invalid, Blocked where it would go over a credit limit."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    LIFE.take(case.situation(LIFE), case.record.status, "win", actor, now=now)
    _check_order(case, won)
    await case.keep_within(ActKind.WIN, money=won.value)
    with case.step(LIFE, "win"):
        record = case.record
        record.order_reference, record.won_on = won.order_reference.strip(), won.won_on
        record.value_minor, record.value_currency = won.value.minor, won.value.currency
        case.tell(sold=record.products)  # what is told of the order in facts is read from here
        await case.take_over()
    return case.record


def _check_order(case: OpenOpportunity, won: Won) -> None:
    faults = errors.Faults()
    with faults:
        wanted = say("Enter the order number, in 1 to {longest} characters.", longest=REFERENCE_LONGEST)
        line(won.order_reference, path=("input", "orderReference"), wanted=wanted, longest=REFERENCE_LONGEST)
    with faults:
        first = case.record.filed_at and case.record.filed_at.date()
        if won.won_on > scope.today_of(case.now, case) or (first and won.won_on < first):
            raise errors.Invalid("The order date must be between the registration and today.", path=("input", "wonOn"))
    with faults:
        if won.value.minor <= 0:
            raise errors.Invalid("The amount must be greater than zero.", path=("input", "value", "amount"))
    faults.refuse()


async def lose(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, reason: LossReason, now: datetime,
    note: str = "",
) -> Opportunity:  # fmt: skip
    """The customer does not buy; the reason helps both sides next time."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    said = note_given(note, say("Enter a reason."), "note") if note.strip() else ""
    with case.step(LIFE, "lose", note=said):
        case.record.loss_reason, case.record.note = reason, said
        await case.take_over()
    return case.record


async def withdraw(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, now: datetime, note: str = ""
) -> Opportunity:
    """Gives it up; what it held is free."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    said = note_given(note, say("Enter a reason."), "note") if note.strip() else ""
    with case.step(LIFE, "withdraw", note=said):
        case.record.note = said
        await case.take_over()
    return case.record
