"""The words of partners, places and authorities as GraphQL enumerations."""

from portal.partners import membership
from portal.partners import rules as partner_rules
from schema.shared.enums import OPEN, enum, steps_of

PartnerKind = enum(partner_rules.Kind, "PartnerKind", f"What an organisation is to the company. {OPEN}")
AccountStatus = enum(partner_rules.AccountStatus, "AccountStatus", f"Life of a partner's account. {OPEN}")
Stage = enum(partner_rules.Stage, "RelationshipStage", f"How near the relationship is. {OPEN}")


MemberActionName = steps_of("MemberAction", membership.MEMBERSHIP)
PartnerActionName = steps_of("PartnerAction", partner_rules.ACCOUNT, partner_rules.RELATIONSHIP)
AuthorityActionName = steps_of("SigningAuthorityAction", membership.AUTHORITY)
MemberAction = enum(MemberActionName, "MemberAction", f"A step of somebody's place in an organisation. {OPEN}")
PartnerAction = enum(PartnerActionName, "PartnerAction", f"A step of a partner's account or relationship. {OPEN}")
AuthorityAction = enum(AuthorityActionName, "SigningAuthorityAction", f"A step of an authority to sign. {OPEN}")
MembershipStatus = enum(
    partner_rules.MembershipStatus, "MembershipStatus", f"Life of somebody's place in an organisation. {OPEN}"
)
AuthorityStatus = enum(membership.AuthorityStatus, "SigningAuthorityStatus", f"Life of an authority to sign. {OPEN}")
