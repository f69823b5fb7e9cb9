"""Expectations on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.pages.expectations import turns
from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda expectation, _side: turns.place(expectation),
    step=lambda expectation, step, _side: turns.step_place(expectation, step),
    kind="ExpectationAction",
    acts={
        "AGREE": term("expectation act", "Agree to %(what)s, or ask for a change"),
        "REVISE": term("expectation act", "Ask for a change of %(what)s"),
        "DECLINE": term("expectation act", "Decline %(what)s"),
        "PROPOSE": term("expectation act", "Propose %(what)s"),
        "ATTEST": term("expectation act", "State whether %(what)s is met"),
        "EDIT": term("expectation act", "Edit the draft of %(what)s"),
    },
)
