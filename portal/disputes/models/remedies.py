"""What is done after a settlement or a decision, and what keeps the cause from coming back."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.acting import Lived, turns_of
from portal.contracts.models import Contract
from portal.database.base import PartnerOwned, Record, Word, check, many_words, words
from portal.database.policies import isolated
from portal.disputes.models.cases import of_dispute
from portal.disputes.models.offers import SettlementOffer
from portal.disputes.rules.prevention import PREVENTION, PreventionStatus
from portal.disputes.rules.remedy import OF_MONEY, REMEDY, RemedyKind, RemedyStatus

_REMEDY_STEPS = (
    "UPDATE (version, status, ends_at, evidence_note, evidence_digests, claimed_by_name, claimed_at, decided_by_name,"
    " decided_at, reason, waiting_on, due_at, due_calendar, updated_at)"
)
_BEGUN = _REMEDY_STEPS.replace("(", "(record_type, record_id, amendment_id, ", 1)
_PREVENTION_STEPS = (
    "UPDATE (version, status, is_late_told, is_check_told, done_note, done_by_name, done_at, check_note,"
    " checked_by_name, checked_at, waiting_on, due_at, due_calendar, updated_at)"
)
_DUE = f"\nCASE\n    WHEN status = '{PreventionStatus.PLANNED}'::text THEN ends_at\n    ELSE due_at\nEND"
"""As PostgreSQL says it of an index (`queries.prevention_due`)."""
_MONEY = ", ".join(sorted(f"'{each.value}'" for each in OF_MONEY))


class Remedy(PartnerOwned, Lived, Record):
    """An action that one side must do by a date."""

    __tablename__ = "dispute_remedy"
    PREFIX = "dre"
    LIVES: ClassVar[dict[str, str]] = {REMEDY.name: "status"}
    UNTOLD = Lived.UNTOLD | {"evidence_digests", "made_at", "ends_at"}
    AMOUNTS: ClassVar[dict[str, tuple[str, str]]] = {"amount": ("amount_minor", "currency")}

    dispute_id: Mapped[UUID]
    number: Mapped[int]
    kind: Mapped[RemedyKind] = mapped_column(Word(RemedyKind))
    obligor: Mapped[Side] = mapped_column(Word(Side))
    text: Mapped[str] = mapped_column(default="")
    amount_minor: Mapped[int | None]
    currency: Mapped[str | None]
    record_type: Mapped[str | None]
    record_id: Mapped[UUID | None]
    """The record of the portal that it acts on, by the type prefix of its id."""
    subject_key: Mapped[str | None]
    amendment_id: Mapped[UUID | None]
    """The amendment that the portal has begun for it; it is done once that is in force."""
    due_on: Mapped[date]
    ends_at: Mapped[datetime]
    """The last second of its day, where whoever does it is; while the other side looks at it that moves on."""
    offer_id: Mapped[UUID | None]
    """The accepted offer that it comes from; null if it comes from a concession or a decision."""
    status: Mapped[RemedyStatus] = mapped_column(Word(RemedyStatus), default=RemedyStatus.OPEN)
    evidence_note: Mapped[str] = mapped_column(default="")
    evidence_digests: Mapped[list[str]] = mapped_column(default=list)
    claimed_by_name: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    """Reason given with the last step; both sides can read it."""
    made_at: Mapped[datetime]

    __table_args__ = (
        of_dispute("dispute_remedy"),
        ForeignKeyConstraint(
            ["partner_id", "offer_id"], [SettlementOffer.partner_id, SettlementOffer.id], name="fk_remedy_offer"
        ),
        ForeignKeyConstraint(
            ["partner_id", "amendment_id"], [Contract.partner_id, Contract.id], name="fk_remedy_amendment"
        ),
        UniqueConstraint("partner_id", "dispute_id", "number"),
        words("kind", RemedyKind),
        words("obligor", Side),
        words("status", RemedyStatus),
        many_words("waiting_on", Side),
        check("text_length", "length(text) <= 2000 AND length(evidence_note) <= 2000 AND length(reason) <= 2000"),
        check("money_is_whole", "(amount_minor IS NULL) = (currency IS NULL) AND amount_minor > 0"),
        check("names_its_amount", f"(kind IN ({_MONEY})) = (amount_minor IS NOT NULL)"),
        check("record_is_whole", "(record_type IS NULL) = (record_id IS NULL)"),
        check("waiting_has_a_date", "status NOT IN ('OPEN', 'CLAIMED') OR due_at IS NOT NULL"),
        turns_of("dispute_remedy"),
        Index("ix_dispute_remedy_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT", _REMEDY_STEPS),
        host_commands=("INSERT", _REMEDY_STEPS),
        system_commands=("INSERT", _BEGUN),
    )


class Prevention(PartnerOwned, Lived, Record):
    """An action to prevent a cause from recurring, and whether it worked."""

    __tablename__ = "dispute_prevention"
    PREFIX = "dpv"
    LIVES: ClassVar[dict[str, str]] = {PREVENTION.name: "status"}
    UNTOLD = Lived.UNTOLD | {"planned_at", "ends_at", "check_at", "is_late_told", "is_check_told"}

    dispute_id: Mapped[UUID]
    number: Mapped[int]
    side: Mapped[Side] = mapped_column(Word(Side))
    """The side that must do it."""
    text: Mapped[str]
    responsible: Mapped[str]
    """A function or a person's name, as the plan says it."""
    due_on: Mapped[date]
    ends_at: Mapped[datetime]
    check_on: Mapped[date]
    """The date from which its effect is checked."""
    check_at: Mapped[datetime]
    status: Mapped[PreventionStatus] = mapped_column(Word(PreventionStatus), default=PreventionStatus.PLANNED)
    is_late_told: Mapped[bool] = mapped_column(default=False)
    is_check_told: Mapped[bool] = mapped_column(default=False)
    done_note: Mapped[str] = mapped_column(default="")
    done_by_name: Mapped[str | None]
    done_at: Mapped[datetime | None]
    check_note: Mapped[str] = mapped_column(default="")
    checked_by_name: Mapped[str | None]
    checked_at: Mapped[datetime | None]
    planned_by_name: Mapped[str]
    planned_at: Mapped[datetime]

    __table_args__ = (
        of_dispute("dispute_prevention"),
        UniqueConstraint("partner_id", "dispute_id", "number"),
        words("side", Side),
        words("status", PreventionStatus),
        many_words("waiting_on", Side),
        check("text_length", "length(text) BETWEEN 1 AND 2000"),
        check("note_length", "length(done_note) <= 2000 AND length(check_note) <= 2000"),
        check("responsible_length", "length(responsible) BETWEEN 1 AND 200"),
        check("checked_after_it_is_due", "check_on >= due_on"),
        turns_of("dispute_prevention", _DUE),
        Index("ix_dispute_prevention_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        Index("ix_dispute_prevention_all", "planned_at", "id"),
    )  # fmt: skip
    __policies__ = isolated(
        partner_commands=(_PREVENTION_STEPS,),
        host_commands=("INSERT", _PREVENTION_STEPS),
        system_commands=(_PREVENTION_STEPS,),
    )
