"""Offering a lead: what is known of it, the partners that fit it best with reasons, and the offer to one of them."""

from starlette.datastructures import FormData

from frontend_stub.pages.opportunities.registering import CUSTOMER, codes
from frontend_stub.site import forms, i18n, returning, words
from frontend_stub.site.page import Json, Page, Visit, Who

OFFERS = "opportunity:offer"
PATH = "/opportunities/offer"
_ASKED = (
    forms.taking("name", "customer", "name", required=True),
    forms.taking("country", "customer", "country", required=True),
    *(forms.taking(each, "customer", each) for each in CUSTOMER[2:]),
    forms.taking("products", many=True),
    forms.taking("regions", read=codes, required=True),
)
"""What partners are compared by."""
_PLAIN = forms.Form(
    operation="OpportunityOfferLead",
    fields=(
        *_ASKED,
        forms.taking("estimate", "estimate", "amount", required=True, currency="estimateCurrency"),
        forms.taking("estimateCurrency", "estimate", "currency", required=True),
        forms.taking("expectedCloseOn", read=forms.calendar_day, required=True),
        forms.taking("externalId"),
        forms.taking("text"),
        forms.taking("partnerId", required=True),
    ),
    then=lambda payload: f"/opportunities/{payload['opportunity']['id']}",
)
_QUESTION = forms.Form(
    operation="OpportunityMatches", fields=_ASKED, then=forms.nowhere, asked_in=_PLAIN.operation
)  # fmt: skip


def _built(form: forms.Form) -> forms.Form:
    """Whoever chose no product is told so by the API, beside everything else."""

    def build(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
        variables, errors = forms.read(form, sent)
        variables["input"].setdefault("products", [])
        return variables, errors

    return forms.Form(
        operation=form.operation, fields=form.fields, then=form.then, asked_in=form.asked_in, build=build
    )  # fmt: skip


def _choices(visit: Visit, data: Json) -> Json:
    sold, partners = ((data[each] or {"nodes": []})["nodes"] for each in ("products", "partners"))
    return {
        "sold": [(each["code"], words.coded(each["name"], each["code"])) for each in sold if not each["endedAt"]],
        "firms": {each["id"]: each["name"] for each in partners},
        "countries": i18n.countries(),
        "may_offer": OFFERS in data["viewer"]["permissions"],
        "found": visit.answered,
        "others": max(0, visit.answered["compared"] - len(visit.answered["matches"])) if visit.answered else 0,
    }


PAGES = (
    Page(
        path=PATH, operation="OpportunityOfferNew", template="opportunities/offer.html", who=Who.STAFF,
        extras=_choices, forms=(_built(_PLAIN), _built(_QUESTION)),
        reads=(
            "viewer.permissions", *(f"products.nodes.{each}" for each in ("code", "name", "endedAt")),
            "partners.nodes.id", "partners.nodes.name",
        ),
    ),
)  # fmt: skip
