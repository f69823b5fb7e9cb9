"""Where the pages show each kind of record, and what there is to do with one: each area says it of its own kinds."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from frontend_stub.site import i18n, words
from frontend_stub.site.words import Term, term

NAME = term("record", "%(what)s")


@dataclass(frozen=True, kw_only=True)
class Place:
    """What the pages know of a kind of record. Addresses are for the id and the reader's side."""

    address: Callable[[str, str], str]
    step: Callable[[str, str, str], str]
    """The address where a step is taken: (id, step, side)."""
    kind: str
    """The enumeration of its steps."""
    within: Callable[[Mapping[str, Any]], str] | None = None
    """The address of one that is shown with the record that it belongs to, of which its fields tell."""
    called: Term = NAME
    """How one is called in a list of all kinds."""
    acts: Mapping[str, Term] = field(default_factory=dict)
    """What a step is called as something to do."""


PLACES: dict[str, Place] = {}
"""By type of the API."""


def learn(places: Mapping[str, Place]) -> None:
    """Takes in an area's kinds. Raises ValueError for one that is shown elsewhere already."""
    for kind, place in places.items():
        if PLACES.setdefault(kind, place) is not place:
            raise ValueError(f"two areas show {kind}")


def shown(subject: Mapping[str, Any] | None, what: str, side: str) -> dict[str, Any]:
    """`href` and `called` of a record on a list of all kinds; no address for a kind that is newer than this page."""
    place = PLACES.get(subject["__typename"]) if subject else None
    if subject is None or place is None:
        return {"href": "", "called": what}
    return {
        "href": place.within(subject) if place.within else place.address(subject["id"], side),
        "called": i18n.filled(i18n.pgettext(*place.called), {"what": _whole(subject, what)}),
    }


def _whole(subject: Mapping[str, Any], what: str) -> str:
    """Of several with one name, which of them it is: "Castings on time, Q3 2026"."""
    period = (subject.get("measurement") or subject).get("period")
    return f"{what}, {period}" if period else what


def act(subject: Mapping[str, Any], step: str, what: str, side: str) -> dict[str, Any] | None:
    """`href` and `text` of something to do; None for a kind that is newer than this page."""
    place = PLACES.get(subject["__typename"])
    if place is None:
        return None
    what = _whole(subject, what)
    known = place.acts.get(step)
    text = _named(known, what) if known else Markup("{}: {}").format(words.word(step, place.kind), what)
    href = place.within(subject) if place.within else place.step(subject["id"], step, side)
    return {"href": href, "text": text}


def _named(said: Term, what: str) -> Markup:
    return i18n.filled(i18n.pgettext(*said), {"what": Markup("<strong>{}</strong>").format(what)})
