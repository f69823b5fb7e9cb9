"""What was missed, the plan against it, and the ledger of what followed."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.acting import Lived, turns_of
from portal.database.base import PartnerOwned, Record, Word, check, many_words, words
from portal.database.policies import isolated
from portal.expectations.models.expectations import VALUE
from portal.expectations.models.measuring import of_expectation
from portal.expectations.rules.breach import BREACH, OPEN, BreachStatus
from portal.expectations.scores.ledger import EntryKind

STEPS = (
    "UPDATE (version, status, measurement_id, crossing_id, attestation_id, first_on, latest_on, occurrence, value,"
    " cure_on, plan_due_on, plan_text, reason, notified_at, closed_at, is_held, waiting_on, due_at, due_calendar,"
    " updated_at)"
)


class Breach(PartnerOwned, Lived, Record):
    """A promise that was missed: one open at a time for each expectation."""

    __tablename__ = "breach"
    PREFIX = "bre"
    LIVES: ClassVar[dict[str, str]] = {BREACH.name: "status"}
    UNTOLD = Lived.UNTOLD | {"created_at", "first_on", "latest_on", "crossing_id", "is_held"}

    expectation_id: Mapped[UUID]
    measurement_id: Mapped[UUID | None]
    """The newest value outside of what was agreed; null for a rule, and for a boundary that was crossed."""
    crossing_id: Mapped[UUID | None]
    attestation_id: Mapped[UUID | None]
    """What was said last of a rule that was not kept, or was said and did not stand."""
    first_on: Mapped[date | None]
    latest_on: Mapped[date | None]
    """First days of the first and of the newest period that was missed."""
    obligor: Mapped[Side] = mapped_column(Word(Side))
    status: Mapped[BreachStatus] = mapped_column(Word(BreachStatus), default=BreachStatus.DETECTED)
    occurrence: Mapped[int] = mapped_column(default=1)
    """How many periods, or how many times a boundary."""
    value: Mapped[Decimal | None] = mapped_column(VALUE)
    target: Mapped[Decimal | None] = mapped_column(VALUE)
    cure_on: Mapped[date | None]
    """The last day on which it can be cured."""
    plan_due_on: Mapped[date | None]
    plan_text: Mapped[str] = mapped_column(default="")
    """What contains it for now."""
    reason: Mapped[str] = mapped_column(default="")
    """Reason given with the last step; both sides can read it."""
    notified_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    is_held: Mapped[bool] = mapped_column(default=False)
    """A dispute about it is open: nothing follows from it meanwhile."""
    created_at: Mapped[datetime]

    __table_args__ = (
        of_expectation("breach"),
        ForeignKeyConstraint(
            ["partner_id", "measurement_id"], ["measurement.partner_id", "measurement.id"],
            name="fk_breach_measurement",
        ),
        ForeignKeyConstraint(
            ["partner_id", "attestation_id"], ["attestation.partner_id", "attestation.id"],
            name="fk_breach_attestation",
        ),
        words("status", BreachStatus),
        words("obligor", Side),
        many_words("waiting_on", Side),
        check("occurrence_is_positive", "occurrence >= 1"),
        check("plan_length", "length(plan_text) <= 4000 AND length(reason) <= 2000"),
        check("waiting_has_a_date", f"status NOT IN {tuple(each.value for each in OPEN)} OR due_at IS NOT NULL"),
        Index(
            "one_open_breach", "partner_id", "expectation_id", unique=True,
            postgresql_where=f"status IN {tuple(each.value for each in OPEN)}",
        ),
        Index("ix_breach_list", "partner_id", "created_at", "id"),
        Index("ix_breach_all", "created_at", "id"),
        Index("ix_breach_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        turns_of("breach"),
    )  # fmt: skip
    __policies__ = isolated(partner_commands=(STEPS,), host_commands=(STEPS,), system_commands=("INSERT", STEPS))


class PlanStep(PartnerOwned, Record):
    """One step of the plan against a breach: what, who, until when, and what was found."""

    __tablename__ = "plan_step"
    __append_only__ = True
    PREFIX: ClassVar[str] = "pst"

    breach_id: Mapped[UUID]
    submission: Mapped[int]
    """Number of the plan; refused plans are kept."""
    discipline: Mapped[str]
    """CONTAINMENT, ROOT_CAUSE, CORRECTIVE_ACTION or PREVENTION, as an 8D report has them."""
    text: Mapped[str]
    responsible: Mapped[str]
    """A function or a person's name, as the plan says it."""
    due_on: Mapped[date]
    made_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "breach_id"], [Breach.partner_id, Breach.id], name="fk_plan_step_breach"),
        check("discipline_known", "discipline IN ('CONTAINMENT', 'ROOT_CAUSE', 'CORRECTIVE_ACTION', 'PREVENTION')"),
        check("text_length", "length(text) BETWEEN 1 AND 2000"),
        check("responsible_length", "length(responsible) BETWEEN 1 AND 200"),
        Index("ix_plan_step_list", "partner_id", "breach_id", "made_at", "id"),
    )
    __policies__ = isolated(partner_commands=("INSERT",), host_commands=("INSERT",))


class Consequence(PartnerOwned, Record):
    """One entry of the ledger of what misses cost: what was corrected has a negating entry beside it."""

    __tablename__ = "consequence"
    __append_only__ = True
    PREFIX: ClassVar[str] = "csq"

    breach_id: Mapped[UUID]
    measurement_id: Mapped[UUID | None]
    attestation_id: Mapped[UUID | None]
    revision: Mapped[int | None]
    """Of the value that it rests on."""
    number: Mapped[int]
    """1 for a breach's first entry, then rising."""
    kind: Mapped[EntryKind] = mapped_column(Word(EntryKind))
    negates_id: Mapped[UUID | None]
    """The entry that this one takes back in full."""
    amount_minor: Mapped[int]
    """Owed by the side whose promise it was; negative where it is taken back."""
    currency: Mapped[str]
    basis_minor: Mapped[int]
    """Basis of the calculation."""
    share: Mapped[Decimal] = mapped_column(VALUE)
    """Percent of the basis."""
    cap_minor: Mapped[int | None]
    """What was left under the caps before it; null for what is taken or given back."""
    rate: Mapped[str | None]
    """The dated rate by which another currency was turned into this one, in words."""
    document: Mapped[str]
    """How it was reckoned, as canonical JSON."""
    made_by_name: Mapped[str]
    reason: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id", "breach_id"], [Breach.partner_id, Breach.id], name="fk_consequence_breach"),
        ForeignKeyConstraint(
            ["partner_id", "measurement_id"], ["measurement.partner_id", "measurement.id"],
            name="fk_consequence_measurement",
        ),
        ForeignKeyConstraint(
            ["partner_id", "attestation_id"], ["attestation.partner_id", "attestation.id"],
            name="fk_consequence_attestation",
        ),
        ForeignKeyConstraint(
            ["partner_id", "negates_id"], ["consequence.partner_id", "consequence.id"], name="fk_consequence_negates"
        ),
        UniqueConstraint("partner_id", "breach_id", "number"),
        words("kind", EntryKind),
        check("within_the_caps", "cap_minor IS NULL OR amount_minor <= cap_minor"),
        Index("ix_consequence_list", "partner_id", "made_at", "id"),
        Index("ix_consequence_all", "made_at", "id"),
    )  # fmt: skip
    __policies__ = isolated(host_commands=("INSERT",), system_commands=("INSERT",))
