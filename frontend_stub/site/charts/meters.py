"""Where a card stands: its score on a line of the agreed bands."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from frontend_stub.site.charts.scale import short

_FULL = Decimal(100)
TRENDS = {"BETTER": "▲", "WORSE": "▼"}
"""What stands before the words; nothing where no arrow is earned."""


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from `since` up to `until`, which is the next band's."""

    since: Decimal
    until: Decimal
    word: str
    tone: str = ""
    """ok, warn, bad or nothing."""

    @property
    def x(self) -> str:
        return short(float(self.since))

    @property
    def width(self) -> str:
        return short(float(self.until - self.since))


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A card at a glance."""

    bands: Sequence[Band]
    score: Decimal | None = None
    """With two digits, as the API rounds it; None where too little is covered."""
    standing: str = ""
    """The word of the band in which the API says that it stands."""
    covered: str = ""
    """ "1 of 3 lines not scored, 70 of 100 weight"; "" where all are."""
    trend: str = ""
    reason: str = ""
    """ "12.1 points more than in Q2 2026"."""

    @property
    def tone(self) -> str:
        return next((each.tone for each in self.bands if each.word == self.standing), "")

    @property
    def at(self) -> str | None:
        """Where the score lies, in per cent."""
        return None if self.score is None else short(float(min(max(self.score, Decimal(0)), _FULL)))

    @property
    def edges(self) -> list[str]:
        """Where one band ends and the next begins."""
        return [each.x for each in self.bands[1:]]

    @property
    def arrow(self) -> str:
        return TRENDS.get(self.trend, "")
