"""The chain of a case: what both sides said and did in order, each link over the one before, so that any edit shows.

A link is SHA-256 over the hexadecimal digest of the link before it (nothing for the first) and the canonical JSON of
its entry. Plain Python and nothing else: the verifier that goes with a case file is made of the same lines.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

START = ""
"""What the first link stands on."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold, and of which entry."""

    number: int
    says: str


def moment(instant: datetime) -> str:
    """As a database keeps it: UTC, to the microsecond, always with six digits."""
    return instant.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def entry(
    *, number: int, kind: str, side: str | None, by: str, at: datetime, content: Mapping[str, Any]
) -> dict[str, Any]:
    """An entry as it is hashed; `content` holds text, truths, whole numbers, None, lists and objects of them."""
    return {"number": number, "kind": kind, "side": side, "by": by, "at": moment(at), "content": content}


def written(one: Mapping[str, Any]) -> str:
    """Its canonical JSON (RFC 8785 for what an entry may hold)."""
    return json.dumps(one, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def link(before: str, document: str) -> str:
    """The head after an entry, as 64 hexadecimal digits."""
    return hashlib.sha256(f"{before}{document}".encode()).hexdigest()


def faults(entries: Iterable[Mapping[str, Any]], head: str) -> Iterator[Fault]:
    """What does not hold of a chain: each is {"document": canonical JSON, "chain": its link}; `head` is its end."""
    before, number = START, 0
    for number, each in enumerate(entries, 1):
        found = _read(each["document"])
        if found is None or found.get("number") != number or written(found) != each["document"]:
            yield Fault(number, "its number or its form is wrong")
        after = link(before, each["document"])
        if after != each["chain"]:
            yield Fault(number, "it, or an entry before it, was changed")
        before = each["chain"]
    if before != head:
        yield Fault(number + 1, "entries are missing at the end, or others were added")


def _read(document: str) -> dict[str, Any] | None:
    try:
        found = json.loads(document)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
