"""What the codes of partners, accounts and relationships are called in front of people."""

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
    "AccountStandingForCompany": {
        "PROSPECT": term("account standing", "It is entered here and has not been invited yet."),
        "INVITED": term("account standing", "It is invited and has not applied yet."),
        "APPLIED": term("account standing", "It has applied, and the company decides."),
        "INFO_REQUESTED": term("account standing", "It is asked for what is missing in its application."),
        "ACTIVE": term("account standing", "Its account is active."),
        "ON_HOLD": term("account standing", "Its account is on hold: nothing new can be published to it."),
        "OFFBOARDING": term("account standing", "It is leaving."),
        "OFFBOARDED": term("account standing", "It has left, and nobody of it has access."),
        "REJECTED": term("account standing", "Its application was rejected."),
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
        "CORRECT": term("partner action", "Correct what we entered"),
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
    "PartnerConsequence": {
        "INVITE": term(
            "partner consequence", "The person gets a letter with a link, and can then apply for the organisation."
        ),
        "APPROVE": term("partner consequence", "The account is active at once, and contracts can be published to it."),
        "REQUEST_INFO": term(
            "partner consequence", "The applicant reads what is missing; the decision waits for the answers."
        ),
        "REJECT": term(
            "partner consequence",
            "The application ends for good, and the applicant's people lose their access. They read the reason.",
        ),
        "HOLD": term(
            "partner consequence",
            "No new contract can be published to the partner. What is in force runs on; its people keep access.",
        ),
        "RELEASE": term("partner consequence", "The account is active again at once."),
        "DISSOLVE": term(
            "partner consequence",
            "The relationship is dissolved for good. Contracts in force run on; the account ends only with an exit.",
        ),
        "AGREE_TO_STAY": term(
            "partner consequence", "The exit goes on until the company calls it off; it can do so once you have agreed."
        ),
        "CANCEL_EXIT": term("partner consequence", "The exit is called off, and the account is active again at once."),
        "FINISH_EXIT": term(
            "partner consequence",
            "The account is closed for good. All people and programs of the partner lose their access at once.",
        ),
        "START_EXIT": term(
            "partner consequence",
            "The next page says what follows, and asks for the last day. Nothing has begun before.",
        ),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("ACTIVE",),
    "info": ("APPLIED", "INVITED"),
    "warn": ("ON_HOLD", "INFO_REQUESTED", "OFFBOARDING"),
    "bad": ("REJECTED",),
}

DONE: Mapping[str, Term] = {
    "PartnerCreate": term("done", "The partner is added."),
    "PartnerCorrect": term("done", "What you entered is corrected."),
    "PartnerSetExternalKey": term("done", "The external key is added."),
    "PartnerRemoveExternalKey": term("done", "The external key is removed."),
    "PartnerInvite": term("done", "The invitation to apply is on its way."),
    "PartnerApprove": term("done", "The partner is approved, and the account is active."),
    "PartnerRequestInfo": term("done", "The applicant is asked for what is missing."),
    "PartnerReject": term("done", "The application is rejected."),
    "PartnerHold": term("done", "The account is on hold."),
    "PartnerRelease": term("done", "The hold is over, and the account is active again."),
    "RelationshipAgreePlan": term("done", "Both sides are agreed on the plan."),
    "RelationshipProposePlan": term("done", "The plan is proposed and waits for the other side."),
    "RelationshipAdvance": term("done", "The relationship is one stage nearer."),
    "RelationshipRegress": term("done", "The relationship is one stage back."),
    "RelationshipDissolve": term("done", "The relationship is dissolved."),
    "PartnerAgreeToStay": term("done", "You agreed to stay. The company can call the exit off now."),
    "PartnerCancelExit": term("done", "The exit is called off."),
    "PartnerFinishExit": term("done", "The exit is finished, and the account is closed."),
    "PartnerStartExit": term("done", "The exit has begun. Both sides see its last day."),
    "PartnerAssignManager": term("done", "The relationship manager is named."),
}
"""What is said once a form was taken, by its operation."""
