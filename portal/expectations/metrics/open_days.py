"""The open days of calendars, counted through: how many there were up to a day, for clocks that count them alone.

Counted by what `portal.calendars` knows today. A calendar's text is kept with the first expectation that uses it, and
read from there when the holidays are known otherwise: what was measured once comes out the same for ever.
"""

import warnings
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise

from portal import calendars

FIRST, LAST = date(2000, 1, 1), date(2060, 12, 31)
"""Days outside of them are in no calendar, and what would count them is missing."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, eq=False)
class OpenDays:
    """One calendar, or several in which a day must be open, from the first day on."""

    calendar: str
    """"DE-BY+IN-MH"."""
    version: str
    first: date
    ordinals: Sequence[int]
    """Of each day, how many days were open since the first, both included."""

    def ordinal(self, day: date) -> int | None:
        """How many days were open up to this one; None outside of the calendar."""
        place = (day - self.first).days
        return self.ordinals[place] if 0 <= place < len(self.ordinals) else None

    def is_open(self, day: date) -> bool:
        return (self.ordinal(day) or 0) > (self.ordinal(day - _DAY) or 0)

    @property
    def text(self) -> str:
        """As it is kept: a letter for each day, 1 where it is open."""
        pairs = pairwise([0, *self.ordinals])
        return "".join("1" if today > before else "0" for before, today in pairs)


def kept(calendar: str, version: str, first: date, text: str) -> OpenDays:
    """What was kept."""
    return OpenDays(calendar, version, first, array("i", accumulate(map(int, text))))


@lru_cache(maxsize=64)
def of(calendar: str) -> OpenDays:
    """As they are known today. Refuses: Invalid for an unknown calendar."""
    names = tuple(sorted(set(calendar.split("+"))))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of years that the library does not know: their weekends count
        text = "".join("01"[is_open] for is_open in calendars.business_days(FIRST, LAST, *names))
    return kept("+".join(names), calendars.VERSION, FIRST, text)
