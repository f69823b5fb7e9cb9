"""What customers may buy next, why, how well that was foretold, and what foreign product numbers mean."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal import ids
from portal.access import Side
from portal.acting import Lived, turns_of
from portal.database.base import PartnerOwned, Record, Versioned, Word, check, words
from portal.database.moving import steps_kept
from portal.database.policies import SIGNED_IN, Policy, isolated
from portal.opportunities.models.customers import EndCustomer, Product
from portal.opportunities.models.opportunities import Opportunity
from portal.opportunities.rules.numbers import NUMBER_LONGEST
from portal.opportunities.rules.statuses import NAME_LONGEST
from portal.opportunities.rules.suggestion import LIFE, Dismissal, SuggestionStatus
from portal.opportunities.suggesting.purchases import LEAST_COMMON, LEAST_PARTNERS
from portal.opportunities.suggesting.trial import Shown
from portal.partners.models import Organisation

_ENOUGH = f"{{}} >= {LEAST_COMMON} AND partners >= {LEAST_PARTNERS}"
_STEPS = (
    "UPDATE (version, status, dismissed_until, dismissal, decided_by_name, taken_id, waiting_on, due_at, due_calendar,"
    " updated_at{})"
)
_SAID = ("INSERT", "UPDATE (version, product_id, side, made_by_name, made_at)")
_COMPUTED = ", customer_name, customer_country, source_id, rule, rule_version, score, is_shown, computed_at"


class Suggestion(PartnerOwned, Lived, Record):
    """A product that a customer of a partner may buy next.

    The partner sees it only while its reason rests on enough customers of enough partners.
    """

    __tablename__ = "suggestion"
    PREFIX = "sug"
    LIVES: ClassVar[dict[str, str]] = {LIFE.name: "status"}
    UNTOLD = Lived.UNTOLD | {
        "customer", "customer_name", "customer_country", "source_id", "product", "rule", "rule_version", "score",
        "is_shown", "computed_at", "created_at",
    }  # fmt: skip

    customer: Mapped[int]
    """`EndCustomer.place`."""
    customer_name: Mapped[str]
    """As the partner wrote it in the sale by which it knows the customer."""
    customer_country: Mapped[str]
    source_id: Mapped[UUID]
    """That sale."""
    product: Mapped[str]
    rule: Mapped[Shown] = mapped_column(Word(Shown))
    rule_version: Mapped[int]
    score: Mapped[int]
    """In millionths."""
    is_shown: Mapped[bool]
    """To the partner as well."""
    computed_at: Mapped[datetime]
    """When it was last supported."""
    status: Mapped[SuggestionStatus] = mapped_column(Word(SuggestionStatus))
    dismissed_until: Mapped[datetime | None]
    dismissal: Mapped[Dismissal | None] = mapped_column(Word(Dismissal))
    decided_by_name: Mapped[str | None]
    taken_id: Mapped[UUID | None]
    """The opportunity that it became."""
    created_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_suggestion_partner"),
        ForeignKeyConstraint(["customer"], [EndCustomer.place], name="fk_suggestion_customer"),
        *(
            ForeignKeyConstraint(
                ["partner_id", column], [Opportunity.partner_id, Opportunity.id], name=f"fk_suggestion_{name}"
            )
            for column, name in (("source_id", "source"), ("taken_id", "taken"))
        ),
        UniqueConstraint("partner_id", "customer", "product"),
        words("rule", Shown),
        words("status", SuggestionStatus),
        words("dismissal", Dismissal),
        check("score_is_a_share", "score BETWEEN 0 AND 1000000"),
        check("dismissed_for_a_while", "(status = 'DISMISSED') = (dismissed_until IS NOT NULL)"
              " AND (status = 'DISMISSED') = (dismissal IS NOT NULL)"),
        check("taken_as_something", "(status = 'TAKEN') = (taken_id IS NOT NULL)"),
        turns_of("suggestion"),
        Index("ix_suggestion_list", "partner_id", "score", "id"),
        Index("ix_suggestion_all", "score", "id"),
        Index("ix_suggestion_due", "due_at", "id", postgresql_where="due_at IS NOT NULL"),
    )  # fmt: skip
    __policies__ = isolated(
        partner="is_shown",
        partner_commands=(_STEPS.format(""),),
        host_commands=(_STEPS.format(""),),
        system_commands=("INSERT", _STEPS.format(_COMPUTED)),
    )


class SuggestionReason(PartnerOwned, Record):
    """What a suggestion rested on when it was worked out: a new row where a number has changed."""

    __tablename__ = "suggestion_reason"
    __append_only__ = True

    suggestion_id: Mapped[UUID]
    rule: Mapped[Shown] = mapped_column(Word(Shown))
    because: Mapped[str]
    """The product whose buyers buy the other; "" for what most buy."""
    product: Mapped[str]
    common: Mapped[int]
    buyers: Mapped[int]
    product_buyers: Mapped[int]
    customers: Mapped[int]
    partners: Mapped[int]
    computed_at: Mapped[datetime]

    __table_args__ = (
        ForeignKeyConstraint(
            ["partner_id", "suggestion_id"], [Suggestion.partner_id, Suggestion.id],
            name="fk_suggestion_reason_suggestion",
        ),
        words("rule", Shown),
        check("numbers", "common >= 1 AND common <= buyers AND common <= product_buyers AND product_buyers <= customers"
              " AND buyers <= customers AND partners >= 1"),
        Index("ix_suggestion_reason_suggestion", "partner_id", "suggestion_id", "id"),
    )  # fmt: skip
    __policies__ = isolated(partner=_ENOUGH.format("common"), system_commands=("INSERT",))


class SuggestionTrial(Record):
    """How well the rule, and what most buy, would have foretold what was bought: of the day's suggestions."""

    __tablename__ = "suggestion_trial"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=ids.new)
    task: Mapped[str]
    """Names the work that it belongs to, which is done once."""
    rule_version: Mapped[int]
    shown: Mapped[Shown] = mapped_column(Word(Shown))
    customers: Mapped[int]
    rule_hits: Mapped[int]
    popularity_hits: Mapped[int]
    before: Mapped[int]
    products: Mapped[int]
    partners: Mapped[int]
    computed_at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("task"),
        words("shown", Shown),
        check(
            "hits",
            "rule_hits >= 0 AND rule_hits <= customers AND popularity_hits >= 0 AND popularity_hits <= customers",
        ),
        Index("ix_suggestion_trial_newest", "computed_at", "id"),
    )
    __policies__ = (
        Policy("portal_partner", f"{SIGNED_IN} AND {_ENOUGH.format('customers')}"),
        Policy("portal_manager", SIGNED_IN),
        Policy("portal_staff", SIGNED_IN),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true", None, ("SELECT", "INSERT")),
    )


class ProductNumber(PartnerOwned, Versioned, Record):
    """What a product is called in the orders of a partner, and which of the company's products that is; null: none."""

    __tablename__ = "product_number"
    PREFIX: ClassVar[str] = "pno"

    number: Mapped[str]
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey(Product.id, name="fk_product_number_product"))
    side: Mapped[Side] = mapped_column(Word(Side))
    """Which said so last."""
    made_by_name: Mapped[str]
    made_at: Mapped[datetime]

    __table_args__: tuple[Any, ...] = (
        ForeignKeyConstraint(["partner_id"], [Organisation.id], name="fk_product_number_partner"),
        UniqueConstraint("partner_id", "number"),
        words("side", Side),
        check("number_length", f"length(number) BETWEEN 1 AND {NUMBER_LONGEST}"),
        check("name_length", f"length(made_by_name) <= {NAME_LONGEST}"),
        Index("ix_product_number_all", "made_at", "id"),
        Index("ix_product_number_list", "partner_id", "made_at", "id"),
        Index("ix_product_number_product", "partner_id", "product_id"),
    )
    __policies__ = isolated(
        partner_writes="side = 'PARTNER'",
        host_writes="side = 'HOST'",
        partner_commands=_SAID,
        host_commands=_SAID,
    )


STATEMENTS = steps_kept(LIFE, "suggestion")
