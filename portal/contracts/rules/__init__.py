"""The life of a contract and of each negotiation round: who may take it from where to where, by when."""

from portal.contracts.rules.life import LIFE
from portal.contracts.rules.turns import ROUND
from portal.contracts.rules.words import (
    BOTH,
    HOST,
    IN_FORCE,
    NEGOTIATED,
    NOBODY,
    OPEN_ROUND,
    ChangeStatus,
    Kind,
    RoundStatus,
    Situation,
    Status,
)

__all__ = [
    "BOTH",
    "HOST",
    "IN_FORCE",
    "LIFE",
    "NEGOTIATED",
    "NOBODY",
    "OPEN_ROUND",
    "ROUND",
    "ChangeStatus",
    "Kind",
    "RoundStatus",
    "Situation",
    "Status",
]
