"""What the codes of boundaries are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "BoundaryKind": {
        "TERRITORY": term("boundary", "Territory"),
        "CHANNEL": term("boundary", "Sales channels"),
        "EXCLUSIVITY": term("boundary", "Exclusivity"),
        "CREDIT_LIMIT": term("boundary", "Credit limit"),
        "CONFIDENTIALITY": term("boundary", "Confidentiality"),
    },
    "BoundaryBlocks": {
        "TERRITORY": term(
            "boundary blocks", "Deals outside are refused when they are registered, offered or extended."
        ),
        "CHANNEL": term(
            "boundary blocks", "Deals through other channels are refused when they are registered or offered."
        ),
        "EXCLUSIVITY": term(
            "boundary blocks",
            "The company cannot publish such a contract with another partner, nor promise or offer it the same.",
        ),
        "CREDIT_LIMIT": term(
            "boundary blocks",
            "Orders, deals won and orders opened again are refused once they would go over the limit.",
        ),
        "CONFIDENTIALITY": term(
            "boundary blocks", "Such information is not shared, exported or announced until the agreement is in force."
        ),
    },
    "BoundaryStatus": {
        "PROPOSED": term("boundary status", "Proposed"),
        "AGREED": term("boundary status", "Agreed"),
        "ACTIVE": term("boundary status", "In force"),
        "ENDED": term("boundary status", "Ended"),
        "DECLINED": term("boundary status", "Declined"),
        "WITHDRAWN": term("boundary status", "Withdrawn"),
        "LAPSED": term("boundary status", "Lapsed"),
    },
    "BoundaryAction": {
        "REVISE": term("boundary step", "Propose other terms"),
        "AGREE": term("boundary step", "Agree"),
        "DECLINE": term("boundary step", "Decline"),
        "WITHDRAW": term("boundary step", "Withdraw the proposal"),
        "END": term("boundary step", "End the boundary"),
        "OVERRIDE": term("boundary step", "Permit an exception"),
    },
    "BoundaryConsequence": {
        "AGREE": term(
            "boundary consequence",
            "From its first day, the portal refuses everything outside the boundary. Both sides are told.",
        ),
        "DECLINE": term("boundary consequence", "Nothing is agreed. The other side can read the reason."),
        "WITHDRAW": term("boundary consequence", "The other side no longer has to answer."),
        "END": term(
            "boundary consequence",
            "The boundary ends when the protected side has agreed. The other side can read the reason.",
        ),
        "OVERRIDE": term("boundary consequence", "Both sides can read this, and it cannot be undone."),
    },
    "BoundaryResult": {
        "ALLOW": term("boundary result", "Allowed"),
        "WARN": term("boundary result", "Allowed with a warning"),
        "BLOCK": term("boundary result", "Refused"),
    },
    "BoundaryAct": {
        "REGISTER": term("act", "Register a deal"),
        "OFFER": term("act", "Offer a deal"),
        "EXTEND": term("act", "Extend a deal"),
        "WIN": term("act", "Win a deal"),
        "REOPEN": term("act", "Open a deal or order again"),
        "ORDER": term("act", "Order"),
        "CLOSE": term("act", "Close a deal or order"),
        "PUBLISH": term("act", "Publish a contract"),
        "GRANT": term("act", "Promise a territory or exclusivity"),
        "SHARE": term("act", "Share a file"),
        "EXPORT": term("act", "Export everything"),
        "OVERLAP": term("act", "Compare customer lists"),
        "ANNOUNCE": term("act", "Announce something"),
    },
    "SalesChannel": {
        "DIRECT": term("channel", "Direct sales"),
        "RETAIL": term("channel", "Shops"),
        "WHOLESALE": term("channel", "Wholesale"),
        "ONLINE": term("channel", "Own online shop"),
        "MARKETPLACE": term("channel", "Online marketplaces"),
        "TENDER": term("channel", "Tenders"),
    },
    "CountedTowards": {
        "ORDERS": term("counted", "Open orders"),
        "WON_DEALS": term("counted", "Deals won"),
        "OPEN_INVOICES": term("counted", "Unpaid invoices"),
    },
    "InformationClass": {
        "TECHNICAL": term("information", "Technology"),
        "COMMERCIAL": term("information", "Prices and terms"),
        "CUSTOMERS": term("information", "Customers"),
        "PERSONAL": term("information", "Persons"),
        "STRATEGIC": term("information", "Plans and strategy"),
    },
    "Dealing": {
        "SUPPLY": term("dealing", "Supply"),
        "SERVICE": term("dealing", "Services"),
        "DISTRIBUTION": term("dealing", "Distribution"),
        "RESELLER": term("dealing", "Resale"),
        "FRAMEWORK": term("dealing", "Framework"),
        "CONFIDENTIALITY": term("dealing", "Confidentiality"),
        "OTHER": term("dealing", "Other"),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("ACTIVE", "ALLOW"),
    "info": ("AGREED",),
    "warn": ("PROPOSED", "WARN"),
    "bad": ("BLOCK",),
}

DONE: Mapping[str, Term] = {
    "BoundaryPropose": term("done", "The boundary is proposed. The other side is asked."),
    "BoundaryRevise": term("done", "The other terms are proposed. The other side is asked."),
    "BoundaryAgree": term("done", "You agreed to the boundary."),
    "BoundaryDecline": term("done", "You declined the boundary."),
    "BoundaryWithdraw": term("done", "The proposal is withdrawn."),
    "BoundaryEnd": term("done", "Your side agreed to the end of the boundary."),
    "BoundaryOverride": term("done", "You permitted an exception. Both sides can read it."),
}
"""What is said once a form was taken, by its operation."""
