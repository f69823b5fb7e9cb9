"""The records of the room: opportunities, end customers and products, protection, conflicts between partners, and what
customers may buy next."""

from portal.opportunities.models import direct, engagement, guarding, overlap, protection, suggestions
from portal.opportunities.models.customers import CustomerKey, EndCustomer, Product, SalesQuota
from portal.opportunities.models.direct import DirectDeal
from portal.opportunities.models.engagement import EngagementRules
from portal.opportunities.models.opportunities import Arrival, Opportunity
from portal.opportunities.models.overlap import OverlapLog, OverlapMessage, OverlapSession
from portal.opportunities.models.protection import ConflictCase, ConflictRival, Outcome, ProtectionCell
from portal.opportunities.models.suggestions import ProductNumber, Suggestion, SuggestionReason, SuggestionTrial

STATEMENTS = (
    *protection.STATEMENTS,
    *guarding.STATEMENTS,
    *engagement.STATEMENTS,
    *overlap.STATEMENTS,
    *suggestions.STATEMENTS,
    *direct.STATEMENTS,
)

__all__ = [
    "STATEMENTS",
    "Arrival",
    "ConflictCase",
    "ConflictRival",
    "CustomerKey",
    "DirectDeal",
    "EndCustomer",
    "EngagementRules",
    "Opportunity",
    "Outcome",
    "OverlapLog",
    "OverlapMessage",
    "OverlapSession",
    "Product",
    "ProductNumber",
    "ProtectionCell",
    "SalesQuota",
    "Suggestion",
    "SuggestionReason",
    "SuggestionTrial",
]
