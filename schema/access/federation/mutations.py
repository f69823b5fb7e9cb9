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
    name: str = given("What people call it, 1-200 characters.")
    issuer: str = given("The issuer's https address, as it names itself.")
    client_id: str = given("What the portal is called there.")
    authentication: ProviderAuthentication = given("How the portal proves itself there.")
    id_token_alg: SignatureAlgorithm | None = optional("The one signature its tokens may have; RS256 if absent.")
    scopes: list[str] | None = optional("What is asked for; openid email profile if absent.")
    acr_values: list[str] | None = optional("Strengths asked for, one of which must come back.")
    strong_values: list[str] | None = optional("acr or amr values that count as phishing-resistant.")
    max_age: int | None = optional("Seconds since the person last proved there who they are.")
    enforces_second_factor: bool | None = optional(
        "That the provider lets nobody past with a password alone, whatever it says; false if absent."
    )
    default_roles: list[Role] | None = optional("Roles given to someone who signs in for the first time.")
    idempotency_key: str | None = key()


@strawberry.input(description="Other settings of an identity provider; what is absent is as for a new one.")
class IdentityProviderChangeInput:
    provider_id: strawberry.ID = given(PROVIDER)
    expected_version: int = given(EXPECTED)
    name: str = given("What people call it, 1-200 characters.")
    authentication: ProviderAuthentication = given("How the portal proves itself there.")
    id_token_alg: SignatureAlgorithm | None = optional("The one signature its tokens may have; RS256 if absent.")
    scopes: list[str] | None = optional("What is asked for; openid email profile if absent.")
    acr_values: list[str] | None = optional("Strengths asked for, one of which must come back.")
    strong_values: list[str] | None = optional("acr or amr values that count as phishing-resistant.")
    max_age: int | None = optional("Seconds since the person last proved there who they are.")
    enforces_second_factor: bool | None = optional(
        "That the provider lets nobody past with a password alone, whatever it says; false if absent."
    )
    default_roles: list[Role] | None = optional("Roles given to someone who signs in for the first time.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step of an identity provider.")
class IdentityProviderStepInput:
    provider_id: strawberry.ID = given(PROVIDER)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A mail domain to claim.")
class MailDomainAddInput:
    domain: str = given("For example `example.com`.")
    provider_id: strawberry.ID | None = optional(
        "The identity provider its people sign in through; absent where a directory alone brings them."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="A mail domain to let go.")
class MailDomainRemoveInput:
    domain_id: strawberry.ID = given("The domain.")
    idempotency_key: str | None = key()


IdentityProviderPayload = payload(
    IdentityProvider, "provider", queries.connection, description="Result of a step of an identity provider.",
    shown="The provider now.",
)  # fmt: skip


MailDomainPayload = payload(
    MailDomain, "domain", queries.domain, description="Result of claiming a mail domain.",
    shown="The domain now, with the record that proves it.",
)  # fmt: skip


@strawberry.type
class FederationMutation:
    identity_provider_create = mutation(
        IdentityProviderPayload, IdentityProviderCreateInput, "Enter an identity provider.",
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
        IdentityProviderPayload, IdentityProviderStepInput, "Take a provider into use again.",
        operations.enable_connection, P,
    )  # fmt: skip
    mail_domain_add = mutation(
        MailDomainPayload,
        MailDomainAddInput,
        "Claim a mail domain, for a provider or for a directory alone.",
        claiming.add_domain,
        P,
    )
    mail_domain_remove = mutation(
        IdentityProviderPayload, MailDomainRemoveInput, "Remove a mail domain.", claiming.remove_domain, P
    )
