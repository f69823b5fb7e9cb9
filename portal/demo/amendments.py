"""Two amendments of sample contracts: one that both sides have signed, and one whose turn is the partner's."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from auth.identify import Caller
from portal.access import AccessClass, Role
from portal.contracts import operations, queries
from portal.contracts.models import Contract
from portal.contracts.text import documents
from portal.demo.stage import Stage

DAY = timedelta(days=1)
LEGAL, ADMIN = Role.LEGAL.value, Role.PARTNER_ADMIN.value


@dataclass(frozen=True, slots=True)
class Sample:
    """An amendment of the contract of this title with the partner at a place in the cast."""

    partner: int
    contract: str
    title: str
    clause: str
    """The heading of the clause that gets other words."""
    words: str
    begun: int
    """So many days ago."""
    is_signed: bool = False


SAMPLES = (
    Sample(7, "Customer support in English", "Support at weekends", "People",
           "Trained people only are sent, at weekends too. One of them, who is named, knows the site.", 24, True),
    Sample(0, "Castings, framework", "Delivery on the confirmed day", "Delivery",
           "Of 100 lines 98 are delivered in full on the day that was confirmed, and Larkfield may deduct 3 % of the"
           " value of those that are late in a quarter with less than 94 % on time.", 5),
)  # fmt: skip


async def play(stage: Stage) -> None:
    for sample in SAMPLES:
        await _Amending(stage, sample).play()


@dataclass
class _Amending:
    stage: Stage
    sample: Sample

    async def play(self) -> None:
        self.day: datetime = self.stage.now - self.sample.begun * DAY
        partner, theirs = self.stage.partners[self.sample.partner]
        legal = self.stage.staff[LEGAL]
        async with self.stage.database.working(AccessClass.SYSTEM) as session:
            found = queries.contracts_of(partner).where(Contract.title == self.sample.contract)
            self.contract: Contract = (await session.scalars(found)).one()
            version = (await session.scalars(queries.current_version_of(self.contract))).one()
        await self._step(legal, operations.amend, title=self.sample.title)
        await self._step(legal, operations.redraft, text=self._text(documents.parse(version.document)))
        await self._step(legal, operations.submit_for_review)
        await self._step(legal, operations.publish)
        if self.sample.is_signed:
            await self._sign(legal, theirs)

    def _text(self, document: documents.Document) -> str:
        """The whole text with the other words in their place, as somebody would paste it."""
        parts = (
            (each.number, each.heading, self.sample.words if each.heading == self.sample.clause else each.text)
            for each in document.clauses
        )
        return "\n\n".join(f"{f'{number} {heading}'.strip()}\n\n{text}".strip() for number, heading, text in parts)

    async def _sign(self, legal: Caller, theirs: Mapping[str, Caller]) -> None:
        await self._step(
            theirs[ADMIN], operations.submit_round, expected_digest=self.contract.sha256, no_changes=True,
            message="As we discussed.",
        )  # fmt: skip
        await self._step(legal, operations.accept_round, expected_digest=self.contract.sha256)
        await self._step(legal, operations.start_approval)
        for who, capacity in (
            (theirs[Role.PARTNER_SIGNATORY.value], "Director"),
            (self.stage.staff[Role.COMPANY_SIGNATORY.value], "Managing director"),
        ):
            await self._step(who, operations.sign, expected_digest=self.contract.sha256, authority=capacity)

    async def _step(self, who: Caller, operation: Callable[..., Awaitable[Contract]], **inputs: Any) -> None:
        self.day += DAY / 2
        contract = self.contract
        self.contract = await self.stage.act(
            who, operation, contract_id=contract.id, expected_version=contract.version, now=self.day, **inputs
        )
