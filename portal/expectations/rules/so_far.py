"""What facts come to before a period is over."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from portal.expectations.metrics import value as values
from portal.expectations.metrics.evaluating import Tally
from portal.expectations.places import plain
from portal.expectations.rules import promise as promises
from portal.expectations.scores.days import day_at


def read(found: Mapping[str, Any]) -> dict[str, Any] | None:
    """From the agreed document and what `queries.tallied.so_far` found: value, numerator, denominator, sample_size,
    due_before. None where nothing is counted."""
    if found["so_far"] is None:
        return None
    numerator, denominator, n, counted_at = found["so_far"]
    promise = promises.read(found["document"])
    if promise.metric is None:
        raise ValueError(promise.code)
    tally = Tally(Decimal(numerator), Decimal(denominator), int(Decimal(n)))
    return {
        "value": values.shown(promise.metric, tally),
        "numerator": plain(values.numerator(promise.metric, tally)),
        "denominator": plain(values.denominator(promise.metric, tally)), "sample_size": tally.n,
        "due_before": day_at(datetime.fromisoformat(counted_at), promise.zone),
    }  # fmt: skip
