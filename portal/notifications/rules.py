"""Why somebody is told, of which family an event is, and when a letter leaves."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from portal import calendars
from portal.access import Role
from portal.sentences import Sentence, say


class Why(StrEnum):
    """Why somebody is told, the strongest reason first."""

    TURN = "TURN"
    """They can take the next step."""
    MISSED = "MISSED"
    """They could have taken a step whose time is over."""
    CONCERNED = "CONCERNED"
    """It is about themselves."""
    MENTIONED = "MENTIONED"
    ASSIGNED = "ASSIGNED"
    BINDING = "BINDING"
    """It is binding for their organisation, which they administer."""
    OWNER = "OWNER"
    MANAGER = "MANAGER"
    """They are the partner's relationship manager."""
    ADMINISTRATOR = "ADMINISTRATOR"
    """It is about their organisation's own people, programs and sign-in."""
    FOLLOWING = "FOLLOWING"
    """They follow the record, or have taken part in it."""


PRESSING = frozenset({Why.TURN, Why.MISSED, Why.MENTIONED, Why.ASSIGNED})
"""What a letter goes out for at once, unless its reader wishes otherwise."""

BECAUSE: Mapping[Why, Sentence] = {
    Why.TURN: say("You get this because you can take the next step."),
    Why.MISSED: say("You get this because it was your side's turn."),
    Why.CONCERNED: say("You get this because it is about you."),
    Why.MENTIONED: say("You get this because someone mentioned you."),
    Why.ASSIGNED: say("You get this because it was assigned to you."),
    Why.BINDING: say("You get this because it is binding for your organisation, which you administer."),
    Why.OWNER: say("You get this because you are its owner."),
    Why.MANAGER: say("You get this because you look after this partner."),
    Why.ADMINISTRATOR: say("You get this because you administer your organisation."),
    Why.FOLLOWING: say("You get this because you follow it or have taken part in it."),
}


class Family(StrEnum):
    """Events that somebody wishes to be told of in the same way."""

    NEGOTIATION = "NEGOTIATION"
    CONTRACT = "CONTRACT"
    SIGNATURE = "SIGNATURE"
    ACCOUNT = "ACCOUNT"
    RELATIONSHIP = "RELATIONSHIP"
    PEOPLE = "PEOPLE"
    PROGRAMS = "PROGRAMS"
    NOTES = "NOTES"
    DEADLINES = "DEADLINES"
    OTHER = "OTHER"


_BY_BEGINNING: tuple[tuple[str, Family], ...] = (
    ("contract.sign", Family.SIGNATURE),
    ("contract.", Family.CONTRACT),
    ("negotiation.", Family.NEGOTIATION),
    ("obligation.", Family.CONTRACT),
    ("boundary.", Family.CONTRACT),
    ("dispute.", Family.CONTRACT),
    ("remedy.", Family.CONTRACT),
    ("prevention.", Family.CONTRACT),
    ("partner.", Family.ACCOUNT),
    ("document.", Family.ACCOUNT),
    ("file.", Family.ACCOUNT),
    ("relationship.", Family.RELATIONSHIP),
    ("member.", Family.PEOPLE),
    ("authority.", Family.PEOPLE),
    ("client.", Family.PROGRAMS),
    ("connection.", Family.PROGRAMS),
    ("domain.", Family.PROGRAMS),
    ("provisioning.", Family.PROGRAMS),
    ("note.", Family.NOTES),
    ("task.", Family.NOTES),
    ("deadline.", Family.DEADLINES),
)


def family_of(event: str) -> Family:
    return next((family for beginning, family in _BY_BEGINNING if event.startswith(beginning)), Family.OTHER)


class How(StrEnum):
    """When letters of a family come."""

    TURN = "TURN"
    """At once for what waits for the reader, else with the morning's digest."""
    AT_ONCE = "AT_ONCE"
    DIGEST = "DIGEST"
    NEVER = "NEVER"


BINDING = frozenset({
    "contract.signature_requested", "contract.notice_given", "dispute.filed", "obligation.defaulted",
    "boundary.overridden", "boundary.crossed",
})  # fmt: skip
"""What binds an organisation: its administrators have the letter at once, whatever they wish."""
QUIET = frozenset({
    "contract.drafted", "contract.redrafted", "negotiation.draft_saved", "file.fetched", "dispute.drafted",
    "dispute.edited", "dispute.discarded",
})  # fmt: skip
"""Work in progress of one's own side, and reading: the history has it, and nobody is told."""
ANSWERED_BY: Mapping[str, str] = {"relationship.plan_proposed": "agreePlan"}
"""Steps that an event asks the other side for, beside those by which its record moves on."""
ASKING = frozenset({"task.given", "task.handed_over", "task.reopened"})
"""What asks somebody to do something by a day."""
OF_WHO_BEGAN = frozenset({"facts.imported"})
"""The end of what somebody has begun and that went on without them: they alone are told."""
REFUSING = frozenset({"opportunity.rejected"})
"""What the other side can dispute for some time, which its people are told with it."""
OF_ADMINISTRATORS = frozenset({Family.PROGRAMS})
"""What the administrators of the organisation should know."""

_TO_PARTNER = frozenset({Role.PARTNER_ADMIN})
_TO_BOTH = _TO_PARTNER | {Role.RELATIONSHIP_MANAGER, Role.EXECUTIVE_SPONSOR}
WRITTEN_TO: Mapping[str, frozenset[Role]] = {
    **dict.fromkeys((
        "partner.info_requested", "partner.rejected", "partner.activated", "partner.put_on_hold", "partner.released",
        "partner.review_overdue", "partner.hold_review_due",
    ), _TO_PARTNER),
    **dict.fromkeys((
        "partner.exit_started", "partner.exit_cancelled", "partner.exit_overdue", "partner.offboarded",
        "relationship.plan_proposed", "relationship.plan_agreed",
    ), _TO_BOTH),
    "partner.stay_agreed": frozenset({Role.EXECUTIVE_SPONSOR}),
}  # fmt: skip
"""To whom the room of partners writes itself, with what it has to say besides: no second letter tells them."""
WRITTEN_TO_LEAD = frozenset({"partner.review_overdue", "partner.hold_review_due"})
"""The same for the company's legal lead."""

DUE_SOON = "deadline.near"
DAYS_BEFORE = (3, 1)
"""Business days before a deadline, on whose mornings those who can act are told."""
MORNING = time(7)
KEPT = timedelta(days=365)
"""How long somebody finds what they were told of."""


def letter_at(
    how: How, why: Why, *, must: bool, now: datetime, zone: str, calendar: str
) -> datetime | None:  # fmt: skip
    """When the letter leaves; None for no letter. `must`: it cannot be switched off."""
    if must or how is How.AT_ONCE or (how is How.TURN and why in PRESSING):
        return now
    return None if how is How.NEVER else next_morning(now, zone, calendar)


def next_morning(now: datetime, zone: str, calendar: str) -> datetime:
    """The next seven o'clock of a business day, in the zone and the calendar of the reader."""
    place = ZoneInfo(zone)
    local = now.astimezone(place)
    day = local.date() if local.time() < MORNING else local.date() + timedelta(days=1)
    while not calendars.is_business_day(day, calendar):
        day += timedelta(days=1)
    return datetime.combine(day, MORNING, place)


def morning_before(due_at: datetime, days: int, zone: str, calendar: str) -> datetime:
    """Seven o'clock of the business day so many before the day of a deadline."""
    place = ZoneInfo(zone)
    day = due_at.astimezone(place).date()
    while days:
        day -= timedelta(days=1)
        days -= calendars.is_business_day(day, calendar)
    return datetime.combine(day, MORNING, place)
