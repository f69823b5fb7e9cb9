"""Whose turn a card is, what of its values waits for the reader, and where both are shown."""

from collections.abc import Iterable, Mapping
from typing import Any

from frontend_stub.pages.measurements import values
from frontend_stub.site import steps, words

Json = dict[str, Any]
ONWARD = ("AGREE", "REVISE", "DECLINE", "PROPOSE", "EDIT")
"""The steps that move one on: the first one that is allowed is the main button."""


def place(card: str, step: str = "") -> str:
    return f"/scorecards/cards/{card}" + (f"/{step}" if step else "")


def step_place(card: str, step: str) -> str:
    """Where a step is taken."""
    return place(card, "edit") if step == "EDIT" else f"{place(card)}#{step}"


def turn(card: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """See `steps.turn`; `data` has the viewer and the colleagues."""
    return steps.turn(
        card, data["viewer"], steps.colleagues_in(data), onward=ONWARD, kind="ScorecardAction",
        address=lambda name: step_place(card["id"], name),
    )  # fmt: skip


def waiting(lines: Iterable[Mapping[str, Any]], viewer: Mapping[str, Any]) -> list[Json]:
    """The values of lines that wait for the reader's side, each with whose turn it is, the earliest deadline first."""
    found = [
        {"title": line["title"], "period": each["period"], "dueAt": each["dueAt"], "waitingOn": each["waitingOn"],
         **(values.waits({**each, "restatementOfferedBy": None}, viewer) or {})}
        for line in lines
        for each in line["waiting"]
        if viewer["side"] in each["waitingOn"]
    ]  # fmt: skip
    return sorted(found, key=lambda each: each["dueAt"] or "9999")


def next_date(card: Mapping[str, Any], side: str) -> Json | None:
    """What comes next on a card: somebody's deadline, or else the day on which its running period is counted."""
    if card["dueAt"]:
        return {"at": card["dueAt"], "waitingOn": card["waitingOn"], "is_deadline": bool(card["waitingOn"])}
    waits = [each for line in card["lines"] for each in line["waiting"] if each["dueAt"]]
    if waits:
        first = min(waits, key=lambda each: (side not in each["waitingOn"], each["dueAt"]))
        return {"at": first["dueAt"], "waitingOn": first["waitingOn"], "is_deadline": True}
    closing = [line["closesAt"] for line in card["lines"] if line["closesAt"]]
    return {"at": min(closing), "waitingOn": [], "is_deadline": False} if closing else None


def called(card: Mapping[str, Any]) -> str:
    """ "Good, 84" without its number: the word of where it stands."""
    return words.word(card["standing"], "Standing") if card["standing"] else ""
