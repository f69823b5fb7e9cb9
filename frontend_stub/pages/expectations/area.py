"""The area of expectations: its pages, addresses and words."""

from frontend_stub.pages.expectations import acts, detail, draft, following, listing, words
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=(*listing.PAGES, *draft.PAGES, *following.PAGES, *detail.PAGES),
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places={"Expectation": acts.PLACE},
    entries=(
        Entry(
            place=3, href="/expectations", icon="compare", label=term("navigation", "Expectations"),
            others=("/measurements/", "/facts", "/subjects/", "/imports"),
        ),
    ),
)  # fmt: skip
