"""What facts are about: the kinds of subject, and the fields that the state of one has.

A subject is what is counted: one order line, invoice, ticket, lot, cell of a forecast, or answer that a side owed. Its
state follows from its facts alone. Formulas read the fields by these names; each is a column of the subject.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class SubjectKind(StrEnum):
    ORDER_LINE = "ORDER_LINE"
    INVOICE = "INVOICE"
    TICKET = "TICKET"
    LOT = "LOT"
    """A delivery, or part of one, that was inspected."""
    FORECAST = "FORECAST"
    """What was forecast and what came, of one product in one period."""
    ANSWER = "ANSWER"
    """What one side waited for in the portal, read from its own journal."""
    SALE = "SALE"
    """An order that a partner won with a registered opportunity, read from the same journal."""


class Type(StrEnum):
    """What the value of a field is."""

    DAY = "DAY"
    INSTANT = "INSTANT"
    NUMBER = "NUMBER"
    """Exact, at most 18 digits of which 6 stand after the point."""
    AMOUNT = "AMOUNT"
    """In major units of the subject's currency; the same digits."""
    TRUTH = "TRUTH"
    WORD = "WORD"
    """Short text that is compared with lists of words, and with nothing else."""


T = Type


@dataclass(frozen=True, slots=True)
class Counted:
    """A kind of subject: by which field it falls into a period, and what can be read of it."""

    counted_by: str
    fields: Mapping[str, Type]
    group: str | None = None
    """The word that several subjects share which belong together, such as the order of a line."""


SCOPE: Mapping[str, Type] = {
    "owed_by": T.WORD, "site": T.WORD, "product": T.WORD, "product_group": T.WORD, "order_type": T.WORD,
}  # fmt: skip
"""Every kind has them: an expectation may be about some of them alone. `owed_by` is the side that has to perform: it
delivers, pays, answers, or makes the forecast; both sides are measured, so each subject says whose it is."""

KINDS: Mapping[SubjectKind, Counted] = {
    SubjectKind.ORDER_LINE: Counted(
        "agreed_on",
        {
            "order": T.WORD, "ordered_on": T.DAY, "requested_on": T.DAY, "first_promised_on": T.DAY,
            "agreed_on": T.DAY, "unit": T.WORD, "ordered": T.NUMBER, "received_by_agreed": T.NUMBER,
            "received": T.NUMBER, "first_received_on": T.DAY, "last_received_on": T.DAY, "completed_on": T.DAY,
            "rejected_by_agreed": T.NUMBER, "rejected": T.NUMBER, "despatched": T.NUMBER,
            "last_despatched_on": T.DAY, "cancelled": T.NUMBER, "is_cancelled": T.TRUTH, "cancelled_by": T.WORD,
            "documents_right": T.TRUTH, "value": T.AMOUNT, **SCOPE,
        },
        group="order",
    ),
    SubjectKind.INVOICE: Counted(
        "due_on",
        {
            "issued_on": T.DAY, "due_on": T.DAY, "settled_on": T.DAY, "amount": T.AMOUNT, "paid": T.AMOUNT,
            "credited": T.AMOUNT, "is_disputed": T.TRUTH, **SCOPE,
        },
    ),
    SubjectKind.TICKET: Counted(
        "opened_at",
        {
            "opened_at": T.INSTANT, "answered_at": T.INSTANT, "resolved_at": T.INSTANT, "paused_hours": T.NUMBER,
            "priority": T.WORD, "is_met": T.TRUTH, "is_cancelled": T.TRUTH, **SCOPE,
        },
    ),
    SubjectKind.LOT: Counted(
        "inspected_on",
        {
            "inspected_on": T.DAY, "unit": T.WORD, "quantity": T.NUMBER, "defects": T.NUMBER, "rejected": T.NUMBER,
            "result": T.WORD, **SCOPE,
        },
    ),
    SubjectKind.FORECAST: Counted(
        "starts_on", {"starts_on": T.DAY, "unit": T.WORD, "forecast": T.NUMBER, "actual": T.NUMBER, **SCOPE}
    ),
    SubjectKind.ANSWER: Counted(
        "asked_at",
        {
            "asked_at": T.INSTANT, "due_at": T.INSTANT, "answered_at": T.INSTANT, "topic": T.WORD,
            "is_cancelled": T.TRUTH, **SCOPE,
        },
    ),
    SubjectKind.SALE: Counted("won_on", {"order": T.WORD, "won_on": T.DAY, "value": T.AMOUNT, **SCOPE}),
}  # fmt: skip
"""Sides are HOST or PARTNER.

ORDER_LINE: `ordered` is what is still owed, so without what the customer cancelled; `received` is all that came, and
`rejected` the part of it that was sent back or refused; by then enough was received and not rejected: `completed_on`.
`is_cancelled` is the whole line, of which nothing came, `cancelled_by` then who did it; `cancelled` is the quantity.
TICKET: `is_met` is the source's own word; `paused_hours` are hours of the clock on the wall, nights included.
LOT: `result` is ACCEPTED, IMPACT or REJECTED.
SALE: `product` is the code of what was sold; of several, all of them with spaces between.
"""
