"""The sample obligations: what each side owes the other, in different states, by the operations that people use."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from auth.identify import Caller
from portal.access import AccessClass, Role, Side
from portal.contracts import queries as contracts
from portal.contracts.models import Contract
from portal.contracts.rules import Status as ContractStatus
from portal.contracts.text import documents
from portal.demo import certificates
from portal.demo.stage import Stage
from portal.files.receiving import Arrivals
from portal.obligations import operations
from portal.obligations.models import Obligation
from portal.obligations.rules import Repeats
from portal.partners.models import Organisation

DAY = timedelta(days=1)
ADMIN, MANAGER, LEGAL = Role.PARTNER_ADMIN.value, Role.RELATIONSHIP_MANAGER.value, Role.LEGAL.value


@dataclass(frozen=True, slots=True)
class Sample:
    """An obligation with the partner at a place in the cast, and how far it has come."""

    partner: int
    obligor: Side
    title: str
    text: str
    due: int
    """In so many days."""
    proposed: int
    """So many days ago."""
    by: Side = Side.HOST
    is_agreed: bool = True
    done: int | None = None
    """The days before today on which whoever owes it brought evidence."""
    is_confirmed: bool = False
    repeats: Repeats = Repeats.NEVER


SAMPLES = (
    Sample(0, Side.PARTNER, "Stock report of the month", "All castings in the consignment store, counted, as a sheet.",
           -24, 60, done=27, is_confirmed=True, repeats=Repeats.MONTHLY),
    Sample(0, Side.HOST, "Forecast of the next quarter", "Quantities for each part and month, for the next quarter.",
           -4, 45, by=Side.PARTNER),
    Sample(1, Side.PARTNER, "Visit report of the trade fair", "Whom you met, and who is to be called back by whom.",
           30, 2, is_agreed=False),
    Sample(4, Side.PARTNER, "List of the tooling that is ours", "Every tool with its number, place and state.",
           6, 30, done=1),
)  # fmt: skip


async def play(stage: Stage, arrivals: Arrivals) -> None:
    """Each step by somebody who may; the clock as it would have gone on."""
    for sample in SAMPLES:
        await _played(stage, arrivals, sample)


async def _played(stage: Stage, arrivals: Arrivals, sample: Sample) -> None:
    partner, theirs = stage.partners[sample.partner]
    sides: dict[Side, Caller] = {Side.HOST: stage.staff[LEGAL], Side.PARTNER: theirs[ADMIN]}
    at = stage.now - sample.proposed * DAY
    contract, key = await _place(stage, partner)
    owed = await stage.act(
        sides[sample.by], operations.propose, contract_id=contract.id, clause_key=key, expected_digest=contract.sha256,
        obligor=sample.obligor, title=sample.title, text=sample.text, due_on=(stage.now + sample.due * DAY).date(),
        repeats=sample.repeats, now=at,
    )  # fmt: skip
    if not sample.is_agreed:
        return
    other = sides[sample.by.other]
    owed = await _step(stage, other, operations.agree, owed, at + DAY, expected_digest=owed.sha256)
    until = sample.done if sample.done is not None else 0
    owed = await _kept(stage, owed, stage.now - until * DAY)
    if sample.done is None:
        return
    when, name = stage.now - sample.done * DAY, f"{sample.title}.pdf"
    content = certificates.pdf(sample.title, partner.name, "Sample")
    file_id = await certificates.file(stage, arrivals, sides[sample.obligor], partner, name, content, when)
    owed = await _step(stage, sides[sample.obligor], operations.claim_done, owed, when, file_ids=[file_id])
    if sample.is_confirmed:
        manager = stage.staff[MANAGER]
        await _step(stage, manager, operations.confirm, owed, when + DAY, expected_digest=owed.evidence_sha256)


async def _place(stage: Stage, partner: Organisation) -> tuple[Contract, str]:
    """The newest contract in force with a partner, and a clause of it."""
    async with stage.database.transaction(AccessClass.SYSTEM) as session:
        found = contracts.contracts_of(partner).where(Contract.status == ContractStatus.ACTIVE)
        contract: Contract = (await session.scalars(found.order_by(Contract.id.desc()).limit(1))).one()
        version = (await session.scalars(contracts.current_version_of(contract))).one()
    clauses = documents.parse(version.document).clauses
    return contract, clauses[min(5, len(clauses) - 1)].key


async def _step(
    stage: Stage, who: Caller, operation: Any, owed: Obligation, now: datetime, **inputs: Any
) -> Obligation:
    place = {"obligation_id": owed.id, "expected_version": owed.version, "now": now}
    done: Obligation = await stage.act(who, operation, **place, **inputs)
    return done


async def _kept(stage: Stage, owed: Obligation, until: datetime) -> Obligation:
    """The clock as it would have gone on, each step in its time."""
    while owed.due_at is not None and owed.due_at <= until:
        async with stage.database.working(AccessClass.SYSTEM) as session:
            kept = await operations.keep_time(session, obligation_id=owed.id, now=owed.due_at)
        if kept is None:
            break
        owed = kept
    return owed
