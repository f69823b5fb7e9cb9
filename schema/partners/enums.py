"""The words of partners, places and authorities as GraphQL enumerations."""

from portal.partners import membership
from portal.partners import rules as partner_rules
from schema.shared.enums import OPEN, enum, steps_of

PartnerKind = enum(partner_rules.Kind, "PartnerKind", f"What an organisation is to the company. {OPEN}")
AccountStatus = enum(partner_rules.AccountStatus, "AccountStatus", f"Life of a partner's account. {OPEN}")
Stage = enum(partner_rules.Stage, "RelationshipStage", f"How near the relationship is. {OPEN}")
MemberAction = steps_of("MemberAction", "A step of somebody's place in an organisation.", membership.MEMBERSHIP)
PartnerAction = steps_of(
    "PartnerAction", "A step of a partner's account or relationship.", partner_rules.ACCOUNT, partner_rules.RELATIONSHIP
)
AuthorityAction = steps_of("SigningAuthorityAction", "A step of an authority to sign.", membership.AUTHORITY)
MembershipStatus = enum(
    partner_rules.MembershipStatus, "MembershipStatus", f"Life of somebody's place in an organisation. {OPEN}"
)
AuthorityStatus = enum(membership.AuthorityStatus, "SigningAuthorityStatus", f"Life of an authority to sign. {OPEN}")
