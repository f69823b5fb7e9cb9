"""The records of a contract: the agreement itself, its immutable versions, the rounds, changes and signatures."""

from portal.contracts.models.agreement import CONTRACT_STEPS, DIGEST, Contract, Draft, Version
from portal.contracts.models.negotiation import Acceptance, Change, Round, Signature

__all__ = [
    "CONTRACT_STEPS",
    "DIGEST",
    "Acceptance",
    "Change",
    "Contract",
    "Draft",
    "Round",
    "Signature",
    "Version",
]
