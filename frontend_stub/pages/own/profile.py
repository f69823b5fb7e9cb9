"""What the reader set up for themselves: language and zone, and how they sign in."""

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.pages.sign_in import proving
from frontend_stub.site import forms, i18n, security, serve
from frontend_stub.site.api import content
from frontend_stub.site.i18n import gettext_ as _
from frontend_stub.site.page import Json, Page, Visit
from frontend_stub.site.transports import Caller, Reply

HERE = "/profile"


def _back(_payload: Json) -> str:
    return HERE


def _choices(_visit: Visit, data: Json) -> Json:
    """Every zone there is, the reader's own among them."""
    return {"zones": i18n.zones("UTC", data["viewer"]["zone"])}


PAGES = (
    Page(
        path=HERE,
        operation="Profile",
        template="own/profile.html",
        beside="/auth/session/organisations",
        extras=_choices,
        reads=("viewer.language",),
        forms=(
            forms.Form(
                operation="ProfileChange",
                then=_back,
                fields=(forms.taking("language", required=True), forms.taking("zone", required=True)),
            ),
            forms.Form(operation="SessionEnd", then=_back, fields=(forms.taking("sessionId", required=True),)),
            forms.Form(operation="SessionEndOthers", then=_back),
            forms.Form(operation="MemberTryMail", then=_back, fields=(forms.taking("memberId", required=True),)),
            forms.Form(operation="PasskeyRemove", then=_back, fields=(forms.taking("passkeyId", required=True),)),
        ),
    ),
)


def _confirming(reply: Reply, back: str) -> Response | None:
    """To the confirmation and back, where one is asked for."""
    error = (content(reply).get("errors") or [{}])[0] if reply.body else {}
    if (error.get("extensions") or {}).get("code") != forms.CONFIRMATION:
        return None
    return RedirectResponse(f"/confirm?{urlencode({'next': back})}", 303)


async def passkey(site: serve.Site, request: Request) -> Response:
    """The page that asks the browser for another passkey; freshly confirmed."""
    reply = await site.api.call("POST", "/auth/passkeys/challenge", {}, Caller.of(request.scope))
    confirming = _confirming(reply, request.url.path)
    if confirming:
        return confirming
    works = reply.status == proving.OK
    return proving.page(site, request, "passkey", works=works, trouble="" if works else proving.said(reply)[0])


async def codes_page(site: serve.Site, request: Request) -> Response:
    return proving.page(site, request, "make_codes")


async def make_codes(site: serve.Site, request: Request) -> Response:
    """New recovery codes, shown once."""
    reply = await site.api.call("POST", "/auth/recovery-codes", {}, Caller.of(request.scope))
    confirming = _confirming(reply, request.url.path)
    return confirming or proving.page(site, request, "codes", codes=content(reply)["codes"], signing_in=False)


async def password_page(site: serve.Site, request: Request) -> Response:
    return proving.page(site, request, "new_password", token="")


async def change_password(site: serve.Site, request: Request) -> Response:
    sent = await serve.sent_form(request, most=serve.SHORT_BODY)
    body = {name: str(sent.get(name, "")) for name in ("old", "password")}
    reply = await site.api.call("POST", "/auth/password", body, Caller.of(request.scope))
    if reply.status == proving.NO_CONTENT:
        return site.done(HERE, "PasswordChange")
    with i18n.reading(site.reader(request)):
        trouble = _("Your current password is not correct.") if reply.status == proving.UNPROVED else ""
    return proving.page(
        site, request, "new_password", status=422, token="", trouble=trouble or proving.said(reply)[0]
    )  # fmt: skip


async def organisations(site: serve.Site, request: Request) -> Response:
    reply = await site.api.call("GET", "/auth/session/organisations", {}, Caller.of(request.scope))
    return proving.page(site, request, "organisations", places=content(reply)["organisations"])


async def switch(site: serve.Site, request: Request) -> Response:
    """Goes on as a member of another organisation."""
    sent = await serve.sent_form(request, most=serve.SHORT_BODY)
    body = {"organisation": str(sent.get("organisation", ""))}
    reply = await site.api.call("POST", "/auth/session/organisation", body, Caller.of(request.scope))
    if reply.status == proving.NO_CONTENT:
        return site.told(proving.on_to(security.local_path("/"), reply), "OrganisationSwitch")
    return proving.over(site, request, reply)


ROUTES = (
    ("/profile/passkey", ["GET"], passkey),
    ("/profile/recovery-codes", ["GET"], codes_page),
    ("/profile/recovery-codes", ["POST"], make_codes),
    ("/profile/password", ["GET"], password_page),
    ("/profile/password", ["POST"], change_password),
    ("/profile/organisation", ["GET"], organisations),
    ("/profile/organisation", ["POST"], switch),
)
