"""Putting a boundary on the table: a new one, one in place of another, and other terms for one that is proposed."""

from datetime import datetime
from uuid import UUID

from portal import errors, ids
from portal.access import Actor, Permission, Side
from portal.boundaries import queries
from portal.boundaries.models import Boundary
from portal.boundaries.operations import guarding
from portal.boundaries.operations.opening import begun, new, opened
from portal.boundaries.rules import checking
from portal.boundaries.rules.acts import Act, ActKind
from portal.boundaries.rules.life import LIFE, NEGOTIATED, OVER, Status
from portal.boundaries.rules.terms import Dealing, Kind, Terms
from portal.database.session import Session
from portal.partners.operations import account
from portal.partners.rules import AccountStatus

HERE = ("input", "terms")
RIGHTS_TO_SELL = (Dealing.DISTRIBUTION, Dealing.RESELLER)


async def propose(
    session: Session, actor: Actor, *, terms: Terms, now: datetime, partner_id: UUID | None = None,
    replaces_id: UUID | None = None,
) -> Boundary:  # fmt: skip
    """Puts a new boundary before the other side; the company's people name the partner.

    Proposed while its contract is negotiated, it starts with the signature; otherwise the other side agrees to its
    digest. `replaces_id` names the one in force that ends when this one starts. Refuses: NotAllowed, NotFound, Invalid,
    Blocked (the account, the contract, an exclusivity that it would cross, a limit below what counts already).
    """
    actor.require(Permission.BOUNDARY_PROPOSE)
    wanted = partner_id or actor.partner_id
    if actor.side is Side.PARTNER and wanted != actor.partner_id:
        raise errors.NotFound("There is no such partner.", path=("input", "partnerId"))
    place = await account.opened(session, actor, partner_id=wanted, expected_version=None, now=now)
    if place.partner.status is not AccountStatus.ACTIVE:
        raise errors.Blocked("You cannot agree anything with this partner because its account is not active.")
    terms = checking.checked(terms, base=HERE)
    contract_status = await _contract(session, wanted, terms)
    made = new(place.partner, place.company, actor, terms, now=now)
    made.replaces_id = await _replaced(session, made, replaces_id)
    await _check(session, actor, made, now)
    case = begun(session, actor, made, place.partner, place.company, now=now, contract_status=contract_status)
    with case.event("boundary.proposed"):
        case.put(terms, is_carried=contract_status == NEGOTIATED)
        case.tell(kind=made.kind)
    session.add(made)
    await session.flush()
    return made


async def revise(
    session: Session, actor: Actor, *, boundary_id: UUID, expected_version: int, expected_digest: str, terms: Terms,
    now: datetime,
) -> Boundary:  # fmt: skip
    """Puts other terms on the table in place of those with this digest; the other side is asked anew.

    Refuses: NotFound, Stale (version, digest), NotAllowed, WrongStatus, Invalid, Blocked as for `propose`.
    """
    case = await opened(session, actor, boundary_id=boundary_id, expected_version=expected_version, now=now)
    record = case.record
    LIFE.take(case.situation(LIFE), record.status, "revise", actor, now=now)
    case.expect(expected_digest)
    if terms.kind is not record.kind:
        raise errors.Invalid("You cannot change the kind of a boundary. Propose another one.", path=(*HERE, "kind"))
    terms = checking.checked(terms, base=HERE)
    contract_status = await _contract(session, record.partner_id, terms)
    case.known["contract_status"] = contract_status
    with case.step(LIFE, "revise"):
        case.put(terms, is_carried=contract_status == NEGOTIATED)
    await _check(session, actor, record, now)
    await session.flush()
    return record


async def _contract(session: Session, partner_id: UUID, terms: Terms) -> str | None:
    """The status of the contract that the terms hang on. Refuses: NotFound, Invalid, Blocked."""
    if terms.nda_id is not None:
        await _seen(session, partner_id, terms.nda_id, "", "ndaContractId")
    if terms.contract_id is None:
        return None
    return await _seen(session, partner_id, terms.contract_id, terms.clause_key, "contractId")


async def _seen(session: Session, partner_id: UUID, contract_id: UUID, clause_key: str, name: str) -> str:
    row = (await session.execute(queries.contract_of(partner_id, contract_id, clause_key))).one_or_none()
    if row is None:
        raise errors.NotFound("There is no such contract.", path=(*HERE, name))
    status, is_published, has_clause = row
    if not is_published:
        raise errors.Blocked("The other side cannot see this contract yet. Publish it first.", path=(*HERE, name))
    if status in OVER:
        raise errors.Blocked("This contract has ended.", path=(*HERE, name))
    if not has_clause:
        raise errors.Invalid("The contract has no such clause.", path=(*HERE, "clauseKey"))
    return str(status)


async def _replaced(session: Session, made: Boundary, replaces_id: UUID | None) -> UUID | None:
    """The boundary in force of the same kind and partner that the new one takes the place of."""
    if replaces_id is None:
        return None
    old: Boundary | None = await session.scalar(queries.boundary(replaces_id))
    if old is None or old.partner_id != made.partner_id:
        raise errors.NotFound("There is no such boundary.", path=("input", "replacesId"))
    if old.kind is not made.kind or old.status is not Status.ACTIVE or old.orderer is not made.orderer:
        raise errors.Invalid(
            "You can only replace a boundary of the same kind that is in force.", path=("input", "replacesId")
        )
    return replaces_id


async def _check(session: Session, actor: Actor, record: Boundary, now: datetime) -> None:
    """What the terms themselves would cross: an exclusivity, by the company; what counts already, by a limit."""
    await guarding.check_limit(session, record)
    if actor.side is Side.HOST:
        await check_grant(session, actor, record, now)


async def check_grant(session: Session, actor: Actor, record: Boundary, now: datetime) -> None:
    """Refuses with Blocked where the company would give this partner what it has promised to another alone."""
    terms = record.terms
    if terms.kind not in {Kind.TERRITORY, Kind.EXCLUSIVITY}:
        return
    grant = Act(
        kind=ActKind.GRANT, partner_id=record.partner_id, side=Side.HOST, key=ids.text(record.PREFIX, record.id),
        regions=terms.regions, products=terms.products, dealings=terms.dealings or RIGHTS_TO_SELL,
        starts_on=terms.valid_from, ends_on=terms.valid_until,
    )  # fmt: skip
    await guarding.require(session, actor, grant, now)
