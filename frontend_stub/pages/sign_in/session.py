"""Signing in and out."""

from urllib.parse import urlencode, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.pages.sign_in import consent, proving
from frontend_stub.site import api, authorizations, i18n, returning, security, serve
from frontend_stub.site.transports import Caller

FORM = "SignIn"


async def sign_in_page(site: serve.Site, request: Request) -> Response:
    """The form; for a program's request that waits (`request`), with whom it hints at, and the way back to it."""
    name = request.query_params.get("request", "")
    if not name:
        return _page(site, request, request.query_params.get("next", "/"), "")
    try:
        parked = await authorizations.look(site.api, name, Caller.of(request.scope))
    except authorizations.Over:
        return consent.over(site, request)
    reader = site.reader(request, wish=parked.language)
    back = f"/oauth/consent?{urlencode({'request': name})}"
    response = _page(site, request, back, "", parked.login_hint, reader=reader)
    # The next steps of the sign-in know nothing of the program: the browser keeps its wish, where it has none.
    if parked.language and not i18n.ours(request.cookies.get("language", "")):
        site.remember(response, "language", reader.language)
    return response


def _page(
    site: serve.Site, request: Request, next_: str, trouble: str, email: str = "", status: int = 200,
    reader: i18n.Reader | None = None,
) -> Response:  # fmt: skip
    values = {"email": [email]} if email else {}
    context = {
        "filled": returning.Filled(FORM, values),
        "next": security.local_path(next_),
        "trouble": trouble,
        "host": urlsplit(site.public_url).hostname,
    }
    return site.document(request, "sign_in/session/sign_in.html", context, status=status, reader=reader)


async def sign_in(site: serve.Site, request: Request) -> Response:
    """To `next`, or to the second step on the way there; wrong words give the form again with status 422."""
    sent = await serve.sent_form(request, most=serve.SHORT_BODY)
    email, password, next_ = (str(sent.get(name, "")) for name in ("email", "password", "next"))
    if not email.strip() or not password:
        return _page(site, request, next_, "empty", email, 422)
    try:
        reply = await site.api.sign_in(email.strip(), password, Caller.of(request.scope))
    except api.SignInRefused:
        return _page(site, request, next_, "refused", email, 422)
    if reply.status == proving.NO_CONTENT:
        return proving.on_to(next_, reply)
    return proving.on_to(proving.second_step(api.content(reply)["next"], security.local_path(next_)), reply)


async def sign_out(site: serve.Site, request: Request) -> Response:
    """Closes the session and passes on what the browser is told to forget."""
    reply = await site.api.sign_out(Caller.of(request.scope))
    response = RedirectResponse("/login", 303)
    for cookie in api.cookies(reply):
        response.headers.append("set-cookie", cookie)
    response.headers["clear-site-data"] = reply.header("clear-site-data") or '"cache"'
    return response


ROUTES = (
    ("/login", ["GET"], sign_in_page),
    ("/login", ["POST"], sign_in),
    ("/logout", ["POST"], sign_out),
)
