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
        "RETRACTED": term("breach status", "Taken back"),
        "WAIVED": term("breach status", "Waived"),
    },
    "BreachStanding": {
        "DETECTED": term("breach", "Notice has not been given yet."),
        "CURE_PERIOD": term("breach", "The side that promised it says how it is cured."),
        "CORRECTIVE_ACTION": term("breach", "The plan is carried out; then the other side says whether it is cured."),
        "UNCURED": term("breach", "The time to cure it is over. The company decides what follows."),
        "CURED": term("breach", "Nothing follows from it."),
        "REMEDIED": term("breach", "What was agreed has followed."),
        "RETRACTED": term("breach", "What it was based on no longer holds: there was no breach."),
        "WAIVED": term("breach", "Nothing follows from it. This is no precedent."),
    },
    "BreachAction": {
        "NOTIFY": term("breach step", "Give notice"),
        "SUBMIT_PLAN": term("breach step", "Submit the plan"),
        "REFUSE_PLAN": term("breach step", "Ask for another plan"),
        "VERIFY_CURE": term("breach step", "Accept it as cured"),
        "APPLY_CONSEQUENCE": term("breach step", "Apply what was agreed"),
        "WAIVE": term("breach step", "Waive it"),
        "CLOSE": term("breach step", "Close it"),
    },
    "BreachConsequence": {
        "NOTIFY": term(
            "breach consequence", "The other side is told the clause, the numbers and the last day to cure it."
        ),
        "SUBMIT_PLAN": term(
            "breach consequence", "Both sides read the plan. Its last day is the day by which it is cured."
        ),
        "REFUSE_PLAN": term("breach consequence", "The other side writes another plan. The last day to cure it stays."),
        "VERIFY_CURE": term("breach consequence", "It is cured, and nothing follows from it."),
        "APPLY_CONSEQUENCE": term(
            "breach consequence", "Exactly this amount stands in the ledger. The books of both sides are told."
        ),
        "WAIVE": term("breach consequence", "Nothing follows from it, this once. The next breach is judged by itself."),
        "CLOSE": term("breach consequence", "It ends. Both sides read your reason."),
    },
    "Discipline": {
        "CONTAINMENT": term("plan", "Containment"),
        "ROOT_CAUSE": term("plan", "Root cause"),
        "CORRECTIVE_ACTION": term("plan", "Corrective action"),
        "PREVENTION": term("plan", "Prevention"),
    },
    "EntryKind": {
        "CHARGE": term("ledger", "Charged"),
        "EARN_BACK": term("ledger", "Given back for good periods"),
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
    "BreachVerifyCure": term("done", "It is cured."),
    "BreachApplyConsequence": term("done", "It is entered in the ledger."),
    "BreachWaive": term("done", "It is waived."),
    "BreachClose": term("done", "It is closed."),
}
"""What is said once a form was taken, by its operation."""
