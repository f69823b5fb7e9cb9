"""Whether somebody may dispose of an amount for their side."""

from portal.clock import Moment
from portal.machine import Reason
from portal.partners.membership import Period
from portal.sentences import say

LACKING = say("Only someone with the authority to settle this amount can do this.")
"""All that the other side reads of it."""


def lacking(minor: int, authorised: tuple[Period, ...], now: Moment) -> Reason:
    """Why such an amount cannot be disposed of today under authorities that cover it; nobody needs one for nothing."""
    if minor <= 0:
        return None
    today = now.day("UTC")
    return None if any(period.holds(today) for period in authorised) else LACKING
