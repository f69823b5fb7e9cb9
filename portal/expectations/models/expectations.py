"""How something is measured, and what one side promises the other."""

from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, literal_column
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import ids
from portal.access import Side
from portal.acting import Lived, turns_of
from portal.contracts.models import Contract
from portal.database.base import Exact, PartnerOwned, Record, Word, check, many_words, words
from portal.database.policies import CURRENT_PARTNER, CURRENT_PARTNERS, SIGNED_IN, Policy, isolated
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.rules.expectation import EXPECTATION, Attested, ExpectationKind, ExpectationStatus
from portal.partners.models import Organisation

DIGEST = "~ '^[0-9a-f]{64}$'"
CODE = "~ '^[a-z][a-z0-9_.]{2,40}$'"
VALUE = Exact(20, 6)
"""Of a value that is measured, or that it is compared with."""

_OWN = f"owner_id IS NULL OR owner_id = {CURRENT_PARTNER}"
_LISTED = f"owner_id IS NULL OR owner_id = ANY ({CURRENT_PARTNERS})"


class Metric(Record):
    """A definition of how something is measured: never changed, only followed by its next version."""

    __tablename__ = "metric"
    __append_only__ = True
    __is_chain__ = True
    """It stands whole in every expectation that is measured by it: that is sealed."""
    PREFIX: ClassVar[str] = "met"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    owner_id: Mapped[UUID | None] = mapped_column(ForeignKey(Organisation.id, name="fk_metric_owner"))
    """The partner whose own it is; null: it came with the portal, and is everybody's."""
    code: Mapped[str]
    number: Mapped[int]
    """Of the version: 1 for the first, rising."""
    kind: Mapped[SubjectKind] = mapped_column(Word(SubjectKind))
    document: Mapped[str]
    """Canonical JSON, RFC 8785."""
    sha256: Mapped[str]
    side: Mapped[Side | None] = mapped_column(Word(Side))
    """Whose people wrote it."""
    made_by_name: Mapped[str]
    created_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("owner_id", "code", "number", postgresql_nulls_not_distinct=True),
        UniqueConstraint("owner_id", "sha256", postgresql_nulls_not_distinct=True),
        words("kind", SubjectKind),
        words("side", Side),
        check("code_form", f"code {CODE}"),
        check("digest", f"sha256 {DIGEST}"),
        check("document_length", "length(document) <= 20000"),
        Index("ix_metric_list", "created_at", "id"),
    )
    __policies__ = (
        Policy("portal_partner", f"{SIGNED_IN} AND ({_OWN})", f"owner_id = {CURRENT_PARTNER} AND side = 'PARTNER'",
               ("SELECT", "INSERT")),
        Policy("portal_manager", f"{SIGNED_IN} AND ({_LISTED})",
               f"owner_id = ANY ({CURRENT_PARTNERS}) AND side = 'HOST'", ("SELECT", "INSERT")),
        Policy("portal_staff", SIGNED_IN, f"{SIGNED_IN} AND owner_id IS NOT NULL AND side = 'HOST'",
               ("SELECT", "INSERT")),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true"),
    )  # fmt: skip


_SLOT = (
    "hashtextextended(partner_id::text || coalesce(contract_id::text, '') || coalesce(clause_key, '')"
    " || ' ' || code, 0)"
)
"""Which promise it is, whatever its version, as a number: without an extension only ranges can exclude each other."""
STEPS = (
    "UPDATE (version, title, status, contract_id, clause_key, contract_sha256, metric_id, document, sha256, target,"
    " tolerance, floor, period, zone, min_sample, starts_on, ends_on, proposed_at, proposed_by_name, agreed_at,"
    " agreed_by_name, reason, suspended_on, suspended_until, measured_until, attested, attested_by, attested_until,"
    " uphold_until, waiting_on, due_at, due_calendar, updated_at)"
)
"""What a step may change of an expectation: never whose it is, who wrote it, or who owes it to whom."""


class Expectation(PartnerOwned, Lived, Record):
    """What one side promises the other: a figure, a service level, a rule or a boundary, agreed by digest."""

    __tablename__ = "expectation"
    PREFIX = "ept"
    LIVES: ClassVar[dict[str, str]] = {EXPECTATION.name: "status"}
    UNTOLD = Lived.UNTOLD | {"company_id", "created_at", "document", "measured_until"}

    partner_id: Mapped[UUID] = mapped_column(
        ForeignKey(Organisation.id, name="fk_expectation_partner"), primary_key=True
    )
    company_id: Mapped[UUID]
    owner_id: Mapped[UUID | None]
    """The membership of the company's person who looks after it."""
    code: Mapped[str]
    """Names it in lists and imports; what follows it in time has the same."""
    title: Mapped[str]
    kind: Mapped[ExpectationKind] = mapped_column(Word(ExpectationKind))
    status: Mapped[ExpectationStatus] = mapped_column(Word(ExpectationStatus), default=ExpectationStatus.DRAFT)
    author: Mapped[Side] = mapped_column(Word(Side))
    obligor: Mapped[Side] = mapped_column(Word(Side))
    """Whose promise it is; the other side has the benefit."""
    contract_id: Mapped[UUID | None]
    clause_key: Mapped[str | None]
    contract_sha256: Mapped[str | None]
    """Digest of the version whose clause it rests on."""
    metric_id: Mapped[UUID | None] = mapped_column(ForeignKey(Metric.id, name="fk_expectation_metric"))
    """Null for rules and boundaries, which no formula measures."""
    document: Mapped[str]
    """Everything that is agreed, as canonical JSON, RFC 8785; the columns below repeat some of it."""
    sha256: Mapped[str]
    target: Mapped[Decimal | None] = mapped_column(VALUE)
    tolerance: Mapped[Decimal | None] = mapped_column(VALUE)
    """Distance from the target that is not yet a breach."""
    floor: Mapped[Decimal | None] = mapped_column(VALUE)
    """Value at which the scorecard line scores 0."""
    period: Mapped[str]
    zone: Mapped[str]
    min_sample: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    proposed_at: Mapped[datetime | None]
    """When it was first proposed to the other side."""
    proposed_by_name: Mapped[str | None]
    agreed_at: Mapped[datetime | None]
    agreed_by_name: Mapped[str | None]
    """Null where a contract's signatures agreed to it."""
    reason: Mapped[str] = mapped_column(default="")
    """Reason given with the last step; both sides can read it."""
    suspended_on: Mapped[date | None]
    suspended_until: Mapped[date | None]
    supersedes_id: Mapped[UUID | None]
    measured_until: Mapped[date | None]
    """The last day of the newest period that has a measurement."""
    attested: Mapped[Attested | None] = mapped_column(Word(Attested))
    """Of a rule: what was said of it last."""
    attested_by: Mapped[Side | None] = mapped_column(Word(Side))
    attested_until: Mapped[date | None]
    """The last day for which that was said."""
    uphold_until: Mapped[date | None]
    """Once that is contested, the last day to say it anew."""
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["company_id", "owner_id"], ["membership.partner_id", "membership.id"], name="fk_expectation_owner"
        ),
        ForeignKeyConstraint(
            ["partner_id", "contract_id"], [Contract.partner_id, Contract.id], name="fk_expectation_contract"
        ),
        ForeignKeyConstraint(
            ["partner_id", "supersedes_id"], ["expectation.partner_id", "expectation.id"],
            name="fk_expectation_supersedes",
        ),
        ExcludeConstraint(
            (literal_column(f"int8range({_SLOT}, {_SLOT}, '[]')"), "&&"),
            (literal_column("daterange(starts_on, ends_on, '[]')"), "&&"),
            where=literal_column("status IN ('AGREED', 'ACTIVE', 'SUSPENDED')"),
            name="one_at_a_time",
        ),
        words("kind", ExpectationKind),
        words("status", ExpectationStatus),
        words("author", Side),
        words("obligor", Side),
        words("attested", Attested),
        words("attested_by", Side),
        many_words("waiting_on", Side),
        check("code_form", f"code {CODE}"),
        check("title_length", "length(title) BETWEEN 1 AND 200"),
        check("digest", f"sha256 {DIGEST}"),
        check("document_length", "length(document) <= 60000"),
        check("clause_of_a_contract", "clause_key IS NULL OR contract_id IS NOT NULL"),
        check("days_are_forward", "ends_on IS NULL OR ends_on >= starts_on"),
        check("sample_is_positive", "min_sample >= 1"),
        check("measured_by_a_metric", "(kind IN ('KPI', 'SLA')) = (metric_id IS NOT NULL AND target IS NOT NULL)"),
        check("attested_by_somebody", "(attested IS NULL) = (attested_by IS NULL)"
              " AND (attested IS NULL) = (attested_until IS NULL) AND (attested IS NULL OR kind = 'RULE')"),
        check("upheld_if_contested", "uphold_until IS NULL OR attested = 'CONTESTED'"),
        check("agreed_after_proposed", "agreed_at IS NULL OR proposed_at IS NOT NULL"),
        check("waiting_has_a_date", "status NOT IN ('PROPOSED', 'AGREED') OR due_at IS NOT NULL"),
        Index("ix_expectation_list", "partner_id", "created_at", "id"),
        Index("ix_expectation_contract", "partner_id", "contract_id", "clause_key"),
        Index("ix_expectation_all", "created_at", "id"),
        Index("ix_expectation_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        turns_of("expectation"),
    )  # fmt: skip
    __policies__ = isolated(
        partner="author = 'PARTNER' OR proposed_at IS NOT NULL",
        host="author = 'HOST' OR proposed_at IS NOT NULL",
        partner_commands=("INSERT", STEPS),
        host_commands=("INSERT", STEPS),
        system_commands=(STEPS,),
        own=(("INSERT", "author = {side} AND proposed_at IS NULL"),),
    )
