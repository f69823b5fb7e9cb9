"""create_app: the routes of the pages, and the way from a request to a document."""

from collections.abc import Callable
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from frontend_stub import api, render, security, serve
from frontend_stub.assets import Assets
from frontend_stub.page import Page
from frontend_stub.pages import (
    accounts,
    applications,
    authorities,
    consent,
    contracts,
    display,
    errors,
    home,
    joining,
    members,
    org,
    organisation,
    overview,
    partners,
    profile,
    provider,
    proving,
    session,
)  # fmt: skip
from frontend_stub.transports import Transport

PAGES: tuple[Page, ...] = (
    *home.PAGES,
    *partners.PAGES,
    *accounts.PAGES,
    *members.PAGES,
    *authorities.PAGES,
    *contracts.PAGES,
    *profile.PAGES,
    *applications.PAGES,
    *org.PAGES,
    *organisation.PAGES,
    *overview.PAGES,
)

OTHERS = (
    *joining.ROUTES,
    *organisation.ROUTES,
    *session.ROUTES, *proving.ROUTES, *profile.ROUTES, *provider.ROUTES, *org.ROUTES, *consent.ROUTES,
    *applications.ROUTES, *display.ROUTES,
)  # fmt: skip


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(transport: Transport, *, sdl: str, public_url: str, now: Callable[[], datetime] = _now) -> Starlette:
    """The pages as an application. `sdl` is the schema's text, `public_url` the address in people's browsers.

    Raises api.WrongOperation when an operation does not fit the schema.
    """
    assets = Assets()
    site = serve.Site(
        api=api.ApiClient(transport, api.read_operations(sdl)),
        renderer=render.Renderer(assets),
        public_url=public_url,
        now=now,
    )
    routes = [Route(page.path, serve.Endpoint(site, page).answer, methods=["GET", "POST"]) for page in PAGES]
    for path, methods, answer in OTHERS:
        routes.append(Route(path, serve.bound(site, answer), methods=methods))
    routes.append(Route("/developers/schema.graphql", lambda _: PlainTextResponse(sdl)))
    routes.append(Route("/static/{hash}/{name}", assets.serve))
    return Starlette(
        routes=routes,
        middleware=[Middleware(security.Guard, public_url=public_url)],
        exception_handlers=errors.handlers(site),
    )
