"""After the statement: computed fields are filled into the answer; everything else stays the text it was."""

import inspect
import json
from dataclasses import dataclass, field
from typing import Any

from portal.access import Actor
from schema.errors import UserError
from schema.scope import Fill


@dataclass(frozen=True, slots=True)
class Asking:
    """Who the answer is for, and what a mutation refused."""

    actor: Actor
    refusals: list[UserError] = field(default_factory=list)


async def completed(answer: str, fill: Fill | None, asking: Asking) -> str:
    """The answer with every computed field in place."""
    if fill is None:
        return answer
    data = json.loads(answer)
    await _complete(data, fill, asking)
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


async def _complete(value: Any, fill: Fill, asking: Asking) -> None:
    if isinstance(value, list):
        for item in value:
            await _complete(item, fill, asking)
    elif isinstance(value, dict):
        for name, (compute, shape) in fill.computed.items():
            if name in value:
                found = compute(value[name], asking)
                value[name] = shape(await found if inspect.isawaitable(found) else found)
        for name, below in fill.below.items():
            if below and name in value:
                await _complete(value[name], below, asking)
        for below in fill.by_type.values():
            await _complete(value, below, asking)
