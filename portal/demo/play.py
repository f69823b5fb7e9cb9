"""Plays each story through the very operations that people use, each step by somebody who may take it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from auth.identify import Caller
from portal import journal, money
from portal.access import SYSTEM, AccessClass, Role
from portal.contracts import operations, queries, rules
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.contracts.text import documents
from portal.contracts.text.documents import Operation
from portal.contracts.text.terms import Renewal, Terms
from portal.database.pools import Database
from portal.demo import (
    amendments,
    certificates,
    deals,
    direct,
    disputes,
    doings,
    duties,
    earnings,
    limits,
    papers,
    pledged,
    promises,
    suggested,
    talk,
)
from portal.demo.promised import DEALINGS
from portal.demo.stage import Stage
from portal.demo.stories import STORIES, Far, Story
from portal.files.receiving import Arrivals
from portal.partners.models import Membership, Organisation

DAY = timedelta(days=1)


@dataclass
class Play:
    """One contract's story; the day moves on with each step."""

    stage: Stage
    story: Story
    partner: Organisation
    cast: Mapping[str, Caller]
    day: datetime
    contract: Contract = field(init=False)

    @property
    def _legal(self) -> Caller:
        return self.stage.staff[Role.LEGAL.value]

    async def draft(self, number: str) -> None:
        story = self.story
        starts = (self.stage.now + story.starts * DAY).date()
        terms = Terms(
            starts_on=starts,
            ends_on=_months_after(starts, story.months) if story.months else None,
            renewal=Renewal.NONE if story.months else Renewal.EVERGREEN,
            notice_days=90,
            value=money.parse(str(story.value), story.currency) if story.value else None,
            governing_law="Germany",
            disputes=story.disputes,
            fees=story.fees,
        )
        self.contract = await self.stage.act(
            self.stage.staff[Role.SALES.value], operations.draft, partner_id=self.partner.id, title=story.title,
            kind=story.kind, terms=terms, text=papers.text(story.kind, self.stage.company.name, self.partner.name),
            number=number, now=self.day,
        )  # fmt: skip

    async def to(self, status: Status) -> None:
        if status is not Status.DRAFT:
            await self._step(self._legal, operations.submit_for_review)
        if status not in {Status.DRAFT, Status.IN_REVIEW}:
            await self._step(self._legal, operations.publish)
            await self._published(status)

    async def _published(self, status: Status) -> None:
        await self._negotiate(self.story.far)
        if status is Status.WITHDRAWN:
            await self._step(
                self._legal, operations.withdraw, reason="The enclosures are made in-house from next year."
            )
        if status in {Status.IN_NEGOTIATION, Status.WITHDRAWN}:
            return
        await self._agree()
        if status is Status.IN_APPROVAL:
            await self._place(Status.IN_APPROVAL, "contract.approval_started")
        elif status is not Status.AGREED:
            await self._to_signature(status)

    async def _to_signature(self, status: Status) -> None:
        await self._step(self._legal, operations.start_approval)
        await self._sign(Role.PARTNER_SIGNATORY, self.cast, "Director")
        if status is Status.OUT_FOR_SIGNATURE:
            return
        await self._sign(Role.COMPANY_SIGNATORY, self.stage.staff, "Managing director")
        if status is not Status.SIGNED:
            await self._clock()
        if status is Status.EXPIRED:
            await self._clock()
        elif self.contract.status is not status:
            await self._place(status, f"contract.{_EVENTS[status]}")

    async def _negotiate(self, far: Far | None) -> None:
        """Up to three turns; without `far` the partner proposes one change, which is then accepted."""
        if far is Far.PARTNER_READS:
            return
        await self._propose()
        if far in {None, Far.PARTNER_PROPOSED}:
            return
        await self._counter(self._legal, "That goes too far for us.", papers.middle_way(self.story.kind))
        if far is Far.HOST_COUNTERS:
            return
        await self._submit(self._legal, "We meet you half-way.")
        if far is Far.HOST_PROPOSED:
            return
        first = papers.ARGUED[self.story.kind][1]
        await self._counter(self.cast[Role.PARTNER_ADMIN.value], "We need a little more.", f"{first} {papers.REVIEW}")

    async def _propose(self) -> None:
        """The partner's admin proposes other words for the clause that its kind of contract is argued about."""
        who = self.cast[Role.PARTNER_ADMIN.value]
        heading, words = papers.ARGUED[self.story.kind]
        clause = next(item for item in (await self._text(who)).clauses if item.heading == heading)
        change = documents.Change(
            op=Operation.REPLACE, clause_key=clause.key, base_sha256=documents.clause_digest(clause), text=words
        )
        why = "Our own suppliers ask the same of us."
        await self._step(who, operations.edit_round, changes=[operations.Proposal(change=change, rationale=why)])
        await self._submit(who, "One point only; the rest is fine with us.")

    async def _submit(self, who: Caller, message: str) -> None:
        await self._step(who, operations.submit_round, expected_digest=self.contract.sha256, message=message)

    async def _counter(self, who: Caller, reason: str, words: str) -> None:
        async with self.stage.acting(who) as session:
            round_ = (await session.scalars(queries.open_round_of(self.contract))).one()
            changes = (await session.scalars(queries.changes_of(round_))).all()
        answers = [
            operations.Disposition(change_id=change.id, accept=False, reason=reason, replacement=words)
            for change in changes
        ]
        await self._step(who, operations.counter_round, dispositions=answers)

    async def _agree(self) -> None:
        who = self._legal
        async with self.stage.acting(who) as session:
            round_ = (await session.scalars(queries.open_round_of(self.contract))).one()
        await self._step(who, operations.accept_round, expected_digest=round_.result_sha256)

    async def _sign(self, role: Role, cast: Mapping[str, Caller], authority: str) -> None:
        await self._step(cast[role.value], operations.sign, expected_digest=self.contract.sha256, authority=authority)

    async def _step(self, who: Caller, operation: Callable[..., Awaitable[Contract]], **inputs: Any) -> None:
        self.day = min(self.day + DAY, self.stage.now)
        self.contract = await self.stage.act(
            who, operation, contract_id=self.contract.id, expected_version=self.contract.version, now=self.day, **inputs
        )

    async def _text(self, who: Caller) -> documents.Document:
        async with self.stage.acting(who) as session:
            version = (await session.scalars(queries.current_version_of(self.contract))).one()
        return documents.parse(version.document)

    async def _clock(self) -> None:
        """The next step that the clock takes, in its time."""
        due_at = self.contract.due_at or self.stage.now
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            kept = await operations.keep_time(
                session, contract_id=self.contract.id, now=min(max(due_at, self.day), self.stage.now)
            )
        self.contract = kept or self.contract

    async def _place(self, status: Status, event: str) -> None:
        """Puts a contract into a status whose steps the portal does not offer yet, as sample data."""
        deadline = rules.LIFE.deadlines.get(status)
        due = self.stage.now + 5 * DAY if deadline and deadline.business_days else None
        async with self.stage.database.transaction(AccessClass.SYSTEM) as session:
            contract = (await session.scalars(queries.contract(self.contract.id).with_for_update())).one()
            changes = journal.difference({"status": contract.status}, {"status": status})
            contract.status, contract.waiting_on, contract.due_at = status, rules.HOST if due else rules.NOBODY, due
            contract.version += 1
            contract.updated_at = self.stage.now - 2 * DAY
            journal.write(
                session, SYSTEM, event, partner_id=contract.partner_id, record_type=Contract.PREFIX,
                record_id=contract.id, now=contract.updated_at, changes=changes, note="Sample data.",
            )  # fmt: skip


_EVENTS = {
    Status.SUSPENDED: "suspended", Status.NOTICE_GIVEN: "notice_given", Status.TERMINATED: "terminated",
    Status.SUPERSEDED: "superseded",
}  # fmt: skip


def _months_after(day: date, months: int) -> date:
    """The day before the same day, that many months later."""
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28)) - DAY


async def fill(database: Database, now: datetime, arrivals: Arrivals | None = None) -> list[Membership]:
    """Writes the whole demonstration; gives its people. Without a place for files there are no documents.

    What has nothing to do with each other goes on side by side: while one step is written, the next one is thought of.
    """
    stage = Stage(database, now)
    everybody = await stage.people_and_partners()
    await stage.sign_in(everybody)
    await stage.authorise(everybody)
    async with asyncio.TaskGroup() as acts:
        if arrivals:
            acts.create_task(certificates.play(stage, arrivals))
        measured = {dealings.partner for dealings in DEALINGS}
        async with asyncio.TaskGroup() as first:
            for place in sorted(measured):
                first.create_task(_with_partner(stage, place))
        for place in sorted({*range(len(stage.partners))} - measured):
            acts.create_task(_with_partner(stage, place))
        await promises.play(stage)
    await amendments.play(stage)
    async with asyncio.TaskGroup() as acts:
        acts.create_task(_with_customers(stage))
        if arrivals:
            acts.create_task(disputes.play(stage, arrivals))
    await stage.settle()
    if arrivals:
        await duties.play(stage, arrivals)
    await doings.play(stage)
    await talk.play(stage)
    await stage.sign_out()
    return everybody


async def _with_customers(stage: Stage) -> None:
    """Where partners may sell, and what they sell there."""
    await limits.play(stage)
    await deals.play(stage)
    await direct.play(stage)
    await suggested.play(stage)
    await earnings.play(stage)
    await pledged.play(stage)


async def _with_partner(stage: Stage, place: int) -> None:
    """All that was agreed with the partner at a place in the cast, and what became of it."""
    partner, theirs = stage.partners[place]
    for index, story in enumerate(STORIES, 1):
        if story.partner == place:
            play = Play(stage, story, partner, theirs, stage.now - story.started * DAY)
            await play.draft(f"C-{stage.now.year}-S{index:03d}")
            await play.to(story.status)
