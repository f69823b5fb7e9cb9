"""The area of contracts: its pages, addresses and words."""

from frontend_stub.pages.contracts import (
    acts,
    amendment,
    annexes,
    answer,
    compare,
    detail,
    draft,
    history,
    listing,
    past,
    proof,
    propose,
    sign,
    steps,
    submit,
    words,
)
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=(
        *listing.PAGES,
        *draft.PAGES,
        *detail.PAGES,
        *history.PAGES,
        *annexes.PAGES,
        *compare.PAGES,
        *past.PAGES,
        *proof.PAGES,
        *propose.PAGES,
        *submit.PAGES,
        *answer.PAGES,
        *sign.PAGES,
        *steps.PAGES,
        *amendment.PAGES,
    ),
    routes=proof.ROUTES,
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places={"Contract": acts.PLACE},
    entries=(
        Entry(
            place=1, href="/contracts", icon="contract", label=term("navigation", "Contracts"),
            tab=term("tab bar", "Contracts"),
        ),
    ),
)  # fmt: skip
