"""Amendments: begun from a contract's text, taken into it once they are in force, and ended with it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from portal import ids, threads, wording
from portal.access import SYSTEM, Actor
from portal.boundaries import operations as boundaries
from portal.boundaries.models import Boundary
from portal.clock import Moment
from portal.contracts import queries
from portal.contracts.models import Contract, Version
from portal.contracts.operations.drafting import put_down
from portal.contracts.operations.proceeding import Proceeding, opened
from portal.contracts.rules import LIFE, Status
from portal.contracts.text import consolidating, documents, reading
from portal.contracts.text.amends import Amends, Fate
from portal.contracts.text.documents import Written
from portal.database.session import Session
from portal.journal import Entry
from portal.partners import queries as partner_queries
from portal.sentences import say

TITLE_LONGEST = 200
ENDS_CONTRACT = ("contract.expired", "contract.superseded", "contract.terminated", "contract.rescinded")


async def amend(
    session: Session, actor: Actor, *, contract_id: UUID, expected_version: int, title: str, now: datetime
) -> Contract:
    """Begins an amendment of a contract in force: a draft of its own that reads as the contract does now.

    It is drafted, negotiated and signed as any contract is. Refuses: NotFound, Stale, NotAllowed, WrongStatus, Invalid,
    Blocked while another one is open.
    """
    case = await opened(session, actor, contract_id=contract_id, expected_version=expected_version, now=now)
    contract = case.contract
    wanted = say("The title must have 1 to 200 characters.")
    title = wording.line(title, path=("input", "title"), wanted=wanted)
    begun = (await session.scalars(queries.amendments_of(contract))).all()
    has_open = any(each.status in queries.OPEN for each in begun)
    with case.step(LIFE, "amend", published=False, has_amendment=has_open):
        return await _put_down(case, title, len(begun) + 1)


async def amend_as_settled(session: Session, *, contract_id: UUID, title: str, now: datetime) -> Contract | None:
    """The same draft, because a dispute was settled so; None where the contract cannot be amended now.

    Whoever answers for the contract answers for it. The title is cut where it is too long.
    """
    case = await opened(session, SYSTEM, contract_id=contract_id, expected_version=None, now=now)
    begun = (await session.scalars(queries.amendments_of(case.contract))).all()
    case.known["has_amendment"] = any(each.status in queries.OPEN for each in begun)
    if LIFE.refusal(case.situation(LIFE), case.contract.status, "amendAsSettled", SYSTEM, now):
        return None
    with case.step(LIFE, "amendAsSettled", published=False):
        return await _put_down(case, " ".join(title.split())[:TITLE_LONGEST], len(begun) + 1)


async def _put_down(case: Proceeding, title: str, number: int) -> Contract:
    contract, now = case.contract, case.now
    text, today = await case.current_text(), Moment(now).day(contract.zone)
    written = await threads.apart(_begun, text, contract, title, today)
    company = (await case.session.scalars(partner_queries.company())).one()
    made = await put_down(
        case.session, case.actor, company, written, partner_id=contract.partner_id,
        number=f"{contract.number}-A{number}", now=now, parent_id=contract.id, base_number=contract.version_number,
        owner_id=contract.owner_id,
    )  # fmt: skip
    case.tell(amendment=made.number)
    return made


def _begun(text: str, contract: Contract, title: str, today: date) -> Written:
    """The draft's text: from today on, where the contract has begun by then."""
    base = reading.document(text)
    said = Amends(
        number=contract.number, title=base.title, version=contract.version_number, sha256=reading.digest(text),
        starts_on=base.terms.starts_on,
    )  # fmt: skip
    last = base.terms.ends_on or today
    terms = replace(base.terms, starts_on=max(min(today, last), base.terms.starts_on))
    return documents.written(consolidating.begun(replace(base, terms=terms), title=title, amends=said))


async def take_in(case: Proceeding) -> None:
    """After a step: an amendment that has come into force is the next version of the contract that it amends."""
    if case.parent is None or case.contract.status is not Status.ACTIVE:
        return
    version: Version = (await case.session.scalars(queries.current_version_of(case.contract))).one()
    written = await threads.apart(_taken_in, version.document)
    parent = case.parent
    with parent.step(LIFE, "consolidate", note=case.contract.number, by_clock=True):
        parent.tell(amendment=case.contract.number)
        parent.add_version(written, version.side)


def _taken_in(text: str) -> Written:
    return documents.written(consolidating.consolidated(reading.document(text)))


async def end_with_contract(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """Reaction: with a contract its amendments end, in force or not. Gives how many."""
    found = (await session.scalars(queries.unfinished_of(entry.partner_id, entry.record_id))).all()
    for each in found:
        case = await opened(session, SYSTEM, contract_id=each.id, expected_version=None, now=now)
        await lapse(case)
    return len(found)


async def lapse(case: Proceeding) -> None:
    """An amendment whose contract has ended: what binds ends with it, what does not yet never will."""
    action = "expire" if case.contract.status in {Status.ACTIVE, Status.SUSPENDED} else "lapseWithContract"
    if case.contract.status is Status.IN_NEGOTIATION:
        with case.round_step(await case.current_round(), "abort", by_clock=True):
            pass
    with case.step(LIFE, action, by_clock=True):
        if action != "expire":
            case.contract.signed_by = frozenset()


@dataclass(frozen=True, slots=True)
class Amended:
    """What an amendment in force has made of a contract."""

    number: str
    """Of the amendment."""
    sha256: str
    """Digest of the contract's version that it made."""
    fates: Mapping[str, Fate]
    """What becomes of what rests on the clauses, by global id."""


async def amended_by(session: Session, entry: Entry) -> Amended | None:
    """What a row `contract.amended` of the journal tells of; None for what no amendment is found for."""
    told = {each["field"]: each["after"] for each in entry.changes}
    found = queries.amendment_that_made(entry.partner_id, entry.record_id, int(told.get("version_number") or 0))
    amendment: Contract | None = await session.scalar(found)
    if amendment is None:
        return None
    version: Version = (await session.scalars(queries.current_version_of(amendment))).one()
    said = (await threads.apart(reading.document, version.document)).amends
    return Amended(amendment.number, str(told["sha256"]), said.fates) if said else None


async def settle_boundaries(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """Reaction: boundaries end that both sides have signed to end; the others hang on the clause as it reads now."""
    amended = await amended_by(session, entry)
    if amended is None:
        return 0
    ended = 0
    for record, fate in amended.fates.items():
        prefix, boundary_id = ids.parse(record)
        if prefix == Boundary.PREFIX and fate is Fate.RETIRE:
            ended += await boundaries.release(session, boundary_id=boundary_id, note=amended.number, now=now)
    return ended
