"""What the registered deals come to that the caller sees, in one row; `rules.pipeline` reads it."""

from typing import Any

from sqlalchemy import JSON, Select, Text, Uuid, cast, func, literal_column, select, tuple_

from portal.opportunities.models import Opportunity
from portal.opportunities.rules.pipeline import COUNTED
from portal.opportunities.rules.statuses import OpportunityStatus

Row = Any
_EMPTY = literal_column("'[]'::json", JSON())


def pipeline(partner_id: Row = None) -> Select[Any]:
    """One row: `partner_id`, and as JSON `rows` by currency, by its stages and by its months.

    A row has the currency, the stage or null, the first day of the month or null, how many, their sum in minor units,
    and both of those that are protected.
    """
    each = _each(partner_id)
    is_protected = each.c.status == literal_column(f"'{OpportunityStatus.PROTECTED.value}'", Text())
    columns = (
        each.c.currency, each.c.stage, each.c.month, func.count(), func.sum(each.c.estimate),
        func.count().filter(is_protected), func.coalesce(func.sum(each.c.estimate).filter(is_protected), 0),
    )  # fmt: skip
    sets = tuple_(each.c.currency), tuple_(each.c.currency, each.c.stage), tuple_(each.c.currency, each.c.month)
    rows = (
        select(func.json_build_array(*columns, type_=JSON).label("row"))
        .select_from(each)
        .group_by(func.grouping_sets(*sets))
        .subquery()
    )
    partner = literal_column("NULL::uuid", Uuid()) if partner_id is None else partner_id
    told = select(func.coalesce(func.json_agg(rows.c.row), _EMPTY)).scalar_subquery()
    return select(partner.label("partner_id"), told.label("rows"))


def _each(partner_id: Row) -> Any:
    month = func.to_char(Opportunity.expected_close_on, "YYYY-MM-01")
    counted = [cast(Opportunity.status, Text).in_([literal_column(f"'{each.value}'", Text()) for each in COUNTED])]
    counted += [] if partner_id is None else [Opportunity.partner_id == partner_id]
    return (
        select(
            Opportunity.estimate_currency.label("currency"), cast(Opportunity.stage, Text).label("stage"),
            month.label("month"), cast(Opportunity.status, Text).label("status"),
            Opportunity.estimate_minor.label("estimate"),
        )
        .where(*counted)
        .subquery()
    )  # fmt: skip
