"""Registering a deal on one page of eight fields."""

from starlette.datastructures import FormData

from frontend_stub.site import forms, i18n, returning
from frontend_stub.site.page import Json, Page, Visit, Who

CUSTOMER = ("name", "country", "domain", "lei", "vatNumber", "registerNumber")


def codes(raw: str) -> list[str]:
    """Codes with spaces or commas between them."""
    return raw.upper().replace(",", " ").split()


PLAIN = forms.Form(
    operation="OpportunityRegister",
    fields=(
        forms.taking("name", "customer", "name", required=True),
        forms.taking("country", "customer", "country", required=True),
        *(forms.taking(each, "customer", each) for each in CUSTOMER[2:]),
        forms.taking("products", many=True),
        forms.taking("regions", read=codes, required=True),
        forms.taking("estimate", "estimate", "amount", required=True, currency="estimateCurrency"),
        forms.taking("estimateCurrency", "estimate", "currency", required=True),
        forms.taking("expectedCloseOn", read=forms.calendar_day, required=True),
        forms.taking("externalId"),
        forms.taking("text"),
    ),
    then=lambda payload: f"/opportunities/{payload['opportunity']['id']}",
)


def _built(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """Whoever chose no product is told so by the API, beside everything else."""
    variables, errors = forms.read(PLAIN, sent)
    variables["input"].setdefault("products", [])
    return variables, errors


REGISTER = forms.Form(operation=PLAIN.operation, fields=PLAIN.fields, then=PLAIN.then, build=_built)


def _choices(_visit: Visit, data: Json) -> Json:
    """What the company sells now, and the countries in the reader's language."""
    found = (data["products"] or {"nodes": []})["nodes"]
    return {
        "sold": [(each["code"], f"{each['name']} ({each['code']})") for each in found if not each["endedAt"]],
        "countries": [(key, name) for name, key in sorted((i18n.country(key), key) for key in i18n.COUNTRIES)],
        "may_register": "opportunity:register" in data["viewer"]["permissions"],
    }


PAGES = (
    Page(
        path="/opportunities/new",
        operation="OpportunityNew",
        template="opportunities/new.html",
        who=Who.PARTNERS,
        extras=_choices,
        forms=(REGISTER,),
        reads=("viewer.permissions", *(f"products.nodes.{each}" for each in ("code", "name", "endedAt"))),
    ),
)
