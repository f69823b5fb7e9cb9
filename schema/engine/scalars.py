"""Exact scalars: instants in UTC, calendar days and decimals as plain strings; nothing naive, nothing floating."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import NewType, TypeVar

import strawberry
from graphql import GraphQLError
from strawberry.types.scalar import ScalarDefinition

from portal import dates

When = TypeVar("When", date, datetime)

_DECIMAL = re.compile(r"-?\d{1,19}(\.\d{1,8})?")


def instant(value: object) -> datetime:
    """RFC 3339 with an offset, as an instant in UTC. Refuses anything else."""
    return _read(value, dates.instant)


def instant_text(value: datetime) -> str:
    """UTC in milliseconds, ending in Z."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03d}Z"


def day(value: object) -> date:
    """ISO 8601 calendar date. Refuses anything else."""
    return _read(value, dates.day)


def _read(value: object, read: Callable[[str], When]) -> When:
    try:
        return read(value if isinstance(value, str) else "")
    except ValueError as fault:
        raise GraphQLError(str(fault)) from fault


def decimal(value: object) -> str:
    """A plain decimal number as a string. Refuses floats, exponents and words."""
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise GraphQLError('A Decimal is a plain number as a string, such as "1250.00".')
    return value


DateTime = NewType("DateTime", datetime)
Date = NewType("Date", date)
Decimal = NewType("Decimal", str)

SCALARS: dict[object, ScalarDefinition] = {
    DateTime: strawberry.scalar(
        name="DateTime",
        description="RFC 3339 date and time in UTC, for example `2026-11-22T03:36:42.120Z`; years 1900 to 2199.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        parse_value=instant,
        serialize=instant_text,
    ),
    Date: strawberry.scalar(
        name="Date",
        description="ISO 8601 calendar date, for example `2026-11-22`; years 1900 to 2199.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339#section-5.6",
        parse_value=day,
        serialize=str,
    ),
    Decimal: strawberry.scalar(
        name="Decimal",
        description='Exact decimal number as a string, for example `"1250.00"`. Never a float, never NaN.',
        parse_value=decimal,
        serialize=str,
    ),
}
