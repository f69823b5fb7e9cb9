"""The area of boundaries: its pages and words."""

from frontend_stub.pages.boundaries import acts, detail, listing, proposing, trying, words
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=(*listing.PAGES, *proposing.PAGES, *trying.PAGES, *detail.PAGES),
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places={"Boundary": acts.PLACE},
    entries=(Entry(place=5, href="/boundaries", icon="lock", label=term("navigation", "Boundaries")),),
)
