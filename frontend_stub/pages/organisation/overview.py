"""The reader's own organisation at a glance: what needs somebody, who is there, and where its account stands."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from starlette.datastructures import FormData

from frontend_stub.pages.partners import turns
from frontend_stub.site import forms, returning, steps
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json, Page, Visit, nothing

HERE = "/org"
OLD = timedelta(days=365)
"""A secret that nobody exchanged for so long was seen by too many."""
SILENT = timedelta(days=90)
NEW = timedelta(days=7)
"""So long nobody is reminded of what was only just set up."""
BY_SECRET = frozenset({"BASIC", "POST"})

PLACE = (
    forms.taking("partnerId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)


def _own(_payload: Json) -> str:
    return HERE


def _answers(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """An answer to each open item; its field is named after the item."""
    variables, errors = forms.read(forms.Form(operation="PartnerSupplyInfo", fields=PLACE, then=_own), sent)
    given = [
        Line({"itemId": name.removeprefix("answer-"), "answer": forms.text(value)}, {"": name})
        for name, value in sent.multi_items()
        if name.startswith("answer-") and isinstance(value, str)
    ]
    errors += [
        returning.FieldError(f"answer-{each['itemId']}", _("This field is required."))
        for each in given
        if not each["answer"]
    ]
    variables.setdefault("input", {})["answers"] = given
    return variables, errors


def _nodes(data: Json, root: str) -> list[Json]:
    """The rows of a root field; none where the reader may not see it."""
    return list((data[root] or {"nodes": []})["nodes"])


def _task(kind: str, href: str, name: str, at: str = "") -> Json:
    return {"kind": kind, "href": href, "name": name, "at": at}


def _of_programs(data: Json, now: datetime) -> Iterator[Json]:
    for each in _nodes(data, "programs"):
        here, name = f"/org/clients/{each['id']}", each["name"]
        made, used = each["secretMadeAt"], each["lastUsedAt"]
        if each["disabledAt"]:
            continue
        if each["authentication"] in BY_SECRET and not made:
            yield _task("NO_SECRET", f"{here}/secret", name, each["createdAt"])
        elif each["authentication"] in BY_SECRET and _before(made, now - OLD):
            yield _task("OLD_SECRET", f"{here}/secret", name, made)
        if not used and _before(each["createdAt"], now - NEW):
            yield _task("NEVER_USED", here, name, each["createdAt"])
        elif used and _before(used, now - SILENT):
            yield _task("SILENT", here, name, used)


def _of_sign_in(data: Json, now: datetime) -> Iterator[Json]:
    for each in _nodes(data, "domains"):
        if not each["verifiedAt"]:
            yield _task("NOT_PROVEN", "/org/domains", each["domain"], each["createdAt"])
    for each in _nodes(data, "connections"):
        here = f"/org/connections/{each['id']}"
        if each["disabledAt"]:
            yield _task("SWITCHED_OFF", here, each["name"], each["disabledAt"])
        elif not any(domain["verifiedAt"] for domain in each["domains"]):
            yield _task("NO_DOMAIN", here, each["name"])
    for each in _nodes(data, "directories"):
        if each["endedAt"]:
            continue
        if not each["lastUsedAt"] and _before(each["createdAt"], now - NEW):
            yield _task("DIRECTORY_UNUSED", "/org/provisioning", each["name"], each["createdAt"])
        elif each["lastUsedAt"] and _before(each["lastUsedAt"], now - NEW):
            yield _task("DIRECTORY_SILENT", "/org/provisioning", each["name"], each["lastUsedAt"])


def _of_people(data: Json) -> Iterator[Json]:
    for each in _nodes(data, "authorities"):
        yield _task("AUTHORITY", f"/org/authorities/{each['id']}", (each["member"] or {"name": ""})["name"])
    administrators = data[_administrators(data)] or {"totalCount": 0}
    if administrators["totalCount"] == 1:
        yield _task("ALONE", "/org/members", "")
    for each in _nodes(data, "invited"):
        yield _task("INVITED", f"/org/members/{each['id']}", each["name"], each["invitedUntil"] or "")


def _before(text: str, limit: datetime) -> bool:
    return datetime.fromisoformat(text) < limit


def _administrators(data: Json) -> str:
    return "partnerAdministrators" if data["viewer"]["side"] == "PARTNER" else "companyAdministrators"


def _live(data: Json, root: str, end: str) -> int:
    return sum(not each[end] for each in _nodes(data, root))


def _at_a_glance(visit: Visit, data: Json) -> Json:
    viewer = data["viewer"]
    manages = "member:manage" in viewer["permissions"]
    own = next(iter(_nodes(data, "partners")), None) if viewer["side"] == "PARTNER" else None
    allowed = {each["name"] for each in own["availableActions"] if each["allowed"]} if own else set()
    tasks = [*_of_people(data), *_of_programs(data, visit.now), *_of_sign_in(data, visit.now)] if manages else []
    return {
        "own": own, "turn": turns.turn(own, data) if own else {"kind": ""},
        "can_apply": "APPLY" in allowed, "can_answer": "SUPPLY_INFO" in allowed, "manages": manages,
        "tasks": tasks, "administrators": _nodes(data, _administrators(data)),
        "counts": {
            "people": (data["people"] or {"totalCount": 0})["totalCount"],
            "programs": _live(data, "programs", "disabledAt"), "directories": _live(data, "directories", "endedAt"),
            "connections": _live(data, "connections", "disabledAt"), "domains": len(_nodes(data, "domains")),
        },
    }  # fmt: skip


PAGES = (
    Page(
        path=HERE,
        operation="OwnOrganisation",
        template="organisation/overview.html",
        variables=nothing,
        extras=_at_a_glance,
        forms=(
            forms.Form(operation="PartnerApply", fields=(*PLACE, forms.taking("consent", read=forms.flag)), then=_own),
            forms.Form(operation="PartnerSupplyInfo", fields=PLACE, then=_own, build=_answers),
        ),
        reads=(
            *steps.reads("partners.nodes"),
            *(f"partners.nodes.{name}" for name in (
                "id", "version", "status", "reason", "missingDocuments", "heldFor", "zone", "dueAt",
                "requestedItems.id",
                "requestedItems.question", "requestedItems.answer", "manager.name", "manager.email",
                "availableActions.name", "availableActions.allowed",
            )),
            *(f"programs.nodes.{name}" for name in (
                "id", "name", "authentication", "secretMadeAt", "createdAt", "lastUsedAt", "disabledAt",
            )),
            *(f"{root}.nodes.{name}" for root in ("partnerAdministrators", "companyAdministrators")
              for name in ("name", "email")),
            "partnerAdministrators.totalCount", "companyAdministrators.totalCount", "people.totalCount",
            "domains.nodes.domain", "domains.nodes.verifiedAt", "domains.nodes.createdAt",
            "connections.nodes.id", "connections.nodes.name", "connections.nodes.disabledAt",
            "connections.nodes.domains.verifiedAt", "directories.nodes.name", "directories.nodes.createdAt",
            "directories.nodes.lastUsedAt", "directories.nodes.endedAt", "authorities.nodes.id",
            "authorities.nodes.member.name", "invited.nodes.id", "invited.nodes.name", "invited.nodes.invitedUntil",
            "viewer.permissions", "viewer.signingAuthorities.limit.amount", "viewer.signingAuthorities.limit.currency",
        ),
    ),
)  # fmt: skip
