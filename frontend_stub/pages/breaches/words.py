"""What the codes of breaches are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "BreachStatus": {
        "DETECTED": term("breach status", "Found"),
        "CURE_PERIOD": term("breach status", "To be cured"),
        "CORRECTIVE_ACTION": term("breach status", "Plan under way"),
        "UNCURED": term("breach status", "Not cured"),
        "CURED": term("breach status", "Cured"),
        "REMEDIED": term("breach status", "Settled"),
        "RETRACTED": term("breach status", "Cancelled"),
        "WAIVED": term("breach status", "Waived"),
    },
    "BreachStanding": {
        "DETECTED": term("breach", "Notice has not been given yet."),
        "CURE_PERIOD": term("breach", "The side that promised it must submit a plan to cure it."),
        "CORRECTIVE_ACTION": term(
            "breach", "The plan is being carried out. The other side will then say whether the breach is cured."
        ),
        "UNCURED": term("breach", "The time to cure the breach has ended. The company decides the consequence."),
        "CURED": term("breach", "The breach has no consequences."),
        "REMEDIED": term("breach", "The agreed consequence has been applied."),
        "RETRACTED": term("breach", "The value it was based on has changed, so there was no breach."),
        "WAIVED": term("breach", "The breach has no consequences. This is no precedent."),
    },
    "BreachAction": {
        "NOTIFY": term("breach step", "Give notice"),
        "SUBMIT_PLAN": term("breach step", "Submit the plan"),
        "REFUSE_PLAN": term("breach step", "Ask for another plan"),
        "VERIFY_CURE": term("breach step", "Accept as cured"),
        "APPLY_CONSEQUENCE": term("breach step", "Apply the agreed consequence"),
        "WAIVE": term("breach step", "Waive the breach"),
        "CLOSE": term("breach step", "Close the breach"),
    },
    "BreachConsequence": {
        "NOTIFY": term(
            "breach consequence", "The other side is told the clause, the numbers and the last day to cure it."
        ),
        "SUBMIT_PLAN": term(
            "breach consequence", "Both sides can read the plan. The breach must be cured by the plan’s last day."
        ),
        "REFUSE_PLAN": term(
            "breach consequence", "The other side writes another plan. The last day to cure the breach does not change."
        ),
        "VERIFY_CURE": term("breach consequence", "The breach is cured and has no consequences."),
        "APPLY_CONSEQUENCE": term(
            "breach consequence",
            "Exactly this amount is entered in the ledger. The accounting systems of both sides are told.",
        ),
        "WAIVE": term("breach consequence", "This breach has no consequences. The next breach is decided separately."),
        "CLOSE": term("breach consequence", "The breach is closed. Both sides can read your reason."),
    },
    "Discipline": {
        "CONTAINMENT": term("plan", "Containment"),
        "ROOT_CAUSE": term("plan", "Root cause"),
        "CORRECTIVE_ACTION": term("plan", "Corrective action"),
        "PREVENTION": term("plan", "Prevention"),
    },
    "EntryKind": {
        "CHARGE": term("ledger", "Charged"),
        "EARN_BACK": term("ledger", "Returned for good periods"),
        "WAIVED": term("ledger", "Waived after a dispute"),
    },
    "ChargeLimit": {
        "PERIOD": term("cap", "limited by the cap of a period"),
        "YEAR": term("cap", "limited by the cap of the year"),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("CURED",),
    "info": ("CORRECTIVE_ACTION",),
    "warn": ("DETECTED", "CURE_PERIOD"),
    "bad": ("UNCURED",),
}

DONE: Mapping[str, Term] = {
    "BreachNotify": term("done", "Notice is given. From now on it can be cured."),
    "BreachSubmitPlan": term("done", "The plan is submitted."),
    "BreachRefusePlan": term("done", "The other side is asked for another plan."),
    "BreachVerifyCure": term("done", "The breach is cured."),
    "BreachApplyConsequence": term("done", "The amount is entered in the ledger."),
    "BreachWaive": term("done", "The breach is waived."),
    "BreachClose": term("done", "It is closed."),
}
"""What is said once a form was taken, by its operation."""
