"""By which numbers partners know the company's products, and which of these their contracts name."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, and_, any_, exists, func, or_, select

from portal.boundaries.models import Boundary
from portal.boundaries.rules.life import Status
from portal.boundaries.rules.terms import Kind
from portal.opportunities.models import Product, ProductNumber

Row = Any


def _partner(named: Row) -> Any:
    """The partner that is named, or the organisation of whoever asks."""
    return func.current_partner(type_=Uuid()) if named is None else named


def product_numbers(*, partner_id: Row = None, is_mapped: bool | None = None) -> Select[Any]:
    """What products are called in the orders of partners: of one of them, and only those that mean one, or none."""
    found = select(ProductNumber)
    if partner_id is not None:
        found = found.where(ProductNumber.partner_id == partner_id)
    if is_mapped is not None:
        found = found.where((ProductNumber.product_id.is_not(None)) == is_mapped)
    return found


def product_number(value: Row) -> Select[Any]:
    return product_numbers().where(ProductNumber.id == value)


def product_number_called(partner_id: UUID, number: str) -> Select[Any]:
    return product_numbers().where(ProductNumber.partner_id == partner_id, ProductNumber.number == number)


def product_meant(row: Row) -> Select[Any]:
    return select(Product).where(Product.id == row.product_id)


def numbers_of(product: Row, partner_id: Row) -> Select[Any]:
    """The numbers of one partner for a product, the oldest first."""
    found = select(ProductNumber).where(
        ProductNumber.partner_id == _partner(partner_id), ProductNumber.product_id == product.id
    )
    return found.order_by(ProductNumber.made_at, ProductNumber.id)


def count_numbers(partner_id: UUID, product_id: UUID) -> Select[Any]:
    found = select(func.count()).select_from(ProductNumber)
    return found.where(ProductNumber.partner_id == partner_id, ProductNumber.product_id == product_id)


def codes_of_numbers(partner_id: UUID, numbers: Sequence[str]) -> Select[*tuple[Any, ...]]:
    """Of the numbers given those that mean a product with which something new can be registered, with its code."""
    found = select(ProductNumber.number, Product.code).join(Product, Product.id == ProductNumber.product_id)
    its = (ProductNumber.partner_id == partner_id, ProductNumber.number.in_(numbers))
    return found.where(*its, Product.ended_at.is_(None))


def products_carried(partner_id: Row) -> Select[Any]:
    """What a partner's contracts let it sell, and whatever has a number of it.

    All that is sold where no territory in force names any product, as for a registration.
    """
    partner = _partner(partner_id)
    numbered = exists().where(ProductNumber.partner_id == partner, ProductNumber.product_id == Product.id)
    lets_all = _territory(partner, func.cardinality(Boundary.products) == 0)
    names_some = _territory(partner, func.cardinality(Boundary.products) > 0)
    names_it = _territory(partner, Product.code == any_(Boundary.products))
    is_sold = and_(Product.ended_at.is_(None), or_(names_it, lets_all, ~names_some))
    return select(Product).where(or_(numbered, is_sold))


def _territory(partner: Any, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether a territory of the partner that is in force is such a one."""
    in_force = (Boundary.kind == Kind.TERRITORY, Boundary.status == Status.ACTIVE)
    return exists().where(Boundary.partner_id == partner, *in_force, condition)
