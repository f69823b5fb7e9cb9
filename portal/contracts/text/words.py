"""A text in its words, of any script, for the comparison: what is one word, and what of it can be seen.

After Unicode Standard Annex 29: a combining mark belongs to its letter, blanks belong to no word. Scripts that put no
blanks between words (Thai, Lao, Myanmar, Khmer, Chinese, Japanese) are taken by what readers see as one sign. A number
is one word with its points and the blanks between its thousands, and so is a date, in figures or in words.
"""

import functools
import re
import sys
import unicodedata
from typing import NamedTuple

from portal.contracts.text import dates

_INVISIBLE = "\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff"
_UNSEEN = re.compile(f"[{_INVISIBLE}]")
_BLANKS, _LAST = re.compile(r"\s+"), re.compile(r"\s*")
_SIGNS = (
    "\u0e01-\u0e32\u0e34-\u0eff\u0f40-\u0f6c\u1000-\u109f\u1780-\u17b3\u3005-\u3007\u3041-\u309f\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
_SIGN_TAIL = "\u0e33\u0eb3"
_THOUSANDS = r"\d{1,3}(?:[ \xa0\u2009\u202f]\d{3}){1,5}(?![\w])(?:[.,]\d{1,6}(?!\w))?"
_ASCII = re.compile(rf"({_THOUSANDS}|\w+(?:(?:[.,'-]|(?<=\d)[/:](?=\d))\w+)*|[^\w\s]|(?=\s))(\s*)")
_NAMES = {"\n": "LINE FEED", "\t": "CHARACTER TABULATION"}
_MOST_NAMED = 5


class Word(NamedTuple):
    """A word, or a sign between words, and the blanks behind it, which are not part of it."""

    text: str
    blank: str


def words(text: str) -> list[Word]:
    """All of them, in order; blanks at the beginning stand behind a word without letters."""
    pattern = _ASCII if text.isascii() else _any()
    told, at = list[Word](), 0
    for start, end in dates.spans(text):
        told += [Word(*found) for found in pattern.findall(text, at, start) if found != ("", "")]
        blank = _LAST.match(text, end)
        at = blank.end() if blank else end
        told.append(Word(text[start:end], text[end:at]))
    return told + [Word(*found) for found in pattern.findall(text, at) if found != ("", "")]


@functools.cache
def _any() -> re.Pattern[str]:
    """The words of every script; made at the first text that is not ASCII, as it takes a moment."""
    marks = _ranges()
    letter = f"[^\\W{_SIGNS}]"
    tail = f"[{marks}{_INVISIBLE}]*+"
    inner = r"(?:[.,'’·־-]|(?<=\d)[/:](?=\d))"
    khmer = f"(?:[\u1039\u17d2][{_SIGNS}][{marks}]*+)*+"
    return re.compile(
        rf"({_THOUSANDS}"
        rf"|[{_INVISIBLE}]*+{letter}{tail}(?:{inner}?{letter}{tail})*+"
        rf"|[{_SIGNS}]{tail}{khmer}[{_SIGN_TAIL}]?{tail}"
        rf"|[^\w\s]{tail}(?:\u200d[^\w\s]{tail})*+|[{marks}]+|(?=\s))(\s*)"
    )


def _ranges() -> str:
    """All combining marks, as the ranges of a class of characters."""
    ranges: list[list[int]] = []
    for code in range(0x300, 0x1F000):
        if unicodedata.category(chr(code))[0] == "M":
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return (
        "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges) + f"\U000e0100-\U000e01ef{chr(sys.maxunicode)}"
    )


def seen(text: str) -> str:
    """What of a text can be seen: without what shows nothing, in one normal form, each blank as one space."""
    if text.isascii() and text.isalnum():
        return text
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", _UNSEEN.sub("", text)))


def names(text: str) -> str:
    """The characters of a text by code and name, each once, for who cannot see them."""
    told = [
        f"U+{ord(sign):04X} {_NAMES.get(sign) or unicodedata.name(sign, '')}".strip() for sign in dict.fromkeys(text)
    ]
    return ", ".join(told[:_MOST_NAMED]) + (", …" if len(told) > _MOST_NAMED else "")


def shared(old: str, new: str) -> tuple[int, int]:
    """How many characters are the same at the beginning and at the end; none is cut from the marks it has."""
    shorter = min(len(old), len(new))
    start = next((n for n in range(shorter) if old[n] != new[n]), shorter)
    while start and any(_is_mark(text[start : start + 1]) for text in (old, new)):
        start -= 1
    rest = shorter - start
    end = next((n for n in range(rest) if old[-n - 1] != new[-n - 1]), rest)
    while end and _is_mark(old[len(old) - end]):
        end -= 1
    return start, end


def _is_mark(sign: str) -> bool:
    return bool(sign) and unicodedata.category(sign)[0] == "M"
