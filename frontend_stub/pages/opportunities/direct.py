"""Deals of the company itself: the list with the form that writes one down, and each with what was done for it."""

from starlette.datastructures import FormData

from frontend_stub.pages.opportunities.registering import CUSTOMER, codes
from frontend_stub.site import forms, i18n, returning, steps, words
from frontend_stub.site.page import Json, Page, Visit, Who, code, paging
from frontend_stub.site.places import Place
from frontend_stub.site.words import Term, term

PATH = "/direct-deals"
SELLS = "direct:sell"
WORDS: dict[str, dict[str, Term]] = {
    "DirectDealStatus": {
        "OPEN": term("direct deal status", "Open"),
        "WON": term("direct deal status", "Won"),
        "LOST": term("direct deal status", "Lost"),
        "LAPSED": term("direct deal status", "Lapsed"),
    },
    "DirectDealAction": {
        "TOUCH": term("direct deal step", "Say what was done"),
        "WIN": term("direct deal step", "Win it"),
        "LOSE": term("direct deal step", "Lose it"),
    },
}
DONE = {
    "DirectDealOpen": term("done", "The direct deal is written down. Registrations of the same conflict with it."),
    "DirectDealTouch": term("done", "The activity is recorded. The deal lapses 60 days after it."),
    "DirectDealWin": term("done", "The direct deal is won. Partners can register the same again."),
    "DirectDealLose": term("done", "The direct deal is lost. Partners can register the same again."),
}
TONES = {"warn": ("LAPSED",)}
PLACE = Place(
    address=lambda deal, _side: f"{PATH}/{deal}",
    step=lambda deal, step, _side: f"{PATH}/{deal}#{step}",
    kind="DirectDealAction",
)


def _there(payload: Json) -> str:
    return f"{PATH}/{payload['directDeal']['id']}"


PLAIN = forms.Form(
    operation="DirectDealOpen",
    fields=(
        forms.taking("name", "customer", "name", required=True),
        forms.taking("country", "customer", "country", required=True),
        *(forms.taking(each, "customer", each) for each in CUSTOMER[2:]),
        forms.taking("products", many=True),
        forms.taking("regions", read=codes, required=True),
        forms.taking("estimate", "estimate", "amount", required=True, currency="estimateCurrency"),
        forms.taking("estimateCurrency", "estimate", "currency", required=True),
        forms.taking("text"),
    ),
    then=_there,
)


def _built(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """Whoever chose no product is told so by the API, beside everything else."""
    variables, errors = forms.read(PLAIN, sent)
    variables["input"].setdefault("products", [])
    return variables, errors


OPEN = forms.Form(operation=PLAIN.operation, fields=PLAIN.fields, then=PLAIN.then, build=_built)
_DEAL = (
    forms.taking("directDealId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
TOUCH = forms.Form(
    operation="DirectDealTouch", then=_there,
    fields=(*_DEAL, forms.taking("note", required=True), forms.taking("on", read=forms.calendar_day)),
)  # fmt: skip
WIN = forms.Form(operation="DirectDealWin", then=_there, fields=(*_DEAL, forms.taking("note")))
LOSE = forms.Form(operation="DirectDealLose", then=_there, fields=(*_DEAL, forms.taking("reason", required=True)))


def _list(visit: Visit) -> Json:
    """All of them, unless the reader asks for some."""
    wanted, status = visit.query.get("text", "").strip()[:200], code(visit, "status", WORDS["DirectDealStatus"])
    return paging(visit) | ({"text": wanted} if wanted else {}) | ({"statuses": [status]} if status else {})


def _choices(_visit: Visit, data: Json) -> Json:
    found = (data["products"] or {"nodes": []})["nodes"]
    return {
        "sold": [(each["code"], words.coded(each["name"], each["code"])) for each in found if not each["endedAt"]],
        "countries": [(key, name) for name, key in sorted((i18n.country(key), key) for key in i18n.COUNTRIES)],
        "may_sell": SELLS in data["viewer"]["permissions"],
    }


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _whole(_visit: Visit, data: Json) -> Json:
    deal = data["directDeal"]
    return {
        "can": {each: steps.standing(deal, each) for each in WORDS["DirectDealAction"]},
        "place": {"directDealId": deal["id"], "expectedVersion": deal["version"]},
    }


PAGES = (
    Page(
        path=PATH, operation="DirectDealList", template="opportunities/direct_deals.html", variables=_list,
        extras=_choices, who=Who.STAFF, forms=(OPEN,),
        reads=("viewer.permissions", *(f"directDeals.nodes.estimate.{each}" for each in ("amount", "currency")),
               *(f"products.nodes.{each}" for each in ("code", "name", "endedAt"))),
    ),
    Page(
        path=f"{PATH}/{{id}}", operation="DirectDealDetail", template="opportunities/direct_deal.html",
        variables=_one, required=("directDeal",), extras=_whole, who=Who.STAFF, forms=(TOUCH, WIN, LOSE),
        reads=(
            "directDeal.id", "directDeal.version", "directDeal.estimate.amount", "directDeal.estimate.currency",
            *(f"directDeal.availableActions.{each}" for each in ("name", "allowed", "blockedBy.message")),
        ),
    ),
)  # fmt: skip
