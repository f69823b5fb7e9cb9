"""What the codes of programs, providers and domains are called in front of people."""

from collections.abc import Mapping

from frontend_stub.site.words import Term, term

WORDS: Mapping[str, Mapping[str, Term]] = {
    "ProviderAuthentication": {
        "CLIENT_SECRET_BASIC": term("provider authentication", "Client secret (HTTP Basic header)"),
        "CLIENT_SECRET_POST": term("provider authentication", "Client secret (request body)"),
        "PRIVATE_KEY_JWT": term("provider authentication", "Private key (signed JWT)"),
        "NONE": term("provider authentication", "PKCE only"),
    },
    "SetbackKind": {
        "CLOCK": term("setback", "By its date"),
        "REACTION": term("setback", "After another step"),
        "JOB": term("setback", "In the background"),
    },
    "SignatureAlgorithm": {name: term("signature", name) for name in ("RS256", "PS256", "ES256")},
    "ClientAuthentication": {
        "BASIC": term("client authentication", "Client secret (HTTP Basic header)"),
        "POST": term("client authentication", "Client secret (request body)"),
        "KEY": term("client authentication", "Private key (signed JWT)"),
        "NONE": term("client authentication", "None (public client)"),
    },
    "GrantType": {
        "authorization_code": term("grant type", "People sign in with it"),
        "refresh_token": term("grant type", "Stays connected for them"),
        "client_credentials": term("grant type", "Runs on its own"),
    },
}

DONE: Mapping[str, Term] = {
    "PartnerApply": term("done", "Your application is with the company now."),
    "PartnerSupplyInfo": term("done", "Your answers are with the company now."),
    "ApiClientRegister": term("done", "The app is registered."),
    "ApiClientChange": term("done", "The app is changed."),
    "ApiClientDisable": term("done", "The app is disabled, and its tokens no longer work."),
    "ApiClientReassign": term("done", "The owner is changed. The app’s old tokens no longer work."),
    "ProvisioningTokenEnd": term("done", "The token is revoked and can no longer change anything here."),
    "IdentityProviderCreate": term("done", "The identity provider is added."),
    "IdentityProviderChange": term("done", "The identity provider is changed."),
    "IdentityProviderDisable": term(
        "done", "The identity provider is turned off. No one can sign in with it any more."
    ),
    "IdentityProviderEnable": term("done", "The identity provider is turned on again."),
    "MailDomainAdd": term("done", "The email domain is added. It counts once its record is found."),
    "MailDomainRemove": term("done", "The email domain is removed."),
    "ConnectionSecret": term("done", "The secret is saved."),
    "ConnectionKey": term("done", "The key is generated."),
    "DomainVerify": term("done", "The email domain is verified."),
    "SetbackTryAgain": term("done", "The step is being tried again now. If it stays in this list, it failed again."),
}
"""What is said once a form was taken, by its operation."""
