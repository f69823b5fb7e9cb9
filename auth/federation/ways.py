"""The ways to a provider and back that pages begin: to sign in, to link an account, to prove again who one is."""

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from auth import answering, reading, session
from auth.events import Visit
from auth.federation import arrival, domains, invitations, linking, presence, queries
from auth.federation.desk import Desk, connection_id_of
from auth.federation.flow import Arrived
from auth.federation.models import Connection
from auth.federation.rules import Failed, Kind, Purpose
from auth.login.steps import Asked
from auth.reading import Unreadable
from portal import wording
from portal.database.policies import AUTH

LONGEST_NEXT = 4000


@dataclass(frozen=True)
class Ways(Desk):
    """The addresses that lead to providers and back."""

    login: session.Cookie
    """Names the sign-in that is under way in a browser."""
    passkeys_optional: bool

    async def discover(self, request: Request, visit: Visit) -> Response:
        """POST {"email", "next"}: the provider of the address's domain, begun, or {"provider": null}."""
        fields = await reading.texts_of(request, "email", "next")
        email = wording.email_of(fields["email"]) or ""
        domain = domains.of_email(email)
        async with self.database.transaction(AUTH) as transaction:
            found = await transaction.scalar(queries.connection_for_domain(domain)) if domain else None
        if found is None:
            return answering.answer(200, {"provider": None})
        return await self._begun(request, visit, found, Purpose.SIGN_IN, fields["next"], hint=email)

    async def link(self, request: Request, visit: Visit) -> Response:
        """POST {"next"}: to the provider, to add its account to the caller's; needs a confirmation."""
        fields = await reading.texts_of(request, "next")
        caller = await self.caller(request)
        found = await linking.connection_to_link(self.database, caller, connection_id_of(request), now=visit.now)
        return await self._begun(request, visit, found, Purpose.LINK, fields["next"], person_id=caller.actor.person_id)

    async def confirm(self, request: Request, visit: Visit) -> Response:
        """POST {"next"}: to the provider that the caller came through, to prove again who they are."""
        fields = await reading.texts_of(request, "next")
        caller = await self.caller(request)
        found = await presence.connection_of(self.database, caller)
        return await self._begun(
            request, visit, found, Purpose.CONFIRM, fields["next"], person_id=caller.actor.person_id,
            session_id=caller.session_id,
        )  # fmt: skip

    async def join(self, request: Request, visit: Visit) -> Response:
        """POST {"link"}: to a provider of the organisation that invites, to accept there who one is."""
        fields = await reading.texts_of(request, "link")
        found, link = await invitations.connection_of(
            self.database, link=fields["link"], connection_id=connection_id_of(request), now=visit.now
        )
        return await self._begun(request, visit, found, Purpose.JOIN, "/", invitation=link)

    async def _begun(
        self, request: Request, visit: Visit, connection: Connection, purpose: Purpose, next_: str, **way: Any
    ) -> Response:
        if len(next_) > LONGEST_NEXT:
            raise Unreadable(400, "The address to continue to is too long.")
        try:
            begun = await self.federation.begin(connection, purpose=purpose, next_=next_, now=visit.now, **way)
        except Failed as failed:
            return await self.refusal(request, visit, failed, connection.id, purpose)
        told = {"provider": {"name": connection.name, "url": begun.url}}
        return answering.answer(200, told, begun.set_cookie)

    async def answered(self, request: Request, visit: Visit) -> Response:
        """POST {"query"}: the callback's query as the browser brought it; {"next"}, {"asked"} if more proof is needed
        first, and the cookie of the session or of the sign-in under way."""
        fields = await reading.texts_of(request, "query")
        connection_id, purpose, parked = connection_id_of(request), Purpose.SIGN_IN, None
        try:
            returned = await self.federation.returned(connection_id, fields["query"], request.cookies, now=visit.now)
            parked, purpose = returned.parked, returned.parked.purpose
            arrived = await self.federation.finish(returned, now=visit.now)
            return await self._let_in(request, visit, arrived)
        except Failed as failed:
            return await self.refusal(request, visit, failed, connection_id, purpose, parked)

    async def _let_in(self, request: Request, visit: Visit, arrived: Arrived) -> Response:
        """Raises Failed."""
        brought = self.door.cookie.value(request.scope)
        old = session.digest(brought) if brought is not None else None
        match arrived.parked.purpose:
            case Purpose.LINK:
                caller = await self.door.identify(request.scope)
                if caller is None:
                    raise Failed("signed_out_meanwhile", Kind.BEGIN_AGAIN)
                await linking.link(self.database, visit, arrived, caller)
                return self._back(arrived)
            case Purpose.CONFIRM:
                return self._entered(arrived, await presence.prove(self.database, visit, arrived, old), old)
            case Purpose.JOIN:
                person_id = await invitations.accept(self.database, visit, arrived)
            case Purpose.SIGN_IN:
                person_id = await arrival.person_of(self.database, visit, arrived)
        opened = await arrival.admit(
            self.database, visit, arrived, person_id, old=old, is_enough=self.passkeys_optional
        )
        if isinstance(opened, Asked):
            asked = {"next": arrived.parked.next, "asked": opened.next.value}
            return answering.answer(200, asked, self.federation.forgotten(arrived.state), self.login.set(opened.value))
        return self._entered(arrived, opened.value, old)

    def _back(self, arrived: Arrived, *cookies: str) -> Response:
        return answering.answer(200, {"next": arrived.parked.next}, self.federation.forgotten(arrived.state), *cookies)

    def _entered(self, arrived: Arrived, value: str, old: bytes | None) -> Response:
        """A session under a new value; what the browser had before is good no more."""
        if old is not None:
            self.door.forget_token(old)
        return self._back(arrived, self.door.cookie.set(value))

    async def provider(self, request: Request, _visit: Visit) -> Response:
        """GET: the providers of the caller's organisation, and whether their account there is linked."""
        caller = await self.caller(request)
        return answering.answer(200, {"providers": await linking.providers(self.database, caller)})

    def routes(self) -> list[Route]:
        return [
            Route("/auth/discovery", self.ours(self.discover), methods=["POST"]),
            Route("/auth/connections", self.ours(self.provider), methods=["GET"]),
            Route("/auth/connections/{id}/answer", self.ours(self.answered), methods=["POST"]),
            Route("/auth/connections/{id}/link", self.ours(self.link), methods=["POST"]),
            Route("/auth/connections/{id}/invitation", self.ours(self.join), methods=["POST"]),
            Route("/auth/confirm/provider", self.ours(self.confirm), methods=["POST"]),
        ]
