"""/oauth/authorize and /oauth/par: a program's request comes in, through the browser or straight from the program."""

from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749.errors import InvalidRequestError
from starlette.responses import JSONResponse, PlainTextResponse, Response

from auth import events, once, session
from auth.answering import HEADERS
from auth.models import Session
from auth.rules import Action, Outcome
from auth.server import authorizing
from auth.server.adapter import KNOWN, Incoming
from auth.server.authorizing import Asked, Next
from auth.server.issuing import Server

URN = "urn:ietf:params:oauth:request_uri:"
CONSENT_PAGE, SIGN_IN_PAGE = "/oauth/consent", "/login"
CREDENTIALS = frozenset({"client_secret", "client_assertion", "client_assertion_type"})


def authorize(server: Server, request: Incoming) -> Response:
    """Parks the request and sends the browser on: to sign in, to allow it, or back to the program.

    A form that another site posts brings no cookie, so who sends one is asked at the next address.
    """
    try:
        asked = _asked(server, request)
    except OAuth2Error as error:
        if error.redirect_uri:
            return server.handle_error_response(request, error)
        return _page(server, error)
    name = server.wait(authorizing.park(server.session, asked, now=server.now))
    if request.method == "POST":
        return server.redirect(f"{CONSENT_PAGE}?request={name}")
    return server.redirect(server.wait(_next_address(server, request, name, asked)))


def _asked(server: Server, request: Incoming) -> Asked:
    if "request_uri" in request.payload.data or "request_uri" in request.repeated:
        _restore(server, request)
    server.get_consent_grant(request)
    return Asked.of(server, request)


def _restore(server: Server, request: Incoming) -> None:
    """The parameters that the program pushed; those beside the request's name do not count (RFC 9126, 4)."""
    uri = request.payload.data.get("request_uri", "")
    name = uri.removeprefix(URN)
    kept = server.wait(once.look(server.session, authorizing.PUSHED, name, now=server.now)) if name != uri else None
    if kept is None or kept["client_id"] != request.payload.client_id:
        raise InvalidRequestError("The request_uri is unknown, expired or belongs to another client. Start again.")
    request.repeated = frozenset()
    request.take(kept["parameters"])
    request.pushed, request.is_pushed = name, True


async def _next_address(server: Server, request: Incoming, name: str, asked: Asked) -> str:
    value = server.site.door.cookie.value({"headers": request.raw_headers})
    token_sha256 = session.digest(value) if value is not None else None
    browser = await authorizing.browser_of(server.session, token_sha256, now=server.now)
    step, error = await authorizing.next_step(server.session, asked, request.client, browser, now=server.now)
    if step is Next.SIGN_IN:
        return f"{SIGN_IN_PAGE}?request={name}"
    if step is Next.CONSENT:
        return f"{CONSENT_PAGE}?request={name}"
    _note(server, request, browser, error)
    if error or browser is None:
        await authorizing.drop(server.session, name, now=server.now)
        return asked.answer(server.site.issuer, error=error)
    return await authorizing.conclude(
        server.session, name, asked, request.client, browser, server.site.issuer, now=server.now
    )


def _note(server: Server, request: Incoming, browser: Session | None, error: str) -> None:
    """Of the person in the browser, whoever answers for the program."""
    events.write(
        server.session, server.visit, Action.AUTHORIZE, Outcome.REFUSED if error else Outcome.ACCEPTED,
        reason=error or "allowed_before", method="session", person_id=browser.person_id if browser else None,
        partner_id=browser.partner_id if browser else None, member_id=browser.member_id if browser else None,
        session_id=browser.id if browser else None, client_id=request.client.client_id,
    )  # fmt: skip


def _page(server: Server, error: OAuth2Error) -> Response:
    """What a person reads when the program's address is not known to be the program's: nothing of what was sent."""
    text = (
        f"This app's request cannot be answered: {error.get_error_description() or error.error}\n\nTell the"
        f" people who make the app. Reference: {server.visit.request_id}\n"
    )
    return PlainTextResponse(text, 400, HEADERS)


def push(server: Server, request: Incoming) -> Response:
    """Keeps a program's request for 90 seconds under a name that only this program may use (RFC 9126)."""
    client = server.authenticate_client(request)
    sent = {name: value for name, value in request.form.items() if name in KNOWN - CREDENTIALS}
    if "request_uri" in sent:
        raise InvalidRequestError("A pushed request cannot contain a request_uri.")
    request.take(sent | {"client_id": client.client_id})
    request.is_pushed = True
    _bind_key(server, request)
    try:
        server.get_consent_grant(request)
    except OAuth2Error as error:
        error.redirect_uri = None  # the program asks for itself and is answered itself
        raise
    kept: dict[str, Any] = {"client_id": client.client_id, "parameters": request.payload.data}
    name = server.wait(
        once.issue(server.session, authorizing.PUSHED, kept, lasts=authorizing.PUSHED_LASTS, now=server.now)
    )
    return JSONResponse(
        {"request_uri": URN + name, "expires_in": int(authorizing.PUSHED_LASTS.total_seconds())}, 201, HEADERS
    )


def _bind_key(server: Server, request: Incoming) -> None:
    """A DPoP proof here binds the code to its key, as dpop_jkt does (RFC 9449, 10.1)."""
    if not any(name == b"dpop" for name, _ in request.raw_headers):
        return
    sent = request.payload.data
    server.prove_key(request, None)
    if sent.get("dpop_jkt", server.key_thumbprint) != server.key_thumbprint:
        raise InvalidRequestError("The dpop_jkt is not the key of the DPoP proof.")
    request.take(sent | {"dpop_jkt": server.key_thumbprint or ""})
