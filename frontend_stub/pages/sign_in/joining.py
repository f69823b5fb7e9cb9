"""Coming in from outside: accepting an invitation, and applying as an organisation; nobody is signed in yet."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.pages.sign_in import provider
from frontend_stub.site import api, forms, i18n, returning, serve
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.transports import Caller

Json = dict[str, Any]
TEXTS = ("organisation", "country", "calendar", "zone", "name", "email")
NEEDED = ("organisation", "kinds", "country", "calendar", "zone", "name", "email", "consent")
OK, NO_CONTENT, MISSING, WAIT = 200, 204, 404, 429


async def _sent(site: serve.Site, request: Request, path: str, given: Mapping[str, Any]) -> tuple[int, Json]:
    """The status and the body of one of the sign-in's endpoints. Raises TooMany."""
    reply = await site.api.transport.send("POST", path, json.dumps(given).encode(), Caller.of(request.scope))
    if reply.status == WAIT:
        api.refuse(reply)
    return reply.status, json.loads(reply.body) if reply.body else {}


async def _shown(site: serve.Site, request: Request, kind: str) -> Json | Response:
    """What a mailed link leads to; of one that is over, a page that says what to do."""
    status, body = await _sent(site, request, f"/auth/{kind}/look", {"link": request.path_params["link"]})
    if status != OK:
        return site.document(request, "sign_in/joining/over.html", {"kind": kind}, status=MISSING)
    return {"kind": kind, "another": False, **body}


def _page(
    site: serve.Site, request: Request, template: str, operation: str, context: Json, *,
    sent: FormData | None = None, errors: tuple[returning.FieldError, ...] = (),
) -> Response:  # fmt: skip
    form = forms.Form(operation=operation, then=lambda _payload: "/")
    filled = returning.Filled(operation) if sent is None else returning.filled(form.operation, sent, errors)
    return site.document(request, template, {"filled": filled, **context}, status=422 if errors else 200)


def _errors(body: Json) -> tuple[returning.FieldError, ...]:
    return tuple(
        returning.FieldError(error["path"][0] if error.get("path") else "", error["message"])
        for error in body["errors"]
    )


async def invitation(site: serve.Site, request: Request) -> Response:
    """What one is invited to, and the form to accept it."""
    return await _link(site, request, "invitations")


async def accept(site: serve.Site, request: Request) -> Response:
    """Accepts, then asks to sign in: one way in for everybody."""
    return await _join(site, request, "invitations", "accept")


async def through_provider(site: serve.Site, request: Request) -> Response:
    """To the organisation's own sign-in, to accept there who one is: no password is needed then."""
    path = f"/auth/connections/{quote(request.path_params['id'], safe='')}/invitation"
    reply = await site.api.call("POST", path, {"link": request.path_params["link"]}, Caller.of(request.scope))
    return provider.begun(site, request, reply)


async def registration(site: serve.Site, request: Request) -> Response:
    """The application once more, and the form to send it."""
    return await _link(site, request, "registrations")


async def register(site: serve.Site, request: Request) -> Response:
    """Sends the application, then asks to sign in."""
    return await _join(site, request, "registrations", "send")


async def _link(site: serve.Site, request: Request, kind: str) -> Response:
    shown = await _shown(site, request, kind)
    return shown if isinstance(shown, Response) else _page(site, request, "sign_in/joining/link.html", "Join", shown)


async def _join(site: serve.Site, request: Request, kind: str, action: str) -> Response:
    shown = await _shown(site, request, kind)
    if isinstance(shown, Response):
        return shown
    sent = await serve.sent_form(request)
    given = {name: str(sent[name]) for name in ("name", "password") if sent.get(name)}
    needed = ("name", "password") if not shown["isKnown"] and kind == "invitations" else ("password",)
    # Whoever is signed in may leave the password of their account out.
    missing = () if shown["isKnown"] else _missing(site, request, sent, needed)
    if missing:
        return _page(site, request, "sign_in/joining/link.html", "Join", shown, sent=sent, errors=missing)
    given |= {"link": request.path_params["link"], "language": site.reader(request).language}
    status, body = await _sent(site, request, f"/auth/{kind}/{action}", given)
    if status == NO_CONTENT:
        return RedirectResponse(f"/login?done={kind}", 303)
    code = (body["errors"][0].get("extensions") or {}).get("code")
    if code == "NOT_PROVED":
        with i18n.reading(site.reader(request)):
            errors: tuple[returning.FieldError, ...] = (
                returning.FieldError("password", _("The password is not correct.")),
            )
    else:
        errors = _errors(body)
    shown["another"] = code == "NOT_PERMITTED"
    return _page(site, request, "sign_in/joining/link.html", "Join", shown, sent=sent, errors=errors)


def _missing(
    site: serve.Site, request: Request, sent: FormData, needed: tuple[str, ...]
) -> tuple[returning.FieldError, ...]:
    """All that was left empty at once, not one after the other."""
    with i18n.reading(site.reader(request)):
        empty = [name for name in needed if not any(str(each).strip() for each in sent.getlist(name))]
        return tuple(returning.FieldError(name, _("This field is required.")) for name in empty)


async def application(site: serve.Site, request: Request) -> Response:
    """The form of an organisation that wants to become a partner."""
    return _application(site, request)


def _application(
    site: serve.Site, request: Request, sent: FormData | None = None, errors: tuple[returning.FieldError, ...] = ()
) -> Response:
    with i18n.reading(site.reader(request)):
        context = {"countries": i18n.countries(), "zones": i18n.zones()}
    return _page(site, request, "sign_in/joining/register.html", "Register", context, sent=sent, errors=errors)


async def ask(site: serve.Site, request: Request) -> Response:
    """Has the link sent; whoever has the address, the page afterwards is the same."""
    sent = await serve.sent_form(request)
    given: Json = {name: str(sent.get(name, "")) for name in TEXTS}
    given |= {"kinds": [str(kind) for kind in sent.getlist("kinds")], "consent": sent.get("consent") == "on"}
    missing = _missing(site, request, sent, NEEDED)
    if missing:
        return _application(site, request, sent, missing)
    status, body = await _sent(site, request, "/auth/registrations", given)
    if status == NO_CONTENT:
        return site.document(request, "sign_in/joining/sent.html", {})
    return _application(site, request, sent, _errors(body))


ROUTES = (
    ("/invite/{link}", ["GET"], invitation),
    ("/invite/{link}", ["POST"], accept),
    ("/invite/{link}/{id}", ["POST"], through_provider),
    ("/register", ["GET"], application),
    ("/register", ["POST"], ask),
    ("/register/{link}", ["GET"], registration),
    ("/register/{link}", ["POST"], register),
)
