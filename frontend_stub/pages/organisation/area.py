"""The area of an organisation's own administration: its pages, addresses and words."""

from frontend_stub.pages.organisation import overview, programs, providers, words
from frontend_stub.site.page import Area

AREA = Area(
    pages=(*providers.PAGES, *programs.PAGES, *overview.PAGES),
    routes=(*programs.ROUTES, *providers.ROUTES),
    words=words.WORDS,
    events=words.EVENTS,
)
