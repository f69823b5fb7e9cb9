"""Real orders: how often one of ten suggestions was bought later for the first time, by the rule and by popularity."""

import csv
import gzip
import os
import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from portal.opportunities.suggesting import trial
from portal.opportunities.suggesting.purchases import LEAST_LIFT, Purchases
from portal.opportunities.suggesting.trial import History, Shown, Trial

REAL = os.environ.get("PORTAL_REAL_DATA")
pytestmark = pytest.mark.skipif(
    not REAL, reason="PORTAL_REAL_DATA does not name a folder with orders of real customers"
)
PRODUCT = re.compile(r"[0-9]{5}")
"""Others are postage, discounts and samples."""


def rows(name: str) -> Iterator[dict[str, str]]:
    file = Path(REAL or "") / name
    with gzip.open(file, "rt", encoding="utf-8") if name.endswith(".gz") else file.open(encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


@cache
def retail() -> History:
    told, known = History(), {row["product"] for row in rows("retail/online_retail_products.csv.gz")}
    for row in rows("retail/online_retail_customers.csv.gz"):
        if int(row["quantity"]) > 0 and row["product"] in known and PRODUCT.match(row["product"]):
            told.add(row["customer"], row["product"], date.fromisoformat(row["date"]).toordinal())
    return told


def northwind() -> History:
    told, orders = History(), {row["orderID"]: row for row in rows("orders/orders.csv")}
    for row in rows("orders/order-details.csv"):
        order = orders[row["orderID"]]
        told.add(order["customerID"], row["productID"], date.fromisoformat(order["orderDate"][:10]).toordinal())
    return told


def test_online_retail_is_0_431_against_0_304() -> None:
    found = trial.tried(retail())
    assert found == Trial(1_808, 779, 549, 5, 3_547, 2_898)
    assert (f"{found.rule:.3f}", f"{found.popularity:.3f}", found.shown) == ("0.431", "0.304", Shown.RULE)


def test_northwind_is_0_792_against_0_753() -> None:
    found = trial.tried(northwind(), least_common=3)
    assert found == Trial(77, 61, 58, 3, 88, 77)
    assert (f"{found.rule:.3f}", f"{found.popularity:.3f}", found.shown) == ("0.792", "0.753", Shown.RULE)


def test_each_reason_of_a_hundred_customers_recomputes_to_its_numbers() -> None:
    pairs = list(retail().first)
    known, bought, buyers = Purchases(pairs), dict[str, set[str]](), dict[str, set[str]]()
    for customer, product in pairs:
        bought.setdefault(customer, set()).add(product)
        buyers.setdefault(product, set()).add(customer)
    reasons = [(each, customer) for customer in sorted(bought)[::43] for each in known.suggested(bought[customer])]
    assert len(reasons) == 1_010
    for each, customer in reasons:
        assert each.product not in bought[customer]
        assert each.because in bought[customer]
        assert each.both == len(buyers[each.because] & buyers[each.product]) >= 5
        assert (each.buyers, each.product_buyers) == (len(buyers[each.because]), len(buyers[each.product]))
        assert each.customers == len(bought)
        assert each.lift > LEAST_LIFT
