"""A list on its way in, as a browser sends a file, and the report on its way out."""

import base64
import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from frontend_stub.pages.imports import lists
from frontend_stub.site import api, forms, i18n, returning, sending, serve, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Route
from frontend_stub.site.returning import AGAIN, Back, FieldError
from frontend_stub.site.sending import GATHERED
from frontend_stub.site.transports import Caller

MOST_BYTES, PIECE = 10_000_000, 1_500_000
AROUND = 100_000
"""Bytes that a form takes besides its file."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that spreadsheets take for a formula."""


async def _sent(site: serve.Site, request: Request) -> Response:
    """Takes the file and hands it on in pieces; what is refused stands above the form again."""
    page = serve.Endpoint(site, lists.PAGES[0])
    request.scope[GATHERED] = []
    with i18n.reading(site.reader(request)):
        too_long, none, empty = _("A file has at most 10 MB."), _("Choose a file."), _("The file is empty.")
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_BYTES + AROUND:
        return await page.show(request, _again({}, [FieldError("file", too_long)]))
    async with request.form(max_files=1, max_fields=20, max_part_size=AROUND) as form:
        file = form.get("file")
        chosen = file if isinstance(file, UploadFile) and file.filename else None
        given = {name: str(form.get(name) or "").strip() for name in lists.GIVEN}
        typed = {name: value for name, value in form.multi_items() if isinstance(value, str)}
        typed |= {"operation": lists.CREATE.operation} | ({AGAIN: chosen.filename or ""} if chosen else {})
        request.scope[GATHERED] = list(typed.items())
        if AGAIN in form:
            return await page.show(request, returning.filled(lists.CREATE.operation, form, back=Back.UNSENT))
        if chosen is None:
            return await page.show(request, _again(typed, [FieldError("file", none)]))
        try:
            errors, job = await _handed_on(site, Caller.of(request.scope), given, chosen)
            errors += [] if errors or chosen.size else [FieldError("file", empty)]
        except api.SignInNeeded:
            return await page.hold(request, FormData(typed), lists.PATH)
    if errors:
        return await page.show(request, _again(typed, errors))
    return site.done(lists.there({"importJob": job}), lists.CREATE.operation)


def _again(typed: Mapping[str, str], errors: Iterable[FieldError]) -> returning.Filled:
    return returning.filled(lists.CREATE.operation, FormData(typed), errors)


async def _handed_on(
    site: serve.Site, caller: Caller, given: Mapping[str, str], file: UploadFile
) -> tuple[list[FieldError], Json]:
    wanted = {name: value for name, value in given.items() if value} | {"name": (file.filename or "")[-200:]}
    payload = await _run(site, caller, lists.CREATE.operation, wanted)
    errors, job = forms.refusals(lists.CREATE, payload["userErrors"], {}), payload["importJob"]
    content = b"" if errors else await file.read()
    for number, start in enumerate(range(0, len(content), PIECE), 1):
        piece = {
            "importJobId": job["id"], "number": number, "isLast": start + PIECE >= len(content),
            "content": base64.b64encode(content[start : start + PIECE]).decode(),
        }  # fmt: skip
        payload = await _run(site, caller, "ImportJobSend", piece)
        errors += [FieldError("file", each["message"]) for each in payload["userErrors"]]
    return errors, job


async def _run(site: serve.Site, caller: Caller, operation: str, given: Json) -> Json:
    return sending.payload(await site.api.run(operation, {"input": given}, caller))


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
        head = [_("Row"), _("Status"), _("Imported"), _("Column"), _("Problem"), _("Similar to")]
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
        told = _("row %(number)s, %(name)s (same %(what)s)")
        return told % {"number": other["row"], "name": other["name"], "what": same}
    return _("%(name)s (same %(what)s)") % {"name": other["name"], "what": same}


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
