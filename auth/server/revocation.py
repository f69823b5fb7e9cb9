"""A program gives a token back (RFC 7009): an access token ends alone, a refresh token with all that was allowed."""

from authlib.oauth2.rfc6749.errors import InvalidGrantError, InvalidRequestError
from sqlalchemy import select
from starlette.responses import Response

from auth import session
from auth.answering import HEADERS
from auth.models import Session
from auth.rules import Action
from auth.server import grants
from auth.server.adapter import Incoming
from auth.server.issuing import Server
from auth.server.models import Grant, Refresh
from portal import unguessable


def revoke(server: Server, request: Incoming) -> Response:
    """200 also for a token that is unknown or over: it is good for nothing any more, which is what was asked."""
    client_id = server.authenticate_client(request).client_id
    token = request.form.get("token")
    if token is None:
        raise InvalidRequestError("Send the token.")
    owners = select(Session.client_id, Session.grant_id).where(
        Session.token_sha256 == unguessable.digest(token), Session.client_id.is_not(None)
    )
    row = server.wait(server.session.execute(owners)).first()
    if row is not None:
        _check(row.client_id, client_id)
        grant = server.wait(server.session.get(Grant, row.grant_id)) if row.grant_id else None
        if server.wait(session.end(server.session, token_sha256=unguessable.digest(token), now=server.now)):
            server.note(Action.REVOKE_TOKEN, request.client, grant)
    refreshing = select(Grant).join(Refresh, Refresh.grant_id == Grant.id)
    family: Grant | None = server.wait(
        server.session.scalar(refreshing.where(Refresh.token_sha256 == unguessable.digest(token)))
    )
    if family is not None:
        _check(family.client_id, client_id)
        if server.wait(grants.revoke(server.session, [family], because="given_back", now=server.now)):
            server.note(Action.REVOKE_GRANT, request.client, family)
    return Response(status_code=200, headers=HEADERS)


def _check(owner: str, client_id: str) -> None:
    if owner != client_id:
        raise InvalidGrantError("The token was issued to another client.")
