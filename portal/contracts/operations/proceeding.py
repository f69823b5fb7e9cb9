"""One contract under lock, in one transaction: every step is checked by the table, dated and journalled here."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncSession

from portal import calendars, errors, journal, wording
from portal.access import SYSTEM, AccessClass, Actor, Side
from portal.contracts import queries, rules
from portal.contracts.models import Change, Contract, Round, Version
from portal.contracts.rules import RoundStatus, Status
from portal.contracts.text import bounds, documents
from portal.machine import Deadline
from portal.partners import queries as partner_queries
from portal.partners.models import Organisation

JOURNALLED = (
    "status", "round_number", "round_status", "pen", "version_number", "sha256", "accepted_by", "signed_by",
    "waiting_on", "due_at", "title", "starts_on", "ends_on", "renewal", "notice_days", "governing_law",
)  # fmt: skip
"""What a journal row tells of a contract before and after; nothing in it is one side's secret."""

ABSENT = "There is no such contract."


@dataclass
class Proceeding:
    """A contract while somebody acts on it."""

    session: AsyncSession
    actor: Actor
    now: datetime
    contract: Contract
    company: Organisation
    partner: Organisation

    @property
    def situation(self) -> rules.Situation:
        return self.contract.situation(self.partner.status)

    def take(
        self, action: str, *, note: str = "", by_clock: bool = False, effect: Callable[[], None] | None = None
    ) -> None:
        """Takes a step of the contract's table; `effect` is what it does besides.

        Refuses: WrongStatus, NotAllowed, Blocked.
        """
        before = self._facts()
        actor = SYSTEM if by_clock else self.actor
        step = rules.LIFE.take(self.situation, self.contract.status, action, actor, now=self.now)
        if effect:
            effect()
        self.contract.status = Status(step.target)
        deadline = rules.LIFE.deadlines.get(self.contract.status)
        if self.contract.status is not Status.IN_NEGOTIATION:
            self._close_negotiation()
            self._wait(deadline)
        self._journal(step.event, before, note=note, by_clock=by_clock)

    def follow(self, action: str) -> None:
        """Takes a step that the table gives to the clock, because what it waited for has just happened."""
        self.take(action, by_clock=True)

    def take_round(
        self, round_: Round, action: str, *, note: str = "", published: bool = True, by_clock: bool = False
    ) -> None:
        """Takes a step of the open round. Refuses: WrongStatus, NotAllowed."""
        before = self._facts()
        actor = SYSTEM if by_clock else self.actor
        step = rules.ROUND.take(self.situation, round_.status, action, actor, now=self.now)
        self._enter_round(round_, RoundStatus(step.target))
        self._journal(step.event, before, note=note, published=published, by_clock=by_clock)

    def open_round(self, side: Side, *, turn_due_at: datetime | None = None) -> Round:
        """Gives a side the pen over the current text."""
        contract = self.contract
        contract.round_number += 1
        contract.accepted_by = frozenset()
        contract.pen = side
        due_at = turn_due_at or self._count(rules.ROUND.deadlines[RoundStatus.DRAFTING], frozenset({side}))
        round_ = Round(
            partner_id=contract.partner_id,
            contract_id=contract.id,
            number=contract.round_number,
            side=side,
            base_number=contract.version_number,
            base_sha256=contract.sha256,
            opened_at=self.now,
            turn_due_at=due_at,
        )
        self.session.add(round_)
        contract.round_status = round_.status = RoundStatus.DRAFTING
        contract.waiting_on = frozenset({side})
        contract.due_at = round_.due_at = due_at
        return round_

    async def current_round(self) -> Round:
        round_: Round | None = await self.session.scalar(queries.open_round_of(self.contract))
        if round_ is None:
            raise errors.WrongStatus(f"No round is open: the contract {rules.LIFE.in_words[self.contract.status]}.")
        return round_

    async def changes(self, round_: Round) -> Sequence[Change]:
        rows: Sequence[Change] = (await self.session.scalars(queries.changes_of(round_))).all()
        return rows

    async def current_text(self) -> str:
        """The canonical text of the current version."""
        version = await self.session.scalar(queries.current_version_of(self.contract))
        if version is None:
            raise errors.WrongStatus("The contract has no published text yet.")
        return str(version.document)

    def add_version(self, written: documents.Written, side: Side) -> None:
        """Writes the next immutable version and makes its terms the contract's."""
        contract = self.contract
        parent = contract.sha256
        contract.version_number += 1
        contract.sha256 = written.sha256
        self.session.add(
            Version(
                partner_id=contract.partner_id,
                contract_id=contract.id,
                number=contract.version_number,
                parent_sha256=parent,
                sha256=contract.sha256,
                document=written.text,
                side=side,
                created_at=self.now,
            )
        )
        mirror(contract, written.document)

    def expect(self, digest: str, *, actual: str | None = None) -> None:
        """Refuses with StaleDigest unless the caller means the text that is on the table."""
        if digest != (actual or self.contract.sha256):
            raise errors.StaleDigest(
                "The text on the table is another one than the one you mean; please read it again.",
                path=("input", "expectedDigest"),
            )

    def _enter_round(self, round_: Round, status: RoundStatus) -> None:
        round_.status = self.contract.round_status = status
        deadline = rules.ROUND.deadlines.get(status)
        if status is RoundStatus.SUBMITTED and deadline:
            waited = deadline.waiting_on(self.situation)
            self.contract.waiting_on = waited
            self.contract.due_at = round_.due_at = self._count(deadline, waited)
        elif deadline is None:
            round_.closed_at, round_.due_at = self.now, None

    def _close_negotiation(self) -> None:
        self.contract.round_status = self.contract.pen = None

    def _wait(self, deadline: Deadline[rules.Situation] | None) -> None:
        contract = self.contract
        contract.waiting_on = deadline.waiting_on(self.situation) if deadline else frozenset()
        contract.due_at = self._date(deadline) if deadline else None
        if deadline is None:
            contract.due_calendar = None
        if contract.status is Status.DRAFT:
            contract.waiting_on = rules.HOST

    def _date(self, deadline: Deadline[rules.Situation]) -> datetime | None:
        """When the status ends: counted in business days, or the day that the contract itself names."""
        contract = self.contract
        if deadline.business_days is not None:
            keep = contract.status is Status.OUT_FOR_SIGNATURE and bool(contract.signed_by) and contract.due_at
            return keep or self._count(deadline, contract.waiting_on)
        if contract.status is Status.SIGNED:
            return midnight(contract, contract.starts_on)
        if contract.ends_on is None or contract.ends_on == date.max or contract.renewal != "NONE":
            return None
        return midnight(contract, contract.ends_on + timedelta(days=1))

    def _count(self, deadline: Deadline[rules.Situation], waited: frozenset[Side]) -> datetime:
        """The end of the last business day of both sides, in the zone of the side that must act (the later of two)."""
        both = (self.company.calendar, self.partner.calendar)
        self.contract.due_calendar = f"{'+'.join(both)} {calendars.VERSION}"
        zones = {Side.HOST: self.company.zone, Side.PARTNER: self.partner.zone}
        return max(calendars.due_at(self.now, deadline.business_days or 0, both, zones[side]) for side in waited)

    def _facts(self) -> dict[str, object]:
        return {field: getattr(self.contract, field) for field in JOURNALLED}

    def _journal(
        self, event: str, before: dict[str, Any], *, note: str, published: bool | None = None, by_clock: bool = False
    ) -> None:
        contract = self.contract
        contract.version += 1
        contract.updated_at = self.now
        journal.write(
            self.session,
            self.actor,
            event,
            partner_id=contract.partner_id,
            record_type=queries.RECORD_TYPE,
            record_id=contract.id,
            now=self.now,
            changes=journal.difference(before, self._facts()),
            note=wording.settle(note, path=("input", "reason"), limit=bounds.LONGEST_LABEL),
            published=contract.published_at is not None if published is None else published,
            by_clock=by_clock,
        )


async def opened(
    session: AsyncSession, actor: Actor, *, contract_id: UUID, expected_version: int | None, now: datetime
) -> Proceeding:
    """The contract under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion.

    `expected_version` None is the clock's: it acts on whatever it finds.
    """
    if actor.access_class is AccessClass.AUDITOR:
        raise errors.NotAllowed("Auditors read everything and change nothing.")
    contract = await session.scalar(queries.contract(contract_id).with_for_update())
    if contract is None:
        raise errors.NotFound(ABSENT, path=("input", "contractId"))
    if expected_version is not None and contract.version != expected_version:
        raise errors.StaleVersion(
            "Somebody changed the contract after you opened it; please look at it again.",
            path=("input", "expectedVersion"),
        )
    company = (await session.scalars(partner_queries.company())).one()
    partner = (await session.scalars(partner_queries.partner(contract.partner_id))).one()
    return Proceeding(session, actor, now, contract, company, partner)


def mirror(contract: Contract, document: documents.Document) -> None:
    """Copies what lists sort and filter by from the text to the contract."""
    terms = document.terms
    contract.starts_on, contract.ends_on = terms.starts_on, terms.ends_on
    contract.renewal, contract.notice_days = terms.renewal, terms.notice_days
    contract.value_minor = terms.value.minor if terms.value else None
    contract.currency = terms.value.currency if terms.value else None
    contract.governing_law = terms.governing_law
    contract.clause_count = len(document.clauses)


def midnight(contract: Contract, day: Any) -> datetime:
    """The first instant of a day in the contract's zone."""
    return datetime.combine(day, time.min, ZoneInfo(contract.zone))
