"""What the codes of obligations are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "ObligationStatus": {
        "PROPOSED": term("obligation status", "Proposed"),
        "SCHEDULED": term("obligation status", "Agreed, not due yet"),
        "DUE": term("obligation status", "Due"),
        "EVIDENCED": term("obligation status", "Evidence to be looked at"),
        "OVERDUE": term("obligation status", "Overdue"),
        "FULFILLED": term("obligation status", "Fulfilled"),
        "DEFAULTED": term("obligation status", "In default"),
        "WAIVED": term("obligation status", "Waived"),
        "CANCELLED": term("obligation status", "Cancelled with its contract"),
        "DECLINED": term("obligation status", "Declined"),
        "WITHDRAWN": term("obligation status", "Withdrawn"),
        "LAPSED": term("obligation status", "Lapsed without an answer"),
    },
    "ObligationRepeats": {
        "NEVER": term("obligation", "Once"),
        "MONTHLY": term("obligation", "Every month"),
        "QUARTERLY": term("obligation", "Every three months"),
        "YEARLY": term("obligation", "Every year"),
    },
    "ObligationAction": {
        "AGREE": term("obligation step", "Agree"),
        "DECLINE": term("obligation step", "Decline"),
        "WITHDRAW": term("obligation step", "Withdraw the proposal"),
        "CLAIM_DONE": term("obligation step", "Show that it is done"),
        "CONFIRM": term("obligation step", "Confirm that it is done"),
        "REFUSE": term("obligation step", "Refuse the evidence"),
        "DEFAULT": term("obligation step", "Declare a default"),
        "WAIVE": term("obligation step", "Waive it"),
        "CANCEL": term("obligation step", "Cancel it"),
    },
    "ObligationConsequence": {
        "AGREE": term(
            "obligation consequence", "It binds both sides from now on, with exactly the words and days above."
        ),
        "DECLINE": term("obligation consequence", "It does not count. The other side reads the reason."),
        "WITHDRAW": term("obligation consequence", "The other side is not asked for an answer any more."),
        "CLAIM_DONE": term("obligation consequence", "The other side has ten business days to look at it."),
        "CONFIRM": term("obligation consequence", "It is done, and nothing more is owed here."),
        "REFUSE": term("obligation consequence", "The other side reads the reason and can bring other evidence."),
        "DEFAULT": term(
            "obligation consequence", "It stays on record that it was not done. A dispute or a breach can follow."
        ),
        "WAIVE": term("obligation consequence", "It need not be done. The other side reads why."),
        "WAIVE_SERIES": term("obligation consequence", "It need not be done, and it does not come again."),
        "CANCEL": term("obligation consequence", "It ends, as its contract has ended."),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("FULFILLED",),
    "info": ("PROPOSED", "EVIDENCED"),
    "warn": ("DUE",),
    "bad": ("OVERDUE", "DEFAULTED"),
}

DONE: Mapping[str, Term] = {
    "ObligationPropose": term("done", "The obligation is proposed. The other side has ten business days to answer."),
    "ObligationAgree": term("done", "You agreed to the obligation."),
    "ObligationDecline": term("done", "You declined the obligation."),
    "ObligationWithdraw": term("done", "The proposal is withdrawn."),
    "ObligationClaimDone": term("done", "The evidence is there. The other side has ten business days to look at it."),
    "ObligationConfirm": term("done", "You confirmed that it is done."),
    "ObligationRefuse": term("done", "You refused the evidence. The other side can bring another one."),
    "ObligationDefault": term("done", "The default is on record."),
    "ObligationWaive": term("done", "The obligation is waived."),
    "ObligationCancel": term("done", "The obligation is cancelled."),
}
"""What is said once a form was taken, by its operation."""
