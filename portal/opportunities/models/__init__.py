"""The records of the room: opportunities, end customers and products, protection, and conflicts between partners."""

from portal.opportunities.models import engagement, guarding, protection
from portal.opportunities.models.customers import CustomerKey, EndCustomer, Product, SalesQuota
from portal.opportunities.models.engagement import EngagementRules
from portal.opportunities.models.opportunities import Arrival, Opportunity
from portal.opportunities.models.protection import ConflictCase, ConflictRival, Outcome, ProtectionCell

STATEMENTS = (*protection.STATEMENTS, *guarding.STATEMENTS, *engagement.STATEMENTS)

__all__ = [
    "STATEMENTS",
    "Arrival",
    "ConflictCase",
    "ConflictRival",
    "CustomerKey",
    "EndCustomer",
    "EngagementRules",
    "Opportunity",
    "Outcome",
    "Product",
    "ProtectionCell",
    "SalesQuota",
]
