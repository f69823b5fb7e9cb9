"""The button that has the reader told of all that happens to a record, or of less, and leads back to the record."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontend_stub.pages.notifications import listing
from frontend_stub.site import api, serve
from frontend_stub.site.transports import Caller

OPERATION, STOPPED = "NotificationFollow", "NotificationStopFollowing"
MISSING = 404


async def follow(site: serve.Site, request: Request) -> Response:
    sent = await serve.sent_form(request, most=serve.SHORT_BODY)
    record_id, follows = str(sent.get("recordId", "")), sent.get("follows") == "on"
    given = {"recordId": record_id, "follows": follows}
    answer = await site.api.run(OPERATION, {"input": given}, Caller.of(request.scope))
    payload = answer.data["notificationFollow"]
    if payload is None:
        raise api.failure(answer.errors, 200)
    if payload["userErrors"] or not payload["viewer"]:
        raise HTTPException(MISSING)
    place = listing.href(record_id, payload["viewer"]["side"]) or listing.PATH
    return site.done(place, OPERATION if follows else STOPPED)


ROUTES = (("/notifications/follow", ["POST"], follow),)
