"""The area of what the reader is told of: its pages, addresses and words."""

from frontend_stub.pages.notifications import following, leaving, listing, preferences, words
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=(*listing.PAGES, *preferences.PAGES),
    routes=(*leaving.ROUTES, *following.ROUTES),
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    entries=(
        Entry(
            place=0, href="/notifications", icon="bell", label=term("navigation", "Notifications"),
            tab=term("tab bar", "News"),
        ),
    ),
)  # fmt: skip
