"""What a definition is made of: numbers, moments and truths about one subject, and how subjects are counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from portal.expectations.facts.kinds import SubjectKind, Type


class Unit(StrEnum):
    """What the value is counted in."""

    PERCENT = "PERCENT"
    PPM = "PPM"
    DAYS = "DAYS"
    HOURS = "HOURS"
    COUNT = "COUNT"
    MONEY = "MONEY"


class Direction(StrEnum):
    """Which values are better."""

    HIGHER = "HIGHER"
    LOWER = "LOWER"


class Sided(StrEnum):
    """A side of the expectation, where a field names one: HOST or PARTNER, as the expectation says."""

    OBLIGOR = "OBLIGOR"
    BENEFICIARY = "BENEFICIARY"


@dataclass(frozen=True, slots=True)
class Field:
    """What the subject's state says; missing where it says nothing."""

    name: str
    type: Type


@dataclass(frozen=True, slots=True)
class Parameter:
    """What the expectation fixes."""

    name: str


@dataclass(frozen=True, slots=True)
class Constant:
    value: Decimal


class Operator(StrEnum):
    ADD = "add"
    SUBTRACT = "subtract"
    MULTIPLY = "multiply"


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Missing where an operand is."""

    operator: Operator
    left: "Number"
    right: "Number"


class Extreme(StrEnum):
    LEAST = "least"
    GREATEST = "greatest"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The least or greatest of some; missing where one of them is."""

    extreme: Extreme
    among: tuple["Number", ...]


@dataclass(frozen=True, slots=True)
class If:
    condition: "Truth"
    then: "Number"
    otherwise: "Number"


class Clock(StrEnum):
    DAYS = "days"
    """Of 24 hours, where the moments are instants."""
    HOURS = "hours"
    BUSINESS_DAYS = "business_days"
    """Open days after the first moment's day, up to the day of the second."""
    BUSINESS_HOURS = "business_hours"
    """By the wall clock of open days, from the hour that they open to the hour that they close."""


@dataclass(frozen=True, slots=True)
class Elapsed:
    """From one moment to another; below zero where the second is earlier."""

    clock: Clock
    since: "Moment"
    until: "Moment"
    opens: "Number | None" = None
    """The hours of BUSINESS_HOURS; fixed."""
    closes: "Number | None" = None


@dataclass(frozen=True, slots=True)
class Paused:
    """How long a ticket's clock stood still while it was open by the wall clock: BUSINESS_HOURS of its pauses."""

    opens: "Number | None" = None
    closes: "Number | None" = None


@dataclass(frozen=True, slots=True)
class AsOf:
    """When the measurement is taken: its instant, or that instant's day in the expectation's zone."""

    type: Type


@dataclass(frozen=True, slots=True)
class Shift:
    """So many days after a moment, or before it. The number is fixed; of a day whole days count, of an instant 24 h."""

    moment: "Moment"
    days: "Number"


Moment = Field | AsOf | Shift
Number = Field | Parameter | Constant | Arithmetic | Chosen | If | Elapsed | Paused
Value = Number | Moment


class Relation(StrEnum):
    AT_MOST = "at_most"
    LESS = "less"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Comparison:
    """False where an operand is missing."""

    relation: Relation
    left: Value
    right: Value


@dataclass(frozen=True, slots=True)
class In:
    """Whether a word is one of some; where the field names a side, those of `Sided` stand for the side meant."""

    field: Field
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class And:
    truths: tuple["Truth", ...]


@dataclass(frozen=True, slots=True)
class Or:
    truths: tuple["Truth", ...]


@dataclass(frozen=True, slots=True)
class Not:
    truth: "Truth"


@dataclass(frozen=True, slots=True)
class Missing:
    field: Field


@dataclass(frozen=True, slots=True)
class Is:
    """A field that is a truth itself; false where it is missing."""

    field: Field


Truth = Comparison | In | And | Or | Not | Missing | Is


@dataclass(frozen=True, slots=True)
class Count:
    """How many subjects; None is all of them."""

    where: Truth | None


@dataclass(frozen=True, slots=True)
class Sum:
    """A number over subjects; one whose number is missing adds nothing."""

    number: Number
    where: Truth | None


Total = Count | Sum


@dataclass(frozen=True, slots=True)
class Ratio:
    top: Total
    bottom: Total
    per: str | None = None
    """The word that groups subjects: then whole groups are counted, of which every subject fits."""


@dataclass(frozen=True, slots=True)
class Mean:
    """Over those subjects that have the number."""

    of: Number


@dataclass(frozen=True, slots=True)
class Percentile:
    """By nearest rank over those subjects that have the number."""

    of: Number
    percentile: Decimal
    """Above 0, at most 100."""


Aggregate = Ratio | Mean | Percentile


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter: what it is called, what it is where nobody says, and between what it lies."""

    name: str
    default: Decimal
    least: Decimal | None = None
    most: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Definition:
    """What is measured of one kind of subject: `scale` times a quotient over those subjects that count."""

    code: str
    version: int
    kind: SubjectKind
    unit: Unit
    direction: Direction
    decimals: int
    parameters: tuple[Setting, ...]
    """By name."""
    where: Truth | None
    """Which subjects count at all; None is all."""
    scale: Decimal
    aggregate: Aggregate

    @property
    def defaults(self) -> Mapping[str, Decimal]:
        """The values of its parameters where nobody says others."""
        return {setting.name: setting.default for setting in self.parameters}

    @property
    def adds_up(self) -> bool:
        """Whether the tallies of parts of a period make that of the whole: no groups, no ranks, no time of asking."""
        return not (
            isinstance(self.aggregate, Percentile)
            or (isinstance(self.aggregate, Ratio) and self.aggregate.per)
            or any(isinstance(node, AsOf) for node in parts(self))
        )

    @property
    def is_share(self) -> bool:
        """Whether subjects or groups are counted on both sides of the quotient: then chance has its interval."""
        aggregate = self.aggregate
        return isinstance(aggregate, Ratio) and not any(
            isinstance(total, Sum) for total in (aggregate.top, aggregate.bottom)
        )

    @property
    def adds_money(self) -> bool:
        """Whether amounts of several subjects are added or ranked, which takes one currency."""
        aggregate = self.aggregate
        if not isinstance(aggregate, Ratio):
            return type_of(aggregate.of) is Type.AMOUNT
        totals = (aggregate.top, aggregate.bottom)
        return any(isinstance(total, Sum) and type_of(total.number) is Type.AMOUNT for total in totals)

    @property
    def names_sides(self) -> bool:
        """Whether the value depends on which side owes it."""
        return any(isinstance(node, In) and set(node.words) & set(Sided) for node in parts(self))

    @property
    def counts_open_days(self) -> bool:
        """Whether the expectation's calendars are needed."""
        clocks = (Clock.BUSINESS_DAYS, Clock.BUSINESS_HOURS)
        return any(
            isinstance(node, Paused) or (isinstance(node, Elapsed) and node.clock in clocks) for node in parts(self)
        )


Node = Value | Truth


def parts(definition: Definition) -> list[Node]:
    """Every node of its formulas."""
    found: list[Node] = []
    waiting = [node for node in _roots(definition) if node is not None]
    while waiting:
        node = waiting.pop()
        found.append(node)
        waiting += children(node)
    return found


def _roots(definition: Definition) -> list[Node | None]:
    aggregate = definition.aggregate
    if not isinstance(aggregate, Ratio):
        return [definition.where, aggregate.of]
    totals = (aggregate.top, aggregate.bottom)
    numbers = [total.number for total in totals if isinstance(total, Sum)]
    return [definition.where, *(total.where for total in totals), *numbers]


def children(node: Node) -> list[Node]:
    """What a node is made of."""
    match node:
        case Arithmetic() | Comparison():
            return [node.left, node.right]
        case Chosen():
            return list(node.among)
        case If():
            return [node.condition, node.then, node.otherwise]
        case Elapsed():
            return [each for each in (node.since, node.until, node.opens, node.closes) if each is not None]
        case Paused():
            return [each for each in (node.opens, node.closes) if each is not None]
        case Shift():
            return [node.moment, node.days]
        case And() | Or():
            return list(node.truths)
        case Not():
            return [node.truth]
        case In() | Missing() | Is():
            return [node.field]
        case _:
            return []


def type_of(value: Value) -> Type:
    """NUMBER, AMOUNT, DAY or INSTANT, of what has been checked; other types for a field alone."""
    match value:
        case Field() | AsOf():
            return value.type
        case Shift():
            return type_of(value.moment)
        case Arithmetic():
            return _either(value.left, value.right)
        case Chosen():
            return _either(*value.among)
        case If():
            return _either(value.then, value.otherwise)
        case _:
            return Type.NUMBER


def _either(*numbers: Number) -> Type:
    """AMOUNT where one is: a product has one at most, and beside an amount stands nothing else but zero."""
    return Type.AMOUNT if Type.AMOUNT in map(type_of, numbers) else Type.NUMBER
