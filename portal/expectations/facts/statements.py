"""What facts say: the kinds of statement about each kind of subject, with their fields, what is needed and its bounds.

A fact is one statement of one source. Some tell of a thing as it stands (LINE, INVOICE, TICKET, INSPECTION, FORECAST),
others of what happened to it. `moment` is the field by which the statements of one kind follow one another.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.expectations.facts.kinds import SubjectKind, Type


class Statement(StrEnum):
    LINE = "LINE"
    """An order's line as it was agreed; where a source has one row for each line, also what was received."""
    PROMISE = "PROMISE"
    """A day that was told for a line after it was ordered, or that one side asked for."""
    DESPATCH = "DESPATCH"
    RECEIPT = "RECEIPT"
    CANCELLATION = "CANCELLATION"
    INVOICE = "INVOICE"
    PAYMENT = "PAYMENT"
    CREDIT = "CREDIT"
    DISPUTE = "DISPUTE"
    TICKET = "TICKET"
    ANSWER = "ANSWER"
    PAUSE = "PAUSE"
    """The clock stops: the other side's turn."""
    RESUME = "RESUME"
    RESOLUTION = "RESOLUTION"
    REOPENING = "REOPENING"
    INSPECTION = "INSPECTION"
    FORECAST = "FORECAST"
    ACTUAL = "ACTUAL"
    QUESTION = "QUESTION"
    """One side waits for the other in the portal."""
    SALE = "SALE"
    """An order was won."""


S, T = Statement, Type
ZERO = Decimal(0)
SIDES = frozenset(("HOST", "PARTNER"))
RESULTS = frozenset(("ACCEPTED", "IMPACT", "REJECTED"))


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a statement. `least` bounds numbers and amounts; `words` are the only ones that a word may be."""

    type: Type
    is_needed: bool = False
    least: Decimal | None = None
    words: frozenset[str] = frozenset()
    needs: str | None = None
    """The field that must be there where this one is."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What one kind of statement says."""

    moment: str
    fields: Mapping[str, Field]


WORD, DAY, TRUTH = Field(T.WORD), Field(T.DAY), Field(T.TRUTH)
A_DAY, AN_INSTANT = Field(T.DAY, is_needed=True), Field(T.INSTANT, is_needed=True)
SIDE, A_SIDE = Field(T.WORD, words=SIDES), Field(T.WORD, is_needed=True, words=SIDES)
COUNT, A_COUNT = Field(T.NUMBER, least=ZERO), Field(T.NUMBER, is_needed=True, least=ZERO)
AN_AMOUNT, CURRENCY = Field(T.AMOUNT, is_needed=True, needs="currency"), Field(T.WORD)
A_CREDIT = Field(T.AMOUNT, is_needed=True, least=ZERO, needs="currency")
WHOSE: Mapping[str, Field] = {"owed_by": SIDE, "site": WORD, "product": WORD, "product_group": WORD, "order_type": WORD}
ALL: Mapping[str, Field] = {"sequence": Field(T.NUMBER)}
"""Every statement may have it: which of two of the same moment is the later."""

SHAPES: Mapping[SubjectKind, Mapping[Statement, Shape]] = {
    SubjectKind.ORDER_LINE: {
        S.LINE: Shape("ordered_on", {
            "order": WORD, "ordered_on": DAY, "requested_on": DAY, "promised_on": DAY, "agreed_on": DAY,
            "ordered": A_COUNT, "unit": WORD, "value": Field(T.AMOUNT, needs="currency"), "currency": CURRENCY,
            "received": Field(T.NUMBER, least=ZERO, needs="received_on"), "received_on": DAY,
            "rejected": Field(T.NUMBER, least=ZERO, needs="received_on"),
            "documents_right": TRUTH, **WHOSE,
        }),
        S.PROMISE: Shape("told_on", {
            "promised_on": A_DAY, "told_on": A_DAY, "asked_by": A_SIDE, "is_accepted": TRUTH,
        }),
        S.DESPATCH: Shape("despatched_on", {
            "despatched_on": A_DAY, "despatched": Field(T.NUMBER, is_needed=True), "open": COUNT, "unit": WORD,
            "order": WORD, "requested_on": DAY,
        }),
        S.RECEIPT: Shape("received_on", {
            "received_on": A_DAY, "received": Field(T.NUMBER, is_needed=True), "rejected": Field(T.NUMBER),
            "short": COUNT, "unit": WORD, "documents_right": TRUTH, "order": WORD, "requested_on": DAY,
        }),
        S.CANCELLATION: Shape("cancelled_on", {
            "cancelled_on": A_DAY, "cancelled_by": A_SIDE, "cancelled": COUNT, "unit": WORD,
        }),
    },
    SubjectKind.INVOICE: {
        S.INVOICE: Shape("issued_on", {
            "issued_on": A_DAY, "due_on": A_DAY, "amount": AN_AMOUNT, "currency": CURRENCY, "settled_on": DAY,
            "is_disputed": TRUTH, **WHOSE,
        }),
        S.PAYMENT: Shape("paid_on", {"paid_on": A_DAY, "paid": AN_AMOUNT, "currency": CURRENCY}),
        S.CREDIT: Shape("credited_on", {"credited_on": A_DAY, "credited": A_CREDIT, "currency": CURRENCY}),
        S.DISPUTE: Shape("disputed_on", {"disputed_on": A_DAY, "is_disputed": TRUTH}),
    },
    SubjectKind.TICKET: {
        S.TICKET: Shape("updated_at", {
            "updated_at": Field(T.INSTANT), "opened_at": AN_INSTANT, "answered_at": Field(T.INSTANT),
            "resolved_at": Field(T.INSTANT), "paused_hours": COUNT, "priority": WORD, "is_met": TRUTH,
            "is_cancelled": TRUTH, **WHOSE,
        }),
        S.ANSWER: Shape("answered_at", {"answered_at": AN_INSTANT}),
        S.PAUSE: Shape("paused_at", {"paused_at": AN_INSTANT}),
        S.RESUME: Shape("resumed_at", {"resumed_at": AN_INSTANT}),
        S.RESOLUTION: Shape("resolved_at", {"resolved_at": AN_INSTANT, "is_met": TRUTH}),
        S.REOPENING: Shape("reopened_at", {"reopened_at": AN_INSTANT}),
        S.CANCELLATION: Shape("cancelled_at", {"cancelled_at": AN_INSTANT}),
    },
    SubjectKind.LOT: {
        S.INSPECTION: Shape("inspected_on", {
            "inspected_on": A_DAY, "quantity": COUNT, "unit": WORD, "defects": COUNT, "rejected": COUNT,
            "result": Field(T.WORD, words=RESULTS), **WHOSE,
        }),
    },
    SubjectKind.FORECAST: {
        S.FORECAST: Shape("made_on", {
            "starts_on": A_DAY, "made_on": DAY, "forecast": A_COUNT, "unit": WORD, "actual": Field(T.NUMBER), **WHOSE,
        }),
        S.ACTUAL: Shape("came_on", {
            "starts_on": A_DAY, "came_on": DAY, "actual": Field(T.NUMBER, is_needed=True), "unit": WORD,
        }),
    },
    SubjectKind.ANSWER: {
        S.QUESTION: Shape("asked_at", {
            "asked_at": AN_INSTANT, "due_at": Field(T.INSTANT), "topic": WORD, **WHOSE, "owed_by": A_SIDE,
        }),
        S.ANSWER: Shape("answered_at", {"answered_at": AN_INSTANT}),
        S.CANCELLATION: Shape("cancelled_at", {"cancelled_at": AN_INSTANT}),
    },
    SubjectKind.SALE: {
        S.SALE: Shape("won_on", {
            "won_on": A_DAY, "order": WORD, "value": AN_AMOUNT, "currency": CURRENCY, **WHOSE, "owed_by": A_SIDE,
        }),
    },
}  # fmt: skip
"""
LINE: `received_on` alone says that all that was ordered came on that day.
RECEIPT, DESPATCH: a quantity below zero corrects an earlier one; `rejected` is part of `received`. `short` and
`open` are what was missing and what is still to come; they and what else these say of the order count where no LINE
does.
PROMISE: a day that the customer asked for and the supplier accepted replaces what was agreed; a supplier's own new day
does not.
CANCELLATION: without a quantity, all that is open.
INVOICE: `settled_on` alone says that it was paid in full on that day.
TICKET: a row with the whole of a ticket may say when it was answered and resolved; what tells of the single steps
comes before it.
"""

BY_INTAKE = frozenset(SubjectKind) - {SubjectKind.ANSWER, SubjectKind.SALE}
"""What facts can be sent about; the portal's own journal tells of the others."""

OWES: Mapping[SubjectKind, str] = {
    SubjectKind.ORDER_LINE: "PARTNER", SubjectKind.INVOICE: "HOST", SubjectKind.TICKET: "PARTNER",
    SubjectKind.LOT: "PARTNER", SubjectKind.FORECAST: "HOST",
}  # fmt: skip
"""The side that has to perform where no fact says whose it is: the partner supplies, the company pays and forecasts."""


def fields(kind: SubjectKind, statement: Statement) -> Mapping[str, Field]:
    """All fields of a statement about a kind of subject. KeyError for a statement that there is not."""
    return {**SHAPES[kind][statement].fields, **ALL}
