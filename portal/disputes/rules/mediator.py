"""The words of mediators: how far somebody is who was proposed, and what holds for all of them."""

from enum import StrEnum


class SeatStatus(StrEnum):
    PROPOSED = "PROPOSED"
    """A side has named them; they have a link and have not said yet what their interests are."""
    DECLARED = "DECLARED"
    """They have; the sides look at it."""
    ACCEPTED = "ACCEPTED"
    """Both sides have accepted what they declared."""
    SERVING = "SERVING"
    ENDED = "ENDED"
    DECLINED = "DECLINED"
    """They do not want it, or cannot."""
    REFUSED = "REFUSED"
    """A side refused them."""
    LAPSED = "LAPSED"
    """Nobody said in time what was waited for."""


OPEN = (SeatStatus.PROPOSED, SeatStatus.DECLARED, SeatStatus.ACCEPTED, SeatStatus.SERVING)
"""There is one of a case at a time."""
MOST_NAMES = 3
"""So many are proposed in a case, each with time of their own."""
READS_ON = 10
"""Business days after the mediation in which the mediator reads the case still."""
DECLARATION_LONGEST = 5_000
