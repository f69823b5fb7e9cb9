"""What a token is good for (RFC 7662): told to the program it was issued to, and to resource servers; else nothing."""

from typing import Any

from authlib.oauth2.rfc6749.errors import InvalidRequestError
from sqlalchemy import exists, select
from starlette.responses import JSONResponse, Response

from auth import tokens
from auth.answering import HEADERS
from auth.models import Session
from auth.server import authentication, grants
from auth.server.adapter import Incoming
from auth.server.clients import Registered
from auth.server.issuing import Refused, Server
from auth.server.models import ClientAuthentication, Grant, Refresh
from auth.session import digest
from auth.signed import Unsigned
from portal import unguessable

INACTIVE = {"active": False}


def introspect(server: Server, request: Incoming) -> Response:
    client = server.authenticate_client(request)
    if client.record.authentication is ClientAuthentication.NONE:
        refusal = authentication.REFUSED
        raise Refused(refusal.error, refusal.description, status=refusal.status, headers=dict(refusal.headers))
    token = request.form.get("token")
    if token is None:
        raise InvalidRequestError("Send the token.")
    found = _access(server, client, token) or _refresh(server, client, token) or INACTIVE
    return JSONResponse(found, headers=HEADERS)


def _access(server: Server, client: Registered, token: str) -> dict[str, Any] | None:
    """What a live access token says of itself."""
    try:
        claims = tokens.verify(token, server.ring, issuer=server.site.issuer, now=server.now)
    except Unsigned:
        return None
    live = exists().where(
        Session.token_sha256 == digest(token.encode()), Session.ended_at.is_(None), Session.expires_at > server.now
    )
    is_theirs = claims["client_id"] == client.client_id or client.record.may_introspect_all
    if not is_theirs or not server.wait(server.session.scalar(select(live))):
        return None
    return {"active": True, "token_type": "DPoP" if "cnf" in claims else "Bearer", **claims}


def _refresh(server: Server, client: Registered, token: str) -> dict[str, Any] | None:
    """What a live refresh token of the program itself is good for."""
    live = (
        select(Refresh, Grant)
        .join(Grant, Grant.id == Refresh.grant_id)
        .where(
            Refresh.token_sha256 == unguessable.digest(token),
            Refresh.used_at.is_(None),
            Refresh.idle_until > server.now,
            Grant.client_id == client.client_id,
            grants.live(server.now),
        )
    )
    found = server.wait(server.session.execute(live)).first()
    if found is None:
        return None
    refresh, grant = found
    bound = {"cnf": {"jkt": refresh.key_thumbprint}} if refresh.key_thumbprint else {}
    return {
        "active": True, "iss": server.site.issuer, "client_id": client.client_id, "scope": " ".join(refresh.scopes),
        "sub": tokens.subject(grant.person_id), "iat": int(refresh.created_at.timestamp()),
        "exp": int(refresh.idle_until.timestamp()), "org_id": str(grant.partner_id), "gid": str(grant.id), **bound,
    }  # fmt: skip
