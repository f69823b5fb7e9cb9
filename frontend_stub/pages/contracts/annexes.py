"""The files of a contract: the annexes of its text, what else was brought, and the draft's own while there is one."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.pages.contracts import frame
from frontend_stub.pages.contracts.changes import sent_text
from frontend_stub.pages.contracts.turns import place
from frontend_stub.site import forms, returning
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit
from frontend_stub.site.steps import standing

FILE = ("id", "name", "path", "bytes", "state", "digest", "side", "uploadedBy", "createdAt", "isShared")


def _files(_visit: Visit, data: Json) -> Json:
    contract = data["contract"]
    version, draft = contract["currentVersion"], contract["draft"]
    annexes = (version or draft or {"annexes": []})["annexes"]
    by_digest = {each["digest"]: each for each in contract["files"]}
    named = {each["digest"] for each in annexes}
    return {
        "annexes": [each | {"file": by_digest.get(each["digest"])} for each in annexes],
        "others": [each for each in contract["files"] if each["digest"] not in named],
        "can": standing(contract, "REDRAFT") if draft else {"allowed": False, "why": ""},
        "can_propose": _offered(contract, "EDIT_ROUND"),
    }


def _offered(contract: Mapping[str, Any], step: str) -> bool:
    return any(each["name"] == step and each["allowed"] for each in contract["availableActions"])


def _annexed(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """The variables of ContractRedraft: the draft's annexes with the new one, and without the one to be taken out."""
    removed, new = sent_text(sent, "removed"), sent_text(sent, "annex")
    kept = [each for each in sent.getlist("kept") if isinstance(each, str) and each != removed]
    variables: Json = {}
    try:
        forms.place(variables, ("input", "contractId"), sent_text(sent, "contractId"))
        forms.place(variables, ("input", "expectedVersion"), forms.integer(sent_text(sent, "expectedVersion")))
    except ValueError:
        return variables, [returning.FieldError("", _("This form could not be read. Open the page again."))]
    if not new and not removed:
        return variables, [returning.FieldError("annex", _("Choose a file."))]
    forms.place(variables, ("input", "fileIds"), [*kept, *([new] if new else [])])
    return variables, []


def _back(payload: Json) -> str:
    return place(payload["contract"]["id"], "files")


PAGES = (
    Page(
        path="/contracts/{id}/files",
        operation="ContractFiles",
        template="contracts/files.html",
        variables=frame.one,
        required=("contract",),
        extras=frame.around("files", _files),
        forms=(
            forms.Form(
                operation="ContractRedraft", build=_annexed, then=_back,
                fields=(forms.taking("annex", "fileIds"),),
            ),
        ),
        reads=(
            *frame.READS,
            *(f"contract.{of}.annexes.{field}" for of in ("currentVersion", "draft") for field in ("name", "digest")),
            *(f"contract.files.{field}" for field in FILE),
        ),
    ),
)  # fmt: skip
