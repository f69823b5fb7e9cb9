"""The reader's imports, and one of them: what its columns are, what every row would be, how far it is."""

from starlette.datastructures import FormData

from frontend_stub.site import forms, i18n, returning, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.lines import Line
from frontend_stub.site.page import Json, Page, Visit, Who, paging
from frontend_stub.site.steps import standing

PATH = "/org/imports"
GOING = frozenset({"READING", "CHECKING", "RUNNING"})
MAPPED = frozenset({"READ", "CHECKED"})
_WHICH = (
    forms.taking("importJobId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)


def there(payload: Json) -> str:
    return f"{PATH}/{payload['importJob']['id']}"


def _mapped(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """One select for each heading, one field for each thing that may be said for all rows."""
    form = forms.Form(
        operation="ImportJobMap", then=there,
        fields=(*_WHICH, forms.taking("saveAs"), forms.taking("isInviting", read=forms.flag)),
    )  # fmt: skip
    variables, errors = forms.read(form, sent)
    given = variables.setdefault("input", {})
    given["columns"] = [
        Line({"heading": _text(sent, f"heading{at}"), "column": column}, {"": f"column{at}"})
        for at in range(len([name for name in sent if name.startswith("heading")]))
        if (column := _text(sent, f"column{at}"))
    ]
    said = {name.removeprefix("default"): _text(sent, name) for name in sent if name.startswith("default")}
    given["defaults"] = [
        Line({"column": column, "value": value}, {"": f"default{column}"}) for column, value in said.items() if value
    ]
    return variables, errors


def _text(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return value.strip() if isinstance(value, str) else ""


def _answered(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """The same as one of those, by its id, or another one."""
    chosen = _text(sent, "answer")
    if not chosen:
        return {}, [returning.FieldError("answer", _("This field is required."))]
    given = {"importRowId": _text(sent, "importRowId"), "answer": "ANOTHER" if chosen == "ANOTHER" else "SAME"}
    return {"input": given | ({} if chosen == "ANOTHER" else {"sameAsId": chosen})}, []


def _without_file(_sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """A file is sent to an address of its own: here comes a form that has none."""
    return {}, [returning.FieldError("file", _("Choose a file."))]


GIVEN = ("kind", "encoding", "sheet", "system", "mapping")
CREATE = forms.Form(
    operation="ImportJobCreate", then=there, build=_without_file, fields=tuple(map(forms.taking, GIVEN)),
)  # fmt: skip
MAP = forms.Form(operation="ImportJobMap", then=there, fields=_WHICH, build=_mapped)
ANSWER = forms.Form(operation="ImportJobAnswer", then=there, build=_answered)
START = forms.Form(operation="ImportJobStart", then=there, fields=_WHICH)
CANCEL = forms.Form(operation="ImportJobCancel", then=there, fields=_WHICH)


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def kinds(permissions: list[str]) -> list[tuple[str, str]]:
    """What the reader could enter one by one."""
    may = {"PARTNERS": "partner:create", "PEOPLE": "member:manage"}
    return [(kind, words.word(kind, "ImportJobKind")) for kind, needed in may.items() if needed in permissions]


def _list(_visit: Visit, data: Json) -> Json:
    return {
        "kinds": kinds(data["viewer"]["permissions"]),
        "mappings": [(each["name"], each["name"]) for each in data["importMappings"] or ()],
    }


def meaning(column: str, value: str) -> str:
    """What a row says, as the reader calls it: Germany for DE."""
    match column:
        case "COUNTRY":
            return i18n.country(value)
        case "KINDS":
            return words.listed(value.split(", "), "PartnerKind")
        case "ROLES":
            return words.listed(value.split(", "), "Role")
        case "LANGUAGE":
            return i18n.language(value)
    return value


def _understood(row: Json) -> list[tuple[str, str]]:
    """(what the column is called, what it says)"""
    said = ((each["column"], each["value"]) for each in row["understood"])
    return [(words.word(column, "ImportColumn"), meaning(column, value)) for column, value in said]


def _detail(_visit: Visit, data: Json) -> Json:
    job = data["importJob"]
    column = {code: words.word(code, "ImportColumn") for code in job["possibleColumns"]}
    said = {each["column"]: each["value"] for each in job["defaults"]}
    return {
        "is_going": job["status"] in GOING,
        "is_mapped": job["status"] in MAPPED,
        "columns": list(column.items()),
        "defaults": [(code, column[code], said.get(code, "")) for code in job["possibleDefaults"]],
        "understood": {row["number"]: _understood(row) for row in job["preview"]},
        "meaning": meaning,
        "start": standing(job, "START"),
        "cancel": standing(job, "CANCEL"),
    }


PAGES = (
    Page(
        path=PATH, operation="ImportJobs", template="imports/list.html", who=Who.STAFF, variables=paging, extras=_list,
        forms=(CREATE,), reads=("viewer.permissions", "importMappings.name"),
    ),
    Page(
        path=f"{PATH}/{{id}}", operation="ImportJobDetail", template="imports/detail.html", who=Who.STAFF,
        variables=_one, required=("importJob",), extras=_detail, forms=(MAP, START, CANCEL, ANSWER),
        reads=(
            "importJob.possibleColumns", "importJob.possibleDefaults", "importJob.defaults.column",
            "importJob.defaults.value", "importJob.preview.understood.column", "importJob.preview.understood.value",
            "importJob.availableActions.name", "importJob.availableActions.allowed",
            "importJob.availableActions.blockedBy.message",
        ),
    ),
)  # fmt: skip
