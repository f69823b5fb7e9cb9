"""What the codes of scorecards are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "ScorecardStatus": {
        "DRAFT": term("scorecard status", "Draft"),
        "PROPOSED": term("scorecard status", "Proposed"),
        "AGREED": term("scorecard status", "In force"),
        "RETIRED": term("scorecard status", "Ended"),
    },
    "ScorecardStanding": {
        "DRAFT": term("scorecard", "The other side does not see it yet."),
        "PROPOSED": term("scorecard", "The scorecard counts when the other side agrees."),
        "AGREED": term("scorecard", "The scorecard counts. Every final value changes it."),
        "RETIRED": term("scorecard", "The scorecard has ended."),
    },
    "ScorecardAction": {
        "EDIT": term("scorecard step", "Edit"),
        "PROPOSE": term("scorecard step", "Propose"),
        "DISCARD": term("scorecard step", "Withdraw the proposal"),
        "REVISE": term("scorecard step", "Ask for a change"),
        "DECLINE": term("scorecard step", "Decline"),
        "AGREE": term("scorecard step", "Agree"),
        "RETIRE": term("scorecard step", "End the scorecard"),
    },
    "ScorecardConsequence": {
        "PROPOSE": term("scorecard consequence", "The other side sees it and has ten business days to answer."),
        "DISCARD": term("scorecard consequence", "The scorecard ends before anyone has agreed to it."),
        "REVISE": term("scorecard consequence", "The proposal goes back to the side that wrote it, with your comment."),
        "DECLINE": term("scorecard consequence", "The proposal ends. The other side can read your reason."),
        "AGREE": term(
            "scorecard consequence",
            "From now on, exactly these weights and bands count. The previous scorecard ends.",
        ),
        "RETIRE": term("scorecard consequence", "The scorecard no longer counts. It can still be read."),
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
        "HOLD_PROPOSED": term("effect of a standing", "The legal team is asked to put the account on hold"),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("AGREED", "GOOD", "EXCELLENT"),
    "info": ("PROPOSED",),
    "warn": ("FAIR",),
    "bad": ("POOR", "CRITICAL"),
}

DONE: Mapping[str, Term] = {
    "ScorecardDraft": term("done", "The draft is saved. The other side cannot see it yet."),
    "ScorecardEdit": term("done", "The draft is saved."),
    "ScorecardPropose": term("done", "The proposal is sent. The other side has ten business days."),
    "ScorecardDiscard": term("done", "The proposal is withdrawn."),
    "ScorecardRevise": term("done", "The other side is asked for a change."),
    "ScorecardDecline": term("done", "You declined the proposal."),
    "ScorecardAgree": term("done", "You agreed. The scorecard counts from now on."),
    "ScorecardRetire": term("done", "The scorecard has ended."),
}
"""What is said once a form was taken, by its operation."""
