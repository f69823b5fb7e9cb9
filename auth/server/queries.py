"""What somebody sees of the programs they allowed to act for them: their own alone."""

from typing import Any

from sqlalchemy import ARRAY, DateTime, Select, Text, column, func, select


def applications() -> Select[Any]:
    """The programs that the caller allowed something that still counts, by name."""
    instant = DateTime(timezone=True)
    own = func.own_applications().table_valued(
        column("client_id", Text()), column("name", Text()), column("organisation", Text()),
        column("scopes", ARRAY(Text())), column("allowed_at", instant), column("used_at", instant),
        column("expires_at", instant), name="own_applications",
    )  # fmt: skip
    return select(own).order_by(own.c.name, own.c.client_id)
