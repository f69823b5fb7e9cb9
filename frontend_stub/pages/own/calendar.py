"""The reader's own calendar: an address for it, shown once, another one, and none."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.site import api, forms, serve
from frontend_stub.site.page import Page
from frontend_stub.site.transports import Caller

HERE = "/profile/calendar"
MAKING = {"CalendarFeedSwitchOn": "calendarFeedSwitchOn", "CalendarFeedRenew": "calendarFeedRenew"}
"""The operations that make an address, with the field that answers."""
REFUSED = 409

PAGES = (
    Page(
        path=HERE, operation="CalendarFeed", template="own/calendar.html",
        forms=(forms.Form(operation="CalendarFeedSwitchOff", then=lambda _payload: HERE),),
    ),
)  # fmt: skip


async def make(site: serve.Site, request: Request) -> Response:
    """Makes an address and shows it, on a page that no browser keeps. Twice: the second is the one that is good."""
    sent = await serve.sent_form(request, most=serve.SHORT_BODY)
    name = str(sent.get("operation", ""))
    if name not in MAKING:
        raise HTTPException(400)
    answer = await site.api.run(name, {"input": {}}, Caller.of(request.scope))
    payload = answer.data[MAKING[name]]
    if payload is None:
        raise api.failure(answer.errors, 200)
    address = site.public_url + (payload["path"] or "")
    shown = {
        "calendar": address, "subscribe": "webcal:" + address.partition(":")[2],
        "refused": [each["message"] for each in payload["userErrors"]],
    }  # fmt: skip
    reader = site.reader(request, payload["viewer"])
    status = REFUSED if shown["refused"] else 200
    response = site.document(request, "own/calendar_address.html", shown, status=status, reader=reader)
    response.headers["cache-control"] = "no-store"
    return response


async def back(_site: serve.Site, _request: Request) -> Response:
    """To whoever comes again to where an address was shown."""
    return RedirectResponse(HERE, 303)


ROUTES = ((f"{HERE}/address", ["POST"], make), (f"{HERE}/address", ["GET"], back))
