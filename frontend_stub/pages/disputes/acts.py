"""Disputes on lists of all kinds of records: where they are, and what there is to do with one."""

from frontend_stub.pages.disputes import turns
from frontend_stub.site.places import Place
from frontend_stub.site.words import term

PLACE = Place(
    address=lambda dispute, _side: turns.place(dispute),
    step=lambda dispute, step, _side: turns.place(dispute, step),
    kind="DisputeAction",
    called=term("record", "Dispute “%(what)s”"),
    acts={
        "FILE": term("dispute act", "File the draft: %(what)s"),
        "GIVE_INFO": term("dispute act", "Say what the officer asks for: %(what)s"),
        "ADMIT": term("dispute act", "Admit the dispute, or do not take it up: %(what)s"),
        "REFUSE": term("dispute act", "Admit the dispute, or do not take it up: %(what)s"),
        "ASK_INFO": term("dispute act", "Admit the dispute, or do not take it up: %(what)s"),
        "RESPOND": term("dispute act", "Answer every line: %(what)s"),
        "CONCEDE": term("dispute act", "Answer every line: %(what)s"),
        "REFILE": term("dispute act", "File it again, or object: %(what)s"),
        "OBJECT_TO_REFUSAL": term("dispute act", "File it again, or object: %(what)s"),
        "SEND_BACK": term("dispute act", "Look at the dispute at your level: %(what)s"),
        "ACCEPT_MEDIATOR": term("dispute act", "Accept the mediator, or do not: %(what)s"),
        "MEDIATE": term("dispute act", "Begin the mediation: %(what)s"),
        "PROPOSE_MEDIATOR": term("dispute act", "Propose a mediator: %(what)s"),
        "AGREE_LONGER": term("dispute act", "Answer the wish for more time: %(what)s"),
        "DECIDE": term("dispute act", "Decide every line: %(what)s"),
        "RECORD_CAUSE": term("dispute act", "Record the cause: %(what)s"),
        "CLOSE": term("dispute act", "Close the dispute: %(what)s"),
        "RECORD_OUTCOME": term("dispute act", "Record the outcome: %(what)s"),
    },
)
