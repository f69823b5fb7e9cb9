"""The records of a contract: the agreement itself, its immutable versions, the rounds, changes and signatures."""

from portal.contracts.models.agreement import CONTRACT_STEPS, DIGEST, Contract, Draft, Version
from portal.contracts.models.negotiation import Acceptance, Change, Round, Signature
from portal.contracts.models.searching import STATEMENTS, SearchDocument

__all__ = [
    "CONTRACT_STEPS",
    "DIGEST",
    "STATEMENTS",
    "Acceptance",
    "Change",
    "Contract",
    "Draft",
    "Round",
    "SearchDocument",
    "Signature",
    "Version",
]
