"""Coming in from outside: accepting an invitation, and applying as an organisation; nobody is signed in yet."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote
from zoneinfo import available_timezones

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub import api, forms, i18n, serve
from frontend_stub.i18n import gettext_ as _
from frontend_stub.pages import provider
from frontend_stub.pages.partners import COUNTRIES
from frontend_stub.transports import Caller

Json = dict[str, Any]
TEXTS = ("organisation", "country", "calendar", "zone", "name", "email")


async def _sent(site: serve.Site, request: Request, path: str, given: Mapping[str, Any]) -> tuple[int, Json]:
    """The status and the body of one of the sign-in's endpoints. Raises TooMany."""
    reply = await site.api.transport.send("POST", path, json.dumps(given).encode(), Caller.of(request.scope))
    if reply.status == 429:  # noqa: PLR2004
        api.refuse(reply)
    return reply.status, json.loads(reply.body) if reply.body else {}


async def _shown(site: serve.Site, request: Request, kind: str) -> Json:
    """What a mailed link leads to; a link that is over is a page that does not exist."""
    status, body = await _sent(site, request, f"/auth/{kind}/look", {"link": request.path_params["link"]})
    if status != 200:  # noqa: PLR2004
        raise HTTPException(404)
    return body


def _page(
    site: serve.Site, request: Request, template: str, operation: str, context: Json, *,
    sent: FormData | None = None, errors: tuple[forms.FieldError, ...] = (),
) -> Response:  # fmt: skip
    form = forms.Form(operation=operation, then=lambda _payload: "/")
    filled = forms.filled(form, sent, errors) if sent else forms.Filled(operation)
    return site.document(request, template, {"filled": filled, **context}, status=422 if errors else 200)


def _errors(body: Json) -> tuple[forms.FieldError, ...]:
    return tuple(
        forms.FieldError(error["path"][0] if error.get("path") else "", error["message"]) for error in body["errors"]
    )


async def invitation(site: serve.Site, request: Request) -> Response:
    """What one is invited to, and the form to accept it."""
    return _page(site, request, "joining/link.html", "Join", await _shown(site, request, "invitations"))


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
    return _page(site, request, "joining/link.html", "Join", await _shown(site, request, "registrations"))


async def register(site: serve.Site, request: Request) -> Response:
    """Sends the application, then asks to sign in."""
    return await _join(site, request, "registrations", "send")


async def _join(site: serve.Site, request: Request, kind: str, action: str) -> Response:
    shown = await _shown(site, request, kind)
    sent = await serve.sent_form(request)
    given = {name: str(sent[name]) for name in ("name", "password") if sent.get(name)}
    given |= {"link": request.path_params["link"], "language": site.reader(request).language}
    status, body = await _sent(site, request, f"/auth/{kind}/{action}", given)
    if status == 204:  # noqa: PLR2004
        return RedirectResponse("/login", 303)
    if status == 401:  # noqa: PLR2004
        with i18n.reading(site.reader(request)):
            errors: tuple[forms.FieldError, ...] = (forms.FieldError("password", _("The password is not right.")),)
    else:
        errors = _errors(body)
    return _page(site, request, "joining/link.html", "Join", shown, sent=sent, errors=errors)


async def application(site: serve.Site, request: Request) -> Response:
    """The form of an organisation that wants to become a partner."""
    return _application(site, request)


def _application(
    site: serve.Site, request: Request, sent: FormData | None = None, errors: tuple[forms.FieldError, ...] = ()
) -> Response:
    with i18n.reading(site.reader(request)):
        countries = sorted((i18n.country(key), key) for key in COUNTRIES)
    zones = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    context = {"countries": [(key, name) for name, key in countries], "zones": [(zone, zone) for zone in zones]}
    return _page(site, request, "joining/register.html", "Register", context, sent=sent, errors=errors)


async def ask(site: serve.Site, request: Request) -> Response:
    """Has the link sent; whoever has the address, the page afterwards is the same."""
    sent = await serve.sent_form(request)
    given: Json = {name: str(sent.get(name, "")) for name in TEXTS}
    given |= {"kinds": [str(kind) for kind in sent.getlist("kinds")], "consent": sent.get("consent") == "on"}
    status, body = await _sent(site, request, "/auth/registrations", given)
    if status == 204:  # noqa: PLR2004
        return site.document(request, "joining/sent.html", {})
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
