"""What an expectation fixes, so that a definition gives a value: parameters, sides, zone, calendars, time."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from portal.access import Side
from portal.expectations.metrics.tree import Sided


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything besides the subjects that a value follows from."""

    parameters: Mapping[str, Decimal]
    """Every one of the definition's: `reading.values` fills in what is not said."""
    obligor: Side
    as_of: datetime
    """With its zone."""
    zone: str = "UTC"
    calendar: str = ""
    """"DE-BY+IN-MH": a day is open if it is open in all of them. Empty where the definition counts no open days."""
    calendar_version: str = ""

    @property
    def day(self) -> date:
        """The day of asking."""
        return self.as_of.astimezone(ZoneInfo(self.zone)).date()

    def word(self, word: str) -> str:
        """The word that a subject's field has where a formula says this one."""
        sides = {Sided.OBLIGOR.value: self.obligor.value, Sided.BENEFICIARY.value: self.obligor.other.value}
        return sides.get(word, word)
