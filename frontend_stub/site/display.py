"""How the pages look to this browser: theme and language, kept in cookies."""

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_stub.site import i18n, render, security, serve


async def choose(site: serve.Site, request: Request) -> Response:
    """Stores the choices that were sent and goes back to the page they were made on."""
    sent = await serve.sent_form(request, most=serve.SHORT_BODY)
    response = RedirectResponse(security.local_path(str(sent.get("next", "/"))), 303)
    for name, known in (("theme", render.THEMES), ("language", tuple(i18n.LANGUAGES))):
        value = sent.get(name)
        if isinstance(value, str) and value in known:
            site.remember(response, name, value)
    return response


ROUTES = (("/display", ["POST"], choose),)
