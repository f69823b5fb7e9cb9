"""What the codes of programs, providers and domains are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "ProviderAuthentication": {
        "CLIENT_SECRET_BASIC": term("provider authentication", "Client secret, in the header"),
        "CLIENT_SECRET_POST": term("provider authentication", "Client secret, in the form"),
        "PRIVATE_KEY_JWT": term("provider authentication", "Signed with a key"),
        "NONE": term("provider authentication", "PKCE alone"),
    },
    "SetbackKind": {
        "CLOCK": term("setback", "By its date"),
        "REACTION": term("setback", "After another step"),
        "JOB": term("setback", "In the background"),
    },
    "SignatureAlgorithm": {name: term("signature", name) for name in ("RS256", "PS256", "ES256")},
    "ClientAuthentication": {
        "BASIC": term("client authentication", "A secret, in the header"),
        "POST": term("client authentication", "A secret, in the form"),
        "KEY": term("client authentication", "A key of its own"),
        "NONE": term("client authentication", "Nothing: it can keep no secret"),
    },
    "GrantType": {
        "authorization_code": term("grant type", "People sign in with it"),
        "refresh_token": term("grant type", "It stays connected for them"),
        "client_credentials": term("grant type", "It works by itself"),
    },
}

DONE: Mapping[str, Term] = {
    "PartnerApply": term("done", "Your application is with the company now."),
    "PartnerSupplyInfo": term("done", "Your answers are with the company now."),
    "ApiClientRegister": term("done", "The program is registered."),
    "ApiClientChange": term("done", "The program is changed."),
    "ApiClientDisable": term("done", "The program is ended, and its tokens with it."),
    "ApiClientReassign": term("done", "The program is handed over. Its old tokens have ended."),
    "ProvisioningTokenEnd": term("done", "The token is ended and changes nothing here any more."),
    "IdentityProviderCreate": term("done", "The identity provider is added."),
    "IdentityProviderChange": term("done", "The identity provider is changed."),
    "IdentityProviderDisable": term(
        "done", "The identity provider is switched off. Nobody signs in through it any more."
    ),
    "IdentityProviderEnable": term("done", "The identity provider is in use again."),
    "MailDomainAdd": term("done", "The mail domain is added. It counts once its record is found."),
    "MailDomainRemove": term("done", "The mail domain is removed."),
    "ConnectionSecret": term("done", "The secret is kept."),
    "ConnectionKey": term("done", "The key is made."),
    "DomainVerify": term("done", "The mail domain is proven."),
    "SetbackTryAgain": term("done", "It is tried again now. If it stays in this list, it was held up once more."),
}
"""What is said once a form was taken, by its operation."""
