"""The area of what the reader set up for themselves: its pages, addresses and words."""

from frontend_stub.pages.own import applications, profile, words
from frontend_stub.site.page import Area

AREA = Area(
    pages=(*profile.PAGES, *applications.PAGES),
    routes=(*profile.ROUTES, *applications.ROUTES),
    words=words.WORDS,
    done=words.DONE,
)
