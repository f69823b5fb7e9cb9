"""What happened, in words: one phrase for each event of the journal, read after the name of who did it."""

from collections.abc import Mapping

from frontend_stub import i18n
from frontend_stub.words import Term, term

EVENTS: Mapping[str, Term] = {
    "contract.drafted": term("event", "wrote the draft"),
    "contract.redrafted": term("event", "changed the draft"),
    "contract.review_requested": term("event", "asked for the review"),
    "contract.review_overdue": term("event", "passed the overdue review on"),
    "contract.changes_requested": term("event", "asked for changes to the draft"),
    "contract.negotiation_opened": term("event", "published the contract and opened the negotiation"),
    "contract.agreed": term("event", "recorded that both sides agree"),
    "contract.reopened": term("event", "reopened the negotiation"),
    "contract.approval_started": term("event", "started the approval"),
    "contract.approval_not_started": term("event", "noted that no approval was started"),
    "contract.approval_rejected": term("event", "refused the approval"),
    "contract.approval_overdue": term("event", "passed the overdue approval on"),
    "contract.signature_requested": term("event", "sent the contract out for signature"),
    "contract.signature_given": term("event", "signed"),
    "contract.signature_declined": term("event", "declined to sign"),
    "contract.signature_lapsed": term("event", "noted that the time to sign is over"),
    "contract.signed": term("event", "recorded that both sides signed"),
    "contract.activated": term("event", "put the contract in force"),
    "contract.withdrawn": term("event", "withdrew the contract"),
    "contract.rescinded": term("event", "rescinded the contract"),
    "contract.suspended": term("event", "suspended the contract"),
    "contract.resumed": term("event", "resumed the contract"),
    "contract.renewed": term("event", "renewed the contract"),
    "contract.notice_given": term("event", "gave notice"),
    "contract.notice_revoked": term("event", "revoked the notice"),
    "contract.terminated": term("event", "ended the contract"),
    "contract.expired": term("event", "noted that the contract expired"),
    "contract.superseded": term("event", "replaced the contract"),
    "negotiation.round_opened": term("event", "opened a round"),
    "negotiation.draft_saved": term("event", "worked on the next proposal"),
    "negotiation.round_submitted": term("event", "submitted a proposal"),
    "negotiation.round_withdrawn": term("event", "took the proposal back"),
    "negotiation.round_countered": term("event", "answered the proposal"),
    "negotiation.round_accepted": term("event", "accepted the proposal"),
    "negotiation.round_lapsed": term("event", "noted that the round lapsed"),
    "negotiation.round_aborted": term("event", "closed the round with the contract"),
    "partner.created": term("event", "added the partner"),
    "partner.invited": term("event", "invited the partner"),
    "partner.applied": term("event", "applied"),
    "partner.activated": term("event", "approved the partner"),
    "partner.put_on_hold": term("event", "put the partner on hold"),
    "partner.released": term("event", "released the partner"),
    "partner.info_requested": term("event", "asked the applicant for more"),
    "partner.info_supplied": term("event", "answered what was asked for"),
    "partner.rejected": term("event", "rejected the application"),
    "partner.manager_assigned": term("event", "named the relationship manager"),
    "member.invited": term("event", "invited somebody"),
    "member.joined": term("event", "joined"),
    "member.roles_changed": term("event", "changed somebody's roles"),
    "member.suspended": term("event", "suspended somebody"),
    "member.restored": term("event", "let somebody in again"),
    "member.removed": term("event", "removed somebody"),
    "authority.proposed": term("event", "proposed an authority to sign"),
    "authority.accepted": term("event", "accepted an authority to sign"),
    "authority.revoked": term("event", "revoked an authority to sign"),
    "relationship.stage_changed": term("event", "moved the relationship on"),
}


def phrase(event: str) -> str:
    """The phrase for an event; one newer than this page is shown by its own name."""
    found = EVENTS.get(event)
    return i18n.pgettext(*found) if found else event.partition(".")[2].replace("_", " ") or event
