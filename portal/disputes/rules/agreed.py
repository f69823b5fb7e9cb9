"""What the contract says of a dispute: read once, from the text in force when it is filed, and kept in the dispute."""

from collections.abc import Mapping
from typing import Any

from portal.contracts.text import disputing
from portal.disputes.rules.statuses import LEVELS


def frozen(
    terms: Mapping[str, str], *, version: int, sha256: str | None, reason_code: str, claimed_minor: int,
    currency: str | None,
) -> dict[str, Any]:  # fmt: skip
    """What a dispute keeps of the terms: as they read, and what follows from them for it."""
    return {
        "version": version, "sha256": sha256, "terms": dict(terms),
        "may_decide": may_decide(terms, reason_code, claimed_minor, currency),
        "is_mediated": terms.get(disputing.MEDIATION) == disputing.YES,
        "mediators": list(disputing.names(terms.get(disputing.MEDIATORS, ""))),
        "days": list(level_days(terms)),
    }  # fmt: skip


def may_decide(terms: Mapping[str, str], reason_code: str, claimed_minor: int, currency: str | None) -> bool:
    """Whether the company's executive may decide: for this reason, and for as much. In another currency than the
    contract's limit nothing can be compared, so nobody may; a claim without money is below every limit."""
    if disputing.DECIDER not in terms:
        return False
    named = disputing.codes(terms.get(disputing.CODES, ""))
    if named and reason_code not in named:
        return False
    if disputing.LIMIT not in terms or not claimed_minor:
        return True
    most = disputing.limit(terms[disputing.LIMIT])
    return most.currency == currency and claimed_minor <= most.minor


def level_days(terms: Mapping[str, str]) -> tuple[int, ...]:
    """Business days at each level of the two sides."""
    return tuple(
        int(terms.get(name, days)) for name, days in zip(disputing.LEVEL_DAYS, LEVELS, strict=True)
    )  # fmt: skip
