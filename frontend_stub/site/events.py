"""What happened, in words: one phrase for each event of the journal, read after the name of who did it."""

from collections.abc import Mapping

from frontend_stub.site import i18n
from frontend_stub.site.words import Term

EVENTS: dict[str, Term] = {}


def learn(events: Mapping[str, Term]) -> None:
    """Takes in an area's phrases. Raises ValueError for an event that has its phrase already."""
    for event, phrase_ in events.items():
        if EVENTS.setdefault(event, phrase_) is not phrase_:
            raise ValueError(f"two areas have a phrase for {event}")


def phrase(event: str) -> str:
    """The phrase for an event; one newer than this page is shown by its own name."""
    found = EVENTS.get(event)
    return i18n.pgettext(*found) if found else event.partition(".")[2].replace("_", " ") or event
