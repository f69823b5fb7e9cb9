"""Where a partner may sell what: its territories in force, and the contracts that carry them."""

from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, func, literal_column, select

from portal.boundaries.models import Boundary
from portal.boundaries.rules.life import Status
from portal.boundaries.rules.terms import Kind
from portal.contracts.models import Contract

Row = Any
_IN_FORCE = (Boundary.kind == Kind.TERRITORY, Boundary.status == Status.ACTIVE)


def territories_of(partner_id: Row) -> ColumnElement[Any]:
    """As JSON rows, the partner's territories in force, each with its clause and the number of its contract."""
    found = select(
        func.json_agg(
            func.json_build_object(
                "regions", Boundary.regions, "products", Boundary.products, "clause_key", Boundary.clause_key,
                "contract_id", Boundary.contract_id, "contract", func.coalesce(Contract.number, ""), type_=JSON,
            )
        )
    )  # fmt: skip
    its = (Contract.partner_id == Boundary.partner_id) & (Contract.id == Boundary.contract_id)
    found = found.select_from(Boundary).outerjoin(Contract, its)
    rows = found.where(Boundary.partner_id == partner_id, *_IN_FORCE).scalar_subquery()
    return func.coalesce(rows, literal_column("'[]'::json"), type_=JSON)


def territories(partner_id: Row) -> Select[Any]:
    """The same as a statement of its own."""
    return select(territories_of(partner_id))


def territories_name() -> Select[*tuple[Any, ...]]:
    """The codes of the products that any territory in force names."""
    return select(func.unnest(Boundary.products)).where(*_IN_FORCE)
