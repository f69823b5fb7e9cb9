"""The area of imports: its pages, addresses and words."""

from frontend_stub.pages.imports import lists, sending, words
from frontend_stub.site.page import Area

AREA = Area(pages=lists.PAGES, routes=sending.ROUTES, words=words.WORDS, done=words.DONE, tones=words.TONES)
