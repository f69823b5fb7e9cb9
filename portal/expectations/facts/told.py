"""What is told about one subject: of each kind of statement the facts of the source that counts, in their order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from portal.expectations.facts import units
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.kinds import SCOPE, SubjectKind
from portal.expectations.facts.statements import OWES, Statement
from portal.expectations.facts.typed import Value

ZERO = Decimal(0)
UNIT, CURRENCY = "UNIT", "CURRENCY"
"""Why a fact cannot be counted beside the others."""


def in_order(facts: Iterable[Fact]) -> list[Fact]:
    """As they follow each other, each once: by moment, sequence, source and external id, never by their arrival."""
    return sorted({(fact.source, fact.external_id): fact for fact in facts}.values(), key=_place)


def _place(fact: Fact) -> tuple[Any, ...]:
    moment, sequence = fact.moment, fact.values.get("sequence")
    return (
        (1, moment) if moment else (0,), (1, sequence) if sequence is not None else (0,), fact.source, fact.external_id,
    )  # fmt: skip


@dataclass(slots=True)
class Told:
    """The facts that count, and those of them that cannot be counted beside the others."""

    kind: SubjectKind
    chosen: Mapping[Statement, Sequence[Fact]]
    aside: list[tuple[str, str, str]] = field(default_factory=list)

    def all(self, statement: Statement) -> Sequence[Fact]:
        return self.chosen.get(statement, ())

    def last(self, statement: Statement) -> Mapping[str, Value]:
        """The latest that tells of the thing as it stands, with nothing of those before."""
        facts = self.all(statement)
        return facts[-1].values if facts else {}

    def quantities(self, statement: Statement, name: str, day: str, unit: str | None) -> list[tuple[date, Decimal]]:
        """The day and the quantity, in the unit, of each fact that has one; others are set aside."""
        found: list[tuple[date, Decimal]] = []
        for fact in self.all(statement):
            quantity, own = fact.values.get(name), fact.values.get("unit") or unit
            if isinstance(quantity, Decimal):
                same = units.converted(quantity, str(own), str(unit)) if own and unit else quantity
                self._take(fact, same, day, found, UNIT)
        return found

    def amounts(self, statement: Statement, name: str, day: str, currency: str | None) -> list[tuple[date, Decimal]]:
        """The day and the amount of each fact in the currency; others are set aside, because no rate is known."""
        found: list[tuple[date, Decimal]] = []
        for fact in self.all(statement):
            amount = fact.values.get(name)
            if isinstance(amount, Decimal):
                same = amount if fact.values.get("currency") == currency or currency is None else None
                self._take(fact, same, day, found, CURRENCY)
        return found

    def _take(
        self, fact: Fact, quantity: Decimal | None, day: str, found: list[tuple[date, Decimal]], why: str
    ) -> None:
        on = fact.values[day]
        mark = (fact.source, fact.external_id, why)
        if quantity is not None and isinstance(on, date):
            found.append((on, quantity))
        elif mark not in self.aside:
            self.aside.append(mark)

    def scope(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """What an expectation may be about alone, of a thing as it stands; whose it is follows where nobody says."""
        found = {name: values[name] for name in SCOPE if name in values}
        return found if "owed_by" in found or self.kind not in OWES else {**found, "owed_by": OWES[self.kind]}


def layers(moves: Iterable[tuple[date, Decimal]]) -> list[tuple[date, Decimal]]:
    """What came on which day and stayed: a quantity below zero takes back the latest before it, or what comes next."""
    left: list[tuple[date, Decimal]] = []
    owed = ZERO
    for on, quantity in sorted(moves, key=lambda move: (move[0], -move[1])):
        owed, came_on = owed + quantity, on
        while owed < 0 and left:
            came_on, last = left.pop()
            owed += last
        if owed > 0:
            left.append((came_on, owed))
            owed = ZERO
    return left


def until(came: Iterable[tuple[date, Decimal]], last: date) -> Decimal:
    """How much came by the end of a day."""
    return sum((quantity for on, quantity in came if on <= last), ZERO)
