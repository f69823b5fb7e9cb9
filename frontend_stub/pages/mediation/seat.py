"""What a mediator sees and does: comes by the mailed link, signs in by passkey, declares, reads, speaks, ends."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.pages.mediation import acts, turns
from frontend_stub.site import api, serve
from frontend_stub.site.transports import Caller

Json = dict[str, Any]
OK, NO_CONTENT, UNKNOWN, MISSING, REFUSED = 200, 204, 401, 404, 422
HOME, AUTH = "/mediation", "/auth/mediation"
NOTHING: Mapping[str, str] = {}


def _page(site: serve.Site, request: Request, template: str, *, status: int = 200, **context: object) -> Response:
    shared: Json = {"host": urlsplit(site.public_url).hostname, "kept": None, "left": ""}
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


async def _case(site: serve.Site, request: Request, back: Mapping[str, str] = NOTHING) -> Response:
    status, body = await _sent(site, request, "GET", f"{AUTH}/case", {})
    if status == UNKNOWN:
        return _signed_out(site, request, back)
    if status != OK:
        return _page(site, request, "over", status=MISSING, left=_written(back))
    seat, found = body["seat"], body["case"]
    if found:
        found["respondent"] = "HOST" if found["claimant"] == "PARTNER" else "PARTNER"
        for each in found["entries"]:
            each["words"] = json.loads(each["document"])["content"]
    shown, names = acts.now(seat, found, back), acts.names(seat)
    for each in found["entries"] if found else ():
        each["what"] = turns.what(each, names)
    come_back = next((each for each in shown if each["trouble"]), None)
    return _page(
        site, request, "case", seat=seat, case=found, names=names, acts=shown, until=turns.until(seat),
        next=turns.following(seat, found, names), entries=found["entries"][::-1] if found else (),
        trouble=back.get("trouble", ""), wrong=come_back["id"] if come_back else "",
        left="" if come_back else _written(back), status=REFUSED if back else OK,
    )  # fmt: skip


def _signed_out(site: serve.Site, request: Request, back: Mapping[str, str]) -> Response:
    """The way in; what was typed stands there, to be sent once its author is back."""
    return _page(site, request, "sign_in", kept=acts.one(back["step"], back) if _written(back) else None)


def _written(back: Mapping[str, str]) -> str:
    return back.get("text") or back.get("reason", "")


async def act(site: serve.Site, request: Request) -> Response:
    """A form of the case's page: back to it, with what was typed where that was refused."""
    name = request.path_params["step"]
    if name not in acts.ENDPOINTS:
        raise HTTPException(MISSING)
    sent = await serve.sent_form(request)
    typed = {field: str(sent[field]) for field in acts.FIELDS if sent.get(field)}
    given: Json = {"text": typed.get("text", ""), "reason": typed.get("reason", ""), "to": typed.get("to", "")}
    if name == "declare":
        given["hasInterests"] = {"yes": True, "no": False}.get(typed.get("hasInterests", ""))
    if name == "settled":
        given |= {"isSettled": True, "to": "BOTH"}
    status, body = await _sent(site, request, "POST", f"{AUTH}/{acts.ENDPOINTS[name]}", given)
    back = {**typed, "step": name}
    if status == UNKNOWN:
        return _signed_out(site, request, back)
    if status != NO_CONTENT:
        return await _case(site, request, {**back, "trouble": body["errors"][0]["message"]})
    return site.done(HOME, acts.DONE[name])


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
