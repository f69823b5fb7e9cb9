"""The company decides: asks, approves, rejects with a reason that the partner reads, or decides between two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal import errors
from portal.access import Actor
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.models import Opportunity, Outcome
from portal.opportunities.operations import catalogue, placing
from portal.opportunities.operations.deal import OpenOpportunity, opened
from portal.opportunities.rules.opportunity import LIFE
from portal.opportunities.rules.statuses import (
    RESTS_ON_OLDER,
    OpportunityStatus,
    RejectionCode,
)
from portal.sentences import say
from portal.wording import note_given

MOST_ITEMS, LONGEST_ITEM = 10, 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejection:
    """Why a registration is not protected."""

    code: RejectionCode
    text: str = ""
    older_right_on: date | None = None
    """The day of the right that stands in its way, where the code rests on one."""


async def ask_info(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, items: Sequence[str], now: datetime
) -> Opportunity:
    """Asks the partner for what is named; the company's own time stands until it is said."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    with case.step(LIFE, "askInfo"):
        if not 1 <= len(items) <= MOST_ITEMS:
            raise errors.Invalid("Enter 1 to {most} items.", most=MOST_ITEMS, path=("input", "items"))
        faults, said = errors.Faults(), list[str]()
        for number, item in enumerate(items):
            with faults:
                said.append(note_given(item, say("Enter what is missing."), "items", str(number), longest=LONGEST_ITEM))
        faults.refuse()
        case.record.note = "\n".join(said)[:2000]
        case.record.stood = [*case.record.stood, {"since": now.isoformat(), "until": None}]
        await case.take_over()
    return case.record


async def give_info(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, text: str, now: datetime
) -> Opportunity:
    """Says what was asked. It keeps the time at which it was filed; customer, products and regions stay."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    note = note_given(text, say("Give the requested information."), "text")
    with case.step(LIFE, "giveInfo", note=note):
        case.record.note = note
        *before, last = case.record.stood
        case.record.stood = [*before, {**last, "until": now.isoformat()}]
        await case.take_over()
    return case.record


async def approve(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, now: datetime
) -> Opportunity:
    """Protects it from now on. Refuses: Blocked while it is compared with others."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    with case.step(LIFE, "approve"):
        await case.take_over()
        await placing.protect(case)
    return case.record


async def reject(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, rejection: Rejection, now: datetime
) -> Opportunity:
    """Rejects it with a code and, where it rests on an older right, its day; never whose right that is."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    was_met = case.record.status is OpportunityStatus.CONFLICT
    with case.step(LIFE, "reject", note=rejection.text.strip()):
        await _reject(case, rejection)
        await case.take_over()
        if was_met:
            await _decided(case, Outcome.REJECTED)
    return case.record


async def _reject(case: OpenOpportunity, rejection: Rejection) -> None:
    record, faults = case.record, errors.Faults()
    with faults:
        if rejection.text.strip():
            record.note = note_given(rejection.text, say("Enter a reason."), "text")
        else:
            record.note = ""
    with faults:
        record.older_right_on = await _older_right(case, rejection)
    faults.refuse()
    record.rejection = rejection.code


async def _older_right(case: OpenOpportunity, rejection: Rejection) -> date | None:
    """The day that was given; of a conflict, that of the earliest right it meets."""
    path = ("input", "olderRightOn")
    if rejection.code is RejectionCode.ACTIVE_DIRECT_DEAL:
        return await _direct_deal(case)
    if rejection.code not in RESTS_ON_OLDER:
        if rejection.older_right_on is not None:
            raise errors.Invalid("This reason is not based on an older right. Leave its date empty.", path=path)
        return None
    filed_on = case.record.filed_at and case.record.filed_at.date()
    day = rejection.older_right_on or await placing.oldest_right(case)
    if day is None:
        raise errors.Invalid("Enter the date of the older right. The partner can read it.", path=path)
    if filed_on is not None and day > filed_on:
        raise errors.Invalid("The older right must be older than this registration.", path=path)
    return day


async def flag_conflict(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, other_id: UUID, now: datetime
) -> Opportunity:
    """Says that another registration is about the same customer, though nothing that identifies it is the same."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    other: Opportunity | None = await session.scalar(queries.opportunity(other_id))
    if other is None or other.filed_at is None or other.id == case.record.id:
        raise errors.NotFound("There is no such registration.", path=("input", "otherId"))
    with case.step(LIFE, "flagConflict"):
        await placing.meet(case, [other])
        await case.take_over()
    return case.record


async def award(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, now: datetime
) -> Opportunity:
    """Protects all of it. Refuses: Blocked where somebody still holds a part, NotAllowed with a quota."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    with case.step(LIFE, "awardHere"):
        await case.take_over()
        if len(await placing.take(case)) < len(placing.wanted(case.record)):
            raise errors.Blocked("Another registration holds part of it. Split or reject this one.")
        await placing.protect(case)
        await _decided(case, Outcome.AWARDED)
    return case.record


async def split(
    session: Session, actor: Actor, *, opportunity_id: UUID, expected_version: int, now: datetime
) -> Opportunity:
    """Protects the products and regions that nobody holds. Refuses: Blocked where nothing is left."""
    case = await opened(session, actor, opportunity_id=opportunity_id, expected_version=expected_version, now=now)
    with case.step(LIFE, "split"):
        await case.take_over()
        free = await placing.take(case)
        if not free:
            raise errors.Blocked("No part of it is free.")
        called = await catalogue.called(session, {cell.product for cell in free})
        case.tell(pairs=", ".join(f"{called[cell.product]} {cell.region}" for cell in free))
        await placing.protect(case)
        await _decided(case, Outcome.SPLIT)
    return case.record


async def _direct_deal(case: OpenOpportunity) -> date:
    """The day of the direct deal on which a refusal rests: of the record, whatever anybody types."""
    day: date | None = await case.session.scalar(queries.direct_right_on(case.record))
    if day is None:
        raise errors.Invalid(
            "No direct deal conflicts with the registration. Add the deal, or choose another reason.",
            path=("input", "code"),
        )
    return day


async def _decided(case: OpenOpportunity, outcome: Outcome) -> None:
    found: Any = await case.session.scalar(queries.conflict_of(case.record))
    if found is not None and found.outcome is None:
        found.outcome, found.decided_at = outcome, case.now
        found.decided_by, found.decided_by_name = case.actor.person_id, case.actor.name
