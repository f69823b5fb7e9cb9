"""The first page: what one can do, what each side is waited for, the days that bind, what changed."""

from datetime import timedelta

from frontend_stub.pages.home import changes, turns
from frontend_stub.site import i18n, places, steps
from frontend_stub.site.page import Json, Page, Visit
from frontend_stub.site.words import term

COMING = timedelta(days=180)


def _window(visit: Visit) -> Json:
    today = visit.now.date()
    return {"from": today.isoformat(), "until": (today + COMING).isoformat()}


def _nodes(data: Json, root: str) -> list[Json]:
    """The rows of a root field; none where it could not be loaded."""
    return list((data[root] or {"nodes": []})["nodes"])


def _has_more(data: Json, root: str) -> bool:
    return bool(data[root] and data[root]["pageInfo"]["hasNextPage"])


def _lists(_visit: Visit, data: Json) -> Json:
    side = data["viewer"]["side"]
    acts, cannot = turns.told(_nodes(data, "mine"), data)
    waits = [*cannot, *(turns.line(turn, data) for turn in _nodes(data, "side"))]
    unread = {each["entry"]["id"] for each in _nodes(data, "unread") if each["entry"]}
    new, changed = changes.grouped(_nodes(data, "activity"), side, unread)
    own = next(iter(_nodes(data, "own")), None) if side == "PARTNER" else None
    return {
        "acts": acts,
        "waits": sorted(waits, key=lambda line: line["turn"]["dueAt"] or "9999"),
        "others": [turns.line(turn, data) for turn in _nodes(data, "other")],
        "account": own if own and own["id"] not in {each["turn"]["id"] for each in acts} else None,
        "coming": [
            {"date": each, **places.shown(each["subject"], each["title"] or "", side)}
            for each in _nodes(data, "bindingDays")
        ],
        "new": new,
        "changed": changed,
        "begin": _begin(data) if not (acts or waits or _nodes(data, "other") or _nodes(data, "bindingDays")) else [],
        "more": {name: _has_more(data, name) for name in ("mine", "side", "other")},
    }


BEGIN = (
    ("partner:create", "/partners/new", term("to begin with", "Add a partner")),
    ("partner:create", "/org/imports", term("to begin with", "Import a list of partners or people")),
    ("contract:draft", "/contracts/new", term("to begin with", "Draft a contract")),
    ("member:manage", "/org/members", term("to begin with", "Invite your colleagues")),
    ("document:upload", "/documents", term("to begin with", "See which documents are requested, or upload one")),
    ("activity:read", "/profile/notifications", term("to begin with", "Choose which emails you get")),
)
"""Where somebody begins for whom nothing is under way yet: (what they need for it, address, words)."""


def _begin(data: Json) -> list[tuple[str, str]]:
    held = data["viewer"]["permissions"]
    return [(href, i18n.pgettext(*said)) for permission, href, said in BEGIN if permission in held]


def _turn(root: str) -> tuple[str, ...]:
    fields = (
        "id", "title", "number", "waitingOn", "dueAt", "since", "standing", "otherwise", "partner.name", "partner.zone",
        "subject.id", "subject.period", "subject.measurement.period", "subject.dispute.id",
        "subject.text", "subject.authorName", "subject.task.assigneeName",
        "next.name", "next.allowed", "next.roles", "next.notFor", "next.blockedBy.code", "next.blockedBy.message",
    )  # fmt: skip
    return (*(f"{root}.nodes.{name}" for name in fields), f"{root}.pageInfo.hasNextPage")


PAGES = (
    Page(
        path="/",
        operation="Home",
        template="home/home.html",
        variables=_window,
        extras=_lists,
        reads=(
            "viewer.permissions", *steps.COLLEAGUES,
            *(read for root in ("mine", "side", "other") for read in _turn(root)),
            *(f"own.nodes.{name}" for name in ("id", "name", "status", "reason", "dueAt", "waitingOn", "zone")),
            *(f"bindingDays.nodes.{name}" for name in (
                "kind", "day", "title", "number", "subject.id", "subject.period", "subject.measurement.period",
                "partner.name",
            )),
            "unread.nodes.entry.id",
            *(f"activity.nodes.{name}" for name in (
                "id", "called", "subject.id", "subject.period", "subject.measurement.period", "partner.name",
                "sentence", "at", "name", "side", "isSystem", "note",
            )),
        ),
    ),
)  # fmt: skip
