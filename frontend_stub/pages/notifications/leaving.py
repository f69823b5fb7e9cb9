"""Ending letters of a kind by the link in one: the page asks, and its button or a mail program's POST does it.

RFC 8058: a mail program posts to the address in the letter's head by itself, without cookies and from nowhere.
"""

import json

from starlette.requests import Request
from starlette.responses import Response

from frontend_stub.site import serve
from frontend_stub.site.transports import Caller

PATH = "/unsubscribe/{token}"
OK, MISSING = 200, 404
ASK, ENDED, UNKNOWN = "ask", "ended", "unknown"


async def ask(site: serve.Site, request: Request) -> Response:
    """What the button would do; opening the address changes nothing."""
    return site.document(request, "notifications/leaving.html", {"state": ASK, "families": []})


async def end(site: serve.Site, request: Request) -> Response:
    body = json.dumps({"token": request.path_params["token"]}).encode()
    reply = await site.api.transport.send("POST", "/auth/letters/end", body, Caller.of(request.scope))
    if reply.status != OK:
        return site.document(
            request, "notifications/leaving.html", {"state": UNKNOWN, "families": []}, status=MISSING
        )  # fmt: skip
    families = json.loads(reply.body)["families"]
    return site.document(request, "notifications/leaving.html", {"state": ENDED, "families": families})


ROUTES = ((PATH, ["GET"], ask), (PATH, ["POST"], end))
