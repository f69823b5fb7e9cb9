"""The media type of an answer, chosen by what the request accepts."""

from collections.abc import Iterator
from functools import lru_cache

JSON, NEW = b"application/json", b"application/graphql-response+json"
EVENTS = b"text/event-stream"


@lru_cache(maxsize=500)
def chosen(accept: bytes) -> bytes | None:
    """The newer type where it is named, or `application/*`; the older for `*/*` or nothing; None: neither is taken."""
    ranges = dict(_ranges(accept)) or {b"*/*": 1.0}
    whole = ranges.get(b"application/*")
    newer = ranges.get(NEW, whole or 0.0)
    older = ranges.get(JSON, ranges.get(b"*/*", 0.0) if whole is None else whole)
    if not newer and not older:
        return None
    return NEW if newer >= older else JSON


@lru_cache(maxsize=500)
def takes_events(accept: bytes) -> bool:
    """Whether a stream of events is named among what is accepted."""
    return dict(_ranges(accept)).get(EVENTS, 0.0) > 0


def _ranges(accept: bytes) -> Iterator[tuple[bytes, float]]:
    """Each range with its weight; one whose weight cannot be read counts fully."""
    for each in accept.lower().split(b","):
        named, *parameters = (part.strip() for part in each.split(b";"))
        told = next((part[2:] for part in parameters if part.startswith(b"q=")), b"1")
        try:
            weight = float(told)
        except ValueError:
            weight = 1.0
        if named:
            yield named, weight
