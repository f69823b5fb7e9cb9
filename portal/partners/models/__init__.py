"""The records of partners: organisations, people, authorities to sign, documents, plans."""

from portal.partners.models import external_keys, people
from portal.partners.models.authorities import AUTHORITY_STEPS, SigningAuthority
from portal.partners.models.documents import ComplianceDocument, DocumentRequirement
from portal.partners.models.external_keys import ExternalKey
from portal.partners.models.organisations import Company, Organisation, RequestedItem
from portal.partners.models.people import (
    KEEP_ADMINISTRATOR,
    MEMBERSHIP_STEPS,
    Invitation,
    Membership,
    Person,
)
from portal.partners.models.plans import ExitPlan, RelationshipPlan

STATEMENTS = (*people.STATEMENTS, *external_keys.STATEMENTS)

__all__ = [
    "AUTHORITY_STEPS",
    "KEEP_ADMINISTRATOR",
    "MEMBERSHIP_STEPS",
    "STATEMENTS",
    "Company",
    "ComplianceDocument",
    "DocumentRequirement",
    "ExitPlan",
    "ExternalKey",
    "Invitation",
    "Membership",
    "Organisation",
    "Person",
    "RelationshipPlan",
    "RequestedItem",
    "SigningAuthority",
]
