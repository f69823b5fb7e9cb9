"""What waits, for this reader: what they can do, whom their side waits for, what the other side owes."""

from collections.abc import Iterable, Mapping
from typing import Any

from frontend_stub.site import places, steps

Json = dict[str, Any]
LONGEST_WORDS = 120
"""Of a task's words; the whole of them is a click away."""


def told(turns: Iterable[Mapping[str, Any]], data: Mapping[str, Any]) -> tuple[list[Json], list[Json]]:
    """The turns as lines of a list: those with something that the reader can do now, and all others."""
    lines = [line(turn, data) for turn in turns]
    return [each for each in lines if each["act"]], [each for each in lines if not each["act"]]


def line(turn: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """One turn: where it is shown, what the reader can do, or else who can and why the reader cannot."""
    side, task = data["viewer"]["side"], _task(turn)
    what = _first_words(task["text"]) if task else turn["title"] or turn["number"] or ""
    first = next((step for step in turn["next"] if step["allowed"]), None)
    act = places.act(turn["subject"], first["name"], what, side) if first and turn["subject"] else None
    shown = {"turn": turn, "task": task, **places.shown(turn["subject"], what, side), "act": act}
    return shown | ({"who": task["task"]["assigneeName"], "why": ""} if task else _waits(turn, what, data))


def _task(turn: Mapping[str, Any]) -> Json | None:
    """The note that asks somebody for something, where it is one that waits."""
    subject = turn["subject"] or {}
    return dict(subject) if subject.get("__typename") == "Note" and subject["task"] else None


def _first_words(text: str) -> str:
    line = text.strip().partition("\n")[0].strip()
    return line if len(line) <= LONGEST_WORDS else f"{line[:LONGEST_WORDS].rstrip()}…"


def _waits(turn: Mapping[str, Any], what: str, data: Mapping[str, Any]) -> Json:
    """`who` of the reader's side has the next step; `why` where something else stands in its way."""
    if not turn["next"]:
        # Nobody but the person can: an invitation is accepted by whom it was sent to.
        return {"who": what if (turn["subject"] or {}).get("__typename") == "Member" else "", "why": ""}
    open_ = next((step for step in turn["next"] if (step["blockedBy"] or {}).get("code") in steps.OPEN), None)
    if open_ is not None:
        return {"who": steps.who(open_, steps.colleagues_in(data)), "why": ""}
    return {"who": "", "why": (turn["next"][0]["blockedBy"] or {}).get("message", "")}
