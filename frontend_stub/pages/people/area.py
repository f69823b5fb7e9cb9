"""The area of the people of an organisation: its pages, addresses and words."""

from frontend_stub.pages.people import acts, authorities, members, words
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=(*members.PAGES, *authorities.PAGES),
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places={"Member": acts.MEMBER, "SigningAuthority": acts.AUTHORITY},
    entries=(
        Entry(place=11, href="/org/members", icon="partners", label=term("navigation", "People")),
    ),
)  # fmt: skip
