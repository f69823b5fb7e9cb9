"""Scorecards on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.pages.scorecards import turns
from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda card, _side: turns.place(card),
    step=lambda card, step, _side: turns.step_place(card, step),
    kind="ScorecardAction",
    called=term("record", "Scorecard “%(what)s”"),
    acts={
        "AGREE": term("scorecard act", "Agree to the scorecard %(what)s, or ask for a change"),
        "REVISE": term("scorecard act", "Ask for a change of the scorecard %(what)s"),
        "DECLINE": term("scorecard act", "Decline the scorecard %(what)s"),
        "PROPOSE": term("scorecard act", "Propose the scorecard %(what)s"),
        "EDIT": term("scorecard act", "Edit the draft of the scorecard %(what)s"),
    },
)
