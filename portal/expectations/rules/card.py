"""The life of a scorecard: which expectations weigh how much, agreed by both sides."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.access import Actor, Permission, Side
from portal.clock import Moment
from portal.machine import Deadline, Guard, Machine, Reason, Step
from portal.partners.rules import AccountStatus
from portal.sentences import say


class CardStatus(StrEnum):
    DRAFT = "DRAFT"
    PROPOSED = "PROPOSED"
    AGREED = "AGREED"
    RETIRED = "RETIRED"


C = CardStatus
P = Permission
NOBODY: frozenset[Side] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What the table looks at: who wrote it, and with whom."""

    status: CardStatus
    author: Side
    partner_status: AccountStatus


def _author(at: Card) -> Side:
    return at.author


def _other(at: Card) -> Side:
    return at.author.other


def _partner_active(at: Card, _actor: Actor, _now: Moment) -> Reason:
    if at.partner_status is AccountStatus.ACTIVE:
        return None
    return say("You cannot agree anything new with this partner because its account is not active.")


def _partner_gone(at: Card, _actor: Actor, _now: Moment) -> Reason:
    return None if at.partner_status is AccountStatus.OFFBOARDED else say("The relationship has not ended.")


def _step(
    action: str, source: set[CardStatus], target: CardStatus, may: Permission, event: str, needs: str = "", *,
    guard: Guard[Card] | None = None, **more: Any,
) -> Step[Card]:  # fmt: skip
    return Step(action, frozenset(source), target, may, f"scorecard.{event}", guard=guard, needs=needs, **more)


CARD: Machine[CardStatus, Card] = Machine(
    "Scorecard",
    CardStatus,
    Card,
    initial=C.DRAFT,
    steps=(
        _step("edit", {C.DRAFT}, C.DRAFT, P.EXPECTATION_PROPOSE, "edited", "the side that wrote it", side=_author),
        _step("propose", {C.DRAFT}, C.PROPOSED, P.EXPECTATION_PROPOSE, "proposed",
              "the side that wrote it; weights add up to 100; bands cover 0 to 100", guard=_partner_active,
              side=_author),
        _step("discard", {C.DRAFT, C.PROPOSED}, C.RETIRED, P.EXPECTATION_PROPOSE, "discarded", "the side that wrote it",
              side=_author),
        _step("revise", {C.PROPOSED}, C.DRAFT, P.EXPECTATION_PROPOSE, "revised",
              "the other side asks for a change; reason", side=_other),
        _step("decline", {C.PROPOSED}, C.RETIRED, P.EXPECTATION_PROPOSE, "declined", "the other side; reason",
              side=_other),
        _step("fallAway", {C.DRAFT, C.PROPOSED}, C.RETIRED, P.CLOCK, "fell_away", "partner offboarded",
              guard=_partner_gone),
        _step("remind", {C.PROPOSED}, C.PROPOSED, P.CLOCK, "reminded", "no answer yet"),
        _step("agree", {C.PROPOSED}, C.AGREED, P.EXPECTATION_AGREE, "agreed", "the other side names the digest",
              guard=_partner_active, side=_other),
        _step("supersede", {C.AGREED}, C.RETIRED, P.CLOCK, "superseded", "another card was agreed to replace it"),
        _step("retire", {C.AGREED}, C.RETIRED, P.EXPECTATION_RETIRE, "retired",
              "reason; or the partner is offboarded", clock_too=True),
    ),
    deadlines={
        C.DRAFT: Deadline(None, lambda at: frozenset({at.author})),
        C.PROPOSED: Deadline("remind", lambda at: frozenset({at.author.other}), 10,
                             otherwise=say("Otherwise the scorecard does not count, and you are reminded.")),
        C.AGREED: Deadline(None, lambda _: NOBODY),
    },
    in_words={
        C.DRAFT: say("The scorecard is a draft."),
        C.PROPOSED: say("The scorecard is proposed and is waiting for the other side's answer."),
        C.AGREED: say("The scorecard is in force."),
        C.RETIRED: say("The scorecard has ended."),
    },
)  # fmt: skip
