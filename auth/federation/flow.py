"""The way to a provider and back: an address for the browser, and what the provider's answer turns out to prove."""

import base64
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlencode, urlsplit
from uuid import UUID

from joserfc import jwt
from joserfc.jwk import ECKey

from auth import once, sealing
from auth.federation import claims
from auth.federation.models import Connection, ConnectionSecret
from auth.federation.provider import OK, Metadata, Providers
from auth.federation.queries import live_connection
from auth.federation.rules import Authentication, Failed, Kind, Purpose
from auth.session import Cookie
from portal import ids, unguessable
from portal.database.policies import AUTH
from portal.database.pools import Database

STATE = "federation"
LASTS = timedelta(minutes=10)
ASSERTION_LASTS = timedelta(minutes=1)
LONGEST_CODE, LONGEST_ANSWER, MOST_PARAMETERS = 4096, 8192, 20
ID_TOKEN_TYPES = frozenset({"", "jwt"})


@dataclass(frozen=True, slots=True)
class Begun:
    """Where the browser goes, and the cookie that says it is the same one when it comes back."""

    url: str
    set_cookie: str


@dataclass(frozen=True, slots=True)
class Parked:
    """What was remembered while the person was at the provider."""

    purpose: Purpose
    next: str
    nonce: str
    verifier: str
    began_at: datetime
    person_id: UUID | None
    """Whose account is to be linked, or who has to prove again who they are."""
    session_id: UUID | None
    """The session that is to be confirmed."""
    invitation: bytes
    """The digest of the mailed link that is to be accepted; empty without one."""


@dataclass(frozen=True, slots=True)
class Returned:
    """A browser back from the provider, with an answer that nobody has looked into."""

    connection: Connection
    parked: Parked
    answer: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Arrived:
    """Somebody back from the provider, and whom it vouches for."""

    connection: Connection
    parked: Parked
    vouched: claims.Vouched
    state: str


@dataclass(frozen=True)
class Federation:
    """Signing in through identity providers, over one database."""

    database: Database
    providers: Providers
    public_url: str
    secret: bytes

    def redirect_uri(self, connection_id: UUID) -> str:
        """Each connection has its own, so that one provider's answer is never taken for another's."""
        return f"{self.public_url}/auth/connections/{ids.text('idp', connection_id)}/callback"

    async def begin(
        self, connection: Connection, *, purpose: Purpose, next_: str, now: datetime, hint: str = "",
        person_id: UUID | None = None, session_id: UUID | None = None, invitation: bytes = b"",
    ) -> Begun:  # fmt: skip
        """Parks the request for ten minutes. Raises Failed when the provider cannot be asked."""
        metadata = await self.providers.metadata(connection.issuer, now=now)
        nonce, verifier, browser = (unguessable.made() for _ in range(3))
        content = {
            "connection": connection.id.hex, "version": connection.version, "purpose": purpose.value, "next": next_,
            "nonce": nonce, "verifier": verifier, "browser": _digest(browser),
            "began": now.timestamp(), "person": person_id.hex if person_id else "",
            "session": session_id.hex if session_id else "", "invitation": invitation.hex(),
        }  # fmt: skip
        async with self.database.transaction(AUTH) as transaction:
            state = await once.issue(transaction, STATE, content, lasts=LASTS, now=now)
        asked = {
            "response_type": "code", "response_mode": "query", "client_id": connection.client_id,
            "redirect_uri": self.redirect_uri(connection.id), "scope": " ".join(connection.scopes), "state": state,
            "nonce": nonce, "code_challenge": _digest(verifier), "code_challenge_method": "S256",
        }  # fmt: skip
        asked |= _proof(connection, purpose)
        if hint:
            asked["login_hint"] = hint
        joint = "&" if urlsplit(metadata.authorization_endpoint).query else "?"
        return Begun(f"{metadata.authorization_endpoint}{joint}{urlencode(asked)}", self._cookie(state, browser))

    def _cookie(self, state: str, browser: str) -> str:
        flags = f"{'Secure; ' if self._is_secure else ''}HttpOnly; Path=/; SameSite=Lax"
        lasts = int(LASTS.total_seconds()) if browser else 0
        return f"{self.cookie_name(state)}={browser}; Max-Age={lasts}; {flags}"

    @property
    def _is_secure(self) -> bool:
        return Cookie.of(self.public_url).is_secure

    def cookie_name(self, state: str) -> str:
        """One for each way begun, so that several tabs do not disturb each other."""
        return f"{'__Host-' if self._is_secure else ''}way-{_digest(state)[:12]}"

    def forgotten(self, state: str) -> str:
        """The Set-Cookie that removes what `begin` set."""
        return self._cookie(state, "")

    async def returned(self, connection_id: UUID, query: str, cookies: Mapping[str, str], *, now: datetime) -> Returned:
        """The way that this browser began and comes back from with the callback's query; it is spent. Raises Failed."""
        answer = parameters(query)
        connection, parked = await self._taken(connection_id, answer.get("state", ""), cookies, now)
        return Returned(connection, parked, answer)

    async def finish(self, returned: Returned, *, now: datetime) -> Arrived:
        """What the provider's answer proves. Raises Failed."""
        connection, parked, answer = returned.connection, returned.parked, returned.answer
        metadata = await self.providers.metadata(connection.issuer, now=now)
        if "iss" in answer or metadata.names_itself:
            _require(answer.get("iss") == connection.issuer, "wrong_response_iss")
        if "error" in answer:
            raise Failed("refused_by_provider", Kind.NOT_COMPLETED)
        code = answer.get("code", "")
        _require(0 < len(code) <= LONGEST_CODE, "no_code")
        tokens = await self._exchanged(connection, metadata, code, parked, now)
        access_token = tokens.get("access_token")
        said = await claims.opened(self.providers, connection, tokens.get("id_token"), kinds=ID_TOKEN_TYPES, now=now)
        _require(str(tokens.get("token_type")).lower() == "bearer", "wrong_token_type")
        access = access_token if isinstance(access_token, str) else ""
        vouched = claims.check_id_token(said, connection, nonce=parked.nonce, access_token=access, now=now)
        if "email" not in said and metadata.userinfo_endpoint and access:
            vouched = await self._completed(vouched, metadata.userinfo_endpoint, access)
        return Arrived(connection, parked, vouched, answer["state"])

    async def _taken(
        self, connection_id: UUID, state: str, cookies: Mapping[str, str], now: datetime
    ) -> tuple[Connection, Parked]:
        """The way that this browser began, to the first who comes with it."""
        begin_again = Failed("unknown_state", Kind.BEGIN_AGAIN)
        async with self.database.transaction(AUTH) as transaction:
            content = await once.look(transaction, STATE, state, now=now)
            if content is None:
                raise begin_again
            brought = cookies.get(self.cookie_name(state), "")
            if not secrets.compare_digest(_digest(brought), str(content["browser"])):
                raise Failed("another_browser", Kind.BEGIN_AGAIN)
            if await once.take(transaction, STATE, state, now=now) is None:
                raise begin_again
            found: Connection | None = await transaction.scalar(live_connection(connection_id))
        if content["connection"] != connection_id.hex:
            raise Failed("another_connection")
        if found is None or found.version != content["version"]:
            raise Failed("connection_changed", Kind.BEGIN_AGAIN)
        person, session = (UUID(content[name]) if content[name] else None for name in ("person", "session"))
        began_at = datetime.fromtimestamp(content["began"], UTC)
        return found, Parked(
            Purpose(content["purpose"]), content["next"], content["nonce"], content["verifier"], began_at, person,
            session, bytes.fromhex(content["invitation"]),
        )  # fmt: skip

    async def _exchanged(
        self, connection: Connection, metadata: Metadata, code: str, parked: Parked, now: datetime
    ) -> dict[str, Any]:
        """The token response. What it holds is looked at and dropped: none of it is kept anywhere."""
        fields = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self.redirect_uri(connection.id),
            "code_verifier": parked.verifier,
        }  # fmt: skip
        headers: dict[str, str] = {}
        kept = await self.kept(connection.id)
        match connection.authentication:
            case Authentication.CLIENT_SECRET_BASIC:
                pair = f"{quote_plus(connection.client_id)}:{quote_plus(_secret(kept))}"
                headers["authorization"] = "Basic " + base64.b64encode(pair.encode()).decode()
            case Authentication.CLIENT_SECRET_POST:
                fields |= {"client_id": connection.client_id, "client_secret": _secret(kept)}
            case Authentication.PRIVATE_KEY_JWT:
                fields |= {
                    "client_id": connection.client_id, "client_assertion": _assertion(connection, kept, now),
                    "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                }  # fmt: skip
            case Authentication.NONE:
                fields["client_id"] = connection.client_id
        answer = await self.providers.outside.post(metadata.token_endpoint, fields, headers)
        _require(answer.status == OK, "code_not_taken")
        return answer.body

    async def kept(self, connection_id: UUID) -> dict[str, Any]:
        """The connection's secret or key, opened; {} when none was set."""
        async with self.database.transaction(AUTH) as transaction:
            found = await transaction.get(ConnectionSecret, connection_id)
        return (sealing.unsealed(self.secret, at_rest(connection_id), found.sealed) or {}) if found else {}

    async def _completed(self, vouched: claims.Vouched, endpoint: str, access_token: str) -> claims.Vouched:
        """With what userinfo adds, if it speaks of the same person."""
        _require(access_token.isascii() and access_token.isprintable(), "malformed_token")
        answer = await self.providers.outside.get(endpoint, {"authorization": f"Bearer {access_token}"})
        _require(answer.status == OK and answer.body.get("sub") == vouched.sub, "wrong_userinfo")
        added = {name: answer.body.get(name) for name in ("email", "email_verified", "name")}
        return claims.Vouched(
            vouched.sub, vouched.strength, vouched.proven_at, vouched.session, {**added, **vouched.claims}
        )


def at_rest(connection_id: UUID) -> str:
    """What the secret of a connection is sealed for: it opens for this one alone."""
    return f"connection {connection_id.hex} at rest"


def _proof(connection: Connection, purpose: Purpose) -> dict[str, str]:
    """How strong and how recent a proof the provider is asked for.

    For a confirmation a new one, and of the strengths asked for at each sign-in those that count for it; where none
    is asked for, or none of them counts, those that count.
    """
    asked: dict[str, str] = {}
    strengths = connection.acr_values
    if purpose is Purpose.CONFIRM:
        asked = {"prompt": "login", "max_age": "0"}
        strengths = [each for each in strengths if each in connection.strong_values] or connection.strong_values
    elif connection.max_age is not None:
        asked["max_age"] = str(connection.max_age)
    return asked | ({"acr_values": " ".join(strengths)} if strengths else {})


def parameters(query: str, *, longest: int = LONGEST_ANSWER) -> dict[str, str]:
    """The parameters of a query or a form. Raises Failed for one sent twice, and for bytes that are no text."""
    wrong = Failed("malformed_answer")
    if len(query) > longest:
        raise wrong
    try:
        pairs = parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=MOST_PARAMETERS)
    except ValueError:
        raise wrong from None
    found = dict(pairs)
    if len(found) < len(pairs) or any("\0" in text for pair in pairs for text in pair):
        raise wrong
    return found


def _require(holds: object, reason: str) -> None:
    if not holds:
        raise Failed(reason)


def _digest(value: str) -> str:
    """base64url of the SHA-256: also the code challenge of a verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(unguessable.digest(value)).rstrip(b"=").decode()


def _secret(kept: Mapping[str, Any]) -> str:
    secret = kept.get("secret")
    if not isinstance(secret, str):
        raise Failed("no_secret_set")
    return secret


def _assertion(connection: Connection, kept: Mapping[str, Any], now: datetime) -> str:
    """A signed statement of who we are (RFC 7523), for the issuer alone."""
    if "jwk" not in kept:
        raise Failed("no_key_set")
    key = ECKey.import_key(kept["jwk"])
    stated = {
        "iss": connection.client_id, "sub": connection.client_id, "aud": connection.issuer,
        "jti": secrets.token_urlsafe(16), "iat": int(now.timestamp()),
        "exp": int((now + ASSERTION_LASTS).timestamp()),
    }  # fmt: skip
    return jwt.encode({"alg": "ES256", "kid": kept["jwk"]["kid"]}, stated, key, algorithms=["ES256"])
