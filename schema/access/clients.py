"""Programs of the caller's organisation: what they are, and what administrators do with them."""

from collections.abc import Mapping
from typing import Any

import strawberry

from auth.organisations import clients, queries
from portal.access import Permission
from schema.access.enums import ClientAuthentication
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, computed, plain, read
from schema.engine.mutations import mutation, payload
from schema.engine.nodes import node
from schema.engine.scalars import DateTime
from schema.partners.types import Member
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.nodes import Node

CREATED = sorting.instant("CREATED_AT", "created_at")
PROGRAM = "The API client, by its `id`."


@node("cli", find=queries.client, named=("api_client_id",))
@strawberry.type(
    description="An API client of the caller's organisation. It can never do more than the member responsible for it."
)
class ApiClient(Node):
    REQUIRES = Permission.CLIENT_MANAGE

    version: int = plain("Increases by one with each change.")
    client_id: str = plain("`client_id` at `/oauth/token`.")
    name: str = plain("Name shown to people when they are asked to allow it.")
    authentication: ClientAuthentication = plain("Authentication method of the client.")
    is_native: bool = plain("Native client; it can use http redirect URIs on loopback, at any port.")
    redirect_uris: list[str] = plain("Full redirect URIs.")
    post_logout_redirect_uris: list[str] = plain("Redirect URIs after sign-out.")
    grant_types: list[str] = plain("`authorization_code`, `refresh_token`, `client_credentials`.")
    scopes: list[str] = plain("The scopes that it can request.")
    id_token_alg: str = plain("Signing algorithm of its ID tokens.")
    is_par_required: bool = plain("True if it must push its authorization requests.")
    is_dpop_bound: bool = plain("True if its tokens are bound to its own key (DPoP).")
    is_dpop_nonce_required: bool = plain("Its DPoP proofs must carry a server nonce.")
    secret_made_at: DateTime | None = plain("When its latest secret was generated.")
    old_secret_until: DateTime | None = plain("How long the previous secret is also valid.")
    created_at: DateTime = plain("When it was registered.")
    last_used_at: DateTime | None = plain("When it last got a token, to the minute.")
    disabled_at: DateTime | None = plain("When it was disabled.")

    @read(Member | None, "The owner. A client that runs on its own acts for its owner and stops when they leave.")
    def responsible(self: Row) -> Any:
        return queries.responsible_for(self)

    @computed(list[str], "Key IDs of its public keys.", needs=lambda row: {"jwks": row.jwks})
    def key_ids(self: Mapping[str, Any], _asking: Any) -> Any:
        keys = (self["jwks"] or {}).get("keys", [])
        return [str(each.get("kid", place + 1)) for place, each in enumerate(keys)]


@strawberry.type
class ClientQuery:
    @connection(
        Connection[ApiClient] | None, "API clients of the caller's organisation, newest first.",
        requires=Permission.CLIENT_MANAGE,
    )  # fmt: skip
    def api_clients(self: Row) -> Any:
        return Page(queries.clients(), CREATED, descending=True)

    @read(ApiClient | None, "One API client of the caller's organisation.", requires=Permission.CLIENT_MANAGE)
    def api_client(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.client(wanted.value)


NAME = "Name, 1-200 characters, shown to people when they are asked to allow it."
URIS = "Full https URIs. Native clients, and portals set up for testing, can also use http on loopback."
KEYS = 'Its public keys as the text of a JWK set, `{"keys": [...]}`; only for `KEY`.'


@strawberry.input(description="A new API client.")
class ApiClientRegisterInput:
    name: str = given(NAME)
    authentication: ClientAuthentication = given("Authentication method of the client.")
    grant_types: list[str] = given("`authorization_code`, `refresh_token`, `client_credentials`.")
    scopes: list[str] = given("The scopes that it can request; only scopes that the caller's roles include.")
    member_id: strawberry.ID | None = optional("The owner; absent: the caller.")
    is_native: bool | None = optional("Runs on people's own machines.")
    redirect_uris: list[str] | None = optional(URIS)
    post_logout_redirect_uris: list[str] | None = optional(URIS)
    jwks: str | None = optional(KEYS)
    id_token_alg: str | None = optional("`RS256`, which all libraries support, or `ES256`.")
    is_par_required: bool | None = optional("True if it must push its authorization requests.")
    is_dpop_bound: bool | None = optional("True if its tokens are bound to its own key (DPoP).")
    is_dpop_nonce_required: bool | None = optional("Its DPoP proofs must carry a server nonce.")
    idempotency_key: str | None = key()


@strawberry.input(description="A change of an API client; omitted fields stay the same.")
class ApiClientChangeInput:
    api_client_id: strawberry.ID = given(PROGRAM)
    expected_version: int = given(EXPECTED)
    name: str | None = optional(NAME)
    authentication: ClientAuthentication | None = optional("Authentication method of the client.")
    grant_types: list[str] | None = optional("`authorization_code`, `refresh_token`, `client_credentials`.")
    scopes: list[str] | None = optional("The scopes that it can request.")
    is_native: bool | None = optional("Runs on people's own machines.")
    redirect_uris: list[str] | None = optional(URIS)
    post_logout_redirect_uris: list[str] | None = optional(URIS)
    jwks: str | None = optional(KEYS)
    id_token_alg: str | None = optional("`RS256` or `ES256`.")
    is_par_required: bool | None = optional("True if it must push its authorization requests.")
    is_dpop_bound: bool | None = optional("True if its tokens are bound to its own key (DPoP).")
    is_dpop_nonce_required: bool | None = optional("Its DPoP proofs must carry a server nonce.")
    idempotency_key: str | None = key()


@strawberry.input(description="An API client with a new owner.")
class ApiClientReassignInput:
    api_client_id: strawberry.ID = given(PROGRAM)
    expected_version: int = given(EXPECTED)
    member_id: strawberry.ID = given("An active member of the organisation.")
    idempotency_key: str | None = key()


@strawberry.input(description="An API client to disable permanently.")
class ApiClientDisableInput:
    api_client_id: strawberry.ID = given(PROGRAM)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


ApiClientPayload = payload(
    ApiClient, "api_client", queries.client, description="Result of a step of an API client.",
    shown="The current API client; unchanged if the step was refused.", requires=Permission.CLIENT_MANAGE,
)  # fmt: skip


def _step(kind: type, description: str, operation: Any) -> Any:
    return mutation(ApiClientPayload, kind, description, operation, Permission.CLIENT_MANAGE)


@strawberry.type
class ClientMutation:
    api_client_register = _step(
        ApiClientRegisterInput, "Register an API client. Generate its secret at `/auth/clients/{id}/secrets`, never"
                                " here.",
        clients.register_client,
    )  # fmt: skip
    api_client_change = _step(
        ApiClientChangeInput, "Change an API client. If it can do less, its tokens end.", clients.change_client
    )
    api_client_reassign = _step(
        ApiClientReassignInput, "Change the owner of an API client; its tokens end.", clients.reassign_client
    )
    api_client_disable = _step(
        ApiClientDisableInput, "Disable an API client permanently, with its tokens and the access people gave it.",
        clients.disable_client,
    )  # fmt: skip
