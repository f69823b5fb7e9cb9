"""The area of what the reader set up for themselves: its pages, addresses and words."""

from frontend_stub.pages.own import applications, calendar, profile, words
from frontend_stub.site.page import Area

AREA = Area(
    pages=(*profile.PAGES, *calendar.PAGES, *applications.PAGES),
    routes=(*profile.ROUTES, *calendar.ROUTES, *applications.ROUTES),
    words=words.WORDS,
    done=words.DONE,
)
