"""The door of programs: from the Authorization header, and the DPoP proof beside it, to the actor."""

import re
from collections import OrderedDict
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from auth import challenges, headers, scopes, tokens
from auth.identify import Caller, Door
from auth.keys import Keys
from auth.server import dpop
from auth.server.dpop import BadProof
from auth.session import digest
from auth.signed import Unsigned
from portal import clock
from portal.access import AccessClass, Actor, Role, Side
from portal.database.policies import AUTH
from portal.database.pools import Database

REMEMBERED = 10_000
_CREDENTIALS = re.compile(rb"(?i:(bearer|dpop)) +([A-Za-z0-9._~+/-]+=*)")
PROVEN = "entente.proven"
"""In a request's scope: the proof was looked at, so the same request may ask again who it is."""
NONCE = "entente.dpop_nonce"
"""In a request's scope: the nonce that the answer shall bring, as the one used is about to end."""

# What a token says and its row agree; the rest is asked as for a browser's session: see auth.identify.
WHO = (
    "SELECT ROW(s.id, s.person_id, s.partner_id, s.partners::text[], s.access_class, m.version, m.name, m.side, "
    "m.roles, s.confirmed_at, s.client_id, s.grant_id, s.scopes, s.key_thumbprint, s.expires_at, c.name, "
    "c.is_dpop_nonce_required, c.scopes, 'authorization_code' = ANY (c.grant_types)) FROM auth.session s "
    "JOIN membership m ON m.partner_id = s.partner_id AND m.id = s.member_id AND m.version = s.actor_version "
    "JOIN organisation o ON o.id = m.partner_id "
    "JOIN api_client c ON c.client_id = s.client_id "
    "WHERE s.token_sha256 = $1 AND s.ended_at IS NULL AND s.expires_at > statement_timestamp() "
    "AND c.disabled_at IS NULL "
    "AND m.status = 'ACTIVE' AND o.status NOT IN ('OFFBOARDED', 'REJECTED') ORDER BY c.created_at, c.id LIMIT 1"
)
RECLASS = "UPDATE auth.session SET access_class = $2 WHERE token_sha256 = $1 AND actor_version = $3 RETURNING true"


@dataclass(frozen=True, slots=True)
class Program(Caller):
    """A program that asks with a token, for a person or by itself."""

    client_id: str
    grant_id: UUID | None
    key_thumbprint: str | None
    """The key that must sign a proof for each request; None for a bearer token."""
    expires_at: datetime
    is_nonce_required: bool
    registered: frozenset[str]
    """The scopes that the program is registered for; what is a person's own only where people sign in with it."""

    @property
    def obtainable(self) -> frozenset[str]:
        return self.registered

    @property
    def is_bound(self) -> bool:
        return self.key_thumbprint is not None


async def program_of(database: Database, token_sha256: bytes) -> Program | None:
    """Whose token it is, as the database knows it now; None if it is over, revoked or its member may not act."""
    row = await database.reads[AUTH].fetch_value(WHO, token_sha256)
    if row is None:
        return None
    (session_id, person_id, partner_id, partners, class_now, version, name, side, roles, confirmed_at, client_id,
     grant_id, granted, thumbprint, expires_at, program, nonce_needed, registered, is_for_people) = row  # fmt: skip
    actor = Actor(
        person_id, name, Side(side), partner_id, frozenset(map(Role, roles)), version, frozenset(map(UUID, partners)),
        program=program, is_present=grant_id is not None, scopes=tuple(granted), allowed=scopes.permissions(granted),
        confirmed_at=confirmed_at,
    )  # fmt: skip
    if actor.access_class is not AccessClass(class_now):
        await database.reads[AUTH].fetch_value(RECLASS, token_sha256, actor.access_class.value, version)
    return Program(
        actor, token_sha256, session_id, client_id, grant_id, thumbprint, expires_at, nonce_needed,
        frozenset(registered) - (frozenset() if is_for_people else scopes.PERSONAL),
    )  # fmt: skip


class Resource:
    """Who sends this request to the API: a browser by its cookie, or a program by its token; never both."""

    def __init__(self, door: Door, keys: Keys, *, issuer: str, now: Callable[[], datetime] = clock.now) -> None:
        self._door, self._keys, self._issuer, self._now = door, keys, issuer, now
        self._programs: OrderedDict[bytes, Program] = OrderedDict()

    def known(self, scope: MutableMapping[str, Any]) -> Caller | None:
        """The caller if this process has identified them before and nothing has to be proven anew; never waits."""
        told = headers.once(scope)
        given = headers.of(scope, b"authorization") if not told or b"authorization" in told else ()
        return self._known(scope, given) if given else self._door.known(scope)

    def _known(self, scope: MutableMapping[str, Any], given: tuple[bytes, ...]) -> Program | None:
        scheme, token = _credentials(given[0])
        if scheme != b"bearer" or self._door.cookie.is_in(scope) or len(given) > 1:
            return None
        found = self._remembered(digest(token))
        return None if found is None or found.is_bound else found

    def _remembered(self, token_sha256: bytes) -> Program | None:
        found = self._programs.get(token_sha256)
        if found is not None and found.expires_at <= self._now():
            del self._programs[token_sha256]
            return None
        if found is not None:
            self._programs.move_to_end(token_sha256)
        return found

    async def identify(self, scope: MutableMapping[str, Any]) -> Caller:
        """The caller as the database knows them now. Raises Challenged."""
        given = headers.of(scope, b"authorization")
        if not given:
            caller = await self._door.identify(scope)
            if caller is None:
                raise challenges.unknown()
            return caller
        if self._door.cookie.is_in(scope):
            raise challenges.malformed("Send a cookie or a token, not both.")
        scheme, token = _credentials(given[0])
        if len(given) > 1 or not scheme:
            raise challenges.malformed("Send one Authorization header: Bearer or DPoP, and the token.")
        is_dpop = scheme == b"dpop"
        program = self._remembered(digest(token)) or await self._verified(token, is_dpop=is_dpop)
        if is_dpop is not program.is_bound:
            message = "The token is bound to a key." if program.is_bound else "The token is not bound to a key."
            raise challenges.invalid_token(message, is_dpop=program.is_bound)
        if is_dpop:
            await self._check_proof(scope, program, token)
        return program

    async def _verified(self, token: bytes, *, is_dpop: bool) -> Program:
        """A token seen for the first time: its signature and claims, then its row."""
        now = self._now()
        ring = await self._keys.ring(now)
        try:
            tokens.verify(token.decode(), ring, issuer=self._issuer, now=now)
        except Unsigned as fault:
            raise challenges.invalid_token(str(fault), is_dpop=is_dpop) from None
        program = await program_of(self._door.database, digest(token))
        if program is None:
            raise challenges.invalid_token(
                "The token was revoked, or the person it acts for no longer has access.", is_dpop=is_dpop
            )
        self._programs[program.token_sha256] = program
        if len(self._programs) > REMEMBERED:
            self._programs.popitem(last=False)
        return program

    async def _check_proof(self, scope: MutableMapping[str, Any], program: Program, token: bytes) -> None:
        if scope.get(PROVEN) == program.key_thumbprint:
            return
        now = self._now()
        proofs = [value.decode("latin-1") for value in headers.of(scope, b"dpop")]
        try:
            proof = dpop.check(
                proofs, method=scope["method"], url=self._issuer + scope["path"], nonces=self._keys.nonces, now=now,
                access_token=token.decode(), is_nonce_required=program.is_nonce_required,
                thumbprint=program.key_thumbprint or "",
            )  # fmt: skip
            await dpop.spend_alone(self._door.database, proof)
        except BadProof as fault:
            raise challenges.invalid_proof(fault.error, str(fault), fault.nonce) from None
        scope[PROVEN] = proof.thumbprint
        if proof.nonce and proof.nonce != self._keys.nonces.now(now):
            scope[NONCE] = self._keys.nonces.now(now)

    def forget(self, caller: Caller) -> None:
        """Ask anew next time: the database did not accept the caller."""
        if self._programs.pop(caller.token_sha256, None) is None:
            self._door.forget(caller)


def _credentials(value: bytes) -> tuple[bytes, bytes]:
    """The scheme in lower case and the token; empty for anything else."""
    match = _CREDENTIALS.fullmatch(value)
    return (match[1].lower(), match[2]) if match else (b"", b"")
