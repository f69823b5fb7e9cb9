"""The states of lots, forecasts, answers and sales: what was told last, or what is added up."""

from collections.abc import Mapping
from datetime import date

from portal.expectations.facts.statements import Statement
from portal.expectations.facts.told import ZERO, Told
from portal.expectations.facts.typed import Value


def lot(told: Told) -> dict[str, Value]:
    """As it was inspected last."""
    inspection = told.last(Statement.INSPECTION)
    return {name: value for name, value in inspection.items() if name != "sequence"} | told.scope(inspection)


def forecast(told: Told) -> dict[str, Value]:
    """The last forecast that was made by the first day of its period, and all that came in it."""
    cells = told.all(Statement.FORECAST)
    made = [each.values for each in cells if _is_made_before(each.values)]
    cell: Mapping[str, Value] = cells[-1].values if cells else {}
    values = told.scope(cell)
    came = told.all(Statement.ACTUAL)
    if cells or came:
        values["starts_on"] = cell["starts_on"] if cells else came[-1].values["starts_on"]
    units = [fact.values["unit"] for fact in (*cells, *came) if "unit" in fact.values]
    unit = str(units[0]) if units else None
    values |= {"unit": unit} if unit else {}
    values |= {"forecast": made[-1]["forecast"]} if made else {}
    actual = told.quantities(Statement.ACTUAL, "actual", "starts_on", unit)
    return values | ({"actual": sum((quantity for _, quantity in actual), ZERO)} if actual else {})


def _is_made_before(values: Mapping[str, Value]) -> bool:
    made, starts = values.get("made_on"), values["starts_on"]
    return not (isinstance(made, date) and isinstance(starts, date)) or made <= starts


def answer(told: Told) -> dict[str, Value]:
    """What was asked, and the first answer."""
    question = told.last(Statement.QUESTION)
    values = {name: question[name] for name in ("asked_at", "due_at", "topic") if name in question}
    answers = [fact.values["answered_at"] for fact in told.all(Statement.ANSWER)]
    values |= told.scope(question) | ({"answered_at": min(answers)} if answers else {})
    return values | {"is_cancelled": bool(told.all(Statement.CANCELLATION))}


def sale(told: Told) -> tuple[dict[str, Value], str | None]:
    """The order as it was won, and the currency of its value."""
    won = told.last(Statement.SALE)
    values = {name: won[name] for name in ("won_on", "order", "value") if name in won} | told.scope(won)
    return values, str(won["currency"]) if won else None
