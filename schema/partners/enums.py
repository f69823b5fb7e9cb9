"""The words of partners, places and authorities as GraphQL enumerations."""

from enum import StrEnum

from portal.partners import membership
from portal.partners import rules as partner_rules
from schema.engine.enums import enum
from schema.shared.enums import FOLLOWED, OPEN, statuses_of, steps_of

PartnerKind = enum(
    partner_rules.Kind, "PartnerKind", f"What an organisation is to the company. {OPEN}",
    VENDOR="It sells services or software to the company.", SUPPLIER="It supplies goods to the company.",
    DISTRIBUTOR="It sells what the company makes.", OTHER="Something else.",
)  # fmt: skip
AccountStatus = statuses_of(partner_rules.ACCOUNT, "AccountStatus", "Life of a partner's account.")
Stage = statuses_of(partner_rules.RELATIONSHIP, "RelationshipStage", "Stage of the relationship.")
MemberAction = steps_of("MemberAction", "A step of somebody's place in an organisation.", membership.MEMBERSHIP)
PartnerAction = steps_of(
    "PartnerAction", "A step of a partner's account or relationship.", partner_rules.ACCOUNT, partner_rules.RELATIONSHIP
)
AuthorityAction = steps_of("SigningAuthorityAction", "A step of an authority to sign.", membership.AUTHORITY)
MembershipStatus = statuses_of(
    membership.MEMBERSHIP, "MembershipStatus", "Life of somebody's place in an organisation."
)
AuthorityStatus = statuses_of(membership.AUTHORITY, "SigningAuthorityStatus", "Life of an authority to sign.")


class Sorted(StrEnum):
    NAME = "NAME"
    CREATED_AT = "CREATED_AT"
    DUE_AT = "DUE_AT"
    COMMITTED = "COMMITTED"


PartnerOrderField = enum(
    Sorted, "PartnerOrderField", "Sort keys of partners.",
    NAME="Legal name.", CREATED_AT="When it was entered.", DUE_AT="Its next deadline.", COMMITTED=FOLLOWED,
)  # fmt: skip
