"""One side proposes an obligation, of its own or of the other side; the other agrees to exactly that, or declines."""

from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from portal import calendars, canonical, errors, ids
from portal.access import Actor, Permission, Side
from portal.contracts import queries as contracts
from portal.contracts.models import Contract
from portal.contracts.rules import IN_FORCE
from portal.database.session import Session
from portal.obligations import queries, rules
from portal.obligations.models import Obligation
from portal.obligations.operations.duty import begun, opened
from portal.obligations.operations.making import dated, empty
from portal.obligations.operations.terms import Rests, Terms, written
from portal.obligations.rules import LIFE, Status
from portal.partners.operations import account
from portal.partners.operations.account import OpenAccount
from portal.partners.rules import ACCOUNT, AccountStatus
from portal.sentences import say
from portal.wording import note_given

OPEN = (AccountStatus.ACTIVE, AccountStatus.OFFBOARDING)
"""Between which partners and the company something new can be proposed; also how an exit is to go."""
LONGEST_KEY = 200


async def propose(
    session: Session, actor: Actor, *, obligor: Side, title: str, text: str, due_on: date, now: datetime,
    partner_id: UUID | None = None, contract_id: UUID | None = None, clause_key: str | None = None,
    expected_digest: str | None = None, **more: Any,
) -> Obligation:  # fmt: skip
    """Puts an obligation before the other side, on a contract in force or on none.

    The company's people name the partner or the contract; `expected_digest` is that of the contract's text; `more` is
    what else `Terms` has. Refuses: NotAllowed, NotFound, WrongStatus, StaleDigest, Invalid.
    """
    terms = Terms(obligor=obligor, title=title, text=text, due_on=due_on, **more)
    actor.require(Permission.OBLIGATION_PROPOSE)
    contract = await _contract(session, contract_id, expected_digest)
    place = await _place(session, actor, contract.partner_id if contract else partner_id, now)
    rests = await _rests(session, contract, clause_key)
    clocks = account.clocks_of(place.partner, place.company)
    said = terms.checked(now.astimezone(ZoneInfo(clocks[terms.obligor].zone)).date())
    text = written(said, place.partner, rests)
    record = _made(actor, place, said | (rests.columns if rests else {}), text, now)
    await _owned(session, actor, record, place)
    case = begun(session, actor, record, place.partner, place.company, now=now)
    with case.event("obligation.proposed"):
        case.tell(title=record.title, obligor=record.obligor, due_on=record.due_on, sha256=record.sha256)
        case.wait(LIFE)
    session.add(record)
    await session.flush()
    return record


async def _contract(session: Session, contract_id: UUID | None, expected_digest: str | None) -> Contract | None:
    """The contract under a lock, so that it does not end meanwhile."""
    if contract_id is None:
        return None
    found: Contract | None = await session.scalar(contracts.contract(contract_id).with_for_update())
    if found is None:
        raise errors.NotFound("There is no such contract.", path=("input", "contractId"))
    if found.status not in IN_FORCE:
        raise errors.WrongStatus("Only a contract in force can carry obligations.", path=("input", "contractId"))
    if expected_digest != found.sha256:
        raise errors.StaleDigest(
            "The contract's current text is not the one you are acting on. Read it again.",
            path=("input", "expectedDigest"),
        )
    return found


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


async def _rests(session: Session, contract: Contract | None, clause_key: str | None) -> Rests | None:
    path = ("input", "clauseKey")
    if contract is None:
        if clause_key is not None:
            raise errors.Invalid("Name the contract as well.", path=path)
        return None
    if clause_key is not None and (
        len(clause_key) > LONGEST_KEY or not await session.scalar(contracts.has_clause(contract, clause_key))
    ):
        raise errors.NotFound("The contract has no such clause.", path=path)
    return Rests(contract=contract, clause_key=clause_key)


def _made(actor: Actor, place: OpenAccount, said: dict[str, Any], text: str, now: datetime) -> Obligation:
    made = ids.new()
    values: dict[str, Any] = {
        "partner_id": place.partner.id, "id": made, "series_id": made, "number": 1, "version": 0, "contract_id": None,
        "contract_sha256": None, "clause_key": None, "terms": text, "sha256": canonical.sha256(text),
        "status": Status.PROPOSED, "proposed_side": actor.side, "proposed_by": actor.person_id,
        "proposed_by_name": actor.name, "company_id": place.company.id, "created_at": now, "updated_at": now,
        **said,
    }  # fmt: skip
    clocks = account.clocks_of(place.partner, place.company)
    values |= dated(values, clocks)
    both = tuple(clocks[side].calendar for side in Side)
    zone = clocks[actor.side.other].zone
    values["answer_by"] = min(calendars.due_at(now, rules.ANSWER, both, zone), values["ends_at"])
    return Obligation(**empty(), **values)


async def _owned(session: Session, actor: Actor, record: Obligation, place: OpenAccount) -> None:
    """On its own side whoever proposes it answers for it; on the other whoever looks after the partner, or runs it."""
    own = await session.scalar(queries.place_of(actor.partner_id, actor.person_id))
    if actor.side is Side.HOST:
        record.company_owner_id = own
        record.partner_owner_id = await session.scalar(queries.first_administrator_of(place.partner.id))
    else:
        record.partner_owner_id = own
        record.company_owner_id = place.partner.manager_id or place.company.manager_id


async def agree(
    session: Session, actor: Actor, *, obligation_id: UUID, expected_version: int, expected_digest: str, now: datetime
) -> Obligation:
    """Agrees to exactly what the other side proposed. Refuses also StaleDigest, Blocked once its day is over."""
    case = await opened(session, actor, obligation_id=obligation_id, expected_version=expected_version, now=now)
    with case.step(LIFE, "agree"):
        case.expect(expected_digest)
        case.record.agreed_by, case.record.agreed_by_name, case.record.agreed_at = actor.person_id, actor.name, now
        await case.take_over()
    return case.record


async def decline(
    session: Session, actor: Actor, *, obligation_id: UUID, expected_version: int, reason: str, now: datetime
) -> Obligation:
    """Says no to what the other side proposed; both sides read why."""
    case = await opened(session, actor, obligation_id=obligation_id, expected_version=expected_version, now=now)
    note = note_given(reason, say("Enter a reason."), "reason")
    with case.step(LIFE, "decline", note=note):
        case.decided(note)
    return case.record


async def withdraw(
    session: Session, actor: Actor, *, obligation_id: UUID, expected_version: int, now: datetime
) -> Obligation:
    """Takes back what one's own side proposed and the other has not answered."""
    case = await opened(session, actor, obligation_id=obligation_id, expected_version=expected_version, now=now)
    case.take(LIFE, "withdraw")
    return case.record
