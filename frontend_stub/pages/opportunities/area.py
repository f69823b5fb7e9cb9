"""The area of opportunities: its pages and words."""

from frontend_stub.pages.opportunities import (
    acts,
    detail,
    direct,
    engagement,
    listing,
    numbers,
    offering,
    overlap,
    overlap_words,
    pipeline,
    products,
    registering,
    sheets,
    suggestions,
    words,
)
from frontend_stub.site.page import Area, Entry
from frontend_stub.site.words import term

AREA = Area(
    pages=(
        *listing.PAGES,
        *registering.PAGES,
        *offering.PAGES,
        *products.PAGES,
        *numbers.PAGES,
        *pipeline.PAGES,
        *sheets.PAGES,
        *engagement.PAGES,
        *suggestions.PAGES,
        *detail.PAGES,
        *direct.PAGES,
        *overlap.PAGES,
    ),
    routes=overlap.ROUTES,
    words={**words.WORDS, **direct.WORDS, **suggestions.WORDS, **overlap_words.WORDS},
    done={**words.DONE, **direct.DONE, **suggestions.DONE, **overlap_words.DONE},
    tones={
        each: (
            *words.TONES[each],
            *suggestions.TONES.get(each, ()),
            *overlap_words.TONES.get(each, ()),
            *direct.TONES.get(each, ()),
        )
        for each in words.TONES
    },
    places={
        "Opportunity": acts.PLACE,
        "DirectDeal": direct.PLACE,
        "Suggestion": suggestions.PLACE,
        "OverlapSession": overlap.PLACE,
    },
    entries=(
        Entry(
            place=5,
            href="/opportunities",
            icon="chart",
            label=term("navigation", "Opportunities"),
            others=("/overlaps", "/direct-deals", "/fees", "/product-numbers"),
        ),
    ),
)
