"""Whose turn a fee is, for the reader, and where the step is taken."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.site import steps
from frontend_stub.site.places import Place
from frontend_stub.site.words import term

ONWARD = ("APPROVE", "RELEASE", "PAY")
"""The steps that move a fee on, the best first."""
PLACE = Place(
    address=lambda fee, _side: f"/fees/{fee}",
    step=lambda fee, step, _side: f"/fees/{fee}#{step}",
    kind="FeeAction",
    acts={
        "APPROVE": term("fee act", "Approve the fee: %(what)s"),
        "RELEASE": term("fee act", "Review the held fee: %(what)s"),
        "PAY": term("fee act", "Pay the fee: %(what)s"),
    },
)


def turn(fee: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Any]:
    """See `steps.turn`; `data` has the viewer and the colleagues."""
    return steps.turn(
        fee, data["viewer"], steps.colleagues_in(data), onward=ONWARD,
        address=lambda name: f"/fees/{fee['id']}#{name}", kind="FeeAction",
    )  # fmt: skip
