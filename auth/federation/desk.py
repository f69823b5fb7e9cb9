"""What every address of federation needs: the database, the door and the clock, and refusals in one shape."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from auth import answering, csrf, events, headers
from auth.events import Visit
from auth.federation import queries
from auth.federation.flow import Federation, Parked
from auth.federation.identities import METHOD
from auth.federation.rules import Failed, Kind, Purpose
from auth.identify import Caller, Door
from auth.reading import Unreadable
from auth.rules import Outcome
from portal import errors, ids
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.sentences import say

MESSAGES = {
    Kind.BEGIN_AGAIN: say("This sign-in took too long, or was started in another browser. Start again."),
    Kind.NOT_COMPLETED: say("The sign-in was not completed at your identity provider."),
    Kind.NOT_ACCEPTED: say("Your identity provider's answer was not accepted."),
    Kind.ACCOUNT_EXISTS: say("There is already an account with this email address. Sign in to it and link the two."),
    Kind.NO_PLACE: say("You are not a member of this organisation yet. Ask its administrator for an invitation."),
    Kind.INVITATION_OVER: say("This invitation has been used or cancelled, or has expired. Ask for a new one."),
    Kind.ANOTHER_ADDRESS: say("The invitation was sent to a different address from the one at your identity provider."),
    Kind.UNNAMED: say(
        "Your organisation's directory added you without the identifier that your work account has. Ask its"
        " administrator to send it."
    ),
    Kind.NOT_CONFIRMED: say(
        "Your identity provider did not confirm strongly enough that it is you. Sign in there again with your"
        " strongest method."
    ),
}


class Unknown(Exception):  # noqa: N818 - an answer, not a fault
    """Nobody is signed in."""


def connection_id_of(request: Request) -> UUID:
    """The connection that the address names; NIL, which names none, for anything else."""
    prefix, found = ids.parse(request.path_params["id"])
    return found if prefix == "idp" else ids.NIL


@dataclass(frozen=True)
class Desk:
    """Where pages ask."""

    federation: Federation
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
                return answering.refusal(request, 403, "FORBIDDEN", foreign)
            visit = Visit.of(request.scope, self.now())
            try:
                return await answer(request, visit)
            except Unreadable as wrong:
                return answering.unreadable(request, wrong)
            except Unknown:
                return answering.unauthenticated(request)
            except errors.Refused as refused:
                return answering.refused(request, refused)

        return endpoint

    async def caller(self, request: Request) -> Caller:
        """Who is signed in. Raises Unknown."""
        found = await self.door.identify(request.scope)
        if found is None:
            raise Unknown
        return found

    async def refusal(
        self,
        request: Request,
        visit: Visit,
        failed: Failed,
        connection_id: UUID,
        purpose: Purpose,
        parked: Parked | None = None,
    ) -> Response:
        """A refusal that a page shows, with the reference of its audit row, which is written."""
        async with self.database.transaction(AUTH) as transaction:
            known = await transaction.scalar(queries.any_connection(connection_id))
            events.write(
                transaction, visit, purpose.action, Outcome.REFUSED, reason=failed.reason, method=METHOD,
                partner_id=known.partner_id if known else None, connection_id=known.id if known else None,
                person_id=parked.person_id if parked else None, session_id=parked.session_id if parked else None,
            )  # fmt: skip
        extensions = {
            "code": "SIGN_IN_FAILED", "kind": failed.kind.value, "purpose": purpose.value,
            "next": parked.next if parked else "/", "reference": visit.request_id,
        }  # fmt: skip
        message = MESSAGES[failed.kind].in_(headers.language(request.scope))
        return answering.answer(400, {"errors": [{"message": message, "extensions": extensions}]})
