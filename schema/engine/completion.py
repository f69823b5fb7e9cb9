"""After the statement: computed fields are filled into the answer; everything else stays the text it was."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from portal import threads
from portal.access import Actor
from portal.clock import Moment
from schema.engine.errors import UserError
from schema.engine.scope import Fill

AT_ONCE = 20
"""Items of a list written in one call: a clause has at most 200,000 characters."""

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Asking:
    """Who the answer is for, when, and what a mutation refused."""

    actor: Actor
    now: Moment
    refusals: list[UserError] = field(default_factory=list)


async def completed(answer: str, fill: Fill | None, asking: Asking) -> str:
    """The answer with every computed field in place; a thread goes through whole texts."""
    if fill is None:
        return answer
    return await threads.apart(_completed, answer, fill, asking) if fill.is_long else _completed(answer, fill, asking)


def _completed(answer: str, fill: Fill, asking: Asking) -> str:
    # Reading calls back for each object and writing goes in pieces, because nothing else runs during one such call.
    data = json.loads(answer, object_hook=lambda found: found)
    _complete(data, fill, asking)
    return _written(data)


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ",".join(f"{_json(name)}:{_written(item)}" for name, item in value.items()) + "}"
    if isinstance(value, list):
        items = (_written(item) for item in value) if len(value) <= AT_ONCE else _many(value)
        return "[" + ",".join(items) + "]"
    return _json(value)


def _many(items: list[Any]) -> Iterator[str]:
    return (_json(items[start : start + AT_ONCE])[1:-1] for start in range(0, len(items), AT_ONCE))


def _complete(value: Any, fill: Fill, asking: Asking) -> None:
    if isinstance(value, list):
        for item in value:
            _complete(item, fill, asking)
    elif isinstance(value, dict):
        for name, (compute, shape) in fill.computed.items():
            if name in value:
                value[name] = shape(compute(value[name], asking))
        for name, below in fill.below.items():
            if below and name in value:
                _complete(value[name], below, asking)
        for below in fill.by_type.values():
            _complete(value, below, asking)
