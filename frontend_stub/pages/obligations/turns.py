"""Whose turn an obligation is, for the reader, where the step is taken, and who owes it to whom in their words."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.site import steps
from frontend_stub.site.i18n import gettext_ as _

Json = dict[str, Any]
ONWARD = ("CLAIM_DONE", "CONFIRM", "REFUSE", "AGREE", "DECLINE", "DEFAULT")
"""The steps that move an obligation on, the best first."""


def turn(obligation: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """See `steps.turn`; `data` has the viewer and the colleagues."""
    return steps.turn(
        obligation, data["viewer"], steps.colleagues_in(data), onward=ONWARD,
        address=lambda name: f"/obligations/{obligation['id']}#{name}", kind="ObligationAction",
    )  # fmt: skip


def whose(obligation: Mapping[str, Any], mine: str) -> str:
    """Who owes it, as the reader sees it."""
    return _("Owed by us") if obligation["obligor"] == mine else _("Owed to us")


def sides(mine: str) -> list[tuple[str, str]]:
    """Both sides, as the reader sees who owes."""
    other = "PARTNER" if mine == "HOST" else "HOST"
    return [(mine, _("Owed by us")), (other, _("Owed to us"))]
