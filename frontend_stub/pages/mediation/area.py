"""The area of mediators: its pages and words."""

from frontend_stub.pages.mediation import seat
from frontend_stub.site.page import Area
from frontend_stub.site.words import term

AREA = Area(
    routes=seat.ROUTES,
    done={
        "MediationDeclare": term(
            "done", "Both sides can read what you declared. You will get an email when they have answered."
        ),
        "MediationDecline": term("done", "Both sides are told that you will not mediate."),
        "MediationSay": term("done", "Your entry is recorded."),
        "MediationSettled": term("done", "Both sides are told to write it down as an offer."),
        "MediationEnd": term("done", "The mediation has ended."),
    },
)
