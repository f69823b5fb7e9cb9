"""What administrators' pages and providers' servers ask over HTTP: secrets, keys, proven domains, signing out."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from auth import answering, events, reading, session
from auth.events import Visit
from auth.federation import administration, domains, flow, logout, queries
from auth.federation.desk import Desk, connection_id_of
from auth.federation.fetch import Outside
from auth.federation.flow import Federation
from auth.federation.provider import Providers
from auth.federation.rules import Failed
from auth.federation.ways import Ways
from auth.identify import Caller, Door
from auth.reading import Unreadable
from auth.rules import Action, Outcome
from portal import clock, ids
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.settings import Settings


@dataclass(frozen=True)
class Endpoints(Desk):
    """The addresses of those who set a provider up, and of the provider itself."""

    resolver: domains.Resolver

    async def set_secret(self, request: Request, visit: Visit) -> Response:
        """POST {"secret"}: keeps the client secret. It is never shown again."""
        fields = await reading.texts_of(request, "secret")
        return await self._administered(
            request,
            lambda caller: administration.set_secret(
                self.federation, caller, visit, connection_id_of(request), fields["secret"]
            ),
        )

    async def make_key(self, request: Request, visit: Visit) -> Response:
        """POST: a new key pair by which the portal proves itself; the private half never leaves."""
        return await self._administered(
            request, lambda caller: administration.make_key(self.federation, caller, visit, connection_id_of(request))
        )

    async def verify(self, request: Request, visit: Visit) -> Response:
        """POST: asks DNS for the domain's record."""
        prefix, domain_id = ids.parse(request.path_params["id"])
        wanted = domain_id if prefix == "dom" else ids.NIL
        return await self._administered(
            request,
            lambda caller: administration.verify_domain(self.database, self.resolver, caller, visit, wanted),
        )

    async def _administered(self, request: Request, act: Callable[[Caller], Awaitable[None]]) -> Response:
        await act(await self.caller(request))
        return answering.answer(204)

    async def jwks(self, request: Request) -> Response:
        """GET: the public key by which a provider knows the portal; for everybody."""
        keys = await administration.public_keys(self.federation, connection_id_of(request))
        return JSONResponse({"keys": keys}, headers={"cache-control": "public, max-age=300"})

    async def logout(self, request: Request) -> Response:
        """POST logout_token=…: from a provider's server; 200 when the sessions are ended (back-channel logout 2.8)."""
        visit = Visit.of(request.scope, self.now())
        connection_id = connection_id_of(request)
        try:
            token = await _logout_token(request)
            await logout.end(self.federation, connection_id, token, visit)
        except Failed as failed:
            async with self.database.transaction(AUTH) as transaction:
                known = await transaction.scalar(queries.any_connection(connection_id))
                events.write(
                    transaction, visit, Action.END_SESSION, Outcome.REFUSED, reason=failed.reason,
                    method=logout.METHOD, partner_id=known.partner_id if known else None,
                    connection_id=known.id if known else None,
                )  # fmt: skip
            told = {"error": "invalid_request", "error_description": f"Not accepted. Reference: {visit.request_id}"}
            return answering.answer(400, told)
        return answering.answer(200)

    def routes(self) -> list[Route]:
        connection = "/auth/connections/{id}"
        return [
            Route(f"{connection}/secret", self.ours(self.set_secret), methods=["POST"]),
            Route(f"{connection}/key", self.ours(self.make_key), methods=["POST"]),
            Route(f"{connection}/jwks", self.jwks, methods=["GET"]),
            Route(f"{connection}/logout", self.logout, methods=["POST"]),
            Route("/auth/domains/{id}/verification", self.ours(self.verify), methods=["POST"]),
        ]


async def _logout_token(request: Request) -> str:
    """Raises Failed unless the form has one logout_token."""
    try:
        reading.require_media(request, "application/x-www-form-urlencoded")
        found = flow.parameters((await reading.body_of(request)).decode("ascii"), longest=reading.LONGEST)
    except (Unreadable, UnicodeDecodeError) as fault:
        raise Failed("malformed_answer") from fault
    return found.get("logout_token", "")


def routes(
    *, database: Database, door: Door, settings: Settings, now: Callable[[], datetime] = clock.now
) -> list[Route]:
    """The routes of federation, for the application's table."""
    providers = Providers(Outside(settings.allow_loopback_http))
    federation = Federation(database, providers, settings.public_url, settings.secret)
    login = session.Cookie.of(settings.public_url, b"login")
    return [
        *Ways(federation, door, now, login, settings.passkeys_optional).routes(),
        *Endpoints(federation, door, now, domains.Resolver(settings.dns_resolver)).routes(),
    ]
