"""What one period came to, as charts and their tables show it, and what its result is called."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from frontend_stub.site import i18n
from frontend_stub.site.measures import Measure
from frontend_stub.site.words import Term, term

RESULTS: dict[str, Term] = {
    "MET": term("result", "Met"),
    "MISSED": term("result", "Missed"),
    "UNSURE": term("result", "Unsure"),
    "": term("result", "No data"),
}
"""By verdict; "" where nothing was measured, or too little."""
OPEN: dict[str, Term] = {
    "COLLECTING": term("result", "so far"),
    "PROVISIONAL": term("result", "provisional"),
    "CONTESTED": term("result", "contested"),
    "DISPUTED": term("result", "in dispute"),
}
"""By the status of a measurement that may still change."""


class Named(Protocol):
    """A slot of a chart."""

    @property
    def name(self) -> str: ...

    @property
    def short(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One period."""

    name: str
    """What people call it: "Q3 2026"."""
    short: str = ""
    """What stands under an axis; the name where there is nothing shorter."""
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    verdict: str = ""
    status: str = "FINAL"
    target: Decimal | None = None
    tolerance: Decimal = Decimal(0)
    floor: Decimal | None = None
    definition: str = ""
    """Another one begins another line."""
    met: int = 0
    missed: int = 0
    excluded: int = 0
    href: str = ""

    @property
    def sample(self) -> int:
        """How many subjects were counted."""
        return self.met + self.missed

    @property
    def kind(self) -> str:
        """How it is marked: met, missed, unsure or none."""
        return self.verdict.lower() if self.value is not None and self.verdict in RESULTS and self.verdict else "none"

    @property
    def is_open(self) -> bool:
        """Whether it may still change: drawn hollow."""
        return self.status in OPEN

    @property
    def result(self) -> str:
        """ "Missed", "Missed, provisional", "No data"."""
        said = i18n.pgettext(*RESULTS["" if self.kind == "none" else self.verdict])
        more = OPEN.get(self.status)
        return f"{said}, {i18n.pgettext(*more)}" if more and self.value is not None else said

    def told(self, measure: Measure) -> str:
        """The period in one line: "Q3 2026: 84.85%, missed"."""
        parts = [measure.written(self.value)] if self.value is not None else []
        return f"{self.name}: {', '.join([*parts, self.result])}"


def summary(points: Sequence[Measured], measure: Measure) -> str:
    """What a chart shows, in words for who does not see it."""
    known = [each for each in points if each.value is not None]
    if not known:
        return i18n.pgettext(*RESULTS[""])
    values = [each.value for each in known if each.value is not None]
    spread = i18n.ngettext(
        "%(num)s period with a value, from %(low)s to %(high)s.",
        "%(num)s periods with a value, from %(low)s to %(high)s.",
        len(known),
    ) % {"num": i18n.number(len(known)), "low": measure.written(min(values)), "high": measure.written(max(values))}
    return f"{known[-1].told(measure)}. {spread}"
