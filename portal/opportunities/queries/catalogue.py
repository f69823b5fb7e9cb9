"""What the company's products are called, beside the codes that everything else names them by."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from portal.contracts.text.earning import PRODUCTS
from portal.opportunities.models import Product

Row = Any


def name_of_product(code: Row) -> Any:
    """What a product is called, or its code; a product that is no longer sold keeps its name."""
    product = aliased(Product)
    named = select(product.name).where(product.code == code).scalar_subquery()
    return func.coalesce(named, code)


def named_products(codes: Collection[str]) -> Select[*tuple[Any, ...]]:
    """Code and name of those among the codes that are in the list, whether they are still sold or not."""
    return select(Product.code, Product.name).where(Product.code.in_(codes))


def earning_products(contract: Row) -> ColumnElement[Any]:
    """As JSON rows, like `sold_products`: those that the fee of a contract is for, as its terms name them."""
    return sold_products(func.string_to_array(contract.fee_terms[PRODUCTS].astext, ", "))


def sold_products(codes: Row) -> ColumnElement[Any]:
    """As JSON rows, products in the order of their codes, each with what it is called, or its code."""
    its, product = func.unnest(codes).table_valued("code", with_ordinality="place").render_derived(), aliased(Product)
    told = func.json_build_object("code", its.c.code, "name", func.coalesce(product.name, its.c.code), type_=JSON)
    listed = select(func.json_agg(aggregate_order_by(told, its.c.place)))
    listed = listed.select_from(its).outerjoin(product, product.code == its.c.code)
    return func.coalesce(listed.scalar_subquery(), literal_column("'[]'::json"), type_=JSON)
