"""What is done about a promise that was not kept: found, noticed, planned against, cured, charged or waived."""

from portal.expectations.operations.breaches.answering import (
    PlannedStep,
    close_breach,
    notify_breach,
    refuse_plan,
    submit_plan,
    verify_cure,
    waive_breach,
)
from portal.expectations.operations.breaches.charging import apply_consequence, waive_entry
from portal.expectations.operations.breaches.detecting import on_crossing, on_value
from portal.expectations.operations.breaches.keeping import keep_breach_time
from portal.expectations.operations.breaches.ruling import on_attested

__all__ = [
    "PlannedStep",
    "apply_consequence",
    "close_breach",
    "keep_breach_time",
    "notify_breach",
    "on_attested",
    "on_crossing",
    "on_value",
    "refuse_plan",
    "submit_plan",
    "verify_cure",
    "waive_breach",
    "waive_entry",
]
