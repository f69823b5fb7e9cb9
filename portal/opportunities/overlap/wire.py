"""Points as they are sent, and which are refused: by the portal, by a side, and by a program alike."""

import base64
import binascii
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from portal import errors
from portal.opportunities.overlap import group
from portal.opportunities.overlap.blinding import Band
from portal.sentences import Sentence, say


class Fault(StrEnum):
    """What is wrong with points."""

    NOT_BASE64URL = "NOT_BASE64URL"
    WRONG_LENGTH = "WRONG_LENGTH"
    WRONG_COUNT = "WRONG_COUNT"
    IDENTITY = "IDENTITY"
    NOT_A_POINT = "NOT_A_POINT"
    REPEATED = "REPEATED"
    SENT_BEFORE = "SENT_BEFORE"


@dataclass(frozen=True, slots=True)
class Bad:
    """The first thing that is wrong, and where."""

    fault: Fault
    place: int | None
    """Of the point, counted from 0; None where it is the whole."""
    sentence: Sentence


def written(points: Iterable[bytes]) -> str:
    """One line of base64url without padding."""
    return base64.urlsafe_b64encode(b"".join(points)).rstrip(b"=").decode()


def read(text: str, band: Band, *, before: Iterable[bytes] = (), path: Sequence[str] = ()) -> tuple[bytes, ...]:
    """The points of a line. About 0.1 s for 10,000: call it in a thread. Refuses: Invalid, with the first that is bad.

    `before` are all other points of the session that this may not bring again: of the first step when one reads the
    second, but not the two answers of each other.
    """
    points, bad = taken_apart(text, band)
    bad = bad or first_bad(points, before)
    if bad is not None:
        raise errors.Invalid.because(bad.sentence, path=path)
    return points


def taken_apart(text: str, band: Band) -> tuple[tuple[bytes, ...], Bad | None]:
    """The line's pieces of 32 bytes, as many as the size says."""
    line, wanted = text.strip(), -(-band.size * group.SIZE * 4 // 3)
    if len(line) > 2 * wanted:
        return (), _count(len(line) * 3 // 4 // group.SIZE, band)
    try:
        content = base64.b64decode(line + "=" * (-len(line) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        content = b""
    if not content or written((content,)) != line:  # also what decodes, but is not how it is written
        said = say("The points must be one line of base64url, without padding.")
        return (), Bad(Fault.NOT_BASE64URL, None, said)
    if len(content) % group.SIZE:
        said = say("A point must have {size} bytes, but {count} arrived.", size=group.SIZE, count=len(content))
        return (), Bad(Fault.WRONG_LENGTH, None, said)
    points = tuple(content[start : start + group.SIZE] for start in range(0, len(content), group.SIZE))
    return points, None if len(points) == band.size else _count(len(points), band)


def first_bad(points: Iterable[bytes], before: Iterable[bytes] = ()) -> Bad | None:
    """What is wrong with the first point that is bad: one that is none, comes twice or came before."""
    seen: dict[bytes, int] = {}
    old = frozenset(before)
    for place, point in enumerate(points):
        number = place + 1
        if not any(point):
            return Bad(
                Fault.IDENTITY, place, say("Point {number} is 32 zero bytes, which would hide nothing.", number=number)
            )
        if not group.is_point(point):
            said = say("Point {number} is not a canonically encoded ristretto255 point.", number=number)
            return Bad(Fault.NOT_A_POINT, place, said)
        if point in seen:
            said = say("Point {number} is the same as point {first}.", number=number, first=seen[point] + 1)
            return Bad(Fault.REPEATED, place, said)
        if point in old:
            said = say("Point {number} was already sent in this session by one of the sides.", number=number)
            return Bad(Fault.SENT_BEFORE, place, said)
        seen[point] = place
    return None


def _count(count: int, band: Band) -> Bad:
    said = say("The sides agreed on {wanted} points, but {count} arrived.", wanted=band.size, count=count)
    return Bad(Fault.WRONG_COUNT, None, said)
