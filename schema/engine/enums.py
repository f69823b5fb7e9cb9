"""Words of the business as enumerations of the API, each value with its sentence."""

from enum import StrEnum
from typing import Any

import strawberry


def enum(words: type[StrEnum], name: str, description: str, **said: str) -> Any:
    """The words as an enumeration; `said` tells of each by its name. Raises KeyError for one of which it does not."""
    made: Any = strawberry.enum(words, name=name, description=description)
    for value in made.__strawberry_definition__.values:
        value.description = said[value.name]
    return made
