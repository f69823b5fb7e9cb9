"""The words of a note as what they are: plain text, links, and names of people with an @ before them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

_LINK = re.compile(
    r"\bhttps?://[^\s<>\"'`{}|\\^\[\]\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u206f]+", re.IGNORECASE
)
_CLOSING = {")": "("}
_AFTER = ".,;:!?…»”’"
"""What ends a sentence and is no part of a link before it."""
LONGEST_LINK = 2_000


class Kind(StrEnum):
    TEXT = "TEXT"
    LINK = "LINK"
    MENTION = "MENTION"


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a note; the pieces one after the other are the note."""

    kind: Kind
    text: str
    member_id: UUID | None = None
    """The mentioned member."""

    @property
    def href(self) -> str | None:
        """Where a link leads: only ever http or https."""
        return self.text if self.kind is Kind.LINK else None


@dataclass(frozen=True, slots=True)
class Found:
    """A place of a text that is no plain text."""

    start: int
    end: int
    kind: Kind
    name: str = ""
    """Of a mention, as it was looked for."""


def parts(text: str, names: Mapping[str, UUID]) -> list[Part]:
    """The text in pieces; `names` are the people mentioned, by their names."""
    made, at = list[Part](), 0
    for found in places(text, names):
        if found.start > at:
            made.append(Part(Kind.TEXT, text[at : found.start]))
        made.append(Part(found.kind, text[found.start : found.end], names.get(found.name)))
        at = found.end
    if at < len(text):
        made.append(Part(Kind.TEXT, text[at:]))
    return made


def mentioned(text: str, names: Iterable[str]) -> set[str]:
    """Those of the names that the text mentions."""
    return {found.name for found in places(text, names) if found.kind is Kind.MENTION}


def places(text: str, names: Iterable[str]) -> Iterator[Found]:
    """Links and mentions in order, none inside another; where two names fit, the longer is meant."""
    sought = sorted({name: name.casefold() for name in names}.items(), key=lambda each: -len(each[0]))
    links = {found.start(): _trimmed(found) for found in _LINK.finditer(text)}
    at = 0
    while at < len(text):
        found = None
        if at in links and links[at] - at <= LONGEST_LINK:
            found = Found(at, links[at], Kind.LINK)
        elif text[at] == "@" and not text[at - 1 : at].isalnum():
            found = _name_at(text, at, sought)
        if found:
            yield found
        at = found.end if found else at + 1


def _trimmed(found: re.Match[str]) -> int:
    """Where a link ends, without the signs of the sentence around it."""
    link = found[0]
    while link and (link[-1] in _AFTER or (link[-1] in _CLOSING and link.count(link[-1]) > link.count("("))):
        link = link[:-1]
    return found.start() + len(link)


def _name_at(text: str, at: int, sought: Sequence[tuple[str, str]]) -> Found | None:
    for name, folded in sought:
        end = at + 1 + len(name)
        if text[at + 1 : end].casefold() == folded and not text[end : end + 1].isalnum():
            return Found(at, end, Kind.MENTION, name)
    return None
