"""The area of fees: its pages and words."""

from frontend_stub.pages.fees import detail, listing, schedule, schedules, sheet, statement, turns, words
from frontend_stub.site.page import Area

AREA = Area(
    pages=(*listing.PAGES, *statement.PAGES, *schedules.PAGES, *schedule.PAGES, *detail.PAGES),
    routes=sheet.ROUTES,
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places={"Fee": turns.PLACE},
)
