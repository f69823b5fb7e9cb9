"""The one door: who sends this request, from the session's cookie to the actor."""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import MutableMapping
from dataclasses import dataclass
from time import monotonic
from typing import Any
from uuid import UUID

from auth import headers, session
from portal.access import AccessClass, Actor, Role, Side
from portal.database.policies import AUTH
from portal.database.pools import Database

log = logging.getLogger(__name__)

TOUCH_SECONDS = 60.0
GATHER_SECONDS = 1.0
UNATTENDED = b"x-unattended"
"""In a request that a page sends by itself, as it does to show what is new: it keeps no session alive."""
NEVER = float("-inf")

_LIVE = (
    "s.ended_at IS NULL AND s.expires_at > statement_timestamp() "
    "AND s.seen_at + make_interval(secs => s.idle_seconds) > statement_timestamp()"
)
# Lists travel as text: for arrays of other types asyncpg wants set_config, which the logins may not call.
WHO = (
    "SELECT ROW(s.id, s.person_id, s.partner_id, s.partners::text[], s.access_class, "
    "m.version, m.name, m.side, m.roles, s.confirmed_at) FROM auth.session s "
    "JOIN membership m ON m.partner_id = s.partner_id AND m.id = s.member_id AND m.version = s.actor_version "
    "JOIN organisation o ON o.id = m.partner_id "
    f"WHERE s.token_sha256 = $1 AND s.client_id IS NULL AND {_LIVE} "
    "AND m.status = 'ACTIVE' AND o.status NOT IN ('OFFBOARDED', 'REJECTED')"
)
# Other roles may belong to another class; the version keeps an older answer from overwriting a newer one.
RECLASS = "UPDATE auth.session SET access_class = $2 WHERE token_sha256 = $1 AND actor_version = $3 RETURNING true"
# A session that is over is never revived.
TOUCH = (
    "WITH touched AS (UPDATE auth.session s SET seen_at = statement_timestamp() "
    f"WHERE s.token_sha256 IN (SELECT decode(hex, 'hex') FROM unnest($1::text[]) AS seen(hex)) AND {_LIVE} "
    "AND s.seen_at < statement_timestamp() - interval '30 seconds' RETURNING 1) SELECT count(*) FROM touched"
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and the session that proves it: the database checks it again in every statement."""

    actor: Actor
    token_sha256: bytes
    session_id: UUID

    @property
    def is_bound(self) -> bool:
        """Whether each request must prove a key (DPoP)."""
        return False

    @property
    def obtainable(self) -> frozenset[str]:
        """The scopes that a program can have."""
        return frozenset()


async def caller_of(database: Database, token_sha256: bytes) -> Caller | None:
    """Whose session it is, as the database knows it now; None if it is no live session of an active member."""
    row = await database.reads[AUTH].fetch_value(WHO, token_sha256)
    if row is None:
        return None
    session_id, person_id, partner_id, partners, class_now, version, name, side, roles, confirmed_at = row
    actor = Actor(
        person_id, name, Side(side), partner_id, frozenset(map(Role, roles)), version, frozenset(map(UUID, partners)),
        confirmed_at=confirmed_at,
    )  # fmt: skip
    if actor.access_class is not AccessClass(class_now):
        await database.reads[AUTH].fetch_value(RECLASS, token_sha256, actor.access_class.value, version)
    return Caller(actor, token_sha256, session_id)


@dataclass(slots=True)
class _Known:
    caller: Caller
    touched: float


def _is_attended(scope: MutableMapping[str, Any]) -> bool:
    return not headers.of(scope, UNATTENDED)


class Door:
    """Knows the callers it saw lately, asks the database for the others, and notes that sessions are in use."""

    def __init__(self, database: Database, *, public_url: str, remembered: int = 10_000) -> None:
        self.cookie = session.Cookie.of(public_url)
        self.database = database
        self._remembered = remembered
        self._callers: OrderedDict[bytes, _Known] = OrderedDict()
        self._seen: set[bytes] = set()
        self._noting: asyncio.Task[None] | None = None

    def known(self, scope: MutableMapping[str, Any]) -> Caller | None:
        """The caller if this process has identified the session before; never waits. Call it on the event loop."""
        token_sha256 = self.cookie.token_sha256(scope)
        found = None if token_sha256 is None else self._callers.get(token_sha256)
        if token_sha256 is None or found is None:
            return None
        self._callers.move_to_end(token_sha256)
        moment = monotonic()
        if moment - found.touched >= TOUCH_SECONDS and _is_attended(scope):
            found.touched = moment
            self._note(token_sha256)
        return found.caller

    async def identify(self, scope: MutableMapping[str, Any]) -> Caller | None:
        """The caller as the database knows it now; None without a live session of an active member."""
        token_sha256 = self.cookie.token_sha256(scope)
        if token_sha256 is None:
            return None
        caller = await caller_of(self.database, token_sha256)
        if caller is None:
            self.forget_token(token_sha256)
        else:
            self._remember(caller, is_attended=_is_attended(scope))
        return caller

    def forget(self, caller: Caller) -> None:
        """Ask anew next time: the session ended, or the database did not accept the actor's version."""
        self.forget_token(caller.token_sha256)

    def forget_token(self, token_sha256: bytes) -> None:
        """The same, for a session whose caller is not at hand."""
        self._callers.pop(token_sha256, None)

    def _remember(self, caller: Caller, *, is_attended: bool) -> None:
        self._callers[caller.token_sha256] = _Known(caller, monotonic() if is_attended else NEVER)
        self._callers.move_to_end(caller.token_sha256)
        if len(self._callers) > self._remembered:
            self._callers.popitem(last=False)
        if is_attended:
            self._note(caller.token_sha256)

    def _note(self, token_sha256: bytes) -> None:
        if len(self._seen) < self._remembered:
            self._seen.add(token_sha256)
            if self._noting is None:
                self._noting = asyncio.get_running_loop().create_task(self._note_soon())

    async def _note_soon(self) -> None:
        try:
            while self._seen:
                await asyncio.sleep(GATHER_SECONDS)
                await self.note_seen()
        except Exception:
            log.exception("The last use of sessions could not be recorded; it is recorded again within a minute.")
        finally:
            self._noting = None

    async def note_seen(self) -> None:
        """Moves `seen_at` of the sessions used since the last time, in one statement."""
        seen, self._seen = self._seen, set()
        if seen:
            await self.database.reads[AUTH].fetch_value(TOUCH, [token_sha256.hex() for token_sha256 in seen])

    async def close(self) -> None:
        """Stops the task and notes what it had gathered; call it before the database is closed."""
        if self._noting is not None:
            self._noting.cancel()
            await asyncio.gather(self._noting, return_exceptions=True)
        await self.note_seen()
