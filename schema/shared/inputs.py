"""The fields that the inputs of every room have."""

from typing import Any

import strawberry


def given(description: str, *, name: str | None = None) -> Any:
    """A field that must be given."""
    return strawberry.field(description=description, name=name)


def optional(description: str) -> Any:
    """A field that may be left out."""
    return strawberry.field(default=strawberry.UNSET, description=description)


def condition(description: str, *, name: str | None = None) -> Any:
    """A part of a filter or an order; absent means any."""
    return strawberry.field(default=None, description=description, name=name)


def key() -> Any:
    return optional("8-128 characters. Sending the same key and input again gives the same result for 7 days.")


EXPECTED = "The `version` the caller last read."
