"""What a token response is made of: the access token, the id_token, the refresh token, and what is noted of it."""

from typing import Any

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidScopeError

from auth import events, scopes, tokens
from auth.rules import Action, Outcome
from auth.server import adapter, authentication, clients, dpop, grants, id_tokens
from auth.server.adapter import Incoming
from auth.server.clients import Registered
from auth.server.models import ClientAuthentication, Grant


class Refused(OAuth2Error):  # noqa: N818 - an answer, not a fault
    """A refusal of another part of the server, with its status and headers."""

    def __init__(self, error: str, message: str, *, status: int = 400, headers: dict[str, str] | None = None) -> None:
        super().__init__(error=error, description=message, status_code=status)
        self.more_headers = list((headers or {}).items())

    def get_headers(self) -> list[tuple[str, str]]:
        return [*super().get_headers(), *self.more_headers]


class Server(adapter.Server):
    """The server of one request that authenticates a program and issues tokens."""

    nonce: str | None = None
    key_thumbprint: str | None = None

    def authenticate_client(self, request: Incoming, methods: object = None, endpoint: str = "token") -> Registered:  # noqa: ARG002
        """The program, by the one method it is registered for, at every endpoint. Raises Refused."""
        found = self.wait(
            authentication.authenticate(
                self.session, self.visit, issuer=self.site.issuer, headers=request.raw_headers, form=request.form
            )
        )
        if isinstance(found, authentication.Refusal):
            raise Refused(found.error, found.description, status=found.status, headers=dict(found.headers))
        client = self.query_client(found.client_id)
        if client is None:
            refusal = authentication.REFUSED
            raise Refused(refusal.error, refusal.description, status=refusal.status, headers=dict(refusal.headers))
        request.client = client
        return client

    def get_authorization_grant(self, request: Incoming) -> Any:
        """Another response_type than ours becomes a word of ours: Authlib's error repeats it, and takes ASCII alone."""
        sent = request.payload.data
        if sent.get("response_type", "code") != "code":
            request.take(sent | {"response_type": "another"})
        return super().get_authorization_grant(request)

    def check_resource(self, request: Incoming) -> None:
        """A token is for the API alone (RFC 8707)."""
        asked = request.payload.data.get("resource")
        if asked is not None and asked != self.site.audience:
            raise Refused("invalid_target", "Tokens can only be for the API of this portal.")

    def prove_key(self, request: Incoming, bound: str | None) -> None:
        """Notes the key that the request proves to hold; it must be the one that the code or token is bound to."""
        record = request.client.record
        proofs = [value.decode("latin-1") for name, value in request.raw_headers if name == b"dpop"]
        if not proofs:
            if bound or record.is_dpop_bound:
                raise Refused("invalid_dpop_proof", "Send a DPoP proof. Tokens of this client are bound to its key.")
            return
        try:
            proof = dpop.check(
                proofs, method=request.method, url=request.uri, nonces=self.site.keys.nonces, now=self.now,
                is_nonce_required=record.is_dpop_nonce_required,
            )  # fmt: skip
            self.wait(dpop.spend(self.session, proof))
        except dpop.BadProof as fault:
            headers = {"dpop-nonce": fault.nonce} if fault.nonce else {}
            raise Refused(fault.error, str(fault), headers=headers) from None
        if bound and proof.thumbprint != bound:
            raise InvalidGrantError("The token is bound to another key.")
        self.key_thumbprint = proof.thumbprint

    def living(self, grant: Grant) -> Grant | None:
        return grant if grant.revoked_at is None and grant.expires_at > self.now else None

    def end_family(self, grant: Grant, reason: str) -> None:
        """Revokes the grant with all that was issued of it; noted once."""
        if self.wait(grants.revoke(self.session, [grant], because=reason, now=self.now)):
            self.note(Action.REUSE, None, grant, outcome=Outcome.BLOCKED, reason=reason)

    def generated(
        self, *, grant_type: str, client: Registered, user: Grant, scope: str, include_refresh_token: bool,
        expires_in: int | None = None,  # noqa: ARG002
    ) -> dict[str, Any]:  # fmt: skip
        """What Authlib's code grant answers with."""
        granted = scopes.words(scope)
        token = self.issue(client, granted, grant=user)
        if include_refresh_token:
            token["refresh_token"] = self.renewable(client, user, granted)
        self.note(Action.ISSUE_TOKEN, client, user, reason=grant_type)
        return token

    def issue(self, client: Registered, granted: list[str], *, grant: Grant | None = None) -> dict[str, Any]:
        """The access token, with an id_token for whoever asked to know the person.

        What was allowed is narrowed to what the program is registered for now. Raises InvalidGrantError,
        InvalidScopeError when nothing of it is left.
        """
        granted = [name for name in granted if name in client.record.scopes]
        if not granted:
            raise InvalidScopeError
        minted = self.wait(
            tokens.mint(
                self.session,
                self.ring,
                issuer=self.site.issuer,
                client=client.record,
                scopes=granted,
                now=self.now,
                grant=grant,
                key_thumbprint=self.key_thumbprint,
                agent=self.visit.agent,
                address=self.visit.address,
            )
        )
        if minted is None:
            raise InvalidGrantError("The person this was issued for no longer has access.")
        self.wait(clients.note_use(self.session, client.record, now=self.now))
        token = {
            "access_token": minted.text, "token_type": minted.token_type, "expires_in": minted.expires_in,
            "scope": " ".join(granted),
        }  # fmt: skip
        if grant is not None and "openid" in granted:
            token["id_token"] = id_tokens.sign(
                self.ring, grant, issuer=self.site.issuer, client=client.record, now=self.now, nonce=self.nonce,
                access_token=minted.text,
            )  # fmt: skip
        if grant is None:
            self.note(Action.ISSUE_TOKEN, client, None, reason="client_credentials")
        return token

    def renewable(self, client: Registered, grant: Grant, granted: list[str]) -> str:
        """A refresh token. A program that proves itself may change its key; a public one's token is bound to it."""
        is_public = client.record.authentication is ClientAuthentication.NONE
        bound = self.key_thumbprint if is_public else None
        return self.wait(grants.refresh(self.session, grant, scopes=granted, key_thumbprint=bound, now=self.now))

    def note(
        self, action: Action, client: Registered | None, grant: Grant | None, *, outcome: Outcome = Outcome.ACCEPTED,
        reason: str = "asked",
    ) -> None:  # fmt: skip
        """One row for those who look for what happened."""
        owner = grant or (client.record if client else None)
        events.write(
            self.session,
            self.visit,
            action,
            outcome,
            reason=reason,
            method="token",
            person_id=grant.person_id if grant else None,
            partner_id=owner.partner_id if owner else None,
            member_id=owner.member_id if owner else None,
            client_id=owner.client_id if owner else None,
        )
