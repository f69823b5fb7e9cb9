"""What the sides say of a rule: kept or not, with what shows it, until a day; and what was said against it."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.database.base import PartnerOwned, Record, Word, check, words
from portal.database.policies import isolated
from portal.expectations.models.measuring import of_expectation

_CONTEST = "UPDATE (contest_text, contested_by_name, contested_at, uphold_until)"


class Attestation(PartnerOwned, Record):
    """That a rule is kept, or is not, until a day."""

    __tablename__ = "attestation"
    PREFIX: ClassVar[str] = "ats"

    expectation_id: Mapped[UUID]
    side: Mapped[Side] = mapped_column(Word(Side))
    """The side that attested."""
    is_kept: Mapped[bool]
    text: Mapped[str]
    """Evidence, in words."""
    file_digests: Mapped[list[str]] = mapped_column(default=list)
    """SHA-256 of each file that was brought with it."""
    valid_until: Mapped[date]
    """The last day of the attestation."""
    made_by_name: Mapped[str]
    made_at: Mapped[datetime]
    contest_text: Mapped[str] = mapped_column(default="")
    """What the other side says against it."""
    contested_by_name: Mapped[str | None]
    contested_at: Mapped[datetime | None]
    uphold_until: Mapped[date | None]
    """Contested: the last day to say it anew."""

    __table_args__ = (
        of_expectation("attestation"),
        words("side", Side),
        check("text_length", "length(text) BETWEEN 1 AND 2000"),
        check("contest_length", "length(contest_text) <= 2000"),
        check("contested_with_a_reason", "(contested_at IS NULL) = (contest_text = '')"
              " AND (contested_at IS NULL) = (contested_by_name IS NULL)"),
        check("answered_once_contested", "uphold_until IS NULL OR contested_at IS NOT NULL"),
        Index("ix_attestation_list", "partner_id", "expectation_id", "made_at", "id"),
    )  # fmt: skip
    __policies__ = isolated(
        partner_commands=("INSERT", _CONTEST), host_commands=("INSERT", _CONTEST), own=(("INSERT", "side = {side}"),)
    )
