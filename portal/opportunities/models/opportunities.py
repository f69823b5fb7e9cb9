"""An opportunity: whom it is about, with what and where, how far it is, and what was said last."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, Identity, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from portal.access import Side
from portal.acting import Lived, turns_of
from portal.calendars import Pause
from portal.contracts.models import Contract
from portal.database import sorting
from portal.database.base import PartnerOwned, Record, Word, check, many_words, words
from portal.database.finding import Found
from portal.database.policies import CURRENT_PERSON, isolated
from portal.opportunities.rules.opportunity import LIFE
from portal.opportunities.rules.statuses import (
    ENDED,
    EXTERNAL_LONGEST,
    MOST_EXTENSIONS,
    MOST_PRODUCTS,
    MOST_REGIONS,
    NAME_LONGEST,
    REFERENCE_LONGEST,
    RESTS_ON_OLDER,
    TEXT_LONGEST,
    LossReason,
    OpportunityStatus,
    RejectionCode,
    Source,
    Stage,
)
from portal.partners.models import Membership, Organisation

_SEEN = "shown_at IS NOT NULL OR author = '{}'"
_DUE = text(sorting.INSTANT.format("due_at"))
_COUNTED = ["status", "waiting_on", "shown_at", "author"]
"""What a list of the company chooses by most, and what its policies look at."""
_OVER = ", ".join(f"'{each.value}'" for each in ENDED)
_OLDER = ", ".join(sorted(f"'{each.value}'" for each in RESTS_ON_OLDER))
_SCOPE = (
    "contract_id, source, customer_name, customer_country, customer_domain, customer_lei, customer_vat,"
    " customer_register, customer_keys, customer_heads, products, regions, external_id"
)
_STEPS = (
    "UPDATE (version, status, text, stage, estimate_minor, estimate_currency, expected_close_on, shown_at,"
    " filed_at, filed_number, filed_by_name, receipt_sha256, stood, protected_at, ends_at, paused_at, extensions,"
    " extension_asked_at, extension_text, extension_by, warned, rejection, older_right_on, order_reference, won_on,"
    " value_minor, value_currency, loss_reason, note, company_owner_id, partner_owner_id, ended_at, waiting_on, due_at,"
    " due_calendar, updated_at, {more})"
)


class Opportunity(PartnerOwned, Lived, Found, Record):
    """A deal with an end customer that a partner registers, or the company offers it."""

    __tablename__ = "opportunity"
    PREFIX = "opp"
    LIVES: ClassVar[dict[str, str]] = {LIFE.name: "status"}
    FOUND_BY = ("number", "customer_name", "customer_domain", "external_id", "products")
    UNTOLD = Lived.UNTOLD | {
        "company_id", "customer_keys", "customer_heads", "text", "filed_number", "receipt_sha256", "stood", "placed_at",
        "warned", "created_at", "created_by", "extension_text",
    }  # fmt: skip
    AMOUNTS: ClassVar[dict[str, tuple[str, str]]] = {
        "estimate": ("estimate_minor", "estimate_currency"), "value": ("value_minor", "value_currency"),
    }  # fmt: skip

    number: Mapped[str]
    author: Mapped[Side] = mapped_column(Word(Side))
    """The side that wrote it down."""
    source: Mapped[Source] = mapped_column(Word(Source))
    contract_id: Mapped[UUID | None]
    """The contract under which it is to be sold."""
    customer_name: Mapped[str]
    customer_country: Mapped[str]
    customer_domain: Mapped[str] = mapped_column(default="")
    customer_lei: Mapped[str] = mapped_column(default="")
    customer_vat: Mapped[str] = mapped_column(default="")
    customer_register: Mapped[str] = mapped_column(default="")
    customer_keys: Mapped[list[str]]
    """What identifies it by what was typed: "LEI:…", "DOMAIN:…" and so on, the most trusted first."""
    customer_heads: Mapped[list[str]] = mapped_column(default=list)
    """The first letters of the words of its name, by which customers are found whose names may be the same."""
    external_id: Mapped[str] = mapped_column(default="")
    """What the side that wrote it down calls it; no two of its deals with a partner are called the same."""
    products: Mapped[list[str]]
    """Codes, sorted."""
    regions: Mapped[list[str]]
    """ISO 3166-1 and 3166-2 codes, sorted; a country holds all its parts."""
    text: Mapped[str] = mapped_column(default="")
    """What the customer needs, in the words of whoever wrote it down; of an offer, why this partner."""
    stage: Mapped[Stage] = mapped_column(Word(Stage), default=Stage.LEAD)
    estimate_minor: Mapped[int]
    estimate_currency: Mapped[str]
    expected_close_on: Mapped[date]

    status: Mapped[OpportunityStatus] = mapped_column(Word(OpportunityStatus), default=OpportunityStatus.DRAFT)
    shown_at: Mapped[datetime | None]
    """Since when both sides see it."""
    filed_at: Mapped[datetime | None]
    """When it came in: nothing but the server's clock and the order of arrival decide who was first."""
    filed_number: Mapped[int | None] = mapped_column(BigInteger)
    filed_by_name: Mapped[str | None]
    receipt_sha256: Mapped[str | None]
    placed_at: Mapped[datetime | None]
    """When it was compared with all that came in before it."""
    stood: Mapped[list[dict[str, Any]]]
    """The times in which the company's time to decide stood: {"since", "until"}."""
    protected_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    """When protection ends, by itself or with what became of it."""
    paused_at: Mapped[datetime | None]
    """Since when a dispute about it stops its time."""
    extensions: Mapped[int] = mapped_column(default=0)
    extension_asked_at: Mapped[datetime | None]
    extension_text: Mapped[str] = mapped_column(default="")
    extension_by: Mapped[datetime | None]
    warned: Mapped[int] = mapped_column(default=0)
    rejection: Mapped[RejectionCode | None] = mapped_column(Word(RejectionCode))
    older_right_on: Mapped[date | None]
    """The day of the right that stands in its way; whose it is, is told to nobody."""
    order_reference: Mapped[str] = mapped_column(default="")
    won_on: Mapped[date | None]
    value_minor: Mapped[int | None]
    value_currency: Mapped[str | None]
    loss_reason: Mapped[LossReason | None] = mapped_column(Word(LossReason))
    note: Mapped[str] = mapped_column(default="")
    """Reason given with the last step; both sides can read it."""
    company_id: Mapped[UUID]
    company_owner_id: Mapped[UUID | None]
    partner_owner_id: Mapped[UUID | None]
    created_by: Mapped[UUID]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def is_placed(self) -> bool:
        return self.placed_at is not None

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """The times in which the company's time to decide stood."""
        return tuple(
            Pause(datetime.fromisoformat(each["since"]), datetime.fromisoformat(each["until"]))
            for each in self.stood
            if each["until"]
        )

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_opportunity_partner"),
        ForeignKeyConstraint(
            ["partner_id", "contract_id"], [Contract.partner_id, Contract.id], name="fk_opportunity_contract"
        ),
        ForeignKeyConstraint(
            ["company_id", "company_owner_id"], [Membership.partner_id, Membership.id],
            name="fk_opportunity_company_owner",
        ),
        ForeignKeyConstraint(
            ["partner_id", "partner_owner_id"], [Membership.partner_id, Membership.id],
            name="fk_opportunity_partner_owner",
        ),
        UniqueConstraint("partner_id", "number"),
        UniqueConstraint("partner_id", "filed_number"),
        words("author", Side),
        words("source", Source),
        words("status", OpportunityStatus),
        words("stage", Stage),
        words("rejection", RejectionCode),
        words("loss_reason", LossReason),
        many_words("waiting_on", Side),
        check("customer_length", f"length(customer_name) BETWEEN 1 AND {NAME_LONGEST}"),
        check("text_length", f"length(text) <= {TEXT_LONGEST} AND length(extension_text) <= {TEXT_LONGEST}"),
        check("reference_length", f"length(order_reference) <= {REFERENCE_LONGEST}"),
        check("external_id_length", f"length(external_id) <= {EXTERNAL_LONGEST}"),
        check("few_products", f"cardinality(products) BETWEEN 1 AND {MOST_PRODUCTS}"),
        check("few_regions", f"cardinality(regions) BETWEEN 1 AND {MOST_REGIONS}"),
        check("amounts", "estimate_minor > 0 AND value_minor > 0 AND (value_minor IS NULL) = (value_currency IS NULL)"),
        check("shown_once_it_moves", "(shown_at IS NOT NULL) OR status IN ('DRAFT', 'WITHDRAWN')"),
        check("filed_is_whole", "(filed_at IS NULL) = (filed_number IS NULL) AND (filed_at IS NULL) ="
              " (filed_by_name IS NULL) AND (filed_at IS NOT NULL OR status IN"
              " ('DRAFT', 'OFFERED', 'DECLINED', 'WITHDRAWN'))"),
        check("protected_has_an_end", "status <> 'PROTECTED' OR (protected_at IS NOT NULL AND ends_at > protected_at)"),
        check("extended_seldom", f"extensions BETWEEN 0 AND {MOST_EXTENSIONS}"),
        check("asked_has_an_answer_day", "(extension_asked_at IS NULL) = (extension_by IS NULL)"),
        check("rejected_because", "(status = 'REJECTED') = (rejection IS NOT NULL)"),
        check("older_right_has_a_day", f"rejection NOT IN ({_OLDER}) OR older_right_on IS NOT NULL"),
        check("won_by_an_order", "(status = 'WON') = (won_on IS NOT NULL) AND (won_on IS NULL) = (value_minor IS NULL)"
              " AND (status <> 'WON' OR order_reference <> '')"),
        check("lost_because", "(status = 'LOST') = (loss_reason IS NOT NULL)"),
        check("ended_has_a_day", f"(ended_at IS NOT NULL) = (status IN ({_OVER}))"),
        check("waiting_has_a_date", "status NOT IN ('OFFERED', 'INFO_REQUESTED', 'CONFLICT') OR due_at IS NOT NULL"),
        turns_of("opportunity"),
        Index("one_deal", "partner_id", "author", "external_id", unique=True, postgresql_where="external_id <> ''"),
        Index("ix_opportunity_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
        Index("ix_opportunity_list", "partner_id", "created_at", "id"),
        # How many a list has in all is counted in the index alone: the rows themselves are wide.
        Index("ix_opportunity_all", "created_at", "id", postgresql_include=_COUNTED),
        Index("ix_opportunity_by_due", "partner_id", _DUE, "id"),
        Index("ix_opportunity_all_by_due", _DUE, "id"),
        Index("ix_opportunity_keys", "customer_keys", postgresql_using="gin"),
        Index("ix_opportunity_unplaced", "filed_number", postgresql_where="filed_at IS NOT NULL AND placed_at IS NULL"),
    )  # fmt: skip
    __policies__ = isolated(
        partner=_SEEN.format("PARTNER"),
        host=_SEEN.format("HOST"),
        auditor=_SEEN.format("HOST"),
        partner_commands=("INSERT", _STEPS.format(more=_SCOPE)),
        host_commands=("INSERT", _STEPS.format(more=_SCOPE)),
        system_commands=("INSERT", _STEPS.format(more="placed_at")),
        own=(("INSERT", f"author = {{side}} AND created_by = {CURRENT_PERSON} AND status = 'DRAFT'"),),
    )


class Arrival(PartnerOwned, Record):
    """That a registration came in, and in which place among all.

    The place is taken under a lock, so that none comes in later with an earlier one.
    """

    __tablename__ = "opportunity_arrival"
    __append_only__ = True

    opportunity_id: Mapped[UUID | None]
    direct_deal_id: Mapped[UUID | None]
    """What came in is one of the two: a registration, or a deal of the company itself."""
    number: Mapped[int] = mapped_column(BigInteger, Identity())
    at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["partner_id", "opportunity_id"],
            [Opportunity.partner_id, Opportunity.id],
            name="fk_opportunity_arrival_opportunity",
        ),
        check("of_one", "num_nonnulls(opportunity_id, direct_deal_id) = 1"),
        Index("ix_opportunity_arrival_opportunity", "partner_id", "opportunity_id"),
    )
    __policies__ = isolated(
        partner_commands=("INSERT (partner_id, id, opportunity_id, at)",),
        host_commands=("INSERT (partner_id, id, direct_deal_id, at)",),
        system_commands=("INSERT (partner_id, id, opportunity_id, at)",),
    )
