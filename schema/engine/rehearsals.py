"""Questions that no statement answers: an operation does, in a transaction in which the database changes nothing."""

import inspect
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import strawberry
from graphql.execution.values import VariableValues, get_argument_values

from portal import errors
from portal.access import Actor, Permission
from portal.database.session import Session
from schema.engine import arguments, mutations
from schema.engine.compiler import Rehearsed
from schema.engine.errors import Told
from schema.engine.fields import COST, KEY, Rehearsal

DEAR = 100
"""The cost of one: it may go through all that somebody has."""

Tell = Callable[[Any, Sequence[Told], str], Any]
"""Makes the payload of what the operation found (None where it refused), its refusals, and a language."""


def rehearsal(
    payload: type, given: type, description: str, operation: Callable[..., Awaitable[Any]], requires: Permission,
    tell: Tell, *, is_apart: bool = False,
) -> Any:  # fmt: skip
    """A field of Query: one operation that changes nothing; `is_apart` if it asks the database nothing either."""

    def resolver() -> None:
        """Stands for the field in the schema."""

    either = inspect.Parameter.POSITIONAL_OR_KEYWORD
    own, asked = inspect.Parameter("self", either), inspect.Parameter("input", either, annotation=given)
    setattr(resolver, "__signature__", inspect.Signature([own, asked]))  # noqa: B010 - a plain function has no such attribute for the checker
    return strawberry.field(
        resolver=resolver, graphql_type=payload | None, description=description,
        metadata={KEY: Rehearsal(operation, tell, requires, is_apart), COST: DEAR},
    )  # fmt: skip


def inputs(rehearsed: Sequence[Rehearsed], variables: VariableValues) -> list[Any]:
    """What each is asked with. Refuses: BadInput."""
    found = []
    for each in rehearsed:
        plain = get_argument_values(each.definition, each.node, variables)["input"]
        arguments.refuse_hostile(plain)
        found.append(arguments.input_value(plain, each.definition.args["input"].type))
    return found


async def told(
    session: Session | None,
    actor: Actor,
    rehearsed: Sequence[Rehearsed],
    asked: Sequence[Any],
    now: datetime,
    language: str,
) -> Mapping[int, Any]:
    """The payloads by their holes."""
    found = {}
    for each, given in zip(rehearsed, asked, strict=True):
        result, refusals = None, list[Told]()
        try:
            named = mutations.arguments(given)
            if each.source.is_apart:
                result = await each.source.operation(actor, **named)
            else:
                result = await each.source.operation(session, actor, **named, now=now)
        except errors.Refused as refused:
            refusals = [Told(one, language) for one in (refused, *refused.also)]
        found[each.hole] = each.source.tell(result, refusals, language)
    return found
