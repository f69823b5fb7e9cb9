"""The life of a remedy: what one side has to do after a settlement or a decision, and the other side's confirmation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.sentences import Word, say, word


class RemedyStatus(StrEnum):
    OPEN = "OPEN"
    CLAIMED = "CLAIMED"
    CONFIRMED = "CONFIRMED"
    DEEMED = "DEEMED"
    FAILED = "FAILED"


class RemedyKind(StrEnum):
    """What is done; where Peppol has a code for it, `PEPPOL` names it."""

    CREDIT_FULL = "CREDIT_FULL"
    CREDIT_PART = "CREDIT_PART"
    CREDIT_AMOUNT = "CREDIT_AMOUNT"
    NEW_INVOICE = "NEW_INVOICE"
    PAY = "PAY"
    REPLACE_DELIVERY = "REPLACE_DELIVERY"
    TAKE_BACK = "TAKE_BACK"
    WAIVE_DEDUCTION = "WAIVE_DEDUCTION"
    CORRECT_FACT = "CORRECT_FACT"
    RESTORE_PROTECTION = "RESTORE_PROTECTION"
    PAY_FEE = "PAY_FEE"
    REVERSE_FEE = "REVERSE_FEE"
    AMEND_CONTRACT = "AMEND_CONTRACT"
    PERFORM_OBLIGATION = "PERFORM_OBLIGATION"
    NOTHING = "NOTHING"


K = RemedyKind
R = RemedyStatus
P = Permission

REMEDIES: Mapping[RemedyKind, Word] = {
    K.CREDIT_FULL: word("remedy", "Full credit note", code="CREDIT_FULL"),
    K.CREDIT_PART: word("remedy", "Partial credit note", code="CREDIT_PART"),
    K.CREDIT_AMOUNT: word("remedy", "Credit note for an amount", code="CREDIT_AMOUNT"),
    K.NEW_INVOICE: word("remedy", "New invoice", code="NEW_INVOICE"),
    K.PAY: word("remedy", "Payment", code="PAY"),
    K.REPLACE_DELIVERY: word("remedy", "Replacement delivery", code="REPLACE_DELIVERY"),
    K.TAKE_BACK: word("remedy", "Goods returned", code="TAKE_BACK"),
    K.WAIVE_DEDUCTION: word("remedy", "Deduction waived", code="WAIVE_DEDUCTION"),
    K.CORRECT_FACT: word("remedy", "Facts corrected", code="CORRECT_FACT"),
    K.RESTORE_PROTECTION: word("remedy", "Protection restored", code="RESTORE_PROTECTION"),
    K.PAY_FEE: word("remedy", "Fee paid", code="PAY_FEE"),
    K.REVERSE_FEE: word("remedy", "Fee reversed", code="REVERSE_FEE"),
    K.AMEND_CONTRACT: word("remedy", "Contract amended", code="AMEND_CONTRACT"),
    K.PERFORM_OBLIGATION: word("remedy", "Obligation performed", code="PERFORM_OBLIGATION"),
    K.NOTHING: word("remedy", "Nothing to do", code="NOTHING"),
}
"""What they are called in front of people; the codes are the API's."""
PEPPOL: Mapping[RemedyKind, str] = {
    K.CREDIT_FULL: "CNF", K.CREDIT_PART: "CNP", K.CREDIT_AMOUNT: "CNA", K.NEW_INVOICE: "NIN", K.NOTHING: "NOA",
}  # fmt: skip
"""Of the code list OPStatusAction, where it has one."""
OF_MONEY = frozenset({
    K.CREDIT_FULL, K.CREDIT_PART, K.CREDIT_AMOUNT, K.PAY, K.WAIVE_DEDUCTION, K.PAY_FEE, K.REVERSE_FEE,
})  # fmt: skip
"""They name an amount; the others name none."""


@dataclass(frozen=True, slots=True)
class Acts:
    """What a remedy can be about, by the type prefixes of the portal's records; the portal does some by itself."""

    prefixes: frozenset[str]
    is_needed: bool = True
    by_itself: frozenset[str] = frozenset()
    begins: bool = False
    """Where it names none, the portal begins one."""
    obligor: Side | None = None
    """The one side that can have to do it; None for either."""


ACTS_ON: Mapping[RemedyKind, Acts] = {
    K.CORRECT_FACT: Acts(frozenset({"mea", "sbj"}), by_itself=frozenset({"mea"})),
    K.WAIVE_DEDUCTION: Acts(frozenset({"csq"}), is_needed=False, by_itself=frozenset({"csq"})),
    K.PERFORM_OBLIGATION: Acts(frozenset({"obl"}), is_needed=False, begins=True),
    K.AMEND_CONTRACT: Acts(frozenset({"ctr"}), by_itself=frozenset({"ctr"})),
    K.RESTORE_PROTECTION: Acts(frozenset({"opp"}), by_itself=frozenset({"opp"})),
    K.PAY_FEE: Acts(frozenset({"fee"}), by_itself=frozenset({"fee"}), obligor=Side.HOST),
    K.REVERSE_FEE: Acts(frozenset({"fee"}), by_itself=frozenset({"fee"}), obligor=Side.PARTNER),
}
"""A measured line is left out and the value counted anew; an entry of the ledger is taken back; an obligation stands
among the others, and is done when that is fulfilled; so is an amendment, begun as a draft, once it is in force. A
registration is protected anew. The company owes more of a fee, or the partner gives a part of one up: its ledger gets a
row. What a fact says, people change."""
CONFIRM = 10
"""Business days to confirm or refuse what was done."""
PENDING = (R.OPEN, R.CLAIMED)
DONE = (R.CONFIRMED, R.DEEMED)
DAYS = 20
"""Business days for what a concession or a decision leaves to be done, which names no days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """What the table looks at: who has to do it until when, and whether its evidence can be opened."""

    status: RemedyStatus
    obligor: Side
    ends_at: datetime
    """The last second of its day."""
    is_readable: bool = True
    is_pending: bool = True
    """Its dispute waits for it."""


def _obligor(at: Remedy) -> Side:
    return at.obligor


def _beneficiary(at: Remedy) -> Side:
    return at.obligor.other


def _still_wanted(at: Remedy, _actor: Actor, _now: Moment) -> Reason:
    return None if at.is_pending else say("Its dispute is no longer waiting for it.")


def _confirmable(at: Remedy, actor: Actor, now: Moment) -> Reason:
    if not at.is_readable:
        return say(
            "A file of the evidence cannot be opened. It is still being checked, or something harmful was found."
        )
    return _still_wanted(at, actor, now)


def _step(
    action: str, source: set[RemedyStatus], target: RemedyStatus, may: Permission, event: str, needs: str, *,
    guard: Guard[Remedy] | None = None, **more: Any,
) -> Step[Remedy]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"remedy.{event}", guard=guard, needs=needs, **more)


REMEDY: Machine[RemedyStatus, Remedy] = Machine(
    "Remedy",
    RemedyStatus,
    Remedy,
    initial=R.OPEN,
    steps=(
        _step("claimDone", {R.OPEN}, R.CLAIMED, P.REMEDY_CLAIM, "claimed", "side that must do it; evidence",
              guard=_still_wanted, side=_obligor),
        _step("confirm", {R.CLAIMED}, R.CONFIRMED, P.REMEDY_CONFIRM, "confirmed", "the other side",
              guard=_confirmable, side=_beneficiary),
        _step("refuse", {R.CLAIMED}, R.OPEN, P.REMEDY_CONFIRM, "refused", "the other side; reason",
              guard=_still_wanted, side=_beneficiary),
        _step("deem", {R.CLAIMED}, R.DEEMED, P.CLOCK, "confirmed_by_silence", "time to confirm or refuse it passed"),
        _step("carryOut", {R.OPEN}, R.CONFIRMED, P.CLOCK, "carried_out", "the portal itself does it"),
        _step("fail", {R.OPEN, R.CLAIMED}, R.FAILED, P.CLOCK, "failed", "its dispute went to the next level"),
    ),
    deadlines={
        R.OPEN: Deadline(None, lambda at: frozenset({at.obligor}), until=lambda at: at.ends_at,
                         until_in_words="its day", otherwise=say("Otherwise the dispute goes to the next level.")),
        R.CLAIMED: Deadline("deem", lambda at: frozenset({at.obligor.other}), CONFIRM,
                            otherwise=say("Otherwise it counts as confirmed.")),
    },
    in_words={
        R.OPEN: say("The remedy must still be done."),
        R.CLAIMED: say("The remedy is waiting to be confirmed."),
        R.CONFIRMED: say("The remedy is done."),
        R.DEEMED: say("The remedy counts as done because no one objected in time."),
        R.FAILED: say("The remedy was not done."),
    },
)  # fmt: skip
