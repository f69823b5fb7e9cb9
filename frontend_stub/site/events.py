"""What happened, in words: a whole sentence for each event of the journal, each language in its own order."""

from collections.abc import Mapping

from markupsafe import Markup

from frontend_stub.site import i18n
from frontend_stub.site.words import Term, term

EVENTS: dict[str, Term] = {}
SOMEBODY, PORTAL = term("who did something", "%(name)s"), term("who did something", "The portal")
"""How a sentence names them: Filipino has a word before a person's name."""
NEWER = term("event", "%(who)s: %(event)s.")


def learn(events: Mapping[str, Term]) -> None:
    """Takes in an area's sentences. Raises ValueError for an event that has its sentence already."""
    for event, sentence_ in events.items():
        if EVENTS.setdefault(event, sentence_) is not sentence_:
            raise ValueError(f"two areas have a sentence for {event}")


def sentence(event: str, name: str, is_system: bool) -> Markup:
    """What happened and who did it; an event newer than this page is shown by its own name."""
    who = _named(PORTAL) if is_system else _named(SOMEBODY, name)
    called = event.partition(".")[2].replace("_", " ") or event
    return i18n.filled(i18n.pgettext(*EVENTS.get(event, NEWER)), {"who": who, "event": called})


def _named(who: Term, name: str = "") -> Markup:
    return Markup("<strong>%s</strong>") % i18n.filled(i18n.pgettext(*who), {"name": name})
