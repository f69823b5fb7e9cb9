"""What pages and providers ask over HTTP: to find a provider, to come back from it, to link, prove and sign out."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from auth import answering, csrf, events, reading, session
from auth.events import Visit
from auth.federation import administration, arrival, domains, flow, linking, logout, queries
from auth.federation.fetch import Outside
from auth.federation.flow import Federation
from auth.federation.models import Connection
from auth.federation.provider import Providers
from auth.federation.rules import Failed, Kind, Purpose
from auth.identify import Caller, Door
from auth.reading import Unreadable
from auth.rules import Action, Outcome
from portal import clock, errors, ids
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.partners import saying
from portal.settings import Settings

LONGEST_NEXT = 2000
MESSAGES = {
    Kind.BEGIN_AGAIN: "This sign-in took too long, or was begun in another browser. Please begin again.",
    Kind.NOT_COMPLETED: "The sign-in was not completed at your identity provider.",
    Kind.NOT_ACCEPTED: "The answer of your identity provider was not accepted.",
    Kind.ACCOUNT_EXISTS: "There is an account with this e-mail address. Sign in to it and link the two.",
    Kind.NO_PLACE: "You have no place in this organisation yet. Ask its administrator for an invitation.",
}


def failure(visit: Visit, kind: Kind) -> Response:
    """A refusal that a page shows, with the reference of its audit row."""
    extensions = {"code": "SIGN_IN_FAILED", "kind": kind.value, "reference": visit.request_id}
    return answering.answer(400, {"errors": [{"message": MESSAGES[kind], "extensions": extensions}]})


def connection_id_of(request: Request) -> UUID:
    """The connection that the address names; NIL, which names none, for anything else."""
    prefix, found = ids.parse(request.path_params["id"])
    return found if prefix == "idp" else ids.NIL


@dataclass(frozen=True)
class Endpoints:
    """The addresses under /auth that have to do with providers."""

    federation: Federation
    resolver: domains.Resolver
    door: Door
    now: Callable[[], datetime]

    @property
    def database(self) -> Database:
        return self.federation.database

    def ours(self, answer: Callable[[Request, Visit], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """For our own pages: refused from elsewhere, and every refusal in words."""

        async def endpoint(request: Request) -> Response:
            foreign = csrf.refusal(request.scope, self.federation.public_url)
            if foreign is not None:
                return answering.refusal(403, "FORBIDDEN", foreign)
            visit = Visit.of(request.scope, self.now())
            try:
                return await answer(request, visit)
            except Unreadable as wrong:
                return answering.unreadable(wrong)
            except errors.Refused as refused:
                return answering.refused(refused)

        return endpoint

    async def discover(self, request: Request, visit: Visit) -> Response:
        """POST {"email", "next"}: the provider of the address's domain, begun, or {"provider": null}."""
        fields = await reading.texts_of(request, "email", "next")
        email = saying.email_of(fields["email"]) or ""
        domain = domains.of_email(email)
        async with self.database.transaction(AUTH) as transaction:
            found = await transaction.scalar(queries.connection_for_domain(domain)) if domain else None
        if found is None:
            return answering.answer(200, {"provider": None})
        return await self._begun(visit, found, purpose=Purpose.SIGN_IN, next_=fields["next"], hint=email)

    async def _begun(self, visit: Visit, connection: Connection, **way: Any) -> Response:
        try:
            begun = await self.federation.begin(connection, now=visit.now, **_bounded(way))
        except Failed as failed:
            await self._refused(visit, failed, connection.id)
            return failure(visit, failed.kind)
        told = {"provider": {"name": connection.name, "url": begun.url}}
        return answering.answer(200, told, begun.set_cookie)

    async def answered(self, request: Request, visit: Visit) -> Response:
        """POST {"query"}: the callback's query as the browser brought it; {"next"} and the session's cookie."""
        fields = await reading.texts_of(request, "query")
        connection_id = connection_id_of(request)
        brought = self.door.cookie.value(request.scope)
        old = session.digest(brought) if brought is not None else None
        try:
            arrived = await self.federation.finish(connection_id, fields["query"], request.cookies, now=visit.now)
            back, forgotten = {"next": arrived.parked.next}, self.federation.forgotten(arrived.state)
            if arrived.parked.purpose is Purpose.LINK:
                await arrival.link(self.database, visit, arrived, await self._caller(request))
                return answering.answer(200, back, forgotten)
            opened = await arrival.sign_in(self.database, visit, arrived, old=old)
        except Failed as failed:
            await self._refused(visit, failed, connection_id)
            return failure(visit, failed.kind)
        if old is not None:
            self.door.forget_token(old)
        return answering.answer(200, back, forgotten, self.door.cookie.set(opened.value))

    async def _caller(self, request: Request) -> Caller:
        found = await self.door.identify(request.scope)
        if found is None:
            raise Failed("signed_out_meanwhile", Kind.BEGIN_AGAIN)
        return found

    async def _refused(self, visit: Visit, failed: Failed, connection_id: UUID) -> None:
        async with self.database.transaction(AUTH) as transaction:
            known = await transaction.scalar(queries.any_connection(connection_id))
            events.write(
                transaction, visit, Action.SIGN_IN, Outcome.REFUSED, reason=failed.reason, method=arrival.METHOD,
                partner_id=known.partner_id if known else None, connection_id=known.id if known else None,
            )  # fmt: skip

    async def provider(self, request: Request, _visit: Visit) -> Response:
        """GET: the providers of the caller's organisation, and whether their account there is linked."""
        caller = await self.door.identify(request.scope)
        if caller is None:
            return answering.unauthenticated()
        return answering.answer(200, {"providers": await linking.providers(self.database, caller)})

    async def link(self, request: Request, visit: Visit) -> Response:
        """POST {"next"}: to the provider, to add its account to the caller's; needs a confirmation."""
        fields = await reading.texts_of(request, "next")
        caller = await self.door.identify(request.scope)
        if caller is None:
            return answering.unauthenticated()
        found = await linking.connection_to_link(self.database, caller, connection_id_of(request), now=visit.now)
        return await self._begun(
            visit, found, purpose=Purpose.LINK, next_=fields["next"], hint="", person_id=caller.actor.person_id
        )

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
        caller = await self.door.identify(request.scope)
        if caller is None:
            return answering.unauthenticated()
        await act(caller)
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
            Route("/auth/discovery", self.ours(self.discover), methods=["POST"]),
            Route("/auth/connections", self.ours(self.provider), methods=["GET"]),
            Route(f"{connection}/answer", self.ours(self.answered), methods=["POST"]),
            Route(f"{connection}/link", self.ours(self.link), methods=["POST"]),
            Route(f"{connection}/secret", self.ours(self.set_secret), methods=["POST"]),
            Route(f"{connection}/key", self.ours(self.make_key), methods=["POST"]),
            Route(f"{connection}/jwks", self.jwks, methods=["GET"]),
            Route(f"{connection}/logout", self.logout, methods=["POST"]),
            Route("/auth/domains/{id}/verification", self.ours(self.verify), methods=["POST"]),
        ]


def _bounded(way: Mapping[str, Any]) -> Mapping[str, Any]:
    if len(way["next_"]) > LONGEST_NEXT:
        raise Unreadable(400, "The address to go on to is too long.")
    return way


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
    return Endpoints(federation, domains.Resolver(settings.dns_resolver), door, now).routes()
