"""Registering a deal on one page of eight fields."""

import re

from starlette.datastructures import FormData

from frontend_stub.site import forms, i18n, returning
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit, Who

CUSTOMER = ("name", "country", "domain", "lei", "vatNumber", "registerNumber")


OWN_NUMBERS = "ownNumbers"
_SEVERAL = re.compile(r'[^\S\n]*(?:"((?:[^"]|"")+)"[^\S\n]*(?=[,;\n]|$)|([^,;\n]+))')
CARRYING = ("RESELLER", "DISTRIBUTION", "FRAMEWORK")
"""Contracts under which something is sold."""


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
        forms.taking("contractId"),
    ),
    then=lambda payload: f"/opportunities/{payload['opportunity']['id']}",
)


def _built(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """Whoever chose no product is told so by the API, beside everything else; own numbers name products as well."""
    variables, errors = forms.read(PLAIN, sent)
    variables["input"].setdefault("products", []).extend(several(str(sent.get(OWN_NUMBERS) or "")))
    return variables, errors


def several(typed: str) -> list[str]:
    """Numbers between commas, semicolons and lines; in quotes they are part of one, as in a sheet."""
    pieces = (quoted.replace('""', '"') or plain for quoted, plain in _SEVERAL.findall(typed))
    return [each.strip() for each in pieces if each.strip()]


REGISTER = forms.Form(operation=PLAIN.operation, fields=PLAIN.fields, then=PLAIN.then, build=_built)


def _called(product: Json, named: set[str] | None) -> str:
    """A product with its code and one's own numbers; also that no contract names it, where contracts name some."""
    codes = [product["code"], *(each["number"] for each in product["numbers"])]
    called = f"{product['name']} ({', '.join(codes)})"
    if named is None or product["code"] in named:
        return called
    return _("%(product)s – not in your contracts") % {"product": called}


def _choices(_visit: Visit, data: Json) -> Json:
    """What the company sells now, and the countries in the reader's language."""
    found = (data["products"] or {"nodes": []})["nodes"]
    contracts, bounds = ((data[each] or {"nodes": []})["nodes"] for each in ("contracts", "boundaries"))
    named = {code for each in bounds for code in each["products"]} if all(each["products"] for each in bounds) else None
    return {
        "sold": [(each["code"], _called(each, named or None)) for each in found if not each["endedAt"]],
        "numbered": any(each["numbers"] for each in found),
        "carrying": [
            (each["id"], f"{each['number']} {each['title']}") for each in contracts if each["kind"] in CARRYING
        ],
        "bounds": bounds,
        "countries": i18n.countries(),
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
        reads=(
            "viewer.permissions",
            *(f"products.nodes.{each}" for each in ("code", "name", "endedAt", "numbers.number")),
            *(f"contracts.nodes.{each}" for each in ("id", "number", "title", "kind")),
            *(f"boundaries.nodes.{each}" for each in ("id", "sentence", "products")),
        ),
    ),
)
