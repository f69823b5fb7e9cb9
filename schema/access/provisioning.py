"""Provisioning tokens of the caller's organisation: which there are, and how one is ended."""

from typing import Any

import strawberry

from auth.organisations import provisioning, queries
from portal.access import Permission
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, plain, read
from schema.engine.mutations import mutation, payload
from schema.engine.nodes import node
from schema.engine.scalars import DateTime
from schema.partners.types import Member
from schema.shared.inputs import EXPECTED, given, key
from schema.shared.nodes import Node

CREATED = sorting.instant("CREATED_AT", "created_at")
P = Permission


@node("prv", find=queries.provisioning_token, named=("provisioning_token_id",))
@strawberry.type(description="A token with which the organisation's directory manages its people over SCIM 2.0.")
class ProvisioningToken(Node):
    REQUIRES = P.CONNECTION_MANAGE

    version: int = plain("Increases by one with each change.")
    name: str = plain("Name for administrators.")
    created_at: DateTime = plain("When it was created.")
    last_used_at: DateTime | None = plain("When it was last used, to the minute.")
    ended_at: DateTime | None = plain("When it was revoked.")

    @read(Member | None, "The person who made it.")
    def made_by(self: Row) -> Any:
        return queries.responsible_for(self)


@strawberry.type
class ProvisioningQuery:
    @connection(
        Connection[ProvisioningToken] | None, "Provisioning tokens of the caller's organisation, newest first.",
        requires=P.CONNECTION_MANAGE,
    )  # fmt: skip
    def provisioning_tokens(self: Row) -> Any:
        return Page(queries.provisioning_tokens(), CREATED, descending=True)


@strawberry.input(description="A token to revoke.")
class ProvisioningTokenEndInput:
    provisioning_token_id: strawberry.ID = given("The token.")
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


ProvisioningTokenPayload = payload(
    ProvisioningToken, "provisioning_token", queries.provisioning_token,
    description="Result of a step of a provisioning token.",
    shown="The current token.", requires=P.CONNECTION_MANAGE,
)  # fmt: skip


@strawberry.type
class ProvisioningMutation:
    provisioning_token_end = mutation(
        ProvisioningTokenPayload, ProvisioningTokenEndInput,
        "Revoke a provisioning token. Create one at `/auth/provisioning`, never here.",
        provisioning.end_token, P.CONNECTION_MANAGE,
    )  # fmt: skip
