"""The three ways to a token: a code, a refresh token, a program by itself; on Authlib's grants."""

import re
from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import grants as authlib
from authlib.oauth2.rfc6749.errors import (
    InvalidGrantError,
    InvalidRequestError,
    InvalidScopeError,
    UnauthorizedClientError,
)
from authlib.oauth2.rfc7636 import CodeChallenge

from auth import scopes
from auth.rules import Action
from auth.server import authorizing, grants
from auth.server.adapter import Incoming
from auth.server.clients import Registered
from auth.server.issuing import Server
from auth.server.models import ClientAuthentication, Code, Grant, Refresh

S256_CHALLENGE = re.compile(r"[A-Za-z0-9_-]{43}")
Answered = tuple[int, dict[str, Any], list[tuple[str, str]]]


class S256(CodeChallenge):
    """PKCE for every program, with S256 alone."""

    def validate_code_challenge(self, grant: "CodeFlow", _redirect_uri: str) -> None:
        sent = grant.request.payload.data
        challenge = sent.get("code_challenge", "")
        if sent.get("code_challenge_method") != "S256" or not S256_CHALLENGE.fullmatch(challenge):
            raise InvalidRequestError("Send code_challenge and code_challenge_method=S256.")

    def get_authorization_code_challenge_method(self, _code: "Redeemed") -> str:
        return "S256"


class Redeemed:
    """A code that came back, as Authlib asks about it; whether it was used before is asked when all else is right."""

    def __init__(self, code: Code, grant: Grant) -> None:
        self.code = code
        self.grant = grant
        self.code_challenge = code.challenge

    def get_redirect_uri(self) -> str:
        return self.code.redirect_uri

    def get_scope(self) -> str:
        return " ".join(self.code.scopes)


class CodeFlow(authlib.AuthorizationCodeGrant):
    """A person allows a program what it asks, and the program redeems the code."""

    request: Incoming
    server: Server

    @staticmethod
    def validate_authorization_redirect_uri(request: Incoming, client: Registered) -> str:
        """No answer goes to an address that is not registered: the browser stays here (RFC 9700, 4.1.3)."""
        address: str | None = request.payload.redirect_uri
        if not address or not client.check_redirect_uri(address):
            raise InvalidRequestError("The redirect_uri is missing, or not registered for this client.")
        return address

    def validate_authorization_request(self) -> str:
        redirect_uri: str = super().validate_authorization_request()
        try:
            authorizing.check(self.server, self.request)
        except OAuth2Error as error:
            error.redirect_uri = redirect_uri
            raise
        return redirect_uri

    def query_authorization_code(self, code: str, client: Registered) -> Redeemed | None:
        found = self.server.wait(grants.code_of(self.server.session, code))
        return Redeemed(*found) if found and found[1].client_id == client.client_id else None

    def create_token_response(self) -> Answered:
        """A code that comes again, with everything right, was stolen from one of the two: all of it ends."""
        redeemed: Redeemed = self.request.authorization_code
        self.server.check_resource(self.request)
        self.server.prove_key(self.request, redeemed.code.key_thumbprint)
        if redeemed.code.used_at is not None:
            self.server.end_family(redeemed.grant, "code_reused")
            raise InvalidGrantError("The code was already used, so the tokens issued for it have been revoked.")
        if redeemed.code.expires_at <= self.server.now:
            raise InvalidGrantError("The code has expired.")
        self.server.nonce = redeemed.code.nonce
        answered: Answered = super().create_token_response()
        return answered

    def authenticate_user(self, authorization_code: Redeemed) -> Grant | None:
        return self.server.living(authorization_code.grant)

    def delete_authorization_code(self, authorization_code: Redeemed) -> None:
        authorization_code.code.used_at = self.server.now


class Renewal:
    """A refresh token that came, as Authlib asks about it."""

    def __init__(self, refresh: Refresh, grant: Grant) -> None:
        self.refresh = refresh
        self.grant = grant

    def check_client(self, client: Registered) -> bool:
        return self.grant.client_id == client.client_id

    def get_scope(self) -> str:
        return " ".join(self.refresh.scopes)


class RefreshFlow(authlib.RefreshTokenGrant):
    """A program renews its access.

    A public program's refresh token is exchanged at each use, and its second use ends everything. One that proves a
    key or a secret keeps its own: nobody else can use it, and an answer that is lost does no harm.
    """

    request: Incoming
    server: Server

    def authenticate_refresh_token(self, refresh_token: str) -> Renewal | None:
        found = self.server.wait(grants.refresh_of(self.server.session, refresh_token))
        return Renewal(*found) if found else None

    def create_token_response(self) -> Answered:
        renewal: Renewal = self.request.refresh_token
        self.server.check_resource(self.request)
        self.server.prove_key(self.request, renewal.refresh.key_thumbprint)
        if renewal.refresh.used_at is not None:
            self.server.end_family(renewal.grant, "refresh_token_reused")
            raise InvalidGrantError("The refresh token was already used, so its whole family has been revoked.")
        if renewal.refresh.idle_until <= self.server.now or self.server.living(renewal.grant) is None:
            raise InvalidGrantError("The refresh token has expired.")
        answered: Answered = super().create_token_response()
        return answered

    def authenticate_user(self, refresh_token: Renewal) -> Grant:
        return refresh_token.grant

    def issue_token(self, user: Grant, refresh_token: Renewal) -> dict[str, Any]:
        """The scopes asked for count for this access token alone; the refresh token keeps its own."""
        asked = self.request.payload.scope or refresh_token.get_scope()
        token = self.server.issue(self.request.client, scopes.words(asked), grant=user)
        if self._is_exchanged(refresh_token.refresh):
            token["refresh_token"] = self.server.renewable(self.request.client, user, refresh_token.refresh.scopes)
        return token

    def revoke_old_credential(self, refresh_token: Renewal) -> None:
        refresh = refresh_token.refresh
        if self._is_exchanged(refresh):
            refresh.used_at = self.server.now
        else:
            refresh.idle_until = grants.idle_until(refresh_token.grant, self.server.now)
        self.server.note(Action.REFRESH_TOKEN, self.request.client, refresh_token.grant)

    def _is_exchanged(self, refresh: Refresh) -> bool:
        client: Registered = self.request.client
        return client.record.authentication is ClientAuthentication.NONE and refresh.key_thumbprint is None


class ProgramFlow(authlib.ClientCredentialsGrant):
    """A program that can keep a secret asks for itself."""

    request: Incoming
    server: Server

    def validate_token_request(self) -> None:
        super().validate_token_request()
        if self.request.client.record.authentication is ClientAuthentication.NONE:
            raise UnauthorizedClientError("A client without a secret or key cannot use client_credentials.")

    def create_token_response(self) -> Answered:
        client: Registered = self.request.client
        self.server.check_resource(self.request)
        allowed = scopes.words(client.get_allowed_scope(self.request.payload.scope) or "")
        given = [name for name in allowed if name not in scopes.PERSONAL]
        if not given:
            raise InvalidScopeError
        self.server.prove_key(self.request, None)
        return 200, self.server.issue(client, given), self.TOKEN_RESPONSE_HEADER


FLOWS = ((CodeFlow, [S256(required=True)]), (RefreshFlow, None), (ProgramFlow, None))


def server_of(found: Server) -> Server:
    """The server with its three ways."""
    for flow, extensions in FLOWS:
        found.register_grant(flow, extensions)
    found.register_token_generator("default", found.generated)
    return found
