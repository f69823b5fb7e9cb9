"""The life of an offer to settle: open to the other side until a day, then accepted, answered, taken back or over."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.disputes.rules import authority
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.partners.membership import Period
from portal.sentences import say, word

CALLED = word("offer", "Offer to settle", code="OFFER")
"""What each is called: never what it offers."""
MOST_DAYS = 30
"""An offer is valid for 1 to so many days."""


class OfferStatus(StrEnum):
    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    EXPIRED = "EXPIRED"
    REJECTED = "REJECTED"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


O = OfferStatus  # noqa: E741 - as the tables of the other lives name theirs
P = Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What the table looks at: whose offer it is, until when, and whether its dispute can still be settled."""

    status: OfferStatus
    side: Side
    expires_at: datetime
    is_negotiable: bool = True
    """Its dispute is at a level where the two sides can settle."""
    is_reader: bool = True
    """Whoever asks is among those who negotiate for their side, and can read it."""
    gives_minor: int = 0
    """What the side of whoever asks gives away by it."""
    authorised: tuple[Period, ...] = ()
    """When whoever asks may give that away."""


def _offeror(at: Offer) -> Side:
    return at.side


def _other(at: Offer) -> Side:
    return at.side.other


def _answerable(at: Offer, _actor: Actor, now: Moment) -> Reason:
    if now.has_reached(at.expires_at):
        return say("The offer has expired.")
    return None if at.is_negotiable else say("The dispute cannot be settled now.")


def _reading(at: Offer, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_reader else say("Only people who negotiate for your side can do this.")


def _with_authority(at: Offer, actor: Actor, now: Moment) -> Reason:
    return _reading(at, actor, now) or authority.lacking(at.gives_minor, at.authorised, now)


def _over(at: Offer, _actor: Actor, now: Moment) -> Reason:
    if now.has_reached(at.expires_at) or not at.is_negotiable:
        return None
    return say("Its time has not ended yet.")


def _step(
    action: str, target: OfferStatus, may: Permission, event: str, needs: str, *,
    guard: Guard[Offer] | None = None, **more: Any,
) -> Step[Offer]:  # fmt: skip
    return Step(action, frozenset({O.OPEN}), target, may, f"dispute.offer_{event}", guard=guard, needs=needs, **more)


OFFER: Machine[OfferStatus, Offer] = Machine(
    "SettlementOffer",
    OfferStatus,
    Offer,
    initial=O.OPEN,
    steps=(
        _step("accept", O.ACCEPTED, P.DISPUTE_SETTLE, "accepted",
              "the other side, naming the digest; authority to settle the amount", guard=_answerable, side=_other,
              entitled=_with_authority, confirmed=True),
        _step("reject", O.REJECTED, P.DISPUTE_SETTLE, "rejected", "the other side", side=_other, entitled=_reading),
        _step("counter", O.SUPERSEDED, P.DISPUTE_SETTLE, "countered",
              "the other side makes a new offer, with the authority for that", guard=_answerable, side=_other,
              entitled=_reading, confirmed=True),
        _step("expire", O.EXPIRED, P.CLOCK, "expired", "its day passed, or its dispute settled otherwise", guard=_over),
        _step("withdraw", O.WITHDRAWN, P.DISPUTE_SETTLE, "withdrawn", "the side that made it, before it is accepted",
              side=_offeror, entitled=_reading),
    ),
    deadlines={
        O.OPEN: Deadline("expire", lambda at: frozenset({at.side.other}), until=lambda at: at.expires_at,
                         until_in_words="day named in the offer", otherwise=say("Otherwise the offer expires.")),
    },
    in_words={
        O.OPEN: say("The offer is open."),
        O.ACCEPTED: say("The offer was accepted."),
        O.EXPIRED: say("The offer has expired."),
        O.REJECTED: say("The offer was rejected."),
        O.SUPERSEDED: say("Another offer replaced it."),
        O.WITHDRAWN: say("The offer was withdrawn."),
    },
)  # fmt: skip
