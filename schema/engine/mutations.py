"""Mutations: an input becomes one operation's keyword arguments; the payload is read in the same transaction."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields, is_dataclass
from functools import cache, partial
from typing import Any
from uuid import UUID

import strawberry

from portal import errors, ids
from portal.access import Permission
from schema.engine import nodes
from schema.engine.errors import Told, UserError
from schema.engine.fields import COST, KEY, Act, Row, computed, nothing_needed, read

DEPLOYMENT = frozenset({"allow_loopback_http", "secret_of"})
"""Settings, and the way to a secret, that operations may take by their names."""

DONE = 10
"""The cost of an operation."""

Convert = Callable[[Any, tuple[str, ...]], Any]
CONVERSIONS: dict[type, Convert] = {}


def converts(kind: type) -> Callable[[Convert], Convert]:
    """Declares how a nested input becomes a value of the business: convert(input, path)."""

    def declare(convert: Convert) -> Convert:
        CONVERSIONS[kind] = convert
        return convert

    return declare


def arguments(given: Any) -> dict[str, Any]:
    """An input's fields as keyword arguments; absent ones are left to the operation. Refuses: NotFound, Invalid."""
    found, faults = dict[str, Any](), errors.Faults()
    for name, shown in _names(given.__class__):
        value = getattr(given, name)
        if value is not strawberry.UNSET and value is not None:
            with faults:
                found[name] = _value(name, value, ("input", shown))
    faults.refuse()
    return found


@cache
def _names(kind: Any) -> tuple[tuple[str, str], ...]:
    """The fields of an input that operations take, here and as the caller writes them."""
    return tuple((item.name, camel(item.name)) for item in fields(kind) if item.name != "idempotency_key")


def _value(name: str, value: Any, path: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_value(name, item, (*path, str(index))) for index, item in enumerate(value)]
    if nodes.prefix_of(name):
        return uuid_of(name, value, path)
    if is_dataclass(value):
        return CONVERSIONS[type(value)](value, path)
    return value


def uuid_of(name: str, value: str, path: tuple[str, ...]) -> UUID:
    """The id of a record of the type that the field names. Refuses: NotFound."""
    prefix, found = ids.parse(value)
    if prefix != nodes.prefix_of(name):
        raise errors.NotFound("There is no record with this ID.", path=path)
    return found


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def subject(prefix: str | None, given: Any) -> UUID | None:
    """The record of the payload's type that an input names, if it names one."""
    names = (item.name for item in fields(given) if prefix and nodes.prefix_of(item.name) == prefix)
    named = next((value for name in names if (value := getattr(given, name))), None)
    return ids.parse(named)[1] if named else None


def payload(
    kind: type, name: str, find: Callable[[Any], Any], *, description: str, shown: str,
    requires: Permission | None = None,
) -> type:  # fmt: skip
    """What a mutation answers with: the refusals, and the record as field `name`, found by the id of the result.

    `kind` is the record's type, declared with `nodes.node`.
    """

    def record(self: Row) -> Any:
        return find(self.result_id)

    body = {
        "SUBJECT": getattr(kind, "PREFIX"),  # noqa: B009 - a plain class has no such attribute for the checker
        "user_errors": computed(list[UserError], "Empty on success.", needs=nothing_needed, is_refusals=True)(
            user_errors
        ),
        name: read(kind | None, shown, requires=requires)(record),
    }
    return strawberry.type(type(f"{kind.__name__}Payload", (), body), description=description)


def mutation(
    payload: type, given: type, description: str, operation: Callable[..., Awaitable[Any]], requires: Permission, *,
    arranged: Callable[[dict[str, Any]], dict[str, Any]] = dict,
) -> Any:  # fmt: skip
    """A field of Mutation: one operation, whose arguments `arranged` makes of the input's fields."""

    def resolver() -> None:
        """Stands for the mutation in the schema."""

    taken = DEPLOYMENT & inspect.signature(operation).parameters.keys()
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    signature = inspect.Signature(
        [
            inspect.Parameter("self", kind),
            inspect.Parameter("input", kind, annotation=given),
        ]
    )
    setattr(resolver, "__signature__", signature)  # noqa: B010 - a plain function has no such attribute for the checker
    return strawberry.mutation(
        resolver=resolver,
        graphql_type=payload | None,
        description=description,
        metadata={
            KEY: Act(
                operation,
                lambda given: arranged(arguments(given)),
                requires,
                partial(subject, getattr(payload, "SUBJECT", None)),
                taken,
            ),
            COST: DONE,
        },
    )


def user_errors(_values: Mapping[str, Any], asking: Any) -> list[Told]:
    """The refusals of the mutation that is answered."""
    return [Told(refused, asking.language) for refused in asking.refusals]
