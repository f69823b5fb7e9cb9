"""create_app: the routes of the pages, and the way from a request to a document."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Match, Route

from frontend_stub.pages.boundaries.area import AREA as BOUNDARIES
from frontend_stub.pages.breaches.area import AREA as BREACHES
from frontend_stub.pages.contracts.area import AREA as CONTRACTS
from frontend_stub.pages.disputes.area import AREA as DISPUTES
from frontend_stub.pages.documents.area import AREA as DOCUMENTS
from frontend_stub.pages.expectations.area import AREA as EXPECTATIONS
from frontend_stub.pages.fact_imports.area import AREA as FACT_IMPORTS
from frontend_stub.pages.facts.area import AREA as FACTS
from frontend_stub.pages.fees.area import AREA as FEES
from frontend_stub.pages.home.area import AREA as HOME
from frontend_stub.pages.imports.area import AREA as IMPORTS
from frontend_stub.pages.measurements.area import AREA as MEASUREMENTS
from frontend_stub.pages.mediation.area import AREA as MEDIATION
from frontend_stub.pages.notes.area import AREA as NOTES
from frontend_stub.pages.notifications.area import AREA as NOTIFICATIONS
from frontend_stub.pages.obligations.area import AREA as OBLIGATIONS
from frontend_stub.pages.opportunities.area import AREA as OPPORTUNITIES
from frontend_stub.pages.organisation.area import AREA as ORGANISATION
from frontend_stub.pages.own.area import AREA as OWN
from frontend_stub.pages.partners.area import AREA as PARTNERS
from frontend_stub.pages.people.area import AREA as PEOPLE
from frontend_stub.pages.scorecards.area import AREA as SCORECARDS
from frontend_stub.pages.sign_in.area import AREA as SIGN_IN
from frontend_stub.site import api, assets, display, done, errors, live, page, places, render, security, serve, words
from frontend_stub.site.page import Area, Page
from frontend_stub.site.transports import Transport

AREAS: tuple[Area, ...] = (
    HOME, PARTNERS, PEOPLE, IMPORTS, CONTRACTS, EXPECTATIONS, MEASUREMENTS, FACTS, FACT_IMPORTS, SCORECARDS, BREACHES,
    BOUNDARIES, OBLIGATIONS, OPPORTUNITIES, FEES, DISPUTES, MEDIATION, DOCUMENTS, NOTES, NOTIFICATIONS, OWN,
    ORGANISATION, SIGN_IN,
)  # fmt: skip
PAGES: tuple[Page, ...] = tuple(page for area in AREAS for page in area.pages)

for each in AREAS:
    words.learn(each.words)
    words.learn_tones(each.tones, each.words)
    page.learn(each.entries)
    places.learn(each.places)
    done.learn(each.done)


def _now() -> datetime:
    return datetime.now(UTC)


def create_app(transport: Transport, *, sdl: str, public_url: str, now: Callable[[], datetime] = _now) -> Starlette:
    """The pages as an application. `sdl` is the schema's text, `public_url` the address in people's browsers.

    Raises api.WrongOperation when an operation does not fit the schema.
    """
    files = assets.own()
    site = serve.Site(
        api=api.ApiClient(transport, api.read_operations(sdl)),
        renderer=render.Renderer(files),
        public_url=public_url,
        now=now,
    )
    routes = [Route(page.path, serve.Endpoint(site, page).answer, methods=["GET", "POST"]) for page in PAGES]
    for path, methods, answer in (*(route for area in AREAS for route in area.routes), *display.ROUTES):
        routes.append(Route(path, serve.bound(site, answer), methods=methods))
    routes.append(Route(live.PATH, live.Live(site).answer, methods=["GET"]))
    routes.append(Route("/developers/schema.graphql", lambda _: PlainTextResponse(sdl)))
    routes.append(Route("/static/{hash}/{name:path}", files.serve))
    made = Starlette(
        routes=[*routes, Route("/{path:path}/", _without_slash(routes), methods=["GET"])],
        middleware=[Middleware(security.Guard, public_url=public_url)],
        exception_handlers=errors.handlers(site),
    )
    made.router.redirect_slashes = False  # it leads to wherever the request's Host says
    return made


def _without_slash(routes: Sequence[Route]) -> Callable[[Request], Response]:
    """Leads from an address with a slash at its end to the page that is meant, by its path alone."""

    def answer(request: Request) -> Response:
        path = request.scope["path"].rstrip("/")
        meant = {**request.scope, "path": path}
        if not any(route.matches(meant)[0] is Match.FULL for route in routes):
            raise HTTPException(404)
        query = request.scope["query_string"].decode("latin-1")
        return RedirectResponse(security.local_path(f"{path}?{query}" if query else path), 303)

    return answer
