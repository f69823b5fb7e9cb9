"""What a definition says, in whole sentences: what the other side reads instead of a formula.

Those that are shipped have sentences of their own, which hold for exactly that definition, by its digest; those that
somebody wrote are told part by part.
"""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache

from portal.expectations.metrics import labels, shipped, tree, writing
from portal.expectations.metrics.phrases import Exactly, Phrases, bare, clock
from portal.expectations.metrics.tree import Unit
from portal.sentences import Argument, Sentence, say, together

Values = Mapping[str, Decimal]


def told(definition: tree.Definition, values: Values) -> Sentence:
    """The definition with the values of its parameters."""
    said = _told_of(definition.code) if _is_shipped(definition.code, writing.digest(definition)) else in_parts
    found = together(said(definition, values))
    assert found is not None  # noqa: S101 - every way says something
    return found


def title(definition: tree.Definition) -> Argument:
    """What it is called; one of somebody's own by its code."""
    is_shipped = _is_shipped(definition.code, writing.digest(definition))
    return labels.TITLES[definition.code] if is_shipped else definition.code


def _is_shipped(code: str, digest: str) -> bool:
    return _digests().get(code) == digest


@cache
def _digests() -> Mapping[str, str]:
    return {code: writing.digest(each) for code, each in shipped.DEFINITIONS.items()}


def in_parts(definition: tree.Definition, values: Values) -> Iterator[Sentence]:
    """Part by part, whatever it is."""
    phrases = Phrases(values)
    kind = labels.KINDS[definition.kind]
    if definition.where is None:
        yield say("{kind}: all of them are counted.", kind=kind)
    else:
        yield say(
            "{kind}: only those where this is true are counted: {truth}.",
            kind=kind,
            truth=phrases.truth(definition.where),
        )
    aggregate = definition.aggregate
    match aggregate:
        case tree.Mean():
            yield say("The value is the average of {number}.", number=phrases.value(aggregate.of))
        case tree.Percentile():
            share = Exactly(aggregate.percentile)
            number = phrases.value(aggregate.of)
            yield say("The value is the {number} that {share}% of them do not exceed.", share=share, number=number)
        case tree.Ratio():
            yield from _ratio(definition, aggregate, phrases)
    if not isinstance(aggregate, tree.Ratio) and definition.scale != 1:
        yield say("The result is multiplied by {scale}.", scale=Exactly(definition.scale))
    if any(isinstance(node, tree.Comparison) for node in tree.parts(definition)):
        yield say("Where a value is unknown, a comparison with it is not true.")


def _ratio(definition: tree.Definition, ratio: tree.Ratio, phrases: Phrases) -> Iterator[Sentence]:
    is_share = ratio.bottom == tree.Count(None) and isinstance(ratio.top, tree.Count) and ratio.top.where is not None
    if is_share and definition.unit is Unit.PERCENT:
        yield say("The value is the share of them where this is true: {truth}.", truth=_where(ratio.top, phrases))
    else:
        yield from _total(ratio.top, phrases, is_top=True)
        yield from _total(ratio.bottom, phrases, is_top=False)
        if definition.scale != 1:
            yield say("The result is multiplied by {scale}.", scale=Exactly(definition.scale))
    if ratio.per:
        yield say(
            "Whole groups are counted, by {field}. Every line of a group must match.", field=labels.FIELDS[ratio.per]
        )


def _where(total: tree.Total, phrases: Phrases) -> Argument:
    return bare("") if total.where is None else phrases.truth(total.where)


def _total(total: tree.Total, phrases: Phrases, *, is_top: bool) -> Iterator[Sentence]:
    truth = _where(total, phrases)
    match total, is_top:
        case tree.Count(where=None), True:
            yield say("The value is the number of all of them.")
        case tree.Count(where=None), False:
            yield say("The result is divided by the number of all of them.")
        case tree.Count(), True:
            yield say("The value is the number of those where this is true: {truth}.", truth=truth)
        case tree.Count(), False:
            yield say("The result is divided by the number of those where this is true: {truth}.", truth=truth)
        case tree.Sum(where=None, number=added), True:
            yield say("The value is the sum of {number}.", number=phrases.value(added))
        case tree.Sum(where=None, number=added), False:
            yield say("The result is divided by the sum of {number}.", number=phrases.value(added))
        case tree.Sum(number=added), True:
            number = phrases.value(added)
            yield say("The value is the sum of {number}, where this is true: {truth}.", number=number, truth=truth)
        case tree.Sum(number=added), False:
            number = phrases.value(added)
            yield say(
                "The result is divided by the sum of {number}, where this is true: {truth}.", number=number, truth=truth
            )


Telling = Callable[[tree.Definition, Values], Iterator[Sentence]]


def _told_of(code: str) -> Telling:
    def tell(definition: tree.Definition, values: Values) -> Iterator[Sentence]:
        yield _FIRST[code]
        yield from _limits(definition, values)
        yield from _AFTER.get(code, ())

    return tell


def _limits(definition: tree.Definition, values: Values) -> Iterator[Sentence]:
    """What the values of the parameters mean."""
    if definition.code == "on_time.window":
        yield say("The window starts {early} days before the agreed date and ends {late} days after it.",
                  early=Exactly(values["early_days"]), late=Exactly(values["late_days"]))  # fmt: skip
    elif values.get("late_days"):
        yield say("Up to {days} days after the agreed date still count as on time.", days=Exactly(values["late_days"]))
    if values.get("grace_days"):
        yield say("Up to {days} days after the due date still count as on time.", days=Exactly(values["grace_days"]))
    if "short_percent" in values:
        yield say("“In full” means at least {percent}% of the quantity ordered.",
                  percent=Exactly(100 - values["short_percent"]))  # fmt: skip
    if "within_hours" in values:
        yield say("“In time” means within {hours} business hours.", hours=Exactly(values["within_hours"]))
    if "opens" in values:
        yield say("Business hours are from {opens} to {closes} on business days in the calendars.",
                  opens=clock(values["opens"]), closes=clock(values["closes"]))  # fmt: skip


_FIRST: Mapping[str, Sentence] = {
    "on_time": say("The share of order lines that were complete by the agreed date."),
    "on_time.window": say("The share of order lines that were delivered within a window around the agreed date."),
    "on_time.value": say("The share of the value of order lines that was complete by the agreed date."),
    "on_time.orders": say("The share of orders with every line complete by the agreed date."),
    "otif": say("The share of order lines that were delivered in full by the agreed date."),
    "perfect_order": say(
        "The share of orders with every line delivered in full by the agreed date, nothing rejected and"
        " the documents correct."
    ),
    "fill_rate": say("The share of the quantity ordered that was received. Extra deliveries do not count."),
    "lead_time.mean": say("The average number of days from the order of a line to its complete delivery."),
    "lead_time.p90": say("The number of days within which 9 of 10 order lines were completely delivered."),
    "ppm.order_lines": say("The number of rejected units per million units received."),
    "ppm.lots": say("The number of rejected units per million units inspected."),
    "reject_rate": say("The share of inspected lots that were rejected."),
    "first_answer.hours": say("The average number of hours from the opening of a ticket to the first answer."),
    "first_answer.business_hours": say(
        "The average number of business hours from the opening of a ticket to the first answer."
    ),
    "first_answer.in_time": say("The share of tickets that got their first answer in time."),
    "resolution.hours": say("The average number of hours from the opening of a ticket to its solution."),
    "resolution.business_hours": say(
        "The average number of business hours from the opening of a ticket to its solution."
    ),
    "resolution.in_time": say("The share of tickets that were solved in time."),
    "tickets_met": say("The share of tickets that were handled in time, according to the source system."),
    "paid_on_time": say("The share of invoices that were paid by their due date."),
    "paid_on_time.amount": say("The share of the amount of all invoices that was paid by the due date."),
    "paid_on_time.undisputed": say("The share of undisputed invoices that were paid by their due date."),
    "days_to_pay": say("The average number of days from the date of an invoice to its payment."),
    "paid_within_30": say("The share of paid invoices that were paid within 30 days of their date."),
    "paid_in_31_to_60": say("The share of paid invoices that were paid 31 to 60 days after their date."),
    "paid_after_60": say("The share of paid invoices that were paid more than 60 days after their date."),
    "forecast_accuracy": say(
        "The accuracy of the forecast: 100% less the sum of all deviations as a share of the quantity delivered."
    ),
    "answers.in_time": say("The share of answers that were given by the time they were due."),
    "answers.hours": say("The average number of hours from a question to its answer."),
    "registrations.in_time": say("The share of registered opportunities that were decided by the time they were due."),
    "sales.average": say("The average value of the orders that were won with registered opportunities."),
}

_CALLED_OFF = say("Cancellations by the other side do not count.")
_LATE = say("A line that has not arrived by then counts as late.")
_UNSOLVED = say("Cancelled tickets do not count; one without an answer or solution counts as missed.")
_NOT_YET = say("Cancelled tickets and tickets that are still waiting do not count.")
_ON_HOLD = say("Time on hold is subtracted.")
_CREDITED = say("Credit notes and fully credited invoices do not count.")
_UNPAID = say("An invoice that is not paid by then counts as late.")
_ONLY_COMPLETE = say("Lines that are not yet complete do not count.")
_INVOICES = (_UNPAID, _CREDITED)
_AFTER: Mapping[str, tuple[Sentence, ...]] = {
    **dict.fromkeys(("on_time", "on_time.window", "on_time.value", "on_time.orders", "otif"), (_LATE, _CALLED_OFF)),
    "perfect_order": (_LATE, _CALLED_OFF),
    "fill_rate": (_CALLED_OFF,),
    **dict.fromkeys(("lead_time.mean", "lead_time.p90"), (_ONLY_COMPLETE, _CALLED_OFF)),
    **dict.fromkeys(("first_answer.hours", "first_answer.business_hours"), (_NOT_YET,)),
    "first_answer.in_time": (_UNSOLVED,),
    **dict.fromkeys(("resolution.hours", "resolution.business_hours"), (_ON_HOLD, _NOT_YET)),
    "resolution.in_time": (_ON_HOLD, _UNSOLVED),
    **dict.fromkeys(("paid_on_time", "paid_on_time.amount", "paid_on_time.undisputed"), _INVOICES),
    "days_to_pay": (say("Unpaid invoices do not count."), _CREDITED),
    **dict.fromkeys(("paid_within_30", "paid_in_31_to_60", "paid_after_60"), (_CREDITED,)),
    "answers.in_time": (say("Questions that are not answered and not yet due do not count. Nor do cancelled ones."),),
    "answers.hours": (say("Questions that are not yet answered do not count. Nor do cancelled ones."),),
    "registrations.in_time": (
        say("Approval by silence counts as not decided in time."),
        say("A request for more information is not a decision, and that time does not count."),
        say("Items that are waiting and not yet due do not count. Nor do withdrawn ones."),
    ),
    "sales.average": (say("The total of all of them is the numerator of the value."),),
}
