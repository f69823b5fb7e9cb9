"""The routes of the authorization server, for the application's table."""

from authlib.oauth2.rfc6749 import AuthorizationServer
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response
from starlette.routing import Route

from auth.events import Visit
from auth.keys import Ring
from auth.server import authorization, flows, introspection, issuing, logout, revocation
from auth.server.adapter import Incoming, endpoint
from auth.server.applications import Applications
from auth.server.decisions import Decisions
from auth.server.metadata import Published
from auth.server.site import Site
from auth.server.userinfo import Userinfo


def made(site: Site, session: AsyncSession, visit: Visit, ring: Ring) -> issuing.Server:
    """The server of one request, with all that it grants."""
    return flows.server_of(issuing.Server(site, session, visit, ring))


def token(server: AuthorizationServer, request: Incoming) -> Response:
    answer: Response = server.create_token_response(request)
    return answer


def routes(site: Site) -> list[Route]:
    published, decisions = Published(site), Decisions(site)
    authorize = endpoint(site, authorization.authorize, make=made, is_form_only=False)
    ending = endpoint(site, logout.logout, make=made, is_form_only=False)
    return [
        Route("/.well-known/oauth-authorization-server", published.metadata),
        Route("/.well-known/openid-configuration", published.metadata),
        Route("/oauth/jwks", published.jwks),
        Route("/oauth/authorize", authorize, methods=["GET", "POST"]),
        Route("/oauth/par", endpoint(site, authorization.push, make=made), methods=["POST"]),
        Route("/oauth/token", endpoint(site, token, make=made), methods=["POST"]),
        Route("/oauth/introspect", endpoint(site, introspection.introspect, make=made), methods=["POST"]),
        Route("/oauth/revoke", endpoint(site, revocation.revoke, make=made), methods=["POST"]),
        Route("/oauth/userinfo", Userinfo(site).answer, methods=["GET", "POST"]),
        Route("/oauth/logout", ending, methods=["GET", "POST"]),
        Route("/auth/sign-outs/{request}", logout.Wishes(site).look, methods=["GET"]),
        Route("/auth/applications/{client_id}", Applications(site).revoke, methods=["DELETE"]),
        Route("/auth/authorizations/{request}", decisions.look, methods=["GET"]),
        Route("/auth/authorizations/{request}", decisions.decide, methods=["POST"]),
    ]
