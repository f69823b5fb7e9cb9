"""Why a step of a contract or of a round cannot be taken now, in words; and by when one has to be."""

from datetime import datetime, timedelta
from uuid import UUID

from portal import calendars
from portal.access import Actor, Side
from portal.clock import Moment
from portal.contracts.rules.words import BOTH, IN_FORCE, Situation
from portal.machine import Reason
from portal.partners.rules import AccountStatus
from portal.sentences import say


def pen(at: Situation) -> Side | None:
    return at.pen


def other(at: Situation) -> Side | None:
    return at.pen.other if at.pen else None


def complete(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.has_clauses else say("The contract has no clauses yet.")


def partner_active(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    if at.partner_status is not AccountStatus.ACTIVE:
        return say("You cannot publish the contract because the partner account is not active.")
    return complete(at, _actor, _now) or rests(at, _actor, _now)


def rests(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    """An amendment rests on a contract in force, and on its text as it is."""
    if at.parent_status is None:
        return None
    if at.parent_status not in IN_FORCE:
        return say("The contract that this amends is no longer in force.")
    if not at.is_base_current:
        return say("The contract has a newer text than the one this amends. Start a new amendment.")
    return None


def settled(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    if at.unanswered:
        return say(
            "The amendment changes clauses that these are based on: {what}. Reopen the negotiation and"
            " say whether each continues or ends.",
            what=", ".join(at.unanswered),
        )
    return rests(at, _actor, _now)


def amendable(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    if at.parent_status is not None:
        return say("This is an amendment. Amend the contract it belongs to instead.")
    return say("An amendment of this contract is already open.") if at.has_amendment else None


def parent_over(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    over = at.parent_status is not None and at.parent_status not in IN_FORCE
    return None if over else say("The contract that this amends has not ended.")


def unsigned(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return say("Someone has already signed.") if at.signed_by else None


def side_unsigned(at: Situation, actor: Actor, _now: Moment) -> Reason:
    if actor.side in at.signed_by:
        return say("Your side has already signed this text.")
    return rests(at, actor, _now)


def authorised(at: Situation, _actor: Actor, now: Moment) -> Reason:
    today = now.day(at.zone)
    if any(period.holds(today) for period in at.authorised):
        return None
    return say("You have no signing authority that covers this contract's kind, value and currency today.")


def any_signatory(_at: Situation) -> frozenset[UUID]:
    """Every signatory is waited for: whoever lacks the authority is told so, and can be given it."""
    return frozenset()


def both_accepted(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.accepted_by == BOTH else say("Both sides must accept the same text.")


def both_signed(at: Situation, _actor: Actor, _now: Moment) -> Reason:
    return None if at.signed_by == BOTH else say("Both sides must sign the same text.")


def effective(at: Situation, _actor: Actor, now: Moment) -> Reason:
    if now.day(at.zone) < at.starts_on:
        return say("The effective date has not been reached.")
    return rests(at, _actor, now)


def effective_from(at: Situation) -> datetime:
    return calendars.begins_at(at.starts_on, at.zone)


def over_from(at: Situation) -> datetime | None:
    """The instant after the last day; none while the contract has no last day, or would renew on it.

    An amendment ends with the contract.
    """
    if at.parent_status is not None or at.ends_on is None or at.renewal != "NONE":
        return None
    return calendars.begins_at(at.ends_on + timedelta(days=1), at.zone)


def term_over(at: Situation, _actor: Actor, now: Moment) -> Reason:
    if at.parent_status is not None:
        return parent_over(at, _actor, now)
    if at.renewal != "NONE":
        return say("The term renews automatically.")
    return None if at.ends_on and now.day(at.zone) > at.ends_on else say("The term has not ended.")
