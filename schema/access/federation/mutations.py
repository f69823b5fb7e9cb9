"""What administrators do with identity providers and mail domains; secrets never pass through here."""

import strawberry

from auth.federation import claiming, operations, queries
from portal.access import Permission
from schema.access.enums import ProviderAuthentication, SignatureAlgorithm
from schema.access.federation.types import IdentityProvider, MailDomain
from schema.engine.mutations import mutation, payload
from schema.shared.enums import Role
from schema.shared.inputs import EXPECTED, given, key, optional

P = Permission.CONNECTION_MANAGE
PROVIDER = "The identity provider."


@strawberry.input(description="A new identity provider of your organisation.")
class IdentityProviderCreateInput:
    name: str = given("Display name, 1-200 characters.")
    issuer: str = given("The issuer's https URL, exactly as the provider states it.")
    client_id: str = given("Client ID of the portal at the provider.")
    authentication: ProviderAuthentication = given("Authentication method of the portal at the provider.")
    id_token_alg: SignatureAlgorithm | None = optional("Required signing algorithm of its ID tokens; RS256 if absent.")
    scopes: list[str] | None = optional("Requested scopes; openid email profile if absent.")
    acr_values: list[str] | None = optional("Requested acr values, one of which must be returned.")
    strong_values: list[str] | None = optional("acr or amr values that count as phishing-resistant.")
    max_age: int | None = optional("Maximum age of the sign-in there, in seconds.")
    enforces_second_factor: bool | None = optional(
        "True if the provider always requires a second factor, even if it does not report it; false if absent."
    )
    default_roles: list[Role] | None = optional("Roles given to someone who signs in for the first time.")
    idempotency_key: str | None = key()


@strawberry.input(description="New settings of an identity provider; omitted fields get the defaults for a new one.")
class IdentityProviderChangeInput:
    provider_id: strawberry.ID = given(PROVIDER)
    expected_version: int = given(EXPECTED)
    name: str = given("Display name, 1-200 characters.")
    authentication: ProviderAuthentication = given("Authentication method of the portal at the provider.")
    id_token_alg: SignatureAlgorithm | None = optional("Required signing algorithm of its ID tokens; RS256 if absent.")
    scopes: list[str] | None = optional("Requested scopes; openid email profile if absent.")
    acr_values: list[str] | None = optional("Requested acr values, one of which must be returned.")
    strong_values: list[str] | None = optional("acr or amr values that count as phishing-resistant.")
    max_age: int | None = optional("Maximum age of the sign-in there, in seconds.")
    enforces_second_factor: bool | None = optional(
        "True if the provider always requires a second factor, even if it does not report it; false if absent."
    )
    default_roles: list[Role] | None = optional("Roles given to someone who signs in for the first time.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step of an identity provider.")
class IdentityProviderStepInput:
    provider_id: strawberry.ID = given(PROVIDER)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="An email domain to claim.")
class MailDomainAddInput:
    domain: str = given("For example `example.com`.")
    provider_id: strawberry.ID | None = optional(
        "The identity provider its people sign in through; absent for a directory only."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="An email domain to remove.")
class MailDomainRemoveInput:
    domain_id: strawberry.ID = given("The domain.")
    idempotency_key: str | None = key()


IdentityProviderPayload = payload(
    IdentityProvider, "provider", queries.connection, description="Result of a step of an identity provider.",
    shown="The provider now.",
)  # fmt: skip


MailDomainPayload = payload(
    MailDomain, "domain", queries.domain, description="Result of claiming an email domain.",
    shown="The current domain, with the record that verifies it.",
)  # fmt: skip


@strawberry.type
class FederationMutation:
    identity_provider_create = mutation(
        IdentityProviderPayload, IdentityProviderCreateInput, "Add an identity provider.",
        operations.create_connection, P,
    )  # fmt: skip
    identity_provider_change = mutation(
        IdentityProviderPayload, IdentityProviderChangeInput, "Change an identity provider's settings.",
        operations.change_connection, P,
    )  # fmt: skip
    identity_provider_disable = mutation(
        IdentityProviderPayload, IdentityProviderStepInput,
        "Turn a provider off: no one can sign in with it, and everyone who did is signed out.",
        operations.disable_connection, P,
    )  # fmt: skip
    identity_provider_enable = mutation(
        IdentityProviderPayload, IdentityProviderStepInput, "Turn a provider back on.",
        operations.enable_connection, P,
    )  # fmt: skip
    mail_domain_add = mutation(
        MailDomainPayload,
        MailDomainAddInput,
        "Claim an email domain, for a provider or for a directory only.",
        claiming.add_domain,
        P,
    )
    mail_domain_remove = mutation(
        IdentityProviderPayload, MailDomainRemoveInput, "Remove a email domain.", claiming.remove_domain, P
    )
