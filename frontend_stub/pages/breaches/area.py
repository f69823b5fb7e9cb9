"""The area of breaches: its pages, addresses and words."""

from frontend_stub.pages.breaches import acts, detail, listing, words
from frontend_stub.site.page import Area

AREA = Area(
    pages=(*listing.PAGES, *detail.PAGES),
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places={"Breach": acts.PLACE},
)
