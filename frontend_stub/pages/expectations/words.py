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
        "RETIRED": term("expectation status", "Over"),
    },
    "ExpectationStanding": {
        "DRAFT": term("expectation", "The other side does not see it yet."),
        "PROPOSED": term("expectation", "It comes into force once the other side agrees."),
        "PROPOSED_TO_US": term("expectation", "It comes into force once your side agrees."),
        "AGREED": term("expectation", "Both sides agreed; it is in force from its first day."),
        "ACTIVE": term("expectation", "It is in force."),
        "SUSPENDED": term("expectation", "Nothing is measured meanwhile."),
        "RETIRED": term("expectation", "It has ended."),
    },
    "ExpectationAction": {
        "EDIT": term("expectation step", "Edit"),
        "PROPOSE": term("expectation step", "Propose"),
        "DISCARD": term("expectation step", "Take it back"),
        "REVISE": term("expectation step", "Ask for a change"),
        "DECLINE": term("expectation step", "Decline"),
        "AGREE": term("expectation step", "Agree"),
        "ATTEST": term("expectation step", "Say whether it is kept"),
        "CONTEST_ATTESTATION": term("expectation step", "Contest what was said"),
        "SUSPEND": term("expectation step", "Suspend"),
        "RESUME": term("expectation step", "Measure again"),
        "RETIRE": term("expectation step", "End it"),
    },
    "ExpectationConsequence": {
        "PROPOSE": term("expectation consequence", "The other side sees it and has ten business days to answer."),
        "DISCARD": term("expectation consequence", "It ends before anybody has agreed to it."),
        "REVISE": term("expectation consequence", "It goes back to the side that wrote it, with your words."),
        "DECLINE": term("expectation consequence", "It ends here. The other side reads your reason."),
        "AGREE": term(
            "expectation consequence",
            "From its first day, both sides are measured by exactly this, as its digest shows.",
        ),
        "ATTEST": term("expectation consequence", "It counts until its last day. The other side can contest it."),
        "CONTEST_ATTESTATION": term(
            "expectation consequence",
            "It counts for nothing until the other side says it again, for which it has ten business days.",
        ),
        "SUSPEND": term("expectation consequence", "Days of the suspension are not measured. Both sides are told."),
        "RESUME": term("expectation consequence", "It is measured again from today on."),
        "RETIRE": term("expectation consequence", "It ends today; the period that has begun is measured up to today."),
    },
    "Attested": {
        "KEPT": term("rule", "Kept"),
        "NOT_KEPT": term("rule", "Not kept"),
        "CONTESTED": term("rule", "Contested"),
        "EXPIRED": term("rule", "Expired"),
        "NOT_UPHELD": term("rule", "Not upheld"),
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
    "ExpectationDraft": term("done", "The draft is saved. The other side does not see it yet."),
    "ExpectationEdit": term("done", "The draft is saved."),
    "ExpectationPropose": term("done", "It is proposed. The other side has ten business days."),
    "ExpectationDiscard": term("done", "It is taken back."),
    "ExpectationRevise": term("done", "The other side is asked for a change."),
    "ExpectationDecline": term("done", "You declined it."),
    "ExpectationAgree": term("done", "You agreed. It is in force from its first day."),
    "ExpectationAttest": term("done", "It is said. The other side can contest it."),
    "ExpectationContestAttestation": term(
        "done", "It is contested. The other side has ten business days to say it again."
    ),
    "ExpectationSuspend": term("done", "It is suspended."),
    "ExpectationResume": term("done", "It is measured again."),
    "ExpectationRetire": term("done", "It ends today."),
}
"""What is said once a form was taken, by its operation."""
