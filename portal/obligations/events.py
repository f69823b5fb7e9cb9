"""What happened to an obligation, in words: for each event the sentences, the one that tells most first."""

from collections.abc import Mapping

from portal.room import WHO, Told
from portal.sentences import say

EVENTS: Mapping[str, Told] = {
    "obligation.proposed": (say("{who} proposed an obligation.", who=WHO),),
    "obligation.agreed": (
        say("No one objected within {silent_for} business days, so the obligation is agreed.", silent_for="silent_for"),
        say("{who} agreed to the obligation.", who=WHO),
    ),
    "obligation.declined": (say("{who} declined the obligation.", who=WHO),),
    "obligation.withdrawn": (say("{who} withdrew the proposed obligation.", who=WHO),),
    "obligation.lapsed": (say("The proposed obligation lapsed without an answer."),),
    "obligation.scheduled": (say("The next obligation of the series is scheduled."),),
    "obligation.due": (say("The obligation is due."),),
    "obligation.cancelled": (say("The obligation was cancelled with its contract."),),
    "obligation.evidence_submitted": (say("{who} added evidence that it is done.", who=WHO),),
    "obligation.fulfilled": (
        say("No one objected within {silent_for} business days, so it counts as done.", silent_for="silent_for"),
        say("{who} confirmed that it is done.", who=WHO),
    ),
    "obligation.evidence_refused": (
        say("The evidence does not count because some of its files cannot be opened ({unopened}).",
        unopened="unopened"),
        say("{who} refused the evidence.", who=WHO),
    ),
    "obligation.overdue": (say("The obligation is overdue."),),
    "obligation.cure_over": (say("The grace period has ended."),),
    "obligation.defaulted": (say("{who} declared a default.", who=WHO),),
    "obligation.released": (say("Both sides signed an amendment that ends the obligation."),),
    "obligation.kept": (say("The contract was amended: the obligation is based on the new text of its clause."),),
    "obligation.waived": (say("{who} waived the obligation.", who=WHO),),
}  # fmt: skip
