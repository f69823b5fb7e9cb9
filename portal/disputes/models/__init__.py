"""The records of the room: cases and lines, their chain and clocks, offers, remedies and what prevents a cause."""

from portal.disputes.models.cases import Dispute, DisputeLine
from portal.disputes.models.guarding import STATEMENTS
from portal.disputes.models.mediating import CaucusText, MediatorSeat
from portal.disputes.models.offers import SealedText, SettlementOffer
from portal.disputes.models.record import DisputeClock, DisputeEntry, DisputePause
from portal.disputes.models.remedies import Prevention, Remedy

__all__ = [
    "STATEMENTS",
    "CaucusText",
    "Dispute",
    "DisputeClock",
    "DisputeEntry",
    "DisputeLine",
    "DisputePause",
    "MediatorSeat",
    "Prevention",
    "Remedy",
    "SealedText",
    "SettlementOffer",
]
