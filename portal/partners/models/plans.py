"""What two sides plan together: how an exit goes, and where the relationship is to go."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.database.base import PartnerOwned, Record, Word, check, words
from portal.database.policies import CURRENT_PERSON, isolated
from portal.partners.models import Organisation


def _of_partner(name: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["partner_id"], [Organisation.id], name=f"fk_{name}_partner")


class ExitPlan(PartnerOwned, Record):
    """By when a partner leaves, and what happens with what is open; a partner that is leaving has one."""

    __tablename__ = "exit_plan"

    ends_on: Mapped[date]
    arrangement: Mapped[str]
    """What happens to open contracts and negotiations, in words."""
    side: Mapped[Side] = mapped_column(Word(Side))
    """The side that started the exit."""
    made_by: Mapped[UUID]
    made_by_name: Mapped[str]
    made_at: Mapped[datetime]
    stay_agreed_by_name: Mapped[str | None]
    stay_agreed_at: Mapped[datetime | None]
    """When the partner's administrator agreed to stay."""
    ended_at: Mapped[datetime | None]
    """When the exit was finished or called off."""

    __table_args__ = (
        _of_partner("exit_plan"),
        words("side", Side),
        check("arrangement_length", "length(arrangement) BETWEEN 1 AND 10000"),
        check("stay_agreed_by_somebody", "(stay_agreed_at IS NULL) = (stay_agreed_by_name IS NULL)"),
        Index("one_exit_plan", "partner_id", unique=True, postgresql_where="ended_at IS NULL"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT", "UPDATE (stay_agreed_by_name, stay_agreed_at)"),
        host_commands=("INSERT", "UPDATE (ended_at)"),
        own=(("INSERT", f"side = {{side}} AND made_by = {CURRENT_PERSON} AND stay_agreed_at IS NULL"),),
    )


class RelationshipPlan(PartnerOwned, Record):
    """Where the relationship is to go, in one side's words; it counts once the other side has agreed to this text."""

    __tablename__ = "relationship_plan"

    number: Mapped[int]
    """1 for the first, rising; the newest is the one on the table."""
    text: Mapped[str]
    sha256: Mapped[str]
    side: Mapped[Side] = mapped_column(Word(Side))
    proposed_by: Mapped[UUID]
    proposed_by_name: Mapped[str]
    proposed_at: Mapped[datetime]
    agreed_by: Mapped[UUID | None]
    agreed_by_name: Mapped[str | None]
    agreed_at: Mapped[datetime | None]

    __table_args__ = (
        _of_partner("relationship_plan"),
        words("side", Side),
        check("text_length", "length(text) BETWEEN 1 AND 10000"),
        check("digest_of_text", "sha256 = encode(sha256(convert_to(text, 'UTF8')), 'hex')"),
        check("agreed_by_somebody_else", "agreed_by <> proposed_by"),
        check(
            "agreed_by_somebody",
            "(agreed_at IS NULL) = (agreed_by IS NULL) AND (agreed_at IS NULL) = (agreed_by_name IS NULL)",
        ),
        UniqueConstraint("partner_id", "number"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT", "UPDATE (agreed_by, agreed_by_name, agreed_at)"),
        host_commands=("INSERT", "UPDATE (agreed_by, agreed_by_name, agreed_at)"),
        own=(
            ("INSERT", f"side = {{side}} AND proposed_by = {CURRENT_PERSON} AND agreed_at IS NULL"),
            ("UPDATE", "side <> {side}"),
        ),
    )
