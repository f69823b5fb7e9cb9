"""Whose turn an opportunity is, for the reader, and where the step is taken."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.site import steps

Json = dict[str, Any]
ONWARD = (
    "REGISTER", "OFFER", "ACCEPT", "DECLINE", "APPROVE", "GIVE_INFO", "SPLIT", "AWARD_HERE", "EXTEND",
    "REFUSE_EXTENSION", "WIN", "ASK_EXTENSION", "REJECT",
)  # fmt: skip
"""The steps that move an opportunity on, the best first."""
ASKED = ("EXTEND", "REFUSE_EXTENSION")
"""What the company does once it is asked for more time, and not before."""


def turn(opportunity: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """See `steps.turn`; `data` has the viewer and the colleagues."""
    return steps.turn(
        opportunity, data["viewer"], steps.colleagues_in(data), onward=ONWARD,
        address=lambda name: f"/opportunities/{opportunity['id']}#{name}", kind="OpportunityAction",
    )  # fmt: skip
