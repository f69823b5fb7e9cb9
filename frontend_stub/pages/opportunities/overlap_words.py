"""What the codes of sessions that find common customers are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "OverlapStatus": {
        "PROPOSED": term("overlap status", "Proposed"),
        "AGREED": term("overlap status", "Sending"),
        "SENT": term("overlap status", "Answering"),
        "ANSWERED": term("overlap status", "Being compared"),
        "COUNTED": term("overlap status", "Counted"),
        "REVEALED": term("overlap status", "Finished"),
        "CANCELLED": term("overlap status", "Cancelled"),
        "EXPIRED": term("overlap status", "Not finished in time"),
    },
    "OverlapAction": {
        "AGREE": term("overlap step", "Agree to the terms"),
        "SEND": term("overlap step", "Send your points"),
        "ANSWER": term("overlap step", "Answer the other side"),
        "DISCLOSE": term("overlap step", "Agree to show which customers"),
        "CANCEL": term("overlap step", "Cancel the search"),
    },
    "OverlapBand": {
        "UP_TO_1000": term("overlap size", "Up to 1,000 customers"),
        "UP_TO_2000": term("overlap size", "Up to 2,000 customers"),
        "UP_TO_5000": term("overlap size", "Up to 5,000 customers"),
        "UP_TO_10000": term("overlap size", "Up to 10,000 customers"),
    },
    "OverlapMode": {
        "COUNT": term("overlap mode", "Only how many customers are common"),
        "ROWS": term("overlap mode", "Also which customers, if both sides agree again when the number is known"),
    },
    "OverlapKeyKind": {
        "DOMAIN": term("overlap key", "Domain"),
        "LEI": term("overlap key", "LEI"),
        "VAT": term("overlap key", "VAT number"),
    },
}
TONES: Mapping[str, tuple[str, ...]] = {"ok": ("REVEALED",), "info": ("COUNTED",)}
DONE: Mapping[str, Term] = {
    "OverlapPropose": term("done", "The terms are proposed. The other side can read them and agree or not."),
    "OverlapAgree": term("done", "You agreed to the terms. Now both sides send their points."),
    "OverlapSend": term("done", "Your points are sent."),
    "OverlapAnswer": term("done", "Your answer is sent."),
    "OverlapDisclose": term(
        "done", "You agreed. When both sides have agreed, each is told which of its customers are common."
    ),
    "OverlapCancel": term("done", "The search is cancelled. What was sent is being deleted."),
}
"""What is said once a form was taken, by its operation."""
