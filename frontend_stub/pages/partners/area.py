"""The area of partners, their accounts and relationships: its pages, addresses and words."""

from frontend_stub.pages.partners import account, acts, leaving, overview, partners, words
from frontend_stub.site.page import Area, Entry, Who
from frontend_stub.site.words import term

AREA = Area(
    pages=(*partners.PAGES, *overview.PAGES, *account.PAGES, *leaving.PAGES),
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places={"Partner": acts.PLACE},
    entries=(
        Entry(
            place=2, href="/partners", icon="partners", label=term("navigation", "Partners"),
            tab=term("tab bar", "Partners"), who=Who.STAFF,
        ),
        Entry(
            place=2, href="/company", icon="company", label=term("navigation", "Your company"),
            tab=term("tab bar", "Company"), who=Who.PARTNERS,
        ),
    ),
)  # fmt: skip
