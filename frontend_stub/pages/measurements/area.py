"""The area of measurements: its pages, addresses and words."""

from frontend_stub.pages.measurements import acts, answer, detail, proof, words
from frontend_stub.site.page import Area

AREA = Area(
    pages=(*detail.PAGES, *answer.PAGES),
    routes=proof.ROUTES,
    words=words.WORDS,
    done=words.DONE,
    tones=words.TONES,
    places={"Measurement": acts.PLACE},
)
