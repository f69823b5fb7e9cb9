"""What the company requires of whom: the list, a new requirement, the end of one."""

from starlette.datastructures import FormData

from frontend_stub.site import forms, returning
from frontend_stub.site.page import Json, Page, Visit, Who

PATH = "/documents/required"


def _codes(raw: str) -> list[str]:
    """Codes of countries with spaces or commas between them."""
    return raw.upper().replace(",", " ").split()


def _back(_payload: Json) -> str:
    return PATH


_PLAIN = forms.Form(
    operation="DocumentRequirementSet",
    fields=(
        forms.taking("kind", required=True),
        forms.taking("title"),
        forms.taking("partnerKinds", many=True),
        forms.taking("countries", read=_codes),
        forms.taking("isMandatory", read=forms.flag),
    ),
    then=_back,
)


def _set(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """Nothing ticked means every kind, nothing written every country."""
    variables, errors = forms.read(_PLAIN, sent)
    given = variables["input"]
    for name in ("partnerKinds", "countries"):
        given.setdefault(name, [])
    return variables, errors


SET = forms.Form(operation=_PLAIN.operation, fields=_PLAIN.fields, then=_back, build=_set)
END = forms.Form(
    operation="DocumentRequirementEnd",
    fields=(
        forms.taking("requirementId", required=True),
        forms.taking("expectedVersion", read=forms.integer, required=True),
    ),
    then=_back,
)


def _may(_visit: Visit, data: Json) -> Json:
    return {"may": "document:require" in data["viewer"]["permissions"]}


PAGES = (
    Page(
        path=PATH, operation="DocumentRequired", template="documents/required.html", who=Who.STAFF, extras=_may,
        forms=(SET, END), reads=("viewer.permissions",),
    ),
)  # fmt: skip
