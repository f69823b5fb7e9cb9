"""The area of scorecards: its pages, addresses and words."""

from frontend_stub.pages.scorecards import acts, detail, drafting, listing, partner, words
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=(*listing.PAGES, *drafting.PAGES, *detail.PAGES, *partner.PAGES),
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places={"Scorecard": acts.PLACE},
    entries=(
        Entry(place=3, href="/scorecards", icon="chart", label=term("navigation", "Scorecards"), others=("/breaches",)),
    ),
)
