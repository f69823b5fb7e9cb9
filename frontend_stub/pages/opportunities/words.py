"""What the codes of opportunities are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "OpportunityStatus": {
        "DRAFT": term("opportunity status", "Draft"),
        "OFFERED": term("opportunity status", "Offered"),
        "SUBMITTED": term("opportunity status", "Registered"),
        "INFO_REQUESTED": term("opportunity status", "Information requested"),
        "CONFLICT": term("opportunity status", "In conflict"),
        "PROTECTED": term("opportunity status", "Protected"),
        "WON": term("opportunity status", "Won"),
        "LOST": term("opportunity status", "Lost"),
        "EXPIRED": term("opportunity status", "Expired"),
        "REJECTED": term("opportunity status", "Rejected"),
        "DECLINED": term("opportunity status", "Declined"),
        "WITHDRAWN": term("opportunity status", "Withdrawn"),
    },
    "OpportunitySource": {
        "REGISTERED": term("opportunity source", "Found by the partner"),
        "OFFERED": term("opportunity source", "Offered by the company"),
        "SUGGESTED": term("opportunity source", "Suggested by what the customer buys"),
    },
    "OpportunityStage": {
        "LEAD": term("opportunity stage", "Lead"),
        "QUALIFIED": term("opportunity stage", "Qualified"),
        "PROPOSAL": term("opportunity stage", "Proposal sent"),
        "NEGOTIATION": term("opportunity stage", "Negotiation"),
    },
    "OpportunityAction": {
        "REGISTER": term("opportunity step", "Register the opportunity"),
        "OFFER": term("opportunity step", "Offer the opportunity"),
        "DISCARD": term("opportunity step", "Discard the draft"),
        "ACCEPT": term("opportunity step", "Accept the opportunity"),
        "DECLINE": term("opportunity step", "Decline the opportunity"),
        "ASK_INFO": term("opportunity step", "Ask for information"),
        "GIVE_INFO": term("opportunity step", "Provide the information"),
        "FLAG_CONFLICT": term("opportunity step", "Report a conflict"),
        "APPROVE": term("opportunity step", "Approve the registration"),
        "REJECT": term("opportunity step", "Reject the registration"),
        "AWARD_HERE": term("opportunity step", "Award everything"),
        "SPLIT": term("opportunity step", "Award the free part"),
        "UPDATE": term("opportunity step", "Update the sale"),
        "ASK_EXTENSION": term("opportunity step", "Ask for more time"),
        "EXTEND": term("opportunity step", "Extend the protection"),
        "REFUSE_EXTENSION": term("opportunity step", "Refuse more time"),
        "WIN": term("opportunity step", "Record the order"),
        "LOSE": term("opportunity step", "Record the loss"),
        "WITHDRAW": term("opportunity step", "Withdraw the registration"),
    },
    "OpportunityConsequence": {
        "REGISTER": term(
            "opportunity consequence",
            "The company has two business days to decide. If it does not, the opportunity is yours.",
        ),
        "OFFER": term("opportunity consequence", "The partner has five business days to accept it."),
        "DISCARD": term("opportunity consequence", "The draft is deleted permanently."),
        "ACCEPT": term(
            "opportunity consequence",
            "The opportunity is protected for you immediately, unless another registration conflicts with it.",
        ),
        "DECLINE": term(
            "opportunity consequence", "The company can read the reason and can offer the opportunity to someone else."
        ),
        "ASK_INFO": term(
            "opportunity consequence", "The partner has ten business days to answer. Your time to decide stops."
        ),
        "GIVE_INFO": term(
            "opportunity consequence",
            "The company decides next. You keep your position, and customer, products and regions stay unchanged.",
        ),
        "FLAG_CONFLICT": term(
            "opportunity consequence", "The registration is decided as a conflict. The partner is not told any name."
        ),
        "APPROVE": term("opportunity consequence", "The partner is protected for 90 days."),
        "REJECT": term("opportunity consequence", "The partner can read the reason and dispute it."),
        "AWARD_HERE": term(
            "opportunity consequence", "Everything is protected for 90 days if no one else holds a part."
        ),
        "SPLIT": term("opportunity consequence", "Everything that no one else holds is protected for 90 days."),
        "UPDATE": term("opportunity consequence", "The company can see the progress of the sale."),
        "ASK_EXTENSION": term(
            "opportunity consequence",
            "The company has two business days to answer. If it does not, you get 60 more days.",
        ),
        "EXTEND": term("opportunity consequence", "The partner is protected for 60 more days."),
        "REFUSE_EXTENSION": term(
            "opportunity consequence", "The protection ends as planned. The partner can read the reason."
        ),
        "WIN": term("opportunity consequence", "The sale is won, and the protection has done its work."),
        "LOSE": term("opportunity consequence", "The protection ends. The reason helps both sides next time."),
        "WITHDRAW": term("opportunity consequence", "You give up the protection, and others can register it."),
    },
    "OpportunityRejectionCode": {
        "EARLIER_REGISTRATION": term("rejection", "Registered earlier by someone else"),
        "ACTIVE_DIRECT_DEAL": term("rejection", "The company is selling it already"),
        "EXISTING_CUSTOMER_SAME_SCOPE": term("rejection", "The customer buys it already"),
        "OUTSIDE_TERRITORY": term("rejection", "Outside the territory"),
        "PRODUCT_NOT_AUTHORISED": term("rejection", "Product not covered by the contract"),
        "CUSTOMER_NOT_IDENTIFIED": term("rejection", "Customer not identified"),
        "BELOW_MINIMUM": term("rejection", "Deal too small"),
    },
    "OpportunityLossReason": {
        "PRICE": term("loss", "Price"),
        "COMPETITOR": term("loss", "Competitor"),
        "NO_BUDGET": term("loss", "No budget"),
        "NO_DECISION": term("loss", "No decision"),
        "DELAYED": term("loss", "Put off"),
        "FEATURE": term("loss", "Missing feature"),
        "LEGAL_OR_SECURITY": term("loss", "Legal or security"),
        "DUPLICATE": term("loss", "Registered twice"),
        "PARTNER_GAP": term("loss", "The partner lacked something"),
        "OTHER": term("loss", "Another reason"),
    },
    "EngagementRule": {
        "EARLIEST_FILING": term("engagement rule", "Registered first"),
        "INCUMBENT": term("engagement rule", "Sold it to this customer before"),
        "TERRITORY": term("engagement rule", "Inside the territory"),
        "AUTHORISATION": term("engagement rule", "Covered by a contract"),
        "SPLIT": term("engagement rule", "Part of it is free"),
    },
    "EngagementStanding": {
        "ANNOUNCED": term("engagement standing", "Announced"),
        "IN_FORCE": term("engagement standing", "In force"),
        "FORMER": term("engagement standing", "Former"),
    },
    "EngagementAdvice": {
        "AWARD": term("engagement advice", "Award everything"),
        "SPLIT": term("engagement advice", "Award the free part"),
        "REJECT": term("engagement advice", "Reject the registration"),
    },
    "EngagementAdvised": {
        "AWARD": term("engagement advised", "The rules advise awarding everything: no one has an older right."),
        "SPLIT": term(
            "engagement advised", "The rules advise awarding the free part: no one has an older right to it."
        ),
        "REJECT": term(
            "engagement advised",
            "The rules advise rejecting the registration: someone else is protected.",
        ),
        "REJECT_EARLIER_REGISTRATION": term(
            "engagement advised", "The rules advise rejecting the registration: someone else registered earlier."
        ),
        "REJECT_ACTIVE_DIRECT_DEAL": term(
            "engagement advised",
            "The rules advise rejecting the registration: the company was already working on the deal.",
        ),
        "REJECT_OUTSIDE_TERRITORY": term(
            "engagement advised",
            "The rules advise rejecting the registration: a region is outside the partner’s territory.",
        ),
        "REJECT_PRODUCT_NOT_AUTHORISED": term(
            "engagement advised",
            "The rules advise rejecting the registration: no contract in force covers every product.",
        ),
    },
    "EngagementFact": {
        "INCUMBENT_NO": term("engagement fact", "The partner has not sold this to the customer."),
        "INCUMBENT_NOT_APPLICABLE": term("engagement fact", "The partner has not sold this to the customer."),
        "TERRITORY_YES": term("engagement fact", "Every region is inside the partner’s territory."),
        "TERRITORY_NO": term("engagement fact", "A region is outside the partner’s territory."),
        "TERRITORY_NOT_APPLICABLE": term("engagement fact", "No territory is agreed with the partner."),
        "AUTHORISATION_YES": term("engagement fact", "A contract in force covers every product."),
        "AUTHORISATION_NO": term("engagement fact", "No contract in force covers every product."),
        "AUTHORISATION_NOT_APPLICABLE": term("engagement fact", "No contract limits the products."),
        "SPLIT_NO": term("engagement fact", "No part is free."),
        "SPLIT_NOT_APPLICABLE": term("engagement fact", "No part is free."),
    },
    "EngagementAnswer": {
        "YES": term("engagement answer", "Yes"),
        "NO": term("engagement answer", "No"),
        "NOT_APPLICABLE": term("engagement answer", "Does not apply"),
    },
    "OpportunityHeldAs": {
        "HELD": term("held", "registered"),
        "PROTECTED": term("held", "protected"),
        "ENDED": term("held", "ended"),
    },
    "OpportunitySheetColumn": {
        "REFERENCE": term("sheet column", "Reference"),
        "CUSTOMER": term("sheet column", "Customer"),
        "COUNTRY": term("sheet column", "Country"),
        "DOMAIN": term("sheet column", "Domain"),
        "LEI": term("sheet column", "LEI"),
        "VAT_NUMBER": term("sheet column", "VAT number"),
        "REGISTER_NUMBER": term("sheet column", "Register number"),
        "PRODUCTS": term("sheet column", "Products"),
        "REGIONS": term("sheet column", "Regions"),
        "AMOUNT": term("sheet column", "Amount"),
        "CURRENCY": term("sheet column", "Currency"),
        "EXPECTED_CLOSE": term("sheet column", "Expected order date"),
        "STAGE": term("sheet column", "Stage"),
        "TEXT": term("sheet column", "What the customer needs"),
    },
    "OpportunitySheetResult": {
        "REGISTERED": term("sheet row", "Would be registered"),
        "KNOWN": term("sheet row", "Registered before"),
        "REFUSED": term("sheet row", "Refused"),
    },
    "CustomerKeyKind": {
        "LEI": term("customer key", "LEI"),
        "VAT": term("customer key", "VAT number"),
        "REG": term("customer key", "Register number"),
        "DOMAIN": term("customer key", "Domain"),
        "NAME": term("customer key", "Name"),
    },
    "CustomerAnswer": {
        "SAME": term("customer match", "The same"),
        "DIFFERENT": term("customer match", "Another legal entity"),
        "LOOK": term("customer match", "To be checked"),
        "UNRELATED": term("customer match", "Unrelated"),
    },
    "OpportunityConflictOutcome": {
        "AWARDED": term("conflict", "Everything awarded"),
        "SPLIT": term("conflict", "The free part awarded"),
        "REJECTED": term("conflict", "Rejected"),
        "WITHDRAWN": term("conflict", "Withdrawn"),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("WON", "YES"),
    "info": ("OFFERED", "SUBMITTED", "PROTECTED"),
    "warn": ("INFO_REQUESTED", "CONFLICT"),
    "bad": ("REJECTED", "LOST", "NO"),
}

DONE: Mapping[str, Term] = {
    "OpportunityRegister": term(
        "done", "The opportunity is registered. If the company does not decide in time, it is yours."
    ),
    "OpportunityRegisterDraft": term(
        "done", "The opportunity is registered. If the company does not decide in time, it is yours."
    ),
    "OpportunityOffer": term("done", "The opportunity is offered. The partner has five business days to accept it."),
    "OpportunityOfferLead": term(
        "done", "The opportunity is offered. The partner has five business days to accept it."
    ),
    "OpportunityDiscard": term("done", "The draft is discarded."),
    "OpportunityAccept": term("done", "You accepted the opportunity."),
    "OpportunityDecline": term("done", "You declined the opportunity."),
    "OpportunityAskInfo": term("done", "The partner has been asked. Your time to decide stops until it answers."),
    "OpportunityGiveInfo": term("done", "Your answer is sent. The company decides next."),
    "OpportunityFlagConflict": term("done", "The registration is to be decided as a conflict."),
    "OpportunityApprove": term("done", "The opportunity is protected for 90 days."),
    "OpportunityReject": term("done", "The registration is rejected. The partner can read the reason."),
    "OpportunityAwardHere": term("done", "The opportunity is protected for 90 days."),
    "OpportunitySplit": term("done", "Everything that no one else holds is protected for 90 days."),
    "OpportunityUpdate": term("done", "The sale is up to date."),
    "OpportunityAskExtension": term(
        "done", "You asked for more time. If the company does not answer within two business days, you get it."
    ),
    "OpportunityExtend": term("done", "The protection is extended by 60 days."),
    "OpportunityRefuseExtension": term("done", "You refused more time. The partner can read the reason."),
    "OpportunityWin": term("done", "The order is recorded. The sale is won."),
    "OpportunityLose": term("done", "The loss is recorded."),
    "OpportunityWithdraw": term("done", "The registration is withdrawn."),
    "OpportunityRegisterSheet": term("done", "Every valid row is registered, in the order of the sheet."),
    "ProductAdd": term("done", "The product is listed. Partners can register deals with it."),
    "ProductRename": term("done", "The product has its new name."),
    "ProductEnd": term("done", "Nothing new can be registered with this product."),
    "ProductNumberSet": term("done", "The number is added. Both sides can see it."),
    "ProductNumberChange": term("done", "The number is changed. Both sides can see it."),
    "ProductNumberRemove": term("done", "The number is removed. It no longer means a product."),
    "RulesOfEngagementPublish": term("done", "The new rules are published. Both sides can read them."),
}
"""What is said once a form was taken, by its operation."""
