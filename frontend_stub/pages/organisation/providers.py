"""An organisation's own sign-in, for its administrators: its identity providers and its mail domains."""

from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.site import api, forms, serve, words
from frontend_stub.site.page import Json, Page, Visit, paging
from frontend_stub.site.transports import Caller

CONNECTIONS, DOMAINS = "/org/connections", "/org/domains"
NO_CONTENT = 204
DONE = {"secret": "ConnectionSecret", "key": "ConnectionKey", "verification": "DomainVerify"}


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _words(raw: str) -> list[str]:
    return raw.split()


def _offered(_visit: Visit, data: Json) -> Json:
    """The roles of the reader's own side."""
    is_partner = data["viewer"]["side"] == "PARTNER"
    roles = [(code, word) for code, word in words.options("Role") if code.startswith("PARTNER_") == is_partner]
    return {"offered": [(code, word) for code, word in roles if code != "SYSTEM"]}


def _of_one(visit: Visit, data: Json) -> Json:
    age = data["identityProvider"]["maxAge"]
    return {"age": "" if age is None else str(age), **_offered(visit, data)}


def _detail(payload: Json) -> str:
    return f"{CONNECTIONS}/{payload['provider']['id']}"


SETTINGS = (
    forms.taking("name", required=True),
    forms.taking("authentication", required=True),
    forms.taking("idTokenAlg", required=True),
    forms.taking("scopes", read=_words),
    forms.taking("acrValues", read=_words),
    forms.taking("strongValues", read=_words),
    forms.taking("enforcesSecondFactor", read=forms.flag),
    forms.taking("maxAge", read=forms.integer),
    forms.taking("defaultRoles", many=True),
)
NAMED = (
    forms.taking("providerId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
CREATE = forms.Form(
    operation="IdentityProviderCreate",
    fields=(forms.taking("issuer", required=True), forms.taking("clientId", required=True), *SETTINGS),
    then=_detail,
)
CHANGE = forms.Form(operation="IdentityProviderChange", fields=(*NAMED, *SETTINGS), then=_detail)
DISABLE = forms.Form(operation="IdentityProviderDisable", fields=NAMED, then=_detail)
ENABLE = forms.Form(operation="IdentityProviderEnable", fields=NAMED, then=_detail)
ADD = forms.Form(
    operation="MailDomainAdd",
    fields=(forms.taking("domain", required=True), forms.taking("providerId")),
    then=lambda _payload: DOMAINS,
)
REMOVE = forms.Form(
    operation="MailDomainRemove",
    fields=(forms.taking("domainId", required=True),),
    then=lambda _payload: DOMAINS,
)

PAGES = (
    Page(
        path=CONNECTIONS, operation="IdentityProviderList", template="organisation/connections.html", variables=paging,
    ),
    Page(
        path=f"{CONNECTIONS}/new", operation="IdentityProviderNew", template="organisation/connection_new.html",
        extras=_offered, forms=(CREATE,),
    ),
    Page(
        path=f"{CONNECTIONS}/{{id}}", operation="IdentityProviderDetail", template="organisation/connection.html",
        variables=_one, extras=_of_one, required=("identityProvider",), reads=("identityProvider.maxAge",),
        forms=(CHANGE, DISABLE, ENABLE),
    ),
    Page(
        path=DOMAINS, operation="MailDomainList", template="organisation/domains.html", variables=paging,
        forms=(ADD, REMOVE),
    ),
)  # fmt: skip


async def set_secret(site: serve.Site, request: Request) -> Response:
    """The secret goes to the sign-in itself, and never comes back."""
    sent = await serve.sent_form(request)
    return await _told(site, request, "connections", "secret", {"secret": str(sent.get("secret", "")).strip()})


async def make_key(site: serve.Site, request: Request) -> Response:
    return await _told(site, request, "connections", "key", {})


async def verify(site: serve.Site, request: Request) -> Response:
    return await _told(site, request, "domains", "verification", {})


async def _told(site: serve.Site, request: Request, kind: str, act: str, body: Json) -> Response:
    """Asks the sign-in for it and goes back to the page; a refusal is a page with its sentence."""
    named = quote(request.path_params["id"], safe="")
    back = DOMAINS if kind == "domains" else f"{CONNECTIONS}/{named}"
    reply = await site.api.call("POST", f"/auth/{kind}/{named}/{act}", body, Caller.of(request.scope))
    if reply.status == NO_CONTENT:
        return site.done(back, DONE[act])
    refusal = (api.content(reply).get("errors") or [{}])[0]
    if (refusal.get("extensions") or {}).get("code") == "CONFIRMATION_NEEDED":
        return RedirectResponse(f"/confirm?{urlencode({'next': back})}", 303)
    context = {"message": str(refusal.get("message", "")), "back": back}
    return site.document(request, "organisation/refused.html", context, status=reply.status)


ROUTES = (
    (f"{CONNECTIONS}/{{id}}/secret", ["POST"], set_secret),
    (f"{CONNECTIONS}/{{id}}/key", ["POST"], make_key),
    (f"{DOMAINS}/{{id}}/verify", ["POST"], verify),
)
