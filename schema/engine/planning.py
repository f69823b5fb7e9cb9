"""What is common to whatever is planned from a document: once for all who may the same, and within bounds."""

from collections.abc import Awaitable, Callable
from typing import Any, ParamSpec, TypeVar

import asyncpg

from portal import threads
from portal.access import Actor, Permission
from schema.engine import limits
from schema.engine.compiler import Plan
from schema.engine.documents import Document
from schema.engine.errors import Withheld

P = ParamSpec("P")
T = TypeVar("T")
PLANS = 64
"""Plans kept for one document: one for each set of permissions and each shape of its variables."""


async def done(document: Document, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
    """What follows from a document alone; from a long one, in a thread."""
    return await threads.apart(work, *given, **named) if document.is_long else work(*given, **named)


async def within_bounds(answering: Awaitable[Any]) -> Any:
    """What a statement answers. Refuses: LIMIT_EXCEEDED when it has grown too large."""
    try:
        answer = await answering
    except asyncpg.ProgramLimitExceededError as fault:
        raise limits.too_large() from fault
    if answer is not None and not answer:
        raise limits.too_large()
    return answer


def kept(document: Document, key: tuple[Any, ...], compiled: Callable[[], Plan]) -> Plan:
    """The document's plan of that key; the oldest goes when there are too many."""
    plan: Plan | None = document.plans.get(key)
    if plan is None:
        plan = document.plans[key] = compiled()
        if len(document.plans) > PLANS:
            document.plans.popitem(last=False)
    return plan


def refuse_withheld(actor: Actor, missing: frozenset[Permission]) -> None:
    withheld = missing & actor.withheld
    if withheld:
        raise Withheld(withheld)
