"""Mutations for partner organisations."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.partners import operations, queries
from schema.contract_inputs import given, key
from schema.enums import PartnerKind
from schema.errors import UserError
from schema.fields import Row, computed, nothing_needed, read
from schema.mutations import mutation, user_errors
from schema.partners import Partner


@strawberry.input(description="A new prospect.")
class PartnerCreateInput:
    name: str = given("Legal name, 1-200 characters.")
    kinds: list[PartnerKind] = given("What it is to the company.")
    country: str = given("ISO 3166-1 code.")
    calendar: str = given("The calendar its business days are counted in, for example `GB-ENG`.")
    zone: str = given("IANA time zone.")
    idempotency_key: str | None = key()


@strawberry.type(description="Result of a step of a partner.")
class PartnerPayload:
    user_errors = computed(list[UserError], "Empty on success.", needs=nothing_needed)(user_errors)

    @read(Partner | None, "The partner now.")
    def partner(self: Row) -> Any:
        return queries.partner(self.result_id)


@strawberry.type
class PartnerMutation:
    partner_create = mutation(
        PartnerPayload, PartnerCreateInput, "Enter a prospect.", operations.create, Permission.PARTNER_CREATE
    )
