"""The area of mediators: its pages and words."""

from frontend_stub.pages.mediation import seat
from frontend_stub.site.page import Area
from frontend_stub.site.words import term

AREA = Area(
    routes=seat.ROUTES,
    done={
        "MediationDeclare": term("done", "Both sides read what you declared. You hear when they have answered."),
        "MediationDecline": term("done", "Both sides read that you do not mediate."),
        "MediationSay": term("done", "It is said."),
        "MediationSettled": term("done", "Both sides read that they are to write it down as an offer."),
        "MediationEnd": term("done", "The mediation is over."),
    },
)
