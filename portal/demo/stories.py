"""What happened to each sample contract: who it is with, what it is about, and how far it came."""

from dataclasses import dataclass
from enum import Enum, auto

from portal.contracts.rules import Kind, Status
from portal.contracts.text import disputing, earning
from portal.contracts.text.disputing import Said

K, S = Kind, Status
MEDIATORS = ("Noor Sample", "Yuki Sample")
DISPUTING: Said = (
    (disputing.DECIDER, disputing.EXECUTIVE), (disputing.CODES, "ATTRIBUTION, FEE_WRONG"),
    (disputing.LIMIT, "5000000 JPY"), (disputing.MEDIATION, disputing.YES),
    (disputing.MEDIATORS, "; ".join(MEDIATORS)),
)  # fmt: skip
"""Who decides, about what and up to how much, and who mediates, as one contract says it."""
EARNING: Said = ((earning.BASE, "NET"), (earning.HOLD_DAYS, "30"), (earning.RATE, "8"))
"""What the partner earns with a sale of its own, as one contract says it."""


class Far(Enum):
    """How far a negotiation went before it stopped to wait for somebody."""

    PARTNER_READS = auto()
    PARTNER_PROPOSED = auto()
    HOST_COUNTERS = auto()
    HOST_PROPOSED = auto()
    PARTNER_COUNTERS = auto()


@dataclass(frozen=True, slots=True)
class Story:
    """One contract: `started` is the days since it was drafted; `value` is in whole currency units."""

    partner: int
    title: str
    kind: Kind
    status: Status
    started: int
    far: Far | None = None
    value: int | None = None
    currency: str = "EUR"
    months: int | None = 24
    starts: int = 30
    """Days from today to its first day."""
    disputes: Said = ()
    """What it says of disputes."""
    fees: Said = ()
    """What it says of fees."""


STORIES = (
    Story(0, "Castings for the M-series 2027", K.SUPPLY, S.IN_NEGOTIATION, 12, Far.PARTNER_PROPOSED, 480_000, "GBP"),
    Story(0, "Castings, framework", K.FRAMEWORK, S.ACTIVE, 840, None, 1_200_000, "GBP", 36, -800),
    Story(0, "Mutual confidentiality", K.CONFIDENTIALITY, S.EXPIRED, 800, None, None, "GBP", 24, -780),
    Story(0, "Tooling maintenance", K.SERVICE, S.OUT_FOR_SIGNATURE, 18, None, 36_000, "GBP"),
    Story(1, "Distribution in the south-west", K.DISTRIBUTION, S.ACTIVE, 560, None, 900_000, "USD", 24, -525,
          fees=EARNING),
    Story(1, "Distribution in the mountain states", K.DISTRIBUTION, S.IN_NEGOTIATION, 11, Far.HOST_COUNTERS, 350_000,
          "USD"),
    Story(1, "Demonstration equipment", K.FRAMEWORK, S.DRAFT, 3, None, 40_000, "USD"),
    Story(2, "Machined housings", K.SUPPLY, S.ACTIVE, 290, None, 48_000_000, "INR", 24, -250),
    Story(2, "Machined shafts", K.SUPPLY, S.IN_NEGOTIATION, 9, Far.PARTNER_READS, 150_000, "INR"),
    Story(2, "Measuring software support", K.SERVICE, S.SUSPENDED, 320, None, 18_000, "INR", 24, -300),
    Story(3, "Calibration on site", K.SERVICE, S.AGREED, 9, None, 95_000, "AED"),
    Story(3, "Mutual confidentiality", K.CONFIDENTIALITY, S.ACTIVE, 90, None, None, "AED", None, -80),
    Story(4, "Lenses and prisms", K.SUPPLY, S.ACTIVE, 560, None, 640_000, "EUR", 36, -525),
    Story(4, "Lenses, successor", K.SUPPLY, S.IN_NEGOTIATION, 13, Far.HOST_PROPOSED, 700_000),
    Story(4, "Coatings", K.SUPPLY, S.SIGNED, 40, None, 120_000, "EUR", 12, 20),
    Story(4, "Development of a field lens", K.FRAMEWORK, S.TERMINATED, 600, None, 80_000, "EUR", 24, -560),
    Story(5, "Cable harnesses", K.SUPPLY, S.NOTICE_GIVEN, 420, None, 75_000, "PLN", 24, -400),
    Story(5, "Connectors", K.SUPPLY, S.IN_REVIEW, 4, None, 60_000, "PLN"),
    Story(5, "Enclosures", K.SUPPLY, S.WITHDRAWN, 60, None, 45_000, "PLN"),
    Story(6, "Assembly of sub-units", K.SERVICE, S.IN_NEGOTIATION, 14, Far.PARTNER_COUNTERS, 130_000, "EUR"),
    Story(6, "Mutual confidentiality", K.CONFIDENTIALITY, S.ACTIVE, 70, None, None, "EUR", None, -60),
    Story(7, "Customer support in English", K.SERVICE, S.ACTIVE, 200, None, 2_400_000, "PHP", 24, -180),
    Story(8, "Distribution in Japan", K.DISTRIBUTION, S.ACTIVE, 740, None, 90_000_000, "JPY", 60, -710,
          DISPUTING),
    Story(8, "Detector modules", K.SUPPLY, S.OUT_FOR_SIGNATURE, 15, None, 42_000_000, "JPY"),
    Story(8, "Detector modules, first series", K.SUPPLY, S.SUPERSEDED, 900, None, 12_000_000, "JPY", 36, -880),
    Story(8, "Service training", K.SERVICE, S.IN_APPROVAL, 12, None, 1_500_000, "JPY"),
    Story(9, "Distribution in the south", K.DISTRIBUTION, S.NOTICE_GIVEN, 650, None, 300_000, "BRL", 36, -640),
    Story(10, "Mutual confidentiality", K.CONFIDENTIALITY, S.DRAFT, 2, None, None, "SEK", None),
    Story(11, "Freight and storage", K.SERVICE, S.DRAFT, 6, None, 50_000),
    Story(5, "Spare parts", K.SUPPLY, S.AGREED, 8, None, 33_000, "PLN"),
)  # fmt: skip
