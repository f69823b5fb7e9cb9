"""One dispute while somebody acts on it: its chain, its clocks and who answers for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from portal import acting, calendars, errors, ids
from portal.access import SYSTEM, Actor, Side
from portal.acting import Case
from portal.calendars import Pause
from portal.database.session import Session
from portal.disputes import chain, queries
from portal.disputes.models import (
    Dispute,
    DisputeClock,
    DisputeEntry,
    DisputeLine,
    DisputePause,
    MediatorSeat,
    Remedy,
)
from portal.disputes.rules import staffing
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.entries import EntryKind, Party, PauseCause
from portal.disputes.rules.mediator import READS_ON, SeatStatus
from portal.disputes.rules.remedy import PENDING, RemedyStatus
from portal.disputes.rules.staffing import Candidate
from portal.disputes.rules.statuses import MEDIATOR, REOPEN, DisputeStatus
from portal.machine import Machine
from portal.partners.models import Membership, Organisation
from portal.partners.operations import account

S = DisputeStatus


@dataclass(kw_only=True)
class OpenDispute(Case[Dispute]):
    """A dispute while somebody acts on it, with the two sides and the clocks that have run."""

    partner: Organisation
    company: Organisation
    clocks_run: list[DisputeClock] = field(default_factory=list)
    """In their order; the last runs unless it is done."""
    stood: list[DisputePause] = field(default_factory=list)
    lines: list[DisputeLine] = field(default_factory=list)
    remedies: list[Remedy] = field(default_factory=list)
    """Both where they were looked at: see `look_at_remedies`."""
    seat: MediatorSeat | None = None
    """Whoever is to mediate, or does."""
    names: int = 0
    """How many people were proposed to."""

    @property
    def is_published(self) -> bool:
        """A draft is its own side's alone."""
        return self.record.filed_at is not None

    def append(
        self,
        kind: EntryKind,
        content: Mapping[str, Any],
        *,
        by_clock: bool = False,
        mediator: MediatorSeat | None = None,
    ) -> DisputeEntry:  # fmt: skip
        """The next link of the chain. Inside a step, under the dispute's lock; `content` as `chain.entry` takes it."""
        record = self.record
        side, by, person_id = self._author(by_clock=by_clock, mediator=mediator)
        number = record.entries + 1
        written = chain.written(
            chain.entry(number=number, kind=kind.value, side=side, by=by, at=self.now, content=content)
        )  # fmt: skip
        record.entries, record.chain_head = number, chain.link(record.chain_head, written)
        made = DisputeEntry(
            partner_id=record.partner_id, id=ids.new(), dispute_id=record.id, number=number, kind=kind, side=side,
            person_id=person_id, by_name=by, document=written, chain=record.chain_head, made_at=self.now,
        )  # fmt: skip
        self.session.add(made)
        return made

    def _author(self, *, by_clock: bool, mediator: MediatorSeat | None) -> tuple[Party | None, str, UUID]:
        if mediator:
            return Party.NEUTRAL, mediator.name, mediator.id
        if by_clock or self.actor is SYSTEM:
            return None, "", ids.NIL
        return Party(self.actor.side), self.actor.name, self.actor.person_id

    def look_at_seat(self) -> None:
        """Tells the rules about whoever mediates."""
        one = self.seat
        self.known |= {
            "mediator": one and one.status, "mediators": self.names, "mediator_by": one and one.proposed_by,
            "may_mediate": one is not None and one.status is SeatStatus.ACCEPTED,
            "mediator_accepted_by": one.accepted_by if one else frozenset(),
            "offers_shown_by": one.offers_shown_by if one else frozenset(),
            "longer_by": one and one.longer_by, "mediation_ends_at": one and one.lasts_until,
        }  # fmt: skip

    def end_seat(self, status: SeatStatus, *, note: str = "", reads_until: datetime | None = None) -> None:
        """Whoever was to mediate does no more; who has done so reads the case for a while."""
        if self.seat is None:
            return
        self.seat.status, self.seat.note, self.seat.link_sha256 = status, note, None
        self.seat.longer_by, self.seat.longer_until = None, None
        self.seat.ends_at = reads_until or self.now
        self.seat = None
        self.look_at_seat()

    def _leave_mediator(self) -> None:
        """The case goes on without one."""
        if self.seat is None or self.record.status in {S.ESCALATED, S.MEDIATION}:
            return
        if self.seat.status is SeatStatus.SERVING:
            both = tuple(self.clocks[side].calendar for side in Side)
            until = max(calendars.due_at(self.now, READS_ON, both, self.clocks[side].zone) for side in Side)
            self.end_seat(SeatStatus.ENDED, note=self.seat.note, reads_until=until)
        else:
            self.end_seat(SeatStatus.LAPSED)

    def entered(self) -> None:
        """A new status begins a new clock, but that of the officer, which stands while the claimant is asked."""
        was, now = self._was["status"], self.record.status
        if now is S.INFO_REQUESTED:
            self._add_pause(PauseCause.INFO, Side.HOST, self.now, None)
            self.record.clock_started_at = self.now
        elif was is S.INFO_REQUESTED and now is S.SUBMITTED:
            self._go_on()
        elif was is not now:
            self.record.clock_started_at = self.now
        self.look_at_clock()
        self._leave_mediator()
        if now is S.RESOLVED and was is not now:
            self._resolve()

    def _resolve(self) -> None:
        """Everything is done: its lines can be disputed anew, and it can be reopened for a while."""
        record = self.record
        record.ended_at, record.has_new_evidence = self.now, False
        both = tuple(self.clocks[side].calendar for side in Side)
        record.reopen_until = max(calendars.due_at(self.now, REOPEN, both, self.clocks[side].zone) for side in Side)
        for row in self.lines:
            row.is_open = False
        self.append(EntryKind.END, {"resolved": True}, by_clock=True)

    async def look_at_remedies(self) -> None:
        """What is to be done or was, each under a row lock, and the lines that end when all is."""
        self.remedies = [*(await self.session.scalars(queries.remedies_to_act_on(self.record))).all()]
        self.lines = [*(await self.session.scalars(queries.lines_of(self.record))).all()]
        self.count_remedies()

    def count_remedies(self) -> None:
        """Tells the rules for how many the case waits, for whom, and until when."""
        pending = [each for each in self.remedies if each.status in PENDING]
        undone = [each.ends_at for each in pending if each.status is RemedyStatus.OPEN]
        self.known |= {
            "remedies": len(pending), "remedy_ends_at": min(undone, default=None),
            "remedy_due_at": min((each.due_at or each.ends_at for each in pending), default=None),
            "remedy_waits_for": frozenset(side for each in pending for side in each.waiting_on),
        }  # fmt: skip

    def pass_turn(self) -> None:
        """Somebody else may be waited for; until when stays as it is, but where remedies say so."""
        if self.record.status is S.REMEDY:
            self.count_remedies()
            self.wait(DISPUTE)
        else:
            self._wait_on(DISPUTE)

    def wait(self, machine: Machine[Any, Any], *, due_at: datetime | None = None) -> None:
        """The same, and the clock is written down."""
        super().wait(machine, due_at=due_at)
        if machine is DISPUTE and self.record.filed_at is not None:
            self._write_clock()

    def pause(self, begins_at: datetime, ends_at: datetime, asked_by: Side) -> None:
        """The two sides have agreed that the present clock stands for a time."""
        self._add_pause(PauseCause.AGREED, asked_by, begins_at, ends_at)
        self.look_at_clock()

    def look_at_clock(self) -> None:
        """Tells the rules when the present clock began and in which times it stood."""
        clock = self._running(self.record.status)
        stood = [each for each in self.stood if clock and each.clock_number == clock.number]
        self.known["pauses"] = tuple(Pause(each.begins_at, each.ends_at) for each in stood)

    def _go_on(self) -> None:
        for each in self.stood:
            if each.ends_at is None:
                each.ends_at = self.now
        triage = self._running(S.SUBMITTED)
        self.record.clock_started_at = triage.started_at if triage else self.now

    def _add_pause(self, cause: PauseCause, by: Side, begins_at: datetime, ends_at: datetime | None) -> None:
        running = self.clocks_run[-1] if self.clocks_run else None
        made = DisputePause(
            partner_id=self.record.partner_id, id=ids.new(), dispute_id=self.record.id,
            clock_number=running.number if running else 0, cause=cause, begins_at=begins_at, ends_at=ends_at,
            asked_by=by,
        )  # fmt: skip
        self.stood.append(made)
        self.session.add(made)

    def _running(self, status: DisputeStatus) -> DisputeClock | None:
        found = [each for each in self.clocks_run if each.status == status and each.done_at is None]
        return found[-1] if found else None

    def _write_clock(self) -> None:
        record = self.record
        last = self._running(record.status)
        for each in self.clocks_run:  # the officer's stands while the claimant is asked; any other is over
            if each is not last and each.done_at is None and not self._is_kept(each):
                each.done_at = self.now
        if last is not None and last.started_at == record.clock_started_at and last.level == record.level:
            last.due_at, last.due_calendar = record.due_at, record.due_calendar
            return
        if last is not None:
            last.done_at = self.now
        if not record.waiting_on:
            return
        made = DisputeClock(
            partner_id=record.partner_id, id=ids.new(), dispute_id=record.id, number=len(self.clocks_run) + 1,
            status=record.status.value, level=record.level, waiting_on=sorted(record.waiting_on),
            started_at=record.clock_started_at or self.now, due_at=record.due_at, due_calendar=record.due_calendar,
            done_at=None,
        )  # fmt: skip
        self.clocks_run.append(made)
        self.session.add(made)

    def _is_kept(self, clock: DisputeClock) -> bool:
        return self.record.status is S.INFO_REQUESTED and clock.status == S.SUBMITTED

    async def rise(self) -> None:
        """A level more; a clock of its own, and who answers for it on each side."""
        self.record.level = min(self.record.level + 1, MEDIATOR)
        self.record.clock_started_at = self.now
        await self.staff()

    async def staff(self) -> None:
        """Fixes who answers for it, and who does if they do not, at its level."""
        record = self.record
        place = {"partner_id": record.partner_id, "dispute_id": record.id}
        acted = set((await self.session.scalars(queries.PERSONS, place)).all())
        for side, organisation in ((Side.HOST, self.company), (Side.PARTNER, self.partner)):
            people = (await self.session.scalars(queries.PEOPLE, {"organisation_id": organisation.id})).all()
            found = staffing.owners(side, record.level, [self._candidate(each, acted) for each in people])
            if found is None:
                continue
            if side is Side.HOST:
                record.company_owner_id, record.company_deputy_id = found.owner, found.deputy
            else:
                record.partner_owner_id, record.partner_deputy_id = found.owner, found.deputy
            if found.is_fallback:
                self.tell(nobody_free=side)

    def _candidate(self, one: Membership, acted: set[UUID]) -> Candidate:
        manages = one.id == self.partner.manager_id
        filed = one.person_id == self.record.created_by
        return Candidate(
            membership_id=one.id, roles=one.roles, is_first_choice=manages or filed,
            is_barred=manages or one.person_id in acted,
        )  # fmt: skip


async def opened(
    session: Session, actor: Actor, *, dispute_id: UUID, expected_version: int | None, now: datetime
) -> OpenDispute:
    """The dispute under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    record, partner, company, known = await acting.locked(
        session,
        actor,
        queries.TO_ACT_ON,
        {"dispute_id": dispute_id},
        absent=errors.NotFound("There is no such dispute.", path=("input", "disputeId")),
        stale=errors.StaleVersion(
            "Someone changed the dispute after you opened it. Check the latest version.",
            path=("input", "expectedVersion"),
        ),
        expected_version=expected_version,
    )
    case = begun(session, actor, record, partner, company, now=now)
    place = {"partner_id": record.partner_id, "dispute_id": record.id}
    case.clocks_run = [*(await session.scalars(queries.CLOCKS, place)).all()]
    case.stood = [*(await session.scalars(queries.PAUSES, place)).all()]
    case.known |= queries.read_known(known)
    if record.level >= MEDIATOR:
        case.seat, case.names = await session.scalar(queries.seat_to_act_on(record)), known["mediators"]
    case.look_at_seat()
    case.look_at_clock()
    return case


def begun(
    session: Session, actor: Actor, record: Dispute, partner: Organisation, company: Organisation, *, now: datetime
) -> OpenDispute:
    """The same for a dispute that the transaction has made itself."""
    return OpenDispute(
        session=session, actor=actor, record=record, clocks=account.clocks_of(partner, company), now=now,
        partner=partner, company=company,
    )  # fmt: skip
