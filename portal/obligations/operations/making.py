"""Rows of obligations: what is dated by the calendars, what has not happened yet, and the next of a series."""

from collections.abc import Mapping
from typing import Any

from portal import calendars, ids
from portal.access import Side
from portal.acting import Clock
from portal.obligations import rules
from portal.obligations.models import Obligation
from portal.obligations.operations.duty import OpenObligation
from portal.obligations.rules import Status


def dated(values: dict[str, Any], clocks: Mapping[Side, Clock]) -> dict[str, Any]:
    """When it falls due and when its day is over, and the calendars by which that was counted."""
    both, zone = tuple(clocks[side].calendar for side in Side), clocks[values["obligor"]].zone
    first = rules.falls_due_on(values["due_on"], values["lead_days"], *both)
    return {
        "begins_at": calendars.begins_at(first, zone), "ends_at": rules.ends_at(values["due_on"], zone),
        "calendars": f"{'+'.join(both)} {calendars.VERSION}",
    }  # fmt: skip


def empty() -> dict[str, Any]:
    """What has not happened to one that has just been made."""
    nothing = dict.fromkeys((
        "agreed_by", "agreed_by_name", "agreed_at", "evidence_sha256", "evidenced_by_name", "evidenced_at",
        "late_since", "cure_ends_at", "decided_by_name", "decided_at", "due_at", "due_calendar",
    ))  # fmt: skip
    return {
        **nothing, "evidence_note": "", "evidence_digests": [], "is_cure_over": False, "reason": "",
        "waiting_on": frozenset(),
    }  # fmt: skip


def next_of(case: OpenObligation) -> Obligation:
    """The next of a series, agreed as the first was."""
    old, number = case.record, case.record.number + 1
    kept = (
        "partner_id", "series_id", "obligor", "title", "text", "contract_id", "clause_key", "contract_sha256",
        "repeats", "repeats_until", "lead_days", "cure_days", "survives", "terms", "sha256", "first_on",
        "proposed_side", "proposed_by", "proposed_by_name", "answer_by", "agreed_by", "agreed_by_name", "agreed_at",
        "company_id", "company_owner_id", "partner_owner_id",
    )  # fmt: skip
    values: dict[str, Any] = {name: getattr(old, name) for name in kept}
    values["due_on"] = rules.nth(old.first_on, old.repeats, number)
    values |= dated(values, case.clocks)
    fresh = {"id": ids.new(), "number": number, "version": 0, "status": Status.SCHEDULED}
    moments = {"created_at": case.now, "updated_at": case.now}
    return Obligation(**(empty() | values), **fresh, **moments)
