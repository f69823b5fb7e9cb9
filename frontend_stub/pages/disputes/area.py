"""The area of disputes: its pages, addresses and words."""

from frontend_stub.pages.disputes import (
    acts,
    bringing,
    detail,
    editing,
    figures,
    listing,
    offers,
    papers,
    starting,
    taking,
    words,
)
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=(
        *listing.PAGES,
        *figures.PAGES,
        *starting.PAGES,
        *editing.PAGES,
        *papers.PAGES,
        *bringing.PAGES,
        *offers.PAGES,
        *taking.PAGES,
        *detail.PAGES,
    ),
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places=acts.PLACES,
    entries=(Entry(place=4, href="/disputes", icon="both", label=term("navigation", "Disputes")),),
)
