"""What is said to people: whole sentences with places for values, which every language orders in its own way."""

import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import reduce
from typing import Any, Union

from portal import languages

FULL_STOPS = ".।"
"""How the sentences of the languages end."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a code is called in front of people."""

    context: str
    """What kind of thing it names: "role"."""
    text: str
    code: str


def word(context: str, text: str, *, code: str) -> Word:
    """The English word for a code; the extraction reads these calls."""
    return Word(context, text, code)


@languages.written.register
def _(value: Word, language: str) -> str:
    return languages.translated(value.text, language, context=value.context)


@languages.plain.register
def _(value: Word) -> str:
    return value.code


@dataclass(frozen=True, slots=True)
class Regions:
    """Countries and parts of countries, by their ISO 3166 codes."""

    codes: tuple[str, ...]


@languages.written.register
def _(value: Regions, language: str) -> str:
    return languages.regions(value.codes, language)


@languages.plain.register
def _(value: Regions) -> str:
    return ",".join(value.codes)


def coded(name: str, code: str) -> str:
    """What has a name and a code that people know it by: "Flow meters (LK-FLOW)"; where it has no name, the code."""
    return f"{name} ({code})" if name and name != code else code


Argument = Union[str, int, Decimal, date, Word, Regions, tuple[Word, ...], "Amount"]
"""What a place of a sentence takes: never a piece of another sentence."""


class Amount:
    """What is money to a sentence: `portal.money` says how it is written."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """An English sentence with {places}, and the values for them."""

    template: str
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    following: "Sentence | None" = None
    """Another whole sentence, said after this one."""

    def in_(self, language: str) -> str:
        """The sentence as one who reads the language is told it."""
        return " ".join(each.own(language) for each in self)

    def own(self, language: str) -> str:
        """This one alone. A value that ends in its own full stop, as Bulgarian days do, gets no second one."""
        text = languages.translated(self.template, language)
        values = {name: languages.written(value, language) for name, value in self.arguments.items()}
        for name, value in values.items():
            text = text.replace(f"{{{name}}}.", f"{{{name}}}") if value.endswith(".") else text
        return text.format(**values) if values else text

    def headed(self, language: str) -> str:
        """This one alone as a heading has it, without its own full stop; a value keeps one of its own."""
        text = languages.translated(self.template, language).rstrip(FULL_STOPS)
        return text.format(**{name: languages.written(value, language) for name, value in self.arguments.items()})

    def then(self, other: "Sentence | None") -> "Sentence":
        """Both, one after the other."""
        following = self.following.then(other) if self.following else other
        return Sentence(self.template, self.arguments, following)

    def __iter__(self) -> Iterator["Sentence"]:
        """The sentences one by one."""
        yield self
        if self.following:
            yield from self.following

    def __str__(self) -> str:
        return self.in_(languages.ENGLISH)


def say(template: str, /, **arguments: Argument) -> Sentence:
    """A sentence; the extraction reads these calls, so the template is written out in each."""
    return Sentence(template, arguments)


def together(said: Iterable[Sentence]) -> Sentence | None:
    """One after the other; None for none."""
    first, *more = (*said, None)
    return reduce(Sentence.then, more, first) if first else None


def told(said: Sentence | str, language: str) -> str:
    """A sentence in a language; what was written for programs as it is."""
    return said if isinstance(said, str) else said.in_(language)


Kept = list[dict[str, Any]]
"""A sentence as JSON."""


def kept(said: Sentence) -> Kept:
    """A sentence as JSON, from which every reader is told it in their own language."""
    return [
        {"template": each.template, "arguments": {name: _plain(value) for name, value in each.arguments.items()}}
        for each in said
    ]


def again(parts: Kept) -> Sentence:
    """What was kept, as a sentence."""
    first, *more = (
        Sentence(each["template"], {name: _again(value) for name, value in each["arguments"].items()}) for each in parts
    )
    return reduce(Sentence.then, more, first)


def _plain(value: Argument) -> Any:
    """As JSON; words of the portal's own stay words, which every language has."""
    if isinstance(value, Word):
        return {"context": value.context, "text": value.text, "code": value.code}
    if isinstance(value, Regions):
        return {"codes": list(value.codes)}
    if isinstance(value, tuple):
        return [[each.context, each.text, each.code] for each in value]
    return value if isinstance(value, str | int) else languages.plain(value)


def _again(value: Any) -> Argument:
    if isinstance(value, list):
        return tuple(Word(context, text, code) for context, text, code in value)
    if isinstance(value, dict):
        return Word(**value) if "text" in value else Regions(tuple(value["codes"]))
    found: str | int = value
    return found


def places(template: str) -> frozenset[str]:
    """The names of a template's places."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(template) if name)
