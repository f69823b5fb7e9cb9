"""The state of an order's line: what was agreed in the end, what came of it by when, and what is no longer owed."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from portal.expectations.facts.fact import Fact
from portal.expectations.facts.statements import SIDES, Statement
from portal.expectations.facts.told import ZERO, Told, layers, until
from portal.expectations.facts.typed import Value

Came = Sequence[tuple[date, Decimal]]
KEPT = ("order", "ordered_on", "requested_on", "value")


def fold(told: Told) -> tuple[dict[str, Value], str | None]:
    """The fields that something is known of, and the currency of the value."""
    line = told.last(Statement.LINE) or _implied(told)
    values = {name: line[name] for name in KEPT if name in line} | told.scope(line)
    values |= _promised(told, line, seller=str(values["owed_by"]))
    unit = _unit(told, line)
    if unit is not None:
        values["unit"] = unit
    came = layers(told.quantities(Statement.RECEIPT, "received", "received_on", unit))
    refused = layers(told.quantities(Statement.RECEIPT, "rejected", "received_on", unit))
    values |= _received(came, refused, values.get("agreed_on")) | _despatched(told, unit)
    ordered = line.get("ordered")
    ordered = ordered if isinstance(ordered, Decimal) else _ordered(told, came, unit)
    values |= _owed(told, ordered, sum((quantity for _, quantity in came), ZERO), unit, seller=str(values["owed_by"]))
    completed = _completed(came, refused, values.get("ordered"))
    rights = [fact.values["documents_right"] for fact in _about_documents(told) if "documents_right" in fact.values]
    values |= {"completed_on": completed} if completed else {}
    values |= {"documents_right": all(rights)} if rights else {}
    return values, str(line["currency"]) if "currency" in line else None


def _about_documents(told: Told) -> Sequence[Fact]:
    return [*told.all(Statement.LINE)[-1:], *told.all(Statement.RECEIPT)]


def _implied(told: Told) -> dict[str, Value]:
    """What documents about deliveries say of a line that nobody has told of."""
    moved = (*told.all(Statement.DESPATCH), *told.all(Statement.RECEIPT))
    return {name: each.values[name] for each in moved for name in ("order", "requested_on") if name in each.values}


def _ordered(told: Told, came: Came, unit: str | None) -> Decimal | None:
    """What such a line must have been of: what came and what was short of it, else what was sent and is open."""
    sent = layers(told.quantities(Statement.DESPATCH, "despatched", "despatched_on", unit))
    short = told.quantities(Statement.RECEIPT, "short", "received_on", unit)
    still = told.quantities(Statement.DESPATCH, "open", "despatched_on", unit)
    for moved, left in ((came, short), (sent, still)):
        if left:
            return sum((quantity for _, quantity in moved), left[-1][1])
    return None


def _unit(told: Told, line: Mapping[str, Value]) -> str | None:
    """The line's own; where it names none, that of what came first."""
    moved = (*told.all(Statement.RECEIPT), *told.all(Statement.DESPATCH))
    found = [line["unit"]] if "unit" in line else [fact.values["unit"] for fact in moved if "unit" in fact.values]
    return str(found[0]) if found else None


def _promised(told: Told, line: Mapping[str, Value], *, seller: str) -> dict[str, Value]:
    """What was promised first, and the day that counts in the end."""
    promises = told.all(Statement.PROMISE)
    first = line.get("promised_on") or next(
        (each.values["promised_on"] for each in promises if each.values.get("is_accepted", True)), None
    )
    wished = [
        each.values["promised_on"]
        for each in promises
        if each.values["asked_by"] != seller and each.values.get("is_accepted")
    ]
    agreed = wished[-1] if wished else line.get("agreed_on") or first or line.get("requested_on")
    return {name: day for name, day in (("first_promised_on", first), ("agreed_on", agreed)) if day is not None}


def _received(came: Came, refused: Came, agreed_on: Value | None) -> dict[str, Value]:
    values: dict[str, Value] = {
        "received": sum((quantity for _, quantity in came), ZERO),
        "rejected": sum((quantity for _, quantity in refused), ZERO),
    }
    if came:
        values |= {"first_received_on": came[0][0], "last_received_on": came[-1][0]}
    if isinstance(agreed_on, date):
        values |= {"received_by_agreed": until(came, agreed_on), "rejected_by_agreed": until(refused, agreed_on)}
    return values


def _despatched(told: Told, unit: str | None) -> dict[str, Value]:
    sent = layers(told.quantities(Statement.DESPATCH, "despatched", "despatched_on", unit))
    if not sent:
        return {}
    return {"despatched": sum((quantity for _, quantity in sent), ZERO), "last_despatched_on": sent[-1][0]}


def _owed(told: Told, ordered: Decimal | None, received: Decimal, unit: str | None, *, seller: str) -> dict[str, Value]:
    """What is still owed: the customer's cancellation takes away what has not come, the supplier's own does not."""
    if ordered is None:
        return {}
    (buyer,) = SIDES - {seller}
    cancelled = {side: _cancelled(told, side, ordered, unit) for side in (buyer, seller)}
    left = max(ordered - cancelled[buyer], min(received, ordered))
    by_seller = min(cancelled[seller], max(left - received, ZERO))
    gone = ordered - left + by_seller
    is_whole = bool(told.all(Statement.CANCELLATION)) and received == 0 and gone == ordered
    values: dict[str, Value] = {"ordered": left, "cancelled": gone, "is_cancelled": is_whole}
    return values | ({"cancelled_by": buyer if left == 0 else seller} if is_whole else {})


def _cancelled(told: Told, side: str, ordered: Decimal, unit: str | None) -> Decimal:
    """How much a side cancelled; all of it where it did not say how much."""
    mine = [fact for fact in told.all(Statement.CANCELLATION) if fact.values["cancelled_by"] == side]
    if any("cancelled" not in fact.values for fact in mine):
        return ordered
    told_ = Told(told.kind, {Statement.CANCELLATION: mine}, told.aside)
    return sum((each for _, each in told_.quantities(Statement.CANCELLATION, "cancelled", "cancelled_on", unit)), ZERO)


def _completed(came: Came, refused: Came, ordered: Value | None) -> date | None:
    """The day since which what came and was not rejected is all that is owed."""
    found = None
    for on in sorted({on for on, _ in (*came, *refused)}):
        is_whole = isinstance(ordered, Decimal) and until(came, on) - until(refused, on) >= ordered
        found = (found or on) if is_whole else None
    return found
