"""One sample dispute while its days go by: who takes which step, each in a transaction of their own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from auth.identify import Caller
from portal import money, reactions
from portal.access import AccessClass, Role, Side
from portal.contracts.models import Contract
from portal.database.session import Session
from portal.demo import certificates
from portal.demo.disputed import Claim
from portal.demo.stage import Stage
from portal.disputes import operations, queries
from portal.disputes.models import Dispute, MediatorSeat, Remedy, SettlementOffer
from portal.disputes.operations import Answer, Decided, GivenAction, GivenFile, Said, mediator
from portal.disputes.rules.remedy import RemedyKind
from portal.disputes.rules.statuses import MEDIATOR, DecisionCode, LineAnswer
from portal.files.receiving import Arrivals
from portal.partners.models import Organisation
from portal.reasons import PAPERS

DAY = timedelta(days=1)
HOST, PARTNER = Side.HOST, Side.PARTNER
ADMIN, LEGAL, OFFICER = Role.PARTNER_ADMIN.value, Role.LEGAL.value, Role.DISPUTE_OFFICER.value
EXECUTIVE = Role.EXECUTIVE_SPONSOR.value


@dataclass
class Argument:
    """One dispute while its days go by."""

    stage: Stage
    arrivals: Arrivals
    claim: Claim
    now: datetime = field(init=False)
    dispute: Dispute = field(init=False)

    def __post_init__(self) -> None:
        self.now = self.stage.now - self.claim.filed * DAY

    @property
    def partner(self) -> Organisation:
        return self.stage.partners[self.claim.partner][0]

    def side(self, side: Side) -> Caller:
        """Whoever does the daily work of a side."""
        theirs = self.stage.partners[self.claim.partner][1]
        return theirs[ADMIN] if side is PARTNER else self.stage.managers[self.partner.id]

    def settles(self, side: Side) -> Caller:
        """Whoever may settle for it."""
        return self.stage.staff[LEGAL] if side is HOST else self.side(PARTNER)

    @property
    def officer(self) -> Caller:
        return self.stage.staff[OFFICER]

    @asynccontextmanager
    async def acting(self, who: Caller, days: int = 0) -> AsyncIterator[Session]:
        """One transaction of somebody's, some days later than the last; what follows at once is in it."""
        self.now = min(self.now + days * DAY, self.stage.now)
        async with self.stage.acting(who) as session:
            yield session
            await reactions.follow_at_once(session, who.actor, self.now)

    async def go(self, who: Caller, operation: Any, *, days: int = 1, **inputs: Any) -> None:
        """A step of the case, some days later."""
        async with self.acting(who, days) as session:
            self.dispute = await operation(session, who.actor, **self._place(), **inputs, now=self.now)

    def _place(self) -> dict[str, Any]:
        return {"dispute_id": self.dispute.id, "expected_version": self.dispute.version}

    async def draft(self) -> None:
        """What it is about, with the papers that are there."""
        who, claim = self.side(self.claim.by), self.claim
        async with self.acting(who) as session:
            await self._draft(session, who)
            for kind in claim.papers:
                name = f"{PAPERS[kind].text}, {claim.lines[0].number}"
                content = certificates.pdf(name, claim.title, self.partner.name)
                file_id = await certificates.entered(
                    session, who.actor, self.arrivals, self.partner, f"{name.replace('/', '-')}.pdf", content, self.now
                )
                given = [GivenFile(file_id=file_id, kind=kind)]
                await operations.add_evidence(session, who.actor, **self._place(), given=given, now=self.now)

    async def _draft(self, session: Session, who: Caller) -> None:
        claim, partner = self.claim, self.partner
        found = select(Contract.id).where(Contract.partner_id == partner.id, Contract.title == claim.contract)
        said = Said(
            reason_code=claim.reason, title=claim.title, text=claim.text, contract_id=await session.scalar(found),
            known_on=(self.now - 5 * DAY).date(),
        )  # fmt: skip
        self.dispute = await operations.draft(
            session, who.actor, said=said, given=claim.given(), partner_id=partner.id, now=self.now
        )

    async def file(self) -> None:
        await self.draft()
        await self.go(self.side(self.claim.by), operations.file, days=0)

    async def admit(self) -> None:
        await self.file()
        await self.go(self.officer, operations.admit)

    async def respond(self, *said: tuple[LineAnswer, str, str]) -> None:
        """The other side says something to every line; what it accepts in part, and why."""
        await self.admit()
        who, currency = self.side(self.claim.by.other), self.claim.currency
        async with self.acting(who, 4) as session:
            lines = (await session.scalars(queries.lines_of(self.dispute))).all()
            answers = [
                Answer(line_id=line.id, answer=answer, text=text,
                       conceded=money.parse(amount, currency) if amount else None)
                for line, (answer, amount, text) in zip(lines, said, strict=True)
            ]  # fmt: skip
            self.dispute = await operations.respond(session, who.actor, **self._place(), answers=answers, now=self.now)

    async def offer(self, side: Side, text: str, *actions: GivenAction, days: int = 2, valid: int = 14) -> None:
        """An offer of one side; where the other has an open one, it is countered."""
        who, secret_of = self.settles(side), self.stage.database.secret_of
        async with self.acting(who, days) as session:
            made: dict[str, Any] = {
                "actions": actions, "text": text, "valid_until": (self.now + valid * DAY).date(),
                "secret_of": secret_of, "now": self.now,
            }  # fmt: skip
            theirs = await session.scalar(queries.open_offers_of(self.dispute))
            if theirs is None:
                await operations.make_offer(session, who.actor, **self._place(), **made)
            else:
                place = {"offer_id": theirs.id, "expected_version": theirs.version}
                await operations.counter_offer(session, who.actor, **place, **made)
            await self._read(session)

    async def accept(self, side: Side) -> None:
        """The open offer of the other side is accepted: the case is settled."""
        who = self.settles(side)
        async with self.acting(who, 2) as session:
            offer: SettlementOffer = (await session.scalars(queries.open_offers_of(self.dispute))).one()
            await operations.accept_offer(
                session, who.actor, offer_id=offer.id, expected_version=offer.version, expected_digest=offer.sha256,
                secret_of=self.stage.database.secret_of, now=self.now,
            )  # fmt: skip
            await self._read(session)

    async def remedy(self, number: int, done: str, *, is_confirmed: bool = True) -> None:
        """What is to be done is done, and the other side confirms it."""
        record = await self._remedy(number)
        async with self.acting(self.side(record.obligor), 3) as session:
            record = await operations.claim_done(
                session, self.side(record.obligor).actor, remedy_id=record.id, expected_version=record.version,
                note=done, now=self.now,
            )  # fmt: skip
        if is_confirmed:
            async with self.acting(self.side(record.obligor.other), 2) as session:
                await operations.confirm(
                    session, self.side(record.obligor.other).actor, remedy_id=record.id,
                    expected_version=record.version, now=self.now,
                )  # fmt: skip
                await self._read(session)

    async def _remedy(self, number: int) -> Remedy:
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            found = queries.remedies_of(self.dispute)
            row: Remedy = (await session.scalars(found.where(Remedy.number == number))).one()
        return row

    async def decide(self, *found: tuple[DecisionCode, str], days: int = 1) -> None:
        """The company's executive decides every line, as the contract lets them."""
        who = self.stage.staff[EXECUTIVE]
        async with self.acting(who, days) as session:
            lines = (await session.scalars(queries.lines_of(self.dispute))).all()
            decisions = [
                Decided(line_id=line.id, code=code, text=text) for line, (code, text) in zip(lines, found, strict=True)
            ]
            self.dispute = await operations.decide(
                session, who.actor, **self._place(), decisions=decisions, now=self.now
            )

    async def mediate(self, name: str, email: str, declared: str, said: str) -> None:
        """Somebody is proposed, declares their interests, is accepted by both sides and says something to both."""
        await self.go(self.side(self.claim.by.other), operations.propose_mediator, name=name, email=email)
        seat = await self._by_mediator(mediator.declare, days=3, text=declared, has_interests=False)
        for side in (PARTNER, HOST):
            digest = seat.declaration_sha256
            await self.go(self.settles(side), operations.accept_mediator, days=2, expected_digest=digest)
        await self.go(self.officer, operations.mediate, days=2)
        await self._by_mediator(mediator.speak, days=2, text=said, side=None, secret_of=self.stage.database.secret_of)

    async def _by_mediator(self, operation: Any, *, days: int, **inputs: Any) -> MediatorSeat:
        self.now = min(self.now + days * DAY, self.stage.now)
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            seat: MediatorSeat = (await session.scalars(queries.seats_of(self.dispute))).one()
            self.dispute = await operation(session, seat_id=seat.id, **inputs, now=self.now)
            await session.flush()
        return seat

    async def until(self, then: datetime) -> None:
        """The clock goes on, each step in its time."""
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            while self.dispute.due_at is not None and self.dispute.due_at <= then and await self._kept(session):
                pass
        self.now = max(self.now, then)

    async def climb(self) -> None:
        """Nobody comes to terms in time, at any level of the two sides."""
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            while self.dispute.level < MEDIATOR and await self._kept(session):
                pass

    async def _kept(self, session: Session) -> bool:
        """Whether the clock has taken the step that comes next, when it was due."""
        self.now = self.dispute.due_at or self.now
        kept = await operations.keep_time(session, dispute_id=self.dispute.id, now=self.now)
        await session.flush()
        self.dispute = kept or self.dispute
        return kept is not None

    async def _read(self, session: Session) -> None:
        await session.flush()
        self.dispute = (await session.scalars(queries.dispute(self.dispute.id))).one()

    def owes(self, kind: RemedyKind, obligor: Side, text: str, amount: str = "", days: int = 21) -> GivenAction:
        """Something that one side is to do, so many days from now on."""
        sum_of = money.parse(amount, self.claim.currency) if amount else None
        return GivenAction(kind=kind, obligor=obligor, text=text, amount=sum_of, due_on=self.day(days))

    def day(self, days: int) -> date:
        """The day so many days from now on."""
        return (self.now + days * DAY).date()
