"""The area of the first page: its pages, addresses and words."""

from frontend_stub.pages.home import home, words
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=home.PAGES,
    words=words.WORDS,
    entries=(
        Entry(place=0, href="/", icon="home", label=term("navigation", "Home"), tab=term("tab bar", "Home")),
    ),
)  # fmt: skip
