"""The opportunities in one list, first what waits for the reader's side: until when one has them, and what to do."""

from collections.abc import Sequence
from datetime import date, timedelta

from frontend_stub.pages.opportunities import turns
from frontend_stub.site import i18n, steps, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, code, paging

UNDECIDED = ["SUBMITTED", "INFO_REQUESTED", "CONFLICT"]
OPEN = ["DRAFT", "OFFERED", *UNDECIDED, "PROTECTED"]
SEVERAL = {"registered": [*UNDECIDED, "PROTECTED"], "undecided": UNDECIDED}
"""What may be chosen beside one status; nothing chosen: all that are open."""
ENDING = ("3", "14", "30")
"""Days within which a protection ends."""
MOST = 90
"""Days of a bar of the time left."""
FILTERS = (
    "text", "status", "waitingOn", "partner", "product", "ending", "stage", "currency", "closesFrom", "closesBefore",
)  # fmt: skip


def _list(visit: Visit) -> Json:
    """What is over is shown to whoever asks for it."""
    chosen: Json = {"statuses": _statuses(visit)}
    if side := code(visit, "waitingOn", words.WORDS["Side"]):
        chosen["waitingOn"] = side
    if stage := code(visit, "stage", words.WORDS["OpportunityStage"]):
        chosen["stages"] = [stage]
    for name, field in (("text", "text"), ("partner", "partnerId"), ("product", "product"), ("currency", "currency")):
        if wanted := visit.query.get(name, "").strip()[:200]:
            chosen[field] = wanted
    if days := code(visit, "ending", dict.fromkeys(ENDING)):
        chosen["expiresBefore"] = (visit.now + timedelta(days=int(days))).isoformat(timespec="seconds")
    limits = {part: day for part, name in LIMITS.items() if (day := _day(visit, name))}
    if limits:
        chosen["expectedCloseOn"] = limits
    return paging(visit) | {"filter": chosen, "orderBy": TURN if _is_in_turn(visit) else NEWEST}


TURN = {"field": "TURN", "direction": "ASC"}
NEWEST = {"field": "CREATED_AT", "direction": "DESC"}
LIMITS = {"gte": "closesFrom", "lt": "closesBefore"}


def _statuses(visit: Visit) -> list[str] | None:
    asked = visit.query.get("status", "")
    if asked in words.WORDS["OpportunityStatus"]:
        return [asked]
    return None if asked == "all" else SEVERAL.get(asked, OPEN)


def _is_in_turn(visit: Visit) -> bool:
    """Whether all that is listed waits for somebody; what is over is looked for by when it began."""
    return {*(_statuses(visit) or words.WORDS["OpportunityStatus"])} <= {*OPEN}


def _day(visit: Visit, name: str) -> str | None:
    try:
        return date.fromisoformat(visit.query.get(name, "")).isoformat()
    except ValueError:
        return None


def _shown(visit: Visit, data: Json) -> Json:
    found = (data["opportunities"] or {"nodes": []})["nodes"]
    mine = data["viewer"]["side"]
    other = "PARTNER" if mine == "HOST" else "HOST"
    partners, sold = ((data[each] or {"nodes": []})["nodes"] for each in ("partners", "products"))
    return {
        "turn": {each["id"]: turns.turn(each, data) for each in found},
        "parts": _parts(visit, found, mine),
        "mine": mine,
        "sides": [(mine, _("My side")), (other, _("The other side"))],
        "statuses": [
            ("registered", _("All registered")), ("undecided", _("Not decided yet")),
            ("all", _("Include ended ones")), *words.options("OpportunityStatus"),
        ],
        "ending": [(each, _("Within %(days)s days") % {"days": i18n.number(int(each))}) for each in ENDING],
        "firms": [(each["id"], each["name"]) for each in partners] if mine == "HOST" else [],
        "sold": [(each["code"], each["name"]) for each in sold],
        "filtered": any(visit.query.get(each) for each in FILTERS),
        "narrowed": _narrowed(visit),
        "may_register": "opportunity:register" in data["viewer"]["permissions"],
        "may_offer": mine == "HOST" and "opportunity:offer" in data["viewer"]["permissions"],
        "most": MOST,
    }  # fmt: skip


def _parts(visit: Visit, found: Sequence[Json], mine: str) -> list[tuple[str, set[str]]]:
    """The ids of what waits for the reader's side, and of what for the other alone; what is newest first, as it is."""
    if not _is_in_turn(visit):
        return [("", {each["id"] for each in found})]
    first = {each["id"] for each in found if mine in (each["waitingOn"] or ())}
    then = {each["id"] for each in found if each["waitingOn"]} - first
    rest = {each["id"] for each in found if not each["waitingOn"]}
    parts = ((_("Waiting for your side"), first), (_("Waiting for the other side"), then), ("", rest))
    return [part for part in parts if part[1]]


def _narrowed(visit: Visit) -> list[tuple[str, str, str]]:
    """What has no field of its own because one comes to it from the pipeline: name, value, and both in words."""
    found = []
    if stage := code(visit, "stage", words.WORDS["OpportunityStage"]):
        found.append(("stage", stage, words.word(stage, "OpportunityStage")))
    if currency := visit.query.get("currency", "").strip()[:200]:
        found.append(("currency", currency, currency))
    since, until = (_day(visit, name) for name in LIMITS.values())
    if since:
        found.append(
            ("closesFrom", since, i18n.filled(_("order expected on %(day)s or later"), {"day": i18n.day(since)}))
        )
    if until:
        found.append(("closesBefore", until, i18n.filled(_("order expected before %(day)s"), {"day": i18n.day(until)})))
    return found


PAGES = (
    Page(
        path="/opportunities",
        operation="OpportunityList",
        template="opportunities/list.html",
        variables=_list,
        extras=_shown,
        reads=(
            *steps.reads("opportunities.nodes"),
            *(f"opportunities.nodes.{each}" for each in ("id", "estimate.amount", "estimate.currency")),
            "partners.nodes.id", "partners.nodes.name", "products.nodes.code", "products.nodes.name",
            "viewer.permissions",
        ),
    ),
)  # fmt: skip
