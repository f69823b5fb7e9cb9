"""Proposing a boundary: first its kind, then what it says; and other terms for one that is proposed."""

from typing import Any

from starlette.datastructures import FormData

from frontend_stub.site import forms, i18n, returning, words
from frontend_stub.site.page import Json, Page, Visit, Who, code


def _codes(raw: str) -> list[str]:
    """Codes with spaces or commas between them."""
    return raw.upper().replace(",", " ").split()


def _term(name: str, *path: str, **options: Any) -> forms.Field:
    return forms.taking(name, "terms", *(path or (name,)), **options)


TERMS = (
    _term("kind", required=True),
    _term("validFrom", read=forms.calendar_day, required=True),
    _term("validUntil", read=forms.calendar_day),
    _term("contractId"),
    _term("clauseKey"),
    _term("wording"),
    _term("regions", read=_codes),
    _term("products", read=_codes),
    _term("channels", many=True),
    _term("isPassiveWarned", read=forms.flag),
    _term("dealings", many=True),
    _term("minimum", "minimum", "amount", currency="minimumCurrency"),
    _term("minimumCurrency", "minimum", "currency"),
    _term("limit", "limit", "amount", currency="limitCurrency"),
    _term("limitCurrency", "limit", "currency"),
    _term("counted", many=True),
    _term("orderer"),
    _term("classes", many=True),
    _term("ndaContractId"),
)
_WHICH = (
    forms.taking("boundaryId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
    forms.taking("expectedDigest", required=True),
)


def _then(payload: Json) -> str:
    return f"/boundaries/{payload['boundary']['id']}"


def _form(operation: str, *fields: forms.Field) -> forms.Form:
    """An amount that is left empty is none, though its currency stands there."""
    plain = forms.Form(operation=operation, fields=(*fields, *TERMS), then=_then)

    def build(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
        variables, errors = forms.read(plain, sent)
        terms = variables["input"].setdefault("terms", {})
        for name in ("limit", "minimum"):
            if "amount" not in terms.get(name, {}):
                terms.pop(name, None)
        for name, needs in (("isPassiveWarned", "isPassiveWarned"), ("clauseKey", "contractId")):
            if not terms.get(needs):
                terms.pop(name, None)
        return variables, errors

    return forms.Form(operation=operation, fields=plain.fields, then=_then, build=build)


PROPOSE = _form("BoundaryPropose", forms.taking("partnerId"), forms.taking("replacesId"))
REVISE = _form("BoundaryRevise", *_WHICH)


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _asked(visit: Visit, data: Json) -> Json:
    """The kind that is chosen, the contracts that it may hang on, and today."""
    partner = data["partner"] if "partner" in data else next(iter((data["partners"] or {"nodes": []})["nodes"]), None)
    found = ((partner or {}).get("contracts") or {"nodes": []})["nodes"]
    return {
        "kind": code(visit, "kind", words.WORDS["BoundaryKind"]),
        "whose": partner,
        "contracts_": [(each["id"], f"{each['number']} · {each['title']}") for each in found if each["digest"]],
        "replaces": visit.query.get("replaces", ""),
        "clause": visit.query.get("clause", ""),
        "now": {
            **dict.fromkeys(("regions", "products", "wording", "limit", "minimum", "validUntil", "ndaContractId"), ""),
            **dict.fromkeys(("channels", "dealings", "classes"), ()),
            "counted": ["ORDERS"],
            "orderer": "PARTNER",
            "isPassiveWarned": False,
            "limitCurrency": "EUR",
            "minimumCurrency": "EUR",
            "contractId": visit.query.get("contract", ""),
            "validFrom": i18n.today(visit.now).isoformat(),
        },
        "may": "boundary:propose" in data["viewer"]["permissions"],
    }


def _revised(_visit: Visit, data: Json) -> Json:
    """What stands on the table is what the form begins with."""
    boundary = data["boundary"]
    found = ((boundary["partner"] or {}).get("contracts") or {"nodes": []})["nodes"]
    limit, minimum = boundary["limit"] or {}, boundary["minimum"] or {}
    return {
        "contracts_": [(each["id"], f"{each['number']} · {each['title']}") for each in found if each["digest"]],
        "now": {
            **{name: boundary[name] for name in _PLAIN},
            "regions": " ".join(boundary["regions"]), "products": " ".join(boundary["products"]),
            "validUntil": boundary["validUntil"] or "", "limit": limit.get("amount", ""),
            "limitCurrency": limit.get("currency", "EUR"), "minimum": minimum.get("amount", ""),
            "minimumCurrency": minimum.get("currency", "EUR"), "contractId": (boundary["contract"] or {}).get("id", ""),
            "ndaContractId": (boundary["protectedBy"] or {}).get("id", ""),
        },
    }  # fmt: skip


_PLAIN = ("validFrom", "wording", "channels", "isPassiveWarned", "dealings", "counted", "orderer", "classes")
_TAKEN_UP = (
    *_PLAIN, "regions", "products", "validUntil", "limit.amount", "limit.currency", "minimum.amount",
    "minimum.currency", "contract.id", "protectedBy.id",
)  # fmt: skip
_CONTRACTS = ("id", "number", "title", "digest")

PAGES = (
    Page(
        path="/boundaries/new",
        operation="BoundaryNew",
        template="boundaries/new.html",
        who=Who.PARTNERS,
        extras=_asked,
        forms=(PROPOSE,),
        reads=("viewer.permissions", *(f"partners.nodes.contracts.nodes.{each}" for each in _CONTRACTS),
               "partners.nodes.id", "partners.nodes.name"),
    ),
    Page(
        path="/partners/{id}/boundaries/new",
        operation="BoundaryNewFor",
        template="boundaries/new.html",
        who=Who.STAFF,
        variables=_one,
        required=("partner",),
        extras=_asked,
        forms=(PROPOSE,),
        reads=("viewer.permissions", *(f"partner.contracts.nodes.{each}" for each in _CONTRACTS),
               "partner.id", "partner.name"),
    ),
    Page(
        path="/boundaries/{id}/revise",
        operation="BoundaryOther",
        template="boundaries/revise.html",
        variables=_one,
        required=("boundary",),
        extras=_revised,
        forms=(REVISE,),
        reads=(*(f"boundary.partner.contracts.nodes.{each}" for each in _CONTRACTS),
               *(f"boundary.{each}" for each in _TAKEN_UP)),
    ),
)  # fmt: skip
