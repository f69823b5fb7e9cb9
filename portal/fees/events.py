"""What happened to a fee, in words: for each event the sentences, the one that tells most first."""

from collections.abc import Mapping

from portal.room import AMOUNT, WHO, Told
from portal.sentences import say

EVENTS: Mapping[str, Told] = {
    "fee.accrued": (say("A fee of {amount} was earned.", amount=AMOUNT), say("A fee was earned.")),
    "fee.approved": (say("{who} approved the fee.", who=WHO),),
    "fee.held": (
        say("The fee is held because dispute {number} about it is open.", number="disputed_in"),
        say("{who} put the fee on hold.", who=WHO),
    ),
    "fee.released": (say("The hold on the fee has ended."),),
    "fee.contested": (
        say("Dispute {number} about the fee is open.", number="disputed_in"),
        say("A dispute about the fee was filed."),
    ),
    "fee.settled": (say("There is no longer an open dispute about the fee."),),
    "fee.reversed": (
        say("{who} reversed the fee: {amount}.", who=WHO, amount=AMOUNT), say("{who} reversed the fee.", who=WHO),
    ),
    "fee.reduced": (
        say("{who} reduced the fee: {amount}.", who=WHO, amount=AMOUNT), say("{who} reduced the fee.", who=WHO),
    ),
    "fee.adjusted": (
        say("A dispute ended with this result: {amount} on the fee.", amount=AMOUNT),
        say("A dispute changed the amount of the fee."),
    ),
    "fee.restored": (
        say("A dispute ended with this result: the fee is owed again, {amount}.", amount=AMOUNT),
        say("A dispute ended with this result: the fee is owed again."),
    ),
    "fee.paid": (say("{who} paid the fee: {amount}.", who=WHO, amount=AMOUNT), say("{who} paid the fee.", who=WHO)),
    "fee.balanced": (
        say("{who} settled the rest of the fee: {amount}.", who=WHO, amount=AMOUNT),
        say("{who} settled the rest of the fee.", who=WHO),
    ),
    "fee.overdue": (say("The company is late with the fee. The executive sponsor has been told."),),
    "fee_schedule.set": (say("{who} set a fee schedule.", who=WHO),),
    "fee_schedule.ended": (say("A fee schedule is ending."),),
}  # fmt: skip
