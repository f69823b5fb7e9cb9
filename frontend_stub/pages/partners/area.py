"""The area of partners, their accounts and relationships: its pages, addresses and words."""

from frontend_stub.pages.partners import account, partners, words
from frontend_stub.site.page import Area

AREA = Area(
    pages=(*partners.PAGES, *account.PAGES),
    words=words.WORDS,
    events=words.EVENTS,
)
