"""The rules of engagement, version by version: what anybody who is signed in may ask."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from portal.opportunities.models import EngagementRules

Row = Any


def engagement_rules() -> Select[Any]:
    """Every version."""
    return select(EngagementRules)


def engagement_rules_by_id(value: Row) -> Select[Any]:
    return engagement_rules().where(EngagementRules.id == value)


def engagement_rules_of(conflict: Row) -> Select[Any]:
    """The version by which a conflict is looked at."""
    return engagement_rules().where(EngagementRules.number == conflict.rules_version)


def engagement_rules_on(day: date) -> Select[Any]:
    """The version that applies to what comes in on a day."""
    found = engagement_rules().where(EngagementRules.valid_from <= day)
    return found.order_by(EngagementRules.valid_from.desc()).limit(1)


def newest_engagement_rules() -> Select[Any]:
    return engagement_rules().order_by(EngagementRules.number.desc()).limit(1)


def last_day_of(row: Row) -> ColumnElement[Any]:
    """The day before the next version applies; null where none is published."""
    following = aliased(EngagementRules)
    found = select(func.min(following.valid_from) - 1).where(following.number > row.number)
    return found.scalar_subquery()


def one_version_at_a_time() -> Select[Any]:
    """Holds up whoever else publishes rules until the transaction ends."""
    held: Any = func.pg_advisory_xact_lock
    return select(held(func.hashtextextended("rules of engagement", 0)))
