"""An organisation's administration of its programs and its provisioning, and what their developers need to know."""

from urllib.parse import urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.site import api, forms, i18n, returning, serve
from frontend_stub.site.page import Json, Page, Visit, paging
from frontend_stub.site.transports import Caller, Reply

CREATED, NOT_FOUND = 201, 404
PROVISIONING = "/org/provisioning"


def _one(visit: Visit) -> Json:
    return {"id": visit.params["id"]}


def _lines(raw: str) -> list[str]:
    """The lines of a text area that are not empty."""
    return [line.strip() for line in raw.splitlines() if line.strip()]


def _place(payload: Json) -> str:
    return f"/org/clients/{payload['apiClient']['id']}"


ADDRESSES = (
    forms.taking("redirectUris", read=_lines),
    forms.taking("postLogoutRedirectUris", read=_lines),
)
WHICH = (
    forms.taking("apiClientId", required=True),
    forms.taking("expectedVersion", read=forms.integer, required=True),
)
REGISTER = forms.Form(
    operation="ApiClientRegister",
    fields=(
        forms.taking("name", required=True),
        forms.taking("grantTypes", required=True, many=True),
        forms.taking("authentication", required=True),
        forms.taking("isNative", read=forms.flag),
        forms.taking("scopes", required=True, many=True),
        *ADDRESSES,
        forms.taking("jwks"),
    ),
    then=_place,
)


def _change(sent: FormData) -> tuple[Json, list[returning.FieldError]]:
    """What the form shows is what holds afterwards: an emptied field is an empty list."""
    variables, errors = forms.read(CHANGED, sent)
    for name in ("redirectUris", "postLogoutRedirectUris", "scopes"):
        variables.setdefault("input", {}).setdefault(name, [])
    return variables, errors


CHANGED = forms.Form(
    operation="ApiClientChange",
    fields=(*WHICH, forms.taking("name", required=True), forms.taking("scopes", many=True), *ADDRESSES),
    then=_place,
)
CHANGE = forms.Form(operation="ApiClientChange", fields=CHANGED.fields, then=_place, build=_change)
DISABLE = forms.Form(operation="ApiClientDisable", fields=WHICH, then=_place)
REASSIGN = forms.Form(
    operation="ApiClientReassign", fields=(*WHICH, forms.taking("memberId", required=True)), then=_place
)
END = forms.Form(
    operation="ProvisioningTokenEnd",
    fields=(forms.taking("provisioningTokenId", required=True), WHICH[1]),
    then=lambda _payload: "/org/provisioning",
)


MAKING_SECRET = forms.Form(operation="ApiClientSecret", then=_place)
MAKING_TOKEN = forms.Form(operation="ProvisioningTokenMake", fields=(forms.taking("name", "name"),), then=_place)


SECRET = Page(
    path="/org/clients/{id}/secret",
    operation="ApiClientSecret",
    template="organisation/client_secret.html",
    variables=_one,
    required=("apiClient",),
)
TOKENS = Page(
    path=PROVISIONING, operation="ProvisioningTokens", template="organisation/provisioning.html", forms=(END,)
)
SHOWN = (SECRET, TOKENS)
"""Pages whose forms go to an address of the sign-in, so that a secret never passes through GraphQL."""


async def _again(site: serve.Site, request: Request, page: Page, context: Json) -> Response:
    """The page with the form, as it is before it is sent and after it was refused; `context` has the form."""
    answer = await site.api.run(page.operation, dict(request.path_params), Caller.of(request.scope))
    viewer = answer.data.get("viewer")
    if viewer is None:
        raise api.SignInNeeded
    if any(answer.data.get(root) is None for root in page.required):
        raise HTTPException(NOT_FOUND)
    is_stale = any(each.back is returning.Back.STALE for each in context.values())
    status = 409 if is_stale else 422 if any(each.errors for each in context.values()) else 200
    ended = {END.operation: returning.Filled(END.operation)}
    shown = answer.data | {"forms": ended | context, "failed": answer.failed}
    return site.document(
        request, page.template, shown, status=status, reader=site.reader(request, viewer, answer.data.get("company"))
    )


def _refused(reply: Reply) -> list[returning.FieldError]:
    """What an address of the sign-in refused, at the field it names."""
    told = api.content(reply).get("errors") or []
    return [returning.FieldError(next(iter(each.get("path", ())), ""), str(each["message"])) for each in told]


def _confirmation(reply: Reply, path: str) -> Response | None:
    """On to the proof of presence that is asked for, and back."""
    told = api.content(reply).get("errors") or []
    needed = any((each.get("extensions") or {}).get("code") == "CONFIRMATION_NEEDED" for each in told)
    return RedirectResponse(f"/confirm?{urlencode({'next': path})}", 303) if needed else None


async def new_secret(site: serve.Site, request: Request) -> Response:
    filled = {MAKING_SECRET.operation: returning.Filled(MAKING_SECRET.operation)}
    return await _again(site, request, SECRET, filled)


async def make_secret(site: serve.Site, request: Request) -> Response:
    """Makes the secret and shows it, once; what was wrong stands at the form."""
    sent = await serve.sent_form(request)
    given: Json = {}
    wrong: list[returning.FieldError] = []
    with i18n.reading(site.writer(request, sent)):
        for name in ("expectedVersion", "oldLastsDays"):
            try:
                given[name] = forms.integer(str(sent.get(name, "")))
            except ValueError as error:
                wrong.append(returning.FieldError(name, str(error)))
    if not wrong:
        path = request.url.path
        reply = await site.api.call("POST", f"/auth{path.removeprefix('/org')}s", given, Caller.of(request.scope))
        if reply.status == CREATED:
            return _shown_once(site, request, api.content(reply), path.removesuffix("/secret"))
        if confirm := _confirmation(reply, path):
            return confirm
        wrong = _refused(reply)
        told = api.content(reply).get("errors") or []
        if any((each.get("extensions") or {}).get("code") in forms.STALE for each in told):
            now = returning.filled(MAKING_SECRET.operation, sent, back=returning.Back.STALE)
            return await _again(site, request, SECRET, {MAKING_SECRET.operation: now})
    filled = {MAKING_SECRET.operation: returning.filled(MAKING_SECRET.operation, sent, wrong)}
    return await _again(site, request, SECRET, filled)


async def tokens(site: serve.Site, request: Request) -> Response:
    filled = {MAKING_TOKEN.operation: returning.Filled(MAKING_TOKEN.operation)}
    return await _again(site, request, TOKENS, filled)


async def token_step(site: serve.Site, request: Request) -> Response:
    """Ends a token, or makes one and shows it, once."""
    sent = await serve.sent_form(request)
    if sent.get("operation") == END.operation:
        return await _end_token(site, request, sent)
    reply = await site.api.call(
        "POST", "/auth/provisioning", {"name": str(sent.get("name", ""))}, Caller.of(request.scope)
    )
    if reply.status == CREATED:
        return _shown_once(site, request, api.content(reply), PROVISIONING)
    if confirm := _confirmation(reply, PROVISIONING):
        return confirm
    filled = {MAKING_TOKEN.operation: returning.filled(MAKING_TOKEN.operation, sent, _refused(reply))}
    return await _again(site, request, TOKENS, filled)


async def _end_token(site: serve.Site, request: Request, sent: FormData) -> Response:
    with i18n.reading(site.reader(request)):
        variables, wrong = forms.read(END, sent)
    if not wrong:
        answer = await site.api.run(END.operation, variables, Caller.of(request.scope))
        payload = answer.data["provisioningTokenEnd"]
        if payload is None:
            raise api.failure(answer.errors, 200)
        if not payload["userErrors"]:
            return site.done(PROVISIONING, END.operation)
        if any(each["code"] == "CONFIRMATION_NEEDED" for each in payload["userErrors"]):
            return RedirectResponse(f"/confirm?{urlencode({'next': PROVISIONING})}", 303)
        wrong = forms.refusals(END, payload["userErrors"], {})
    filled = {
        END.operation: returning.filled(END.operation, sent, wrong),
        MAKING_TOKEN.operation: returning.Filled(MAKING_TOKEN.operation),
    }
    return await _again(site, request, TOKENS, filled)


def _shown_once(site: serve.Site, request: Request, made: Json, back: str) -> Response:
    response = site.document(request, "organisation/shown_once.html", {"made": made, "back": back})
    response.headers["cache-control"] = "no-store"
    return response


def _others(_visit: Visit, data: Json) -> Json:
    """The people a program can be handed over to."""
    now = (data["apiClient"]["responsible"] or {}).get("id")
    people = (data["members"] or {"nodes": []})["nodes"]
    return {"others": [(each["id"], f"{each['name']} ({each['email']})") for each in people if each["id"] != now]}


ROUTES = (
    (SECRET.path, ["GET"], new_secret),
    (SECRET.path, ["POST"], make_secret),
    (TOKENS.path, ["GET"], tokens),
    (TOKENS.path, ["POST"], token_step),
)

PAGES = (
    Page(path="/org/clients", operation="ApiClientList", template="organisation/clients.html", variables=paging),
    Page(path="/org/clients/new", operation="ApiClientNew", template="organisation/client_new.html", forms=(REGISTER,)),
    Page(
        path="/org/clients/{id}",
        operation="ApiClientDetail",
        template="organisation/client.html",
        variables=_one,
        required=("apiClient",),
    ),
    Page(
        path="/org/clients/{id}/edit",
        operation="ApiClientEdit",
        template="organisation/client_edit.html",
        variables=_one,
        required=("apiClient",),
        forms=(CHANGE,),
    ),
    Page(
        path="/org/clients/{id}/end",
        operation="ApiClientEnd",
        template="organisation/client_end.html",
        variables=_one,
        required=("apiClient",),
        forms=(DISABLE,),
    ),
    Page(
        path="/org/clients/{id}/responsible",
        operation="ApiClientResponsible",
        template="organisation/client_responsible.html",
        variables=_one,
        required=("apiClient",),
        extras=_others,
        forms=(REASSIGN,),
        reads=("apiClient.responsible.id", "members.nodes.id", "members.nodes.name", "members.nodes.email"),
    ),
    Page(path="/developers", operation="Developers", template="organisation/developers.html"),
)
