"""Mutations: an input becomes one operation's keyword arguments; the payload is read in the same transaction."""

import inspect
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import fields, is_dataclass
from typing import Any
from uuid import UUID

import strawberry

from portal import errors, ids
from portal.access import Permission
from schema.errors import UserError
from schema.fields import KEY, Act

PREFIXES = {
    "contract_id": "ctr", "partner_id": "org", "change_id": "chg", "provider_id": "idp", "domain_id": "dom",
    "api_client_id": "cli", "member_id": "mem", "provisioning_token_id": "prv",
    "manager_id": "mem", "authority_id": "aut", "item_id": "itm",
    "session_id": "ses", "passkey_id": "pky",
}  # fmt: skip
"""The type that an input field names by its id."""
SUBJECTS = (
    "contract_id", "provider_id", "api_client_id", "provisioning_token_id", "authority_id", "member_id", "partner_id",
)  # fmt: skip
"""What a step is taken on; other ids in its input only say how."""

DEPLOYMENT = frozenset({"allow_loopback_http"})
"""Settings that operations may take by their names."""

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
    return {
        item.name: _value(item.name, value, ("input", camel(item.name)))
        for item in fields(given)
        if (value := getattr(given, item.name)) is not strawberry.UNSET
        and value is not None
        and item.name != "idempotency_key"
    }


def _value(name: str, value: Any, path: tuple[str, ...]) -> Any:
    if name in PREFIXES:
        return uuid_of(name, value, path)
    if isinstance(value, list):
        return [_value("", item, (*path, str(index))) for index, item in enumerate(value)]
    if is_dataclass(value):
        return CONVERSIONS[type(value)](value, path)
    return value


def uuid_of(name: str, value: str, path: tuple[str, ...]) -> UUID:
    """The id of a record of the type that the field names. Refuses: NotFound."""
    prefix, found = ids.parse(value)
    if prefix != PREFIXES[name]:
        raise errors.NotFound("There is nothing with this id.", path=path)
    return found


def camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def subject(given: Any) -> UUID | None:
    """The record that an input names, if it names one."""
    named = next((getattr(given, name) for name in SUBJECTS if getattr(given, name, None)), None)
    return ids.parse(named)[1] if named else None


def mutation(
    payload: type, given: type, description: str, operation: Callable[..., Awaitable[Any]], requires: Permission
) -> Any:
    """A field of Mutation: one operation."""

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
        metadata={KEY: Act(operation, arguments, requires, subject, taken)},
    )


def user_errors(_values: Mapping[str, Any], asking: Any) -> list[UserError]:
    """The refusals of the mutation that is answered."""
    refusals: list[UserError] = asking.refusals
    return refusals
