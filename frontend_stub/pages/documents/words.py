"""What the codes of compliance documents are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "DocumentKind": {
        "INSURANCE": term("document", "Proof of insurance"),
        "REGISTER_EXTRACT": term("document", "Register extract"),
        "TAX_CERTIFICATE": term("document", "Tax certificate"),
        "QUALITY_CERTIFICATE": term("document", "Quality certificate"),
        "BANK_CONFIRMATION": term("document", "Bank confirmation"),
        "CODE_OF_CONDUCT": term("document", "Code of conduct"),
        "OTHER": term("document", "Other document"),
    },
    "DocumentStatus": {
        "REQUESTED": term("document status", "Asked for"),
        "UPLOADED": term("document status", "To be looked at"),
        "REFUSED": term("document status", "Refused"),
        "ACCEPTED": term("document status", "Accepted"),
        "EXPIRING": term("document status", "Expires soon"),
        "EXPIRED": term("document status", "Expired"),
        "REPLACED": term("document status", "Replaced"),
        "WITHDRAWN": term("document status", "Not asked for any more"),
    },
    "DocumentAction": {
        "UPLOAD": term("document step", "Upload"),
        "CONFIRM": term("document step", "Confirm as the second person"),
        "ACCEPT": term("document step", "Accept"),
        "REFUSE": term("document step", "Refuse"),
        "REPLACE": term("document step", "Upload a new one"),
        "WITHDRAW": term("document step", "Do without it"),
    },
    "DocumentConsequence": {
        "UPLOAD": term("document consequence", "The company looks at it within five business days."),
        "UPLOAD_AGAIN": term(
            "document consequence", "Another file takes the place of this one, as long as nobody has decided about it."
        ),
        "CONFIRM": term(
            "document consequence",
            "You stand for it beside your colleague that this bank account is yours. Then the company looks at it.",
        ),
        "ACCEPT": term("document consequence", "It counts from now on. The partner is told."),
        "REFUSE": term("document consequence", "The partner reads the reason and is asked for another one."),
        "REPLACE": term(
            "document consequence", "The one that counts now goes on counting until the new one is accepted."
        ),
        "WITHDRAW": term("document consequence", "The partner is told, and is not reminded of it any more."),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("ACCEPTED",),
    "info": ("UPLOADED",),
    "warn": ("REQUESTED", "EXPIRING"),
    "bad": ("REFUSED", "EXPIRED"),
}

DONE: Mapping[str, Term] = {
    "DocumentRequest": term("done", "The partner is asked for the document."),
    "DocumentWithdraw": term("done", "The document is not asked for any more."),
    "DocumentUpload": term("done", "The document is uploaded. The company looks at it within five business days."),
    "DocumentAdd": term("done", "The document is uploaded. The company looks at it within five business days."),
    "DocumentReplace": term("done", "The new document is uploaded. The old one counts until it is accepted."),
    "DocumentConfirm": term("done", "You confirmed the bank account. The company looks at it now."),
    "DocumentAccept": term("done", "The document is accepted."),
    "DocumentRefuse": term("done", "The document is refused, and the partner is asked for another one."),
    "DocumentRequirementSet": term("done", "Saved. Partners who do not have it are asked for it within a minute."),
    "DocumentRequirementEnd": term("done", "It is not required any more."),
}
"""What is said once a form was taken, by its operation."""
