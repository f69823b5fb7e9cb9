"""The steps by which two sides find a mediator, and what they agree on while there is one."""

from typing import Any

from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.disputes.rules.mediator import MOST_NAMES, SeatStatus
from portal.disputes.rules.situation import Dispute
from portal.disputes.rules.statuses import BOTH, MEDIATOR, DisputeStatus
from portal.machine import Guard, Reason, Step
from portal.sentences import say

S = DisputeStatus
P = Permission
PROPOSED = frozenset({SeatStatus.PROPOSED, SeatStatus.DECLARED})
"""Somebody is proposed whom both sides have not accepted yet."""


def mediable(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return None if at.may_mediate else say("Both sides must accept a mediator first.")


def _proposable(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    if at.level < MEDIATOR:
        return say("The dispute must pass the two sides' own levels before a mediator.")
    if at.mediator is not None:
        return say("A mediator has already been proposed.")
    return (
        say("{most} people have been proposed, and none was accepted.", most=MOST_NAMES)
        if at.mediators >= MOST_NAMES
        else None
    )


def _acceptable(at: Dispute, actor: Actor, _now: Moment) -> Reason:
    if at.mediator not in PROPOSED:
        return say("There is no proposed mediator to accept.")
    if at.mediator is SeatStatus.PROPOSED:
        return say("The proposed mediator has not declared their interests yet.")
    return say("Your side has already accepted the mediator.") if actor.side in at.mediator_accepted_by else None


def _refusable(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return None if at.mediator in PROPOSED else say("There is no proposed mediator to refuse.")


def _declarable(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return None if at.mediator is SeatStatus.PROPOSED else say("You have already declared your interests.")


def _declinable(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return None if at.mediator in {*PROPOSED, SeatStatus.ACCEPTED} else say("The mediation has started.")


def _unasked(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return say("More time has already been asked for.") if at.longer_by else None


def _asked(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return None if at.longer_by else say("No one has asked for more time.")


def _other_than_asked(at: Dispute) -> Side | None:
    return at.longer_by.other if at.longer_by else None


def _shown(at: Dispute, actor: Actor, _now: Moment) -> Reason:
    return (
        say("Your side already allows the mediator to read the offers.") if actor.side in at.offers_shown_by else None
    )


def _hidable(at: Dispute, actor: Actor, _now: Moment) -> Reason:
    if actor.side in at.offers_shown_by:
        return None
    return say("Your side has not allowed the mediator to read the offers.")


def _linkable(at: Dispute, _actor: Actor, _now: Moment) -> Reason:
    return None if at.mediator else say("There is no proposed mediator to send a link to.")


def _who_proposed(at: Dispute, actor: Actor, _now: Moment) -> Reason:
    if actor.side is at.mediator_by or P.DISPUTE_MEDIATE in actor.permissions:
        return None
    return say("Only the side that proposed the mediator, or a dispute officer, can ask for a new link.")


def turn(at: Dispute) -> frozenset[Side]:
    """Who has to do something so that there is a mediator."""
    match at.mediator:
        case SeatStatus.PROPOSED if at.mediator_by:
            return frozenset({at.mediator_by})
        case SeatStatus.DECLARED:
            return BOTH - at.mediator_accepted_by or BOTH
        case SeatStatus.ACCEPTED:
            return frozenset({Side.HOST})
    return BOTH


def _step(
    action: str, status: DisputeStatus, may: Permission, event: str, needs: str, guard: Guard[Dispute], **more: Any
) -> Step[Dispute]:
    return Step(action, frozenset({status}), status, may, f"dispute.{event}", guard=guard, needs=needs, **more)


LINKED = tuple(
    _step("sendLinkAgain", status, P.DISPUTE_ESCALATE, "mediator_linked",
          "the side that proposed the mediator, or an officer; the mediator's earlier passkey and session end",
          _linkable, entitled=_who_proposed, keeps_date=True)
    for status in (S.ESCALATED, S.MEDIATION)
)  # fmt: skip
FINDING = (
    _step("proposeMediator", S.ESCALATED, P.DISPUTE_PURSUE, "mediator_proposed",
          "either side, at the mediator's level; one of the names in the contract if it has any; at most three"
          " in turn; the time starts again",
          _proposable),
    _step("declareInterests", S.ESCALATED, P.CLOCK, "mediator_declared",
          "the proposed mediator says so, using the emailed link", _declarable),
    _step("declineMediation", S.ESCALATED, P.CLOCK, "mediator_declined", "the proposed mediator says so",
          _declinable),
    _step("acceptMediator", S.ESCALATED, P.DISPUTE_SETTLE, "mediator_accepted",
          "each side, over the digest of what was declared", _acceptable, confirmed=True),
    _step("refuseMediator", S.ESCALATED, P.DISPUTE_SETTLE, "mediator_refused", "either side; reason", _refusable),
    _step("passOverMediator", S.ESCALATED, P.CLOCK, "mediator_passed_over",
          "not accepted by both in time; the next name", _refusable),
)  # fmt: skip
MEDIATION = (
    _step("askLonger", S.MEDIATION, P.DISPUTE_PURSUE, "mediation_longer_asked", "either side; until a day; reason",
          _unasked, keeps_date=True),
    _step("agreeLonger", S.MEDIATION, P.DISPUTE_PURSUE, "mediation_longer", "the other side", _asked,
          side=_other_than_asked),
    _step("showOffers", S.MEDIATION, P.DISPUTE_SETTLE, "offers_shown",
          "each side; the mediator reads the offers once both have", _shown, keeps_date=True),
    _step("hideOffers", S.MEDIATION, P.DISPUTE_SETTLE, "offers_hidden",
          "each side, for itself and immediately; the mediator can no longer read the offers",
          _hidable, keeps_date=True),
)  # fmt: skip
