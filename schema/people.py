"""The people of an organisation and their authority to sign: types, inputs, queries, mutations."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal import clock, money
from portal.access import Permission
from portal.partners import actions, operations, queries
from schema import sorting
from schema.connections import Connection, connection
from schema.contract_inputs import EXPECTED, given, key, optional
from schema.enums import AuthorityActionName, AuthorityStatus, ContractKind, MembershipStatus, Role
from schema.errors import UserError
from schema.fields import Page, Part, Row, computed, nothing_needed, plain, read, value
from schema.mutations import converts, mutation, user_errors
from schema.nodes import Money, MoneyInput, Node
from schema.partners import CREATED, Member
from schema.scalars import Date, DateTime
from schema.steps import SigningAuthorityAvailableAction, shown

P = Permission
GRANTED = sorting.instant("GRANTED_AT", "granted_at")
MEMBER = "The member, by its `id`."
OWN = "An organisation, by its `id`; absent: the caller's own."


@strawberry.type(description="That a member may sign for the organisation, once a second person has accepted it.")
class SigningAuthority(Node):
    PREFIX = "aut"
    REQUIRES = Permission.MEMBER_READ

    version: int = plain("Increases by one with each change.")
    status: AuthorityStatus = plain("Place in its life.")
    kinds: list[ContractKind] = plain("Kinds of contracts; empty: every kind.")
    valid_from: Date = plain("First day.")
    valid_until: Date | None = plain("Last day; null: until it is revoked.")
    granted_by_name: str = plain("Who gave it.")
    granted_at: DateTime = plain("When it was given.")
    accepted_by_name: str | None = plain("The second person.")
    accepted_at: DateTime | None = plain("When the second person accepted it.")
    revoked_at: DateTime | None = plain("When it was revoked.")

    @value(Money | None, "The highest value of a contract; null: any.")
    def limit(self: Row) -> Any:
        columns = {"amount": queries.limit_of(self), "currency": self.currency}
        return Part(columns, absent=self.limit_minor.is_(None))

    @read(Member | None, "Who is to sign.")
    def member(self: Row) -> Any:
        return queries.member_of(self)

    @computed(
        list[SigningAuthorityAvailableAction],
        "What the caller's side could do now, with the reason where the caller cannot.",
        needs=queries.authority_facts,
    )
    def available_actions(self: Mapping[str, Any], asking: Any) -> Any:
        return shown(actions.of_authority(self, asking.actor, clock.now()), AuthorityActionName)


@strawberry.input(description="Condition on the status of a place.")
class MembershipStatusFilter:
    in_: list[MembershipStatus] | None = strawberry.field(name="in", default=None, description="Any of these.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class MemberFilter:
    status: MembershipStatusFilter | None = strawberry.field(default=None, description="Status of the place.")
    role: Role | None = strawberry.field(default=None, description="One of the roles.")
    text: str | None = strawberry.field(default=None, description="Part of the name or the address.")


def _whose(organisation: Any) -> Any:
    return None if organisation is None else organisation.value


@strawberry.type
class PeopleQuery:
    @connection(
        Connection[Member] | None, "Places in an organisation, oldest first; past ones among them.",
        requires=P.MEMBER_READ,
    )  # fmt: skip
    def members(
        self: Row,
        organisation_id: strawberry.ID | None = None,
        filter: MemberFilter | None = None,  # noqa: A002
    ) -> Any:
        wanted: Any = filter
        found = queries.members_at(_whose(organisation_id))
        if wanted is not None:
            statuses = wanted.status and wanted.status.in_
            found = queries.filtered_members(found, statuses=statuses, role=wanted.role, words=wanted.text)
        return Page(found, CREATED)

    @read(Member | None, "One place in an organisation.", requires=P.MEMBER_READ)
    def member(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.member_by_id(wanted.value)

    @connection(
        Connection[Member] | None, "Places that wait for the invited person, newest first.", requires=P.MEMBER_READ
    )
    def invitations(self: Row, organisation_id: strawberry.ID | None = None) -> Any:
        return Page(queries.invitations_at(_whose(organisation_id)), CREATED, descending=True)

    @connection(
        Connection[SigningAuthority] | None, "Authorities to sign for an organisation, newest first.",
        requires=P.MEMBER_READ,
    )  # fmt: skip
    def signing_authorities(self: Row, organisation_id: strawberry.ID | None = None) -> Any:
        return Page(queries.authorities_at(_whose(organisation_id)), GRANTED, descending=True)

    @read(SigningAuthority | None, "One authority to sign.", requires=P.MEMBER_READ)
    def signing_authority(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.authority(wanted.value)

    @connection(
        Connection[SigningAuthority] | None,
        "Authorities that wait for a second person, whom the caller could be by who gave them; oldest first.",
        requires=P.MEMBER_READ,
    )
    def signing_authorities_waiting(self: Row) -> Any:
        return Page(queries.authorities_waiting(), GRANTED)


@strawberry.input(description="Somebody to invite.")
class MemberInviteInput:
    email: str = given("Where the invitation goes to; the place is bound to this address.")
    name: str = given("Full name, 1-200 characters.")
    title: str | None = optional("What the person is there, at most 200 characters.")
    roles: list[Role] = given("None that the caller lacks; a signatory's comes with an authority to sign alone.")
    partner_id: strawberry.ID | None = optional("A partner that is given an administrator by the company's own.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs nothing but the place.")
class MemberStepInput:
    member_id: strawberry.ID = given(MEMBER)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A step with a reason that both sides can read.")
class MemberReasonInput:
    member_id: strawberry.ID = given(MEMBER)
    expected_version: int = given(EXPECTED)
    reason: str = given("1-2,000 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="Other roles for somebody.")
class MemberChangeRolesInput:
    member_id: strawberry.ID = given(MEMBER)
    expected_version: int = given(EXPECTED)
    roles: list[Role] = given("All the roles the member has from now on.")
    idempotency_key: str | None = key()


@strawberry.input(description="An authority to sign, to be accepted by a second person.")
class SigningAuthorityGrantInput:
    member_id: strawberry.ID = given(MEMBER)
    limit: MoneyInput | None = optional("The highest value of a contract; absent: any.")
    kinds: list[ContractKind] | None = optional("Kinds of contracts; absent or empty: every kind.")
    valid_from: Date = given("First day.")
    valid_until: Date | None = optional("Last day; absent: until it is revoked.")
    idempotency_key: str | None = key()


@converts(MoneyInput)
def _limit(limit: MoneyInput, path: tuple[str, ...]) -> money.Money:
    return money.parse(limit.amount, limit.currency, path=path)


@strawberry.input(description="A step of an authority to sign.")
class SigningAuthorityStepInput:
    authority_id: strawberry.ID = given("The authority, by its `id`.")
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A refusal of an authority to sign.")
class SigningAuthorityRefuseInput:
    authority_id: strawberry.ID = given("The authority, by its `id`.")
    expected_version: int = given(EXPECTED)
    reason: str = given("1-2,000 characters; both sides read it.")
    idempotency_key: str | None = key()


@strawberry.type(description="Result of a step of somebody's place.")
class MemberPayload:
    user_errors = computed(list[UserError], "Empty on success.", needs=nothing_needed)(user_errors)

    @read(Member | None, "The place now; as it is, if the step was refused.")
    def member(self: Row) -> Any:
        return queries.member_by_id(self.result_id)


@strawberry.type(description="Result of a step of an authority to sign.")
class SigningAuthorityPayload:
    user_errors = computed(list[UserError], "Empty on success.", needs=nothing_needed)(user_errors)

    @read(SigningAuthority | None, "The authority now; as it is, if the step was refused.")
    def authority(self: Row) -> Any:
        return queries.authority(self.result_id)


def _step(given: type, description: str, operation: Any) -> Any:
    return mutation(MemberPayload, given, description, operation, P.MEMBER_MANAGE)


@strawberry.type
class PeopleMutation:
    member_invite = _step(
        MemberInviteInput, "Invite somebody; the link in the mail works once, for seven days.", operations.invite_member
    )
    member_revoke = _step(MemberStepInput, "Take an invitation back.", operations.revoke)
    member_change_roles = _step(MemberChangeRolesInput, "Give somebody other roles.", operations.change_roles)
    member_suspend = _step(
        MemberReasonInput, "Shut somebody out for the time being; sessions and tokens end.", operations.suspend
    )
    member_restore = _step(MemberStepInput, "Let somebody suspended in again.", operations.restore)
    member_remove = _step(MemberStepInput, "End somebody's place for good; sessions and tokens end.", operations.remove)
    signing_authority_grant = mutation(
        SigningAuthorityPayload, SigningAuthorityGrantInput, "Propose that a member may sign.",
        operations.grant_authority, P.MEMBER_MANAGE,
    )  # fmt: skip
    signing_authority_accept = mutation(
        SigningAuthorityPayload, SigningAuthorityStepInput, "Be the second who agrees that somebody may sign.",
        operations.accept_authority, P.AUTHORITY_ACCEPT,
    )  # fmt: skip
    signing_authority_refuse = mutation(
        SigningAuthorityPayload, SigningAuthorityRefuseInput, "Be the second, who does not agree.",
        operations.refuse_authority, P.AUTHORITY_ACCEPT,
    )  # fmt: skip
    signing_authority_revoke = mutation(
        SigningAuthorityPayload, SigningAuthorityStepInput, "End an authority to sign.",
        operations.revoke_authority, P.MEMBER_MANAGE,
    )  # fmt: skip
