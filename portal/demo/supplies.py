"""What was delivered, invoiced and asked in a quarter, made up anew in the same way each time: facts as they are sent.

Seeds are names and numbers, so that only days move with the day on which the demonstration is made.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random
from zoneinfo import ZoneInfo

from portal.access import Side
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.operations import Given
from portal.expectations.scores.days import Days

DAY = timedelta(days=1)
SATURDAY = 5
SEASONS = (Decimal("0.94"), Decimal("1.06"), Decimal("0.90"), Decimal("1.10"))
"""How much of the usual goes on in each quarter of a year; values do not depend on the day of the demonstration."""
DELAYS = (1, 1, 1, 2, 2, 3, 4, 6)
ZONE = ZoneInfo("Europe/Berlin")
TERM = 30
"""Days to pay."""


class What(StrEnum):
    LINE = "LINE"
    INVOICE = "INVOICE"
    ENQUIRY = "ENQUIRY"


@dataclass(frozen=True, slots=True)
class Goods:
    """A product, its price, and how many are ordered at once."""

    name: str
    price: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Flow:
    """One kind of fact that goes on; `missed` is how many of a quarter were late, of the one under way last."""

    what: What
    source: str
    many: int
    missed: tuple[int, ...]
    prefix: str = ""
    currency: str = ""
    goods: tuple[Goods, ...] = ()
    rejected: tuple[int, ...] = ()
    """Pieces, each of another line."""
    least: int = 0
    most: int = 0
    by: Side = Side.HOST
    """Who brings it."""
    owed_by: Side | None = None


def facts(name: str, flow: Flow, quarter: int, days: Days, known_on: date) -> list[Given]:
    """The facts of a flow in a quarter, as they are known on a day; the last quarter is the one under way."""
    random = Random(f"{name} {flow.source} {flow.prefix} {quarter}")  # noqa: S311 - it is made up, and no secret
    many = int(flow.many * SEASONS[quarter % len(SEASONS)])
    late = frozenset(random.sample(range(many * 4 // 5), flow.missed[quarter]))
    make = {What.LINE: _line, What.INVOICE: _invoice, What.ENQUIRY: _enquiry}[flow.what]
    rejected = frozenset(random.sample(range(many), flow.rejected[quarter])) if flow.rejected else frozenset()
    found = []
    for number, day in enumerate(_spread(days, many)):
        key = f"{quarter + 1}{number + 1:03d}"
        made = make(flow, random, key, day, known_on, is_late=number in late)
        if made is not None:
            if number in rejected and "received" in made:
                made["rejected"] = "1"
            found.append(_given(flow, key, made))
    return found


def _spread(days: Days, many: int) -> Iterator[date]:
    """So many days evenly over some, none of them on a weekend."""
    length = (days.last - days.first).days
    for number in range(many):
        day = days.first + DAY * (number * length // many)
        friday = day - DAY * max(0, day.weekday() - SATURDAY + 1)
        yield friday if friday in days else day + DAY * (7 - day.weekday())


def _line(
    flow: Flow, random: Random, key: str, day: date, known_on: date, *, is_late: bool
) -> dict[str, str] | None:  # fmt: skip
    """A line of an order: ordered three weeks before its day, received around it."""
    goods = random.choice(flow.goods)
    quantity = random.randrange(goods.least, goods.most + 1, 2)
    came = day + DAY * random.choice(DELAYS) if is_late else day - DAY * random.choice((0, 0, 1, 1, 2, 3))
    ordered_on = day - 21 * DAY
    if ordered_on > known_on:
        return None
    line = {
        "order": f"{flow.prefix}{int(key) // 3:04d}", "ordered_on": ordered_on.isoformat(),
        "agreed_on": day.isoformat(), "ordered": str(quantity), "unit": "C62", "product": goods.name,
        "value": str(quantity * Decimal(goods.price)), "currency": flow.currency,
    }  # fmt: skip
    if came <= known_on:
        line |= {"received": str(quantity), "received_on": came.isoformat()}
    return line


def _invoice(
    flow: Flow, random: Random, _key: str, day: date, known_on: date, *, is_late: bool
) -> dict[str, str] | None:  # fmt: skip
    """An invoice that is due on the day."""
    amount = random.randint(flow.least, flow.most)
    cents = "" if flow.currency == "JPY" else f".{random.randint(0, 99):02d}"
    settled = day + DAY * random.choice((4, 5, 7, 9, 12)) if is_late else day - DAY * random.choice((0, 0, 1, 2, 5, 8))
    issued_on = day - TERM * DAY
    if issued_on > known_on:
        return None
    invoice = {
        "issued_on": issued_on.isoformat(), "due_on": day.isoformat(), "amount": f"{amount}{cents}",
        "currency": flow.currency,
    }  # fmt: skip
    if flow.owed_by is not None:
        invoice["owed_by"] = flow.owed_by.value
    return invoice | ({"settled_on": settled.isoformat()} if settled <= known_on else {})


def _enquiry(
    flow: Flow, random: Random, _key: str, day: date, known_on: date, *, is_late: bool
) -> dict[str, str] | None:  # fmt: skip
    """A question that came in the morning; one that is late is answered a week later, holidays or not."""
    opened = datetime.combine(day, time(9, 10), ZONE) + timedelta(minutes=random.randint(0, 240))
    answered = opened + (7 * DAY if is_late else timedelta(minutes=random.randint(20, 230)))
    resolved = answered + timedelta(hours=random.choice((1, 2, 4, 20, 26, 44)))
    if day > known_on:
        return None
    told = {"opened_at": opened.isoformat(), "priority": random.choice(("NORMAL", "NORMAL", "NORMAL", "HIGH"))}
    if flow.owed_by is not None:
        told["owed_by"] = flow.owed_by.value
    for name, at in (("answered_at", answered), ("resolved_at", resolved)):
        if at.date() <= known_on:
            told[name] = at.isoformat()
    return told


_KINDS = {
    What.LINE: (SubjectKind.ORDER_LINE, Statement.LINE), What.INVOICE: (SubjectKind.INVOICE, Statement.INVOICE),
    What.ENQUIRY: (SubjectKind.TICKET, Statement.TICKET),
}  # fmt: skip


def _given(flow: Flow, key: str, values: dict[str, str]) -> Given:
    kind, statement = _KINDS[flow.what]
    name = f"{values['order']} line {int(key) % 3 + 1}" if "order" in values else f"{flow.prefix}{key}"
    return Given(kind=kind, statement=statement, subject_key=name, external_id=name, values=values)
