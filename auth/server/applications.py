"""The programs a person allowed to act for them: listed by the API, taken back here with all that was issued."""

from starlette.requests import Request
from starlette.responses import Response

from auth import answering, csrf, events, session
from auth.events import Visit
from auth.rules import Action, Outcome
from auth.server import authorizing, grants
from auth.server.site import Site
from portal.database.policies import AUTH
from portal.sentences import say


class Applications:
    """DELETE /auth/applications/{client_id}, by the browser of the person who allowed it."""

    def __init__(self, site: Site) -> None:
        self._site = site

    async def revoke(self, request: Request) -> Response:
        """Ends every grant of the person to the program, its refresh tokens and access tokens, at once."""
        visit = Visit.of(request.scope, self._site.now())
        foreign = csrf.refusal(request.scope, self._site.issuer)
        if foreign is not None:
            return answering.refusal(request, 403, "FORBIDDEN", foreign)
        client_id: str = request.path_params["client_id"]
        value = self._site.door.cookie.value(request.scope)
        token_sha256 = session.digest(value) if value is not None else None
        async with self._site.database.transaction(AUTH) as transaction:
            browser = await authorizing.browser_of(transaction, token_sha256, now=visit.now)
            if browser is None:
                return answering.unauthenticated(request)
            given = await grants.of_person(transaction, browser, client_id=client_id.replace("\0", ""), now=visit.now)
            if not await grants.revoke(transaction, given, because="person", now=visit.now):
                return answering.refusal(request, 404, "NOT_FOUND", say("You have not given this app any access."))
            events.write(
                transaction, visit, Action.REVOKE_GRANT, Outcome.ACCEPTED, reason="person", method="session",
                person_id=browser.person_id, partner_id=browser.partner_id, member_id=browser.member_id,
                session_id=browser.id, client_id=client_id,
            )  # fmt: skip
        return answering.answer(204)
