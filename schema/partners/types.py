"""Partners and their people as the API shows them."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal import journal
from portal.access import Permission
from portal.partners import actions, queries
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Part, Row, computed, later, plain, read, value
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime
from schema.partners.enums import (
    AccountStatus,
    AuthorityAction,
    AuthorityStatus,
    MemberAction,
    MembershipStatus,
    PartnerAction,
    PartnerKind,
    Stage,
)
from schema.shared import steps
from schema.shared.binding import BindingDay
from schema.shared.enums import Role, Side
from schema.shared.filters import CREATED
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Money, Node
from schema.shared.turns import Turn

_LIST: Any = list  # of a type of a module that imports this one
_WAITS = dict.fromkeys(("waiting_on", "due_at", "due_calendar"), UNTOLD)
OF_MEMBER = _WAITS
OF_AUTHORITY = {
    "name": Told("member.name"), "membership_id": Told("member", "mem"), "limit_minor": Told("limit"),
    "currency": Told("limit.currency"), "granted_by": UNTOLD, "accepted_by": UNTOLD, **_WAITS,
}  # fmt: skip
OF_PARTNER = {
    "manager_id": Told("manager", "mem"), "digest": Told("relationshipPlan.digest"),
    **dict.fromkeys(("side", "company_id", "grown_at", "consented_at", "due_calendar"), UNTOLD),
}  # fmt: skip


@node("mem", find=queries.member_by_id, named=("member_id", "manager_id", "assignee_id"), told=OF_MEMBER)
@strawberry.type(description="A person's membership of an organisation.")
class Member(Node):
    REQUIRES = Permission.MEMBER_READ

    name: str = plain("Full name.")
    email: str = plain("Work email address.")
    title: str = plain("Job title, in the organisation's words.")
    side: Side = plain("The side the organisation is on.")
    roles: list[Role] = plain("Roles of the member.")
    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    status: MembershipStatus = plain("Current status.")
    created_at: DateTime = plain("When the person was invited or added.")
    mail_refused_at: DateTime | None = plain(
        "Since when the address has refused emails, so none are sent to it; null if it accepts them.",
        requires=Permission.MEMBER_MANAGE,
    )

    @value(bool, "True for the caller's own membership.")
    def is_me(self: Row) -> Any:
        return queries.is_own(self)

    @value(DateTime | None, "When an invitation expires.")
    def invited_until(self: Row) -> Any:
        return queries.invited_until(self)

    @read(
        later("Partner", "schema.partners.types") | None,
        "The partner that the person belongs to; null for people of the company.",
    )
    def partner(self: Row) -> Any:
        return queries.organisation_of(self)

    @read(_LIST[later("SigningAuthority", "schema.partners.types")], "Signing authorities, newest first.")
    def signing_authorities(self: Row) -> Any:
        return queries.authorities_of_member(self)

    available_actions = steps.available(
        "MemberAvailableAction", "A possible next step of a membership for the caller's side.",
        MemberAction, needs=queries.place_of, possible=actions.of_member,
        due_at="Deadline to accept an invitation.",
    )  # fmt: skip


@node("aut", find=queries.authority, named=("authority_id",), told=OF_AUTHORITY)
@strawberry.type(
    description="A member's permission to sign for the organisation, once a second person has accepted it."
)
class SigningAuthority(Node):
    REQUIRES = Permission.MEMBER_READ

    version: int = plain("Increases by one with each change.")
    status: AuthorityStatus = plain("Current status.")
    kinds: _LIST[later("SigningAuthorityKind", "schema.contracts.enums")] = plain(
        "Kinds that it covers; empty: every kind of contract, and no settlement."
    )
    valid_from: Date = plain("First day.")
    valid_until: Date | None = plain("Last day; null: until revoked.")
    granted_by_name: str = plain("Name of the person who granted it.")
    granted_at: DateTime = plain("When it was granted.")
    accepted_by_name: str | None = plain("Name of the second person.")
    accepted_at: DateTime | None = plain("When the second person accepted it.")
    revoked_at: DateTime | None = plain("When it was revoked.")

    @value(Money | None, "The highest contract value; null: any.")
    def limit(self: Row) -> Any:
        columns = {"amount": queries.limit_of(self), "currency": self.currency}
        return Part(columns, absent=self.limit_minor.is_(None))

    @read(Member | None, "The member who can sign.")
    def member(self: Row) -> Any:
        return queries.member_of(self)

    available_actions = steps.available(
        "SigningAuthorityAvailableAction",
        "A possible next step of a signing authority for the caller's side.",
        AuthorityAction, needs=queries.authority_facts, possible=actions.of_authority,
    )  # fmt: skip


@node("itm", find=queries.requested_item, named=("item_id",))
@strawberry.type(description="An item that an applicant was asked for.")
class RequestedItem(Node):
    REQUIRES = Permission.PARTNER_READ

    question: str = plain("The question.")
    answer: str | None = plain("The applicant's answer; null while the item is open.")
    asked_by: str = plain("Name of the person who asked.")
    asked_at: DateTime = plain("When it was asked.")
    answered_at: DateTime | None = plain("When it was answered.")


def _facts_of(partner: Row) -> Mapping[str, Any]:
    return {**queries.account_of(partner), **queries.facts_of(partner)}


@strawberry.type(description="The company that runs the portal.")
class Company:
    name: str = plain("Legal name.")
    country: str = plain("ISO 3166-1 code.")
    calendar: str = plain("Calendar of its business days, for example `DE-BY`.")
    zone: str = plain("IANA time zone.")


@node("exp", find=queries.exit_plan)
@strawberry.type(
    description="When a partner leaves, and what happens to open contracts and negotiations. Both sides can see it."
)
class ExitPlan(Node):
    REQUIRES = Permission.PARTNER_READ

    ends_on: Date = plain("The last day.")
    arrangement: str = plain("What happens to open contracts and negotiations, in words.")
    side: Side = plain("The side that started the exit.")
    made_at: DateTime = plain("When.")
    stay_agreed_at: DateTime | None = plain("When the partner's administrator agreed to stay; null if not.")

    @value(str, "Name of the person who started the exit.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @value(str | None, "The person who agreed to stay.")
    def stay_agreed_by(self: Row) -> Any:
        return self.stay_agreed_by_name


@node("rpl", find=queries.plan)
@strawberry.type(
    description="The plan for the relationship. It takes effect once the other side has agreed to this text."
)
class RelationshipPlan(Node):
    REQUIRES = Permission.PARTNER_READ

    number: int = plain("1 for the first, rising.")
    text: str = plain("The plan.")
    side: Side = plain("The side that proposed it.")
    proposed_at: DateTime = plain("When.")
    agreed_at: DateTime | None = plain("When the other side agreed to it; null while it is waiting.")

    @value(str, "SHA-256 of the text. Pass it when you agree.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str, "The person who proposed it.")
    def proposed_by(self: Row) -> Any:
        return self.proposed_by_name

    @value(str | None, "The person who agreed to it.")
    def agreed_by(self: Row) -> Any:
        return self.agreed_by_name


@strawberry.type(description="A partner's key in another system; for the company only.")
class ExternalKey:
    system: str = plain("Name of the system, for example `SAP`.")
    value: str = plain("Key in that system; each key belongs to one partner.")


@node("org", find=queries.partner, named=("partner_id", "same_as_id"), told=OF_PARTNER)
@strawberry.type(description="A company that has a relationship with us.")
class Partner(Node):
    REQUIRES = Permission.PARTNER_READ

    version: int = plain("Increases by one with each change.")
    name: str = plain("Legal name.")
    kinds: list[PartnerKind] = plain("Kinds of partner; there can be several.")
    country: str = plain("ISO 3166-1 code.")
    register_number: str | None = plain("Number in the register of companies, for example `HRB 12345`.")
    vat_number: str | None = plain("VAT or tax number: letters and digits only.")
    lei: str | None = plain("Legal Entity Identifier, ISO 17442.")
    calendar: str = plain("Calendar of its business days, for example `GB-ENG`.")
    zone: str = plain("IANA time zone.")
    status: AccountStatus = plain("Status of its account.")
    stage: Stage = plain("Stage of the relationship.")
    created_at: DateTime = plain("When it was added.")
    waiting_on: list[Side] = plain("The sides whose turn it is on the account; empty if neither.")
    due_at: DateTime | None = plain("Deadline for those sides.")

    @computed(
        str,
        "Reason given with the last step of its account; both sides can read it.",
        needs=lambda row: {"reason": row.reason},
    )
    def reason(self: Mapping[str, Any], asking: Any) -> Any:
        return journal.noted(self["reason"], asking.language)

    @read(list[ExternalKey], "External keys, by system.", requires=Permission.COMPANY_READ)
    def external_keys(self: Row) -> Any:
        return queries.external_keys_of(self)

    @read(list[RequestedItem], "Items it was asked for as an applicant, oldest first.")
    def requested_items(self: Row) -> Any:
        return queries.requested_items_of(self)

    @read(ExitPlan | None, "The exit plan; null unless the partner is leaving.")
    def exit_plan(self: Row) -> Any:
        return queries.exit_plan_of(self)

    @read(RelationshipPlan | None, "The latest relationship plan that both sides agreed to.")
    def relationship_plan(self: Row) -> Any:
        return queries.agreed_plan_of(self)

    @read(RelationshipPlan | None, "The relationship plan that is waiting for the other side's answer.")
    def proposed_plan(self: Row) -> Any:
        return queries.proposed_plan_of(self)

    @connection(
        Connection[JournalEntry] | None,
        "History of its account and the relationship, newest first.",
        requires=Permission.PARTNER_READ,
    )
    def timeline(self: Row) -> Any:
        return Page(queries.timeline_of(self), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "PartnerAvailableAction",
        "A possible next step of a partner's account or relationship for the caller's side.",
        PartnerAction, needs=_facts_of, possible=actions.of_partner,
        shown="The steps that the caller's side can take now with the account and the relationship, with the reason"
              " where the caller cannot.",
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip

    @read(Member | None, "The company's named relationship manager.")
    def manager(self: Row) -> Any:
        return queries.manager_of(self)

    @connection(Connection[Member] | None, "Its members, including suspended ones.")
    def members(self: Row) -> Any:
        return Page(queries.members_of(self), CREATED)


@extends(Turn)
class TurnOfPartner:
    @read(Partner | None, "The partner that it concerns; null for records of the company only.")
    def partner(self: Row) -> Any:
        return queries.organisation_of(self)


@extends(BindingDay)
class DayOfPartner:
    @read(Partner | None, "The partner that it concerns; null for records of the company only.")
    def partner(self: Row) -> Any:
        return queries.organisation_of(self)


@extends(JournalEntry)
class EntryOfPartner:
    @read(Partner | None, "The partner it concerns.")
    def partner(self: Row) -> Any:
        return queries.organisation_of(self)
