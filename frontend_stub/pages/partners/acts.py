"""Partners' accounts on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.pages.partners import turns
from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda partner, side: "/org" if side == "PARTNER" else f"/partners/{partner}",
    step=turns.address,
    kind="PartnerAction",
    acts={
        "APPROVE": term("partner act", "Decide about the application of %(what)s"),
        "REQUEST_INFO": term("partner act", "Ask %(what)s for what is missing"),
        "REJECT": term("partner act", "Reject the application of %(what)s"),
        "RELEASE": term("partner act", "Look again at the hold of %(what)s"),
        "FINISH_EXIT": term("partner act", "Bring the exit of %(what)s to its end"),
        "CANCEL_EXIT": term("partner act", "Call off the exit of %(what)s"),
        "APPLY": term("partner act", "Apply for %(what)s"),
        "SUPPLY_INFO": term("partner act", "Send the answers for %(what)s"),
        "AGREE_TO_STAY": term("partner act", "Agree that %(what)s stays"),
    },
)
