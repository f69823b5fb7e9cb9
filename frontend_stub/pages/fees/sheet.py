"""The rows of a statement as a sheet: what was owed before, each row, what is owed after."""

import csv
import io
from collections.abc import AsyncIterator, Iterable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from frontend_stub.pages.fees import statement
from frontend_stub.pages.imports.sending import FORMULA
from frontend_stub.site import api, i18n, serve, words
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Route, Visit
from frontend_stub.site.transports import Caller


async def _sheet(site: serve.Site, request: Request) -> Response:
    visit = Visit(request.url.path, request.path_params, request.query_params, site.now())
    caller, asked = Caller.of(request.scope), statement.variables(visit)
    first, rows = await _page(site, caller, asked)
    name = f"{first['currency']}-{first['since']}-{first['until']}.csv"
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return StreamingResponse(
        _lines(site, caller, asked, first, rows, site.reader(request)),
        media_type="text/csv; charset=utf-8",
        headers=headers,
    )


async def _page(site: serve.Site, caller: Caller, asked: Json) -> tuple[Json, Json]:
    """The statement, and the next of its rows."""
    answer = await site.api.run("FeeStatementRows", asked, caller)
    if answer.data.get("viewer") is None:
        raise api.SignInNeeded
    found, rows = answer.data.get("feeStatement"), answer.data.get("feeStatementEntries")
    if found is None or rows is None:
        raise HTTPException(404)
    return found, rows


async def _lines(
    site: serve.Site, caller: Caller, asked: Json, found: Json, rows: Json, reader: i18n.Reader
) -> AsyncIterator[str]:  # fmt: skip
    currency = found["currency"]
    with i18n.reading(reader):
        heads = [
            _("Date"), _("Entry"), i18n.pgettext("fee", "Cause"), _("Fee"), i18n.pgettext("field", "Order"),
            _("Opportunity"),
            _("Fee schedule"), _("Version"), _("Rate"), _("Counted on"), _("Amount"), _("Currency"), _("Payout"),
            _("Remark"),
        ]  # fmt: skip
        before, after = _("Owed before"), _("Owed after")
    blank = [""] * 8
    yield "\ufeff" + _line(heads)
    yield _line([found["since"], before, *blank, found["opening"]["amount"], currency, "", ""])
    while True:
        with i18n.reading(reader):
            told = [_row(each) for each in rows["nodes"]]
        yield "".join(map(_line, told))
        if not rows["pageInfo"]["hasNextPage"]:
            break
        found, rows = await _page(site, caller, asked | {"after": rows["pageInfo"]["endCursor"]})
    yield _line([found["until"], after, *blank, found["closing"]["amount"], currency, "", ""])


def _row(entry: Json) -> list[str]:
    fee: Json = entry["fee"] or {}
    schedule, sale = fee.get("schedule") or {}, fee.get("opportunity") or {}
    return [
        entry["madeAt"], words.word(entry["kind"], "FeeEntryKind"),
        words.word(entry["cause"], "FeeCause") if entry["cause"] else "", fee.get("number", ""),
        fee.get("orderReference", ""), sale.get("number", ""), schedule.get("validFrom", ""),
        str(schedule.get("version", "")), fee.get("rate", ""), entry["base"]["amount"] if entry["base"] else "",
        entry["amount"]["amount"], entry["amount"]["currency"],
        entry["payout"]["reference"] if entry["payout"] else "", entry["text"],
    ]  # fmt: skip


def _line(cells: Iterable[str]) -> str:
    """A line of a CSV; no cell of it is a formula."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(map(_harmless, cells))
    return text.getvalue()


def _harmless(cell: str) -> str:
    is_number = cell.removeprefix("-").replace(".", "", 1).isdecimal()
    return f"'{cell}" if cell.startswith(FORMULA) and not is_number else cell


OPERATIONS = ("FeeStatementRows",)
"""Those of the addresses below, which are no pages."""
ROUTES: tuple[Route, ...] = ((f"{statement.PATH}/rows.csv", ["GET"], _sheet),)
