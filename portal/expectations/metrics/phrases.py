"""A formula in words: each part is a phrase with places for its own parts, which every language orders its own way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, localcontext
from fractions import Fraction
from functools import reduce

from babel import numbers

from portal import languages
from portal.expectations.facts.kinds import Type
from portal.expectations.metrics import labels, tree
from portal.expectations.metrics.evaluating import EXACT, exactly
from portal.expectations.metrics.terms import fixed
from portal.expectations.metrics.tree import Clock, Extreme, Operator, Relation
from portal.sentences import Argument, Word, word


@dataclass(frozen=True, slots=True)
class Phrase(Word):
    """A word with {places}, in which words, values and other phrases stand."""

    places: Mapping[str, Argument] = field(default_factory=dict)


@languages.written.register
def _(value: Phrase, language: str) -> str:
    values = {name: languages.written(each, language) for name, each in value.places.items()}
    text = languages.translated(value.text, language, context=value.context) if value.context else value.text
    return text.format(**values)


def _said(called: Word, **places: Argument) -> Phrase:
    return Phrase(called.context, called.text, called.code, places)


class Exactly(Decimal):
    """A number of which nothing is rounded away when it is written."""


@languages.written.register
def _(value: Exactly, language: str) -> str:
    with localcontext(EXACT):
        return numbers.format_decimal(value, locale=languages.locale(language), decimal_quantization=False)


def bare(text: str, **places: Argument) -> Phrase:
    """What no language says otherwise."""
    return Phrase("", text, "", places)


_ARITHMETIC = {
    Operator.ADD: "{left} + {right}",
    Operator.SUBTRACT: "{left} − {right}",
    Operator.MULTIPLY: "{left} × {right}",
}
_COMPARED = {
    Relation.AT_MOST: "{left} ≤ {right}",
    Relation.LESS: "{left} < {right}",
    Relation.EQUAL: "{left} = {right}",
}
_MOMENTS = {
    Relation.AT_MOST: word("formula", "{left} is not after {right}", code="at_most"),
    Relation.LESS: word("formula", "{left} is before {right}", code="less"),
    Relation.EQUAL: word("formula", "{left} is the same as {right}", code="equal"),
}
_EXTREMES = {
    Extreme.LEAST: word("formula", "the smaller of {left} and {right}", code="least"),
    Extreme.GREATEST: word("formula", "the larger of {left} and {right}", code="greatest"),
}
_CLOCKS = {
    Clock.DAYS: word("formula", "the days from {since} to {until}", code="days"),
    Clock.HOURS: word("formula", "the hours from {since} to {until}", code="hours"),
    Clock.BUSINESS_DAYS: word("formula", "the business days from {since} to {until}", code="business_days"),
    Clock.BUSINESS_HOURS: word(
        "formula", "the business hours ({opens}–{closes}) from {since} to {until}", code="business_hours"
    ),
}
_PAUSED = word("formula", "the business hours ({opens}–{closes}) on hold", code="paused_business_hours")
_AFTER = word("formula", "{days} days after {moment}", code="after")
_BEFORE = word("formula", "{days} days before {moment}", code="before")
_AS_OF = word("formula", "the day of measuring", code="as_of")
_AS_OF_INSTANT = word("formula", "the moment of measuring", code="as_of_instant")
_IF = word("formula", "{then} if {condition}, otherwise {otherwise}", code="if")
_AND = word("formula", "{left} and {right}", code="and")
_OR = word("formula", "{left} or {right}", code="or")
_NOT = word("formula", "not ({truth})", code="not")
_MISSING = word("formula", "{field} is not known", code="missing")
_KNOWN = word("formula", "{field} is known", code="known")
_IS = word("formula", "“{field}” is true", code="is")
_IN = word("formula", "{field} is {words}", code="in")
_ONE_OF = word("formula", "{field} is one of {words}", code="one_of")


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one definition, with the values that its parameters have."""

    parameters: Mapping[str, Decimal]

    def fixed(self, number: tree.Number) -> Exactly:
        """A number of constants and parameters alone."""
        return Exactly(exactly(fixed(number, self.parameters)))

    def value(self, value: tree.Value) -> Argument:
        match value:
            case tree.Field():
                return labels.FIELDS[value.name]
            case tree.Parameter() | tree.Constant() | tree.Arithmetic():
                return self._worked_out(value)
            case tree.Chosen():
                return _folded(_EXTREMES[value.extreme], [self._operand(each) for each in value.among])
            case tree.If():
                condition = self.truth(value.condition)
                return _said(
                    _IF, condition=condition, then=self.value(value.then), otherwise=self.value(value.otherwise)
                )
            case tree.Elapsed():
                hours = self._hours(value) if value.clock is Clock.BUSINESS_HOURS else {}
                moments = {"since": self.value(value.since), "until": self.value(value.until)}
                return _said(_CLOCKS[value.clock], **moments, **hours)
            case tree.Paused():
                return _said(_PAUSED, **self._hours(value))
            case tree.AsOf():
                return _AS_OF if value.type is Type.DAY else _AS_OF_INSTANT
            case tree.Shift():
                return self._shifted(value)

    def _worked_out(self, number: tree.Parameter | tree.Constant | tree.Arithmetic) -> Argument:
        """As far as it is the same for every subject."""
        if not isinstance(number, tree.Arithmetic) or _is_fixed(number):
            return self.fixed(number)
        left, right = map(self._operand, (number.left, number.right))
        return bare(_ARITHMETIC[number.operator], left=left, right=right)

    def _operand(self, value: tree.Value) -> Argument:
        """In brackets where it has parts of its own."""
        is_whole = isinstance(value, tree.Field | tree.AsOf) or _is_fixed(value)
        return self.value(value) if is_whole else bare("({inner})", inner=self.value(value))

    def _hours(self, of: tree.Elapsed | tree.Paused) -> dict[str, Argument]:
        opens = Exactly(0) if of.opens is None else self.fixed(of.opens)
        closes = Exactly(24) if of.closes is None else self.fixed(of.closes)
        return {"opens": clock(opens), "closes": clock(closes)}

    def _shifted(self, shift: tree.Shift) -> Argument:
        days, moment = self.fixed(shift.days), self.value(shift.moment)
        return _said(_AFTER if days > 0 else _BEFORE, days=Exactly(days.copy_abs()), moment=moment) if days else moment

    def truth(self, truth: tree.Truth) -> Argument:
        match truth:
            case tree.Comparison():
                is_moment = tree.type_of(truth.left) in (Type.DAY, Type.INSTANT)
                sides = {"left": self.value(truth.left), "right": self.value(truth.right)}
                return (
                    _said(_MOMENTS[truth.relation], **sides) if is_moment else bare(_COMPARED[truth.relation], **sides)
                )
            case tree.In():
                words = tuple(labels.SIDES.get(each) or bare("{word}", word=each) for each in truth.words)
                return _said(_IN if len(words) == 1 else _ONE_OF, field=labels.FIELDS[truth.field.name], words=words)
            case tree.And():
                return _folded(_AND, [self._part(each) for each in truth.truths])
            case tree.Or():
                return _folded(_OR, [self._part(each) for each in truth.truths])
            case tree.Not(truth=tree.Missing(field=known)):
                return _said(_KNOWN, field=labels.FIELDS[known.name])
            case tree.Not():
                return _said(_NOT, truth=self.truth(truth.truth))
            case tree.Missing():
                return _said(_MISSING, field=labels.FIELDS[truth.field.name])
            case tree.Is():
                return _said(_IS, field=labels.FIELDS[truth.field.name])

    def _part(self, truth: tree.Truth) -> Argument:
        """In brackets where it joins others itself."""
        return (
            bare("({inner})", inner=self.truth(truth)) if isinstance(truth, tree.And | tree.Or) else self.truth(truth)
        )


def _is_fixed(value: tree.Value) -> bool:
    """Whether it is made of constants and parameters alone."""
    if isinstance(value, tree.Arithmetic):
        return _is_fixed(value.left) and _is_fixed(value.right)
    return isinstance(value, tree.Parameter | tree.Constant)


def _folded(called: Word, parts: Sequence[Argument]) -> Argument:
    return reduce(lambda left, right: _said(called, left=left, right=right), parts)


def clock(hours: Decimal) -> Argument:
    """An hour of the day with its minutes: 8.5 is 08:30. What ends in no minute stays a number."""
    minutes = Fraction(hours) * 60
    return f"{int(minutes) // 60:02}:{int(minutes) % 60:02}" if minutes.denominator == 1 else Exactly(hours)
