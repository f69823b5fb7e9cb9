"""What the codes of scorecards are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "ScorecardStatus": {
        "DRAFT": term("scorecard status", "Draft"),
        "PROPOSED": term("scorecard status", "Proposed"),
        "AGREED": term("scorecard status", "In force"),
        "RETIRED": term("scorecard status", "Over"),
    },
    "ScorecardStanding": {
        "DRAFT": term("scorecard", "The other side does not see it yet."),
        "PROPOSED": term("scorecard", "It counts once the other side agrees."),
        "AGREED": term("scorecard", "It counts: every final value moves it."),
        "RETIRED": term("scorecard", "It has ended."),
    },
    "ScorecardAction": {
        "EDIT": term("scorecard step", "Edit"),
        "PROPOSE": term("scorecard step", "Propose"),
        "DISCARD": term("scorecard step", "Take it back"),
        "REVISE": term("scorecard step", "Ask for a change"),
        "DECLINE": term("scorecard step", "Decline"),
        "AGREE": term("scorecard step", "Agree"),
        "RETIRE": term("scorecard step", "End it"),
    },
    "ScorecardConsequence": {
        "PROPOSE": term("scorecard consequence", "The other side sees it and has ten business days to answer."),
        "DISCARD": term("scorecard consequence", "It ends before anybody has agreed to it."),
        "REVISE": term("scorecard consequence", "It goes back to the side that wrote it, with your words."),
        "DECLINE": term("scorecard consequence", "It ends here. The other side reads your reason."),
        "AGREE": term(
            "scorecard consequence",
            "From now on exactly these weights and bands count. The card that counted before ends.",
        ),
        "RETIRE": term("scorecard consequence", "It counts no more. What it was stays to be read."),
    },
    "Standing": {
        "CRITICAL": term("standing", "Critical"),
        "POOR": term("standing", "Poor"),
        "FAIR": term("standing", "Fair"),
        "GOOD": term("standing", "Good"),
        "EXCELLENT": term("standing", "Excellent"),
    },
    "StandingEffect": {
        "NOTICE": term("effect of a standing", "Both sides are told"),
        "PLAN_REQUIRED": term("effect of a standing", "A plan is required"),
        "NO_NEW_REGISTRATIONS": term("effect of a standing", "No new opportunities are registered"),
        "SPONSOR_REVIEW": term("effect of a standing", "The executive sponsor reviews it"),
        "HOLD_PROPOSED": term("effect of a standing", "Legal is asked to put the account on hold"),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("AGREED", "GOOD", "EXCELLENT"),
    "info": ("PROPOSED",),
    "warn": ("FAIR",),
    "bad": ("POOR", "CRITICAL"),
}

DONE: Mapping[str, Term] = {
    "ScorecardDraft": term("done", "The draft is saved. The other side does not see it yet."),
    "ScorecardEdit": term("done", "The draft is saved."),
    "ScorecardPropose": term("done", "It is proposed. The other side has ten business days."),
    "ScorecardDiscard": term("done", "It is taken back."),
    "ScorecardRevise": term("done", "The other side is asked for a change."),
    "ScorecardDecline": term("done", "You declined it."),
    "ScorecardAgree": term("done", "You agreed. The card counts from now on."),
    "ScorecardRetire": term("done", "The card has ended."),
}
"""What is said once a form was taken, by its operation."""
