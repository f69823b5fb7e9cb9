"""The records of the room: what is earned by which schedule, and the ledger of what was earned, taken back and paid."""

from portal.fees.models.fees import Fee, FeeEntry, Payout
from portal.fees.models.guarding import STATEMENTS
from portal.fees.models.schedules import Attribution, FeeSchedule

__all__ = ["STATEMENTS", "Attribution", "Fee", "FeeEntry", "FeeSchedule", "Payout"]
