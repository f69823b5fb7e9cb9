"""What the table of a dispute looks at."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.access import Side
from portal.calendars import Pause
from portal.disputes.rules.mediator import SeatStatus
from portal.disputes.rules.statuses import LEVELS, DisputeStatus
from portal.partners.membership import Period
from portal.situations import ForClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """What the table looks at: who claims, how high it stands, what is there, and what the actor has to do with it."""

    status: DisputeStatus
    claimant: Side
    level: int = 0
    lines: int = 1
    missing: int = 0
    """Papers that its reason asks for and that are not there."""
    closes_at: datetime | None = None
    """The last instant to file it; null for no such day."""
    is_open_elsewhere: bool = False
    """One of its lines stands in another open dispute."""
    is_refiled: bool = False
    is_appealed: bool = False
    has_new_evidence: bool = False
    """The claimant has brought something since the last refusal or end."""
    reopen_until: datetime | None = None
    sent_back_at: int | None = None
    """The level from which it was sent back last."""
    offers_by: frozenset[Side] = frozenset()
    """The sides whose offers are open."""
    pause_by: Side | None = None
    """The side that requested a pause."""
    pause_until: date | None = None
    """The last day of that pause."""
    may_decide: bool = False
    """The contract gives somebody the right to decide."""
    may_mediate: bool = False
    """A mediator who has declared their interests is accepted by both."""
    mediator: SeatStatus | None = None
    """How far the person is who is to mediate; null for nobody."""
    mediator_by: Side | None = None
    """The side that proposed them."""
    mediators: int = 0
    """How many people were proposed."""
    mediator_accepted_by: frozenset[Side] = frozenset()
    offers_shown_by: frozenset[Side] = frozenset()
    """The sides that let the mediator read the offers."""
    longer_by: Side | None = None
    """The side that asks for more time for the mediation."""
    is_barred: bool = False
    """Whoever asks has a part in what it is about, or had one in the case."""
    claimed_minor: int = 0
    authorised: tuple[Period, ...] = ()
    """When whoever asks may settle what is claimed."""
    remedy_ends_at: datetime | None = None
    """The last second of the first day by which a remedy is to be done that nobody has said is done."""
    has_cause: bool = False
    is_prevented: bool = False
    """Something is planned so that it does not happen again, or it is said why nothing is."""
    remedies: ForClock[int] = 0
    """Remedies that are not confirmed yet."""
    level_days: ForClock[tuple[int, ...]] = LEVELS
    """Business days at each level of the two sides, by the contract or as everywhere."""
    mediation_ends_at: ForClock[datetime | None] = None
    clock_started_at: ForClock[datetime | None] = None
    pauses: ForClock[tuple[Pause, ...]] = ()
    remedy_due_at: ForClock[datetime | None] = None
    """When the first remedy is due: to be done, or to be confirmed or refused."""
    remedy_waits_for: ForClock[frozenset[Side]] = frozenset()

    @property
    def respondent(self) -> Side:
        return self.claimant.other
