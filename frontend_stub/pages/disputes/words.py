"""What the codes of disputes are called in front of people."""

from collections.abc import Mapping

from frontend_stub.pages.disputes import reasons, saying
from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    **reasons.WORDS,
    **saying.WORDS,
    "DisputeStatus": {
        "DRAFT": term("dispute status", "Draft"),
        "SUBMITTED": term("dispute status", "Filed"),
        "INFO_REQUESTED": term("dispute status", "Information requested"),
        "INADMISSIBLE": term("dispute status", "Refused"),
        "AWAITING_RESPONSE": term("dispute status", "To be answered"),
        "NEGOTIATION": term("dispute status", "Negotiated"),
        "ESCALATED": term("dispute status", "At the next level"),
        "MEDIATION": term("dispute status", "Mediated"),
        "DECIDED": term("dispute status", "Decided"),
        "SETTLED": term("dispute status", "Settled"),
        "REMEDY": term("dispute status", "Being remedied"),
        "RESOLVED": term("dispute status", "Resolved"),
        "EXTERNAL": term("dispute status", "With a court or arbitrator"),
        "CLOSED": term("dispute status", "Closed"),
        "DISCARDED": term("dispute status", "Discarded"),
        "LAPSED": term("dispute status", "Lapsed"),
        "WITHDRAWN": term("dispute status", "Withdrawn"),
    },
    "DisputeOutcome": {
        "OPEN": term("dispute outcome", "Still open"),
        "CONCEDED": term("dispute outcome", "Accepted as claimed"),
        "SETTLED": term("dispute outcome", "Settled"),
        "DECIDED": term("dispute outcome", "Decided"),
        "REFUSED": term("dispute outcome", "Refused"),
        "WITHDRAWN": term("dispute outcome", "Withdrawn"),
        "LAPSED": term("dispute outcome", "Lapsed"),
        "EXTERNAL": term("dispute outcome", "By a court or arbitrator"),
    },
    "DisputeStanding": {
        "DRAFT": term("dispute", "Only your side can see the dispute until it is filed."),
        "SUBMITTED": term("dispute", "The dispute officer admits the dispute, refuses it or requests information."),
        "INFO_REQUESTED": term("dispute", "The officer has requested information. The time to admit the dispute is"
                                          " paused."),
        "INADMISSIBLE": term("dispute", "The dispute can be filed again once with something new, or escalated to"
                                        " the next level."),
        "AWAITING_RESPONSE": term("dispute", "Every line has to be answered."),
        "NEGOTIATION": term("dispute", "The two sides are negotiating a settlement."),
        "ESCALATED": term("dispute", "The dispute is being reviewed one level higher."),
        "MEDIATION": term("dispute", "A mediator is helping the two sides."),
        "DECIDED": term("dispute", "Every line is decided. Either side can appeal once."),
        "SETTLED": term("dispute", "Both sides have settled."),
        "REMEDY": term("dispute", "The settlement or decision is being carried out."),
        "RESOLVED": term(
            "dispute",
            "Everything has been remedied. The dispute closes when its cause is recorded and it can no longer be"
            " reopened.",
        ),
        "EXTERNAL": term("dispute", "The dispute has left the portal. The outcome is recorded here."),
        "CLOSED": term("dispute", "The dispute has ended."),
        "DISCARDED": term("dispute", "The dispute was never filed."),
        "LAPSED": term("dispute", "The requested information was not provided in time."),
        "WITHDRAWN": term("dispute", "The side that filed the dispute withdrew it."),
    },
    "DisputeAction": {
        "FILE": term("dispute step", "File the dispute"),
        "DISCARD": term("dispute step", "Discard the draft"),
        "ASK_INFO": term("dispute step", "Request information"),
        "GIVE_INFO": term("dispute step", "Provide the information"),
        "REFUSE": term("dispute step", "Refuse the dispute"),
        "REFILE": term("dispute step", "File the dispute again"),
        "OBJECT_TO_REFUSAL": term("dispute step", "Object to the refusal"),
        "ADMIT": term("dispute step", "Admit the dispute"),
        "CONCEDE": term("dispute step", "Accept every line"),
        "RESPOND": term("dispute step", "Answer every line"),
        "ASK_PAUSE": term("dispute step", "Ask for a pause"),
        "AGREE_PAUSE": term("dispute step", "Agree to the pause"),
        "ESCALATE": term("dispute step", "Escalate to the next level"),
        "SEND_BACK": term("dispute step", "Send back to the two sides"),
        "MEDIATE": term("dispute step", "Start the mediation"),
        "PROPOSE_MEDIATOR": term("dispute step", "Propose a mediator"),
        "ACCEPT_MEDIATOR": term("dispute step", "Accept the mediator"),
        "REFUSE_MEDIATOR": term("dispute step", "Reject the mediator"),
        "ASK_LONGER": term("dispute step", "Ask for more time for the mediation"),
        "AGREE_LONGER": term("dispute step", "Agree to more time"),
        "SHOW_OFFERS": term("dispute step", "Allow the mediator to read the offers"),
        "HIDE_OFFERS": term("dispute step", "Stop the mediator reading the offers"),
        "SEND_LINK_AGAIN": term("dispute step", "Send the mediator a new link"),
        "DECIDE": term("dispute step", "Decide every line"),
        "APPEAL": term("dispute step", "Appeal"),
        "FAIL": term("dispute step", "Report that it was not remedied"),
        "REOPEN": term("dispute step", "Reopen the dispute"),
        "RECORD_CAUSE": term("dispute step", "Record the cause"),
        "CLOSE": term("dispute step", "Close the dispute"),
        "RECORD_OUTCOME": term("dispute step", "Record the outcome"),
        "WITHDRAW": term("dispute step", "Withdraw the dispute"),
    },
    "DisputeConsequence": {
        "FILE": term("dispute consequence", "Both sides can then see the dispute. The dispute officer has two"
                                            " business days to admit it."),
        "DISCARD": term("dispute consequence", "The draft is discarded permanently. The other side will never see it."),
        "ASK_INFO": term("dispute consequence", "The side that filed the dispute has ten business days to answer."
                                                " Your time is paused until then."),
        "GIVE_INFO": term("dispute consequence", "Both sides can read this, and the time to admit the dispute"
                                                 " continues."),
        "REFUSE": term("dispute consequence", "The side that filed it can read the reasons. It can file again once,"
                                              " or object."),
        "REFILE": term("dispute consequence", "The dispute waits to be admitted again. This is possible once."),
        "OBJECT_TO_REFUSAL": term("dispute consequence", "Someone at the next level reviews the dispute, with your"
                                                         " reason."),
        "ADMIT": term("dispute consequence", "What it is about is on hold, and the other side has ten business days to"
                      " answer."),
        "CONCEDE": term("dispute consequence", "Everything claimed is accepted. This binds your side immediately."),
        "RESPOND": term("dispute consequence", "Both sides can read the answer to each line. They then have 15"
                                               " business days to negotiate."),
        "ASK_PAUSE": term("dispute consequence", "If the other side agrees, all time limits are paused until the"
                                                 " end of that day."),
        "AGREE_PAUSE": term("dispute consequence", "All time limits are paused until the end of that day."),
        "ESCALATE": term("dispute consequence", "Someone more senior on each side takes over. The dispute does not"
                                                " come back to this level automatically."),
        "SEND_BACK": term("dispute consequence", "The two sides negotiate again, with your instructions."),
        "MEDIATE": term("dispute consequence", "The mediator can read the case from now on and has 30 days."),
        "PROPOSE_MEDIATOR": term("dispute consequence", "The mediator gets a link and declares any connection with"
                                                        " either side. Each side then accepts or rejects them. Three"
                                                        " people can be proposed in turn."),
        "ACCEPT_MEDIATOR": term("dispute consequence", "The mediation can start when both sides have accepted the"
                                                       " mediator."),
        "REFUSE_MEDIATOR": term("dispute consequence", "Someone else can be proposed, three people in turn at most."),
        "ASK_LONGER": term("dispute consequence", "If the other side agrees, the mediation lasts until that day."),
        "AGREE_LONGER": term("dispute consequence", "The mediation lasts until the requested day."),
        "SHOW_OFFERS": term("dispute consequence", "The mediator can read the offers of both sides when the other"
                                                   " side has also allowed it. Either side can stop this."),
        "HIDE_OFFERS": term("dispute consequence", "The mediator can no longer read offers of either side. They may"
                                                   " remember what they have read."),
        "SEND_LINK_AGAIN": term("dispute consequence", "For a mediator who can no longer sign in. Their earlier"
                                                       " link and passkey stop working."),
        "DECIDE": term("dispute consequence", "Both sides can read the decision. It is final unless one of them"
                                              " appeals within ten business days."),
        "APPEAL": term("dispute consequence", "Someone who was not involved reviews the dispute again. This is"
                                              " possible once."),
        "FAIL": term("dispute consequence", "A remedy is overdue, so the dispute goes to the next level."),
        "REOPEN": term("dispute consequence", "The two sides negotiate again because there is something new."),
        "RECORD_CAUSE": term("dispute consequence", "Both sides can read the cause and the actions to prevent it."),
        "CLOSE": term("dispute consequence", "After that, no one can continue it."),
        "RECORD_OUTCOME": term("dispute consequence", "Both sides can read the outcome, and the dispute is closed."),
        "WITHDRAW": term("dispute consequence", "The dispute ends, and nothing is claimed any more."),
    },
    "MediatorStatus": {
        "PROPOSED": term("mediator", "Proposed"),
        "DECLARED": term("mediator", "Has declared interests"),
        "ACCEPTED": term("mediator", "Accepted by both"),
        "SERVING": term("mediator", "Mediates"),
        "ENDED": term("mediator", "Has mediated"),
        "DECLINED": term("mediator", "Cannot mediate"),
        "REFUSED": term("mediator", "Not accepted"),
        "LAPSED": term("mediator", "Not accepted in time"),
    },
    "PreventionStatus": {
        "PLANNED": term("prevention status", "Planned"),
        "DONE": term("prevention status", "Done, to be checked"),
        "EFFECTIVE": term("prevention status", "Has worked"),
        "INEFFECTIVE": term("prevention status", "Has not worked"),
    },
    "PreventionAction": {
        "MARK_DONE": term("prevention step", "Report it as done"),
        "CHECK_EFFECTIVE": term("prevention step", "Report that it has worked"),
        "CHECK_INEFFECTIVE": term("prevention step", "Report that it has not worked"),
    },
}  # fmt: skip

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("RESOLVED", "EFFECTIVE", "HAVE", "ACCEPT", "FOUNDED"),
    "info": ("SUBMITTED", "NEGOTIATION", "MEDIATION", "DECIDED", "SETTLED", "REMEDY", "PART", "PARTLY_FOUNDED"),
    "warn": ("INFO_REQUESTED", "INADMISSIBLE", "AWAITING_RESPONSE", "ESCALATED", "BEING_CHECKED", "CONTEST"),
    "bad": ("EXTERNAL", "INEFFECTIVE", "MISSING"),
}

DONE: Mapping[str, Term] = {
    "DisputeDraft": term("done", "The draft is saved. Only your side can see it until it is filed."),
    "DisputeEdit": term("done", "The draft is saved. Only your side can see it until it is filed."),
    "DisputeDiscard": term("done", "The draft is discarded."),
    "DisputeAddEvidence": term("done", "The files are added."),
    "DisputeFile": term("done", "The dispute is filed."),
    "DisputeRefile": term("done", "The dispute is filed again."),
    "DisputeWithdraw": term("done", "The dispute is withdrawn."),
    "DisputeSay": term("done", "Both sides can read it now."),
    "DisputeAskInfo": term("done", "The side that filed the dispute has been asked for information."),
    "DisputeGiveInfo": term("done", "The information is provided. The officer will review the dispute again."),
    "DisputeAdmit": term("done", "The dispute is admitted. The other side has to answer."),
    "DisputeRefuse": term("done", "The dispute is refused. The side that filed it can read why."),
    "DisputeObjectToRefusal": term("done", "The next level will review the refusal."),
    "DisputeRespond": term("done", "Every line is answered. The two sides can now negotiate."),
    "DisputeAskPause": term("done", "The other side is asked for a pause."),
    "DisputeAgreePause": term("done", "The pause is agreed on."),
    "DisputeEscalate": term("done", "The dispute has been escalated to the next level."),
    "DisputeSendBack": term("done", "The two sides negotiate again."),
    "DisputeProposeMediator": term("done", "The mediator gets a link. You will be told when they have declared."),
    "DisputeAcceptMediator": term("done", "Your side accepts the mediator."),
    "DisputeRefuseMediator": term("done", "Your side does not accept the mediator."),
    "DisputeMediate": term("done", "The mediation has started."),
    "DisputeAskLonger": term("done", "The other side is asked for more time."),
    "DisputeAgreeLonger": term("done", "The mediation is extended."),
    "DisputeShowOffers": term("done", "Your side has allowed the mediator to read the offers."),
    "DisputeHideOffers": term("done", "The mediator can no longer read the offers."),
    "DisputeSendLinkAgain": term("done", "The mediator gets a new link. Their earlier passkey no longer works."),
    "DisputeTellMediator": term("done", "Only the mediator can read it."),
    "DisputeDecide": term("done", "Every line is decided."),
    "DisputeAppeal": term("done", "The appeal is at the next level."),
    "DisputeReopen": term("done", "The dispute is open again."),
    "DisputeRecordCause": term("done", "The cause is recorded."),
    "DisputeClose": term("done", "The dispute is closed."),
    "DisputeRecordOutcome": term("done", "The outcome is recorded, and the dispute is closed."),
    "DisputeConcede": term("done", "Every line is accepted. The remedies can now be carried out."),
    "DisputeFail": term("done", "The dispute has been escalated to the next level."),
    "DisputeOfferMake": term("done", "The offer is made. The negotiators of the other side can read it."),
    "DisputeOfferCounter": term("done", "The offer is made. The negotiators of the other side can read it."),
    "DisputeOfferAccept": term("done", "The dispute is settled. The offer can now be carried out."),
    "DisputeOfferReject": term("done", "The offer is rejected."),
    "DisputeOfferWithdraw": term("done", "The offer is withdrawn."),
    "RemedyClaimDone": term("done", "The other side has ten business days to review it."),
    "RemedyConfirm": term("done", "The remedy is confirmed."),
    "RemedyRefuse": term("done", "The other side can read why it is not remedied."),
    "PreventionMarkDone": term("done", "The action is done. Its effect will be checked later."),
    "PreventionCheckEffective": term("done", "It is recorded that the action has worked."),
    "PreventionCheckIneffective": term("done", "It is recorded that the action has not worked."),
}
"""What is said once a form was taken, by its operation."""
