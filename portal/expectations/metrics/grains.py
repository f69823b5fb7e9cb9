"""In which parts numbers are counted, so that all of them end in decimals: a third of an hour is 1,200 seconds.

Nothing is divided, and so nothing rounded, before the value: a number is kept as what it is times its grain, in
PostgreSQL as in Python. Where a formula has no hours, the grain is 1.
"""

from math import lcm

from portal.expectations.facts.kinds import Type
from portal.expectations.metrics import tree
from portal.expectations.metrics.terms import DAY, HOUR
from portal.expectations.metrics.tree import Clock, Operator


def of(number: tree.Value) -> int:
    """How many of its parts are one."""
    match number:
        case tree.Arithmetic(operator=Operator.MULTIPLY):
            return of(number.left) * of(number.right)
        case tree.Arithmetic():
            return lcm(of(number.left), of(number.right))
        case tree.Chosen():
            return lcm(*map(of, number.among))
        case tree.If():
            return lcm(of(number.then), of(number.otherwise))
        case tree.Elapsed(clock=Clock.HOURS | Clock.BUSINESS_HOURS) | tree.Paused():
            return HOUR
        case tree.Elapsed(clock=Clock.DAYS) if tree.type_of(number.since) is Type.INSTANT:
            return DAY
        case _:
            return 1


def of_totals(definition: tree.Definition) -> tuple[int, int]:
    """Those of the numerator and of the denominator."""
    aggregate = definition.aggregate
    if isinstance(aggregate, tree.Ratio):
        return _of_total(aggregate.top), _of_total(aggregate.bottom)
    return of(aggregate.of), 1


def _of_total(total: tree.Total) -> int:
    return of(total.number) if isinstance(total, tree.Sum) else 1
