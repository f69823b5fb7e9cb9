"""The area of obligations: its pages and words."""

from frontend_stub.pages.obligations import acts, detail, listing, proposing, words
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=(*listing.PAGES, *proposing.PAGES, *detail.PAGES),
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places={"Obligation": acts.PLACE},
    entries=(Entry(place=4, href="/obligations", icon="clock", label=term("navigation", "Obligations")),),
)
