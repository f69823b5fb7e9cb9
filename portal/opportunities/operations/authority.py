"""A deal is registered within the territory and the products that the partner's contracts give it, and not beyond."""

from uuid import UUID

from portal import errors
from portal.boundaries import operations as boundaries
from portal.boundaries.rules.acts import Act, Result
from portal.boundaries.rules.terms import Kind
from portal.contracts import queries as contracts
from portal.contracts.models import Contract
from portal.contracts.rules import IN_FORCE
from portal.contracts.rules import Kind as ContractKind
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.models import Opportunity
from portal.opportunities.operations import catalogue
from portal.opportunities.operations.deal import OpenOpportunity
from portal.opportunities.rules import authority
from portal.opportunities.rules.authority import Territory
from portal.opportunities.rules.statuses import RejectionCode

CARRYING = frozenset({ContractKind.RESELLER, ContractKind.DISTRIBUTION, ContractKind.FRAMEWORK})
"""Contracts under which a partner sells; the others give it nothing to register."""


async def check_contract(session: Session, partner_id: UUID, contract_id: UUID | None) -> UUID | None:
    """The contract under which it is to be sold. Refuses: NotFound, WrongStatus unless it is in force, Invalid."""
    if contract_id is None:
        return None
    path = ("input", "contractId")
    found: Contract | None = await session.scalar(contracts.contract(contract_id))
    if found is None or found.partner_id != partner_id:
        raise errors.NotFound("There is no such contract.", path=path)
    if found.status not in IN_FORCE:
        raise errors.WrongStatus("A sale needs a contract in force.", path=path)
    if found.kind not in CARRYING:
        raise errors.Invalid("A sale needs a reseller, distribution or framework contract.", path=path)
    return found.id


async def check_scope(case: OpenOpportunity, act: Act) -> None:
    """Refuses with Blocked, beside the field and with the clause, what the partner may not sell, or not there."""
    record = case.record
    found = await territories(case.session, record)
    unfit = authority.unfit(found, record.products, record.regions)
    let = await _let_through(case, act)
    if any(each.code is RejectionCode.PRODUCT_NOT_AUTHORISED for each in unfit):
        called = await catalogue.called(case.session, {*record.products, *authority.sold_in(found)})
        unfit = authority.unfit(found, record.products, record.regions, called)
    refused = [each for each in unfit if not (let and each.code is RejectionCode.OUTSIDE_TERRITORY)]
    if refused:
        first, *others = [errors.Blocked.because(each.sentence, path=each.path) for each in refused]
        first.also = tuple(others)
        raise first


async def _let_through(case: OpenOpportunity, act: Act) -> bool:
    """Whether the boundaries let it be as it is, because Legal has given leave."""
    found = await boundaries.check(case.session, case.actor, act, case.now)
    own = [each for each in found if each.boundary.kind is Kind.TERRITORY]
    return all(each.result is not Result.BLOCK for each in own)


async def territories(session: Session, record: Opportunity) -> tuple[Territory, ...]:
    """Those that bound a registration."""
    rows = await session.scalar(queries.territories(record.partner_id))
    return authority.bounding(authority.read(rows), record.contract_id)
