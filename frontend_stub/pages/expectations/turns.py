"""Whose turn an expectation is, for the reader, and where its steps are taken."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.site import steps

Json = dict[str, Any]
ONWARD = ("AGREE", "REVISE", "DECLINE", "PROPOSE", "EDIT", "ATTEST")
"""The steps that move one on: the first one that is allowed is the main button."""


def place(expectation: str, step: str = "") -> str:
    return f"/expectations/{expectation}" + (f"/{step}" if step else "")


def step_place(expectation: str, step: str) -> str:
    """Where a step is taken."""
    return place(expectation, "edit") if step == "EDIT" else f"{place(expectation)}#{step}"


def turn(expectation: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """See `steps.turn`; `data` has the viewer and the colleagues."""
    return steps.turn(
        expectation, data["viewer"], steps.colleagues_in(data), onward=ONWARD, kind="ExpectationAction",
        address=lambda name: step_place(expectation["id"], name),
    )  # fmt: skip
