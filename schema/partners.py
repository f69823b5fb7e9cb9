"""Partners, their people and the caller: types, inputs, queries."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import strawberry

from auth.login import queries as own_queries
from auth.server import queries as program_queries
from portal import clock
from portal.access import Permission
from portal.contracts import exit_queries
from portal.contracts import queries as contract_queries
from portal.partners import actions, plan_queries, queries
from schema import sorting
from schema.applications import Application
from schema.connections import Connection, connection, page_of
from schema.enums import (
    AccountStatus,
    MemberActionName,
    MembershipStatus,
    OrderDirection,
    PartnerActionName,
    PartnerKind,
    Role,
    Side,
    Stage,
)
from schema.fields import Page, Row, computed, later, nothing_needed, plain, read, value
from schema.journal import LAST_FIRST, JournalEntry
from schema.nodes import Node
from schema.plans import ExitPlan, RelationshipPlan
from schema.scalars import DateTime
from schema.sessions import BrowserSession, Passkey, SecurityEvent
from schema.steps import MemberAvailableAction, PartnerAvailableAction, shown

CREATED = sorting.instant("CREATED_AT", "created_at")
NAME = sorting.words("NAME", "name")
_LIST: Any = list  # of a type of a module that imports this one


@strawberry.type(description="A person's place in an organisation.")
class Member(Node):
    PREFIX = "mem"
    REQUIRES = Permission.MEMBER_READ

    name: str = plain("Full name.")
    email: str = plain("E-mail address at work.")
    title: str = plain("What the person is there, in the organisation's words.")
    side: Side = plain("The side the organisation is on.")
    roles: list[Role] = plain("What the person may do.")
    version: int = plain("Increases by one with each change; a mutation names it as `expectedVersion`.")
    status: MembershipStatus = plain("Place in its life.")
    created_at: DateTime = plain("When the person was invited or entered.")

    @value(bool, "True for the caller's own place.")
    def is_me(self: Row) -> Any:
        return queries.is_own(self)

    @value(DateTime | None, "When an invitation is over.")
    def invited_until(self: Row) -> Any:
        return queries.invited_until(self)

    @read(later("Partner", "schema.partners") | None, "The partner whose person it is; null for the company's people.")
    def partner(self: Row) -> Any:
        return queries.organisation_of(self)

    @read(_LIST[later("SigningAuthority", "schema.people")], "Authorities to sign, newest first.")
    def signing_authorities(self: Row) -> Any:
        return queries.authorities_of_member(self)

    @computed(
        list[MemberAvailableAction],
        "What the caller's side could do now, with the reason where the caller cannot.",
        needs=queries.place_of,
    )
    def available_actions(self: Mapping[str, Any], asking: Any) -> Any:
        return shown(actions.of_member(self, asking.actor, clock.now()), MemberActionName)


@strawberry.type(description="Something an applicant was asked for.")
class RequestedItem(Node):
    PREFIX = "itm"
    REQUIRES = Permission.PARTNER_READ

    question: str = plain("What is asked for.")
    answer: str | None = plain("What the applicant says; null while it is open.")
    asked_by: str = plain("Who asked.")
    asked_at: DateTime = plain("When it was asked.")
    answered_at: DateTime | None = plain("When it was answered.")


def _facts_of(partner: Row) -> Mapping[str, Any]:
    return {**queries.account_of(partner), **exit_queries.facts_of(partner)}


@strawberry.type(description="The caller.")
class Viewer:
    PREFIX = "mem"
    REQUIRES = Permission.READ

    id: strawberry.ID = strawberry.field(description="The caller's place in the organisation.")
    name: str = plain("Full name.", requires=Permission.OWN_NAME)
    email: str = plain("E-mail address.", requires=Permission.OWN_EMAIL)
    side: Side = plain("The side the caller acts for.")
    roles: list[Role] = plain("The caller's roles there.")
    organisation: str = plain("The organisation the caller acts for.")
    language: str = plain("BCP 47 tag of the language the caller reads.", requires=Permission.OWN_NAME)
    zone: str = plain("IANA time zone of the caller.", requires=Permission.OWN_NAME)

    @computed(str | None, "The program that asks with a token; null in a browser.", needs=nothing_needed)
    def program(self: Mapping[str, Any], asking: Any) -> Any:
        return asking.actor.program or None

    @computed(list[str], "The scopes of the program's token; empty in a browser.", needs=nothing_needed)
    def scopes(self: Mapping[str, Any], asking: Any) -> Any:
        return list(asking.actor.scopes)

    @computed(list[str], "What the roles and the token allow, as `resource:action`.", needs=nothing_needed)
    def permissions(self: Mapping[str, Any], asking: Any) -> Any:
        return sorted(asking.actor.permissions)

    @read(_LIST[later("SigningAuthority", "schema.people")], "Authorities to sign that the caller has, newest first.")
    def signing_authorities(self: Row) -> Any:
        return queries.authorities_of_member(self)

    @read(list[BrowserSession], "The caller's live sessions in browsers, the one used last first.")
    def sessions(self: Row) -> Any:
        return own_queries.sessions()

    @read(list[Passkey], "The caller's passkeys, oldest first.")
    def passkeys(self: Row) -> Any:
        return own_queries.passkeys()

    @value(int, "How many unused recovery codes the caller has.")
    def recovery_codes(self: Row) -> Any:
        return own_queries.recovery_codes()

    @read(list[SecurityEvent], "What happened at the door of late, newest first; at most 50.")
    def security_events(self: Row) -> Any:
        return own_queries.events()

    @read(list[Application], "The programs that the caller allowed to act for them, by name.")
    def applications(self: Row) -> Any:
        return program_queries.applications()


@strawberry.type(description="The company that runs the portal.")
class Company:
    name: str = plain("Legal name.")
    country: str = plain("ISO 3166-1 code.")
    calendar: str = plain("The calendar its business days are counted in, for example `DE-BY`.")
    zone: str = plain("IANA time zone.")


@strawberry.type(description="A company that has a relationship with us.")
class Partner(Node):
    PREFIX = "org"
    REQUIRES = Permission.PARTNER_READ

    version: int = plain("Increases by one with each change.")
    name: str = plain("Legal name.")
    kinds: list[PartnerKind] = plain("What it is to the company; it may be several.")
    country: str = plain("ISO 3166-1 code.")
    calendar: str = plain("The calendar its business days are counted in, for example `GB-ENG`.")
    zone: str = plain("IANA time zone.")
    status: AccountStatus = plain("Place in the life of its account.")
    stage: Stage = plain("How near the relationship is.")
    created_at: DateTime = plain("When it was entered.")
    reason: str = plain("What was said with the last step of its account; both sides read it.")
    waiting_on: list[Side] = plain("The sides that its account waits for; empty when nobody is.")
    due_at: DateTime | None = plain("By when they must act.")

    @read(list[RequestedItem], "What it was asked for as an applicant, oldest first.")
    def requested_items(self: Row) -> Any:
        return queries.requested_items_of(self)

    @read(ExitPlan | None, "How it leaves; null unless it is leaving.")
    def exit_plan(self: Row) -> Any:
        return plan_queries.exit_plan_of(self)

    @read(RelationshipPlan | None, "Where the relationship is to go, as both sides agreed to it last.")
    def relationship_plan(self: Row) -> Any:
        return plan_queries.agreed_plan_of(self)

    @read(RelationshipPlan | None, "The plan that waits for the other side's word.")
    def proposed_plan(self: Row) -> Any:
        return plan_queries.proposed_plan_of(self)

    @connection(
        page_of("Contract", "schema.contracts"),
        "What is open: contracts that have not ended and negotiations, newest first.",
    )
    def open_contracts(self: Row) -> Any:
        return Page(exit_queries.open_contracts_of(self), CREATED, descending=True)

    @connection(
        Connection[JournalEntry] | None,
        "What happened to its account and the relationship, newest first.",
        requires=Permission.PARTNER_READ,
    )
    def timeline(self: Row) -> Any:
        return Page(plan_queries.timeline_of(self), LAST_FIRST, descending=True)

    @computed(
        list[PartnerAvailableAction],
        "What the caller's side could do now with its account and the relationship, with the reason where not.",
        needs=_facts_of,
    )
    def available_actions(self: Mapping[str, Any], asking: Any) -> Any:
        return shown(actions.of_partner(self, asking.actor, clock.now()), PartnerActionName)

    @read(Member | None, "The company's named relationship manager.")
    def manager(self: Row) -> Any:
        return queries.manager_of(self)

    @connection(
        page_of("Contract", "schema.contracts"),
        "Contracts with it, newest first.",
    )
    def contracts(self: Row) -> Any:
        return Page(contract_queries.contracts_of(self), CREATED, descending=True)

    @connection(Connection[Member] | None, "Its people: those with a place, suspended ones among them.")
    def members(self: Row) -> Any:
        return Page(queries.members_of(self), CREATED)


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
    waiting_on: Side | None = strawberry.field(default=None, description="Its account waits for this side.")
    text: str | None = strawberry.field(default=None, description="Part of the name.")


@strawberry.enum(description="Sort keys of partners.")
class PartnerOrderField(StrEnum):
    NAME = "NAME"
    CREATED_AT = "CREATED_AT"
    DUE_AT = "DUE_AT"


@strawberry.input(description="Order of a partner list; ties are broken by ID.")
class PartnerOrder:
    field: PartnerOrderField = strawberry.field(default=PartnerOrderField.NAME, description="Sort key.")
    direction: OrderDirection = strawberry.field(default=OrderDirection.ASC, description="Direction.")


@strawberry.input(one_of=True, description="Exactly one key of a partner.")
class PartnerBy:
    id: strawberry.ID | None = strawberry.field(default=strawberry.UNSET, description="Global ID.")
    name: str | None = strawberry.field(default=strawberry.UNSET, description="Legal name.")


PARTNER_ORDER = {"NAME": NAME, "CREATED_AT": CREATED, "DUE_AT": sorting.instant("DUE_AT", "due_at", nullable=True)}


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


def ordered(order: Any, sortings: Mapping[str, Any], default: Any) -> tuple[Any, bool]:
    """The sorting and whether it descends."""
    if order is None:
        return default[0], default[1]
    return sortings[str(order.field)], str(order.direction) == "DESC"


@strawberry.type
class PartnerQuery:
    @read(Viewer | None, "Who is asking.", requires=Permission.READ)
    def viewer(self: Row) -> Any:
        return queries.viewer()

    @read(Company | None, "The company that runs the portal.", requires=Permission.READ)
    def company(self: Row) -> Any:
        return queries.company()

    @connection(Connection[Partner] | None, "Partners the caller may see, by name.", requires=Permission.PARTNER_READ)
    def partners(self: Row, filter: PartnerFilter | None = None, order_by: PartnerOrder | None = None) -> Any:  # noqa: A002
        return Page(queries.filtered_partners(**conditions(filter)), *ordered(order_by, PARTNER_ORDER, (NAME, False)))

    @read(Partner | None, "One partner by exactly one key.", requires=Permission.PARTNER_READ)
    def partner(self: Row, by: PartnerBy) -> Any:
        key: Any = by
        return queries.partner(key.id.value) if key.id else queries.partner_named(key.name)
