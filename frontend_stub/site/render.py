"""From data to a document: the Jinja environment and what every template can use."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, wraps
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import jinja2
from markupsafe import Markup
from starlette.datastructures import QueryParams

from frontend_stub.site import deadlines, i18n, page, typed, unseen, words
from frontend_stub.site.assets import Assets

TEMPLATES = Path(__file__).parent.parent / "templates"
THEMES = ("system", "light", "dark")


FILTERS: Mapping[str, Callable[..., Any]] = {
    "moment": i18n.moment, "clock": i18n.clock, "day": i18n.day, "ago": i18n.ago, "number": i18n.number,
    "typed": typed.written, "due": deadlines.due, "month_day": deadlines.month_day, "days_until": deadlines.days_until,
    "size": i18n.size, "money": i18n.money, "country": i18n.country, "regions": i18n.regions,
    "word": words.word, "words": words.listed,
    "percent": i18n.percent, "percentage": i18n.percentage,
}  # fmt: skip
"""What they say depends on who reads it."""


_ITSELF: ContextVar[str] = ContextVar("itself", default="?")
"""The address of the page that is shown, from itself and without a fragment.

A form that names no address goes to the page's with its fragment, and that lasts over whatever is shown next: it would
have the focus, and not the sentence that says what was done.
"""


@cache
def environment(assets: Assets) -> jinja2.Environment:
    """The same for all that show these assets: every template is compiled once in a process."""
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=unseen.shown,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n"],
    )
    install: Callable[..., None] = getattr(env, "install_gettext_callables")  # noqa: B009 - added by the extension
    install(i18n.gettext_, i18n.ngettext, newstyle=True, pgettext=i18n.pgettext, npgettext=i18n.npgettext)
    env.globals.update(
        gettext=i18n.gettext_filled, ngettext=i18n.ngettext_filled, pgettext=i18n.pgettext_filled,
        npgettext=i18n.npgettext_filled,
    )  # fmt: skip
    env.filters.update({name: _when_shown(said) for name, said in FILTERS.items()})
    env.filters.update(code=_code, tone=words.tone, naming=_naming, coded=words.coded)
    env.globals.update(
        asset=assets.url,
        has_asset=assets.has,
        entries=page.entries_for,
        zone_of=deadlines.zone_of,
        options=words.options,
        languages=i18n.LANGUAGES,
        spoken=i18n.languages,
        themes=THEMES,
        language=lambda: i18n.READER.get().language,
        itself=_ITSELF.get,
    )
    return env


def _when_shown(said: Callable[..., Any]) -> Callable[..., Any]:
    """The same, never worked out when a template is compiled, as Jinja does with what is the same in all its uses:
    everybody would read it in the language of whoever read it first."""

    @jinja2.pass_context
    @wraps(said)
    def shown(_context: jinja2.runtime.Context, *args: Any, **named: Any) -> Any:
        return said(*args, **named)

    return shown


def _code(text: str) -> Markup:
    """What nobody translates, as part of a message."""
    return Markup('<code translate="no">{}</code>').format(text)


def _naming(sentence: str, name: str) -> Markup:
    """A sentence in which whoever it names first stands out."""
    before, named, after = sentence.partition(name) if name else (sentence, "", "")
    return Markup("{}<strong>{}</strong>{}").format(before, named, after) if named else Markup("{}").format(sentence)


@contextmanager
def at(asked: QueryParams) -> Iterator[None]:
    """Everything inside is the page that was asked for with these."""
    token = _ITSELF.set(f"?{urlencode(asked.multi_items())}")
    try:
        yield
    finally:
        _ITSELF.reset(token)


class Renderer:
    """Renders one template for one reader."""

    def __init__(self, assets: Assets) -> None:
        self._env = environment(assets)

    def render(self, template: str, context: Mapping[str, Any], reader: i18n.Reader) -> str:
        with i18n.reading(reader), at(context.get("query", QueryParams())):
            return self._env.get_template(template).render(context, lang=reader.language)


def addresses(path: str, query: QueryParams) -> Callable[..., str]:
    """A function that gives this page's address with some query parameters changed; None or "" takes one out."""

    def url_with(**changes: str | None) -> str:
        kept = [(name, value) for name, value in query.multi_items() if name not in changes and value]
        kept += [(name, value) for name, value in changes.items() if value]
        return f"{path}?{urlencode(kept)}" if kept else path

    return url_with
