"""Definitions and subjects at random, seeded: of every kind, with everything that a formula can say, often missing."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from portal import errors
from portal.expectations.facts.kinds import KINDS, SubjectKind, Type
from portal.expectations.metrics import reading, tree

Json = dict[str, Any]
Subject = dict[str, Any]

DAYS = [date(2024, 2, 28) + timedelta(days) for days in range(9)]
FAR_DAYS = [date(1999, 12, 31), date(2000, 1, 1), date(2060, 12, 31), date(2061, 1, 1), date(1900, 1, 1)]
# Around midnight, opening, closing, and the two nights on which clocks in Berlin are set.
INSTANTS = [
    datetime.fromisoformat(text).astimezone(UTC)
    for text in (
        "2024-03-29T09:00:00+01:00", "2024-03-29T16:59:59.999999+01:00", "2024-03-30T23:59:59+01:00",
        "2024-03-31T01:59:59+01:00", "2024-03-31T03:00:00+02:00", "2024-04-01T12:34:56.000001+02:00",
        "2024-04-02T00:00:00+02:00", "2024-04-02T17:00:00+02:00", "2024-10-27T02:30:00+02:00",
        "2024-10-27T02:30:00+01:00", "2000-01-01T10:00:00+00:00", "1999-12-31T23:30:00+00:00",
        "2060-12-31T10:00:00+00:00", "2061-01-01T10:00:00+00:00",
    )
]  # fmt: skip
NUMBERS = [Decimal(text) for text in ("0", "1", "10", "9.5", "-3", "0.000001", "999999999999.999999", "-0.333333")]
WORDS = ["A", "B", "HOST", "PARTNER", 'it\'s "so"']
CONSTANTS = ["0", "1", "-1", "0.1", "2.5", "10", "99.99", "0.00000000000000001", "999999999999999999"]
SHIFTS = ["0", "1", "-7", "2.5", "-2.5", "0.00001", "39999", "40001"]


def subjects(chance: Random, kind: SubjectKind, many: int) -> list[Subject]:
    return [_subject(chance, kind, place) for place in range(many)]


def _subject(chance: Random, kind: SubjectKind, place: int) -> Subject:
    fields = KINDS[kind].fields
    said = {name: _said(chance, name, each) for name, each in fields.items() if chance.random() > 0.2}
    key = {"subject_key": f"s{place}", "piece": chance.choice("xyz")}
    pauses = {"pauses": _pauses(chance)} if kind is SubjectKind.TICKET else {}
    return {**key, **pauses, **dict.fromkeys(fields), **said}


def _pauses(chance: Random) -> str | None:
    """As the table of subjects keeps them; the last may go on."""
    moments = sorted(chance.sample(INSTANTS, chance.choice([2, 3, 4])))
    texts = [each.isoformat().replace("+00:00", "Z") for each in moments]
    pairs = list(zip(texts[::2], [*texts[1::2], None], strict=False))
    return json.dumps(pairs) if chance.random() < 0.6 else None


def _said(chance: Random, name: str, kind: Type) -> Any:
    match kind:
        case Type.DAY:
            return chance.choice(DAYS if chance.random() < 0.9 else FAR_DAYS)
        case Type.INSTANT:
            return chance.choice(INSTANTS)
        case Type.NUMBER | Type.AMOUNT:
            return chance.choice(NUMBERS)
        case Type.TRUTH:
            return chance.random() < 0.6
        case Type.WORD:
            return f"o{chance.randrange(12)}" if name == "order" else chance.choice(WORDS)


def definition(chance: Random, kind: SubjectKind) -> tree.Definition:
    """One that is in order; what grew too large is thrown away."""
    while True:
        try:
            return reading.definition(Guess(chance, kind).definition())
        except errors.Invalid as fault:
            if "most" not in fault.sentence.arguments:
                raise


class Guess:
    def __init__(self, chance: Random, kind: SubjectKind) -> None:
        self.chance, self.kind = chance, kind

    def definition(self) -> Json:
        aggregate = self.chance.choice(["RATIO", "RATIO", "RATIO", "MEAN", "PERCENTILE"])
        made: Json = {"where": self.maybe(self.truth(3)), "aggregate": aggregate, **getattr(self, aggregate.lower())()}
        unit = made.pop("unit", "DAYS")
        used = [name for name in "pq" if f"{{'parameter': '{name}'}}" in str(made)]
        parameters = {name: {"type": "NUMBER", "default": self.chance.choice(SHIFTS[:6])} for name in used}
        return {
            "code": "guessed", "version": 1, "kind": self.kind.value, "unit": unit, "direction": "LOWER",
            "decimals": self.chance.randrange(5), "scale": {"PERCENT": "100"}.get(unit, "1"),
            "parameters": parameters, **made,
        }  # fmt: skip

    def maybe(self, made: Json) -> Json | None:
        return made if self.chance.random() < 0.7 else None

    def ratio(self) -> Json:
        if self.kind is SubjectKind.ORDER_LINE and self.chance.random() < 0.2:
            top, bottom = {"count": self.truth(4)}, {"count": self.maybe(self.truth(2))}
            return {"unit": "PERCENT", "top": top, "bottom": bottom, "per": "order"}
        if self.fields(Type.AMOUNT) and self.chance.random() < 0.2:
            totals = [{"sum": self.amount(3), "where": self.maybe(self.truth(3))} for _ in range(2)]
            return {"unit": "PERCENT", "top": totals[0], "bottom": totals[1]}
        return {"unit": "PERCENT", "top": self.total(), "bottom": self.total()}

    def mean(self) -> Json:
        if self.fields(Type.AMOUNT) and self.chance.random() < 0.3:
            return {"unit": "MONEY", "of": self.amount(4)}
        return {"of": self.number(5)}

    def percentile(self) -> Json:
        return {"of": self.number(4), "percentile": self.chance.choice(["7", "50", "90", "100", "0.001", "33.3"])}

    def total(self) -> Json:
        if self.chance.random() < 0.4:
            return {"count": self.maybe(self.truth(5))}
        return {"sum": self.number(5), "where": self.maybe(self.truth(3))}

    def fields(self, kind: Type) -> list[str]:
        return [name for name, each in KINDS[self.kind].fields.items() if each is kind]

    def field(self, kind: Type) -> Json:
        return {"field": self.chance.choice(self.fields(kind))}

    def amount(self, levels: int) -> Json:
        return {"multiply": [self.field(Type.AMOUNT), self.number(levels - 1)]}

    def number(self, levels: int) -> Json:
        if levels > 1 and self.chance.random() < 0.85:
            ways: list[Callable[[int], Json]] = [self.sum, self.sum, self.product, self.chosen, self.if_]
            ways += [self.elapsed] * 3 + [self.paused] * (2 if self.kind is SubjectKind.TICKET else 0)
            return self.chance.choice(ways)(levels)
        leaf = self.chance.random()
        if leaf < 0.75 and self.fields(Type.NUMBER):
            return self.field(Type.NUMBER)
        return self.parameter() if leaf < 0.5 else {"constant": self.chance.choice(CONSTANTS)}

    def parameter(self) -> Json:
        return {"parameter": self.chance.choice("pq")}

    def sum(self, levels: int) -> Json:
        return {self.chance.choice(["add", "subtract"]): [self.number(levels - 1), self.number(levels - 1)]}

    def product(self, levels: int) -> Json:
        return {"multiply": [self.number(levels - 1), self.number(levels - 1)]}

    def chosen(self, levels: int) -> Json:
        many = self.chance.choice([2, 2, 3])
        return {self.chance.choice(["least", "greatest"]): [self.number(levels - 1) for _ in range(many)]}

    def if_(self, levels: int) -> Json:
        return {"if": [self.truth(levels - 1), self.number(levels - 1), self.number(levels - 1)]}

    def elapsed(self, levels: int) -> Json:
        kinds = [kind for kind in (Type.DAY, Type.INSTANT) if self.fields(kind)]
        kind = self.chance.choice(kinds)
        clock = self.chance.choice(["days", "business_days"] if kind is Type.DAY else list(tree.Clock))
        moments = [self.moment(levels - 1, kind), self.moment(levels - 1, kind)]
        return {str(clock): moments + (self.hours() if clock == "business_hours" else [])}

    def hours(self) -> list[Json]:
        return [{"constant": each} for each in self.chance.choice([(), ("9", "17"), ("8.5", "24"), ("17", "9")])]

    def paused(self, _levels: int) -> Json:
        return {"paused_business_hours": self.hours()}

    def moment(self, levels: int, kind: Type) -> Json:
        if levels > 1 and self.chance.random() < 0.3:
            return {"shift": [self.moment(levels - 1, kind), self.fixed(levels - 1)]}
        if self.chance.random() < 0.15:
            return {"as_of" if kind is Type.DAY else "as_of_instant": True}
        return self.field(kind)

    def fixed(self, levels: int) -> Json:
        if levels > 1 and self.chance.random() < 0.3:
            return {self.chance.choice(["add", "subtract"]): [self.fixed(levels - 1), self.fixed(levels - 1)]}
        return self.parameter() if self.chance.random() < 0.5 else {"constant": self.chance.choice(SHIFTS)}

    def truth(self, levels: int) -> Json:
        ways: list[Callable[[int], Json]] = [self.compared] * 4 + [self.in_, self.missing]
        if self.fields(Type.TRUTH):
            ways.append(self.is_)
        if levels > 2:
            ways += [self.joined] * 3 + [self.negated] * 2
        return self.chance.choice(ways)(levels)

    def compared(self, levels: int) -> Json:
        relation = self.chance.choice(["at_most", "less", "equal"])
        kind = self.chance.choice(
            [kind for kind in (Type.DAY, Type.INSTANT, Type.AMOUNT) if self.fields(kind)] or [None]
        )
        if kind is None or self.chance.random() < 0.5:
            return {relation: [self.number(levels - 1), self.number(levels - 1)]}
        if kind is Type.AMOUNT:
            return {relation: [self.field(kind), self.chance.choice([self.field(kind), {"constant": "0"}])]}
        return {relation: [self.moment(levels - 1, kind), self.moment(levels - 1, kind)]}

    def in_(self, _levels: int) -> Json:
        return {"in": [self.field(Type.WORD), self.chance.sample([*WORDS, "OBLIGOR", "BENEFICIARY"], 3)]}

    def missing(self, _levels: int) -> Json:
        return {"missing": {"field": self.chance.choice(list(KINDS[self.kind].fields))}}

    def is_(self, _levels: int) -> Json:
        return {"is": self.field(Type.TRUTH)}

    def joined(self, levels: int) -> Json:
        many = self.chance.choice([2, 2, 3])
        return {self.chance.choice(["and", "or"]): [self.truth(levels - 1) for _ in range(many)]}

    def negated(self, levels: int) -> Json:
        return {"not": self.truth(levels - 1)}
