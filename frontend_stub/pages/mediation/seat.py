"""What a mediator sees and does: comes by the mailed link, signs in by passkey, declares, reads, speaks, ends."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.site import api, serve
from frontend_stub.site.transports import Caller

Json = dict[str, Any]
OK, NO_CONTENT, UNKNOWN, MISSING = 200, 204, 401, 404
HOME, AUTH = "/mediation", "/auth/mediation"
STEPS = {"declare": "declare", "decline": "decline", "say": "say", "settled": "say", "end": "end"}
"""The forms by their addresses, and the endpoint of each."""
FIELDS = ("text", "reason", "to")


def _page(site: serve.Site, request: Request, template: str, *, status: int = 200, **context: object) -> Response:
    shared: Json = {"host": urlsplit(site.public_url).hostname, "trouble": "", "typed": {}}
    response = site.document(request, f"mediation/{template}.html", shared | context, status=status)
    response.headers["cache-control"] = "no-store"
    return response


async def _sent(
    site: serve.Site, request: Request, method: str, path: str, given: Mapping[str, Any]
) -> tuple[int, Json]:
    reply = await site.api.transport.send(method, path, json.dumps(given).encode(), Caller.of(request.scope))
    return reply.status, json.loads(reply.body) if reply.body else {}


async def join(site: serve.Site, request: Request) -> Response:
    """Who comes by the link: what they are asked for, and the button that makes their passkey."""
    link = request.path_params["link"]
    status, body = await _sent(site, request, "POST", f"{AUTH}/look", {"link": link})
    if status != OK:
        return _page(site, request, "over", status=MISSING)
    return _page(site, request, "join", seat=body, link=link)


async def case(site: serve.Site, request: Request) -> Response:
    """The case as its mediator reads it; before that their seat alone; and for who is not signed in the way in."""
    return await _case(site, request)


async def _case(
    site: serve.Site, request: Request, trouble: str = "", typed: Mapping[str, str] | None = None
) -> Response:
    status, body = await _sent(site, request, "GET", f"{AUTH}/case", {})
    if status == UNKNOWN:
        return _page(site, request, "sign_in")
    if status != OK:
        return _page(site, request, "over", status=MISSING)
    found = body["case"]
    for each in found["entries"] if found else ():
        each["said"] = json.loads(each["document"])["content"]
    return _page(
        site, request, "case", seat=body["seat"], case=found, trouble=trouble, typed=typed or {},
        status=422 if trouble else 200,
    )  # fmt: skip


async def act(site: serve.Site, request: Request) -> Response:
    """A form of the case's page: back to it, with what was typed where that was refused."""
    name = request.path_params["step"]
    if name not in STEPS:
        raise HTTPException(MISSING)
    sent = await serve.sent_form(request)
    typed = {field: str(sent[field]) for field in FIELDS if sent.get(field)}
    given: Json = {**dict.fromkeys(("text", "reason"), ""), **typed}
    if name == "declare":
        given["hasInterests"] = sent.get("hasInterests") == "yes"
    if name == "settled":
        given |= {"isSettled": True, "to": "BOTH"}
    path = STEPS[name]
    status, body = await _sent(site, request, "POST", f"{AUTH}/{path}", given)
    if status == UNKNOWN:
        return _page(site, request, "sign_in")
    if status != NO_CONTENT:
        return await _case(site, request, body["errors"][0]["message"], typed)
    return RedirectResponse(f"{HOME}?done=Mediation{path.title()}", 303)


async def leave(site: serve.Site, request: Request) -> Response:
    reply = await site.api.transport.send("POST", f"{AUTH}/session/end", b"{}", Caller.of(request.scope))
    response = RedirectResponse(HOME, 303)
    for cookie in api.cookies(reply):
        response.headers.append("set-cookie", cookie)
    return response


ROUTES = (
    (HOME, ["GET"], case),
    (f"{HOME}/join/{{link}}", ["GET"], join),
    (f"{HOME}/leave", ["POST"], leave),
    (f"{HOME}/{{step}}", ["POST"], act),
)
