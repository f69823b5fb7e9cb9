"""An organisation's identity providers and mail domains: types and queries for its administrators."""

from typing import Any

import strawberry

from auth.federation import domains, queries
from portal.access import Permission
from schema.access.enums import ProviderAuthentication, SignatureAlgorithm
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, computed, later, plain, read
from schema.engine.nodes import node
from schema.engine.scalars import DateTime
from schema.shared.enums import Role

P = Permission.CONNECTION_MANAGE
CREATED = sorting.instant("CREATED_AT", "created_at")
DOMAIN = sorting.words("DOMAIN", "domain")


@node("dom", named=("domain_id",))
@strawberry.type(description="An email domain of the organisation. It takes effect once DNS has verified it.")
class MailDomain:
    REQUIRES = P

    id: strawberry.ID = strawberry.field(description="Opaque ID.")
    domain: str = plain("The domain, in ASCII.")
    created_at: DateTime = plain("When it was claimed.")
    verified_at: DateTime | None = plain(
        "When DNS verified it; null before, and once its record has been missing for a week."
    )
    missing_since: DateTime | None = plain("Since when its DNS record has been missing; null while it is present.")

    @computed(str, "Name of the TXT record that verifies it.", needs=lambda row: {"domain": row.domain})
    def record_name(self: Any, _asking: Any) -> Any:
        return domains.record_name(self["domain"])

    @computed(str, "The value the TXT record must have.", needs=lambda row: {"token": row.token})
    def record_text(self: Any, _asking: Any) -> Any:
        return domains.expected(self["token"])

    @read(
        later("IdentityProvider", "schema.access.federation.types") | None, "The provider its people sign in through."
    )
    def provider(self: Row) -> Any:
        return queries.connection_of(self)


@node("idp", named=("provider_id",))
@strawberry.type(description="An OpenID provider that the organisation's people sign in through.")
class IdentityProvider:
    REQUIRES = P

    id: strawberry.ID = strawberry.field(description="Opaque ID.")
    version: int = plain("Increases by one with each change.")
    name: str = plain("Display name.")
    issuer: str = plain("Issuer; it never changes.")
    client_id: str = plain("Client ID of the portal at the provider; it never changes.")
    authentication: ProviderAuthentication = plain("Authentication method of the portal at the provider.")
    id_token_alg: SignatureAlgorithm = plain("Required signing algorithm of its ID tokens.")
    scopes: list[str] = plain("What is asked for.")
    acr_values: list[str] = plain("Requested acr values; if there are any, the answer must have one of them.")
    strong_values: list[str] = plain("acr or amr values that count as phishing-resistant.")
    enforces_second_factor: bool = plain("True if its owners declare that it always requires a second factor.")
    max_age: int | None = plain("Maximum age of the sign-in there, in seconds; null for any age.")
    default_roles: list[Role] = plain("Roles given to someone who signs in for the first time.")
    created_at: DateTime = plain("When it was added.")
    disabled_at: DateTime | None = plain("When it was turned off; null while it is on.")

    @read(list[MailDomain], "The email domains whose people use it.")
    def domains(self: Row) -> Any:
        return queries.domains_of(self)


@strawberry.type
class FederationQuery:
    @connection(Connection[IdentityProvider] | None, "Your organisation's identity providers.", requires=P)
    def identity_providers(self: Row) -> Any:
        return Page(queries.connections(), CREATED)

    @read(IdentityProvider | None, "One of your organisation's identity providers.", requires=P)
    def identity_provider(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.connection(wanted.value)

    @connection(Connection[MailDomain] | None, "Your organisation's email domains, by name.", requires=P)
    def mail_domains(self: Row) -> Any:
        return Page(queries.domains(), DOMAIN)
