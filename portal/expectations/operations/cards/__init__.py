"""What is done with a scorecard: agreed by both sides, reckoned from final values, ranked."""

from portal.expectations.operations.cards.agreeing import (
    CardTerms,
    agree_card,
    decline_card,
    discard_card,
    draft_card,
    edit_card,
    end_cards,
    keep_card_time,
    propose_card,
    retire_card,
    revise_card,
)
from portal.expectations.operations.cards.reckoning import RANK, on_ruled, on_scored, rank_cards

__all__ = [
    "RANK",
    "CardTerms",
    "agree_card",
    "decline_card",
    "discard_card",
    "draft_card",
    "edit_card",
    "end_cards",
    "keep_card_time",
    "on_ruled",
    "on_scored",
    "propose_card",
    "rank_cards",
    "retire_card",
    "revise_card",
]
