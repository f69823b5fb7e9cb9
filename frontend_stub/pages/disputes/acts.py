"""Disputes on lists of all kinds of records: where they are, and what there is to do with one."""

from collections.abc import Mapping
from typing import Any

from frontend_stub.pages.disputes import turns
from frontend_stub.site.places import Place
from frontend_stub.site.words import Term, term

PLACE = Place(
    address=lambda dispute, _side: turns.place(dispute),
    step=lambda dispute, step, _side: turns.place(dispute, step),
    kind="DisputeAction",
    called=term("record", "Dispute “%(what)s”"),
    acts={
        "FILE": term("dispute act", "File the draft: %(what)s"),
        "GIVE_INFO": term("dispute act", "Provide the requested information: %(what)s"),
        "ADMIT": term("dispute act", "Admit or refuse the dispute: %(what)s"),
        "REFUSE": term("dispute act", "Admit or refuse the dispute: %(what)s"),
        "ASK_INFO": term("dispute act", "Admit or refuse the dispute: %(what)s"),
        "RESPOND": term("dispute act", "Answer every line: %(what)s"),
        "CONCEDE": term("dispute act", "Answer every line: %(what)s"),
        "REFILE": term("dispute act", "File again, or object: %(what)s"),
        "OBJECT_TO_REFUSAL": term("dispute act", "File again, or object: %(what)s"),
        "SEND_BACK": term("dispute act", "Review the dispute at your level: %(what)s"),
        "ACCEPT_MEDIATOR": term("dispute act", "Accept or reject the mediator: %(what)s"),
        "MEDIATE": term("dispute act", "Start the mediation: %(what)s"),
        "PROPOSE_MEDIATOR": term("dispute act", "Propose a mediator: %(what)s"),
        "AGREE_LONGER": term("dispute act", "Answer the request for more time: %(what)s"),
        "DECIDE": term("dispute act", "Decide every line: %(what)s"),
        "RECORD_CAUSE": term("dispute act", "Record the cause: %(what)s"),
        "CLOSE": term("dispute act", "Close the dispute: %(what)s"),
        "RECORD_OUTCOME": term("dispute act", "Record the outcome: %(what)s"),
    },
)


def _part(kind: str, below: str, acts: Mapping[str, Term]) -> Place:
    """What belongs to a dispute, and is shown with it or below its address."""

    def within(it: Mapping[str, Any]) -> str:
        return turns.place(it["dispute"]["id"]) + below + it["id"] if it["dispute"] else LIST

    return Place(address=lambda *_: LIST, step=lambda *_: LIST, kind=kind, within=within, acts=acts)


LIST = "/disputes"
ANSWER = term("dispute act", "Answer the other side: %(what)s")
DONE = term("dispute act", "Report the remedy as done: %(what)s")
CONFIRM = term("dispute act", "Confirm whether the remedy is done: %(what)s")
CHECK = term("dispute act", "Report whether the action has worked: %(what)s")
PLACES: Mapping[str, Place] = {
    "Dispute": PLACE,
    "DisputeOffer": _part("DisputeOfferAction", "/offers/", dict.fromkeys(("ACCEPT", "REJECT", "COUNTER"), ANSWER)),
    "Remedy": _part("RemedyAction", "#remedy-", {"CLAIM_DONE": DONE, "CONFIRM": CONFIRM, "REFUSE": CONFIRM}),
    "Prevention": _part("PreventionAction", "#prevention-", {
        "MARK_DONE": DONE, "CHECK_EFFECTIVE": CHECK, "CHECK_INEFFECTIVE": CHECK,
    }),
}  # fmt: skip
"""The dispute and what belongs to it, by type of the API."""
