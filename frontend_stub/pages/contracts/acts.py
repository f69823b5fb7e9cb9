"""Contracts on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.pages.contracts import turns
from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda contract, _side: turns.place(contract),
    step=lambda contract, step, _side: turns.place(contract, turns.STEP_PAGES[step]),
    kind="ContractAction",
    acts={
        "COUNTER_ROUND": term("contract act", "Answer the proposal for %(what)s"),
        "EDIT_ROUND": term("contract act", "Propose changes to %(what)s"),
        "ACCEPT_ROUND": term("contract act", "Accept %(what)s"),
        "SUBMIT_ROUND": term("contract act", "Submit your proposal for %(what)s"),
        "SUBMIT_FOR_REVIEW": term("contract act", "Submit %(what)s for review"),
        "PUBLISH": term("contract act", "Publish %(what)s to the partner"),
        "REQUEST_CHANGES": term("contract act", "Request changes to %(what)s"),
        "START_APPROVAL": term("contract act", "Start the approval of %(what)s"),
        "SIGN": term("contract act", "Sign %(what)s"),
        "REDRAFT": term("contract act", "Edit the draft of %(what)s"),
    },
)
