"""What the contract says of a dispute, as the API shows it."""

from collections.abc import Mapping
from typing import Any

import strawberry

from schema.contracts import answers
from schema.contracts.texts import TermValue
from schema.engine.fields import plain


@strawberry.type(description="Dispute terms of the text in force at filing; they apply until the dispute ends.")
class DisputeAgreed:
    contract_version: int = plain("Number of the text.")
    digest: str = plain("Its SHA-256.")
    terms: list[TermValue] = plain("The terms.")
    may_decide: bool = plain("True if the company's executive may decide this one.")
    is_mediated: bool = plain("True if there is to be mediation.")
    mediators: list[str] = plain("The mediators that the text names, first choice first.")
    level_days: list[int] = plain("Business days at levels 0, 1 and 2.")


def agreed(values: Mapping[str, Any]) -> DisputeAgreed | None:
    """What was kept at the filing; None for nothing."""
    kept = values["agreed"]
    if not kept:
        return None
    shown: Any = answers.said(kept["terms"])
    return DisputeAgreed(
        contract_version=kept["version"], digest=kept["sha256"], terms=shown, may_decide=kept["may_decide"],
        is_mediated=kept["is_mediated"], mediators=kept["mediators"], level_days=kept["days"],
    )  # fmt: skip
