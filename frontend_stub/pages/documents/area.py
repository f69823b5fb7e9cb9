"""The area of compliance documents: its pages and words."""

from frontend_stub.pages.documents import acts, detail, listing, requiring, words
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=(*listing.PAGES, *requiring.PAGES, *detail.PAGES),
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places={"ComplianceDocument": acts.PLACE},
    entries=(Entry(place=4, href="/documents", icon="inbox", label=term("navigation", "Documents")),),
)
