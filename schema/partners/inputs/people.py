"""What the mutations of places and authorities take."""

from typing import Any

import strawberry

from portal import money
from schema.engine.fields import later
from schema.engine.mutations import converts
from schema.engine.scalars import Date
from schema.shared.enums import Role
from schema.shared.inputs import EXPECTED, given, key, optional
from schema.shared.nodes import MoneyInput

_LIST: Any = list  # of a type of a module that imports this one
MEMBER = "The member, by its `id`."


@strawberry.input(description="A person to invite.")
class MemberInviteInput:
    email: str = given("Address the invitation is sent to; only its owner can accept.")
    name: str = given("Full name, 1-200 characters.")
    title: str | None = optional("Job title, at most 200 characters.")
    roles: list[Role] = given("Only roles the caller has. Signatory roles come only with a signing authority.")
    partner_id: strawberry.ID | None = optional(
        "The partner to invite an administrator for; used by the company's administrators."
    )
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the membership.")
class MemberStepInput:
    member_id: strawberry.ID = given(MEMBER)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A person whose address should be tried again.")
class MemberTryMailInput:
    member_id: strawberry.ID = given(MEMBER)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides can read.")
class MemberReasonInput:
    member_id: strawberry.ID = given(MEMBER)
    expected_version: int = given(EXPECTED)
    reason: str = given("1-2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="New roles for a member.")
class MemberChangeRolesInput:
    member_id: strawberry.ID = given(MEMBER)
    expected_version: int = given(EXPECTED)
    roles: list[Role] = given("All roles that the member should have.")
    idempotency_key: str | None = key()


@strawberry.input(description="A signing authority, to be accepted by a second person.")
class SigningAuthorityGrantInput:
    member_id: strawberry.ID = given(MEMBER)
    limit: MoneyInput | None = optional("The highest value of a contract or a settlement; absent: any.")
    kinds: _LIST[later("SigningAuthorityKind", "schema.contracts.enums")] | None = optional(
        "Kinds that it covers; absent or empty: every kind of contract, and no settlement."
    )
    valid_from: Date = given("First day.")
    valid_until: Date | None = optional("Last day; absent: until revoked.")
    idempotency_key: str | None = key()


@converts(MoneyInput)
def _limit(limit: MoneyInput, path: tuple[str, ...]) -> money.Money:
    return money.parse(limit.amount, limit.currency, path=path)


@strawberry.input(description="A step of a signing authority.")
class SigningAuthorityStepInput:
    authority_id: strawberry.ID = given("The authority, by its `id`.")
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A refusal of a signing authority.")
class SigningAuthorityRefuseInput:
    authority_id: strawberry.ID = given("The authority, by its `id`.")
    expected_version: int = given(EXPECTED)
    reason: str = given("1-2,000 characters; both sides can read it.")
    idempotency_key: str | None = key()
