"""What a side says about what rests on the clauses that an amendment changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from portal.contracts.text import amends
from portal.contracts.text.amends import Amends, Fate


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What becomes of one record, by its global id."""

    record: str
    fate: Fate


def settled(said: Amends | None, answers: Sequence[Answer]) -> Amends | None:
    """With these answers in place of earlier ones about the same. Refuses: Invalid."""
    for index, answer in enumerate(answers):
        said = amends.answered(
            said, answer.record, answer.fate, path=("input", "answers", str(index)), named="recordId"
        )
    return said
