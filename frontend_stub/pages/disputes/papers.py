"""A file of a dispute page by page, and the copy of it in which parts are black."""

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from frontend_stub.pages.disputes import bringing
from frontend_stub.pages.disputes.editing import PLACE
from frontend_stub.site import api, forms, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit
from frontend_stub.site.returning import FieldError
from frontend_stub.site.transports import Caller

CREATED, NOT_FOUND = 201, 404
EDGES = ("page", "left", "top", "right", "bottom")
MOST_PAGES, MOST_BOXES = 20, 200
COPY = "redacted"
"""The field with the id of the copy, once the API has made it."""
_GAP = re.compile(r"[\s;]+")


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _paper(visit: Visit, data: Json) -> Json:
    """The file that the address names, and what can be done with it; none where it is not among the dispute's."""
    files = [each for each in data["dispute"]["evidence"] if each["file"]]
    found = next((each for each in files if each["file"]["id"] == visit.params["file"]), None)
    if found is None:
        return {"paper": None, "by": "", "original": None, "may_redact": False}
    file, it = found["file"], data["dispute"]
    sides = {"HOST": data["company"], "PARTNER": it["partner"]}
    return {
        "paper": found,
        "by": (sides[file["side"]] or {"name": words.word(file["side"], "Side")})["name"],
        "original": next((each["file"] for each in files if each["file"]["digest"] == file["redactionOf"]), None),
        "may_redact": bringing.may_bring(it, data["viewer"]) and file["side"] == data["viewer"]["side"]
        and 0 < (file["pages"] or 0) <= MOST_PAGES and bool(file["pagePaths"]),
    }  # fmt: skip


def _shown(visit: Visit, data: Json) -> Json:
    found = _paper(visit, data)
    paths = found["paper"]["file"]["pagePaths"] if found["paper"] else []
    asked = visit.query.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < len("100") else 1
    number = number if 1 <= number <= len(paths) else 1
    return {**found, "number": number, "picture": paths[number - 1] if paths else ""}


def _redacting(visit: Visit, data: Json) -> Json:
    found = _paper(visit, data)
    kinds = words.options("DisputePaper", words.WORDS["DisputePaper"])
    paths = found["paper"]["file"]["pagePaths"] if found["paper"] else []
    return {**found, "kinds": kinds, "pictures": [*enumerate(paths, 1)]}


def boxes(typed: str) -> tuple[list[Json], list[FieldError]]:
    """The boxes of a text with one on each line: page, left, top, right, bottom; decimals with a point or a comma."""
    found, errors = list[Json](), list[FieldError]()
    for number, line in enumerate(typed.splitlines(), 1):
        parts = [part.replace(",", ".") for part in _GAP.split(line.strip()) if part]
        if not parts:
            continue
        try:
            page, *edges = (int(parts[0]), *map(float, parts[1:]))
        except ValueError:
            page, edges = 0, []
        if len(edges) == len(EDGES) - 1 and all(0 <= edge <= 100 for edge in edges):  # noqa: PLR2004 - percent
            found.append(dict(zip(EDGES, (page, *edges), strict=True)))
        else:
            said = _("Line %(number)s: write the page and four edges in percent, such as 1 10 14 60 20.")
            errors.append(FieldError("boxes", said % {"number": number}))
    if not found and not errors:
        errors.append(FieldError("boxes", _("Enter at least one box.")))
    return found, errors[:3]


async def _redacted(client: api.ApiClient, request: Request, sent: FormData) -> tuple[FormData, list[FieldError]]:
    """The form with the copy, which the API makes; or what it refused."""
    found, errors = boxes(str(sent.get("boxes") or ""))
    if errors:
        return sent, errors
    path = f"/files/{quote(request.path_params['file'], safe='')}/redactions"
    reply = await client.call("POST", path, {"boxes": found}, Caller.of(request.scope))
    told = api.content(reply)
    if reply.status == NOT_FOUND:
        raise HTTPException(NOT_FOUND)
    if reply.status != CREATED:
        return sent, [FieldError("boxes", str(each["message"])) for each in told.get("errors") or []]
    kept = [(name, value) for name, value in sent.multi_items() if name != COPY]
    return FormData([*kept, (COPY, str(told["id"]))]), []


def _given(sent: FormData) -> tuple[Json, list[FieldError]]:
    variables, errors = forms.read(REDACTING, sent)
    kind = forms.text(str(sent.get("kind") or ""))
    if not kind:
        errors.append(FieldError("kind", _("Enter what the file shows.")))
    variables.setdefault("input", {})["files"] = [{"fileId": str(sent.get(COPY) or ""), "kind": kind}]
    return variables, errors


def _back(payload: Mapping[str, Any]) -> str:
    return f"/disputes/{payload['dispute']['id']}#papers"


REDACTING = forms.Form(operation="DisputeAddEvidence", fields=PLACE, then=_back)
REDACT = forms.Form(operation="DisputeAddEvidence", fields=PLACE, then=_back, build=_given, before=_redacted)
READS = (
    "dispute.status", "viewer.permissions", "company.name", "dispute.partner.name", "dispute.evidence.kind",
    "dispute.evidence.isKeptBack", "dispute.evidence.isForMediator",
    *(f"dispute.evidence.file.{each}" for each in (
        "id", "name", "side", "pages", "pagePaths", "redactionOf", "digest", "createdAt", "uploadedBy", "bytes", "path",
        "state",
    )),
)  # fmt: skip
PAGES = (
    Page(
        path="/disputes/{id}/papers/{file}", operation="DisputePaper", template="disputes/paper.html", variables=_one,
        required=("dispute",), extras=_shown, reads=(*READS, "dispute.version"),
    ),
    Page(
        path="/disputes/{id}/papers/{file}/redact", operation="DisputePaper", template="disputes/redact.html",
        variables=_one, required=("dispute",), extras=_redacting, forms=(REDACT,), reads=READS,
    ),
)  # fmt: skip
