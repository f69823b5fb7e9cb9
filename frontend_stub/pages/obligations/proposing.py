"""Proposing an obligation: at a clause of a contract, on the whole of it, or on none."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.obligations import turns
from frontend_stub.site import forms
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit

LONGEST_LABEL, LONGEST_KEY = 80, 200
IN_FORCE = ("SIGNED", "ACTIVE", "SUSPENDED", "NOTICE_GIVEN")


def _variables(visit: Visit) -> Json:
    contract, partner = (visit.query.get(name, "") for name in ("contract", "partner"))
    return {"contract": contract, "partner": partner, "onContract": bool(contract), "withPartner": bool(partner)}


def _clauses(contract: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What of the contract can state it: (key, words)."""
    text = contract["currentVersion"]
    return [
        ("", _("The whole contract")),
        *((each["key"], _called(each)) for each in (text["clauses"] if text else ())),
    ]


def _called(clause: Mapping[str, Any]) -> str:
    called = f"{clause['number']} {clause['heading']}".strip() or str(clause["key"])
    return called if len(called) <= LONGEST_LABEL else f"{called[:LONGEST_LABEL]}…"


def _about(visit: Visit, data: Json) -> Json:
    """Where it is proposed: on a contract in force, between whom; and the choices of the form."""
    contract, mine = data.get("contract"), data["viewer"]["side"]
    partner = contract["partner"] if contract else data.get("partner")
    return {
        "place": contract if contract and contract["status"] in IN_FORCE else None,
        "closed": contract if contract and contract["status"] not in IN_FORCE else None,
        "clauses": _clauses(contract) if contract else [],
        "clause": visit.query.get("clause", "")[:LONGEST_KEY],
        "world": partner,
        "choices": [(each["id"], each["name"]) for each in (data["partners"] or {"nodes": []})["nodes"]],
        "owing": turns.sides(mine),
        "mine": mine,
        "may_propose": "obligation:propose" in data["viewer"]["permissions"],
    }


PROPOSE = forms.Form(
    operation="ObligationPropose",
    fields=(
        forms.taking("partnerId"),
        forms.taking("contractId"),
        forms.taking("expectedDigest"),
        forms.taking("clauseKey"),
        forms.taking("obligor", required=True),
        forms.taking("title", required=True),
        forms.taking("text", required=True),
        forms.taking("dueOn", read=forms.calendar_day, required=True),
        forms.taking("repeats"),
        forms.taking("repeatsUntil", read=forms.calendar_day),
        forms.taking("leadDays", read=forms.integer),
        forms.taking("cureDays", read=forms.integer),
        forms.taking("survives", read=forms.flag),
    ),
    then=lambda payload: f"/obligations/{payload['obligation']['id']}",
)

PAGES = (
    Page(
        path="/obligations/new",
        operation="ObligationNew",
        template="obligations/new.html",
        variables=_variables,
        extras=_about,
        forms=(PROPOSE,),
        reads=(
            "viewer.permissions",
            *(f"contract.{field}" for field in ("id", "number", "title", "digest", "status")),
            "contract.partner.id",
            "contract.partner.name",
            *(f"contract.currentVersion.clauses.{field}" for field in ("key", "number", "heading")),
            "partner.id",
            "partner.name",
            "partners.nodes.id",
            "partners.nodes.name",
        ),
    ),
)
