"""Proving who one is: the second step of signing in, the first passkey, a forgotten password, and confirming again."""

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.site import api, i18n, security, serve
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.transports import Caller, Reply

OK, NO_CONTENT, UNPROVED, MISSING = 200, 204, 403, 404


def page(site: serve.Site, request: Request, template: str, *, status: int = 200, **context: object) -> Response:
    """A page of this module with what they all show."""
    shared = {"host": urlsplit(site.public_url).hostname, "public_url": site.public_url, "trouble": "", "next": "/"}
    response = site.document(request, f"sign_in/proving/{template}.html", shared | context, status=status)
    response.headers["cache-control"] = "no-store"
    return response


def on_to(address: str, reply: Reply) -> Response:
    """Goes on, with the cookies that the step gave."""
    response = RedirectResponse(security.local_path(address), 303)
    for cookie in api.cookies(reply):
        response.headers.append("set-cookie", cookie)
    return response


def over(site: serve.Site, request: Request, reply: Reply) -> Response:
    return page(site, request, "over", status=404, reference=said(reply)[1])


def said(reply: Reply) -> tuple[str, str]:
    """The sentence and the reference of a refusal."""
    error = (api.content(reply).get("errors") or [{}])[0]
    return str(error.get("message", "")), str((error.get("extensions") or {}).get("reference", ""))


def next_of(request: Request) -> str:
    return security.local_path(request.query_params.get("next", "/"))


def second_step(asked: str, next_: str) -> str:
    """The page of what comes after the password."""
    return f"/login/{'enrol' if asked == 'enrol' else 'second'}?{urlencode({'next': next_})}"


async def _state(site: serve.Site, request: Request) -> api.Json | Reply:
    reply = await site.api.call("GET", "/auth/login", {}, Caller.of(request.scope))
    return api.content(reply) if reply.status == OK else reply


async def second(site: serve.Site, request: Request) -> Response:
    state = await _state(site, request)
    if isinstance(state, Reply):
        return over(site, request, state)
    if state["next"] == "enrol":
        return RedirectResponse(second_step("enrol", next_of(request)), 303)
    return page(site, request, "second", state=state, next=next_of(request))


async def use_code(site: serve.Site, request: Request) -> Response:
    """A recovery code: into the portal, or on to a passkey for who needs one."""
    sent = await serve.sent_form(request, most=serve.SHORT_BODY)
    next_, code = security.local_path(str(sent.get("next", "/"))), str(sent.get("code", ""))
    reply = await site.api.call("POST", "/auth/login/code", {"code": code}, Caller.of(request.scope))
    if reply.status == NO_CONTENT:
        return on_to(next_, reply)
    if reply.status == OK:
        return on_to(second_step("enrol", next_), reply)
    state = await _state(site, request)
    if isinstance(state, Reply):
        return over(site, request, state)
    with i18n.reading(site.reader(request)):
        trouble = _("This code is wrong or already used.")
    return page(site, request, "second", status=422, state=state, next=next_, trouble=trouble)


async def enrol(site: serve.Site, request: Request) -> Response:
    state = await _state(site, request)
    if isinstance(state, Reply):
        return over(site, request, state)
    if state["next"] != "enrol":
        return RedirectResponse(second_step("second", next_of(request)), 303)
    return page(site, request, "enrol", state=state, next=next_of(request))


async def enrol_codes(site: serve.Site, request: Request) -> Response:
    """Shows the new codes once, and asks for one of them."""
    sent = await serve.sent_form(request, most=serve.SHORT_BODY)
    next_ = security.local_path(str(sent.get("next", "/")))
    reply = await site.api.call("POST", "/auth/login/enrolment/codes", {}, Caller.of(request.scope))
    if reply.status != OK:
        return over(site, request, reply)
    response = page(site, request, "codes", codes=api.content(reply)["codes"], signing_in=True, next=next_)
    for cookie in api.cookies(reply):
        response.headers.append("set-cookie", cookie)
    return response


async def ask_reset(site: serve.Site, request: Request) -> Response:
    return page(site, request, "reset", sent=False)


async def send_reset(site: serve.Site, request: Request) -> Response:
    sent = await serve.sent_form(request, most=serve.SHORT_BODY)
    email = str(sent.get("email", "")).strip()
    if not email:
        with i18n.reading(site.reader(request)):
            return page(site, request, "reset", status=422, sent=False, trouble=_("Enter your email address."))
    await site.api.call("POST", "/auth/reset", {"email": email}, Caller.of(request.scope))
    return page(site, request, "reset", sent=True)


async def new_password(site: serve.Site, request: Request) -> Response:
    return page(site, request, "new_password", token=request.query_params.get("token", ""))


async def set_password(site: serve.Site, request: Request) -> Response:
    """The link's new password; then one signs in with it."""
    sent = await serve.sent_form(request, most=serve.SHORT_BODY)
    token, password = str(sent.get("token", "")), str(sent.get("password", ""))
    body = {"token": token, "password": password}
    reply = await site.api.call("POST", "/auth/reset/password", body, Caller.of(request.scope))
    if reply.status == NO_CONTENT:
        return RedirectResponse("/login?done=password", 303)
    if reply.status == MISSING:
        return over(site, request, reply)
    return page(site, request, "new_password", status=422, token=token, trouble=said(reply)[0])


async def confirm_page(site: serve.Site, request: Request) -> Response:
    return await _confirm(site, request, next_of(request))


async def _confirm(site: serve.Site, request: Request, next_: str, trouble: str = "", status: int = 200) -> Response:
    reply = await site.api.call("GET", "/auth/confirm", {}, Caller.of(request.scope))
    ways = api.content(reply)
    return page(site, request, "confirm", status=status, ways=ways, next=next_, trouble=trouble)


async def confirm(site: serve.Site, request: Request) -> Response:
    """By the password, where that is a way; then back to what it was for."""
    sent = await serve.sent_form(request, most=serve.SHORT_BODY)
    next_ = security.local_path(str(sent.get("next", "/")))
    body = {"password": str(sent.get("password", "")), "code": str(sent.get("code", ""))}
    reply = await site.api.call("POST", "/auth/confirm", body, Caller.of(request.scope))
    if reply.status == NO_CONTENT:
        return site.told(on_to(next_, reply), "Confirm")
    with i18n.reading(site.reader(request)):
        trouble = _("We could not confirm it is you. Check what you entered.")
    return await _confirm(site, request, next_, trouble, 422)


ROUTES = (
    ("/login/second", ["GET"], second),
    ("/login/second", ["POST"], use_code),
    ("/login/enrol", ["GET"], enrol),
    ("/login/enrol", ["POST"], enrol_codes),
    ("/reset", ["GET"], ask_reset),
    ("/reset", ["POST"], send_reset),
    ("/reset/password", ["GET"], new_password),
    ("/reset/password", ["POST"], set_password),
    ("/confirm", ["GET"], confirm_page),
    ("/confirm", ["POST"], confirm),
)
