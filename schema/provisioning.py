"""Provisioning tokens of the caller's organisation: which there are, and how one is ended."""

from typing import Any

import strawberry

from auth.organisations import provisioning, queries
from portal.access import Permission
from schema import sorting
from schema.connections import Connection, connection
from schema.contract_inputs import EXPECTED, given, key
from schema.errors import UserError
from schema.fields import Page, Row, computed, nothing_needed, plain, read
from schema.mutations import mutation, user_errors
from schema.nodes import Node
from schema.partners import Member
from schema.scalars import DateTime

CREATED = sorting.instant("CREATED_AT", "created_at")
P = Permission


@strawberry.type(description="A token by which the organisation's own directory keeps its people here, over SCIM 2.0.")
class ProvisioningToken(Node):
    PREFIX = "prv"
    REQUIRES = P.CONNECTION_MANAGE

    version: int = plain("Increases by one with each change.")
    name: str = plain("What administrators call it.")
    created_at: DateTime = plain("When it was made.")
    last_used_at: DateTime | None = plain("When it was last used, to the minute.")
    ended_at: DateTime | None = plain("When it was ended.")

    @read(Member | None, "Who made it.")
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


@strawberry.input(description="A token that is ended for good.")
class ProvisioningTokenEndInput:
    provisioning_token_id: strawberry.ID = given("The token.")
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.type(description="Result of a step of a provisioning token.")
class ProvisioningTokenPayload:
    user_errors = computed(list[UserError], "Empty on success.", needs=nothing_needed)(user_errors)

    @read(ProvisioningToken | None, "The token now.", requires=P.CONNECTION_MANAGE)
    def provisioning_token(self: Row) -> Any:
        return queries.provisioning_token(self.result_id)


@strawberry.type
class ProvisioningMutation:
    provisioning_token_end = mutation(
        ProvisioningTokenPayload, ProvisioningTokenEndInput,
        "End a provisioning token; one is made at `/auth/provisioning`, never here.",
        provisioning.end_token, P.CONNECTION_MANAGE,
    )  # fmt: skip
