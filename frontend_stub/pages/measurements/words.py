"""What the codes of measurements and definitions are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "MeasurementStatus": {
        "COLLECTING": term("measurement status", "Collecting"),
        "PROVISIONAL": term("measurement status", "Provisional"),
        "CONTESTED": term("measurement status", "Contested"),
        "DISPUTED": term("measurement status", "In dispute"),
        "FINAL": term("measurement status", "Final"),
        "INSUFFICIENT_DATA": term("measurement status", "Too little data"),
        "RESTATED": term("measurement status", "Restated"),
        "VOID": term("measurement status", "Not measured"),
    },
    "MeasurementStanding": {
        "COLLECTING": term("measurement", "Facts are still being received."),
        "PROVISIONAL": term("measurement", "Lines of the value can be contested."),
        "CONTESTED": term("measurement", "The contested lines are waiting for an answer."),
        "DISPUTED": term(
            "measurement", "Both sides settle this in a dispute. Until then, the value has no consequences."
        ),
        "FINAL": term("measurement", "The value stays."),
        "OFFERED": term("measurement", "One side offers to count facts that came late."),
        "INSUFFICIENT_DATA": term(
            "measurement", "Too few were counted for a value. This counts neither for nor against."
        ),
        "RESTATED": term("measurement", "A later value has replaced it. This one is kept."),
        "VOID": term("measurement", "The expectation was suspended for the whole period."),
    },
    "MeasurementAction": {
        "CONTEST": term("measurement step", "Contest lines"),
        "ACKNOWLEDGE": term("measurement step", "The value is right"),
        "TURN_INTO_DISPUTE": term("measurement step", "Open a dispute"),
        "WITHDRAW": term("measurement step", "Stop contesting"),
        "RULE_ON_FACTS": term("measurement step", "Answer the contested lines"),
        "OFFER_RESTATEMENT": term("measurement step", "Offer to count late facts"),
        "DECLINE_RESTATEMENT": term("measurement step", "Leave the value unchanged"),
        "RESTATE": term("measurement step", "Count the late facts"),
    },
    "MeasurementConsequence": {
        "ACKNOWLEDGE": term(
            "measurement consequence", "The value is final from now on. No one can contest it any more."
        ),
        "TURN_INTO_DISPUTE": term(
            "measurement consequence",
            "You do not accept that the other side left your lines unchanged. Both sides settle this in a dispute.",
        ),
        "WITHDRAW": term("measurement consequence", "All lines that are not answered count as they are."),
        "OFFER_RESTATEMENT": term(
            "measurement consequence", "The other side decides whether the facts that came late are counted."
        ),
        "DECLINE_RESTATEMENT": term("measurement consequence", "The final value stays, without the late facts."),
        "RESTATE": term(
            "measurement consequence", "A new value is calculated with the late facts. This one is kept next to it."
        ),
    },
    "RevisionReason": {
        "CLOSED": term("revision", "The period was closed"),
        "LATE_FACTS": term("revision", "Facts were added or changed"),
        "ANSWERED": term("revision", "Contested lines were answered"),
        "RESTATED": term("revision", "Late facts were counted"),
        "SETTLED": term("revision", "A dispute about it ended"),
    },
    "ContestReason": {
        "DATE": term("contest", "The date is wrong"),
        "QUANTITY": term("contest", "The quantity is wrong"),
        "NOT_OURS": term("contest", "Not ours"),
        "DUPLICATE": term("contest", "Counted twice"),
        "CANCELLED": term("contest", "It was cancelled"),
        "AGREED_CHANGE": term("contest", "We agreed on a change"),
        "CAUSED_BY_YOU": term("contest", "The other side caused it"),
        "FORCE_MAJEURE": term("contest", "Force majeure"),
    },
    "ContestAnswer": {
        "EXCLUDE": term("contest answer", "Leave it out"),
        "CORRECT": term("contest answer", "Correct it"),
        "UPHOLD": term("contest answer", "Leave unchanged"),
    },
    "ContestAnswered": {
        "EXCLUDE": term("contest answered", "Left out"),
        "CORRECT": term("contest answered", "Corrected"),
        "UPHOLD": term("contest answered", "Left unchanged"),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "info": ("COLLECTING", "PROVISIONAL"),
    "warn": ("CONTESTED",),
    "bad": ("DISPUTED",),
    "ok": ("FINAL",),
}

DONE: Mapping[str, Term] = {
    "MeasurementContest": term("done", "The lines are contested. The other side has ten business days to answer."),
    "MeasurementWithdraw": term("done", "You no longer contest the value."),
    "MeasurementAcknowledge": term("done", "The value is final."),
    "MeasurementRuleOnFacts": term("done", "The contested lines are answered, and the value is counted again."),
    "MeasurementTurnIntoDispute": term("done", "The contested lines are now in dispute."),
    "MeasurementOfferRestatement": term("done", "The other side is asked whether the late facts count."),
    "MeasurementDeclineRestatement": term("done", "The value stays unchanged."),
    "MeasurementRestate": term("done", "The late facts are counted. This is the new value."),
}
"""What is said once a form was taken, by its operation."""
