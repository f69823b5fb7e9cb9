"""Whose turn an opportunity is, for the reader, and where the step is taken."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.site import steps
from frontend_stub.site.i18n import gettext_ as _

Json = dict[str, Any]
ONWARD = (
    "REGISTER", "OFFER", "ACCEPT", "DECLINE", "APPROVE", "GIVE_INFO", "SPLIT", "AWARD_HERE", "EXTEND",
    "REFUSE_EXTENSION", "WIN", "ASK_EXTENSION", "REJECT",
)  # fmt: skip
"""The steps that move an opportunity on, the best first."""
ASKED = ("EXTEND", "REFUSE_EXTENSION")
"""What the company does once it is asked for more time, and not before."""


def turn(opportunity: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """See `steps.turn`; `data` has the viewer and the colleagues. A conflict is decided by what its rules say."""
    here = f"/opportunities/{opportunity['id']}"
    told = steps.turn(
        opportunity, data["viewer"], steps.colleagues_in(data), onward=ONWARD,
        address=lambda name: f"{here}#{name}", kind="OpportunityAction",
    )  # fmt: skip
    if told["kind"] == "ACT" and opportunity["status"] == "CONFLICT":
        return {**told, "href": f"{here}#conflict", "verb": _("Decide the conflict")}
    return told
