"""A partner and the company with a contract between them, and their people, who dispute things."""

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.access import Actor, Role, Side
from portal.contracts.models import Contract
from portal.contracts.rules import Status as ContractStatus
from portal.disputes import chain, operations, queries, sealing
from portal.disputes.models import Dispute, DisputeEntry, DisputeLine, Remedy, SealedText, SettlementOffer
from portal.disputes.operations import Answer, DocumentKind, GivenAction, GivenFile, GivenLine, Said
from portal.disputes.rules.remedy import RemedyKind
from portal.disputes.rules.statuses import LineAnswer
from portal.money import Money
from portal.partners.membership import SETTLEMENT
from portal.partners.models import Membership, Organisation, SigningAuthority
from portal.reasons import Evidence
from tests.files import making as files
from tests.moment import NOW
from tests.partners import making as places
from tests.partners import scene as partners
from tests.telling import exactly_told

SAID = Said(reason_code="PRICE_DIFFERS", title="Prices of March", text="The invoices name the old prices.",
            known_on=date(2026, 2, 20))  # fmt: skip
NAMES = {
    Role.PARTNER_ADMIN: "Paula Admin", Role.PARTNER_MEMBER: "Piet Member", Role.PARTNER_SIGNATORY: "Sina Signs",
    Role.PARTNER_VIEWER: "Vera Viewer", Role.RELATIONSHIP_MANAGER: "Mina Manager", Role.LEGAL: "Lee Legal",
    Role.DISPUTE_OFFICER: "Otto Officer", Role.EXECUTIVE_SPONSOR: "Eva Executive", Role.SALES: "Sam Sales",
    Role.COMPANY_SIGNATORY: "Cara Signs", Role.PLATFORM_ADMIN: "Alex Platform", Role.AUDITOR: "Ada Auditor",
}  # fmt: skip


DAY = timedelta(days=1)
TALK = "Between us: 70 would do, and nobody need know of it."


def secret_of(purpose: str) -> bytes:
    """A deployment's."""
    return hmac.digest(b"a deployment's own", purpose.encode(), "sha256")


def credit(euros: int, obligor: Side = Side.HOST, **more: Any) -> GivenAction:
    """A credit note within ten days."""
    values = {"due_on": (NOW + 10 * DAY).date(), "text": "A credit note.", **more}
    return GivenAction(kind=RemedyKind.CREDIT_AMOUNT, obligor=obligor, amount=Money(euros * 100, "EUR"), **values)


def invoice(number: str = "INV-0017", euros: int = 120, **more: Any) -> GivenLine:
    """A line about an invoice."""
    return GivenLine(
        document_kind=DocumentKind.INVOICE, document_number=number, claimed=Money(euros * 100, "EUR"), **more
    )


@dataclass
class Scene(partners.Scene):
    """Whoever acts is a person of the role named."""

    contract: Contract = field(kw_only=True)
    people: dict[Role, Membership] = field(default_factory=dict)
    drafts: int = 0
    """How many there were whose lines nobody named; each is about invoices of its own."""

    @asynccontextmanager
    async def _told(self) -> AsyncIterator[None]:
        async with super()._told(), AsyncExitStack() as stack:
            for record in (await self.make.session.scalars(select(Dispute))).all():
                await stack.enter_async_context(exactly_told(self.make.session, record))
            yield

    async def do(self, member: Membership, operation: Callable[..., Awaitable[Any]], **inputs: Any) -> Any:
        """As every room's scene does; whoever acts has just proved that they are there."""
        actor = replace(await self.actor(member), confirmed_at=inputs.get("now", NOW))
        return await self.do_as(actor, operation, **inputs)

    async def do_as(self, actor: Actor, operation: Callable[..., Awaitable[Any]], **inputs: Any) -> Any:
        async with self._told(), self.as_(actor) as session:
            return await operation(session, actor, **{"now": NOW, **inputs})

    async def one(self, role: Role) -> Membership:
        """The person of the role; the same each time."""
        if role not in self.people:
            of: Organisation | None = self.partner if role.side is Side.PARTNER else None
            self.people[role] = await self.make.member(of, roles={role}, name=NAMES[role])
        return self.people[role]

    async def drafted(self, by: Role = Role.PARTNER_ADMIN, *lines: GivenLine, said: Said = SAID) -> Dispute:
        place = {} if by.side is Side.PARTNER else {"partner_id": self.partner.id}
        given = lines or (invoice(f"INV-{self.drafts}017", 120), invoice(f"INV-{self.drafts}018", 80))
        self.drafts += 1
        made: Dispute = await self.do(await self.one(by), operations.draft, said=said, given=given, **place)
        return made

    async def filed(self, by: Role = Role.PARTNER_ADMIN, *lines: GivenLine, said: Said = SAID) -> Dispute:
        """With the papers that the reason asks for."""
        made = await self.drafted(by, *lines, said=said)
        await self.show(by, made, Evidence.INVOICE, Evidence.ORDER)
        return await self.act(by, operations.file, made)

    async def admitted(self, by: Role = Role.PARTNER_ADMIN, **more: Any) -> Dispute:
        return await self.act(Role.DISPUTE_OFFICER, operations.admit, await self.filed(by, **more))

    async def answered(self, by: Role = Role.PARTNER_ADMIN, **more: Any) -> Dispute:
        """The other side accepts half of the first line and contests the rest."""
        made = await self.admitted(by, **more)
        other = Role.PARTNER_ADMIN if by.side is Side.HOST else Role.LEGAL
        return await self.act(other, operations.respond, made, answers=await self.answers(made))

    async def answers(self, dispute: Dispute) -> list[Answer]:
        first, *rest = await self.lines(dispute)
        half = Money(first.claimed_minor // 2, dispute.currency or "EUR")
        return [
            Answer(line_id=first.id, answer=LineAnswer.PART, text="Half of it is right.", conceded=half),
            *(Answer(line_id=row.id, answer=LineAnswer.CONTEST, text="The new prices hold.") for row in rest),
        ]

    async def show(self, by: Role, dispute: Dispute, *kinds: Evidence, is_shared: bool = True) -> Dispute:
        """Brings a file for each."""
        given = [GivenFile(file_id=await self.file(by, each), kind=each, is_shared=is_shared) for each in kinds]
        return await self.act(by, operations.add_evidence, dispute, given=given)

    async def file(self, by: Role, content: str = "Quantity;Price\n100;12,50\n", **columns: Any) -> UUID:
        """A file that somebody has brought and that is attached to nothing."""
        made = files.file(await self.one(by), partner_id=self.partner.id, content=content.encode(), **columns)
        await self.make.add(made)
        return made.id

    async def act(self, by: Role, operation: Any, dispute: Dispute, **inputs: Any) -> Dispute:
        """A step of the dispute as it is now."""
        await self.do(await self.one(by), operation, **await self.place(dispute, **inputs))
        return await self.now(dispute)

    async def not_done(self, by: Role, operation: Any, dispute: Dispute, **inputs: Any) -> tuple[str, str, str]:
        """The refusal: code, place and sentence; nothing has changed."""
        return await self.refused(await self.one(by), operation, **await self.place(dispute, **inputs))

    async def place(self, dispute: Dispute, **inputs: Any) -> dict[str, Any]:
        fresh = await self.now(dispute)
        return {"dispute_id": fresh.id, "expected_version": fresh.version, **inputs}

    async def now(self, dispute: Dispute) -> Dispute:
        row: Dispute = await self.row(dispute)
        return row

    async def lines(self, dispute: Dispute) -> Sequence[DisputeLine]:
        found = queries.lines_of(dispute).execution_options(populate_existing=True)
        return (await self.make.session.scalars(found)).all()

    async def may_settle(self, role: Role, euros: int | None = None, **columns: Any) -> SigningAuthority:
        """The person of the role holds an authority for settlements, up to so much."""
        made = places.authority(await self.one(role))
        made.kinds = [SETTLEMENT]
        if euros is not None:
            made.limit_minor, made.currency = euros * 100, "EUR"
        for name, value in columns.items():
            setattr(made, name, value)
        await self.make.add(made)
        return made

    def offering(self, *actions: GivenAction, **inputs: Any) -> dict[str, Any]:
        """What an offer takes besides what it is about: a credit of EUR 70, for ten days."""
        valid_until = (inputs.get("now", NOW) + 10 * DAY).date()
        given = {"actions": actions or [credit(70)], "text": TALK, "valid_until": valid_until}
        return {**given, "secret_of": secret_of, **inputs}

    async def offered(self, dispute: Dispute, by: Role, *actions: GivenAction, **inputs: Any) -> SettlementOffer:
        """An offer of whoever holds the role."""
        place = await self.place(dispute, **self.offering(*actions, **inputs))
        made: SettlementOffer = await self.do(await self.one(by), operations.make_offer, **place)
        return await self.offer(made)

    async def answer(self, by: Role, operation: Any, offer: SettlementOffer, **inputs: Any) -> SettlementOffer:
        """A step of the offer as it is now; gives what it gives."""
        made: SettlementOffer = await self.do(await self.one(by), operation, **await self.on(offer, **inputs))
        return await self.offer(made)

    async def accepted(self, by: Role, offer: SettlementOffer, **inputs: Any) -> SettlementOffer:
        agreed = {"expected_digest": offer.sha256, "secret_of": secret_of}
        return await self.answer(by, operations.accept_offer, offer, **{**agreed, **inputs})

    async def on(self, offer: SettlementOffer, **inputs: Any) -> dict[str, Any]:
        fresh = await self.offer(offer)
        return {"offer_id": fresh.id, "expected_version": fresh.version, **inputs}

    async def offer(self, offer: SettlementOffer) -> SettlementOffer:
        row: SettlementOffer = await self.row(offer)
        return row

    async def now_of(self, offer: SettlementOffer) -> Dispute:
        """Its dispute as it is now."""
        found = queries.dispute(offer.dispute_id).execution_options(populate_existing=True)
        row: Dispute = (await self.make.session.scalars(found)).one()
        self.make.session.expunge(row)
        return row

    async def read_by(self, member: Membership, offer: SettlementOffer) -> dict[str, Any] | None:
        """What somebody reads of an offer's text."""
        async with self.as_(await self.actor(member)) as session:
            row: SealedText | None = await session.scalar(queries.sealed_of(offer))
        if row is None:
            return None
        return sealing.opened(secret_of, offer.dispute_id, offer.id, row.nonce, row.ciphertext, offer.sha256)

    async def remedies(self, dispute: Dispute) -> list[Remedy]:
        found = queries.remedies_of(dispute).execution_options(populate_existing=True)
        return [*(await self.make.session.scalars(found)).all()]

    async def remedied(self, by: Role, operation: Any, remedy: Remedy, **inputs: Any) -> Remedy:
        """A step of the remedy as it is now."""
        fresh = await self.row(remedy)
        given = {"remedy_id": fresh.id, "expected_version": fresh.version, **inputs}
        await self.do(await self.one(by), operation, **given)
        row: Remedy = await self.row(remedy)
        return row

    async def tick(self, dispute: Dispute, now: datetime | None) -> Dispute:
        """The clock at that moment, twice; the second time it has nothing to do."""
        assert now
        await self.by_clock(operations.keep_time, dispute_id=dispute.id, now=now)
        assert await self.by_clock(operations.keep_time, dispute_id=dispute.id, now=now) is None
        return await self.now(dispute)

    async def told(self, dispute: Dispute) -> list[str]:
        """The events, oldest first, without the room's name."""
        return [event.partition(".")[2] for event, *_ in await self.events(dispute)]

    async def chained(self, dispute: Dispute) -> list[str]:
        """The kinds of the entries, oldest first; the chain holds."""
        fresh = await self.now(dispute)
        found: Sequence[DisputeEntry] = (await self.make.session.scalars(queries.entries_of(fresh))).all()
        written = [{"document": each.document, "chain": each.chain} for each in found]
        assert [*chain.faults(written, fresh.chain_head)] == []
        assert fresh.entries == len(found)
        return [each.kind.value for each in found]


async def scene(make: Any, as_: partners.As) -> Scene:
    """An active partner with a contract in force, without an end."""
    manager = await make.member(name=NAMES[Role.RELATIONSHIP_MANAGER])
    partner = await make.partner(name="Northgate Castings", manager=manager)
    admin = await make.member(partner, name=NAMES[Role.PARTNER_ADMIN])
    contract = await make.contract(partner=partner, owner=manager, status=ContractStatus.ACTIVE, now=NOW)
    people = {Role.RELATIONSHIP_MANAGER: manager, Role.PARTNER_ADMIN: admin}
    return Scene(make, as_, partner, admin, contract=contract, people=people)
