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
        "INFO_REQUESTED": term("dispute status", "More is asked for"),
        "INADMISSIBLE": term("dispute status", "Not taken up"),
        "AWAITING_RESPONSE": term("dispute status", "To be answered"),
        "NEGOTIATION": term("dispute status", "Negotiated"),
        "ESCALATED": term("dispute status", "At the next level"),
        "MEDIATION": term("dispute status", "Mediated"),
        "DECIDED": term("dispute status", "Decided"),
        "SETTLED": term("dispute status", "Settled"),
        "REMEDY": term("dispute status", "Being put right"),
        "RESOLVED": term("dispute status", "Resolved"),
        "EXTERNAL": term("dispute status", "With a court or arbitrator"),
        "CLOSED": term("dispute status", "Closed"),
        "DISCARDED": term("dispute status", "Discarded"),
        "LAPSED": term("dispute status", "Lapsed"),
        "WITHDRAWN": term("dispute status", "Withdrawn"),
    },
    "DisputeStanding": {
        "DRAFT": term("dispute", "Only your side sees it until it is filed."),
        "SUBMITTED": term("dispute", "The dispute officer admits it, refuses it or asks for more."),
        "INFO_REQUESTED": term("dispute", "The officer asks for more; the time to admit it stands meanwhile."),
        "INADMISSIBLE": term("dispute", "It can be filed again once with something new, or taken to the next level."),
        "AWAITING_RESPONSE": term("dispute", "The other side answers every line."),
        "NEGOTIATION": term("dispute", "The two sides try to come to terms."),
        "ESCALATED": term("dispute", "It is looked at one level higher."),
        "MEDIATION": term("dispute", "A mediator helps the two sides."),
        "DECIDED": term("dispute", "Every line is decided. Either side can appeal once."),
        "SETTLED": term("dispute", "Both sides have come to terms."),
        "REMEDY": term("dispute", "What was settled or decided is being done."),
        "RESOLVED": term("dispute", "All is done. The cause is recorded, so that it does not come back."),
        "EXTERNAL": term("dispute", "It has left the portal. The outcome is recorded here."),
        "CLOSED": term("dispute", "It is over."),
        "DISCARDED": term("dispute", "It was never filed."),
        "LAPSED": term("dispute", "What was asked for did not come in time."),
        "WITHDRAWN": term("dispute", "The side that filed it took it back."),
    },
    "DisputeAction": {
        "FILE": term("dispute step", "File it"),
        "DISCARD": term("dispute step", "Discard the draft"),
        "ASK_INFO": term("dispute step", "Ask for more"),
        "GIVE_INFO": term("dispute step", "Say what was asked for"),
        "REFUSE": term("dispute step", "Do not take it up"),
        "REFILE": term("dispute step", "File it again"),
        "OBJECT_TO_REFUSAL": term("dispute step", "Object to the refusal"),
        "ADMIT": term("dispute step", "Admit it"),
        "CONCEDE": term("dispute step", "Accept every line"),
        "RESPOND": term("dispute step", "Answer every line"),
        "ASK_PAUSE": term("dispute step", "Ask for a pause"),
        "AGREE_PAUSE": term("dispute step", "Agree to the pause"),
        "ESCALATE": term("dispute step", "Take it to the next level"),
        "SEND_BACK": term("dispute step", "Send it back to the two sides"),
        "MEDIATE": term("dispute step", "Begin the mediation"),
        "DECIDE": term("dispute step", "Decide every line"),
        "APPEAL": term("dispute step", "Appeal"),
        "FAIL": term("dispute step", "Say that it was not put right"),
        "REOPEN": term("dispute step", "Reopen it"),
        "RECORD_CAUSE": term("dispute step", "Record the cause"),
        "CLOSE": term("dispute step", "Close it"),
        "RECORD_OUTCOME": term("dispute step", "Record the outcome"),
        "WITHDRAW": term("dispute step", "Withdraw it"),
    },
    "DisputeConsequence": {
        "FILE": term("dispute consequence", "Both sides see it from then on, with its number and the digest of what was"
                     " filed. It waits to be admitted for two business days at most."),
        "DISCARD": term("dispute consequence", "It is put aside for good. The other side never sees it."),
        "ASK_INFO": term("dispute consequence", "The side that filed it has ten business days to say it; your time"
                         " stands meanwhile."),
        "GIVE_INFO": term("dispute consequence", "Both sides read it, and the time to admit it goes on."),
        "REFUSE": term("dispute consequence", "The side that filed it reads why for each line. It can file again once,"
                       " or object."),
        "REFILE": term("dispute consequence", "It waits to be admitted again. This is possible once."),
        "OBJECT_TO_REFUSAL": term("dispute consequence", "Somebody at the next level looks at it, with your reason."),
        "ADMIT": term("dispute consequence", "What it is about is on hold, and the other side has ten business days to"
                      " answer."),
        "CONCEDE": term("dispute consequence", "All that is claimed is accepted. It binds your side at once."),
        "RESPOND": term("dispute consequence", "Both sides read the answer to each line. Then they negotiate for 15"
                        " business days."),
        "ASK_PAUSE": term("dispute consequence", "If the other side agrees, nobody’s time runs until that day is"
                          " over."),
        "AGREE_PAUSE": term("dispute consequence", "From now on nobody’s time runs until that day is over."),
        "ESCALATE": term("dispute consequence", "Somebody higher on each side answers for it. It never comes back to"
                         " this level by itself."),
        "SEND_BACK": term("dispute consequence", "The two sides negotiate once more, with your instructions."),
        "DECIDE": term("dispute consequence", "Both sides read the decision on each line. It stands unless one of them"
                       " appeals within ten business days."),
        "APPEAL": term("dispute consequence", "Somebody who had no part in it looks at it again. This is possible"
                       " once."),
        "FAIL": term("dispute consequence", "What was due is not done, so it goes to the next level."),
        "REOPEN": term("dispute consequence", "The two sides negotiate again because of what is new."),
        "RECORD_CAUSE": term("dispute consequence", "Both sides read the cause and what keeps it from coming back."),
        "CLOSE": term("dispute consequence", "Nobody can go on with it after that."),
        "RECORD_OUTCOME": term("dispute consequence", "Both sides read what the court or arbitrator decided, and it is"
                               " closed."),
        "WITHDRAW": term("dispute consequence", "It ends, and nothing is claimed any more."),
    },
    "PreventionStatus": {
        "PLANNED": term("prevention status", "Planned"),
        "DONE": term("prevention status", "Done, to be checked"),
        "EFFECTIVE": term("prevention status", "Has worked"),
        "INEFFECTIVE": term("prevention status", "Has not worked"),
    },
    "PreventionAction": {
        "MARK_DONE": term("prevention step", "Say that it is done"),
        "CHECK_EFFECTIVE": term("prevention step", "Say that it has worked"),
        "CHECK_INEFFECTIVE": term("prevention step", "Say that it has not worked"),
    },
}  # fmt: skip

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("RESOLVED", "EFFECTIVE", "HAVE", "ACCEPT", "FOUNDED"),
    "info": ("SUBMITTED", "NEGOTIATION", "MEDIATION", "DECIDED", "SETTLED", "REMEDY", "PART", "PARTLY_FOUNDED"),
    "warn": ("INFO_REQUESTED", "INADMISSIBLE", "AWAITING_RESPONSE", "ESCALATED", "BEING_CHECKED", "CONTEST"),
    "bad": ("EXTERNAL", "INEFFECTIVE", "MISSING"),
}

DONE: Mapping[str, Term] = {
    "DisputeDraft": term("done", "The draft is kept. Only your side sees it until it is filed."),
    "DisputeEdit": term("done", "The draft is kept. Only your side sees it until it is filed."),
    "DisputeDiscard": term("done", "The draft is discarded."),
    "DisputeAddEvidence": term("done", "The files are there."),
    "DisputeFile": term("done", "The dispute is filed."),
    "DisputeRefile": term("done", "The dispute is filed again."),
    "DisputeWithdraw": term("done", "The dispute is withdrawn."),
    "DisputeSay": term("done", "Both sides read it now."),
    "DisputeAskInfo": term("done", "The side that filed it is asked for more."),
    "DisputeGiveInfo": term("done", "It is said; the officer looks at it again."),
    "DisputeAdmit": term("done", "The dispute is admitted. The other side has to answer."),
    "DisputeRefuse": term("done", "The dispute is not taken up. The side that filed it reads why."),
    "DisputeObjectToRefusal": term("done", "The next level looks at the refusal."),
    "DisputeRespond": term("done", "Every line is answered. The two sides negotiate now."),
    "DisputeAskPause": term("done", "The other side is asked for a pause."),
    "DisputeAgreePause": term("done", "The pause is agreed on."),
    "DisputeEscalate": term("done", "It is at the next level now."),
    "DisputeSendBack": term("done", "The two sides negotiate once more."),
    "DisputeDecide": term("done", "Every line is decided."),
    "DisputeAppeal": term("done", "The appeal is at the next level."),
    "DisputeReopen": term("done", "The dispute is open again."),
    "DisputeRecordCause": term("done", "The cause is recorded."),
    "DisputeClose": term("done", "The dispute is closed."),
    "DisputeRecordOutcome": term("done", "The outcome is recorded, and the dispute is closed."),
    "PreventionMarkDone": term("done", "It is done. Its effect is checked later."),
    "PreventionCheckEffective": term("done", "It is on record that it has worked."),
    "PreventionCheckIneffective": term("done", "It is on record that it has not worked."),
}
"""What is said once a form was taken, by its operation."""
