"""Whose turn a boundary is, for the reader, and where the step is taken."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.site import steps

Json = dict[str, Any]
ONWARD = ("AGREE", "DECLINE", "END")
"""The steps that move a boundary on, the best first."""


def turn(boundary: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """See `steps.turn`; `data` has the viewer and the colleagues."""
    return steps.turn(
        boundary, data["viewer"], steps.colleagues_in(data), onward=ONWARD,
        address=lambda name: f"/boundaries/{boundary['id']}#{name}", kind="BoundaryAction",
    )  # fmt: skip
