"""Names with places in them: what a period or a place among others is called, in every language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from babel import dates as written_dates

from portal import languages
from portal.sentences import Argument, Word


@dataclass(frozen=True, slots=True)
class Name(Word):
    """A word with {places}: it stands alone on a page, and in a place of any sentence."""

    places: Mapping[str, Argument] = field(default_factory=dict)

    def in_(self, language: str) -> str:
        """The name as one who reads the language is told it."""
        values = {place: languages.written(value, language) for place, value in self.places.items()}
        return languages.translated(self.text, language, context=self.context).format(**values)

    def __str__(self) -> str:
        return self.in_(languages.ENGLISH)


def filled(called: Word, **places: Argument) -> Name:
    """The word with its places filled: `filled(word("period", "Week {week} of {year}", code=…), week="48", …)`."""
    return Name(called.context, called.text, called.code, places)


@languages.written.register
def _(value: Name, language: str) -> str:
    return value.in_(language)


class Month(date):
    """A month, by its first day, to be written without the day: "September 2026"."""


@languages.written.register
def _(value: Month, language: str) -> str:
    return written_dates.format_skeleton("yMMMM", value, locale=languages.locale(language))


@languages.plain.register
def _(value: Month) -> str:
    return f"{value:%Y-%m}"
