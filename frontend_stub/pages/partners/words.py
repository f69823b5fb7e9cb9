"""What the codes and events of partners, accounts and relationships are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "PartnerKind": {
        "VENDOR": term("partner kind", "Vendor"),
        "SUPPLIER": term("partner kind", "Supplier"),
        "DISTRIBUTOR": term("partner kind", "Distributor"),
        "OTHER": term("partner kind", "Other"),
    },
    "AccountStatus": {
        "PROSPECT": term("account status", "Prospect"),
        "INVITED": term("account status", "Invited"),
        "APPLIED": term("account status", "Applied"),
        "INFO_REQUESTED": term("account status", "Information requested"),
        "ACTIVE": term("account status", "Active"),
        "ON_HOLD": term("account status", "On hold"),
        "OFFBOARDING": term("account status", "Offboarding"),
        "OFFBOARDED": term("account status", "Offboarded"),
        "REJECTED": term("account status", "Rejected"),
    },
    "AccountStanding": {
        "PROSPECT": term("account standing", "Your organisation has not applied yet."),
        "INVITED": term("account standing", "You are invited to apply."),
        "APPLIED": term("account standing", "The company is reading your application."),
        "INFO_REQUESTED": term("account standing", "The company asks for something before it decides."),
        "ACTIVE": term("account standing", "Your account is active."),
        "ON_HOLD": term("account standing", "The company has put your account on hold; it will look at it again."),
        "OFFBOARDING": term("account standing", "Your account is being closed."),
        "OFFBOARDED": term("account standing", "Your account is closed."),
        "REJECTED": term("account standing", "The company decided against your application."),
    },
    "RelationshipStage": {
        "AWARENESS": term("relationship stage", "Awareness"),
        "EXPLORATION": term("relationship stage", "Exploration"),
        "EXPANSION": term("relationship stage", "Expansion"),
        "COMMITMENT": term("relationship stage", "Commitment"),
        "DISSOLUTION": term("relationship stage", "Dissolution"),
    },
    "PartnerAction": {
        "INVITE": term("partner action", "Invite to apply"),
        "APPLY": term("partner action", "Apply"),
        "REQUEST_INFO": term("partner action", "Ask for what is missing"),
        "SUPPLY_INFO": term("partner action", "Send the answers"),
        "REJECT": term("partner action", "Reject the application"),
        "APPROVE": term("partner action", "Approve the application"),
        "HOLD": term("partner action", "Put on hold"),
        "RELEASE": term("partner action", "End the hold"),
        "START_EXIT": term("partner action", "Begin the exit"),
        "AGREE_TO_STAY": term("partner action", "Agree to stay"),
        "CANCEL_EXIT": term("partner action", "Cancel the exit"),
        "FINISH_EXIT": term("partner action", "Finish the exit"),
        "ADVANCE": term("partner action", "Bring the relationship a stage nearer"),
        "REGRESS": term("partner action", "Take the relationship a stage back"),
        "PROPOSE_PLAN": term("partner action", "Propose a plan for the relationship"),
        "AGREE_PLAN": term("partner action", "Agree to the plan"),
        "DISSOLVE": term("partner action", "Dissolve the relationship"),
    },
}

EVENTS: Mapping[str, Term] = {
    "partner.created": term("event", "added the partner"),
    "partner.invited": term("event", "invited the partner"),
    "partner.applied": term("event", "applied"),
    "partner.activated": term("event", "approved the partner"),
    "partner.put_on_hold": term("event", "put the partner on hold"),
    "partner.released": term("event", "released the partner"),
    "partner.exit_started": term("event", "began the exit"),
    "partner.stay_agreed": term("event", "agreed to stay"),
    "partner.exit_cancelled": term("event", "called the exit off"),
    "partner.exit_overdue": term("event", "passed the overdue exit on"),
    "partner.offboarded": term("event", "finished the exit"),
    "partner.data_handed_over": term("event", "fetched all that was agreed as a file"),
    "partner.info_requested": term("event", "asked the applicant for more"),
    "partner.info_supplied": term("event", "answered what was asked for"),
    "partner.rejected": term("event", "rejected the application"),
    "partner.invite_expired": term("event", "noted that the invitation to apply is over"),
    "partner.review_overdue": term("event", "reminded of the application that waits"),
    "partner.hold_review_due": term("event", "reminded of the account on hold"),
    "partner.manager_assigned": term("event", "named the relationship manager"),
    "relationship.dissolved": term("event", "dissolved the relationship"),
    "relationship.stage_changed": term("event", "moved the relationship on"),
    "relationship.plan_proposed": term("event", "proposed a plan for the relationship"),
    "relationship.plan_agreed": term("event", "agreed to the plan for the relationship"),
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("ACTIVE",),
    "info": ("APPLIED", "INVITED"),
    "warn": ("ON_HOLD", "INFO_REQUESTED", "OFFBOARDING"),
    "bad": ("REJECTED",),
}
