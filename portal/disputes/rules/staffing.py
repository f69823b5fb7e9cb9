"""Who answers for a case at each level: nobody in their own cause, and somebody always."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from portal.access import Role, Side

LEVEL_ROLES = {
    Side.HOST: (
        (Role.RELATIONSHIP_MANAGER, Role.LEGAL), (Role.LEGAL, Role.EXECUTIVE_SPONSOR),
        (Role.EXECUTIVE_SPONSOR, Role.LEGAL), (Role.EXECUTIVE_SPONSOR, Role.LEGAL),
        (Role.LEGAL, Role.EXECUTIVE_SPONSOR),
    ),
    Side.PARTNER: (
        (Role.PARTNER_ADMIN, Role.PARTNER_MEMBER), (Role.PARTNER_ADMIN, Role.PARTNER_SIGNATORY),
        (Role.PARTNER_SIGNATORY, Role.PARTNER_ADMIN), (Role.PARTNER_SIGNATORY, Role.PARTNER_ADMIN),
        (Role.PARTNER_ADMIN, Role.PARTNER_SIGNATORY),
    ),
}  # fmt: skip
"""By side and level, the roles that answer for a case, the first choice first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Somebody of one side, in the order in which they have been there longest."""

    membership_id: UUID
    roles: frozenset[Role]
    is_first_choice: bool = False
    """They look after the contract or the partner, or filed it: at level 0 it is theirs."""
    is_barred: bool = False
    """They look after the partner, measured what is contested, or had a part in the case."""


@dataclass(frozen=True, slots=True)
class Owners:
    """Who answers, and who does if they do not."""

    owner: UUID
    deputy: UUID | None
    is_fallback: bool = False
    """Nobody without a part in it is there: both sides are told."""


def owners(side: Side, level: int, people: Sequence[Candidate]) -> Owners | None:
    """Who answers for a side at a level; None where the side has nobody at all.

    Above level 0 the company's owner has no part in the case; where everybody has, it is the legal lead all the same,
    and both sides are told.
    """
    ranked = sorted(people, key=lambda each: _rank(side, level, each))
    fenced = [each for each in ranked if not (each.is_barred and side is Side.HOST and level > 0)]
    chosen, is_fallback = (fenced, False) if fenced else (ranked, True)
    if not chosen:
        return None
    deputy = chosen[1].membership_id if len(chosen) > 1 else None
    return Owners(chosen[0].membership_id, deputy, is_fallback)


def _rank(side: Side, level: int, one: Candidate) -> tuple[int, int]:
    wanted = LEVEL_ROLES[side][level]
    place = next((place for place, role in enumerate(wanted) if role in one.roles), len(wanted))
    return (0 if one.is_first_choice and level == 0 else 1, place)
