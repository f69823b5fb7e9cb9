"""Content of unknown origin, looked at place by place: what must be an object, a list, a word or a number."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from portal import errors
from portal.sentences import Sentence, say

MOST_DIGITS = 18
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_LONGEST_SHOWN = 40

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Place:
    """A piece of content and the path to it. Everything here refuses with Invalid and that path."""

    content: Any
    path: tuple[str, ...] = ()

    def at(self, name: str | int) -> "Place":
        """What stands under a name of an object, or at a place of a list; None for what is left out."""
        found = self.content.get(name) if isinstance(name, str) else self.content[name]
        return Place(found, (*self.path, str(name)))

    def refused(self, sentence: Sentence) -> errors.Invalid:
        return errors.Invalid.because(sentence, path=self.path)

    def object(self, needed: Iterable[str], allowed: Iterable[str] = ()) -> "Place":
        """An object that has all needed names, and none besides those and the allowed."""
        needed = tuple(needed)
        known = (*needed, *allowed)
        if not isinstance(self.content, Mapping):
            raise self.refused(say("Enter an object here, with {names}.", names=shown(known)))
        for name in self.content:
            if name not in known:
                raise self.refused(
                    say(
                        "“{name}” is not allowed here. Use {names}.",
                        name=shown(name),
                        names=shown(known),
                    )
                )
        for name in needed:
            if name not in self.content:
                raise self.refused(say("“{name}” is missing here.", name=name))
        return self

    def only(self, known: Iterable[str]) -> str:
        """The one name of an object that has one."""
        known = tuple(known)
        if isinstance(self.content, Mapping) and len(self.content) == 1:
            (name,) = self.content
            if name in known:
                return str(name)
        raise self.refused(say("This must be an object with exactly one of these names: {names}.", names=shown(known)))

    def list(self, least: int, most: int) -> "list[Place]":
        """As many places as the list has."""
        if not isinstance(self.content, Sequence) or isinstance(self.content, str | bytes):
            raise self.refused(say("Enter a list here."))
        if not least <= len(self.content) <= most:
            raise self.refused(say("This list must have {least} to {most} entries.", least=least, most=most))
        return [self.at(number) for number in range(len(self.content))]

    def text(self, pattern: re.Pattern[str], wanted: Sentence) -> str:
        if not isinstance(self.content, str) or not pattern.fullmatch(self.content):
            raise self.refused(wanted)
        return self.content

    def whole(self, least: int, most: int) -> int:
        """A whole number, not written as text."""
        if type(self.content) is not int or not least <= self.content <= most:
            raise self.refused(say("Enter a whole number from {least} to {most} here.", least=least, most=most))
        return self.content

    def number(self) -> Decimal:
        """An exact number, written as text, without the zeros that say nothing."""
        text = self.text(
            _NUMBER,
            say("Write a number as text, such as “12.5”, with at most {most} digits.", most=MOST_DIGITS),
        )
        if sum(letter.isdigit() for letter in text[: MOST_DIGITS + 3]) > MOST_DIGITS or len(text) > MOST_DIGITS + 2:
            raise self.refused(
                say("Write a number as text, such as “12.5”, with at most {most} digits.", most=MOST_DIGITS)
            )
        return plain(Decimal(text))

    def one_of(self, kind: type[Choice]) -> Choice:
        if not isinstance(self.content, str) or self.content not in set(kind):
            raise self.refused(say("This must be one of: {names}.", names=shown(kind)))
        return kind(self.content)


def plain(number: Decimal) -> Decimal:
    """The number without the zeros that say nothing, and without an exponent; one zero."""
    written = format(number, "f")
    return Decimal(written.rstrip("0").rstrip(".") if "." in written else written) if number else Decimal(0)


def shown(names: Any) -> str:
    """Names in a sentence; of one that somebody made up, only so much as fits, and only what can be read."""
    if isinstance(names, str):
        short = names[:_LONGEST_SHOWN]
        return "".join(letter if letter.isprintable() else "?" for letter in short)
    return ", ".join(map(str, names))
