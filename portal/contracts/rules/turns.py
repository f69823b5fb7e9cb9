"""The life of a negotiation round: one turn of one side."""

from portal.access import Permission
from portal.contracts.rules import guards
from portal.contracts.rules.words import NOBODY, RoundStatus, Situation
from portal.machine import Deadline, Machine, Step
from portal.sentences import say

P = Permission
R = RoundStatus

ROUND: Machine[RoundStatus, Situation] = Machine(
    "NegotiationRound",
    RoundStatus,
    Situation,
    initial=RoundStatus.DRAFTING,
    steps=(
        Step("edit", frozenset({R.DRAFTING}), R.DRAFTING, P.CONTRACT_NEGOTIATE, "negotiation.draft_saved",
             side=guards.pen, needs="the side whose turn it is; the other side cannot see it", keeps_date=True),
        Step("submit", frozenset({R.DRAFTING}), R.SUBMITTED, P.CONTRACT_NEGOTIATE, "negotiation.round_submitted",
             side=guards.pen,
             needs="the side whose turn it is; based on the current version; a change, or 'no changes'"),
        Step("lapse", frozenset({R.DRAFTING}), R.LAPSED, P.CLOCK, "negotiation.round_lapsed",
             needs="turn deadline passed; the turn passes to the other side"),
        Step("abort", frozenset({R.DRAFTING, R.SUBMITTED}), R.ABORTED, P.CLOCK, "negotiation.round_aborted",
             needs="contract withdrawn"),
        Step("withdraw", frozenset({R.SUBMITTED}), R.WITHDRAWN, P.CONTRACT_RECALL, "negotiation.round_withdrawn",
             side=guards.pen, needs="the submitting side, before the first disposition"),
        Step("counter", frozenset({R.SUBMITTED}), R.COUNTERED, P.CONTRACT_NEGOTIATE, "negotiation.round_countered",
             side=guards.other, needs="the other side; every change has a disposition; opens the next round"),
        Step("accept", frozenset({R.SUBMITTED}), R.ACCEPTED, P.CONTRACT_ACCEPT, "negotiation.round_accepted",
             side=guards.other, needs="the other side; names the digest of the new version"),
        Step("lapse", frozenset({R.SUBMITTED}), R.LAPSED, P.CLOCK, "negotiation.round_lapsed",
             needs="response deadline passed; escalates to both sides"),
    ),
    deadlines={
        R.DRAFTING: Deadline("lapse", lambda at: frozenset({at.pen}) if at.pen else NOBODY, 10,
                             otherwise=say("Otherwise the turn passes to the other side.")),
        R.SUBMITTED: Deadline(
            "lapse", lambda at: frozenset({at.pen.other}) if at.pen else NOBODY, 10,
            otherwise=say("Otherwise the proposal lapses, and the turn goes back to the side that made it."),
        ),
    },
    in_words={
        R.DRAFTING: say("The side whose turn it is drafts the round."),
        R.SUBMITTED: say("The round is waiting for the other side's answer."),
        R.ABORTED: say("The round was closed because the contract was withdrawn."),
        R.ACCEPTED: say("The round was accepted."),
        R.COUNTERED: say("The round was countered."),
        R.LAPSED: say("The round has lapsed."),
        R.WITHDRAWN: say("The round was withdrawn."),
    },
)  # fmt: skip
