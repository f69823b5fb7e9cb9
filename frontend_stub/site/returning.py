"""A form as the template sees it: what was typed, what is wrong with it, and what has changed meanwhile."""

import hashlib
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property

from starlette.datastructures import FormData, QueryParams, UploadFile

OPENED = "opened"
"""The hidden field that says how the others began."""
AGAIN = "again"
"""The field of a form that is to be shown again and not to be sent: its values name the files that were not kept."""


@dataclass(frozen=True)
class FieldError:
    """One thing to correct; `name` is the field, "" when the whole form is meant."""

    name: str
    message: str


class Back(Enum):
    """Why a form that was sent comes back; what was typed stands in it again."""

    REFUSED = "REFUSED"
    STALE = "STALE"
    """Somebody else saved first."""
    SIGNED_OUT = "SIGNED_OUT"
    """It was sent when nobody was signed in any more."""
    CONFIRMED = "CONFIRMED"
    """Who sent it had to prove first that they are there."""
    UNSENT = "UNSENT"
    """It could not be sent, and comes back once it could."""
    ASKED = "ASKED"
    """It was sent to see what would come of it: nothing was done, and the answer stands beside it."""


_IDS = re.compile(r"(?:[a-z]{3}_[0-9a-f]{32}\n?)+")
FRESH = frozenset({Back.STALE, Back.SIGNED_OUT, Back.UNSENT})
"""What was typed meets what is now: a field that nobody touched shows that."""


@dataclass(frozen=True)
class Filled:
    """A form as the template sees it: what was typed and what is wrong; empty before it is sent."""

    operation: str
    values: dict[str, list[str]] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()
    idempotency_key: str = field(default_factory=lambda: uuid.uuid4().hex)
    labels: dict[str, str] = field(default_factory=dict)
    back: Back | None = None
    defaults: dict[str, str] = field(default_factory=dict)
    """Each field's text as it is now, noted while the form is shown."""
    places: list[str] = field(default_factory=list)
    """Grows where the page shows the form, or what is wrong with it."""

    def id(self, name: str) -> str:
        return f"{self.operation}-{name}"

    def value(self, name: str, default: object = "") -> str:
        fresh = "" if default is None else str(default)
        typed = self.values.get(name, [""])[-1]
        return typed if self._counts(name, typed) else fresh

    def chosen(self, name: str, default: Iterable[object] = ()) -> list[str]:
        fresh, typed = [str(value) for value in default], self.values.get(name, [])
        return typed if self._counts(name, _many(typed)) else fresh

    def hidden(self, name: str, default: object) -> str:
        """What the form says of the thing itself: as it was when the form was opened, or as it is now."""
        return str(default) if self.is_fresh else self.value(name, default)

    def call(self, name: str, label: str, default: object = "") -> str:
        """Remembers what people call a field and how it begins; shows nothing."""
        self.labels[name] = label
        self.defaults[name] = _text_of(default)
        return ""

    def error(self, name: str) -> str:
        return next((error.message for error in self.errors if error.name == name), "")

    @property
    def is_fresh(self) -> bool:
        return self.back in FRESH

    @property
    def lost(self) -> list[str]:
        """The files that have to be chosen again."""
        return [name for name in self.values.get(AGAIN, []) if name]

    def only(self, name: str, *, having: bool = True) -> "Filled":
        """Of two forms of one operation on a page: itself if it is the one with this field, else an empty one."""
        return self if not self.values or (name in self.values) is having else Filled(self.operation)

    @property
    def shown(self) -> str:
        """How each field began, in short, for the form to carry: so it is known which ones were touched."""
        if self.values and not self.is_fresh and OPENED in self.values:
            return self.values[OPENED][0]
        return json.dumps({name: _short(text) for name, text in self.defaults.items()}, separators=(",", ":"))

    def is_changed(self, name: str) -> bool:
        """Whether somebody else changed what the reader touched as well, and to something else."""
        if not self.is_fresh or name not in self._opened:
            return False
        now, typed = _short(self.defaults.get(name, "")), _short(_many(self.values.get(name, [])))
        return self._opened[name] not in {now, typed} and now != typed

    def place(self) -> str:
        """Remembers that the page has a place for it; shows nothing."""
        self.places.append(self.operation)
        return ""

    @property
    def is_homeless(self) -> bool:
        """Whether it came back to a page that has no place for it; asked once all of the page is shown."""
        return self.back not in {None, Back.ASKED} and not self.places and not self.defaults

    def left(self) -> list[str]:
        """What was typed into fields that the form as it is now does not have; asked once all of them are shown."""
        if not self.is_fresh and not self.is_homeless:
            return []
        gone = ((name, _many(typed)) for name, typed in self.values.items() if name not in self.defaults)
        return [
            typed for name, typed in gone
            if typed.strip() and self._opened.get(name, "") not in {"", _short(typed)} and not _IDS.fullmatch(typed)
        ]  # fmt: skip

    def _counts(self, name: str, typed: str) -> bool:
        """Whether what was typed is shown, and not what is now."""
        if not self.values or not self.is_fresh:
            return bool(self.values)
        was = self._opened.get(name)
        return name in self.values if was is None else was != _short(typed)

    @cached_property
    def _opened(self) -> dict[str, str]:
        return _began(self.values.get(OPENED, ["{}"])[0])


def _many(values: Iterable[str]) -> str:
    return "\n".join(sorted(values))


def _text_of(default: object) -> str:
    if isinstance(default, list | tuple):
        return _many(map(str, default))
    return "" if default is None else str(default)


def fingerprint(text_: str) -> str:
    """A short name for a text as a browser sends it back: line ends and outer space do not count."""
    return hashlib.sha256(text_.strip().replace("\r\n", "\n").encode()).hexdigest()[:16]


def _short(text_: str) -> str:
    return fingerprint(text_)[:8]


def _began(opened: str) -> dict[str, str]:
    """How each field began, in short, as the form has carried it."""
    try:
        found = json.loads(opened)
    except ValueError:
        return {}
    return {str(name): str(short) for name, short in found.items()} if isinstance(found, dict) else {}


def is_touched(sent: FormData, name: str) -> bool:
    """Whether a field is sent otherwise than the form began with; also where the form does not say how it began."""
    value = sent.get(name)
    return not isinstance(value, str) or _began(str(sent.get(OPENED, "{}"))).get(name) != _short(value)


def typed_of(sent: Iterable[tuple[str, UploadFile | str]]) -> list[tuple[str, str]]:
    """The fields that can be kept and shown again; a file that was only looked at cannot, and `AGAIN` names it."""
    return [
        (AGAIN, value.filename or name) if isinstance(value, UploadFile) else (name, value) for name, value in sent
    ]  # fmt: skip


def filled(
    operation: str, sent: FormData, errors: Iterable[FieldError] = (), *, back: Back = Back.REFUSED
) -> Filled:  # fmt: skip
    """The form as it comes back. A file that was looked at has its answer beside it, and is needed no more."""
    values: dict[str, list[str]] = {}
    if back is Back.ASKED:
        fields = [(f"{name}-name", value.filename or "") if isinstance(value, UploadFile) else (name, value)
                  for name, value in sent.multi_items()]  # fmt: skip
    else:
        fields = typed_of(sent.multi_items())
    for name, value in fields:
        values.setdefault(name, []).append(value)
    return Filled(operation, values, tuple(errors), back=back)


def kept(operation: str, query: QueryParams) -> Filled:
    """The form as it was before a confirmation; empty when the address keeps nothing for it."""
    if query.get("kept") != operation:
        return Filled(operation)
    typed = {name: query.getlist(name) for name in query if name != "kept"}
    return Filled(operation, typed, back=Back.CONFIRMED)
