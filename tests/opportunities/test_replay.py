"""7,212 dated filings of a sales file, taken as registrations of its agents: who holds what, by the database alone.

The file lies in the folder `sales` of PORTAL_REAL_DATA; it is no part of the project.
"""

import csv
import os
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import update

from portal.access import AccessClass
from portal.boundaries.rules.terms import point
from portal.database.pools import Database
from portal.opportunities import queries
from portal.opportunities.models import ProtectionCell
from portal.opportunities.rules.cells import wanted_of
from portal.opportunities.rules.statuses import WINDOW
from tests.make import Make
from tests.opportunities import making

REAL = os.environ.get("PORTAL_REAL_DATA", "")


def filings() -> list[tuple[datetime, datetime, str, str, str]]:
    """When it came in, when its sale ended, the agent, the account and the product; in the order of arrival."""
    with Path(REAL, "sales", "sales_pipeline.csv").open(encoding="utf-8", newline="") as source:
        rows = [row for row in csv.DictReader(source) if row["account"] and row["engage_date"]]
    found = [
        (_at(row["engage_date"]), _at(row["close_date"] or "2030-01-01"), row["sales_agent"], row["account"],
         row["product"].replace("GTXPro", "GTX Pro"))
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: each[0])


def _at(day: str) -> datetime:
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


@pytest.mark.skipif(not REAL, reason="PORTAL_REAL_DATA does not name the folder")
async def test_what_a_sales_file_would_have_protected(database: Database, make_committed: Make) -> None:
    found = filings()
    agents = {name: await make_committed.partner() for name in sorted({each[2] for each in found})}
    company = await make_committed.company()
    deals = {name: making.opportunity(place, company) for name, place in agents.items()}
    accounts = {name: making.customer(name) for name in sorted({each[3] for each in found})}
    await make_committed.add(*deals.values(), *accounts.values())
    await make_committed.session.commit()
    own: dict[tuple[str, str, str], datetime] = {}
    told = Counter[str]()
    async with database.working(AccessClass.SYSTEM) as session:
        for came, closed, agent, account, product in found:
            if own.get((agent, account, product), came) > came:
                told["own"] += 1
                continue
            cells = wanted_of([product], ["US"])
            held = [*await session.execute(queries.hold(deals[agent], accounts[account].place, cells, came))]
            told["protected" if held else "conflict"] += 1
            if held:
                end = own[agent, account, product] = max(min(came + WINDOW, closed), came)
                cell = (ProtectionCell.ends_at.is_(None), ProtectionCell.product_at == point(product)[0])
                await session.execute(update(ProtectionCell).where(*cell).values(ends_at=end))
    assert (len(found), told) == (7_212, Counter(protected=2_435, conflict=4_185, own=592))
