"""Whether the database is away: what says so, and the log, which is told once of its beginning and once of its end."""

import logging

import asyncpg
from sqlalchemy import exc

log = logging.getLogger(__name__)

PASSING = frozenset({"08", "53", "57"})
"""Classes of PostgreSQL's errors that befall everybody: no connection, no room left, a shutdown."""
CANCELLED = "57014"
STANDS_BY = "25006"
"""What a server says that only copies another: it was asked before it took over."""
CROWDED = "53300"
"""Too many connections."""
GONE = (
    asyncpg.PostgresConnectionError, asyncpg.AdminShutdownError, asyncpg.CrashShutdownError,
    asyncpg.InternalClientError,  # the server has said good-bye, and the socket is not closed yet
)  # fmt: skip


class Away(ConnectionError):  # noqa: N818 - what befell the connection
    """The database could not be reached, or was lost on the way; nothing was done."""


class Undecided(Away):
    """It was lost while a transaction was ending: nobody knows whether that was done."""


def sqlstate(fault: BaseException) -> str:
    """PostgreSQL's own code for it, "" if it is none of its errors."""
    cause = fault.orig if isinstance(fault, exc.DBAPIError) else fault
    return str(getattr(cause, "sqlstate", None) or "")


def is_outage(fault: BaseException) -> bool:
    """Whether it says that the database is away or has no room, and nothing of the request."""
    if isinstance(fault, (Away, *GONE)) or (isinstance(fault, exc.DBAPIError) and fault.connection_invalidated):
        return True
    state = sqlstate(fault)
    return (state[:2] in PASSING and state != CANCELLED) or state == STANDS_BY


class Outage:
    """Of this process, which works on one database."""

    def __init__(self) -> None:
        self.is_on = False
        self._is_over_once_written = False

    def noted(self, fault: BaseException) -> bool:
        """Whether it is an outage: then the log has it once, however many requests meet it."""
        if not is_outage(fault):
            return False
        self._is_over_once_written = sqlstate(fault)[:2] == "53" and sqlstate(fault) != CROWDED
        if not self.is_on:
            self.is_on = True
            log.error("The database is away: %s: %s", type(fault).__name__, str(fault).partition("\n")[0])
        return True

    def passed(self, *, written: bool) -> None:
        """Something went well; where there was no room, only what was written says that there is some again."""
        if self.is_on and (written or not self._is_over_once_written):
            self.is_on = False
            log.warning("The database is back.")


OUTAGE = Outage()
