"""What happened, in words: every event of the journal has its sentence in its room, and here is how it is said."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from portal import languages, money
from portal.room import AMOUNT, PAIRS, PRODUCT_NAME
from portal.rooms import ROOMS
from portal.sentences import Argument, Sentence, coded, places, word

EVENTS = {event: told for room in ROOMS for event, told in room.events.items()}

# How a sentence names who did something: Filipino has a word before a person's name.
PERSON = word("who did something", "{name}", code="")
OF_THE_OTHER_SIDE = word("who did something", "{name} ({organisation})", code="")
THE_PORTAL = word("who did something", "The portal", code="")
NEWER = word("who did something", "{who}: {event}.", code="")

_REGION = re.compile(r"(?<!,) ([A-Z]{2}(?:-[A-Z0-9]{1,3})?)(?=, |$)")
"""The region of each pair of a product and a region."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One row of the journal as one reader is told it."""

    event: str
    name: str
    is_system: bool = False
    organisation: str = ""
    """Where whoever did it works, if that is not the reader's own side."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the row says of fields, by their names."""

    def in_(self, language: str) -> str:
        """The sentence; an event that has none is called by its own name."""
        known: dict[str, Argument] = {"who": _who(self, language), **self.facts}
        if AMOUNT in self.facts:
            known[AMOUNT] = money.plain(self.facts[AMOUNT])
        if PAIRS in self.facts:
            known[PAIRS] = _REGION.sub(lambda found: f" – {languages.regions([found[1]], language)}", self.facts[PAIRS])
        if PRODUCT_NAME in self.facts:
            known["product"] = coded(self.facts[PRODUCT_NAME], self.facts["product"])
        for said in EVENTS.get(self.event, ()):
            if places(said.template) <= known.keys():
                return _begun(Sentence(said.template, {name: known[name] for name in places(said.template)}), language)
        called = self.event.partition(".")[2].replace("_", " ") or self.event
        return languages.translated(NEWER.text, language, context=NEWER.context).format(who=known["who"], event=called)


def _begun(said: Sentence, language: str) -> str:
    """The sentence with a capital letter, whatever place begins it."""
    text = said.in_(language)
    return text[:1].upper() + text[1:]


def _who(happening: Happening, language: str) -> str:
    if happening.is_system:
        return languages.written(THE_PORTAL, language)
    called = OF_THE_OTHER_SIDE if happening.organisation else PERSON
    text = languages.translated(called.text, language, context=called.context)
    return text.format(name=happening.name, organisation=happening.organisation)


def facts_of(changes: list[dict[str, str | None]]) -> dict[str, str]:
    """What a row says of fields: as they are after it, or were before."""
    found = {str(each["field"]): each["after"] or each["before"] for each in changes}
    return {name: value for name, value in found.items() if value}
