"""Amounts in statements: kept in minor units, told in major ones."""

from typing import Any

from sqlalchemy import ColumnElement, func


def major(minor: Any, currency: Any) -> ColumnElement[Any]:
    """An amount in major units, as text."""
    found: ColumnElement[Any] = func.major_units(minor, currency)
    return found
