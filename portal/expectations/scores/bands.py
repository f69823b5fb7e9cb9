"""Bands: how a score is called, and what follows from standing there. Agreed by both sides, so part of a digest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any

from portal import errors
from portal.expectations.scores import reading
from portal.sentences import Word, word

FULL = 100
MOST_BANDS = 5


class Standing(StrEnum):
    """How a card stands, the worst first."""

    CRITICAL = "CRITICAL"
    POOR = "POOR"
    FAIR = "FAIR"
    GOOD = "GOOD"
    EXCELLENT = "EXCELLENT"


STANDINGS: Mapping[Standing, Word] = {
    Standing.CRITICAL: word("standing", "Critical", code="CRITICAL"),
    Standing.POOR: word("standing", "Poor", code="POOR"),
    Standing.FAIR: word("standing", "Fair", code="FAIR"),
    Standing.GOOD: word("standing", "Good", code="GOOD"),
    Standing.EXCELLENT: word("standing", "Excellent", code="EXCELLENT"),
}
RANKED = tuple(Standing)


class Effect(StrEnum):
    """What a standing does while it lasts; it ends when the standing does."""

    NOTICE = "NOTICE"
    """Both sides are told."""
    PLAN_REQUIRED = "PLAN_REQUIRED"
    NO_NEW_REGISTRATIONS = "NO_NEW_REGISTRATIONS"
    SPONSOR_REVIEW = "SPONSOR_REVIEW"
    HOLD_PROPOSED = "HOLD_PROPOSED"
    """Legal is asked whether to hold the account: never by itself."""


EFFECTS: Mapping[Effect, Word] = {
    Effect.NOTICE: word("effect of a standing", "Both sides are told", code="NOTICE"),
    Effect.PLAN_REQUIRED: word("effect of a standing", "A plan is required", code="PLAN_REQUIRED"),
    Effect.NO_NEW_REGISTRATIONS: word(
        "effect of a standing", "No new opportunities are registered", code="NO_NEW_REGISTRATIONS"
    ),
    Effect.SPONSOR_REVIEW: word("effect of a standing", "The executive sponsor reviews it", code="SPONSOR_REVIEW"),
    Effect.HOLD_PROPOSED: word(
        "effect of a standing", "The legal team is asked to put the account on hold", code="HOLD_PROPOSED"
    ),
}


@dataclass(frozen=True, slots=True)
class Band:
    """Scores from `since`, which belongs to it, up to `until`, which does not, except in the last band."""

    since: Decimal
    until: Decimal
    standing: Standing
    effects: tuple[Effect, ...] = ()

    def content(self) -> dict[str, Any]:
        """What goes into the digest."""
        return {
            "from": reading.text(self.since),
            "to": reading.text(self.until),
            "standing": self.standing.value,
            "effects": sorted(self.effects),
        }


def band_of(score: Fraction, bands: Sequence[Band]) -> Band:
    """The band that the score lies in; exactly 100 lies in the last."""
    return next(each for each in bands if score < Fraction(each.until) or each is bands[-1])


def read(content: Any, *, path: Sequence[str]) -> tuple[Band, ...]:
    """Reads bands as `Band.content` writes them, the lowest first. Invalid with the path of what is wrong."""
    listed = reading.listed(content, most=MOST_BANDS, path=path)
    bands = tuple(_read(each, path=(*path, str(place))) for place, each in enumerate(listed))
    return check(bands, path=path)


def _read(content: Any, *, path: Sequence[str]) -> Band:
    fields = reading.record(content, ("from", "to", "standing", "effects"), path=path)
    effects = reading.listed(fields["effects"], most=len(Effect), least=0, path=(*path, "effects"))
    found = [reading.one_of(Effect, each, path=(*path, "effects", str(n))) for n, each in enumerate(effects)]
    return Band(
        reading.decimal(fields["from"], path=(*path, "since")),
        reading.decimal(fields["to"], path=(*path, "until")),
        reading.one_of(Standing, fields["standing"], path=(*path, "standing")),
        tuple(sorted(set(found))),
    )


def check(bands: Sequence[Band], *, path: Sequence[str]) -> tuple[Band, ...]:
    """The bands, if they cover 0 to 100 without a gap or an overlap and get better upwards. Invalid otherwise."""
    if not bands or bands[0].since != 0:
        raise errors.Invalid("The first band must start at 0.", path=(*path, "0", "since"))
    for place, each in enumerate(bands):
        if each.since >= each.until:
            raise errors.Invalid("A band must end above where it starts.", path=(*path, str(place), "until"))
    for place, (lower, upper) in enumerate(pairwise(bands), start=1):
        if lower.until != upper.since:
            raise errors.Invalid(
                "This band starts at {since}, but the one below it ends at {until}. Leave no gap and no overlap.",
                since=upper.since, until=lower.until, path=(*path, str(place), "since"),
            )  # fmt: skip
        if RANKED.index(lower.standing) >= RANKED.index(upper.standing):
            raise errors.Invalid("A higher band must have a better standing.", path=(*path, str(place), "standing"))
    if bands[-1].until != FULL:
        raise errors.Invalid("The last band must end at 100.", path=(*path, str(len(bands) - 1), "until"))
    return tuple(bands)
