"""The area of facts: its pages and words."""

from frontend_stub.pages.facts import pages, words
from frontend_stub.site.page import Area

AREA = Area(pages=pages.PAGES, words=words.WORDS, done=words.DONE)
