"""A dispute and its lines: what is contested, how far it is, and what each side says to each line."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.acting import Lived, turns_of
from portal.contracts.models import Contract
from portal.database import sorting
from portal.database.base import Exact, PartnerOwned, Record, Word, check, many_words, words
from portal.database.policies import CURRENT_DISPUTE, CURRENT_PERSON, isolated
from portal.disputes.rules.dispute import DISPUTE
from portal.disputes.rules.statuses import (
    ENDED,
    LEVELS,
    OUTSIDE,
    CauseCategory,
    DecisionCode,
    DisputeStatus,
    LineAnswer,
    RefusalCode,
)
from portal.partners.models import Membership, Organisation

TITLE_LONGEST, TEXT_LONGEST, LINE_LONGEST, MOST_LINES = 200, 10_000, 2_000, 500
_NAMES = ", ".join(f"'{each.value}'" for each in (DisputeStatus.DRAFT, *ENDED))
_DUE = text(sorting.INSTANT.format("due_at"))
"""As lists are sorted by it: what has no date comes last."""
_SEEN = "filed_at IS NOT NULL OR claimant = '{}'"
_LINE_SEEN = "is_filed OR side = '{}'"
_STEPS = (
    "UPDATE (version, status, title, text, reason_code, reason, known_on, contract_id, contract_sha256, agreed,"
    " missing,"
    " currency, claimed_minor, conceded_minor, decided_minor, level, filed_at, filed_by_name, closes_at,"
    " receipt_sha256, officer_id, company_owner_id, company_deputy_id, partner_owner_id, partner_deputy_id,"
    " is_dismissed, is_refiled, is_appealed, reopened, has_new_evidence, reopen_until, sent_back_at, pause_by,"
    " pause_until, clock_started_at, entries, chain_head, settlement_sha256, cause, cause_text, cause_by_name,"
    " cause_at, no_prevention_reason, preventions, outcome, ended_at, note, waiting_on, due_at, due_calendar,"
    " updated_at)"
)
_LINE_STEPS = (
    "UPDATE (is_filed, is_open, position, subject, document_kind, document_number, document_on, clause_key,"
    " record_type, record_id, subject_key, quantity, unit, text, claimed_minor, answer, answer_text, conceded_minor,"
    " answered_by_name, answered_at, refusal, refusal_text, decision, decision_text, decided_minor, decided_at)"
)


def of_dispute(table: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["partner_id", "dispute_id"], ["dispute.partner_id", "dispute.id"], name=f"fk_{table}_dispute"
    )


class Dispute(PartnerOwned, Lived, Record):
    """One case between the company and a partner, whichever of them claims."""

    __tablename__ = "dispute"
    PREFIX = "dsp"
    LIVES: ClassVar[dict[str, str]] = {DISPUTE.name: "status"}
    UNTOLD = Lived.UNTOLD | {
        "company_id", "reason", "agreed", "created_at", "created_by", "receipt_sha256", "entries", "chain_head",
        "clock_started_at", "has_new_evidence", "text", "cause_text", "missing",
    }  # fmt: skip
    AMOUNTS: ClassVar[dict[str, tuple[str, str]]] = {
        "claimed": ("claimed_minor", "currency"), "conceded": ("conceded_minor", "currency"),
        "decided": ("decided_minor", "currency"),
    }  # fmt: skip

    number: Mapped[str]
    claimant: Mapped[Side] = mapped_column(Word(Side))
    """The side that files it; the other is the respondent."""
    title: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    """What it is about, in the claimant's words."""
    reason_code: Mapped[str]
    reason: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """The reason as it stood when it was filed: papers, days, version."""
    known_on: Mapped[date | None]
    """Start of the time to file."""
    contract_id: Mapped[UUID | None]
    contract_sha256: Mapped[str | None]
    agreed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the contract in force at the filing says of disputes (`rules.agreed.frozen`); empty for nothing."""
    missing: Mapped[int] = mapped_column(default=0)
    """Groups of papers that the reason asks for and of which nothing is there."""
    currency: Mapped[str | None]
    """Of all its lines; null where none is about money."""
    claimed_minor: Mapped[int] = mapped_column(default=0)
    conceded_minor: Mapped[int] = mapped_column(default=0)
    decided_minor: Mapped[int] = mapped_column(default=0)
    """The sums of its lines."""

    status: Mapped[DisputeStatus] = mapped_column(Word(DisputeStatus), default=DisputeStatus.DRAFT)
    level: Mapped[int] = mapped_column(default=0)
    """0 to 2 are the two sides' own, 3 is a mediator's, 4 lies outside; it never falls."""
    filed_at: Mapped[datetime | None]
    """Null: a draft, which its side alone sees."""
    filed_by_name: Mapped[str | None]
    closes_at: Mapped[datetime | None]
    """Deadline to file; null for none."""
    receipt_sha256: Mapped[str | None]
    """Digest of what was filed, as the receipt names it."""
    company_id: Mapped[UUID]
    officer_id: Mapped[UUID | None]
    """The membership of whoever admitted or refused it."""
    company_owner_id: Mapped[UUID | None]
    company_deputy_id: Mapped[UUID | None]
    partner_owner_id: Mapped[UUID | None]
    partner_deputy_id: Mapped[UUID | None]
    """The memberships of those who answer for it at its level, fixed when the level opens."""
    is_dismissed: Mapped[bool] = mapped_column(default=False)
    """It was refused and not filed again since."""
    is_refiled: Mapped[bool] = mapped_column(default=False)
    is_appealed: Mapped[bool] = mapped_column(default=False)
    reopened: Mapped[int] = mapped_column(default=0)
    has_new_evidence: Mapped[bool] = mapped_column(default=False)
    """Something was brought since the last refusal or end."""
    reopen_until: Mapped[datetime | None]
    sent_back_at: Mapped[int | None]
    """The level from which it was sent back last."""
    pause_by: Mapped[Side | None] = mapped_column(Word(Side))
    """The side that requested a pause."""
    pause_until: Mapped[date | None]
    """The last day of the requested pause."""
    clock_started_at: Mapped[datetime | None]
    """When the present clock began, which pauses may have stopped."""
    entries: Mapped[int] = mapped_column(default=0)
    chain_head: Mapped[str] = mapped_column(default="")
    settlement_sha256: Mapped[str | None]
    """Digest that both sides accepted."""
    cause: Mapped[CauseCategory | None] = mapped_column(Word(CauseCategory))
    cause_text: Mapped[str] = mapped_column(default="")
    """Why it happened, and why that, up to five times."""
    cause_by_name: Mapped[str | None]
    cause_at: Mapped[datetime | None]
    no_prevention_reason: Mapped[str] = mapped_column(default="")
    preventions: Mapped[int] = mapped_column(default=0)
    """How many actions are planned against the cause."""
    outcome: Mapped[str] = mapped_column(default="")
    """The award or judgment outside of the portal."""
    ended_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    """Reason given with the last step; both sides can read it."""
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]

    @property
    def level_days(self) -> tuple[int, ...]:
        """Business days at each level of the two sides."""
        return tuple(self.agreed.get("days", LEVELS))

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_dispute_partner"),
        ForeignKeyConstraint(
            ["partner_id", "contract_id"], [Contract.partner_id, Contract.id], name="fk_dispute_contract"
        ),
        *(
            ForeignKeyConstraint(
                [org, f"{name}_id"], [Membership.partner_id, Membership.id], name=f"fk_dispute_{name}"
            )
            for org, name in (
                ("company_id", "officer"), ("company_id", "company_owner"), ("company_id", "company_deputy"),
                ("partner_id", "partner_owner"), ("partner_id", "partner_deputy"),
            )
        ),
        UniqueConstraint("partner_id", "number"),
        words("claimant", Side),
        words("status", DisputeStatus),
        words("pause_by", Side),
        words("cause", CauseCategory),
        many_words("waiting_on", Side),
        check("title_length", f"length(title) BETWEEN 1 AND {TITLE_LONGEST}"),
        check("text_length", f"length(text) <= {TEXT_LONGEST} AND length(cause_text) <= {TEXT_LONGEST}"),
        check("note_length", "length(note) <= 2000 AND length(no_prevention_reason) <= 2000"),
        check("contract_has_a_text", "contract_id IS NOT NULL OR contract_sha256 IS NULL"),
        check("level_known", f"level BETWEEN 0 AND {OUTSIDE}"),
        check("amounts", "0 <= conceded_minor + decided_minor AND conceded_minor + decided_minor <= claimed_minor"),
        check("money_has_a_currency", "currency IS NOT NULL OR claimed_minor = 0"),
        check("filed_or_draft", "(filed_at IS NULL) = (status IN ('DRAFT', 'DISCARDED'))"),
        check("filed_has_a_receipt", "(filed_at IS NULL) = (receipt_sha256 IS NULL)"),
        check("open_has_an_owner", f"status IN ({_NAMES})"
              " OR (company_owner_id IS NOT NULL AND partner_owner_id IS NOT NULL)"),
        check("open_has_a_date", f"status IN ({_NAMES}) OR due_at IS NOT NULL"),
        check("settled_has_a_digest", "status <> 'SETTLED' OR settlement_sha256 IS NOT NULL"),
        check("closed_has_a_cause", "status <> 'CLOSED' OR outcome <> '' OR is_dismissed"
              " OR (cause IS NOT NULL AND (preventions > 0 OR no_prevention_reason <> ''))"),
        check("ended_has_a_day", "(ended_at IS NOT NULL) = (status IN"
              " ('RESOLVED', 'CLOSED', 'DISCARDED', 'LAPSED', 'WITHDRAWN'))"),
        turns_of("dispute"),
        Index("ix_dispute_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        Index("ix_dispute_list", "partner_id", "created_at", "id"),
        Index("ix_dispute_all", "created_at", "id"),
        Index("ix_dispute_by_due", "partner_id", _DUE, "id"),
        Index("ix_dispute_all_by_due", _DUE, "id"),
        Index("ix_dispute_filed", "filed_at", postgresql_where="filed_at IS NOT NULL"),
        Index("ix_dispute_contract", "partner_id", "contract_id", "created_at", "id"),
        Index("ix_dispute_count", "partner_id", "status", postgresql_include=["waiting_on", "claimant", "filed_at"]),
    )  # fmt: skip
    __policies__ = isolated(
        partner=_SEEN.format("PARTNER"),
        host=_SEEN.format("HOST"),
        auditor=_SEEN.format("HOST"),
        partner_commands=("INSERT", _STEPS),
        host_commands=("INSERT", _STEPS),
        system_commands=("INSERT", _STEPS),
        mediator=f"id = {CURRENT_DISPUTE} AND filed_at IS NOT NULL",
        own=(("INSERT", f"claimant = {{side}} AND created_by = {CURRENT_PERSON} AND status = 'DRAFT'"),),
    )


class DisputeLine(PartnerOwned, Record):
    """One thing that is contested: a document, a measured line, a clause; and what came of it."""

    __tablename__ = "dispute_line"
    PREFIX: ClassVar[str] = "dsl"

    dispute_id: Mapped[UUID]
    position: Mapped[int]
    side: Mapped[Side] = mapped_column(Word(Side))
    """The claimant's."""
    is_filed: Mapped[bool] = mapped_column(default=False)
    is_open: Mapped[bool] = mapped_column(default=False)
    """Its dispute is filed and not at its end."""
    subject: Mapped[str]
    """What it is about, the same for the same thing, however it is written."""
    document_kind: Mapped[str | None]
    document_number: Mapped[str | None]
    document_on: Mapped[date | None]
    clause_key: Mapped[str | None]
    record_type: Mapped[str | None]
    record_id: Mapped[UUID | None]
    """The record of the portal that it is about, by the type prefix of its id."""
    subject_key: Mapped[str | None]
    """For a measurement, the measured line."""
    quantity: Mapped[Decimal | None] = mapped_column(Exact(18, 4))
    unit: Mapped[str | None]
    """By UN/ECE recommendation 20."""
    text: Mapped[str] = mapped_column(default="")
    claimed_minor: Mapped[int] = mapped_column(default=0)
    answer: Mapped[LineAnswer | None] = mapped_column(Word(LineAnswer))
    answer_text: Mapped[str] = mapped_column(default="")
    conceded_minor: Mapped[int] = mapped_column(default=0)
    answered_by_name: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    refusal: Mapped[RefusalCode | None] = mapped_column(Word(RefusalCode))
    refusal_text: Mapped[str] = mapped_column(default="")
    decision: Mapped[DecisionCode | None] = mapped_column(Word(DecisionCode))
    decision_text: Mapped[str] = mapped_column(default="")
    decided_minor: Mapped[int] = mapped_column(default=0)
    decided_at: Mapped[datetime | None]

    __table_args__ = (
        of_dispute("dispute_line"),
        UniqueConstraint("partner_id", "dispute_id", "position", deferrable=True, initially="DEFERRED"),
        words("side", Side),
        words("answer", LineAnswer),
        words("refusal", RefusalCode),
        words("decision", DecisionCode),
        check("text_length", f"length(text) <= {LINE_LONGEST} AND length(answer_text) <= {LINE_LONGEST}"
              f" AND length(refusal_text) <= {LINE_LONGEST} AND length(decision_text) <= {LINE_LONGEST}"),
        check("record_is_whole", "(record_type IS NULL) = (record_id IS NULL)"),
        check("quantity_has_a_unit", "(quantity IS NULL) = (unit IS NULL) AND quantity > 0"),
        check("amounts", "claimed_minor >= 0 AND conceded_minor >= 0 AND decided_minor >= 0"
              " AND conceded_minor + decided_minor <= claimed_minor"),
        check("answered_has_a_text", "answer IS NULL OR answer = 'ACCEPT' OR answer_text <> ''"),
        check("refused_has_a_text", "(refusal IS NULL) = (refusal_text = '')"),
        check("decided_has_a_text", "(decision IS NULL) = (decision_text = '')"),
        check("open_is_filed", "is_filed OR NOT is_open"),
        Index("one_open_line", "partner_id", "subject", unique=True, postgresql_where="is_open"),
        Index("ix_dispute_line_record", "partner_id", "record_id", postgresql_where="record_id IS NOT NULL"),
    )  # fmt: skip
    __policies__ = isolated(
        partner=_LINE_SEEN.format("PARTNER"),
        host=_LINE_SEEN.format("HOST"),
        auditor=_LINE_SEEN.format("HOST"),
        partner_commands=("INSERT", "DELETE", _LINE_STEPS),
        host_commands=("INSERT", "DELETE", _LINE_STEPS),
        system_commands=("INSERT", _LINE_STEPS),
        mediator=f"dispute_id = {CURRENT_DISPUTE} AND is_filed",
        own=(("INSERT", "side = {side} AND NOT is_filed"), ("DELETE", "side = {side} AND NOT is_filed")),
    )
