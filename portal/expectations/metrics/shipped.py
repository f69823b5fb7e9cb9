"""The definitions that the portal brings along, as both sides find them before they write one of their own."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from portal.expectations.metrics import reading, tree

Json = dict[str, Any]


def field(name: str) -> Json:
    return {"field": name}


def parameter(name: str) -> Json:
    return {"parameter": name}


def constant(value: str) -> Json:
    return {"constant": value}


def _not(truth: Json) -> Json:
    return {"not": truth}


def _both(*truths: Json) -> Json:
    return {"and": list(truths)}


NOTHING = constant("0")


def setting(default: str, most: str) -> Json:
    """A parameter from 0 on."""
    return {"type": "NUMBER", "default": default, "least": "0", "most": most}


EARLY = {"early_days": setting("7", "365")}
LATE = {"late_days": setting("0", "365")}
SHORT = {"short_percent": setting("0", "100")}
OFFICE = {"opens": setting("9", "24"), "closes": setting("17", "24")}

# What was never asked for, or what the side that was to get it called off, is nobody's failure.
CALLED_OFF = _both({"is": field("is_cancelled")}, {"in": [field("cancelled_by"), ["BENEFICIARY"]]})
ASKED = _both(_not({"equal": [field("ordered"), NOTHING]}), _not(CALLED_OFF))
# Whether all came can only be said where somebody said how much that is.
ASKED_SO_MUCH = _both({"less": [NOTHING, field("ordered")]}, _not(CALLED_OFF))
OPEN_TICKET = _not({"is": field("is_cancelled")})
# A credit note, or an invoice that was credited whole, waits for no payment.
PAYABLE = _both(
    _not({"at_most": [field("amount"), NOTHING]}),
    _not({"at_most": [field("amount"), field("credited")]}),
)
ASKED_FOR = _both({"in": [field("owed_by"), ["OBLIGOR"]]}, _not({"is": field("is_cancelled")}))
# An answer that is not due yet is not late; the value waits for it.
DUE = {"or": [_not({"missing": field("answered_at")}), {"less": [field("due_at"), {"as_of_instant": True}]}]}
OWED = _both(ASKED_FOR, _not({"missing": field("due_at")}), DUE)
REGISTERED = {"in": [field("topic"), ["REGISTRATION"]]}


def until(name: str, days: str = "late_days") -> Json:
    """The last day that is still in time."""
    return {"shift": [field(name), parameter(days)]}


# A line is there when all of it is, as far as anybody said how much was to come; how good it was is another question.
LESS_CAME = {"less": [field("received"), field("ordered")]}
COMPLETE_BY = {
    "or": [
        {"at_most": [field("completed_on"), until("agreed_on")]},
        _both({"at_most": [field("last_received_on"), until("agreed_on")]}, _not(LESS_CAME)),
    ]
}
IN_WINDOW = _both(
    {
        "at_most": [
            {"shift": [field("agreed_on"), {"subtract": [NOTHING, parameter("early_days")]}]},
            field("first_received_on"),
        ]
    },
    COMPLETE_BY,
)
# What of a hundred must have come.
ENOUGH = {
    "multiply": [
        field("ordered"),
        {"subtract": [constant("1"), {"multiply": [parameter("short_percent"), constant("0.01")]}]},
    ]
}
IN_FULL_ON_TIME = {
    "or": [
        {"at_most": [ENOUGH, field("received_by_agreed")]},
        {"at_most": [field("completed_on"), until("agreed_on")]},
        _both(
            {"at_most": [field("last_received_on"), until("agreed_on")]},
            {"at_most": [ENOUGH, field("received")]},
        ),
    ]
}
FLAWLESS = _both(
    IN_FULL_ON_TIME,
    _not({"less": [NOTHING, field("rejected")]}),
    {"or": [{"missing": field("documents_right")}, {"is": field("documents_right")}]},
)
IN_TERM = {"at_most": [field("settled_on"), until("due_on", "grace_days")]}
DAYS_TO_PAY = {"days": [field("issued_on"), field("settled_on")]}


def hours(until_field: str) -> Json:
    """From opening a ticket on; of the solution, without the time in which it stood still for the other side."""
    elapsed = {"hours": [field("opened_at"), field(until_field)]}
    if until_field == "answered_at":
        return elapsed
    paused = {"if": [{"missing": field("paused_hours")}, NOTHING, field("paused_hours")]}
    return {"subtract": [elapsed, paused]}


def business_hours(until_field: str) -> Json:
    """The same; a pause takes off only those of its hours that would have counted."""
    office = [parameter("opens"), parameter("closes")]
    elapsed = {"business_hours": [field("opened_at"), field(until_field), *office]}
    return elapsed if until_field == "answered_at" else {"subtract": [elapsed, {"paused_business_hours": office}]}


def _share(kind: str, where: Json | None, counted: Json, **more: Any) -> Json:
    """Of those that count, how many in a hundred."""
    ratio = {"aggregate": "RATIO", "top": {"count": counted}, "bottom": {"count": None}}
    return _percent(kind, where, **{**ratio, **more})


def _by_amount(kind: str, where: Json | None, amount: str, counted: Json, **more: Any) -> Json:
    """The same, each with its weight in money."""
    totals = {"top": {"sum": field(amount), "where": counted}, "bottom": {"sum": field(amount), "where": None}}
    return _percent(kind, where, aggregate="RATIO", **totals, **more)


def _percent(kind: str, where: Json | None, **more: Any) -> Json:
    usual = {"unit": "PERCENT", "direction": "HIGHER", "decimals": 2, "scale": "100"}
    return {"kind": kind, "where": where, **usual, **more}


def _mean(kind: str, where: Json | None, unit: str, of: Json, **more: Any) -> Json:
    usual = {"unit": unit, "direction": "LOWER", "decimals": 2, "scale": "1"}
    return {"kind": kind, "where": where, **usual, "aggregate": "MEAN", "of": of, **more}


def _per_million(kind: str, bad: str, whole: str) -> Json:
    """Of what was received, as far as anything was."""
    totals = {"top": {"sum": field(bad), "where": None}, "bottom": {"sum": field(whole), "where": None}}
    usual = {"unit": "PPM", "direction": "LOWER", "decimals": 0, "scale": "1000000", "aggregate": "RATIO"}
    return {"kind": kind, "where": {"less": [NOTHING, field(whole)]}, **usual, **totals}


LINE, INVOICE, TICKET = "ORDER_LINE", "INVOICE", "TICKET"
LEAD_TIME = {
    "if": [
        _both({"missing": field("completed_on")}, _not(LESS_CAME)),
        {"days": [field("ordered_on"), field("last_received_on")]},
        {"days": [field("ordered_on"), field("completed_on")]},
    ]
}
ANSWERED_IN = {"at_most": [business_hours("answered_at"), parameter("within_hours")]}
RESOLVED_IN = {"at_most": [business_hours("resolved_at"), parameter("within_hours")]}
UNDISPUTED = _both(PAYABLE, _not({"is": field("is_disputed")}))
PAID = _both(PAYABLE, _not({"missing": field("settled_on")}))
MISSED_BY = {
    "subtract": [
        {"greatest": [field("forecast"), field("actual")]},
        {"least": [field("forecast"), field("actual")]},
    ]
}

_WRITTEN: Mapping[str, Json] = {
    "on_time": _share(LINE, ASKED, COMPLETE_BY, parameters=LATE),
    "on_time.window": _share(LINE, ASKED, IN_WINDOW, parameters={**EARLY, **LATE}),
    "on_time.value": _by_amount(LINE, ASKED, "value", COMPLETE_BY, parameters=LATE),
    "on_time.orders": _share(LINE, ASKED, COMPLETE_BY, parameters=LATE, per="order"),
    "otif": _share(LINE, ASKED_SO_MUCH, IN_FULL_ON_TIME, parameters={**LATE, **SHORT}),
    "perfect_order": _share(LINE, ASKED_SO_MUCH, FLAWLESS, parameters={**LATE, **SHORT}, per="order"),
    "fill_rate": _percent(
        LINE, ASKED_SO_MUCH, aggregate="RATIO",
        top={"sum": {"least": [field("received"), field("ordered")]}, "where": None},
        bottom={"sum": field("ordered"), "where": None},
    ),
    "lead_time.mean": _mean(LINE, ASKED, "DAYS", LEAD_TIME),
    "lead_time.p90": _mean(LINE, ASKED, "DAYS", LEAD_TIME, aggregate="PERCENTILE", percentile="90"),
    "ppm.order_lines": _per_million(LINE, "rejected", "received"),
    "ppm.lots": _per_million("LOT", "rejected", "quantity"),
    "reject_rate": _share("LOT", None, {"in": [field("result"), ["REJECTED"]]}, direction="LOWER"),
    "first_answer.hours": _mean(TICKET, OPEN_TICKET, "HOURS", hours("answered_at")),
    "first_answer.business_hours": _mean(
        TICKET, OPEN_TICKET, "HOURS", business_hours("answered_at"), parameters=OFFICE
    ),
    "first_answer.in_time": _share(
        TICKET, OPEN_TICKET, ANSWERED_IN, parameters={**OFFICE, "within_hours": setting("4", "10000")}
    ),
    "resolution.hours": _mean(TICKET, OPEN_TICKET, "HOURS", hours("resolved_at")),
    "resolution.business_hours": _mean(TICKET, OPEN_TICKET, "HOURS", business_hours("resolved_at"), parameters=OFFICE),
    "resolution.in_time": _share(
        TICKET, OPEN_TICKET, RESOLVED_IN, parameters={**OFFICE, "within_hours": setting("16", "10000")}
    ),
    "tickets_met": _share(TICKET, OPEN_TICKET, {"is": field("is_met")}),
    "paid_on_time": _share(INVOICE, PAYABLE, IN_TERM, parameters={"grace_days": setting("0", "365")}),
    "paid_on_time.amount": _by_amount(
        INVOICE, PAYABLE, "amount", IN_TERM, parameters={"grace_days": setting("0", "365")}
    ),
    "paid_on_time.undisputed": _share(INVOICE, UNDISPUTED, IN_TERM, parameters={"grace_days": setting("0", "365")}),
    "days_to_pay": _mean(INVOICE, PAYABLE, "DAYS", DAYS_TO_PAY),
    "paid_within_30": _share(INVOICE, PAID, {"at_most": [DAYS_TO_PAY, constant("30")]}),
    "paid_in_31_to_60": _share(
        INVOICE, PAID,
        _both({"less": [constant("30"), DAYS_TO_PAY]}, {"at_most": [DAYS_TO_PAY, constant("60")]}),
        direction="LOWER",
    ),
    "paid_after_60": _share(INVOICE, PAID, {"less": [constant("60"), DAYS_TO_PAY]}, direction="LOWER"),
    "forecast_accuracy": _percent(
        "FORECAST", _not({"missing": field("actual")}), aggregate="RATIO",
        top={"sum": {"subtract": [field("actual"), MISSED_BY]}, "where": None},
        bottom={"sum": field("actual"), "where": None},
    ),
    "answers.in_time": _share("ANSWER", OWED, {"at_most": [field("answered_at"), field("due_at")]}),
    "answers.hours": _mean(
        "ANSWER", ASKED_FOR, "HOURS", {"hours": [field("asked_at"), field("answered_at")]}
    ),
    "registrations.in_time": _share(
        "ANSWER", _both(OWED, REGISTERED), {"at_most": [field("answered_at"), field("due_at")]}
    ),
    "sales.average": _mean(
        "SALE", {"in": [field("owed_by"), ["OBLIGOR"]]}, "MONEY", field("value"), direction="HIGHER"
    ),
}  # fmt: skip

DEFINITIONS: Mapping[str, tree.Definition] = MappingProxyType(
    {code: reading.definition({"code": code, "version": 1, **written}) for code, written in _WRITTEN.items()}
)
"""By their codes."""
