"""What happened to a fee, in words: for each event the sentences, the one that tells most first."""

from collections.abc import Mapping

from portal.room import WHO, Told
from portal.sentences import say

EVENTS: Mapping[str, Told] = {
    "fee.accrued": (say("A fee of {entry} was earned.", entry="entry"), say("A fee was earned.")),
    "fee.approved": (say("{who} approved the fee.", who=WHO),),
    "fee.held": (
        say("The fee is held: dispute {number} about it is open.", number="disputed_in"),
        say("{who} holds the fee.", who=WHO),
    ),
    "fee.released": (say("The fee is held no more."),),
    "fee.contested": (
        say("Dispute {number} about the fee is open.", number="disputed_in"),
        say("A dispute about the fee was filed."),
    ),
    "fee.settled": (say("No dispute about the fee is open any more."),),
    "fee.reversed": (
        say("{who} reversed the fee: {entry}.", who=WHO, entry="entry"), say("{who} reversed the fee.", who=WHO),
    ),
    "fee.reduced": (
        say("{who} reduced the fee: {entry}.", who=WHO, entry="entry"), say("{who} reduced the fee.", who=WHO),
    ),
    "fee.adjusted": (
        say("A dispute ended with this: {entry} on the fee.", entry="entry"),
        say("A dispute changed what the fee comes to."),
    ),
    "fee.restored": (
        say("A dispute ended with this: the fee is owed again, {entry}.", entry="entry"),
        say("A dispute ended with this: the fee is owed again."),
    ),
    "fee.paid": (say("{who} paid the fee: {entry}.", who=WHO, entry="entry"), say("{who} paid the fee.", who=WHO)),
    "fee.balanced": (
        say("{who} settled what was still owed of the fee: {entry}.", who=WHO, entry="entry"),
        say("{who} settled what was still owed of the fee.", who=WHO),
    ),
    "fee.overdue": (say("The company is late with the fee; the executive sponsor was told."),),
    "fee_schedule.set": (say("{who} set what is earned by sales.", who=WHO),),
    "fee_schedule.ended": (say("A fee schedule ends."),),
}  # fmt: skip
