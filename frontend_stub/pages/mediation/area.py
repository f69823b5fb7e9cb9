"""The area of mediators: its pages and words."""

from frontend_stub.pages.mediation import seat
from frontend_stub.site.page import Area
from frontend_stub.site.words import term

AREA = Area(
    routes=seat.ROUTES,
    words={
        "MediationEntry": {
            "proposed": term("mediation entry", "Mediator proposed"),
            "declared": term("mediation entry", "Interests declared"),
            "accepted": term("mediation entry", "Mediator accepted"),
            "refused": term("mediation entry", "Mediator not accepted"),
            "declined": term("mediation entry", "Cannot mediate"),
            "passedOver": term("mediation entry", "Mediator not accepted in time"),
            "linked": term("mediation entry", "New link for the mediator"),
            "began": term("mediation entry", "Mediation begun"),
            "settled": term("mediation entry", "The two sides have come to terms"),
            "failed": term("mediation entry", "Mediation ended without a settlement"),
        },
    },
    done={
        "MediationDeclare": term("done", "Both sides read what you declared. You hear when they have answered."),
        "MediationDecline": term("done", "Both sides read that you do not mediate."),
        "MediationSay": term("done", "It is said."),
        "MediationSettled": term("done", "Both sides read that they are to write it down as an offer."),
        "MediationEnd": term("done", "The mediation is over."),
    },
)
