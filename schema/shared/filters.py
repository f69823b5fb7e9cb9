"""Conditions and orders that the lists of every room take."""

from collections.abc import Mapping
from typing import Any

import strawberry

from schema.engine import sorting
from schema.engine.scalars import Date, DateTime
from schema.shared.inputs import condition


@strawberry.input(description="Condition on a date.")
class DateFilter:
    gte: Date | None = condition("On or after.")
    lt: Date | None = condition("Before.")


@strawberry.input(description="Condition on an instant.")
class DateTimeFilter:
    gte: DateTime | None = condition("At or after.")
    lt: DateTime | None = condition("Before.")


CREATED = sorting.instant("CREATED_AT", "created_at")
COMMITTED = sorting.committed("COMMITTED")
MATCHED = "Letter case, accents and normal forms are ignored; at most 10 words within 200 characters count."
"""What is said of every filter by words."""


def ordered(order: Any, sortings: Mapping[str, Any], default: Any) -> tuple[Any, bool]:
    """The sorting and whether it descends."""
    if order is None:
        return default[0], default[1]
    return sortings[str(order.field)], str(order.direction) == "DESC"
