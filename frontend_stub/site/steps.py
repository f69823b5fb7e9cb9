"""Whether the reader may take a step now, as the API says it; and if not they, who of their side."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from babel import lists

from frontend_stub.site import i18n, words

Json = dict[str, Any]
MOST_NAMES = 3
"""Of more people than these the roles are told."""
OPEN = frozenset({"NOT_PERMITTED", "CONFIRMATION_NEEDED"})
"""Codes of a refusal that stands in the way of the reader alone, not of their side."""


COLLEAGUES = ("colleagues.nodes.id", "colleagues.nodes.name", "colleagues.nodes.roles")
"""What `who` reads of them."""


def standing(record: Mapping[str, Any], action: str) -> Json:
    """Whether the reader may take a step now: `allowed`, and in words `why` not ("" if the table does not know)."""
    for each in record["availableActions"]:
        if each["name"] == action:
            return {"allowed": each["allowed"], "why": (each["blockedBy"] or {}).get("message", "")}
    return {"allowed": False, "why": ""}


def turn(
    record: Mapping[str, Any], viewer: Mapping[str, Any], colleagues: Iterable[Mapping[str, Any]], *,
    onward: Sequence[str], address: Callable[[str], str], kind: str,
) -> Json:  # fmt: skip
    """Whose turn a record is, for this reader: `kind` ACT with `href` and `verb`, SIDE with `who`, OTHER, or "".

    `onward` are the steps that move the record on, the best first; `address` is where one is taken.
    """
    if viewer["side"] not in record["waitingOn"]:
        return {"kind": "OTHER" if record["waitingOn"] else ""}
    offered = {each["name"]: each for each in record["availableActions"]}
    steps = [offered[name] for name in onward if name in offered]
    for each in steps:
        if each["allowed"]:
            return {"kind": "ACT", "href": address(each["name"]), "verb": words.word(each["name"], kind)}
    waits = next((each for each in steps if each["blockedBy"]["code"] in OPEN), None)
    return {"kind": "SIDE", "who": who(waits, colleagues) if waits else ""}


def who(step: Mapping[str, Any], colleagues: Iterable[Mapping[str, Any]]) -> str:
    """The people who can take a step, by name where they are few and known; else the roles."""
    roles, barred = step["roles"], step["notFor"]
    able = [each for each in colleagues if set(each["roles"]) & set(roles) and each["id"] not in (barred or ())]
    names = [] if barred is None else [each["name"] for each in able]
    told = names if 0 < len(names) <= MOST_NAMES else [words.word(role, "Role") for role in roles]
    return lists.format_list(told, style="or", locale=i18n.READER.get().locale)


def reads(place: str) -> tuple[str, ...]:
    """What `turn` reads of records at a place, and of the colleagues."""
    fields = ("name", "allowed", "roles", "notFor", "blockedBy.code")
    return (f"{place}.waitingOn", *(f"{place}.availableActions.{each}" for each in fields), *COLLEAGUES)


def colleagues_in(data: Mapping[str, Any]) -> list[Json]:
    """The active people of the reader's own organisation."""
    return list((data["colleagues"] or {"nodes": []})["nodes"])
