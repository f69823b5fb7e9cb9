"""A contract's text as its page shows it: with the open proposal in place or without, and a part of a long one.

A view is made of `items`: one for each clause in its place, plain or with what is proposed for it.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from frontend_stub.pages.contracts import wording
from frontend_stub.site import i18n
from frontend_stub.site.page import Json, Visit, code
from frontend_stub.site.words import term

VIEWS = {
    "changes": term("view of a text", "With the changes"),
    "last": term("view of a text", "Last version"),
    "new": term("view of a text", "With all changes accepted"),
}
PART = 30_000
"""Characters on one page of a longer text; what is over this by half still makes one page."""
MOST_CLAUSES = 200
"""Clauses on one page."""
EXCERPT = 60


def view(visit: Visit, changes: Sequence[object]) -> str:
    """Which view is asked for; without changes there is only the text as it is."""
    return code(visit, "view", VIEWS, "changes") if changes else "last"


def items(clauses: Iterable[Mapping[str, Any]], diffs: Sequence[Mapping[str, Any]], chosen: str) -> list[Json]:
    """The clauses of a text in one view; `diffs` are those that differ, in the order of the comparison."""
    plain = {each["key"]: _plain(each) for each in clauses}
    if chosen == "last":
        return anchored(plain.values())
    changed = {each["key"]: each for each in diffs}
    order = _merged(list(plain), diffs)
    if chosen == "changes":
        return anchored(_diffed(changed[key]) if key in changed else plain[key] for key in order)
    return anchored(
        _result(changed[key]) if key in changed else plain[key]
        for key in order
        if key not in changed or changed[key]["kind"] != "DELETED"
    )


def _merged(keys: Sequence[str], diffs: Sequence[Mapping[str, Any]]) -> list[str]:
    """The keys in the order of the comparison: each that differs stands behind the one that it names."""
    changed = {each["key"] for each in diffs}
    behind: dict[str | None, list[str]] = {}
    for each in diffs:
        behind.setdefault(each["afterKey"], []).append(each["key"])
    order: list[str] = []
    waiting = [*reversed([key for key in keys if key not in changed]), *reversed(behind.get(None, []))]
    seen = set()
    while waiting:
        key = waiting.pop()
        if key not in seen:
            seen.add(key)
            order.append(key)
            waiting.extend(reversed(behind.get(key, [])))
    return order + [each["key"] for each in diffs if each["key"] not in seen]


def _plain(clause: Mapping[str, Any]) -> Json:
    shown = {name: clause[name] for name in ("key", "number", "heading", "text", "depth", "cautions")}
    return {**shown, "kind": "", "length": len(clause["text"])}


def _diffed(diff: Mapping[str, Any]) -> Json:
    return {**diff, "before": wording.before(diff), "length": sum(len(each["text"]) for each in diff["segments"])}


def _result(diff: Mapping[str, Any]) -> Json:
    text = "".join(each["text"] for each in diff["segments"] if each["kind"] != "DELETED")
    return _plain({**diff, "text": text})


def anchored(found: Iterable[Json]) -> list[Json]:
    """Each with the id of its place on the page."""
    seen: dict[str, int] = {}
    done = []
    for each in found:
        times = seen[each["key"]] = seen.get(each["key"], 0) + 1
        done.append({**each, "anchor": anchor(each["key"]) + (f"~{times}" if times > 1 else "")})
    return done


def anchor(key: str) -> str:
    """The id of a clause on a page of its contract."""
    return f"c-{quote(key, safe='')}"


def parts(found: Sequence[Json]) -> list[list[Json]]:
    """The text in parts of a readable length: all of it in one if it is not much longer; never none."""
    if sum(each["length"] for each in found) <= PART * 3 // 2 and len(found) <= MOST_CLAUSES:
        return [list(found)]
    made: list[list[Json]] = [[]]
    length = 0
    for each in found:
        if made[-1] and (length + each["length"] > PART or len(made[-1]) >= MOST_CLAUSES):
            made.append([])
            length = 0
        made[-1].append(each)
        length += each["length"]
    return made


def part(visit: Visit, made: Sequence[Sequence[Json]]) -> int:
    """The number of the part that is asked for, by itself or by a clause in it; from 1."""
    wanted = visit.query.get("clause")
    if wanted:
        return next((n for n, some in enumerate(made, 1) if any(each["key"] == wanted for each in some)), 1)
    raw = visit.query.get("part", "")
    number = int(raw) if raw.isascii() and raw.isdigit() and len(raw) < len("10000") else 1
    return min(max(number, 1), len(made))


def contents(made: Sequence[Sequence[Json]], shown: int) -> list[Json]:
    """The table of contents: the clauses of the part that is shown, and of the others the first and the last."""
    return [
        {
            "number": number,
            "first": label(some[0]) if some else "",
            "last": label(some[-1]) if some else "",
            "entries": [_entry(each) for each in some if each["number"] or each["heading"]] if number == shown else [],
        }
        for number, some in enumerate(made, 1)
    ]


def _entry(item: Json) -> Json:
    return {
        "anchor": item["anchor"], "depth": min(item["depth"], 3), "number": item["number"], "kind": item["kind"],
        "label": item["heading"] or _excerpt(item),
    }  # fmt: skip


def label(item: Mapping[str, Any]) -> str:
    """What a clause is called in a list: its number and its heading, or else its first words."""
    return f"{item['number']} {item['heading'] or _excerpt(item)}".strip() or i18n.gettext_("Empty clause")


def _excerpt(item: Mapping[str, Any]) -> str:
    text = item["text"] if "text" in item else "".join(each["text"] for each in item.get("segments", ()))
    return text[:EXCERPT].strip()
