"""Queries for partners and their people: lists with filters and order, one by its keys."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.partners import queries
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, read
from schema.partners.enums import (
    AccountStatus,
    MembershipStatus,
    PartnerKind,
    PartnerOrderField,
    Stage,
)
from schema.partners.types import Company, Member, Partner, SigningAuthority
from schema.shared.enums import OrderDirection, Role, Side
from schema.shared.filters import COMMITTED, CREATED, MATCHED, ordered
from schema.shared.inputs import condition

NAME = sorting.words("NAME", "name")


@strawberry.input(description="Condition on the status of an account.")
class AccountStatusFilter:
    in_: list[AccountStatus] | None = strawberry.field(name="in", default=None, description="Any of these.")
    not_in: list[AccountStatus] | None = strawberry.field(default=None, description="None of these.")


@strawberry.input(description="Condition on the stage of the relationship.")
class StageFilter:
    in_: list[Stage] | None = strawberry.field(name="in", default=None, description="Any of these.")
    not_in: list[Stage] | None = strawberry.field(default=None, description="None of these.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class PartnerFilter:
    status: AccountStatusFilter | None = strawberry.field(default=None, description="Status of the account.")
    stage: StageFilter | None = strawberry.field(default=None, description="Stage of the relationship.")
    kind: PartnerKind | None = strawberry.field(default=None, description="One of its kinds.")
    waiting_on: Side | None = strawberry.field(default=None, description="It is this side's turn on the account.")
    text: str | None = condition(f"Words to find, each separately: in the name, a number or an external key. {MATCHED}")


@strawberry.input(description="Order of a partner list; ties are broken by ID.")
class PartnerOrder:
    field: PartnerOrderField = strawberry.field(default=PartnerOrderField.NAME, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="Direction.")


@strawberry.input(one_of=True, description="Exactly one key of a partner.")
class PartnerBy:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global ID.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description="Legal name.")


PARTNER_ORDER = {
    "NAME": NAME,
    "CREATED_AT": CREATED,
    "DUE_AT": sorting.instant("DUE_AT", "due_at", nullable=True),
    "COMMITTED": COMMITTED,
}


def conditions(wanted: Any) -> dict[str, Any]:
    """The bind parameters of a filter, as the query takes them."""
    if wanted is None:
        return {}
    status, stage = wanted.status, wanted.stage
    return {
        "statuses": status and status.in_,
        "not_statuses": status and status.not_in,
        "stages": stage and stage.in_,
        "not_stages": stage and stage.not_in,
        "kind": wanted.kind,
        "waiting_on": wanted.waiting_on,
        "words": wanted.text,
    }


@strawberry.type
class PartnerQuery:
    @read(Company | None, "The company that runs the portal.", requires=Permission.READ)
    def company(self: Row) -> Any:
        return queries.company()

    @connection(Connection[Partner] | None, "Partners the caller can see, by name.", requires=Permission.PARTNER_READ)
    def partners(self: Row, filter: PartnerFilter | None = None, order_by: PartnerOrder | None = None) -> Any:  # noqa: A002
        return Page(queries.filtered_partners(**conditions(filter)), *ordered(order_by, PARTNER_ORDER, (NAME, False)))

    @read(Partner | None, "One partner by exactly one key.", requires=Permission.PARTNER_READ)
    def partner(self: Row, by: PartnerBy) -> Any:
        key: Any = by
        return queries.partner(key.id.value) if key.id else queries.partner_named(key.name)


P = Permission
GRANTED = sorting.instant("GRANTED_AT", "granted_at")
OWN = "An organisation, by its `id`; absent: the caller's own."


@strawberry.input(description="Condition on the status of a place.")
class MembershipStatusFilter:
    in_: list[MembershipStatus] | None = strawberry.field(name="in", default=None, description="Any of these.")


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class MemberFilter:
    status: MembershipStatusFilter | None = strawberry.field(default=None, description="Status of the place.")
    role: Role | None = strawberry.field(default=None, description="One of the roles.")
    text: str | None = condition(
        f"Words to find, each separately: in the name, the email address or the job title. {MATCHED}"
    )


def _whose(organisation: Any) -> Any:
    return None if organisation is None else organisation.value


@strawberry.type
class PeopleQuery:
    @connection(
        Connection[Member] | None, "Members of an organisation, including past ones, oldest first.",
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

    @read(Member | None, "One membership.", requires=P.MEMBER_READ)
    def member(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.member_by_id(wanted.value)

    @connection(
        Connection[Member] | None,
        "Memberships that are waiting for the invited person, newest first.",
        requires=P.MEMBER_READ,
    )
    def invitations(self: Row, organisation_id: strawberry.ID | None = None) -> Any:
        return Page(queries.invitations_at(_whose(organisation_id)), CREATED, descending=True)

    @connection(
        Connection[SigningAuthority] | None, "Signing authorities for an organisation, newest first.",
        requires=P.MEMBER_READ,
    )  # fmt: skip
    def signing_authorities(self: Row, organisation_id: strawberry.ID | None = None) -> Any:
        return Page(queries.authorities_at(_whose(organisation_id)), GRANTED, descending=True)

    @read(SigningAuthority | None, "One signing authority.", requires=P.MEMBER_READ)
    def signing_authority(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.authority(wanted.value)

    @connection(
        Connection[SigningAuthority] | None,
        "Signing authorities waiting for a second person that the caller did not grant; oldest first.",
        requires=P.MEMBER_READ,
    )
    def signing_authorities_waiting(self: Row) -> Any:
        return Page(queries.authorities_waiting(), GRANTED)
