"""What the codes of fees are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "FeeStatus": {
        "ACCRUED": term("fee status", "Earned"),
        "HELD": term("fee status", "Held"),
        "APPROVED": term("fee status", "Approved"),
        "PAID": term("fee status", "Paid"),
        "REVERSED": term("fee status", "Reversed"),
    },
    "FeeAction": {
        "APPROVE": term("fee step", "Approve the fee"),
        "HOLD": term("fee step", "Hold the fee"),
        "RELEASE": term("fee step", "Release the fee"),
        "REVERSE": term("fee step", "Reverse the fee"),
        "REDUCE": term("fee step", "Reduce the fee"),
        "PAY": term("fee step", "Record as paid"),
    },
    "FeeConsequence": {
        "APPROVE": term("fee consequence", "The fee is ready for payment."),
        "HOLD": term("fee consequence", "The fee is not paid until you release it. The partner can read the reason."),
        "RELEASE": term("fee consequence", "The fee waits for approval again."),
        "REVERSE": term(
            "fee consequence", "The whole fee is reversed. The partner can read the reason and dispute it."
        ),
        "REDUCE": term(
            "fee consequence",
            "The fee is reduced in proportion to what was returned. The partner can read the reason and dispute it.",
        ),
    },
    "FeeCause": {
        "RETURN": term("fee cause", "Goods returned"),
        "CREDIT_NOTE": term("fee cause", "Credit note"),
        "NON_PAYMENT": term("fee cause", "The customer did not pay"),
        "WRONG_ATTRIBUTION": term("fee cause", "Attributed to the wrong partner"),
        "DISPUTE": term("fee cause", "Settled or decided in a dispute"),
    },
    "FeeEntryKind": {
        "ACCRUAL": term("fee entry", "Earned"),
        "REVERSAL": term("fee entry", "Reversed"),
        "PAYMENT": term("fee entry", "Paid"),
        "ADJUSTMENT": term("fee entry", "Changed"),
    },
}
DONE: Mapping[str, Term] = {
    "FeeApprove": term("done", "The fee is approved and is waiting for payment."),
    "FeeHold": term("done", "The fee is held. The partner can read the reason."),
    "FeeRelease": term("done", "The fee is released and is waiting for approval."),
    "FeeReverse": term("done", "The fee is reversed. The partner can read the reason."),
    "FeeReduce": term("done", "The fee is reduced. The partner can read the reason."),
    "FeeScheduleSet": term("done", "The fee schedule is set. The partner is told."),
    "FeeScheduleEnd": term("done", "The last day is set. The partner is told."),
    "FeePay": term("done", "The payout is recorded. The partner is told."),
}
"""What is said once a form was taken, by its operation."""
TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("APPROVED", "PAID"), "warn": ("HELD",), "info": ("ACCRUED",), "bad": ("REVERSED",),
}  # fmt: skip
