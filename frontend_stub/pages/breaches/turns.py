"""Whose turn a breach is, where its steps are taken, and how far the value was off."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.measurements import values
from frontend_stub.site import steps
from frontend_stub.site.i18n import gettext_ as _

Json = dict[str, Any]
ONWARD = ("SUBMIT_PLAN", "VERIFY_CURE", "APPLY_CONSEQUENCE", "CLOSE", "NOTIFY", "REFUSE_PLAN")
"""The steps that move one on: the first one that is allowed is the main button."""


OPEN = frozenset({"DETECTED", "CURE_PERIOD", "CORRECTIVE_ACTION", "UNCURED"})


def place(breach: str, step: str = "") -> str:
    return f"/breaches/{breach}" + (f"#{step}" if step else "")


def turn(breach: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """See `steps.turn`; `data` has the viewer and the colleagues."""
    return steps.turn(
        breach, data["viewer"], steps.colleagues_in(data), onward=ONWARD, kind="BreachAction",
        address=lambda name: place(breach["id"], name),
    )  # fmt: skip


def row(breach: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """A breach on a list."""
    mine = data["viewer"]["side"]
    return {
        "it": breach,
        "href": place(breach["id"]),
        "title": called(breach),
        "turn": turn(breach, data),
        "off": off(breach),
        "whose": _("Owed by us") if breach["obligor"] == mine else _("Owed to us"),
        "partner": breach["partner"]["name"] if breach["partner"] and mine == "HOST" else "",
    }


def called(breach: Mapping[str, Any]) -> str:
    return values.called(breach["expectation"])


def off(breach: Mapping[str, Any]) -> str:
    """ "81.82%, agreed 95%", or what became of a rule; "" for a boundary."""
    if said := breach["attestation"]:
        return _ruled(said)
    measure = values.measure(breach["expectation"]) if breach["expectation"] else None
    if measure is None or breach["value"] is None or breach["target"] is None:
        return ""
    told = {"value": measure.written(breach["value"]), "target": measure.agreed(breach["target"])}
    return _("%(value)s, agreed %(target)s") % told


def _ruled(said: Mapping[str, Any]) -> str:
    if not said["isKept"]:
        return _("Stated as not met")
    if said["contestedAt"]:
        return _("Contested, and not confirmed again in time")
    return _("Not confirmed after the last day of the attestation")


def reads(place_: str) -> tuple[str, ...]:
    """What `row` reads of breaches at a place."""
    own = (
        "id",
        "status",
        "obligor",
        "value",
        "target",
        "dueAt",
        "occurrence",
        "partner.name",
        "partner.zone",
        "expectation.id",
        "expectation.title",
        "attestation.isKept",
        "attestation.contestedAt",
    )
    return (
        *steps.reads(place_), *(f"{place_}.{each}" for each in own),
        *(f"{place_}.expectation.{each}" for each in values.MEASURE),
    )  # fmt: skip
