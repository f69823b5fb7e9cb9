"""Serving a page: one operation for a GET; for a POST the mutation first, and the page again only if it was refused."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, ParamSpec, TypeVar
from urllib.parse import quote, urlencode

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from frontend_stub.site import api, done, forms, i18n, render, returning, sending, topics
from frontend_stub.site.page import Page, Visit
from frontend_stub.site.transports import Caller

Json = dict[str, Any]
MAX_FIELDS = 1000
READS = ("viewer.side", "viewer.language", "viewer.zone", "viewer.roles", "company.zone")
"""What is read here of every page's data."""
FOUND = 200
STATUSES = {
    None: 422, returning.Back.REFUSED: 422, returning.Back.STALE: 409, returning.Back.SIGNED_OUT: 200,
    returning.Back.UNSENT: 200, returning.Back.CONFIRMED: 200, returning.Back.ASKED: 200,
}  # fmt: skip
"""HTTP's word for a page on which a form comes back."""
LONG_ANSWER = 100_000
"""Bytes."""
YEAR = 365 * 24 * 3600
SHORT_BODY = 100_000
"""Bytes; of a form that has no text in it and that anybody may send."""


class TextLeft(api.Trouble):
    """A form was not taken and there is no form to show again; `status` says why, `sent` is what was typed."""

    def __init__(self, status: int, sent: FormData) -> None:
        super().__init__(str(status))
        self.status = status
        self.sent = returning.typed_of(sent.multi_items())


def is_prose(name: str, value: str) -> bool:
    """Whether somebody may have typed it, and would miss it."""
    own = {*forms.OWN, returning.OPENED, returning.AGAIN, "saved"}
    return name not in own and any(sign in value for sign in " \n")


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

    def reader(
        self, request: Request, viewer: Mapping[str, str] | None = None, company: Mapping[str, str] | None = None,
        *, wish: str = "",
    ) -> i18n.Reader:  # fmt: skip
        """`wish` is the language that whoever sent the reader here asks for; what the reader chose comes first."""
        language = i18n.negotiate(
            viewer["language"] if viewer else "",
            request.cookies.get("language", ""),
            ",".join(filter(None, (wish, request.headers.get("accept-language", "")))),
        )
        company_zone = company["zone"] if company else "UTC"
        return i18n.reader(language, viewer["zone"] if viewer else "UTC", self.now(), company_zone)

    def writer(self, request: Request, sent: FormData) -> i18n.Reader:
        """The reader, as of when the form was shown to them."""
        reader, language = self.reader(request), sent.get("writtenIn")
        if not isinstance(language, str) or language not in i18n.LANGUAGES or language == reader.language:
            return reader
        return i18n.reader(language, reader.zone, reader.now, reader.company_zone)

    def document(
        self, request: Request, template: str, context: Json, *, status: int = 200, reader: i18n.Reader | None = None
    ) -> Response:
        theme = request.cookies.get("theme", "")
        said = done.told(request) if Caller.of(request.scope).is_attended else None
        shared = {
            "theme": theme if theme in render.THEMES else "system",
            "path": request.url.path,
            "said": said,
            "public_url": self.public_url,
            "address": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
            "query": request.query_params,
            "url_with": render.addresses(request.url.path, request.query_params),
        }
        html = self.renderer.render(template, shared | context, reader or self.reader(request))
        response = HTMLResponse(html, status, headers={"vary": "Cookie, Accept-Language"})
        if said:
            done.forget(response)
        return response

    def done(self, address: str, name: str) -> Response:
        """On to the next page, which says what was done."""
        return self.told(RedirectResponse(address, 303), name)

    def told(self, response: Response, name: str) -> Response:
        """The response, after which the next page says what was done."""
        return done.tell(response, name, is_secure=self.is_secure)


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
    """Raises NotRead for an address with a NUL in it, which is in no text that anybody could ask for.

    What comes back from a provider is looked at by the sign-in, which writes down what was wrong with it.
    """
    if request.scope["path"].startswith("/auth/"):
        return
    said = (request.scope["path"], *(part for pair in request.query_params.multi_items() for part in pair))
    if any("\0" in part for part in said):
        raise api.NotRead


async def sent_form(request: Request, *, most: int = sending.MAX_BODY) -> FormData:
    """The posted fields. Refuses too many bytes or fields."""
    if int(request.headers.get("content-length") or most + 1) > most:
        raise HTTPException(413)
    body = await request.body()
    if body.count(b"&") >= MAX_FIELDS:
        raise HTTPException(400)
    return await apart(forms.decoded, body)


def _length(sent: FormData) -> int:
    """How much was typed."""
    return sum(len(value) for _name, value in sent.multi_items() if isinstance(value, str))


def _is_long(form: returning.Filled | None) -> bool:
    """Whether a form that comes back holds so much that nobody else should wait for it."""
    return form is not None and sum(len(value) for each in form.values.values() for value in each) > LONG_ANSWER


@dataclass(frozen=True)
class Endpoint:
    """One page of the table as an endpoint."""

    site: Site
    page: Page

    async def answer(self, request: Request) -> Response:
        refuse_nul(request)
        if request.method != "POST":
            return await self.show(request, await self._held(request))
        sent, refused = await sending.form(self.site.api, request, sent_form)
        try:
            return await self._act(request, sent, refused)
        except api.SignInNeeded:
            return await self.hold(request, sent, request.url.path)

    async def hold(self, request: Request, sent: FormData, path: str) -> Response:
        """Keeps what was typed until its author has signed in again, and leads to a page. Nothing is sent by itself."""
        form = self.page.form(self.page.meant(sent))
        if form is not None and form.is_sealed:
            raise TextLeft(401, sent)
        fields = list(map(list, returning.typed_of(sent.multi_items())))
        try:
            reply = await self.site.api.call("POST", "/auth/held", {"fields": fields}, Caller.of(request.scope))
            name = str(api.content(reply)["held"])
        except (api.Trouble, LookupError):
            raise TextLeft(401, sent) from None
        here = render.addresses(path, request.query_params)
        return RedirectResponse(f"/login?{urlencode({'next': here(kept=None, held=name)})}", 303)

    async def _held(self, request: Request) -> returning.Filled | None:
        """The form that met the sign-in, if the address names one and its author is back."""
        name = request.query_params.get(forms.HELD, "")
        if not name:
            return None
        reply = await self.site.api.call("GET", f"/auth/held/{quote(name, safe='')}", {}, Caller.of(request.scope))
        fields = api.content(reply).get("fields", []) if reply.status == FOUND else []
        sent = FormData([(field, value) for field, value in fields])
        form = self.page.form(self.page.meant(sent))
        if form is None:
            return None
        return returning.filled(form.asked_in or form.operation, sent, back=returning.Back.SIGNED_OUT)

    async def show(
        self, request: Request, form: returning.Filled | None = None, answered: Json | None = None
    ) -> Response:  # fmt: skip
        """The page, with a form that comes back and with the answer to what it asked."""
        visit = Visit(request.url.path, request.path_params, request.query_params, self.site.now(), answered)
        caller = Caller.of(request.scope)
        answer = await self._asked(visit, caller)
        beside = await self._beside(caller)
        viewer = answer.data["viewer"]
        missing = any(answer.data.get(root) is None for root in self.page.required)
        if viewer["side"] not in self.page.who.value or missing:
            raise HTTPException(404)
        made = partial(self._made, request, visit, answer, form, beside)
        response = await apart(made) if answer.size > LONG_ANSWER or _is_long(form) else made()
        # The pages of the sign-in ask for nobody's profile: there the cookie speaks for it.
        language = i18n.ours(viewer["language"] or "")
        if language and language != request.cookies.get("language"):
            self.site.remember(response, "language", language)
        return response

    async def _asked(self, visit: Visit, caller: Caller) -> api.Answer:
        """The page's data, in the reader's language: asked once more where the profile names another than the browser.

        Raises SignInNeeded. The browser keeps the profile's language afterwards.
        """
        variables = self.page.variables(visit)
        answer = await self._read(variables, caller)
        language = i18n.ours(answer.data["viewer"]["language"] or "")
        if language and language != caller.language and self.site.api.speaks(self.page.operation):
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
        self, request: Request, visit: Visit, answer: api.Answer, form: returning.Filled | None, beside: Json
    ) -> Response:
        kept = {spec.operation: returning.kept(spec.operation, visit.query) for spec in self.page.forms}
        context = answer.data | {
            "forms": kept | ({form.operation: form} if form else {}),
            "failed": answer.failed,
            "topics": topics.of(answer.data, visit.params),
            "is_an_answer": request.method == "POST" or form is not None,
            **beside,
        }
        reader = self.site.reader(request, answer.data["viewer"], answer.data.get("company"))
        with i18n.reading(reader):
            context |= self.page.extras(visit, answer.data)
        status = STATUSES[form.back] if form else 200
        return self.site.document(request, self.page.template, context, status=status, reader=reader)

    async def _act(self, request: Request, sent: FormData, refused: Iterable[returning.FieldError]) -> Response:
        form = self.page.form(self.page.meant(sent))
        if form is None:
            raise HTTPException(400)
        if returning.AGAIN in sent:
            return await self.show(
                request, returning.filled(form.asked_in or form.operation, sent, back=returning.Back.UNSENT)
            )
        if form.before is not None:
            try:
                with i18n.reading(self.site.writer(request, sent)):
                    sent, more = await form.before(self.site.api, request, sent)
            except api.Away as away:
                return await self._show_again(request, form, sent, away)
            refused = [*refused, *more]
        return await self._take(request, form, sent, refused)

    async def _take(
        self, request: Request, form: forms.Form, sent: FormData, refused: Iterable[returning.FieldError]
    ) -> Response:  # fmt: skip
        """Does what the form says; or the page again, with why not."""
        reading = partial(self._read_form, request, form, sent)
        variables, errors = await apart(reading) if _length(sent) > LONG_ANSWER else reading()
        errors = [*refused, *errors]
        if not errors:
            try:
                payload = await self._send(form, variables, Caller.of(request.scope))
            except api.Away as away:
                return await self._show_again(request, form, sent, away)
            user_errors = payload["userErrors"]
            if form.asked_in and not user_errors:
                shown = returning.filled(form.asked_in, sent, back=returning.Back.ASKED)
                return await self.show(request, shown, payload)
            if not user_errors:
                return self.site.done(form.then(payload), form.operation)
            if forms.is_stale(user_errors):
                return await self._show_as_it_is_now(request, form, sent)
            confirming = forms.confirmation(form, sent, user_errors, request.url.path)
            if confirming:
                return RedirectResponse(confirming, 303)
            with i18n.reading(self.site.writer(request, sent)):
                errors = forms.refusals(form, user_errors, variables)
        return await self.show(request, returning.filled(form.asked_in or form.operation, sent, errors))

    def _read_form(self, request: Request, form: forms.Form, sent: FormData) -> tuple[Json, list[returning.FieldError]]:
        with i18n.reading(self.site.writer(request, sent)):
            return forms.read(form, sent)

    async def _show_as_it_is_now(self, request: Request, form: forms.Form, sent: FormData) -> Response:
        """Somebody else saved first: the form as it is now, with what was typed in it."""
        try:
            shown = returning.filled(form.asked_in or form.operation, sent, back=returning.Back.STALE)
            return await self.show(request, shown)
        except HTTPException:
            raise TextLeft(409, sent) from None

    async def _show_again(self, request: Request, form: forms.Form, sent: FormData, away: api.Away) -> Response:
        """The form as it was sent; reading may go well where writing does not. Raises Away."""
        with i18n.reading(self.site.reader(request)):
            unsent = forms.unsent(form, sent, away)
        response = await self.show(request, unsent)
        response.status_code = 503
        response.headers["retry-after"] = str(away.seconds)
        return response

    async def _send(self, form: forms.Form, variables: Json, caller: Caller) -> Json:
        answer = await self.site.api.run(form.operation, variables, caller)
        return sending.payload(answer, is_question=bool(form.asked_in))
