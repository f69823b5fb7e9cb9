"""Values of measurements as charts and lists take them, and whose turn one is."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from frontend_stub.site import steps
from frontend_stub.site.charts.measured import Measured
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.measures import Measure

Json = dict[str, Any]
ONWARD = ("RULE_ON_FACTS", "RESTATE", "DECLINE_RESTATEMENT", "CONTEST", "ACKNOWLEDGE", "TURN_INTO_DISPUTE")
"""The steps that move a measurement on, the best first."""
POINT = (
    "id", "period", "status", "verdict", "value", "low", "high", "sampleSize", "excluded", "waitingOn",
    "restatementOfferedBy",
)  # fmt: skip
MEASURE = (
    "target", "tolerance", "floor", "currency",
    *(f"definition.{each}" for each in ("unit", "direction", "decimals", "digest")),
)  # fmt: skip
"""What is read here of a measurement, and of what is measured."""


def place(measurement: str, step: str = "") -> str:
    return f"/measurements/{measurement}" + (f"/{step}" if step else "")


def measure(expectation: Mapping[str, Any]) -> Measure | None:
    """In what it is measured; None for a rule."""
    definition = expectation["definition"]
    if definition is None:
        return None
    return Measure(
        unit=definition["unit"], decimals=definition["decimals"], direction=definition["direction"],
        currency=expectation["currency"] or "",
    )  # fmt: skip


def point(measurement: Mapping[str, Any] | None, expectation: Mapping[str, Any], **more: Any) -> Measured:
    """One period; without one, what is agreed alone."""
    agreed: Json = {
        "target": number(expectation["target"]), "tolerance": number(expectation["tolerance"]) or Decimal(0),
        "floor": number(expectation["floor"]),
    }  # fmt: skip
    if measurement is None:
        return Measured(name="", status="COLLECTING", **agreed)
    counted: Json = {"met": measurement["sampleSize"] or 0, "excluded": measurement["excluded"] or 0}
    return Measured(
        name=measurement["period"], value=number(measurement["value"]), low=number(measurement["low"]),
        high=number(measurement["high"]), verdict=measurement["verdict"] or "", status=measurement["status"],
        definition=(expectation["definition"] or {}).get("digest", ""), href=place(measurement["id"]),
        **agreed, **(counted | more),
    )  # fmt: skip


def number(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


def newest(measurements: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """Of measurements, the newest first, the one to look at: the newest with a value; else the newest."""
    found = [each for each in measurements if each["status"] not in {"RESTATED", "VOID"}]
    return next((each for each in found if each["value"] is not None), found[0] if found else None)


def waits(measurement: Mapping[str, Any], viewer: Mapping[str, Any]) -> Json | None:
    """Whose turn a measurement on a list is; None where nobody has to act. Who may only read has none."""
    if not measurement["waitingOn"]:
        return None
    if viewer["side"] not in measurement["waitingOn"]:
        return {"kind": "OTHER"}
    step, verb, needs = "", _("Review the value"), {"measurement:acknowledge", "measurement:contest"}
    if measurement["status"] == "CONTESTED":
        step, verb, needs = "answer", _("Answer the contested lines"), {"measurement:answer"}
    elif measurement["restatementOfferedBy"]:
        verb, needs = _("Review the late facts"), {"measurement:restate"}
    if needs.isdisjoint(viewer["permissions"]):
        return {"kind": "SIDE", "who": ""}
    return {"kind": "ACT", "href": place(measurement["id"], step), "verb": verb}


def turn(measurement: Mapping[str, Any], data: Mapping[str, Any]) -> Json:
    """See `steps.turn`; `data` has the viewer and the colleagues."""
    return steps.turn(
        measurement, data["viewer"], steps.colleagues_in(data), onward=ONWARD, kind="MeasurementAction",
        address=lambda name: step_place(measurement["id"], name),
    )  # fmt: skip


def step_place(measurement: str, step: str) -> str:
    """Where a step is taken."""
    return place(measurement, "answer") if step == "RULE_ON_FACTS" else f"{place(measurement)}#{step}"


def called(expectation: Mapping[str, Any] | None) -> str:
    return str(expectation["title"]) if expectation else ""
