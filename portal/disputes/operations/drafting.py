"""A draft of a dispute: what its side alone sees until it files it."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from portal import calendars, errors, ids
from portal.access import Actor, Permission, Side
from portal.acting import Clock
from portal.contracts import queries as contracts
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.contracts.text import disputing
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import Dispute, DisputeLine
from portal.disputes.models.cases import TEXT_LONGEST, TITLE_LONGEST
from portal.disputes.operations import lines, papers
from portal.disputes.operations.case import OpenDispute, begun, opened
from portal.disputes.operations.lines import GivenLine
from portal.disputes.rules import starting
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.statuses import DisputeStatus
from portal.expectations.models import Breach, Consequence, Measurement, Subject
from portal.fees.models import Fee
from portal.obligations.models import Obligation
from portal.opportunities.models import Opportunity
from portal.partners.models import Organisation
from portal.partners.operations import account
from portal.partners.operations.account import OpenAccount
from portal.partners.rules import ACCOUNT, AccountStatus
from portal.reasons import REASONS, Reason
from portal.sentences import say
from portal.wording import line, note_given

OPEN = (AccountStatus.ACTIVE, AccountStatus.ON_HOLD, AccountStatus.OFFBOARDING)
"""Whose accounts can dispute: also a partner on hold, and one that leaves."""
EARLIEST = timedelta(days=3 * 366)
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CONTESTABLE: Mapping[str, Any] = {
    kind.PREFIX: kind
    for kind in (Measurement, Subject, Breach, Consequence, Obligation, Opportunity, Fee, Contract, Organisation)
}
"""The records of the portal that a line can be about; of organisations, the partner's own account."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a draft says, but for its lines."""

    reason_code: str
    title: str
    text: str = ""
    known_on: date | None = None
    """The day from which the time to file it counts; null: today."""
    contract_id: UUID | None = None


async def draft(
    session: Session, actor: Actor, *, said: Said, given: Sequence[GivenLine], now: datetime,
    partner_id: UUID | None = None,
) -> Dispute:  # fmt: skip
    """A draft for the actor's side. Refuses: NotAllowed, NotFound, WrongStatus, Invalid with everything at once."""
    actor.require(Permission.DISPUTE_FILE)
    place = await _place(session, actor, partner_id, now)
    return await begin(
        session, actor, place=place, said=said, given=given, claimant=actor.side, by=actor.person_id, now=now
    )  # fmt: skip


async def begin(
    session: Session, actor: Actor, *, place: OpenAccount, said: Said, given: Sequence[GivenLine], claimant: Side,
    by: UUID, now: datetime,
) -> Dispute:  # fmt: skip
    """The same for the side whose claim it is, also where it follows by itself from what somebody did."""
    record = _empty(claimant, by, place, now)
    case = begun(session, actor, record, place.partner, place.company, now=now)
    with case.event("dispute.drafted", published=False):
        rows = await _write(case, said, given)
        papers.count_missing(record, rows, ())
        case.wait(DISPUTE)
    session.add(record)
    session.add_all(rows)
    await session.flush()
    return record


async def edit(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, said: Said,
    given: Sequence[GivenLine] | None = None, now: datetime,
) -> Dispute:  # fmt: skip
    """Says it all anew, while it is a draft; its lines stay where none are given. Refuses also StaleVersion,
    WrongStatus."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    actor.require(Permission.DISPUTE_FILE)
    if case.record.status is not DisputeStatus.DRAFT:
        raise errors.WrongStatus.because(say("You cannot do this now.").then(DISPUTE.in_words[case.record.status]))
    with case.event("dispute.edited", published=False):
        before = (await session.scalars(queries.lines_of(case.record))).all()
        if given is not None:
            for each in before:
                await session.delete(each)
            await session.flush()
        rows = await _write(case, said, given, before)
        session.add_all(rows)
        papers.count_missing(case.record, rows, await papers.files_of(case))
    return case.record


async def discard(session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int, now: datetime) -> Dispute:
    """Puts a draft aside for good."""
    case = await opened(session, actor, dispute_id=dispute_id, expected_version=expected_version, now=now)
    with case.step(DISPUTE, "discard"):
        case.record.ended_at = now
    return case.record


async def _write(
    case: OpenDispute, said: Said, given: Sequence[GivenLine] | None, before: Sequence[DisputeLine] = ()
) -> list[DisputeLine]:  # fmt: skip
    record, faults = case.record, errors.Faults()
    reason = REASONS.get(said.reason_code)
    with faults:
        if reason is None:
            raise errors.Invalid("There is no such reason.", path=("input", "reasonCode"))
    with faults:
        wanted = say("Enter what it is about, in 1 to {longest} characters.", longest=TITLE_LONGEST)
        record.title = line(said.title, path=("input", "title"), wanted=wanted, longest=TITLE_LONGEST)
    with faults:
        record.text = _text(said.text, reason)
    with faults:
        record.known_on = _known(said.known_on, case)
    terms: Mapping[str, str] = {}
    with faults:
        terms = await _rest(case, said.contract_id)
    rows: list[DisputeLine] = []
    with faults:
        rows = lines.kept(record, before) if given is None else lines.made(record, given)
        await _check_records(case, rows)
        await _check_fees(case, rows, given)
        await _check_clauses(case, rows)
    faults.refuse()
    if reason is None:
        raise AssertionError(said.reason_code)  # told above
    record.reason_code = reason.code
    look_at_window(case, terms)
    if given is not None:
        record.currency = next((one.claimed.currency for one in given if one.claimed), None)
    record.claimed_minor = sum(row.claimed_minor for row in rows)
    return rows


def _text(text: str, reason: Reason | None) -> str:
    if reason is not None and len(text.strip()) < reason.least_text:
        raise errors.Invalid(
            "Enter what it is about, in at least {least} characters.", least=reason.least_text, path=("input", "text")
        )  # fmt: skip
    return note_given(text, say("Enter what it is about."), "text", longest=TEXT_LONGEST) if text.strip() else ""


def _known(day: date | None, case: OpenDispute) -> date:
    today = case.now.astimezone(ZoneInfo(case.clocks[case.record.claimant].zone)).date()
    if day is not None and not today - EARLIEST <= day <= today:
        raise errors.Invalid("The day must be within the last three years.", path=("input", "knownOn"))
    return day or today


async def _rest(case: OpenDispute, contract_id: UUID | None) -> Mapping[str, str]:
    """Names the contract's text; gives what it says of disputes, where it is in force."""
    record = case.record
    record.contract_id = record.contract_sha256 = None
    if contract_id is None:
        return {}
    found: Contract | None = await case.session.scalar(contracts.contract(contract_id))
    if found is None or found.partner_id != record.partner_id or found.sha256 is None:
        raise errors.NotFound("There is no such contract.", path=("input", "contractId"))
    record.contract_id, record.contract_sha256 = found.id, found.sha256
    return in_force(found, case.now)


def in_force(contract: Contract, now: datetime) -> Mapping[str, str]:
    """What its text says of disputes, once both have signed it and it has begun; also when it is over, as what came
    about under it is disputed by it."""
    if contract.signed_by != frozenset(Side) or contract.status is Status.SIGNED:
        return {}
    today = now.astimezone(ZoneInfo(contract.zone)).date()
    never_began = contract.status is Status.TERMINATED and contract.starts_on > today
    return {} if never_began else contract.dispute_terms or {}


def look_at_window(case: OpenDispute, terms: Mapping[str, str]) -> None:
    """Notes the reason as it stands, with the longer time to file that the contract gives, and its last instant."""
    record = case.record
    reason = longer(REASONS[record.reason_code], terms)
    record.reason = reason.plain()
    record.closes_at = window_ends_at(reason, record.known_on or case.now.date(), case.clocks, record.claimant)


def longer(reason: Reason, terms: Mapping[str, str]) -> Reason:
    """The reason with the time to file it that the contract gives, if that is longer."""
    days = disputing.window_of(reason, terms)
    return replace(reason, days=days) if reason.business_days is None else replace(reason, business_days=days)


async def _check_records(case: OpenDispute, rows: Sequence[DisputeLine]) -> None:
    """Every record that a line names is there, in this partner's world, and the caller may see it."""
    faults = errors.Faults()
    for prefix in sorted({row.record_type for row in rows if row.record_type}):
        kind = CONTESTABLE.get(prefix)
        named = {row.record_id: row.position for row in rows if row.record_type == prefix}
        found: set[UUID | None] = set()
        if kind is not None:
            world = kind.id if kind is Organisation else kind.partner_id
            known = select(kind.id).where(world == case.record.partner_id, kind.id.in_(named))
            found = set((await case.session.scalars(known)).all())
        for record_id, position in named.items():
            with faults:
                if record_id not in found:
                    path = ("input", "lines", str(position - 1), "recordId")
                    raise errors.NotFound("There is no such record to contest.", path=path)
    faults.refuse()


async def _check_fees(
    case: OpenDispute, rows: Sequence[DisputeLine], given: Sequence[GivenLine] | None
) -> None:  # fmt: skip
    """What is claimed of a fee is in the fee's own currency."""
    currency = (
        case.record.currency if given is None else next((one.claimed.currency for one in given if one.claimed), None)
    )
    named = {row.record_id: row.position for row in rows if row.record_type == Fee.PREFIX and row.claimed_minor}
    known = select(Fee.id).where(Fee.partner_id == case.record.partner_id, Fee.id.in_(named), Fee.currency != currency)
    faults = errors.Faults()
    for fee_id in (await case.session.scalars(known)).all() if named else ():
        with faults:
            path = ("input", "lines", str(named[fee_id] - 1), "claimed", "currency")
            raise errors.Invalid("Enter the amount in the currency of the fee.", path=path)
    faults.refuse()


async def _check_clauses(case: OpenDispute, rows: Sequence[DisputeLine]) -> None:
    faults = errors.Faults()
    for row in rows:
        if not row.clause_key:
            continue
        with faults:
            contract = None
            if case.record.contract_id:
                contract = await case.session.scalar(contracts.contract(case.record.contract_id))
            if contract is None or not await case.session.scalar(contracts.has_clause(contract, row.clause_key)):
                path = ("input", "lines", str(row.position - 1), "clauseKey")
                raise errors.NotFound("The contract has no such clause.", path=path)
    faults.refuse()


def window_ends_at(reason: Reason, known_on: date, clocks: Mapping[Side, Clock], claimant: Side) -> datetime | None:
    """The last second of the last day to file it, where the claimant is; None for no such day."""
    zone = clocks[claimant].zone
    if reason.business_days is not None:
        both = tuple(clocks[side].calendar for side in Side)
        return calendars.due_at(calendars.begins_at(known_on, zone), reason.business_days, both, zone)
    if reason.days is None:
        return None
    return calendars.begins_at(known_on + timedelta(days=reason.days + 1), zone) - timedelta(seconds=1)


def disputable_until(told: Mapping[str, Any] | None, side: Side) -> datetime | None:
    """The last second in which a side can contest what `queries.time_to_file` tells of; None for no such."""
    if told is None:
        return None
    begun_from = starting.start(told["facts"], side)
    reason = REASONS.get(begun_from.reason_code or "")
    if reason is None or begun_from.known_on is None:
        return None
    clocks = {
        Side.HOST: Clock(told["company_calendar"], told["company_zone"]),
        Side.PARTNER: Clock(told["partner_calendar"], told["partner_zone"]),
    }  # fmt: skip
    return window_ends_at(longer(reason, told["terms"] or {}), begun_from.known_on, clocks, side)


async def _place(session: Session, actor: Actor, named: UUID | None, now: datetime) -> OpenAccount:
    path = ("input", "partnerId")
    wanted = named or (actor.partner_id if actor.side is Side.PARTNER else None)
    if wanted is None:
        raise errors.Invalid("Name the partner.", path=path)
    if actor.side is Side.PARTNER and wanted != actor.partner_id:
        raise errors.NotFound("There is no such partner.", path=path)
    place = await account.opened(session, actor, partner_id=wanted, expected_version=None, now=now)
    if place.partner.status not in OPEN:
        raise errors.WrongStatus.because(say("You cannot do this now.").then(ACCOUNT.in_words[place.partner.status]))
    return place


NOTHING_YET = (
    "known_on", "contract_id", "contract_sha256", "currency", "filed_at", "filed_by_name", "closes_at",
    "receipt_sha256", "officer_id", "company_owner_id", "company_deputy_id", "partner_owner_id", "partner_deputy_id",
    "reopen_until", "sent_back_at", "pause_by", "pause_until", "clock_started_at", "settlement_sha256", "cause",
    "cause_by_name", "cause_at", "ended_at", "due_at", "due_calendar",
)  # fmt: skip


def _empty(claimant: Side, by: UUID, place: OpenAccount, now: datetime) -> Dispute:
    return Dispute(
        partner_id=place.partner.id, id=ids.new(), version=0, claimant=claimant,
        number=f"D-{now.year}-{''.join(secrets.choice(_ALPHABET) for _ in range(6))}",
        title="", text="", reason_code="", reason={}, agreed={}, missing=0, claimed_minor=0,
        conceded_minor=0, decided_minor=0,
        status=DisputeStatus.DRAFT, level=0, company_id=place.company.id, is_dismissed=False, is_refiled=False,
        is_appealed=False, reopened=0, has_new_evidence=False, entries=0, chain_head="", cause_text="",
        no_prevention_reason="", preventions=0, outcome="", note="", waiting_on=frozenset(),
        created_by=by, created_at=now, updated_at=now, **dict.fromkeys(NOTHING_YET),
    )  # fmt: skip
