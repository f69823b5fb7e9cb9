"""The lines of a card as charts take them, how the card stands, and why it moved."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from frontend_stub.pages.measurements import values
from frontend_stub.site import i18n, words
from frontend_stub.site.charts import bullets, strips
from frontend_stub.site.charts.measured import Measured
from frontend_stub.site.charts.meters import Band, Standing
from frontend_stub.site.measures import Measure

Json = dict[str, Any]
RULE = "RULE"
FROZEN = frozenset({"CONTESTED", "DISPUTED"})
POINT = ("id", "period", "status", "value", "low", "high", "sampleSize", "verdict", "waitingOn", "dueAt")
AGREED = ("kind", "title", "unit", "decimals", "currency", "direction", "target", "tolerance", "floor")
"""What is read here of a value, and of what is promised."""


def measure(line: Mapping[str, Any]) -> Measure:
    unit = RULE if line["kind"] == RULE else line["unit"]
    return Measure(unit=unit, decimals=line["decimals"], direction=line["direction"], currency=line["currency"] or "")


def point(value: Mapping[str, Any] | None, line: Mapping[str, Any]) -> Measured:
    """One period of a line; without one, what is agreed alone."""
    found = values.point(value and {**value, "excluded": 0}, {**line, "definition": None})
    return replace(found, href=attested(line)) if line["kind"] == RULE else found


def attested(line: Mapping[str, Any]) -> str:
    """Where all stands that was said of a rule."""
    return f"/expectations/{line['expectationId']}#attested"


def line(it: Mapping[str, Any], viewer: Mapping[str, Any]) -> Json:
    """One line of a card, drawn, with what waits and whether it is contested."""
    newest, measured = it["newest"], measure(it)
    expectation = f"/expectations/{it['expectationId']}"
    waits = next((each for each in it["waiting"]), None)
    turn = values.waits({**waits, "restatementOfferedBy": None}, viewer) if waits else None
    is_contested = it["contested"] or bool(newest and newest["status"] in FROZEN)
    return {
        "it": it,
        "href": values.place(newest["id"]) if newest and it["kind"] != RULE else expectation,
        "at": bullets.bullet(point(newest, it), measured),
        "strip": strips.strip([point(each, it) for each in it["history"]], measured),
        "turn": turn,
        "value": measured.written(newest["value"]) if newest and newest["value"] is not None else "–",
        "moved": changed(it, it["change"]),
        "of_year": changed(it, it["changeOfYear"]),
        "year": _a_year_before(it),
        "contested": _contested(it) if is_contested and newest else "",
    }


def _contested(it: Mapping[str, Any]) -> str:
    return attested(it) if it["kind"] == RULE else f"{values.place(it['newest']['id'])}?lines=contested#lines"


def standing(card: Mapping[str, Any]) -> Standing:
    """The card at a glance."""
    trend, reason = moved(card["lines"])
    return Standing(
        bands=[
            Band(Decimal(each["since"]), Decimal(each["until"]), words.word(each["standing"], "Standing"),
                 words.tone(each["standing"], "Standing"))
            for each in card["bands"]
        ],
        score=values.number(card["score"]),
        standing=words.word(card["standing"], "Standing") if card["standing"] else "",
        covered=_covered(card), trend=trend, reason=reason,
    )  # fmt: skip


def _covered(card: Mapping[str, Any]) -> str:
    """How much of the card has no score; "" where all has one."""
    if not card["unscored"] or card["coveredWeight"] is None:
        return ""
    told = {
        "num": i18n.number(card["unscored"]), "of": i18n.number(len(card["lines"])),
        "weight": i18n.number(card["coveredWeight"]),
    }  # fmt: skip
    return i18n.ngettext(
        "%(num)s of %(of)s lines not scored, %(weight)s of 100 weight",
        "%(num)s of %(of)s lines not scored, %(weight)s of 100 weight",
        card["unscored"],
    ) % told  # fmt: skip


def moved(found: Iterable[Mapping[str, Any]]) -> tuple[str, str]:
    """The change of a line that chance does not explain, and its words: worse ones first, then the heaviest."""
    clear = [each for each in found if each["change"]["trend"] in {"WORSE", "BETTER"}]
    if not clear:
        return "", ""
    first = min(clear, key=lambda each: (each["change"]["trend"] == "BETTER", -Decimal(each["weight"])))
    said = (
        i18n.pgettext("trend", "%(line)s: worse than the period before by %(difference)s")
        if first["change"]["trend"] == "WORSE"
        else i18n.pgettext("trend", "%(line)s: better than the period before by %(difference)s")
    )
    if first["kind"] == RULE:
        return first["change"]["trend"], _ruled(first)
    return first["change"]["trend"], said % {"line": first["title"], "difference": difference(first, first["change"])}


def _ruled(line: Mapping[str, Any]) -> str:
    if line["change"]["trend"] == "WORSE":
        return i18n.pgettext("trend", "%(line)s: no longer met") % {"line": line["title"]}
    return i18n.pgettext("trend", "%(line)s: met again") % {"line": line["title"]}


def changed(of: Mapping[str, Any], change: Mapping[str, Any]) -> str:
    """How a value moved, in the words of a table that says since when."""
    if of["kind"] == RULE:
        kept = {"BETTER": i18n.pgettext("trend", "Met again"), "WORSE": i18n.pgettext("trend", "No longer met")}
        return kept.get(change["trend"], "–")
    match change["trend"]:
        case "BETTER":
            return i18n.pgettext("trend", "Better by %(difference)s") % {"difference": difference(of, change)}
        case "WORSE":
            return i18n.pgettext("trend", "Worse by %(difference)s") % {"difference": difference(of, change)}
        case "UNCLEAR":
            return i18n.pgettext("trend", "No clear change")
        case "NEW_DEFINITION":
            return i18n.pgettext("trend", "Measured in another way then")
    return "–"


def _a_year_before(of: Mapping[str, Any]) -> str:
    """How a value compares with the same period a year before; "" where nothing is compared."""
    change = of["changeOfYear"]
    if of["kind"] == RULE:
        return ""
    told = {
        "BETTER": i18n.pgettext("trend", "Better than in the same period a year before by %(difference)s."),
        "WORSE": i18n.pgettext("trend", "Worse than in the same period a year before by %(difference)s."),
        "UNCLEAR": i18n.pgettext("trend", "No clear change against the same period a year before."),
    }
    return told.get(change["trend"], "") % {"difference": difference(of, change)}


def difference(of: Mapping[str, Any], change: Mapping[str, Any]) -> str:
    """How far a value moved; points, where it is a percentage."""
    far = abs(Decimal(change["difference"] or "0"))
    if measure(of).unit != "PERCENT":
        return measure(of).written(far)
    return i18n.ngettext("%(num)s point", "%(num)s points", int(far)) % {"num": i18n.number(round(far, 1))}


def reads(place: str) -> tuple[str, ...]:
    """What `line` and `standing` read of a card at a place."""
    lines = f"{place}.lines"
    return (
        *(f"{place}.{each}" for each in ("score", "standing", "coveredWeight", "unscored")),
        *(f"{place}.bands.{each}" for each in ("since", "until", "standing")),
        *(f"{lines}.{each}" for each in (*AGREED, "expectationId", "weight", "contested", "closesAt")),
        *(f"{lines}.{of}.{each}" for of in ("change", "changeOfYear") for each in ("trend", "difference")),
        *(f"{lines}.{of}.{each}" for of in ("newest", "history", "waiting") for each in POINT),
    )  # fmt: skip
