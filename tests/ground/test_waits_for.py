"""Whom a side waits for is never somebody whom the table refuses: of every step by which a record moves on.

What a guard looks at that is about whoever acts, and not about the record, is found in the statement that asks for it.
"""

from collections.abc import Iterator
from types import FunctionType
from typing import Any
from uuid import UUID

import pytest

from portal import ids
from portal.access import Role
from portal.clock import Moment
from portal.fees.rules.fee import LIFE as FEE
from portal.fees.rules.fee import Fee
from portal.fees.rules.statuses import FeeStatus
from portal.machine import Machine, Step
from portal.room import Subject
from portal.rooms import TURNS
from tests import tables
from tests.moment import NOW

WHO = ("current_member()", "current_person()")


def personal(subject: Subject) -> set[str]:
    """The facts of a kind of record that differ with whoever asks."""
    assert subject.steps is not None
    needs = subject.steps.needs(subject.record)
    return {name for name, fact in needs.items() if any(each in str(fact) for each in WHO)}


def looked_at(code: Any, kind: Any, seen: set[Any]) -> Iterator[str]:
    """The names that a guard looks at, in what it calls and in the situation's properties too."""
    if not isinstance(code, FunctionType) or code in seen:
        return
    seen.add(code)
    for name in (*code.__code__.co_names, *code.__code__.co_freevars):
        yield name
        own = getattr(kind, name, None)
        yield from looked_at(own.fget if isinstance(own, property) else code.__globals__.get(name), kind, seen)


def steps() -> list[Any]:
    found = {
        (subject.record.__name__, step.action): (subject, life, step)
        for subject in TURNS if subject.steps
        for life in subject.steps.lives
        for step in life.steps
        if step.action in subject.steps.onward and not step.by_clock and not step.planned
    }  # fmt: skip
    return [pytest.param(*each, id=" ".join(name)) for name, each in sorted(found.items())]


@pytest.mark.parametrize(("subject", "life", "step"), steps())
def test_a_step_that_is_not_for_everybody_with_its_roles_says_for_whom_it_is_not(
    subject: Subject, life: Machine[Any, Any], step: Step[Any]
) -> None:
    its = {name for guard in (step.guard, step.entitled) for name in looked_at(guard, life.subject, set())}
    if its & personal(subject):
        assert step.barred is not None or step.entitled is not None, its & personal(subject)


@pytest.mark.parametrize("role", [Role.SALES, Role.PLATFORM_ADMIN])
def test_a_fee_waits_for_everybody_who_may_approve_it_but_whoever_answers_for_the_sale(role: Role) -> None:
    owner: UUID = ids.new()
    for is_owner in (False, True):
        at = Fee(status=FeeStatus.ACCRUED, is_owner=is_owner, company_owner_id=owner, due_at=NOW)
        found = {each.name: each for each in FEE.available(at, at.status, tables.somebody(role), Moment(NOW))}
        assert (found["approve"].allowed, found["approve"].barred) == (not is_owner, frozenset({owner}))
        assert found["reverse"].barred == frozenset()
