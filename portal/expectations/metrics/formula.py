"""The formulas of a definition, from JSON that anybody may have written to typed trees: checked node by node."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from portal import errors
from portal.expectations.facts.kinds import KINDS, SubjectKind, Type
from portal.expectations.metrics import tree
from portal.expectations.metrics.tree import Number, Truth, Value
from portal.expectations.places import Place, shown
from portal.sentences import say, word

DEEPEST, MOST_NODES = 12, 60
MOST_OPERANDS, MOST_WORDS = 20, 20
_WORD = re.compile(r"[^\x00-\x1f\x7f-\x9f\ud800-\udfff]{1,60}")

NUMBERS = frozenset({Type.NUMBER, Type.AMOUNT})
MOMENTS = frozenset({Type.DAY, Type.INSTANT})
TYPES = {
    Type.DAY: word("type", "a date", code="DAY"),
    Type.INSTANT: word("type", "an instant", code="INSTANT"),
    Type.NUMBER: word("type", "a number", code="NUMBER"),
    Type.AMOUNT: word("type", "an amount of money", code="AMOUNT"),
    Type.TRUTH: word("type", "yes or no", code="TRUTH"),
    Type.WORD: word("type", "a word", code="WORD"),
}

Kept = TypeVar("Kept", bound=tree.Node)


@dataclass(slots=True)
class Reader:
    """Reads formulas about one kind of subject; what one definition may hold in all is counted down."""

    kind: SubjectKind
    parameters: Sequence[str]
    left: int = MOST_NODES
    depth: int = 0

    def number(self, place: Place) -> Number:
        """An expression of a NUMBER or AMOUNT."""
        read = self._value(place)
        if isinstance(read, tree.AsOf | tree.Shift) or tree.type_of(read) not in NUMBERS:
            raise _unfit(place, read, Type.NUMBER)
        return read

    def moment(self, place: Place) -> tree.Moment:
        read = self._value(place)
        if not isinstance(read, tree.Field | tree.AsOf | tree.Shift) or tree.type_of(read) not in MOMENTS:
            raise _unfit(place, read, Type.DAY)
        return read

    def fixed(self, place: Place) -> Number:
        """A number that is the same for every subject."""
        number = self.number(place)
        fixed = tree.Parameter | tree.Constant | tree.Arithmetic
        waiting: list[tree.Node] = [number]
        while waiting:
            node = waiting.pop()
            if not isinstance(node, fixed):
                raise place.refused(say("This number must use only constants and parameters."))
            waiting += tree.children(node)
        return number

    def truth(self, place: Place) -> Truth:
        return self._read(place, _TRUTHS)

    def _value(self, place: Place) -> Value:
        return self._read(place, _VALUES)

    def comparable(self, place: Place) -> Value:
        """Anything that can be less or more."""
        read = self._value(place)
        if tree.type_of(read) not in NUMBERS | MOMENTS:
            raise _unfit(place, read, Type.NUMBER)
        return read

    def _read(self, place: Place, ways: Mapping[str, Callable[["Reader", Place], Kept]]) -> Kept:
        self.left -= 1
        if self.left < 0:
            raise place.refused(say("The formulas of a definition can have at most {most} parts.", most=MOST_NODES))
        if self.depth >= DEEPEST:
            raise place.refused(say("A formula can be at most {most} levels deep.", most=DEEPEST))
        name = place.only(ways)
        self.depth += 1
        try:
            return ways[name](self, place.at(name))
        finally:
            self.depth -= 1

    def field(self, place: Place) -> tree.Field:
        """The field itself, in an object of its own."""
        return self._read(place, {"field": _field})


def _unfit(place: Place, found: Value, wanted: Type) -> errors.Invalid:
    return place.refused(
        say("This must be {wanted}, but it is {found}.", found=TYPES[tree.type_of(found)], wanted=TYPES[wanted])
    )


def _field(reader: Reader, place: Place) -> tree.Field:
    fields = KINDS[reader.kind].fields
    if not isinstance(place.content, str) or place.content not in fields:
        raise place.refused(say("There is no such field here. Use one of {names}.", names=shown(fields)))
    return tree.Field(place.content, fields[place.content])


def _parameter(reader: Reader, place: Place) -> tree.Parameter:
    if not isinstance(place.content, str) or place.content not in reader.parameters:
        raise place.refused(say("The definition has no such parameter."))
    return tree.Parameter(place.content)


def _as_of(place: Place, kind: Type) -> tree.AsOf:
    if place.content is not True:
        raise place.refused(say("Only true is allowed here."))
    return tree.AsOf(kind)


def _alike(place: Place, values: Sequence[Value]) -> None:
    """Refuses what cannot be added or compared: numbers stand beside numbers, amounts beside amounts or nothing."""
    nothing = [isinstance(each, tree.Constant) and not each.value for each in values]
    kinds = [tree.type_of(each) for each, is_nothing in zip(values, nothing, strict=True) if not is_nothing]
    other = next((kind for kind in kinds if kind is not kinds[0]), None)
    if other is None and any(nothing) and kinds and kinds[0] in MOMENTS:
        other = Type.NUMBER
    if other:
        raise place.refused(
            say("You cannot add or compare {left} and {right}.", left=TYPES[kinds[0]], right=TYPES[other])
        )


def _arithmetic(operator: tree.Operator) -> Callable[[Reader, Place], tree.Arithmetic]:
    def read(reader: Reader, place: Place) -> tree.Arithmetic:
        left, right = map(reader.number, place.list(2, 2))
        if operator is not tree.Operator.MULTIPLY:
            _alike(place, (left, right))
        elif tree.type_of(left) is tree.type_of(right) is Type.AMOUNT:
            raise place.refused(say("Amounts of money cannot be multiplied by each other."))
        return tree.Arithmetic(operator, left, right)

    return read


def _chosen(extreme: tree.Extreme) -> Callable[[Reader, Place], tree.Chosen]:
    def read(reader: Reader, place: Place) -> tree.Chosen:
        among = tuple(map(reader.number, place.list(2, MOST_OPERANDS)))
        _alike(place, among)
        return tree.Chosen(extreme, among)

    return read


def _if(reader: Reader, place: Place) -> tree.If:
    condition, then, otherwise = place.list(3, 3)
    read = tree.If(reader.truth(condition), reader.number(then), reader.number(otherwise))
    _alike(place, (read.then, read.otherwise))
    return read


def _elapsed(clock: tree.Clock) -> Callable[[Reader, Place], tree.Elapsed]:
    """Days of two days or two instants, hours of two instants; of business hours also when they begin and end."""

    def read(reader: Reader, place: Place) -> tree.Elapsed:
        since, until, *hours = place.list(2, 4 if clock is tree.Clock.BUSINESS_HOURS else 2)
        moments = (reader.moment(since), reader.moment(until))
        _alike(place, moments)
        if clock in (tree.Clock.HOURS, tree.Clock.BUSINESS_HOURS) and tree.type_of(moments[0]) is not Type.INSTANT:
            raise _unfit(since, moments[0], Type.INSTANT)
        return tree.Elapsed(clock, *moments, *_hours(reader, place, hours))

    return read


def _hours(reader: Reader, place: Place, hours: Sequence[Place]) -> Sequence[Number]:
    if len(hours) == 1:
        raise place.refused(say("Enter both the opening hour and the closing hour."))
    return [reader.fixed(each) for each in hours]


def _paused(reader: Reader, place: Place) -> tree.Paused:
    if reader.kind is not SubjectKind.TICKET:
        raise place.refused(say("Only a ticket's clock can pause."))
    return tree.Paused(*_hours(reader, place, place.list(0, 2)))


def _shift(reader: Reader, place: Place) -> tree.Shift:
    moment, days = place.list(2, 2)
    return tree.Shift(reader.moment(moment), reader.fixed(days))


def _comparison(relation: tree.Relation) -> Callable[[Reader, Place], tree.Comparison]:
    def read(reader: Reader, place: Place) -> tree.Comparison:
        left, right = map(reader.comparable, place.list(2, 2))
        _alike(place, (left, right))
        return tree.Comparison(relation, left, right)

    return read


def _in(reader: Reader, place: Place) -> tree.In:
    field, words = place.list(2, 2)
    named = _typed(field, reader.field(field), Type.WORD)
    wanted = say("A word must have 1 to {longest} printable characters.", longest=60)
    read = sorted({each.text(_WORD, wanted) for each in words.list(1, MOST_WORDS)})
    return tree.In(named, tuple(read))


def _typed(place: Place, field: tree.Field, wanted: Type) -> tree.Field:
    if field.type is not wanted:
        raise _unfit(place, field, wanted)
    return field


def _truths(reader: Reader, place: Place) -> tuple[Truth, ...]:
    return tuple(map(reader.truth, place.list(2, MOST_OPERANDS)))


_VALUES: Mapping[str, Callable[[Reader, Place], Value]] = {
    "field": _field,
    "parameter": _parameter,
    "constant": lambda _, place: tree.Constant(place.number()),
    **{operator.value: _arithmetic(operator) for operator in tree.Operator},
    **{extreme.value: _chosen(extreme) for extreme in tree.Extreme},
    "if": _if,
    **{clock.value: _elapsed(clock) for clock in tree.Clock},
    "paused_business_hours": _paused,
    "shift": _shift,
    "as_of": lambda _, place: _as_of(place, Type.DAY),
    "as_of_instant": lambda _, place: _as_of(place, Type.INSTANT),
}
_TRUTHS: Mapping[str, Callable[[Reader, Place], Truth]] = {
    **{relation.value: _comparison(relation) for relation in tree.Relation},
    "in": _in,
    "and": lambda reader, place: tree.And(_truths(reader, place)),
    "or": lambda reader, place: tree.Or(_truths(reader, place)),
    "not": lambda reader, place: tree.Not(reader.truth(place)),
    "missing": lambda reader, place: tree.Missing(reader.field(place)),
    "is": lambda reader, place: tree.Is(_typed(place, reader.field(place), Type.TRUTH)),
}
