"""Authlib on Starlette: a request read once and strictly, one transaction as portal_auth, errors as answers."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar
from urllib.parse import parse_qsl

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AuthorizationServer, OAuth2Request
from authlib.oauth2.rfc6749.errors import InvalidRequestError, UnsupportedGrantTypeError, UnsupportedResponseTypeError
from authlib.oauth2.rfc6749.requests import BasicOAuth2Payload
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.util import await_only
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from auth import reading
from auth.answering import HEADERS
from auth.events import Visit
from auth.keys import Ring
from auth.reading import LONGEST, Unreadable
from auth.server import addresses, clients
from auth.server.site import Site
from portal.database.policies import AUTH

FORM = "application/x-www-form-urlencoded"
MOST_PARAMETERS = 200
KNOWN = frozenset({
    "acr_values", "client_assertion", "client_assertion_type", "client_id", "client_secret", "code", "code_challenge",
    "code_challenge_method", "code_verifier", "dpop_jkt", "grant_type", "id_token_hint", "login_hint", "max_age",
    "nonce", "password", "post_logout_redirect_uri", "prompt", "redirect_uri", "refresh_token", "request",
    "request_uri", "resource", "response_mode", "response_type", "scope", "state", "token", "token_type_hint",
    "ui_locales", "username",
})  # fmt: skip
"""Parameters that count once; others are ignored, however often they come."""
Found = TypeVar("Found")


class Incoming(OAuth2Request):
    """A request as Authlib wants it: parameters that are not empty, once each; the address is the issuer's."""

    def __init__(
        self, request: Request, *, uri: str, visit: Visit, query: list[tuple[str, str]], form: list[tuple[str, str]]
    ) -> None:
        super().__init__(request.method, uri, headers=request.headers)
        self.visit = visit
        self.raw_headers: list[tuple[bytes, bytes]] = request.scope["headers"]
        self._args, self._form = _single(query), _single(form)
        given = form if request.method == "POST" else query
        self.repeated = frozenset(name for name, _ in given if name in KNOWN and _count(given, name) > 1)
        """Known parameters that came more than once; they count as if they had not come."""
        self.pushed: str | None = None
        """The name under which the parameters were pushed before."""
        self.is_pushed = False
        self.take(self._form if request.method == "POST" else self._args)

    def take(self, parameters: Mapping[str, str]) -> None:
        """Makes these the request's parameters."""
        self.payload = BasicOAuth2Payload(
            {name: value for name, value in parameters.items() if name not in self.repeated}
        )

    @property
    def args(self) -> dict[str, str]:
        return self._args

    @property
    def form(self) -> dict[str, str]:
        return self._form


def _single(pairs: list[tuple[str, str]]) -> dict[str, str]:
    return {name: value for name, value in pairs if value}


def _count(pairs: list[tuple[str, str]], name: str) -> int:
    return sum(1 for each, _ in pairs if each == name)


async def read(request: Request, site: Site) -> Incoming:
    """The request's parameters. Raises Unreadable for bytes that are no parameters, or too many of them."""
    form: list[tuple[str, str]] = []
    query = _pairs(request.scope.get("query_string", b""))
    if request.method == "POST":
        reading.require_media(request, FORM)
        form = _pairs(await reading.body_of(request))
    visit = Visit.of(request.scope, site.now())
    return Incoming(request, uri=site.issuer + request.url.path, visit=visit, query=query, form=form)


def _pairs(encoded: bytes) -> list[tuple[str, str]]:
    if len(encoded) > LONGEST:
        raise Unreadable(414, f"Send at most {LONGEST} bytes.")
    try:
        pairs = parse_qsl(
            encoded.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS
        )
    except ValueError:  # not ASCII, not UTF-8 behind the percent signs, or too many
        raise Unreadable(400, "The parameters must be form-urlencoded UTF-8.") from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise Unreadable(400, "A parameter contains a NUL character.")
    return pairs


class Server(AuthorizationServer):
    """Authlib's server for one request, inside its transaction. Its methods run where `wait` may be called."""

    def __init__(self, site: Site, session: AsyncSession, visit: Visit, ring: Ring) -> None:
        super().__init__()
        self.site = site
        self.session = session
        self.visit = visit
        self.ring = ring

    @property
    def now(self) -> datetime:
        return self.visit.now

    def wait(self, asked: Awaitable[Found]) -> Found:
        """What an asynchronous call gives, from Authlib's synchronous code."""
        found: Found = await_only(asked)
        return found

    def query_client(self, client_id: str) -> clients.Registered | None:
        return self.wait(clients.registered(self.session, client_id))

    def create_oauth2_request(self, request: Incoming) -> Incoming:
        return request

    def handle_response(self, status: int, body: Any, headers: list[tuple[str, str]]) -> Response:
        """Redirects are 303: after a form the next request is a GET, and no password travels on."""
        kept = HEADERS | {name.lower(): value for name, value in headers if name.lower() != "content-type"}
        status = 303 if "location" in kept else status
        if isinstance(body, dict):
            return JSONResponse(body, status, kept)
        return PlainTextResponse(body, status, kept)

    def handle_error_response(self, request: Incoming, error: OAuth2Error) -> Response:
        """To the program's address when it is known to be the program's; never what was sent."""
        sentence = error.get_error_description()
        if isinstance(error, UnsupportedGrantTypeError | UnsupportedResponseTypeError):
            sentence = "This type is not supported."  # Authlib's repeats what was sent
            if not (request.payload.grant_type or request.payload.response_type):
                error.error = "invalid_request"
        body = {"error": error.error, "error_description": sentence}
        if error.redirect_uri:
            return self.redirect(addresses.answered(error.redirect_uri, self.site.issuer, body, request.payload.state))
        return self.handle_response(error.status_code, body, error.get_headers())

    def redirect(self, address: str) -> Response:
        return self.handle_response(303, "", [("location", address)])

    def send_signal(self, name: str, *args: Any, **kwargs: Any) -> None:
        """Nobody listens."""

    def save_token(self, token: Mapping[str, Any], request: Incoming) -> None:
        """Tokens are rows when they are made."""


Answering = Callable[[Any, Incoming], Response]


def endpoint(
    site: Site, answering: Answering, *, make: Callable[[Site, AsyncSession, Visit, Ring], Server] = Server,
    is_form_only: bool = True,
) -> Callable[[Request], Awaitable[Response]]:  # fmt: skip
    """A Starlette endpoint that answers inside one transaction, which commits also when the answer is an error.

    With `is_form_only`, parameters count in the body alone: a known one in the address, or one that came twice, is
    refused. Without it `answering` looks at `Incoming.repeated` itself.
    """

    async def answer(request: Request) -> Response:
        try:
            incoming = await read(request, site)
        except Unreadable as fault:
            return refused(fault)
        if is_form_only and (incoming.repeated or KNOWN.intersection(incoming.args)):
            return refused(Unreadable(400, "Send each parameter once, in the body."))
        ring = await site.keys.ring(incoming.visit.now)  # before the transaction, which would hold a connection
        async with site.database.transaction(AUTH) as session:
            server = make(site, session, incoming.visit, ring)
            return await session.run_sync(lambda _: _answered(server, incoming, answering))

    return answer


def _answered(server: Server, incoming: Incoming, answering: Answering) -> Response:
    try:
        return answering(server, incoming)
    except OAuth2Error as error:
        response: Response = server.handle_error_response(incoming, error)
        return response


def refused(fault: Unreadable) -> Response:
    """The answer to a request that could not be read: what was sent is not repeated."""
    error = InvalidRequestError()
    body = {"error": error.error, "error_description": str(fault.said)}
    return JSONResponse(body, fault.status, HEADERS)
