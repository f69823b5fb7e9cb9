"""What fields, kinds of subject, parameters and shipped definitions are called."""

from collections.abc import Mapping

from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.metrics.tree import Sided
from portal.sentences import Word, word

KINDS: Mapping[SubjectKind, Word] = {
    SubjectKind.ORDER_LINE: word("counted", "Order lines", code="ORDER_LINE"),
    SubjectKind.INVOICE: word("counted", "Invoices", code="INVOICE"),
    SubjectKind.TICKET: word("counted", "Tickets", code="TICKET"),
    SubjectKind.LOT: word("counted", "Inspected lots", code="LOT"),
    SubjectKind.FORECAST: word("counted", "Forecasts", code="FORECAST"),
    SubjectKind.ANSWER: word("counted", "Answers", code="ANSWER"),
    SubjectKind.SALE: word("counted", "Won orders", code="SALE"),
}

FIELDS: Mapping[str, Word] = {
    "actual": word("field", "quantity delivered", code="actual"),
    "agreed_on": word("field", "agreed date", code="agreed_on"),
    "amount": word("field", "amount", code="amount"),
    "answered_at": word("field", "time of the first answer", code="answered_at"),
    "asked_at": word("field", "time of the question", code="asked_at"),
    "cancelled": word("field", "quantity cancelled", code="cancelled"),
    "cancelled_by": word("field", "side that cancelled", code="cancelled_by"),
    "completed_on": word("field", "complete delivery date", code="completed_on"),
    "credited": word("field", "amount credited", code="credited"),
    "defects": word("field", "number of defects", code="defects"),
    "despatched": word("field", "quantity dispatched", code="despatched"),
    "documents_right": word("field", "documents correct", code="documents_right"),
    "due_at": word("field", "due time", code="due_at"),
    "due_on": word("field", "due date", code="due_on"),
    "first_promised_on": word("field", "first promised date", code="first_promised_on"),
    "first_received_on": word("field", "first receipt date", code="first_received_on"),
    "forecast": word("field", "quantity forecast", code="forecast"),
    "inspected_on": word("field", "inspection date", code="inspected_on"),
    "is_cancelled": word("field", "cancelled", code="is_cancelled"),
    "is_disputed": word("field", "disputed", code="is_disputed"),
    "is_met": word("field", "in time, by the source system", code="is_met"),
    "issued_on": word("field", "issue date", code="issued_on"),
    "last_despatched_on": word("field", "last dispatch date", code="last_despatched_on"),
    "last_received_on": word("field", "last receipt date", code="last_received_on"),
    "opened_at": word("field", "opening time", code="opened_at"),
    "order": word("field", "order", code="order"),
    "order_type": word("field", "type of order", code="order_type"),
    "ordered": word("field", "quantity ordered", code="ordered"),
    "ordered_on": word("field", "order date", code="ordered_on"),
    "owed_by": word("field", "side that owes it", code="owed_by"),
    "paid": word("field", "amount paid", code="paid"),
    "paused_hours": word("field", "hours on hold", code="paused_hours"),
    "priority": word("field", "priority", code="priority"),
    "product": word("field", "product", code="product"),
    "product_group": word("field", "product group", code="product_group"),
    "quantity": word("field", "quantity", code="quantity"),
    "received": word("field", "quantity received", code="received"),
    "received_by_agreed": word("field", "quantity received by the agreed date", code="received_by_agreed"),
    "rejected": word("field", "quantity rejected", code="rejected"),
    "rejected_by_agreed": word(
        "field", "quantity rejected of what was delivered by the agreed date", code="rejected_by_agreed"
    ),
    "requested_on": word("field", "requested date", code="requested_on"),
    "resolved_at": word("field", "time of the solution", code="resolved_at"),
    "result": word("field", "result", code="result"),
    "settled_on": word("field", "payment date", code="settled_on"),
    "site": word("field", "site", code="site"),
    "starts_on": word("field", "first day of the period", code="starts_on"),
    "topic": word("field", "topic", code="topic"),
    "unit": word("field", "quantity unit", code="unit"),
    "value": word("field", "value", code="value"),
    "won_on": word("field", "date the order was won", code="won_on"),
}

SIDES: Mapping[str, Word] = {
    Sided.OBLIGOR.value: word("sided", "the measured side", code="OBLIGOR"),
    Sided.BENEFICIARY.value: word("sided", "the other side", code="BENEFICIARY"),
}

PARAMETERS: Mapping[str, Word] = {
    "early_days": word("parameter", "Days early", code="early_days"),
    "late_days": word("parameter", "Days late", code="late_days"),
    "grace_days": word("parameter", "Days of grace", code="grace_days"),
    "short_percent": word("parameter", "Quantity that may be missing, in %", code="short_percent"),
    "within_hours": word("parameter", "Business hours allowed", code="within_hours"),
    "opens": word("parameter", "Business hours start at", code="opens"),
    "closes": word("parameter", "Business hours end at", code="closes"),
}
"""Of the shipped definitions; one of somebody's own goes by its name."""

TITLES: Mapping[str, Word] = {
    "on_time": word("metric", "On time", code="on_time"),
    "on_time.window": word("metric", "On time, within a window", code="on_time.window"),
    "on_time.value": word("metric", "On time, by value", code="on_time.value"),
    "on_time.orders": word("metric", "Whole orders on time", code="on_time.orders"),
    "otif": word("metric", "On time and in full", code="otif"),
    "perfect_order": word("metric", "Perfect orders", code="perfect_order"),
    "fill_rate": word("metric", "Fill rate", code="fill_rate"),
    "lead_time.mean": word("metric", "Lead time, average", code="lead_time.mean"),
    "lead_time.p90": word("metric", "Lead time of 9 in 10", code="lead_time.p90"),
    "ppm.order_lines": word("metric", "Rejected per million received", code="ppm.order_lines"),
    "ppm.lots": word("metric", "Rejected per million inspected", code="ppm.lots"),
    "reject_rate": word("metric", "Rejected lots", code="reject_rate"),
    "first_answer.hours": word("metric", "First answer, hours", code="first_answer.hours"),
    "first_answer.business_hours": word("metric", "First answer, business hours", code="first_answer.business_hours"),
    "first_answer.in_time": word("metric", "First answer in time", code="first_answer.in_time"),
    "resolution.hours": word("metric", "Solution, hours", code="resolution.hours"),
    "resolution.business_hours": word("metric", "Solution, business hours", code="resolution.business_hours"),
    "resolution.in_time": word("metric", "Solved in time", code="resolution.in_time"),
    "tickets_met": word("metric", "Tickets in time, by the source system", code="tickets_met"),
    "paid_on_time": word("metric", "Invoices paid on time", code="paid_on_time"),
    "paid_on_time.amount": word("metric", "Invoices paid on time, by amount", code="paid_on_time.amount"),
    "paid_on_time.undisputed": word("metric", "Undisputed invoices paid on time", code="paid_on_time.undisputed"),
    "days_to_pay": word("metric", "Days to pay", code="days_to_pay"),
    "paid_within_30": word("metric", "Paid within 30 days", code="paid_within_30"),
    "paid_in_31_to_60": word("metric", "Paid in 31 to 60 days", code="paid_in_31_to_60"),
    "paid_after_60": word("metric", "Paid after 60 days", code="paid_after_60"),
    "forecast_accuracy": word("metric", "Forecast accuracy", code="forecast_accuracy"),
    "answers.in_time": word("metric", "Answers in time", code="answers.in_time"),
    "answers.hours": word("metric", "Hours to answer", code="answers.hours"),
    "registrations.in_time": word("metric", "Registrations decided in time", code="registrations.in_time"),
    "sales.average": word("metric", "Value of won orders, average", code="sales.average"),
}
"""Of the shipped definitions."""
