"""What another program may do for the reader, decided on one page; and signing out when a program asks for it."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.site import api, authorizations, security, serve
from frontend_stub.site.transports import Caller


async def show(site: serve.Site, request: Request) -> Response:
    """The question; or on to signing in, or back to the program when there is nothing to ask."""
    name = request.query_params.get("request", "")
    caller = Caller.of(request.scope)
    try:
        parked = await authorizations.look(site.api, name, caller)
        if parked.next == "SIGN_IN":
            return RedirectResponse(f"/login?{urlencode({'request': name})}", 303)
        if parked.next == "CONTINUE":
            location = await authorizations.decide(site.api, name, "continue", "", caller)
            return _back(site, request, parked, location)
    except authorizations.Over:
        return over(site, request)
    except authorizations.Changed:
        return _again(name)
    reader = site.reader(request, wish=parked.language)
    response = site.document(request, "sign_in/oauth/consent.html", {"asked": parked, "name": name}, reader=reader)
    return security.posting_to(response, parked.origin)


def _back(site: serve.Site, request: Request, parked: authorizations.Parked, location: str) -> Response:
    """On to the program by a document of its own: from a form's redirect the browser would not go to another site."""
    response = site.document(request, "sign_in/oauth/back.html", {"client": parked.client, "location": location})
    response.headers["cache-control"] = "no-store"
    return response


async def decide(site: serve.Site, request: Request) -> Response:
    """Takes the reader's answer to the program."""
    sent = await serve.sent_form(request)
    name, decision, session = (str(sent.get(field, "")) for field in ("request", "decision", "session"))
    decision = "allow" if decision == "allow" else "deny"
    try:
        location = await authorizations.decide(site.api, name, decision, session, Caller.of(request.scope))
    except authorizations.Over:
        return over(site, request)
    except authorizations.Changed:
        return _again(name)
    return RedirectResponse(location, 303)


def over(site: serve.Site, request: Request) -> Response:
    """There is nothing to decide any more."""
    return site.document(request, "sign_in/oauth/over.html", {}, status=404)


def _again(name: str) -> Response:
    return RedirectResponse(f"/oauth/consent?{urlencode({'request': name})}", 303)


async def ask_to_sign_out(site: serve.Site, request: Request) -> Response:
    """Asks before it signs out: who sent the browser here may not decide that."""
    name = request.query_params.get("request", "")
    wish = await _wish(site, request, name)
    response = site.document(request, "sign_in/oauth/sign_out.html", {"client": wish.client, "name": name})
    return security.posting_to(response, wish.origin)


async def sign_out(site: serve.Site, request: Request) -> Response:
    """Signs out and goes back to the program, if it said where to."""
    sent = await serve.sent_form(request)
    wish = await _wish(site, request, str(sent.get("request", "")))
    reply = await site.api.sign_out(Caller.of(request.scope))
    response = RedirectResponse(wish.location or "/login", 303)
    for cookie in api.cookies(reply):
        response.headers.append("set-cookie", cookie)
    response.headers["clear-site-data"] = reply.header("clear-site-data") or '"cache"'
    return response


async def _wish(site: serve.Site, request: Request, name: str) -> authorizations.SignOut:
    """What the program wished; nothing but signing out when that is over."""
    try:
        return await authorizations.look_at_sign_out(site.api, name, Caller.of(request.scope))
    except authorizations.Over:
        return authorizations.SignOut("", "", "")


ROUTES = (
    ("/oauth/consent", ["GET"], show),
    ("/oauth/consent", ["POST"], decide),
    ("/oauth/sign-out", ["GET"], ask_to_sign_out),
    ("/oauth/sign-out", ["POST"], sign_out),
)
