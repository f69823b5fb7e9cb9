"""The clauses of a text that is looked at: as its form carries them, and as rows, a few at a time."""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from frontend_stub.site.page import Json
from frontend_stub.site.returning import Back, Filled

SHOW, TEXT = "SHOW", "TEXT"
"""Buttons that change nothing: to other rows, and back to the plain text."""
ROWS, CHARACTERS = 20, 16_000
"""As many rows at a time as have this much text; a clause that has more is shown in part."""
_MOST_PARTS, _LONG_PART = 60, 600
_LONGEST_PLACES = 20
_UNSURE = frozenset({"INSIDE", "LEAD", "TYPED"})
_LINE = re.compile(r"[^\n]{1,200000}")
_SENTENCE = re.compile(r"(?<=[.;:!?।。])\s+(?=\S)")

Get = Callable[[str], str]


@dataclass(frozen=True)
class Kept:
    """A clause between two looks."""

    number: str
    heading: str
    text: str
    depth: int
    is_left_out: bool = False
    unsure: tuple[str, ...] = ()

    def given(self) -> Json:
        return {
            "number": self.number, "heading": self.heading, "text": self.text, "depth": self.depth,
            "isLeftOut": self.is_left_out, "unsure": list(self.unsure),
        }  # fmt: skip


def short(found: Iterable[Kept]) -> str:
    """The clauses as a form carries them."""
    plain = [[e.number, e.heading, e.text, e.depth, int(e.is_left_out), " ".join(e.unsure)] for e in found]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def kept_in(get: Get) -> list[Kept]:
    """The clauses that a form brings back; none where somebody changed what it carries."""
    try:
        return [
            Kept(str(number), str(heading), str(text), int(depth), bool(out), tuple(_UNSURE & set(unsure.split())))
            for number, heading, text, depth, out, unsure in json.loads(get("clauses") or "[]")
        ]  # fmt: skip
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []


def _told_in(get: Get) -> Json:
    """What was told of the whole text when it was looked at first."""
    try:
        found = json.loads(get("told") or "{}")
        return {
            "said": [str(each) for each in found["said"]],
            "comments": [list(map(str, e)) for e in found["comments"]],
        }
    except (ValueError, LookupError, TypeError, RecursionError):
        return {"said": [], "comments": []}


@dataclass(frozen=True)
class Row:
    """A clause on the page."""

    place: int
    clause: Kept
    number: str
    title: str
    words: int
    parts: tuple[tuple[int, str], ...]
    """Where each paragraph begins in the text, and its words."""
    is_whole: bool
    is_first_below: bool
    has_focus: bool
    cautions: tuple[Json, ...] = ()
    """What reads otherwise than it looks, as the answer to a look says."""


@dataclass(frozen=True)
class Taken:
    """A text as it is taken apart, as the template shows it; without clauses there is none yet."""

    filled: Filled
    """The form, whose text is no longer in its field if it stands in the clauses."""
    text: str
    seen: str
    source: str
    clauses: str = ""
    told: str = ""
    count: int = 0
    left_out: int = 0
    rows: tuple[Row, ...] = ()
    said: tuple[str, ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    remarks: tuple[Json, ...] = ()
    """What is unsure about single clauses."""
    firsts: tuple[int, ...] = ()
    """The first row of each page of rows."""
    names: tuple[str, ...] = ()
    is_anew: bool = False
    """It was taken apart just now, and nobody has seen it."""

    @property
    def first(self) -> int:
        return self.rows[0].place if self.rows else 0

    @property
    def last(self) -> int:
        return self.rows[-1].place if self.rows else 0

    def name(self, place: int) -> str:
        """What a clause is called in a list."""
        return self.names[place] if place < len(self.names) else str(place + 1)


def plain_text(clauses: Iterable[Kept]) -> str:
    """The clauses as the text somebody would paste."""
    parts = (f"{' '.join(filter(None, (e.number, e.heading)))}\n{e.text}" for e in clauses if not e.is_left_out)
    return "\n\n".join(part.strip() for part in parts)


def taken(
    found: list[Kept] | None, get: Get, filled: Filled, preview: Json | None = None, *, text: str, seen: str,
    source: str, is_anew: bool = False,
) -> Taken:  # fmt: skip
    """What the template shows: the answer to a look, or the clauses that a form came back with."""
    if found is None:
        found = [_kept(each) for each in preview["clauses"]] if preview else []
    told = _told_in(lambda _name: "") if is_anew else _told_in(get)
    remarks = preview["remarks"] if preview else []
    told["said"] += [e["message"] for e in remarks if e["clause"] is None and e["message"] not in told["said"]]
    beside = [[each["author"], each["text"]] for each in (preview["comments"] if preview else [])]
    told["comments"] += [each for each in beside if each not in told["comments"]]
    if get("edit") == TEXT and preview:
        text, found = plain_text(found), []
    filled = replace(filled, values=filled.values | {"text": [text]}) if filled.values else filled
    if not found:
        return Taken(filled, text, seen, "")
    pages = _paged(found)
    place = _place(get, len(found)) if not is_anew else 0
    first = max(each for each in pages if each <= place)
    end = next((each for each in pages if each > first), len(found))
    typed = get if filled.back is not Back.ASKED else None
    told_of = preview["clauses"] if preview else []
    rows = tuple(
        replace(
            _row(at, found, typed, has_focus=bool(get("edit")) and at == place),
            cautions=tuple(told_of[at]["cautions"]) if told_of else (),
        )
        for at in range(first, end)
    )
    return Taken(
        filled, text, seen, source, short(found), json.dumps(told, ensure_ascii=False), len(found),
        sum(each.is_left_out for each in found), rows, tuple(told["said"]),
        tuple((author, words) for author, words in told["comments"]),
        tuple(each for each in remarks if each["clause"] is not None), tuple(pages),
        names=tuple(" ".join(f"{e.number} {e.heading}".split())[:60] or str(at) for at, e in enumerate(found, 1)),
        is_anew=is_anew,
    )  # fmt: skip


def rows_in(get: Get) -> range:
    """The rows that the form showed, whose numbers and titles were there to be typed over."""
    first, _blank, last = get("rows")[:_LONGEST_PLACES].partition(" ")
    return range(int(first), int(last) + 1) if first.isdecimal() and last.isdecimal() else range(0)


def _kept(clause: Json) -> Kept:
    return Kept(
        clause["number"], clause["heading"], clause["text"], clause["depth"], bool(clause["isLeftOut"]),
        tuple(clause["unsure"]),
    )  # fmt: skip


def _place(get: Get, count: int) -> int:
    """The clause to be shown: that of the edit, or the first of the rows before."""
    kind, *places = get("edit").split() or [""]
    said = (places[0] if places else get("from"))[:_LONGEST_PLACES]
    place = int(said) - (kind == "JOIN") + (kind in {"SPLIT", "CONTENTS"}) if said.isdecimal() else 0
    return max(0, min(place, count - 1))


def _paged(found: list[Kept]) -> list[int]:
    """The first row of each page."""
    firsts, characters = [0], 0
    for place, each in enumerate(found):
        size = min(len(each.text), CHARACTERS // 2)
        if place > firsts[-1] and (characters + size > CHARACTERS or place - firsts[-1] == ROWS):
            firsts.append(place)
            characters = 0
        characters += size
    return firsts


def _row(place: int, found: list[Kept], typed: Get | None, *, has_focus: bool) -> Row:
    clause = found[place]
    is_typed = typed is not None and place in rows_in(typed)
    number = typed(f"number-{place}") if typed and is_typed else clause.number
    title = typed(f"title-{place}") if typed and is_typed else clause.heading
    parts, is_whole = _parts(clause.text)
    can_go_down = place > 0 and found[place - 1].depth >= clause.depth
    words = len(f"{clause.heading} {clause.text}".split())
    return Row(place, clause, number, title, words, parts, is_whole, not can_go_down, has_focus)


def _parts(text: str) -> tuple[tuple[tuple[int, str], ...], bool]:
    """The paragraphs of a clause, a long or single one by its sentences; and whether these are all."""
    found: list[tuple[int, str]] = []
    characters, most = 0, _LONG_PART if "\n" in text.strip() else 0
    for line in _LINE.finditer(text):
        for at, words in _sentences(line.start(), line[0], most):
            if len(found) == _MOST_PARTS or characters > CHARACTERS // 2:
                return tuple(found), False
            found.append((at, words[: CHARACTERS // 2]))
            characters += len(words)
    return tuple(found), True


def _sentences(start: int, line: str, most: int) -> Iterable[tuple[int, str]]:
    """The line as a whole, or where it is longer than that its sentences; each with its place."""
    if not line.strip():
        return
    if len(line) <= most:
        yield start + len(line) - len(line.lstrip()), line.strip()
        return
    begin = 0
    for gap in _SENTENCE.finditer(line):
        yield start + begin, line[begin : gap.start()]
        begin = gap.end()
    yield start + begin, line[begin:]
