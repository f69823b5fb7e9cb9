"""What a text holds that reads otherwise than it looks: marks that nobody sees, turned directions, mixed scripts.

In names and titles such text is refused; in agreements it stays, because it may be meant, and everybody is told of it.
Which characters show nothing is Unicode's Default_Ignorable_Code_Point; which words mix scripts follows Unicode
Technical Standard 39, for the alphabets whose letters look like Latin ones.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import NamedTuple


class Kind(StrEnum):
    DIRECTION = "DIRECTION"
    INVISIBLE = "INVISIBLE"
    MIXED_SCRIPTS = "MIXED_SCRIPTS"


class Caution(NamedTuple):
    """One thing of a text; `found` is the character's code and name, or the word."""

    kind: Kind
    found: str


@dataclass(frozen=True, slots=True)
class Counted:
    """The same thing, and how often it is there."""

    kind: Kind
    found: str
    count: int


_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_JOINERS = "\u200c\u200d"
_VARIANTS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_NOTHING = (
    "\x7f-\x84\x86-\x9f\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u2060-\u2065\u206a-\u206f\u2800\u3164"
    "\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff"
)
_UNSEEN = re.compile(f"[{_DIRECTIONS}{_JOINERS}{_VARIANTS}{_NOTHING}]")
_TURNS = re.compile(f"[{_DIRECTIONS}]")

_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
# Cyrillic, Armenian, Cherokee, letters of mathematics; of Greek those that look Latin, not the signs of units.
_ALIKE = (
    "\u0400-\u052f\u1c80-\u1c8f\ua640-\ua69f\u0531-\u0587\u13a0-\u13ff\uab70-\uabbf\U0001d400-\U0001d7ff"
    "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧϹϳικνορυχ"
)
_BETWEEN = "[\u0300-\u036f0-9_]*"
_MIXED = re.compile(f"[{_LATIN}]{_BETWEEN}[{_ALIKE}]|[{_ALIKE}]{_BETWEEN}[{_LATIN}]")
_LONGEST_WORD = 60
MOST = 1_000
"""So many are counted in one text."""


def of(text: str) -> Iterator[Caution]:
    """Each of them in a text, each mixed word once; first what cannot be seen, then the words."""
    if text.isascii() and "\x7f" not in text:
        return
    for match in _UNSEEN.finditer(text):
        if not _is_meant(text, match.start()):
            kind = Kind.DIRECTION if _TURNS.match(match[0]) else Kind.INVISIBLE
            yield Caution(kind, f"U+{ord(match[0]):04X} {unicodedata.name(match[0], '')}".strip())
    end = 0
    for match in _MIXED.finditer(text):
        if match.start() >= end:
            word, end = _word(text, match.start(), match.end())
            yield Caution(Kind.MIXED_SCRIPTS, word)


def counted(text: str) -> tuple[Counted, ...]:
    """What `of` finds among the first thousand, each once with how often it is there."""
    return tuple(Counted(*each, number) for each, number in Counter(islice(of(text), MOST)).items())


def _is_meant(text: str, at: int) -> bool:
    """Whether the letter before asks for the mark: a joiner in scripts that join, the form of a sign."""
    mark, before = text[at], text[at - 1 : at]
    if not before:
        return False
    if mark in _JOINERS:
        is_sign = unicodedata.category(before) in {"So", "Sk"} or before == "\ufe0f"
        joins = unicodedata.combining(before) == 9 or unicodedata.bidirectional(before) == "AL"  # noqa: PLR2004 - virama
        return joins or (is_sign and mark == "\u200d")
    if "\ufe00" <= mark <= "\ufe0f":
        return unicodedata.category(before) in {"So", "Sm", "Sk", "Po", "Nd"} or before in "\u2194\u2195"
    return mark >= "\U000e0100" and unicodedata.name(before, "").startswith("CJK")


def _word(text: str, start: int, end: int) -> tuple[str, int]:
    """The word around a place, of at most some length to either side, and where it ends."""
    first, last = start, end
    while first > max(0, start - _LONGEST_WORD) and (
        text[first - 1].isalnum() or unicodedata.combining(text[first - 1])
    ):
        first -= 1
    while last < min(len(text), end + _LONGEST_WORD) and (text[last].isalnum() or unicodedata.combining(text[last])):
        last += 1
    return text[first:last], last
