"""Whose turn a partner's account is, for the reader, and where the step is taken."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.site import steps

Json = dict[str, Any]
ONWARD = (
    "APPROVE", "REQUEST_INFO", "REJECT", "RELEASE", "FINISH_EXIT", "CANCEL_EXIT", "APPLY", "SUPPLY_INFO",
    "AGREE_TO_STAY",
)  # fmt: skip
"""The steps that move an account on, the best first."""
ON_OVERVIEW = frozenset({"APPLY", "SUPPLY_INFO"})
"""What an organisation does on its own first page; all else it does on the page of its account."""


def turn(partner: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """See `steps.turn`; `data` has the viewer and the colleagues."""
    viewer = data["viewer"]
    return steps.turn(
        partner, viewer, steps.colleagues_in(data), onward=ONWARD, kind="PartnerAction",
        address=lambda name: address(partner["id"], name, viewer["side"]),
    )  # fmt: skip


def address(partner_id: str, step: str, side: str) -> str:
    """Where a step is taken."""
    if step in ON_OVERVIEW:
        return "/org#account"
    return f"{'/org/account' if side == 'PARTNER' else f'/partners/{partner_id}/steps'}#{step}"
