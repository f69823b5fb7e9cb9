"""The area of an organisation's own administration: its pages, addresses and words."""

from frontend_stub.pages.organisation import overview, programs, providers, setbacks, words
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=(*providers.PAGES, *programs.PAGES, *overview.PAGES, *setbacks.PAGES),
    routes=(*programs.ROUTES, *providers.ROUTES),
    words=words.WORDS,
    done=words.DONE,
    entries=(
        Entry(
            place=10, href="/org", icon="check", label=term("navigation", "Organisation"),
            others=("/org/authorities", "/org/account"),
        ),
        Entry(
            place=12, href="/org/clients", icon="system", label=term("navigation", "Administration"),
            roles=frozenset({"PARTNER_ADMIN", "PLATFORM_ADMIN"}),
            others=("/org/connections", "/org/domains", "/org/provisioning", "/org/setbacks"),
        ),
    ),
)  # fmt: skip
