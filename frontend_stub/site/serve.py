"""Serving a page: one operation for a GET; for a POST the mutation first, and the page again only if it was refused."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, ParamSpec, TypeVar

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from frontend_stub.site import api, forms, i18n, render
from frontend_stub.site.page import Page, Visit
from frontend_stub.site.transports import Caller

Json = dict[str, Any]
MAX_FIELDS = 1000
READS = ("viewer.side", "viewer.language", "viewer.zone", "viewer.roles")  # what is read of every page's data here
MAX_BODY = 7_500_000
"""Bytes: a form writes most signs and all letters beyond ASCII in three times the bytes that the API takes."""
LONG_ANSWER = 100_000
"""Bytes."""
YEAR = 365 * 24 * 3600
SHORT_BODY = 100_000
"""Bytes; of a form that has no text in it and that anybody may send."""


class StaleForm(api.Trouble):
    """Somebody changed the thing since the form was shown."""


@dataclass(frozen=True)
class Site:
    """What all pages share."""

    api: api.ApiClient
    renderer: render.Renderer
    public_url: str
    now: Callable[[], datetime]

    @property
    def is_secure(self) -> bool:
        return self.public_url.startswith("https:")

    def remember(self, response: Response, name: str, value: str) -> None:
        """Keeps a choice of how the pages look in this browser."""
        response.set_cookie(name, value, max_age=YEAR, secure=self.is_secure, httponly=True, samesite="lax")

    def reader(self, request: Request, viewer: Mapping[str, str] | None = None) -> i18n.Reader:
        language = i18n.negotiate(
            viewer["language"] if viewer else "",
            request.cookies.get("language", ""),
            request.headers.get("accept-language", ""),
        )
        return i18n.reader(language, viewer["zone"] if viewer else "UTC", self.now())

    def writer(self, request: Request, sent: FormData) -> i18n.Reader:
        """The reader, as of when the form was shown to them."""
        reader, language = self.reader(request), sent.get("writtenIn")
        if not isinstance(language, str) or language not in i18n.LANGUAGES or language == reader.language:
            return reader
        return i18n.reader(language, reader.zone, reader.now)

    def document(
        self, request: Request, template: str, context: Json, *, status: int = 200, reader: i18n.Reader | None = None
    ) -> Response:
        theme = request.cookies.get("theme", "")
        shared = {
            "theme": theme if theme in render.THEMES else "system",
            "path": request.url.path,
            "public_url": self.public_url,
            "address": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "query": request.query_params,
            "url_with": render.addresses(request.url.path, request.query_params),
        }
        html = self.renderer.render(template, shared | context, reader or self.reader(request))
        return HTMLResponse(html, status, headers={"vary": "Cookie, Accept-Language"})


_threads = ThreadPoolExecutor(2, thread_name_prefix="pages")
P = ParamSpec("P")
T = TypeVar("T")


async def apart(work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """What `work` gives or raises, in one of two threads: a long text stops nobody else's page."""
    return await asyncio.get_running_loop().run_in_executor(_threads, partial(work, *args, **named))


Answering = Callable[[Site, Request], Awaitable[Response]]


def bound(site: Site, answer: Answering) -> Callable[[Request], Awaitable[Response]]:
    """The answer as a Starlette endpoint of this site."""

    async def endpoint(request: Request) -> Response:
        refuse_nul(request)
        return await answer(site, request)

    return endpoint


def refuse_nul(request: Request) -> None:
    """Raises NotRead for an address with a NUL in it, which is in no text that anybody could ask for."""
    said = (request.scope["path"], *(part for pair in request.query_params.multi_items() for part in pair))
    if any("\0" in part for part in said):
        raise api.NotRead


async def sent_form(request: Request, *, most: int = MAX_BODY) -> FormData:
    """The posted fields. Refuses too many bytes or fields."""
    if int(request.headers.get("content-length") or most + 1) > most:
        raise HTTPException(413)
    body = await request.body()
    if body.count(b"&") >= MAX_FIELDS:
        raise HTTPException(400)
    return await apart(forms.decoded, body)


@dataclass(frozen=True)
class Endpoint:
    """One page of the table as an endpoint."""

    site: Site
    page: Page

    async def answer(self, request: Request) -> Response:
        refuse_nul(request)
        if request.method == "POST":
            return await self._act(request)
        return await self._show(request)

    async def _show(self, request: Request, form: forms.Filled | None = None) -> Response:
        visit = Visit(request.url.path, request.path_params, request.query_params, self.site.now())
        caller = Caller.of(request.scope)
        answer = await self._asked(visit, caller)
        beside = await self._beside(caller)
        viewer = answer.data["viewer"]
        missing = any(answer.data.get(root) is None for root in self.page.required)
        if viewer["side"] not in self.page.who.value or missing:
            raise HTTPException(404)
        made = partial(self._made, request, visit, answer, form, beside)
        response = await apart(made) if answer.size > LONG_ANSWER else made()
        # The pages of the sign-in ask for nobody's profile: there the cookie speaks for it.
        if viewer["language"] in i18n.LANGUAGES and viewer["language"] != request.cookies.get("language"):
            self.site.remember(response, "language", viewer["language"])
        return response

    async def _asked(self, visit: Visit, caller: Caller) -> api.Answer:
        """The page's data, in the reader's language: asked once more where the profile names another than the browser.

        Raises SignInNeeded. The browser keeps the profile's language afterwards.
        """
        variables = self.page.variables(visit)
        answer = await self._read(variables, caller)
        language = answer.data["viewer"]["language"]
        if language in i18n.LANGUAGES and language != caller.language and self.site.api.speaks(self.page.operation):
            answer = await self._read(variables, replace(caller, language=language))
        return answer

    async def _read(self, variables: Json, caller: Caller) -> api.Answer:
        answer = await self.site.api.run(self.page.operation, variables, caller)
        if answer.data.get("viewer") is None:
            raise api.SignInNeeded
        return answer

    async def _beside(self, caller: Caller) -> Json:
        if not self.page.beside:
            return {}
        return {"beside": api.content(await self.site.api.call("GET", self.page.beside, {}, caller))}

    def _made(
        self, request: Request, visit: Visit, answer: api.Answer, form: forms.Filled | None, beside: Json
    ) -> Response:
        kept = {spec.operation: forms.kept(spec.operation, visit.query) for spec in self.page.forms}
        context = answer.data | {
            "forms": kept | ({form.operation: form} if form else {}),
            "failed": answer.failed,
            **beside,
        }
        reader = self.site.reader(request, answer.data["viewer"])
        with i18n.reading(reader):
            context |= self.page.extras(visit, answer.data)
        status = 422 if form else 200
        return self.site.document(request, self.page.template, context, status=status, reader=reader)

    async def _act(self, request: Request) -> Response:
        sent = await sent_form(request)
        form = self.page.form(str(sent.get("operation", "")))
        if form is None:
            raise HTTPException(400)
        with i18n.reading(self.site.writer(request, sent)):
            variables, errors = forms.read(form, sent)
        if not errors:
            try:
                payload = await self._send(form, variables, Caller.of(request.scope))
            except api.Away as away:
                return await self._show_again(request, form, sent, away)
            user_errors = payload["userErrors"]
            if not user_errors:
                return RedirectResponse(form.then(payload), 303)
            if forms.is_stale(user_errors):
                raise StaleForm
            confirming = forms.confirmation(form, sent, user_errors, request.url.path)
            if confirming:
                return RedirectResponse(confirming, 303)
            errors = forms.refusals(form, user_errors)
        return await self._show(request, forms.filled(form, sent, errors))

    async def _show_again(self, request: Request, form: forms.Form, sent: FormData, away: api.Away) -> Response:
        """The form as it was sent; reading may go well where writing does not. Raises Away."""
        with i18n.reading(self.site.reader(request)):
            unsent = forms.unsent(form, sent, away)
        response = await self._show(request, unsent)
        response.status_code = 503
        response.headers["retry-after"] = str(away.seconds)
        return response

    async def _send(self, form: forms.Form, variables: Json, caller: Caller) -> Json:
        answer = await self.site.api.run(form.operation, variables, caller)
        payload: Json | None = next(iter(answer.data.values()))
        if payload is None:
            code = (answer.errors[0].get("extensions") or {}).get("code") if answer.errors else ""
            if code == "FORBIDDEN":
                raise HTTPException(403)
            raise api.failure(answer.errors, 200)
        return payload
