"""Bringing files to a dispute: what they show, and who reads them."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from frontend_stub.pages.disputes import shown, turns
from frontend_stub.pages.disputes.drafting import back
from frontend_stub.pages.disputes.editing import PLACE
from frontend_stub.site import forms
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit
from frontend_stub.site.returning import FieldError


def _files(sent: FormData) -> tuple[Json, list[FieldError]]:
    """Every file of the form shows the same, and is kept back or not."""
    variables, errors = forms.read(forms.Form(operation="", fields=PLACE, then=back), sent)
    kind = forms.text(str(sent.get("kind") or ""))
    named = [each for each in sent.getlist("files") if isinstance(each, str) and each]
    if not named:
        errors.append(FieldError("files", _("Choose a file.")))
    if not kind:
        errors.append(FieldError("kind", _("Enter what the file shows.")))
    kept = {name: forms.flag(str(sent.get(name) or "")) for name in ("isKeptBack", "isForMediator")}
    given = [{"fileId": each, "kind": kind, **kept} for each in named]
    variables.setdefault("input", {})["files"] = given
    return variables, errors


def may_bring(it: Mapping[str, Any], viewer: Mapping[str, Any]) -> bool:
    """Whether the reader can bring files now: to a draft of their side, or to a case that is not over."""
    held = viewer["permissions"]
    says = "dispute:file" if it["status"] == "DRAFT" else "dispute:answer"
    return it["status"] not in turns.OVER and {"file:upload", says} <= {*held}


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _shown(_visit: Visit, data: Json) -> Json:
    it = data["dispute"]
    return {
        "may_bring": may_bring(it, data["viewer"]),
        "place": {"disputeId": it["id"], "expectedVersion": it["version"]},
        "papers": shown.papers(it["papers"]),
        "kinds": shown.kinds(it["papers"]),
    }


PAGES = (
    Page(
        path="/disputes/{id}/bring",
        operation="DisputeBringing",
        template="disputes/bring.html",
        variables=_one,
        required=("dispute",),
        extras=_shown,
        forms=(
            forms.Form(
                operation="DisputeAddEvidence", fields=(*PLACE, forms.taking("files", "files")), build=_files, then=back
            ),
        ),
        reads=(
            "viewer.permissions", *(f"dispute.{each}" for each in (
                "id", "version", "status", "papers.anyOf", "papers.standing",
            )),
        ),
    ),
)  # fmt: skip
