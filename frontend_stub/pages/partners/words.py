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
        "INFO_REQUESTED": term("account standing", "The company needs more information before it decides."),
        "ACTIVE": term("account standing", "Your account is active."),
        "ON_HOLD": term("account standing", "The company has put your account on hold and will review the hold."),
        "OFFBOARDING": term("account standing", "Your account is being closed."),
        "OFFBOARDED": term("account standing", "Your account is closed."),
        "REJECTED": term("account standing", "The company decided against your application."),
    },
    "AccountStandingForCompany": {
        "PROSPECT": term("account standing", "The organisation has been added but not invited yet."),
        "INVITED": term("account standing", "The organisation has been invited but has not applied yet."),
        "APPLIED": term("account standing", "The organisation has applied, and the company will decide."),
        "INFO_REQUESTED": term("account standing", "The organisation has been asked for missing information."),
        "ACTIVE": term("account standing", "The partner account is active."),
        "ON_HOLD": term("account standing", "The partner account is on hold. Nothing new can be published to it."),
        "OFFBOARDING": term("account standing", "The organisation is leaving."),
        "OFFBOARDED": term("account standing", "The organisation has left, and none of its people has access."),
        "REJECTED": term("account standing", "The application was rejected."),
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
        "CORRECT": term("partner action", "Correct what we added"),
        "APPLY": term("partner action", "Apply"),
        "REQUEST_INFO": term("partner action", "Request information"),
        "SUPPLY_INFO": term("partner action", "Send the answers"),
        "REJECT": term("partner action", "Reject the application"),
        "APPROVE": term("partner action", "Approve the application"),
        "HOLD": term("partner action", "Put on hold"),
        "RELEASE": term("partner action", "Lift the hold"),
        "START_EXIT": term("partner action", "Start the exit"),
        "AGREE_TO_STAY": term("partner action", "Agree to stay"),
        "CANCEL_EXIT": term("partner action", "Cancel the exit"),
        "FINISH_EXIT": term("partner action", "Finish the exit"),
        "ADVANCE": term("partner action", "Move to the next stage"),
        "REGRESS": term("partner action", "Move back one stage"),
        "PROPOSE_PLAN": term("partner action", "Propose a relationship plan"),
        "AGREE_PLAN": term("partner action", "Agree to the plan"),
        "DISSOLVE": term("partner action", "Dissolve the relationship"),
    },
    "PartnerConsequence": {
        "INVITE": term(
            "partner consequence", "The person gets an email with a link and can then apply for the organisation."
        ),
        "APPROVE": term(
            "partner consequence", "The account becomes active immediately, and contracts can be published to it."
        ),
        "REQUEST_INFO": term(
            "partner consequence", "The applicant can read what is missing. The decision waits for the answers."
        ),
        "REJECT": term(
            "partner consequence",
            "The application ends permanently, and the applicant’s people lose their access. They can read the reason.",
        ),
        "HOLD": term(
            "partner consequence",
            "No new contract can be published to the partner. Contracts in force continue, and its people keep access.",
        ),
        "RELEASE": term("partner consequence", "The account becomes active again immediately."),
        "DISSOLVE": term(
            "partner consequence",
            "The relationship is dissolved permanently. Contracts in force continue, and the account ends"
            " only with an exit.",
        ),
        "AGREE_TO_STAY": term(
            "partner consequence",
            "The exit continues until the company cancels it. The company can do so when you have agreed.",
        ),
        "CANCEL_EXIT": term(
            "partner consequence", "The exit is cancelled, and the account becomes active again immediately."
        ),
        "FINISH_EXIT": term(
            "partner consequence",
            "The account is closed permanently. All people and apps of the partner lose their access immediately.",
        ),
        "START_EXIT": term(
            "partner consequence",
            "The next page shows the consequences and asks for the last day. Nothing starts before that.",
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
    "PartnerCorrect": term("done", "The details are corrected."),
    "PartnerSetExternalKey": term("done", "The external key is added."),
    "PartnerRemoveExternalKey": term("done", "The external key is removed."),
    "PartnerInvite": term("done", "The invitation to apply is on its way."),
    "PartnerApprove": term("done", "The partner is approved, and the account is active."),
    "PartnerRequestInfo": term("done", "The applicant has been asked for the missing information."),
    "PartnerReject": term("done", "The application is rejected."),
    "PartnerHold": term("done", "The account is on hold."),
    "PartnerRelease": term("done", "The hold is lifted, and the account is active again."),
    "RelationshipAgreePlan": term("done", "Both sides are agreed on the plan."),
    "RelationshipProposePlan": term("done", "The plan is proposed and is waiting for the other side."),
    "RelationshipAdvance": term("done", "The relationship has moved to the next stage."),
    "RelationshipRegress": term("done", "The relationship has moved back one stage."),
    "RelationshipDissolve": term("done", "The relationship is dissolved."),
    "PartnerAgreeToStay": term("done", "You agreed to stay. The company can now cancel the exit."),
    "PartnerCancelExit": term("done", "The exit is cancelled."),
    "PartnerFinishExit": term("done", "The exit is finished, and the account is closed."),
    "PartnerStartExit": term("done", "The exit has started. Both sides can see its last day."),
    "PartnerAssignManager": term("done", "The relationship manager is assigned."),
}
"""What is said once a form was taken, by its operation."""
