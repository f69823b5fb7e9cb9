"""Reading agreed content from JSON: records with exact names, lists, words and decimal numbers, or a refusal."""

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from portal import errors

_DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")
_LONGEST_NAME = 100

Chosen = TypeVar("Chosen", bound=StrEnum)


def record(content: Any, names: Sequence[str], *, path: Sequence[str]) -> Mapping[str, Any]:
    """A record with exactly these names. Invalid otherwise."""
    if not isinstance(content, Mapping):
        raise errors.Invalid("Enter a record of named values here.", path=path)
    for name in names:
        if name not in content:
            raise errors.Invalid("{name} is missing.", name=name, path=(*path, name))
    for name in content:
        if name not in names:
            known = ", ".join(names)
            raise errors.Invalid("There is no {name} here. Use {known}.", name=str(name)[:40], known=known, path=path)
    return content


def listed(content: Any, *, most: int, least: int = 1, path: Sequence[str]) -> Sequence[Any]:
    """A list of so many. Invalid otherwise."""
    if not isinstance(content, list | tuple) or not least <= len(content) <= most:
        raise errors.Invalid("Enter a list of {least} to {most} here.", least=least, most=most, path=path)
    return content


def one_of(kind: type[Chosen], content: Any, *, path: Sequence[str]) -> Chosen:
    """One of the enumeration's words. Invalid otherwise."""
    if not isinstance(content, str) or content not in kind.__members__:
        raise errors.Invalid("Choose one of {choices}.", choices=", ".join(kind.__members__), path=path)
    return kind[content]


def name(content: Any, *, path: Sequence[str]) -> str:
    """What something is known by: 1 to 100 characters that print. Invalid otherwise."""
    if not isinstance(content, str) or not 0 < len(content) <= _LONGEST_NAME or not content.isprintable():
        raise errors.Invalid("Enter a name of 1 to {most} characters.", most=_LONGEST_NAME, path=path)
    return content


def truth(content: Any, *, path: Sequence[str]) -> bool:
    """True or false. Invalid otherwise."""
    if not isinstance(content, bool):
        raise errors.Invalid("Enter true or false.", path=path)
    return content


def whole(content: Any, *, least: int, most: int, path: Sequence[str]) -> int:
    """A whole number. Invalid otherwise."""
    if isinstance(content, bool) or not isinstance(content, int) or not least <= content <= most:
        raise errors.Invalid("Enter a whole number from {least} to {most}.", least=least, most=most, path=path)
    return content


def decimal(content: Any, *, is_signed: bool = False, path: Sequence[str]) -> Decimal:
    """A number in digits with at most one point and six after it, below 0 only if `is_signed`. Invalid if not."""
    digits = content.removeprefix("-") if is_signed and isinstance(content, str) else content
    if not isinstance(digits, str) or not _DECIMAL.fullmatch(digits):
        raise errors.Invalid("Write a number in digits with a decimal point, such as 99.5.", path=path)
    return Decimal(content)


def percent(content: Any, *, path: Sequence[str]) -> Decimal:
    """A number above 0 and up to 100. Invalid otherwise."""
    number = decimal(content, path=path)
    if not 0 < number <= 100:  # noqa: PLR2004 - per cent
        raise errors.Invalid("A percentage must be above 0 and at most 100.", path=path)
    return number


def text(number: Decimal) -> str:
    """The one way to write a number in agreed content: "99.5", "100", "0"."""
    return format(number.normalize() + 0, "f")
