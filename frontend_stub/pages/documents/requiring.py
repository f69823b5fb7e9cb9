"""What the company requires of whom: the list, a new requirement; one of them, how far its partners are, its end."""

from starlette.datastructures import FormData

from frontend_stub.site import forms, returning
from frontend_stub.site.page import Json, Page, Visit, Who

PATH = "/documents/required"


def _codes(raw: str) -> list[str]:
    """Codes of countries with spaces or commas between them."""
    return raw.upper().replace(",", " ").split()


def _list(_payload: Json) -> str:
    return PATH


def _one(payload: Json) -> str:
    return f"{PATH}/{payload['requirement']['id']}"


_WHICH = (
    forms.taking("requirementId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
_SAID = (
    forms.taking("kind", required=True),
    forms.taking("title"),
    forms.taking("partnerKinds", many=True),
    forms.taking("countries", read=_codes),
    forms.taking("isMandatory", read=forms.flag),
)


def _setting(*fields: forms.Field) -> forms.Form:
    """Nothing ticked means every kind, nothing written every country."""
    plain = forms.Form(operation="DocumentRequirementSet", fields=fields, then=_one)

    def build(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
        variables, errors = forms.read(plain, sent)
        given = variables["input"]
        for name in ("partnerKinds", "countries"):
            given.setdefault(name, [])
        return variables, errors

    return forms.Form(operation=plain.operation, fields=fields, then=_one, build=build)


END = forms.Form(operation="DocumentRequirementEnd", fields=_WHICH, then=_list)


def _may(_visit: Visit, data: Json) -> Json:
    return {"may": "document:require" in data["viewer"]["permissions"]}


def _detail(visit: Visit, data: Json) -> Json:
    """How far the partners are; those who are not asked yet are the job's to come."""
    reach = data["documentRequirement"]["reach"]
    return _may(visit, data) | {"to_ask": max(0, reach["partners"] - reach["covered"] - reach["waitedFor"])}


def _which(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


PAGES = (
    Page(
        path=PATH, operation="DocumentRequired", template="documents/required.html", who=Who.STAFF, extras=_may,
        forms=(_setting(*_SAID),), reads=("viewer.permissions",),
    ),
    Page(
        path=f"{PATH}/{{id}}", operation="DocumentRequirementDetail", template="documents/requirement.html",
        who=Who.STAFF, variables=_which, required=("documentRequirement",), extras=_detail,
        forms=(_setting(*_WHICH, *_SAID), END),
        reads=(
            "viewer.permissions",
            *(f"documentRequirement.reach.{each}" for each in ("partners", "covered", "waitedFor")),
        ),
    ),
)  # fmt: skip
