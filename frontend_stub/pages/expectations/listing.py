"""What each side owes the other, in two groups, each line with its newest value and whose turn it is."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.expectations import turns
from frontend_stub.pages.measurements import values
from frontend_stub.site import i18n, steps, words
from frontend_stub.site.charts import bullets, strips
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, code, paging

FEW = 10
"""Of each group where both are shown; one group alone is paged."""
SIDES = ("PARTNER", "HOST")


def _variables(visit: Visit) -> Json:
    chosen: Json = {"status": {"notIn": ["RETIRED"]}}
    if status := code(visit, "status", words.WORDS["ExpectationStatus"]):
        chosen["status"] = {"in": [status]}
    if kind := code(visit, "kind", words.WORDS["ExpectationKind"]):
        chosen["kind"] = kind
    if side := code(visit, "waitingOn", words.WORDS["Side"]):
        chosen["waitingOn"] = side
    if partner := visit.query.get("partner", "").strip():
        chosen["partnerId"] = partner
    first = code(visit, "obligor", words.WORDS["Side"])
    page = paging(visit) if first else {"first": FEW}
    first = first or SIDES[0]
    return page | {
        "filter": chosen | {"obligor": first},
        "others": chosen | {"obligor": SIDES[1] if first == SIDES[0] else SIDES[0]},
    }


def _groups(visit: Visit, data: Json) -> Json:
    """Both groups, or the one that is asked for; and the filters' choices."""
    mine = data["viewer"]["side"]
    theirs = "PARTNER" if mine == "HOST" else "HOST"
    alone = code(visit, "obligor", words.WORDS["Side"])
    found = [_group(data["expectations"], alone or SIDES[0], data)]
    if not alone:
        found.append(_group(data["rest"], SIDES[1], data))
    partners = (data.get("partners") or {}).get("nodes", [])
    return {
        "groups": found,
        "alone": alone,
        "sides": [(mine, _("My side")), (theirs, _("The other side"))],
        "firms": [(each["id"], each["name"]) for each in partners] if mine == "HOST" else [],
    }


def _group(found: Mapping[str, Any] | None, obligor: str, data: Json) -> Json:
    nodes = (found or {"nodes": []})["nodes"]
    return {
        "obligor": obligor,
        "title": _title(obligor, data),
        "is_there": found is not None,
        "lines": [_line(each, data) for each in nodes],
        "total": found["totalCount"] if found else 0,
        "info": found["pageInfo"] if found else None,
    }


def _title(obligor: str, data: Json) -> str:
    """Whose promises these are, as the reader sees it."""
    if obligor == data["viewer"]["side"]:
        return i18n.pgettext("expectations", "What you owe") if obligor == "HOST" else _("What you owe the company")
    return _("What partners owe you") if obligor == "PARTNER" else _("What the company owes you")


def _line(it: Mapping[str, Any], data: Json) -> Json:
    """One expectation with its newest value; a promise that is not measured has none."""
    periods = (it["measurements"] or {"nodes": []})["nodes"]
    newest, measure = values.newest(periods), values.measure(it)
    point = values.point(newest, it)
    waiting = next((each for each in periods if each["waitingOn"]), None)
    side = data["viewer"]["side"]
    return {
        "it": it,
        "href": turns.place(it["id"]),
        "newest": newest,
        "at": bullets.bullet(point, measure) if measure and newest else None,
        "strip": strips.strip([values.point(each, it) for each in reversed(periods)], measure) if measure else None,
        "target": measure.agreed(it["target"]) if measure and it["target"] is not None else "",
        "turn": (values.waits(waiting, data["viewer"]) if waiting else None) or turns.turn(it, data),
        "note": _note(it, newest, side),
    }


def _note(it: Mapping[str, Any], newest: Mapping[str, Any] | None, side: str) -> str:
    told = [it["partner"]["name"]] if it["partner"] and side == "HOST" else []
    if it["status"] != "ACTIVE":
        told.append(words.word(it["status"], "ExpectationStatus"))
    if newest:
        told.append(newest["period"])
    return " · ".join(told)


def _reads(root: str) -> tuple[str, ...]:
    own = ("id", "title", "status", "dueAt", "partner.name", "partner.zone", *values.MEASURE)
    return (
        *steps.reads(f"{root}.nodes"), *(f"{root}.nodes.{each}" for each in own),
        *(f"{root}.nodes.measurements.nodes.{each}" for each in values.POINT),
        f"{root}.totalCount", *(f"{root}.pageInfo.{each}" for each in (
            "hasNextPage", "hasPreviousPage", "startCursor", "endCursor",
        )),
    )  # fmt: skip


PAGES = (
    Page(
        path="/expectations",
        operation="ExpectationList",
        template="expectations/list.html",
        variables=_variables,
        extras=_groups,
        reads=(
            *_reads("expectations"),
            *_reads("rest"),
            "partners.nodes.id",
            "partners.nodes.name",
            "viewer.permissions",
        ),
    ),
)
