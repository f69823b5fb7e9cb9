"""A list on its way in, as a browser sends a file, and the report on its way out."""

import base64
import csv
import io
from collections.abc import AsyncIterator, Iterable

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from frontend_stub.pages.imports import lists
from frontend_stub.site import api, i18n, serve, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Route
from frontend_stub.site.sending import GATHERED
from frontend_stub.site.transports import Caller

MOST_BYTES, PIECE = 10_000_000, 1_500_000
AROUND = 100_000
"""Bytes that a form takes besides its file."""
GIVEN = ("kind", "encoding", "sheet", "system", "mapping")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that spreadsheets take for a formula."""


async def _sent(site: serve.Site, request: Request) -> Response:
    """Takes the file and hands it on in pieces; what is refused stands above the form again."""
    caller = Caller.of(request.scope)
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_BYTES + AROUND:
        return await _again(site, request, [_("A file has at most 10 MB.")])
    async with request.form(max_files=1, max_fields=20, max_part_size=AROUND) as form:
        request.scope[GATHERED] = [(name, str(form.get(name) or "")) for name in GIVEN]
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            return await _again(site, request, [_("Choose a file.")])
        problems, job = await _handed_on(site, caller, form, file)
    if problems:
        return await _again(site, request, problems)
    return site.done(lists.there({"importJob": job}), "ImportJobCreate")


async def _handed_on(site: serve.Site, caller: Caller, form: FormData, file: UploadFile) -> tuple[list[str], Json]:
    given = {name: str(form.get(name) or "").strip() for name in GIVEN}
    wanted = {name: value for name, value in given.items() if value} | {"name": (file.filename or "")[-200:]}
    payload = await _run(site, caller, "ImportJobCreate", wanted)
    problems, job = [each["message"] for each in payload["userErrors"]], payload["importJob"]
    content = b"" if problems else await file.read()
    if not problems and not content:
        problems = [_("The file is empty.")]
    for number, start in enumerate(range(0, len(content), PIECE), 1):
        piece = {
            "importJobId": job["id"], "number": number, "isLast": start + PIECE >= len(content),
            "content": base64.b64encode(content[start : start + PIECE]).decode(),
        }  # fmt: skip
        payload = await _run(site, caller, "ImportJobSend", piece)
        problems += [each["message"] for each in payload["userErrors"]]
    return problems, job


async def _run(site: serve.Site, caller: Caller, operation: str, given: Json) -> Json:
    answer = await site.api.run(operation, {"input": given}, caller)
    payload: Json | None = next(iter(answer.data.values()))
    if payload is None:
        raise HTTPException(403)
    return payload


async def _again(site: serve.Site, request: Request, problems: list[str]) -> Response:
    answer = await site.api.run("ImportJobs", {"first": 25}, Caller.of(request.scope))
    viewer = answer.data.get("viewer")
    if viewer is None:
        raise api.SignInNeeded
    reader = site.reader(request, viewer, answer.data.get("company"))
    with i18n.reading(reader):
        shown = {"problems": problems, "kinds": lists.kinds(viewer["permissions"])}
    context = answer.data | shown | {"forms": {}, "failed": answer.failed}
    return site.document(request, "imports/list.html", context, status=422, reader=reader)


async def _report(site: serve.Site, request: Request) -> Response:
    """What became of each row, as a CSV that holds no formula."""
    caller, job_id = Caller.of(request.scope), request.path_params["id"]
    first = await _page(site, caller, job_id, None)
    reader = site.reader(request)
    headers = {"content-disposition": 'attachment; filename="report.csv"', "cache-control": "no-store"}
    lines = _lines(site, caller, job_id, first, reader)
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


async def _page(site: serve.Site, caller: Caller, job_id: str, after: str | None) -> Json:
    answer = await site.api.run("ImportReport", {"id": job_id, "after": after}, caller)
    if answer.data.get("viewer") is None:
        raise api.SignInNeeded
    job: Json | None = answer.data.get("importJob")
    if job is None:
        raise HTTPException(404)
    return job


async def _lines(site: serve.Site, caller: Caller, job_id: str, job: Json, reader: i18n.Reader) -> AsyncIterator[str]:
    with i18n.reading(reader):
        head = [_("Row"), _("Status"), _("Taken in"), _("Column"), _("What is wrong"), _("Similar to")]
    yield "\ufeff" + line(head)
    headings = {each["column"]: each["heading"] for each in job["headings"]}
    while True:
        with i18n.reading(reader):
            told = [cells for row in job["rows"]["nodes"] for cells in _row(row, headings)]
        yield "".join(line(cells) for cells in told)
        if not job["rows"]["pageInfo"]["hasNextPage"]:
            return
        job = await _page(site, caller, job_id, job["rows"]["pageInfo"]["endCursor"])


def _row(row: Json, headings: Json) -> Iterable[list[str]]:
    """A line for each fault, or one."""
    begun = [
        str(row["number"]), words.word(row["status"], "ImportRowStatus"), _("yes") if row["doneAt"] else _("no"),
    ]  # fmt: skip
    similar = "; ".join(map(_similar, row["similar"]))
    for fault in row["faults"]:
        yield [*begun, headings.get(fault["column"], ""), fault["message"], similar]
    if not row["faults"]:
        yield [*begun, "", "", similar]


def _similar(other: Json) -> str:
    same = words.listed(other["same"], "ImportColumn")
    if other["row"]:
        told = _("row %(number)s, %(name)s (the same: %(what)s)")
        return told % {"number": other["row"], "name": other["name"], "what": same}
    return _("%(name)s (the same: %(what)s)") % {"name": other["name"], "what": same}


def line(cells: Iterable[str]) -> str:
    """A line of a CSV; no cell of it is a formula."""
    text = io.StringIO()
    harmless = (f"'{cell}" if cell.startswith(FORMULA) else cell for cell in cells)
    csv.writer(text, lineterminator="\r\n").writerow(harmless)
    return text.getvalue()


OPERATIONS = ("ImportJobCreate", "ImportJobSend", "ImportReport")
"""Those of the addresses below, which are no pages."""
ROUTES: tuple[Route, ...] = (
    (f"{lists.PATH}/new/file", ["POST"], _sent),
    (f"{lists.PATH}/{{id}}/report.csv", ["GET"], _report),
)
