"""Signing in through one's own company: the e-mail address finds the provider, which sends the browser back here."""

from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.pages.sign_in import proving
from frontend_stub.site import api, returning, security, serve
from frontend_stub.site.transports import Caller, Reply

FORM, ACCOUNT = "ProviderSignIn", "/account/provider"
OK, MISSING = 200, 404


async def ask(site: serve.Site, request: Request) -> Response:
    return _form(site, request, request.query_params.get("next", "/"), "")


def _form(site: serve.Site, request: Request, next_: str, trouble: str, email: str = "", status: int = 200) -> Response:
    context = {
        "filled": returning.Filled(FORM, {"email": [email]} if email else {}),
        "next": security.local_path(next_),
        "trouble": trouble,
    }
    return site.document(request, "sign_in/session/provider.html", context, status=status)


async def begin(site: serve.Site, request: Request) -> Response:
    """Shows the way to the provider: a page that goes on by itself, as a form may not lead to another site."""
    sent = await serve.sent_form(request)
    email, next_ = (str(sent.get(name, "")).strip() for name in ("email", "next"))
    if not email:
        return _form(site, request, next_, "empty", email, 422)
    body = {"email": email, "next": security.local_path(next_)}
    reply = await site.api.call("POST", "/auth/discovery", body, Caller.of(request.scope))
    if reply.status != OK:
        return failed(site, request, reply)
    provider = api.content(reply)["provider"]
    if provider is None:
        return _form(site, request, next_, "unknown", email, 422)
    return leave(site, request, provider, reply)


def leave(site: serve.Site, request: Request, provider: api.Json, reply: Reply) -> Response:
    """The page from which the browser goes on to the provider."""
    response = site.document(request, "sign_in/session/leave.html", {"provider": provider})
    return with_cookies(response, reply)


async def callback(site: serve.Site, request: Request) -> Response:
    """Where the provider sends the browser back to: into the portal, or to a page that says why not."""
    query = request.scope["query_string"].decode("latin-1")
    path = f"/auth/connections/{quote(request.path_params['id'], safe='')}/answer"
    reply = await site.api.call("POST", path, {"query": query}, Caller.of(request.scope))
    if reply.status != OK:
        return failed(site, request, reply)
    next_, asked = security.local_path(api.content(reply)["next"]), api.content(reply).get("asked")
    return with_cookies(RedirectResponse(proving.second_step(asked, next_) if asked else next_, 303), reply)


async def confirm(site: serve.Site, request: Request) -> Response:
    """To the provider one came through, to prove again who one is, and back to what it was for."""
    sent = await serve.sent_form(request, most=serve.SHORT_BODY)
    body = {"next": security.local_path(str(sent.get("next", "/")))}
    reply = await site.api.call("POST", "/auth/confirm/provider", body, Caller.of(request.scope))
    return begun(site, request, reply)


def begun(site: serve.Site, request: Request, reply: Reply) -> Response:
    """On to the provider, or the page that says why not."""
    if reply.status == MISSING:
        raise HTTPException(MISSING)
    if reply.status != OK:
        return failed(site, request, reply)
    return leave(site, request, api.content(reply)["provider"], reply)


async def account(site: serve.Site, request: Request) -> Response:
    """Which providers one's own account is linked with."""
    reply = await site.api.call("GET", "/auth/connections", {}, Caller.of(request.scope))
    return site.document(request, "sign_in/account/provider.html", {"providers": api.content(reply)["providers"]})


async def link(site: serve.Site, request: Request) -> Response:
    """To the provider, to link the account there with one's own; after a confirmation."""
    path = f"/auth/connections/{quote(request.path_params['id'], safe='')}/link"
    reply = await site.api.call("POST", path, {"next": ACCOUNT}, Caller.of(request.scope))
    if reply.status == OK:
        return leave(site, request, api.content(reply)["provider"], reply)
    refusal = (api.content(reply).get("errors") or [{}])[0]
    if (refusal.get("extensions") or {}).get("code") == "CONFIRMATION_NEEDED":
        return RedirectResponse(f"/confirm?{urlencode({'next': ACCOUNT})}", 303)
    if reply.status in {403, 404}:
        raise HTTPException(reply.status)
    return failed(site, request, reply)


def failed(site: serve.Site, request: Request, reply: Reply) -> Response:
    """A sign-in that was refused, with the reference that finds its reason."""
    found = api.content(reply).get("errors") or [{}]
    extensions = found[0].get("extensions") or {}
    if extensions.get("code") != "SIGN_IN_FAILED":
        raise api.failure(tuple(found), reply.status)
    context = {"failure": {**extensions, "next": security.local_path(str(extensions.get("next", "/")))}}
    return site.document(request, "sign_in/session/failed.html", context, status=reply.status)


def with_cookies(response: Response, reply: Reply) -> Response:
    for cookie in api.cookies(reply):
        response.headers.append("set-cookie", cookie)
    response.headers["cache-control"] = "no-store"
    return response


ROUTES = (
    ("/login/provider", ["GET"], ask),
    ("/login/provider", ["POST"], begin),
    (ACCOUNT, ["GET"], account),
    (f"{ACCOUNT}/{{id}}", ["POST"], link),
    ("/confirm/provider", ["POST"], confirm),
    ("/auth/connections/{id}/callback", ["GET"], callback),
)
