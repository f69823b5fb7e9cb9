"""The area of files of facts: its pages, addresses and words."""

from frontend_stub.pages.fact_imports import detail, listing, refused, words
from frontend_stub.site.page import Area

AREA = Area(
    pages=(*listing.PAGES, *detail.PAGES), routes=refused.ROUTES, words=words.WORDS, done=words.DONE, tones=words.TONES
)
