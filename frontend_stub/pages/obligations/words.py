"""What the codes of obligations are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "ObligationStatus": {
        "PROPOSED": term("obligation status", "Proposed"),
        "SCHEDULED": term("obligation status", "Agreed, not due yet"),
        "DUE": term("obligation status", "Due"),
        "EVIDENCED": term("obligation status", "Evidence to be reviewed"),
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
        "CLAIM_DONE": term("obligation step", "Add evidence that it is done"),
        "CONFIRM": term("obligation step", "Confirm that it is done"),
        "REFUSE": term("obligation step", "Refuse the evidence"),
        "DEFAULT": term("obligation step", "Declare a default"),
        "WAIVE": term("obligation step", "Waive the obligation"),
        "CANCEL": term("obligation step", "Cancel the obligation"),
    },
    "ObligationConsequence": {
        "AGREE": term(
            "obligation consequence", "It binds both sides from now on, with exactly the wording and dates above."
        ),
        "DECLINE": term("obligation consequence", "The evidence does not count. The other side can read the reason."),
        "WITHDRAW": term("obligation consequence", "The other side no longer has to answer."),
        "CLAIM_DONE": term("obligation consequence", "The other side has ten business days to review it."),
        "CONFIRM": term("obligation consequence", "The obligation is fulfilled."),
        "REFUSE": term("obligation consequence", "The other side can read the reason and add other evidence."),
        "DEFAULT": term("obligation consequence", "The default is recorded. A dispute or a breach can follow."),
        "WAIVE": term("obligation consequence", "It does not have to be done. The other side can read the reason."),
        "WAIVE_SERIES": term("obligation consequence", "It does not have to be done, and it does not repeat."),
        "CANCEL": term("obligation consequence", "The obligation ends, as its contract has ended."),
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
    "ObligationClaimDone": term("done", "The evidence is added. The other side has ten business days to review it."),
    "ObligationConfirm": term("done", "You confirmed that it has been done."),
    "ObligationRefuse": term("done", "You refused the evidence. The other side can add other evidence."),
    "ObligationDefault": term("done", "The default is on record."),
    "ObligationWaive": term("done", "The obligation is waived."),
    "ObligationCancel": term("done", "The obligation is cancelled."),
}
"""What is said once a form was taken, by its operation."""
