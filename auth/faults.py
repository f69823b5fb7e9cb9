"""What nobody could help: the database is away, or something broke; said in words, with a reference that finds it."""

import logging
import secrets

import asyncpg
from sqlalchemy import exc
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth import answering

log = logging.getLogger(__name__)

PASSING = frozenset({"08", "40", "53", "57"})
"""Classes of PostgreSQL's errors that another try may not meet: no connection, a collision, no room, a shutdown."""
SECONDS = 5
AWAY = "The portal cannot do this for a moment. Nothing was done; try again in a few seconds."
BROKEN = "Something went wrong."


def is_passing(fault: BaseException) -> bool:
    """Whether the same request may go well in a moment."""
    if isinstance(fault, OSError | exc.TimeoutError | exc.InterfaceError | asyncpg.InterfaceError):
        return True
    cause = fault.orig if isinstance(fault, exc.DBAPIError) else fault
    return str(getattr(cause, "sqlstate", None) or "")[:2] in PASSING


async def answered(request: Request, fault: Exception) -> Response:
    """503 for what passes, else 500; OAuth's words at the addresses of the authorization server."""
    reference = secrets.token_hex(6)
    log.error("A request failed, reference %s", reference, exc_info=fault)
    passes = is_passing(fault)
    status, message = (503, AWAY) if passes else (500, BROKEN)
    if request.url.path.startswith("/oauth/"):
        said = {
            "error": "temporarily_unavailable" if passes else "server_error",
            "error_description": f"{message} The reference is {reference}.",
        }
        made: Response = JSONResponse(said, status, answering.HEADERS)
    else:
        code = "UNAVAILABLE" if passes else "INTERNAL_SERVER_ERROR"
        made = answering.refusal(status, code, message, reference=reference)
    if passes:
        made.headers["retry-after"] = str(SECONDS)
    return made


HANDLERS = dict.fromkeys((OSError, exc.SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError), answered)
"""Starlette's exception handlers; what is no fault of the database goes on to the server, which notes it too."""
