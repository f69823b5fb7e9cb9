"""Whose turn a document is, for the reader, and where the step is taken."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.site import steps

Json = dict[str, Any]
ONWARD = ("ACCEPT", "CONFIRM", "UPLOAD", "REFUSE", "REPLACE")
"""The steps that move a document on, the best first."""


def turn(document: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """See `steps.turn`; `data` has the viewer and the colleagues."""
    return steps.turn(
        document, data["viewer"], steps.colleagues_in(data), onward=ONWARD,
        address=lambda name: f"/documents/{document['id']}#{name}", kind="DocumentAction",
    )  # fmt: skip
