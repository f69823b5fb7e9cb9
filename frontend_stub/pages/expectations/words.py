"""What the codes of expectations are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "ExpectationKind": {
        "KPI": term("expectation", "Key figure"),
        "SLA": term("expectation", "Service level"),
        "RULE": term("expectation", "Rule"),
        "BOUNDARY": term("expectation", "Boundary"),
    },
    "ExpectationStatus": {
        "DRAFT": term("expectation status", "Draft"),
        "PROPOSED": term("expectation status", "Proposed"),
        "AGREED": term("expectation status", "Agreed"),
        "ACTIVE": term("expectation status", "In force"),
        "SUSPENDED": term("expectation status", "Suspended"),
        "RETIRED": term("expectation status", "Ended"),
    },
    "ExpectationStanding": {
        "DRAFT": term("expectation", "The other side does not see it yet."),
        "PROPOSED": term("expectation", "The expectation takes effect when the other side agrees."),
        "PROPOSED_TO_US": term("expectation", "The expectation takes effect when your side agrees."),
        "AGREED": term("expectation", "Both sides have agreed. The expectation is in force from its first day."),
        "ACTIVE": term("expectation", "The expectation is in force."),
        "SUSPENDED": term("expectation", "The expectation is suspended, so nothing is being measured."),
        "RETIRED": term("expectation", "The expectation has ended."),
    },
    "ExpectationAction": {
        "EDIT": term("expectation step", "Edit"),
        "PROPOSE": term("expectation step", "Propose"),
        "DISCARD": term("expectation step", "Withdraw the proposal"),
        "REVISE": term("expectation step", "Ask for a change"),
        "DECLINE": term("expectation step", "Decline"),
        "AGREE": term("expectation step", "Agree"),
        "ATTEST": term("expectation step", "State whether it is met"),
        "CONTEST_ATTESTATION": term("expectation step", "Contest the statement"),
        "SUSPEND": term("expectation step", "Suspend"),
        "RESUME": term("expectation step", "Measure again"),
        "RETIRE": term("expectation step", "End the expectation"),
    },
    "ExpectationConsequence": {
        "PROPOSE": term("expectation consequence", "The other side sees it and has ten business days to answer."),
        "DISCARD": term("expectation consequence", "The expectation ends before anyone has agreed to it."),
        "REVISE": term(
            "expectation consequence", "The proposal goes back to the side that wrote it, with your comment."
        ),
        "DECLINE": term("expectation consequence", "The proposal ends. The other side can read your reason."),
        "AGREE": term(
            "expectation consequence",
            "From its first day, measurements follow exactly these terms. The fingerprint shows that they"
            " have not changed.",
        ),
        "ATTEST": term(
            "expectation consequence", "The statement counts until its last day. The other side can contest it."
        ),
        "CONTEST_ATTESTATION": term(
            "expectation consequence",
            "The statement does not count until the other side confirms it again. It has ten business days.",
        ),
        "SUSPEND": term("expectation consequence", "Days of the suspension are not measured. Both sides are told."),
        "RESUME": term("expectation consequence", "Measuring continues from today."),
        "RETIRE": term(
            "expectation consequence", "The expectation ends today. The current period is measured up to today."
        ),
    },
    "Attested": {
        "KEPT": term("rule", "Met"),
        "NOT_KEPT": term("rule", "Not met"),
        "CONTESTED": term("rule", "Contested"),
        "EXPIRED": term("rule", "Expired"),
        "NOT_UPHELD": term("rule", "Not confirmed again"),
    },
    "PeriodLength": {
        "WEEK": term("period", "Every week, Monday to Sunday"),
        "MONTH": term("period", "Every month"),
        "QUARTER": term("period", "Every quarter"),
        "HALF": term("period", "Every half-year"),
        "YEAR": term("period", "Every year"),
        "TRAILING": term("period", "Every month, looking back over several"),
    },
    "PeriodEach": {
        "WEEK": term("period in a sentence", "each week"),
        "MONTH": term("period in a sentence", "each month"),
        "QUARTER": term("period in a sentence", "each quarter"),
        "HALF": term("period in a sentence", "each half-year"),
        "YEAR": term("period in a sentence", "each year"),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("ACTIVE", "KEPT"),
    "info": ("PROPOSED", "AGREED"),
    "warn": ("SUSPENDED", "CONTESTED", "EXPIRED", "NOT_UPHELD"),
    "bad": ("NOT_KEPT",),
}

DONE: Mapping[str, Term] = {
    "ExpectationDraft": term("done", "The draft is saved. The other side cannot see it yet."),
    "ExpectationEdit": term("done", "The draft is saved."),
    "ExpectationPropose": term("done", "The proposal is sent. The other side has ten business days."),
    "ExpectationDiscard": term("done", "The proposal is withdrawn."),
    "ExpectationRevise": term("done", "The other side is asked for a change."),
    "ExpectationDecline": term("done", "You declined the proposal."),
    "ExpectationAgree": term("done", "You agreed. The expectation is in force from its first day."),
    "ExpectationAttest": term("done", "Your statement is recorded. The other side can contest it."),
    "ExpectationContestAttestation": term(
        "done", "The statement is contested. The other side has ten business days to confirm it again."
    ),
    "ExpectationSuspend": term("done", "The expectation is suspended."),
    "ExpectationResume": term("done", "Measuring continues."),
    "ExpectationRetire": term("done", "The expectation ends today."),
}
"""What is said once a form was taken, by its operation."""
