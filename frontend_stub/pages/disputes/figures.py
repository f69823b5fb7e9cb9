"""What the disputes of a year come to: by reason, cause, level and outcome, and what partners have complained of."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from frontend_stub.pages.disputes.listing import level
from frontend_stub.site import words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.i18n import ngettext, number
from frontend_stub.site.page import Json, Page, Visit

Figure = Mapping[str, Any]
FIRST_YEAR, YEARS, MAIN = 2000, 5, 3
"""The first year that can be asked for; how many years the page offers, and how many main reasons it names."""


def _year(visit: Visit) -> int:
    asked, today = visit.query.get("year", "").strip(), datetime.now(UTC).year
    wanted = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == len("2026") else today
    return wanted if FIRST_YEAR <= wanted <= today else today


def _variables(visit: Visit) -> Json:
    year, partner = _year(visit), visit.query.get("partner", "").strip()
    return {"period": {"since": f"{year}-01-01", "until": f"{year}-12-31"}, "partner": partner or None}


def _shown(visit: Visit, data: Json) -> Json:
    today, mine = datetime.now(UTC).year, data["viewer"]["side"]
    all_, complaints = data["all"] or NOTHING, data["complaints"] or NOTHING
    partners = (data["partners"] or {"nodes": []})["nodes"]
    return {
        "year": str(_year(visit)),
        "years": [(str(each), str(each)) for each in range(today, today - YEARS, -1)],
        "firms": [(each["id"], each["name"]) for each in partners] if mine == "HOST" else [],
        "whole": _of(all_["figures"], "ALL"),
        "tables": [part for part in _tables(all_["figures"]) if part[2]],
        "in_time": [
            (_who(each["side"], mine), each["number"], each["share"]) for each in all_["punctuality"] if each["number"]
        ],
        "complained": _complained(complaints["figures"]),
    }  # fmt: skip


NOTHING: Json = {"figures": [], "punctuality": []}


def _who(side: str, mine: str) -> str:
    return _("My side") if side == mine else _("The other side")


def _of(found: Iterable[Figure], dimension: str) -> list[Figure]:
    return [each for each in found if each["dimension"] == dimension]


def _tables(found: list[Figure]) -> list[tuple[str, str, list[tuple[str, Figure]]]]:
    """What each table is called, the head of its first column, and its rows by name."""
    return [
        (title, head, [(_named(each), each) for each in _of(found, dimension)])
        for title, head, dimension in (
            (_("By reason"), _("Reason"), "REASON"), (_("By cause"), _("Cause"), "CAUSE"),
            (_("By level"), _("Level"), "LEVEL"), (_("By outcome"), _("Outcome"), "OUTCOME"),
        )
    ]  # fmt: skip


def _named(one: Figure) -> str:
    if one["dimension"] == "CAUSE" and not one["key"]:
        return _("Not recorded")
    if one["dimension"] == "LEVEL":
        return level(one["key"])
    kind = {"REASON": "DisputeReasonCode", "CAUSE": "CauseCategory", "OUTCOME": "DisputeOutcome"}[one["dimension"]]
    return words.word(one["key"], kind)


def _complained(found: list[Figure]) -> list[tuple[str, str]]:
    """What has to be told of complaints each year: how many, of what, how long they took, and how they ended."""
    whole = _of(found, "ALL")[:1]
    if not whole or not whole[0]["number"]:
        return []
    days = whole[0]["toEnd"]["mean"]
    reasons, outcomes = _of(found, "REASON")[:MAIN], _of(found, "OUTCOME")
    return [
        (_("Number of disputes"), number(whole[0]["number"])),
        (_("Main reasons"), " · ".join(_counted(each) for each in reasons)),
        (_("Average days until the end"), number(days) if days else _("None has ended.")),
        (_("How they ended"), " · ".join(_counted(each) for each in outcomes)),
    ]


def _counted(one: Figure) -> str:
    many = one["number"]
    told = {"what": _named(one), "num": number(many)}
    return ngettext("%(what)s: %(num)s dispute", "%(what)s: %(num)s disputes", many) % told


FIGURES = (
    "dimension", "key", "number", "ended", *(f"{days}.{each}" for days in ("toAnswer", "toEnd")
                                              for each in ("median", "mean")),
    *(f"sums.{part}.{each}" for part in ("claimed", "conceded", "decided") for each in ("amount", "currency")),
)  # fmt: skip
PAGES = (
    Page(
        path="/disputes/figures",
        operation="DisputeFigures",
        template="disputes/figures.html",
        variables=_variables,
        extras=_shown,
        reads=(
            *(f"{root}.figures.{each}" for root in ("all", "complaints") for each in FIGURES),
            "all.punctuality.side", "all.punctuality.number", "all.punctuality.share", "partners.nodes.id",
            "partners.nodes.name",
        ),
    ),
)  # fmt: skip
