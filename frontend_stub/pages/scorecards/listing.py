"""All cards: whose turn each is, how it stands, what comes next; for the company also partners by lines."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from frontend_stub.pages.measurements import values
from frontend_stub.pages.scorecards import lines, turns
from frontend_stub.site import steps, words
from frontend_stub.site.charts.heat import Cell, HeatMap, Row
from frontend_stub.site.charts.measured import Measured
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.measures import Measure
from frontend_stub.site.page import Json, Page, Visit, code, paging

SIZE, COLUMNS = 20, 8
"""Cards of a page: each with its lines; and columns of the map, the most common lines."""


def _variables(visit: Visit) -> Json:
    chosen: Json = {"status": {"notIn": ["RETIRED"]}}
    if status := code(visit, "status", words.WORDS["ScorecardStatus"]):
        chosen["status"] = {"in": [status]}
    for name, kind in (("obligor", "Side"), ("standing", "Standing"), ("waitingOn", "Side")):
        if found := code(visit, name, words.WORDS[kind]):
            chosen[name] = found
    if partner := visit.query.get("partner", "").strip():
        chosen["partnerId"] = partner
    return paging(visit, SIZE) | {"filter": chosen}


def _shown(_visit: Visit, data: Json) -> Json:
    side = data["viewer"]["side"]
    other = "PARTNER" if side == "HOST" else "HOST"
    found = (data["scorecards"] or {"nodes": []})["nodes"]
    return {
        "cards": [_card(each, data) for each in found],
        "heat": _heat(found) if side == "HOST" else None,
        "sides": [(side, _("My side")), (other, _("The other side"))],
        "firms": [(each["id"], each["name"]) for each in (data["partners"] or {"nodes": []})["nodes"]]
        if side == "HOST"
        else [],
        "may_propose": "expectation:propose" in data["viewer"]["permissions"],
    }


def _card(card: Mapping[str, Any], data: Json) -> Json:
    side, partner = data["viewer"]["side"], card["partner"]
    is_agreed = card["status"] == "AGREED"
    waits = turns.waiting(card["lines"], data["viewer"]) if is_agreed else []
    worst = next((each for each in card["lines"] if each["newest"]), None) if is_agreed else None
    return {
        "it": card,
        "href": f"/scorecards/{partner['id']}" if is_agreed and partner else turns.place(card["id"]),
        "whose": _whose(card["obligor"], side),
        "standing": turns.called(card),
        "turn": waits[0] if waits else turns.turn(card, data),
        "next": turns.next_date(card, side),
        "worst": {"title": worst["title"], "point": lines.point(worst["newest"], worst),
                  "measure": lines.measure(worst)} if worst else None,
    }  # fmt: skip


def _whose(obligor: str, side: str) -> str:
    return _("Owed by us") if obligor == side else _("Owed to us")


def _heat(found: Iterable[Mapping[str, Any]]) -> HeatMap | None:
    """Partners by the most common lines of what they owe; None where there is nothing to compare."""
    cards = [each for each in found if (each["status"], each["obligor"]) == ("AGREED", "PARTNER") and each["partner"]]
    named = {line["code"]: line["title"] for card in cards for line in card["lines"]}
    common = [each for each, _count in Counter(line["code"] for card in cards for line in card["lines"]).most_common(
        COLUMNS
    )]  # fmt: skip
    rows = [
        Row(card["partner"]["name"], f"/scorecards/{card['partner']['id']}", _cells(card, common)) for card in cards
    ]
    return HeatMap([named[each] for each in common], rows) if rows and common else None


def _cells(card: Mapping[str, Any], common: Iterable[str]) -> list[Cell]:
    of = {line["code"]: line for line in card["lines"]}
    return [_cell(of.get(each)) for each in common]


def _cell(line: Mapping[str, Any] | None) -> Cell:
    if line is None:
        return Cell(None, Measure())
    at: Measured = lines.point(line["newest"], line)
    return Cell(at, lines.measure(line), values.number(line["score"]))


_LINES = "scorecards.nodes.lines"
PAGES = (
    Page(
        path="/scorecards",
        operation="ScorecardList",
        template="scorecards/list.html",
        variables=_variables,
        extras=_shown,
        reads=(
            *steps.reads("scorecards.nodes"), "viewer.permissions", "partners.nodes.id", "partners.nodes.name",
            *(f"scorecards.nodes.{each}" for each in (
                "id", "title", "obligor", "status", "dueAt", "standing", "score", "partner.id", "partner.name",
                "partner.zone",
            )),
            *(f"{_LINES}.{each}" for each in (*lines.AGREED, "expectationId", "code", "score", "closesAt")),
            *(f"{_LINES}.{of}.{each}" for of in ("newest", "waiting") for each in lines.POINT),
        ),
    ),
)  # fmt: skip
