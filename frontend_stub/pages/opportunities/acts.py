"""Opportunities on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda opportunity, _side: f"/opportunities/{opportunity}",
    step=lambda opportunity, step, _side: f"/opportunities/{opportunity}#{step}",
    kind="OpportunityAction",
    acts={
        "REGISTER": term("opportunity act", "Register the opportunity: %(what)s"),
        "OFFER": term("opportunity act", "Offer the opportunity: %(what)s"),
        "ACCEPT": term("opportunity act", "Answer the offered opportunity: %(what)s"),
        "DECLINE": term("opportunity act", "Answer the offered opportunity: %(what)s"),
        "APPROVE": term("opportunity act", "Decide on the registration: %(what)s"),
        "REJECT": term("opportunity act", "Decide on the registration: %(what)s"),
        "GIVE_INFO": term("opportunity act", "Provide the requested information: %(what)s"),
        "AWARD_HERE": term("opportunity act", "Decide on the conflict: %(what)s"),
        "SPLIT": term("opportunity act", "Decide on the conflict: %(what)s"),
        "WIN": term("opportunity act", "Win, extend or close the opportunity: %(what)s"),
        "ASK_EXTENSION": term("opportunity act", "Win, extend or close the opportunity: %(what)s"),
        "EXTEND": term("opportunity act", "Answer the request for more time: %(what)s"),
    },
)
