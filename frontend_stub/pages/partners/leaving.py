"""Beginning an exit: first what follows from it, then the question; a page for the company and one for the partner."""

from frontend_stub.site import forms, steps
from frontend_stub.site.page import Json, Page, Visit, Who

RUNNING = frozenset({"SIGNED", "ACTIVE", "SUSPENDED", "NOTICE_GIVEN"})
FIELDS = (
    forms.taking("partnerId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
    forms.taking("endsOn", read=forms.calendar_day, required=True),
    forms.taking("arrangement", required=True),
)


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _follows(partner: Json | None, back: str) -> Json:
    """What goes on, what stands open and who loses their access when the partner leaves."""
    if partner is None:
        return {"partner": None, "back": back}
    contracts = partner["openContracts"] or {"nodes": [], "totalCount": 0}
    running = [each for each in contracts["nodes"] if each["status"] in RUNNING]
    return {
        "partner": partner,
        "back": back,
        "can": steps.standing(partner, "START_EXIT"),
        "running": len(running),
        "open_": len(contracts["nodes"]) - len(running),
        "listed": contracts["totalCount"] <= len(contracts["nodes"]),
        "disputes": (partner["disputes"] or {"totalCount": 0})["totalCount"],
        "deals": (partner["opportunities"] or {"totalCount": 0})["totalCount"],
        "people": (partner["members"] or {"totalCount": 0})["totalCount"],
    }


def _of_company(_visit: Visit, data: Json) -> Json:
    return _follows(data["partner"], f"/partners/{data['partner']['id']}/steps")


def _own(_visit: Visit, data: Json) -> Json:
    found = (data["partners"] or {"nodes": []})["nodes"]
    return _follows(next(iter(found), None), "/org/account")


def _reads(place: str) -> tuple[str, ...]:
    fields = (
        "id", "version", "name", "members.totalCount", "disputes.totalCount", "opportunities.totalCount",
        "openContracts.totalCount",
        "availableActions.name", "availableActions.allowed", "availableActions.blockedBy.message",
        *(f"openContracts.nodes.{name}" for name in ("id", "number", "title", "status", "endsOn")),
    )  # fmt: skip
    return tuple(f"{place}.{field}" for field in fields)


PAGES = (
    Page(
        path="/partners/{id}/exit",
        operation="PartnerLeaving",
        template="partners/leaving.html",
        who=Who.STAFF,
        variables=_one,
        required=("partner",),
        extras=_of_company,
        forms=(
            forms.Form(
                operation="PartnerStartExit", fields=FIELDS,
                then=lambda payload: f"/partners/{payload['partner']['id']}/steps",
            ),
        ),
        reads=_reads("partner"),
    ),
    Page(
        path="/org/account/exit",
        operation="OwnLeaving",
        template="partners/leaving.html",
        who=Who.PARTNERS,
        extras=_own,
        forms=(forms.Form(operation="PartnerStartExit", fields=FIELDS, then=lambda _payload: "/org/account"),),
        reads=_reads("partners.nodes"),
    ),
)  # fmt: skip
