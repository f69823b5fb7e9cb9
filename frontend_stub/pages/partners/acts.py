"""Partners' accounts on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.pages.partners import turns
from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda partner, side: "/org" if side == "PARTNER" else f"/partners/{partner}",
    step=turns.address,
    kind="PartnerAction",
    acts={
        "APPROVE": term("partner act", "Decide on the application of %(what)s"),
        "REQUEST_INFO": term("partner act", "Ask %(what)s for the missing information"),
        "REJECT": term("partner act", "Reject the application of %(what)s"),
        "RELEASE": term("partner act", "Review the hold of %(what)s"),
        "FINISH_EXIT": term("partner act", "Finish the exit of %(what)s"),
        "CANCEL_EXIT": term("partner act", "Cancel the exit of %(what)s"),
        "APPLY": term("partner act", "Apply for %(what)s"),
        "SUPPLY_INFO": term("partner act", "Send the answers for %(what)s"),
        "AGREE_TO_STAY": term("partner act", "Agree that %(what)s stays a partner"),
    },
)
