"""By which numbers a partner knows the company's products: its own page, and the company's for each partner."""

from frontend_stub.site import forms, words
from frontend_stub.site.page import Json, Page, Visit, paging

PATH = "/product-numbers"
SETS = "product:number"
LONGEST = 200
"""Characters of what an address names."""
_PLACE = (
    forms.taking("productNumberId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)


def _list(visit: Visit) -> Json:
    wanted = visit.query.get("partner", "")[:LONGEST]
    return ({"partner": wanted} if wanted else {}) | paging(visit)


def _shown(visit: Visit, data: Json) -> Json:
    """Whose numbers these are is chosen by the company alone."""
    mine, chosen = data["viewer"]["side"], visit.query.get("partner", "")[:LONGEST]
    partners, found = ((data[each] or {"nodes": []})["nodes"] for each in ("partners", "productsCarried"))
    is_one = mine == "PARTNER" or bool(chosen)
    return {
        "mine": mine,
        "is_one": is_one,
        "firms": [(each["id"], each["name"]) for each in partners] if mine == "HOST" else [],
        "whose": next((each["name"] for each in partners if each["id"] == chosen), ""),
        "given": {"partnerId": chosen} if mine == "HOST" else {},
        "choices": [(each["id"], words.coded(each["name"], each["code"])) for each in found],
        "may_set": is_one and SETS in data["viewer"]["permissions"],
    }


def _there(payload: Json) -> str:
    return f"{PATH}/{payload['productNumber']['id']}"


def _back(payload: Json) -> str:
    partner = payload["productNumber"]["partner"]
    return f"{PATH}?partner={partner['id']}" if partner else PATH


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _whole(_visit: Visit, data: Json) -> Json:
    one = data["productNumber"]
    mine, partner = data["viewer"]["side"], one["partner"]
    return {
        "mine": mine,
        "may_set": SETS in data["viewer"]["permissions"],
        "list": f"{PATH}?partner={partner['id']}" if mine == "HOST" and partner else PATH,
        "place": {"productNumberId": one["id"], "expectedVersion": one["version"]},
    }


SET = forms.Form(
    operation="ProductNumberSet", then=_back,
    fields=(
        forms.taking("partnerId"), forms.taking("productId", required=True), forms.taking("number", required=True),
    ),
)  # fmt: skip
CHANGE = forms.Form(
    operation="ProductNumberChange", then=_there, fields=(*_PLACE, forms.taking("number", required=True))
)
REMOVE = forms.Form(operation="ProductNumberRemove", then=_back, fields=_PLACE)
PAGES = (
    Page(
        path=PATH, operation="ProductNumberList", template="opportunities/product_numbers.html", variables=_list,
        extras=_shown, forms=(SET,),
        reads=(
            "viewer.permissions", "partners.nodes.id", "partners.nodes.name",
            *(f"productsCarried.nodes.{each}" for each in ("id", "code", "name")),
        ),
    ),
    Page(
        path=f"{PATH}/{{id}}", operation="ProductNumberDetail", template="opportunities/product_number.html",
        variables=_one, required=("productNumber",), extras=_whole, forms=(CHANGE, REMOVE),
        reads=(
            "viewer.permissions", "productNumber.id", "productNumber.version", "productNumber.partner.id",
        ),
    ),
)  # fmt: skip
