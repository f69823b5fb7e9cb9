"""An obligation: its terms, which never change, and how far it is."""

from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.acting import Lived, turns_of
from portal.contracts.models import Contract
from portal.database.base import PartnerOwned, Record, Word, check, many_words, words
from portal.database.policies import CURRENT_PERSON, isolated
from portal.obligations.rules import LIFE, MOST_DAYS, TEXT_LONGEST, TITLE_LONGEST, Repeats, Status
from portal.partners.models import Membership, Organisation

_STEPS = (
    "UPDATE (version, status, agreed_by, agreed_by_name, agreed_at, evidence_note, evidence_digests, evidence_sha256,"
    " evidenced_by_name, evidenced_at, late_since, cure_ends_at, is_cure_over, decided_by_name, decided_at, reason,"
    " company_owner_id, partner_owner_id, waiting_on, due_at, due_calendar, updated_at)"
)
"""What a step may change: never whose it is, or what was proposed."""


class Obligation(PartnerOwned, Lived, Record):
    """Something that one side has to have done by a day, once or again and again: each time is a row of its own."""

    __tablename__ = "obligation"
    PREFIX = "obl"
    LIVES: ClassVar[dict[str, str]] = {LIFE.name: "status"}
    UNTOLD = Lived.UNTOLD | {
        "company_id", "terms", "series_id", "first_on", "calendars", "begins_at", "ends_at", "answer_by",
        "proposed_by", "agreed_by", "evidence_digests", "created_at",
    }  # fmt: skip

    obligor: Mapped[Side] = mapped_column(Word(Side))
    """The side that owes it, to the other side."""
    title: Mapped[str]
    text: Mapped[str]
    """What must be done."""
    contract_id: Mapped[UUID | None]
    clause_key: Mapped[str | None]
    contract_sha256: Mapped[str | None]
    """Digest of the contract's text that it rests on."""
    due_on: Mapped[date]
    repeats: Mapped[Repeats] = mapped_column(Word(Repeats), default=Repeats.NEVER)
    repeats_until: Mapped[date | None]
    """No due day of the series lies after it; null: as long as the contract, or until it is waived."""
    lead_days: Mapped[int]
    """Business days before the due day on which it falls due."""
    cure_days: Mapped[int]
    """Business days to make up for it once it is overdue."""
    survives: Mapped[bool]
    """It goes on after the contract's end."""
    terms: Mapped[str]
    """All of that as canonical JSON, of the first of a series: what the two sides agree to."""
    sha256: Mapped[str]
    series_id: Mapped[UUID]
    """The id of the first of its series; its own where it does not repeat."""
    number: Mapped[int]
    """1 for the first of its series."""
    first_on: Mapped[date]
    """The due day of the first, from which the others are counted."""
    calendars: Mapped[str]
    """By which the days before it were counted, with their version."""
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    status: Mapped[Status] = mapped_column(Word(Status), default=Status.PROPOSED)
    proposed_side: Mapped[Side] = mapped_column(Word(Side))
    proposed_by: Mapped[UUID]
    proposed_by_name: Mapped[str]
    answer_by: Mapped[datetime | None]
    agreed_by: Mapped[UUID | None]
    agreed_by_name: Mapped[str | None]
    """Null where silence agreed."""
    agreed_at: Mapped[datetime | None]
    evidence_note: Mapped[str] = mapped_column(default="")
    evidence_digests: Mapped[list[str]] = mapped_column(default=list)
    """SHA-256 of each file that was brought last; files that were refused stay attached."""
    evidence_sha256: Mapped[str | None]
    """Digest over the note and the files; confirming names it."""
    evidenced_by_name: Mapped[str | None]
    evidenced_at: Mapped[datetime | None]
    late_since: Mapped[datetime | None]
    """When its day was over and it was not done; kept whatever comes of it."""
    cure_ends_at: Mapped[datetime | None]
    is_cure_over: Mapped[bool] = mapped_column(default=False)
    decided_by_name: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(default="")
    """What was said with the last answer, waiver or default; both sides read it."""
    company_id: Mapped[UUID]
    company_owner_id: Mapped[UUID | None]
    partner_owner_id: Mapped[UUID | None]
    """The memberships of those who answer for it on each side."""
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_obligation_partner"),
        ForeignKeyConstraint(
            ["partner_id", "contract_id"], [Contract.partner_id, Contract.id], name="fk_obligation_contract"
        ),
        ForeignKeyConstraint(
            ["partner_id", "series_id"], ["obligation.partner_id", "obligation.id"], name="fk_obligation_series"
        ),
        ForeignKeyConstraint(
            ["company_id", "company_owner_id"], [Membership.partner_id, Membership.id],
            name="fk_obligation_company_owner",
        ),
        ForeignKeyConstraint(
            ["partner_id", "partner_owner_id"], [Membership.partner_id, Membership.id],
            name="fk_obligation_partner_owner",
        ),
        UniqueConstraint("partner_id", "series_id", "number"),
        words("obligor", Side),
        words("proposed_side", Side),
        words("repeats", Repeats),
        words("status", Status),
        many_words("waiting_on", Side),
        check("title_length", f"length(title) BETWEEN 1 AND {TITLE_LONGEST}"),
        check("text_length", f"length(text) BETWEEN 1 AND {TEXT_LONGEST}"),
        check("clause_has_a_contract", "clause_key IS NULL OR contract_id IS NOT NULL"),
        check("contract_has_a_text", "(contract_id IS NULL) = (contract_sha256 IS NULL)"),
        check("lead_is_short", f"lead_days BETWEEN 0 AND {MOST_DAYS}"),
        check("cure_is_short", f"cure_days BETWEEN 0 AND {MOST_DAYS}"),
        check("series_is_forward", "repeats_until IS NULL OR (repeats <> 'NEVER' AND repeats_until >= due_on)"),
        check("numbered_from_one", "number >= 1 AND (number = 1) = (series_id = id)"),
        check("digest_of_terms", "sha256 = encode(sha256(convert_to(terms, 'UTF8')), 'hex')"),
        check("days_are_in_order", "begins_at <= ends_at"),
        check("agreed_by_another", "agreed_by <> proposed_by"),
        check("agreed_before_it_counts", "(agreed_at IS NULL) = (status IN"
              " ('PROPOSED', 'DECLINED', 'WITHDRAWN', 'LAPSED'))"),
        check("agreed_by_somebody", "(agreed_by IS NULL) = (agreed_by_name IS NULL)"
              " AND (agreed_by IS NULL OR agreed_at IS NOT NULL)"),
        check("evidenced_by_somebody", "status NOT IN ('EVIDENCED', 'FULFILLED') OR (evidence_sha256 IS NOT NULL"
              " AND evidenced_by_name IS NOT NULL AND evidenced_at IS NOT NULL)"),
        check("overdue_is_late", "status NOT IN ('OVERDUE', 'DEFAULTED')"
              " OR (late_since IS NOT NULL AND cure_ends_at IS NOT NULL)"),
        check("waiting_has_a_date", "status NOT IN ('PROPOSED', 'SCHEDULED', 'DUE', 'EVIDENCED')"
              " OR due_at IS NOT NULL"),
        turns_of("obligation"),
        Index("ix_obligation_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        Index("ix_obligation_partner", "partner_id", "due_on", "id"),
        Index("ix_obligation_contract", "partner_id", "contract_id", "due_on", "id"),
        Index("ix_obligation_days", "due_on", "id"),
        Index("ix_obligation_created", "created_at", "id"),
    )  # fmt: skip
    __policies__ = isolated(
        partner_commands=("INSERT", _STEPS),
        host_commands=("INSERT", _STEPS),
        system_commands=("INSERT", _STEPS.replace("(", "(contract_sha256, ", 1)),
        own=(("INSERT", f"proposed_side = {{side}} AND proposed_by = {CURRENT_PERSON} AND status = 'PROPOSED'"),),
    )
