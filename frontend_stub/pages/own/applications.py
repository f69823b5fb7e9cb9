"""The programs the reader allowed to act for them, and taking it back."""

from contextlib import suppress

from starlette.requests import Request
from starlette.responses import Response

from frontend_stub.site import authorizations, serve
from frontend_stub.site.page import Page
from frontend_stub.site.transports import Caller

HERE = "/profile/applications"

PAGES = (Page(path=HERE, operation="Applications", template="own/applications.html"),)


async def take_back(site: serve.Site, request: Request) -> Response:
    """Ends what one program was allowed; what is not there any more is as wished."""
    sent = await serve.sent_form(request)
    with suppress(authorizations.Over):
        await authorizations.revoke(site.api, str(sent.get("program", "")), Caller.of(request.scope))
    return site.done(HERE, "ApplicationTakeBack")


ROUTES = ((f"{HERE}/take-back", ["POST"], take_back),)
