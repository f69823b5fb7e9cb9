"""The area of the people of an organisation: its pages, addresses and words."""

from frontend_stub.pages.people import authorities, members, words
from frontend_stub.site.page import Area

AREA = Area(
    pages=(*members.PAGES, *authorities.PAGES),
    words=words.WORDS,
    events=words.EVENTS,
)
