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
PROGRAM = "The program, by its `id`."


@node("cli", find=queries.client, named=("api_client_id",))
@strawberry.type(
    description="An API client of the caller's organisation. It can never do more than the member responsible for it."
)
class ApiClient(Node):
    REQUIRES = Permission.CLIENT_MANAGE

    version: int = plain("Increases by one with each change.")
    client_id: str = plain("What it calls itself at `/oauth/token`.")
    name: str = plain("What people read when they are asked to allow it.")
    authentication: ClientAuthentication = plain("How it proves that it is the one registered.")
    is_native: bool = plain("Runs on people's own machines: may be called back over http on loopback, at any port.")
    redirect_uris: list[str] = plain("Where people are sent back to after they allowed it, each written out in full.")
    post_logout_redirect_uris: list[str] = plain("Where people are sent back to after they signed out.")
    grant_types: list[str] = plain("`authorization_code`, `refresh_token`, `client_credentials`.")
    scopes: list[str] = plain("What it may ask for at most.")
    id_token_alg: str = plain("How its ID tokens are signed.")
    is_par_required: bool = plain("It must push its authorization requests.")
    is_dpop_bound: bool = plain("Its tokens are bound to a key of its own.")
    is_dpop_nonce_required: bool = plain("Its DPoP proofs must carry a server nonce.")
    secret_made_at: DateTime | None = plain("When its newest secret was made.")
    old_secret_until: DateTime | None = plain("How long the previous secret is also valid.")
    created_at: DateTime = plain("When it was registered.")
    last_used_at: DateTime | None = plain("When it last got a token, to the minute.")
    disabled_at: DateTime | None = plain("When it was ended for good.")

    @read(Member | None, "The member responsible for it: a program by itself acts for them and ends with them.")
    def responsible(self: Row) -> Any:
        return queries.responsible_for(self)

    @computed(list[str], "The names of its public keys.", needs=lambda row: {"jwks": row.jwks})
    def key_ids(self: Mapping[str, Any], _asking: Any) -> Any:
        keys = (self["jwks"] or {}).get("keys", [])
        return [str(each.get("kid", place + 1)) for place, each in enumerate(keys)]


@strawberry.type
class ClientQuery:
    @connection(
        Connection[ApiClient] | None, "Programs of the caller's organisation, newest first.",
        requires=Permission.CLIENT_MANAGE,
    )  # fmt: skip
    def api_clients(self: Row) -> Any:
        return Page(queries.clients(), CREATED, descending=True)

    @read(ApiClient | None, "One program of the caller's organisation.", requires=Permission.CLIENT_MANAGE)
    def api_client(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.client(wanted.value)


NAME = "1-200 characters; people read it when they are asked to allow the program."
URIS = "Full https URIs. Native clients, and portals set up for testing, can also use http on loopback."
KEYS = 'Its public keys as the text of a JWK set, `{"keys": [...]}`; for `KEY` alone.'


@strawberry.input(description="A new program.")
class ApiClientRegisterInput:
    name: str = given(NAME)
    authentication: ClientAuthentication = given("How it proves that it is the one registered.")
    grant_types: list[str] = given("`authorization_code`, `refresh_token`, `client_credentials`.")
    scopes: list[str] = given("What it may ask for at most; nothing that the caller's roles have no part in.")
    member_id: strawberry.ID | None = optional("The member responsible for it; absent: the caller.")
    is_native: bool | None = optional("Runs on people's own machines.")
    redirect_uris: list[str] | None = optional(URIS)
    post_logout_redirect_uris: list[str] | None = optional(URIS)
    jwks: str | None = optional(KEYS)
    id_token_alg: str | None = optional("`RS256`, as all libraries can, or `ES256`.")
    is_par_required: bool | None = optional("It must push its authorization requests.")
    is_dpop_bound: bool | None = optional("Its tokens are bound to a key of its own.")
    is_dpop_nonce_required: bool | None = optional("Its DPoP proofs must carry a server nonce.")
    idempotency_key: str | None = key()


@strawberry.input(description="A change of a program; what is absent stays.")
class ApiClientChangeInput:
    api_client_id: strawberry.ID = given(PROGRAM)
    expected_version: int = given(EXPECTED)
    name: str | None = optional(NAME)
    authentication: ClientAuthentication | None = optional("How it proves that it is the one registered.")
    grant_types: list[str] | None = optional("`authorization_code`, `refresh_token`, `client_credentials`.")
    scopes: list[str] | None = optional("What it may ask for at most.")
    is_native: bool | None = optional("Runs on people's own machines.")
    redirect_uris: list[str] | None = optional(URIS)
    post_logout_redirect_uris: list[str] | None = optional(URIS)
    jwks: str | None = optional(KEYS)
    id_token_alg: str | None = optional("`RS256` or `ES256`.")
    is_par_required: bool | None = optional("It must push its authorization requests.")
    is_dpop_bound: bool | None = optional("Its tokens are bound to a key of its own.")
    is_dpop_nonce_required: bool | None = optional("Its DPoP proofs must carry a server nonce.")
    idempotency_key: str | None = key()


@strawberry.input(description="A program handed over to another member.")
class ApiClientReassignInput:
    api_client_id: strawberry.ID = given(PROGRAM)
    expected_version: int = given(EXPECTED)
    member_id: strawberry.ID = given("An active member of the organisation.")
    idempotency_key: str | None = key()


@strawberry.input(description="A program that is ended for good.")
class ApiClientDisableInput:
    api_client_id: strawberry.ID = given(PROGRAM)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


ApiClientPayload = payload(
    ApiClient, "api_client", queries.client, description="Result of a step of a program.",
    shown="The program now; as it is, if the step was refused.", requires=Permission.CLIENT_MANAGE,
)  # fmt: skip


def _step(kind: type, description: str, operation: Any) -> Any:
    return mutation(ApiClientPayload, kind, description, operation, Permission.CLIENT_MANAGE)


@strawberry.type
class ClientMutation:
    api_client_register = _step(
        ApiClientRegisterInput, "Register a program; its secret is made at `/auth/clients/{id}/secrets`, never here.",
        clients.register_client,
    )  # fmt: skip
    api_client_change = _step(
        ApiClientChangeInput, "Change a program; the tokens of a narrowed one end.", clients.change_client
    )
    api_client_reassign = _step(
        ApiClientReassignInput, "Make another member responsible; the program's tokens end.", clients.reassign_client
    )
    api_client_disable = _step(
        ApiClientDisableInput, "End a program for good, with its tokens and what people allowed it.",
        clients.disable_client,
    )  # fmt: skip
