"""What happened to a contract, in words: for each event the sentences, the one that tells most first."""

from collections.abc import Mapping

from portal.room import NUMBER, WHO, Told
from portal.sentences import say

EVENTS: Mapping[str, Told] = {
    "contract.drafted": (say("{who} wrote the draft.", who=WHO),),
    "contract.redrafted": (say("{who} changed the draft.", who=WHO),),
    "contract.review_requested": (say("{who} requested a review.", who=WHO),),
    "contract.review_overdue": (say("The review of the draft is overdue."),),
    "contract.changes_requested": (say("{who} requested changes to the draft.", who=WHO),),
    "contract.negotiation_opened": (say("{who} published the contract and opened the negotiation.", who=WHO),),
    "contract.agreed": (say("Both sides agree on the same text."),),
    "contract.reopened": (say("{who} reopened the negotiation.", who=WHO),),
    "contract.approval_started": (say("{who} started the approval.", who=WHO),),
    "contract.approval_not_started": (say("No one started the approval in time."),),
    "contract.approval_rejected": (say("{who} rejected the approval.", who=WHO),),
    "contract.approval_overdue": (say("The approval is overdue."),),
    "contract.signature_requested": (say("The contract is waiting for signatures."),),
    "contract.signature_given": (say("{who} signed.", who=WHO),),
    "contract.signature_declined": (say("{who} declined to sign.", who=WHO),),
    "contract.signature_lapsed": (say("The time to sign has run out. The signatures given are void."),),
    "contract.signed": (say("Both sides have signed."),),
    "contract.activated": (say("The contract is in force."),),
    "contract.withdrawn": (say("{who} withdrew the contract.", who=WHO),),
    "contract.rescinded": (say("{who} rescinded the contract.", who=WHO),),
    "contract.suspended": (say("{who} suspended the contract.", who=WHO),),
    "contract.resumed": (say("{who} resumed the contract.", who=WHO),),
    "contract.renewed": (say("{who} renewed the contract.", who=WHO),),
    "contract.notice_given": (say("{who} gave notice.", who=WHO),),
    "contract.notice_revoked": (say("{who} revoked the notice.", who=WHO),),
    "contract.terminated": (say("The contract has ended."),),
    "contract.expired": (say("The contract has expired."),),
    "contract.superseded": (say("Another contract replaced this one."),),
    "contract.amendment_drafted": (say("{who} started an amendment.", who=WHO),),
    "contract.amendment_drafted_as_settled": (say("An amendment was started, as agreed in a settlement."),),
    "contract.amended": (say("An amendment is in force: the contract has a new version."),),
    "contract.amendment_lapsed": (say("The amendment lapsed because its contract ended."),),
    "negotiation.draft_saved": (
        say("{who} worked on the proposal of round {round}.", who=WHO, round=NUMBER),
        say("{who} worked on the next proposal.", who=WHO),
    ),
    "negotiation.round_submitted": (
        say("{who} submitted round {round}.", who=WHO, round=NUMBER),
        say("{who} submitted a proposal.", who=WHO),
    ),
    "negotiation.round_withdrawn": (
        say("{who} withdrew round {round}.", who=WHO, round=NUMBER),
        say("{who} withdrew the proposal.", who=WHO),
    ),
    "negotiation.round_countered": (
        say("{who} countered round {round}.", who=WHO, round=NUMBER),
        say("{who} answered the proposal.", who=WHO),
    ),
    "negotiation.round_accepted": (
        say("{who} accepted round {round}.", who=WHO, round=NUMBER),
        say("{who} accepted the proposal.", who=WHO),
    ),
    "negotiation.round_lapsed": (
        say("Round {round} lapsed because its time ran out.", round=NUMBER),
        say("The round lapsed because its time ran out."),
    ),
    "negotiation.round_aborted": (
        say("Round {round} was closed because the contract was withdrawn.", round=NUMBER),
        say("The open round was closed because the contract was withdrawn."),
    ),
}
