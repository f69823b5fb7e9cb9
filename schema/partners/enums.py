"""The words of partners, places and authorities as GraphQL enumerations."""

from enum import StrEnum

from portal.partners import membership
from portal.partners import rules as partner_rules
from schema.engine.enums import enum
from schema.shared.enums import FOLLOWED, OPEN, statuses_of, steps_of

PartnerKind = enum(
    partner_rules.Kind, "PartnerKind", f"Kind of partner. {OPEN}",
    VENDOR="It sells services or software to the company.", SUPPLIER="It supplies goods to the company.",
    DISTRIBUTOR="It sells the company's products.", OTHER="Something else.",
)  # fmt: skip
AccountStatus = statuses_of(partner_rules.ACCOUNT, "AccountStatus", "Status of a partner's account.")
Stage = statuses_of(partner_rules.RELATIONSHIP, "RelationshipStage", "Stage of the relationship.")
MemberAction = steps_of("MemberAction", "A step of a membership.", membership.MEMBERSHIP)
PartnerAction = steps_of(
    "PartnerAction", "A step of a partner's account or relationship.", partner_rules.ACCOUNT, partner_rules.RELATIONSHIP
)
AuthorityAction = steps_of("SigningAuthorityAction", "A step of a signing authority.", membership.AUTHORITY)
MembershipStatus = statuses_of(membership.MEMBERSHIP, "MembershipStatus", "Status of a membership.")
AuthorityStatus = statuses_of(membership.AUTHORITY, "SigningAuthorityStatus", "Status of a signing authority.")


class Sorted(StrEnum):
    NAME = "NAME"
    CREATED_AT = "CREATED_AT"
    DUE_AT = "DUE_AT"
    COMMITTED = "COMMITTED"


PartnerOrderField = enum(
    Sorted, "PartnerOrderField", "Sort keys of partners.",
    NAME="Legal name.", CREATED_AT="When it was added.", DUE_AT="Its next deadline.", COMMITTED=FOLLOWED,
)  # fmt: skip
