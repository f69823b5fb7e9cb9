"""GET /calendar/{token}.ics: somebody's own calendar, for the program that has its secret address and nothing else."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from auth import answering, throttle
from auth.events import Visit
from portal import clock
from portal.database.policies import AUTH
from portal.database.pools import Database
from portal.notifications.feed import fetching
from portal.notifications.feed.fetching import Fetched
from portal.notifications.feed.operations import PATH
from portal.sentences import say

PURPOSE = "calendar"
MEDIA = "text/calendar; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Calendars:
    """The endpoint."""

    database: Database
    public_url: str
    now: Callable[[], datetime]

    async def answer(self, request: Request) -> Response:
        """The calendar, 304 for one that has not changed, 404 for an address that nobody has or had.

        An address that is good is never kept waiting for others of the same network, as calendars ask from a few.
        """
        visit = Visit.of(request.scope, self.now())
        found = await fetching.fetched(
            self.database, request.path_params["token"], now=visit.now, public_url=self.public_url
        )
        if found is None:
            return await self._unknown(request, visit)
        if _is_known(found, request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=_headers(found))
        return Response(found.body, headers=_headers(found), media_type=MEDIA)

    async def _unknown(self, request: Request, visit: Visit) -> Response:
        async with self.database.transaction(AUTH) as session:
            turn = await throttle.look(session, client_id=PURPOSE, address=visit.address, now=visit.now)
            if turn.wait:
                return answering.wait(request, turn.wait)
            await throttle.fail(session, turn, now=visit.now)
        return answering.refusal(request, 404, "NOT_FOUND", say("There is no calendar at this address."))


def _is_known(found: Fetched, named: str) -> bool:
    """Whether the caller has it already (RFC 9110, 13.1.2)."""
    return named.strip() == "*" or found.etag in {each.strip().removeprefix("W/") for each in named.split(",")}


def _headers(found: Fetched) -> dict[str, str]:
    return {
        **answering.HEADERS, "cache-control": "private, no-cache", "etag": found.etag,
        "last-modified": format_datetime(found.changed_at, usegmt=True), "x-robots-tag": "noindex",
    }  # fmt: skip


def routes(*, database: Database, public_url: str, now: Callable[[], datetime] = clock.now) -> list[Route]:
    return [Route(PATH, Calendars(database, public_url, now).answer, methods=["GET"])]
