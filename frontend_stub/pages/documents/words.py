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
        "REQUESTED": term("document status", "Requested"),
        "UPLOADED": term("document status", "Waiting for review"),
        "REFUSED": term("document status", "Refused"),
        "ACCEPTED": term("document status", "Accepted"),
        "EXPIRING": term("document status", "Expires soon"),
        "EXPIRED": term("document status", "Expired"),
        "REPLACED": term("document status", "Replaced"),
        "WITHDRAWN": term("document status", "No longer requested"),
    },
    "DocumentAction": {
        "UPLOAD": term("document step", "Upload"),
        "CONFIRM": term("document step", "Confirm as the second person"),
        "ACCEPT": term("document step", "Accept"),
        "REFUSE": term("document step", "Refuse"),
        "REPLACE": term("document step", "Upload a new document"),
        "WITHDRAW": term("document step", "Withdraw the request"),
    },
    "DocumentConsequence": {
        "UPLOAD": term("document consequence", "The company will review it within five business days."),
        "UPLOAD_AGAIN": term(
            "document consequence", "Another file replaces this one, as long as no one has decided on it."
        ),
        "CONFIRM": term(
            "document consequence",
            "Together with your colleague, you confirm that this bank account is your organisation’s."
            " Then the company reviews it.",
        ),
        "ACCEPT": term("document consequence", "The document is valid from now on. The partner is notified."),
        "REFUSE": term("document consequence", "The partner can read the reason and is asked for another document."),
        "REPLACE": term("document consequence", "The current document stays valid until the new one is accepted."),
        "WITHDRAW": term("document consequence", "The partner is told and gets no more reminders."),
    },
}

TONES: Mapping[str, tuple[str, ...]] = {
    "ok": ("ACCEPTED",),
    "info": ("UPLOADED",),
    "warn": ("REQUESTED", "EXPIRING"),
    "bad": ("REFUSED", "EXPIRED"),
}

DONE: Mapping[str, Term] = {
    "DocumentRequest": term("done", "The partner has been asked for the document."),
    "DocumentWithdraw": term("done", "The document is no longer requested."),
    "DocumentUpload": term("done", "The document is uploaded. The company will review it within five business days."),
    "DocumentAdd": term("done", "The document is uploaded. The company will review it within five business days."),
    "DocumentReplace": term(
        "done", "The new document is uploaded. The old one stays valid until the new one is accepted."
    ),
    "DocumentConfirm": term("done", "You confirmed the bank account. The company will now review it."),
    "DocumentAccept": term("done", "The document is accepted."),
    "DocumentRefuse": term("done", "The document is refused, and the partner has been asked for another one."),
    "DocumentRequirementSet": term(
        "done", "Saved. The document is requested from partners who do not have it within a minute."
    ),
    "DocumentRequirementEnd": term("done", "The document is no longer required."),
}
"""What is said once a form was taken, by its operation."""
