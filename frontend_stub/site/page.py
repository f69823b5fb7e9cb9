"""What a page is: one address, one operation, one template, who it is for, and the forms it takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

from starlette.datastructures import FormData, QueryParams

from frontend_stub.site.forms import Form
from frontend_stub.site.places import Place
from frontend_stub.site.words import Term

Json = dict[str, Any]
PAGE_SIZE = 25


class Who(Enum):
    """The readers of a page; for everybody else it does not exist."""

    ALL = ("HOST", "PARTNER")
    STAFF = ("HOST",)
    PARTNERS = ("PARTNER",)


@dataclass(frozen=True)
class Visit:
    """One request of a page, before anything else was asked of the API."""

    path: str
    params: Mapping[str, str]
    query: QueryParams
    now: datetime
    answered: Json | None = None
    """What came of the question that one of the page's forms asked."""


def nothing(_visit: Visit) -> Json:
    return {}


def operation_of(sent: FormData) -> str:
    """What a form says that it asks for."""
    return str(sent.get("operation", ""))


def no_more(_visit: Visit, _data: Json) -> Json:
    return {}


@dataclass(frozen=True, kw_only=True)
class Page:
    """`variables` makes the operation's variables; roots in `required` that are null are a 404; `extras` adds what
    the template needs beside the data; `reads` names the fields that Python reads (for the checker); `meant` tells
    which of the forms was sent."""

    path: str
    operation: str
    template: str
    who: Who = Who.ALL
    variables: Callable[[Visit], Json] = nothing
    required: tuple[str, ...] = ()
    extras: Callable[[Visit, Json], Json] = no_more
    forms: tuple[Form, ...] = ()
    reads: tuple[str, ...] = field(default=())
    meant: Callable[[FormData], str] = operation_of
    beside: str = ""
    """An address of the sign-in, asked for what the API does not tell; the template finds the answer as `beside`."""

    def form(self, operation: str) -> Form | None:
        return next((form for form in self.forms if form.operation == operation), None)


Route = tuple[str, list[str], Callable[..., Any]]
"""An address that is no page of one operation: its path, its methods, and what answers."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A way into an area, on every page: in the side bar, and on a phone in the tab bar or under "More"."""

    place: int
    """Entries stand in this order, whatever area they lead to."""
    href: str
    icon: str
    label: Term
    tab: Term | None = None
    """In the tab bar; None: under "More"."""
    who: Who = Who.ALL
    roles: frozenset[str] = frozenset()
    """Readers with one of these; none named: all."""
    others: tuple[str, ...] = ()
    """Addresses of pages that belong to it, beside those below its own."""

    def is_for(self, viewer: Mapping[str, Any]) -> bool:
        return viewer["side"] in self.who.value and (not self.roles or bool(self.roles & set(viewer["roles"])))


@dataclass(frozen=True, kw_only=True)
class Area:
    """What one area of the portal brings along: its pages in the order in which addresses are tried, and its words."""

    pages: tuple[Page, ...] = ()
    routes: tuple[Route, ...] = ()
    words: Mapping[str, Mapping[str, Term]] = field(default_factory=dict)
    done: Mapping[str, Term] = field(default_factory=dict)
    """What is said once a form was taken, by its operation."""
    tones: Mapping[str, Sequence[str]] = field(default_factory=dict)
    entries: tuple[Entry, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)
    """Its kinds of records, by their types in the API."""


ENTRIES: list[Entry] = []
"""Those of every area, in their order."""


def learn(entries: Sequence[Entry]) -> None:
    """Takes in an area's entries."""
    ENTRIES.extend(entries)
    ENTRIES.sort(key=lambda entry: entry.place)


def entries_for(viewer: Mapping[str, Any]) -> list[Entry]:
    """What the reader's pages lead to."""
    return [entry for entry in ENTRIES if entry.is_for(viewer)]


def paging(visit: Visit, size: int = PAGE_SIZE) -> Json:
    """The variables first/after or last/before, from the address."""
    if visit.query.get("before"):
        return {"last": size, "before": visit.query["before"]}
    if visit.query.get("after"):
        return {"first": size, "after": visit.query["after"]}
    return {"first": size}


def codes(visit: Visit, name: str, known: Mapping[str, object]) -> list[str]:
    """The values of a repeated query parameter that are known codes."""
    return [value for value in visit.query.getlist(name) if value in known]


def code(visit: Visit, name: str, known: Mapping[str, object], default: str = "") -> str:
    """The value of a query parameter if it is a known code."""
    return next(iter(codes(visit, name, known)), default)
