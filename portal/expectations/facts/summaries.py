"""Rows that tell of a whole thing at once, one row for each, taken apart into the steps that they tell of.

So a source's single steps come before its summary, and one source's summary beside another's steps is one story each.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from portal.expectations.facts.fact import Fact
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.facts.told import ZERO
from portal.expectations.facts.typed import Value

S, K = Statement, SubjectKind
By = Mapping[Statement, Sequence[Fact]]


def steps(kind: SubjectKind, told: By) -> dict[Statement, Sequence[Fact]]:
    """The steps in what one source tells last of the whole; none where it tells of such steps itself."""
    whole = {K.ORDER_LINE: S.LINE, K.INVOICE: S.INVOICE, K.TICKET: S.TICKET, K.FORECAST: S.FORECAST}.get(kind)
    if whole is None or whole not in told:
        return {}
    last = told[whole][-1]
    return {statement: [_fact(last, statement, values)] for statement, values in _steps(kind, last, told)}


def _fact(whole: Fact, statement: Statement, values: Mapping[str, Value]) -> Fact:
    return Fact(whole.kind, statement, whole.subject_key, whole.source, whole.external_id, values)


def _steps(kind: SubjectKind, whole: Fact, told: By) -> Iterator[tuple[Statement, Mapping[str, Value]]]:
    values = whole.values
    if kind is K.ORDER_LINE and "received_on" in values:
        names = ("received_on", "received", "rejected", "unit", "documents_right")
        found = {name: values[name] for name in names if name in values}
        yield S.RECEIPT, {"received": values["ordered"], **found}
    if kind is K.INVOICE and "settled_on" in values:
        paid = {"paid_on": values["settled_on"], "paid": _rest(values, told), "currency": values["currency"]}
        yield S.PAYMENT, paid
    if kind is K.FORECAST and "actual" in values:
        yield S.ACTUAL, {name: values[name] for name in ("starts_on", "actual", "unit") if name in values}
    if kind is K.TICKET and "answered_at" in values:
        yield S.ANSWER, {"answered_at": values["answered_at"]}
    if kind is K.TICKET and "resolved_at" in values and S.REOPENING not in told:
        yield S.RESOLUTION, {name: values[name] for name in ("resolved_at", "is_met") if name in values}


def _rest(invoice: Mapping[str, Value], told: By) -> Decimal:
    """What was paid where the source says that all was: the amount without its own credits."""
    credits_ = [fact.values["credited"] for fact in told.get(S.CREDIT, ())]
    amount = invoice["amount"]
    left = sum(
        (-each for each in credits_ if isinstance(each, Decimal)), amount if isinstance(amount, Decimal) else ZERO
    )
    return max(left, ZERO)
