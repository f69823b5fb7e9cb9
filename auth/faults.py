"""What nobody could help: the database is away, or something broke; said in words, with a reference that finds it."""

import logging
import secrets

import asyncpg
from sqlalchemy import exc
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from auth import answering
from portal.database import outage
from portal.database.outage import OUTAGE, Undecided
from portal.sentences import Sentence, say

log = logging.getLogger(__name__)

COLLISION = "40"
"""PostgreSQL's class of errors for two that met at the same rows."""
SECONDS = 5
AWAY = say("The portal is temporarily unavailable. Nothing was done. Try again in a few seconds.")
UNDECIDED = say("The portal lost its database at the last moment. Check whether it was done before you try again.")
BROKEN = say("Something went wrong.")


def is_passing(fault: BaseException) -> bool:
    """Whether the same request may go well in a moment."""
    if isinstance(fault, OSError | exc.TimeoutError | exc.InterfaceError | asyncpg.InterfaceError):
        return True
    state = outage.sqlstate(fault)
    return outage.is_outage(fault) or state[:2] == COLLISION or state == outage.CANCELLED


def said(fault: BaseException) -> tuple[str, Sentence]:
    """A code and a sentence for people."""
    if isinstance(fault, Undecided):
        return "UNDECIDED", UNDECIDED
    return ("UNAVAILABLE", AWAY) if is_passing(fault) else ("INTERNAL_SERVER_ERROR", BROKEN)


def written_down(fault: BaseException) -> str:
    """The reference that finds it in the log; "" for an outage, which the log has once."""
    if OUTAGE.noted(fault):
        return ""
    reference = secrets.token_hex(6)
    log.error("A request failed, reference %s", reference, exc_info=fault)
    return reference


async def answered(request: Request, fault: Exception) -> Response:
    """503 for what passes, else 500; OAuth's words at the addresses of the authorization server."""
    reference, (code, message) = written_down(fault), said(fault)
    passes = is_passing(fault)
    status = 503 if passes else 500
    if request.url.path.startswith("/oauth/"):
        described = f"{message} The reference is {reference}." if reference else str(message)
        told = {"error": "temporarily_unavailable" if passes else "server_error", "error_description": described}
        made: Response = JSONResponse(told, status, answering.HEADERS)
    else:
        made = answering.refusal(request, status, code, message, reference=reference)
    if passes:
        made.headers["retry-after"] = str(SECONDS)
    return made


HANDLERS = dict.fromkeys((OSError, exc.SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError), answered)
"""Starlette's exception handlers; what is no fault of the database goes on to the server, which notes it too."""
