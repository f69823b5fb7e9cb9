"""Whether the reader may take a step now, as the API says it."""

from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]


def standing(record: Mapping[str, Any], action: str) -> Json:
    """Whether the reader may take a step now: `allowed`, and in words `why` not ("" if the table does not know)."""
    for each in record["availableActions"]:
        if each["name"] == action:
            return {"allowed": each["allowed"], "why": (each["blockedBy"] or {}).get("message", "")}
    return {"allowed": False, "why": ""}
