"""Suggestions as the API shows them, with their reasons and how well they foretell; and what foreign numbers mean."""

from collections.abc import Mapping
from typing import Any

import strawberry

from portal import journal
from portal.access import Permission
from portal.languages import ENGLISH
from portal.opportunities import actions, queries
from portal.opportunities.rules.suggestion import LIFE, Dismissal
from portal.opportunities.suggesting.purchases import Popular, Reason
from portal.opportunities.suggesting.trial import Shown
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.enums import enum
from schema.engine.fields import Page, Row, computed, plain, read, value
from schema.engine.nodes import UNTOLD, Told, node
from schema.engine.scalars import DateTime
from schema.opportunities.types import Opportunity, Product
from schema.partners.types import Partner
from schema.shared import steps
from schema.shared.enums import OPEN, statuses_of, steps_of
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Node

P = Permission
SCORE = sorting.number("SCORE", "score")
MADE = sorting.instant("MADE_AT", "made_at")

SuggestionStatus: Any = statuses_of(LIFE, "SuggestionStatus", "Life of a suggestion.")
SuggestionAction: Any = steps_of("SuggestionAction", "A step of a suggestion.", LIFE)
SuggestionRule: Any = enum(
    Shown, "SuggestionRule", f"From what a suggestion follows. {OPEN}",
    RULE="From what those buy who buy the same.", POPULARITY="From what most customers buy.",
)  # fmt: skip
SuggestionDismissal: Any = enum(
    Dismissal, "SuggestionDismissal", f"Why a suggestion was put aside. {OPEN}",
    NOT_NEEDED="The customer does not need it.", BOUGHT_ELSEWHERE="The customer buys it elsewhere.",
    NOT_NOW="It is too early.", NOT_A_CUSTOMER="It is no customer any more.", OTHER="Another reason.",
)  # fmt: skip


@strawberry.type(description="What a suggestion rests on. All numbers are counts of customers, but the last.")
class SuggestionReason:
    REQUIRES = P.OPPORTUNITY_READ

    rule: SuggestionRule = plain("From what it follows.")
    product: str = plain("Code of the product.")
    common: int = plain("Who buy both products; of what most buy: who buy the product.")
    buyers: int = plain("Who buy the other product; of what most buy: all.")
    product_buyers: int = plain("Who buy the product.")
    customers: int = plain("All.")
    partners: int = plain("Through how many partners those buy who buy both.")
    computed_at: DateTime = plain("When it was counted.")

    @value(str | None, "Code of the product whose buyers buy it too; null of what most buy.")
    def because(self: Row) -> Any:
        return queries.or_nothing(self.because)

    @computed(
        str, "It in words, in the language of `Accept-Language`.",
        needs=lambda row: {
            "rule": row.rule, "product": row.product, "because": row.because, "common": row.common,
            "buyers": row.buyers, "product_buyers": row.product_buyers, "customers": row.customers,
            "product_name": queries.name_of_product(row.product), "because_name": queries.name_of_product(row.because),
        },
    )  # fmt: skip
    def sentence(self: Mapping[str, Any], asking: Any) -> Any:
        return _sentence(self).in_(asking.language or ENGLISH)

    @computed(float, "Of the buyers, from 0 to 1.", needs=lambda row: {"common": row.common, "buyers": row.buyers})
    def share(self: Mapping[str, Any], _asking: Any) -> Any:
        return round(self["common"] / self["buyers"], 4)

    @computed(
        float, "How many times as often as all customers they buy it.",
        needs=lambda row: {
            "common": row.common, "buyers": row.buyers, "product_buyers": row.product_buyers,
            "customers": row.customers,
        },
    )  # fmt: skip
    def lift(self: Mapping[str, Any], _asking: Any) -> Any:
        return round(self["common"] * self["customers"] / (self["buyers"] * self["product_buyers"]), 2)


def _sentence(values: Mapping[str, Any]) -> Any:
    names = {values["product"]: values["product_name"], values["because"]: values["because_name"]}
    if values["rule"] == Shown.POPULARITY:
        return Popular(values["product"], values["common"], values["buyers"]).sentence(names)
    return Reason(
        values["product"], values["because"], values["common"], values["buyers"], values["product_buyers"],
        values["customers"],
    ).sentence(names)  # fmt: skip


@node(
    "sug", find=queries.suggestion, named=("suggestion_id",),
    told={
        "decided_by_name": Told("decidedBy"), "taken_id": Told("takenAs", "opp"),
        **dict.fromkeys(("due_calendar", "waiting_on"), UNTOLD),
    },
)  # fmt: skip
@strawberry.type(
    description=(
        "A product that a customer of a partner may buy next. What the customer buys through others neither speaks for"
        " it nor against it; partners see it only while it rests on enough customers of enough partners."
    )
)
class Suggestion(Node):
    REQUIRES = P.OPPORTUNITY_READ

    version: int = plain("Increases by one with each step; a mutation names it as `expectedVersion`.")
    status: SuggestionStatus = plain("Current status.")
    customer_name: str = plain("The customer, as the partner wrote it.")
    customer_country: str = plain("ISO 3166-1 code.")
    product: str = plain("Code of the product.")
    rule: SuggestionRule = plain("From what it follows.")
    rule_version: int = plain("Version of the rule.")
    is_shown: bool = plain("Whether the partner sees it as well.")
    computed_at: DateTime = plain("When it followed last.")
    dismissed_until: DateTime | None = plain("Until when it is put aside.")
    dismissal: SuggestionDismissal | None = plain("Why it is put aside.")
    created_at: DateTime = plain("When it followed first.")
    due_at: DateTime | None = plain("When the clock moves it next.")

    @value(str, "What the product is called.")
    def product_name(self: Row) -> Any:
        return queries.name_of_product(self.product)

    @value(str | None, "Who took it or put it aside.")
    def decided_by(self: Row) -> Any:
        return self.decided_by_name

    @computed(float, "By which lists are sorted: the share of buyers, from 0 to 1.", needs=lambda r: {"score": r.score})
    def score(self: Mapping[str, Any], _asking: Any) -> Any:
        return self["score"] / 1_000_000

    @read(SuggestionReason | None, "What it rests on.")
    def reason(self: Row) -> Any:
        return queries.reason_of(self)

    @read(Partner | None, "The partner.", requires=P.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.suggested_partner(self)

    @read(Opportunity | None, "The sale by which the partner knows the customer.")
    def source(self: Row) -> Any:
        return queries.source_of(self)

    @read(Opportunity | None, "The opportunity that it became; null unless it was taken.")
    def taken_as(self: Row) -> Any:
        return queries.taken_as(self)

    @connection(Connection[JournalEntry] | None, "What happened, newest first.", requires=P.OPPORTUNITY_READ)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "SuggestionAvailableAction", "A step of a suggestion that the caller's side could take from here.",
        SuggestionAction, needs=queries.actions_of_suggestion, possible=actions.possible_of_suggestion,
        due_at="By when, if the caller's side is waited for.",
    )  # fmt: skip


def _share(hits: str) -> Any:
    def of(values: Mapping[str, Any], _asking: Any) -> Any:
        return round(values[hits] / values["customers"], 4) if values["customers"] else None

    return of


@strawberry.type(
    description="How well the rule would have foretold, from the first four fifths of the time, what was bought next."
)
class SuggestionTrial:
    REQUIRES = P.OPPORTUNITY_READ

    shown: SuggestionRule = plain("What is suggested by: the rule, unless what most buy foretells more.")
    rule_version: int = plain("Version of the rule.")
    customers: int = plain("Customers who bought something new in the last fifth of the time.")
    rule_hits: int = plain("For how many one of ten suggestions of the rule was right.")
    popularity_hits: int = plain("For how many one of the ten products was right that most buy.")
    before: int = plain("Customers by whose purchases it was foretold.")
    products: int = plain("Products that could be suggested.")
    computed_at: DateTime = plain("When it was tried.")

    rule_share = computed(
        float | None, "The share of customers for whom the rule was right; null without customers.",
        needs=lambda row: {"rule_hits": row.rule_hits, "customers": row.customers},
    )(_share("rule_hits"))  # fmt: skip
    popularity_share = computed(
        float | None, "The same of what most buy.",
        needs=lambda row: {"popularity_hits": row.popularity_hits, "customers": row.customers},
    )(_share("popularity_hits"))  # fmt: skip


@node("pno", find=queries.product_number)
@strawberry.type(description="Which of the company's products a number in a partner's orders means.")
class ProductNumber(Node):
    REQUIRES = P.COMPANY_READ

    number: str = plain("The number, as the orders have it.")
    made_at: DateTime = plain("When that was said last.")

    @value(str, "Who said it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @read(Product | None, "The product; null: none of the company's.")
    def product(self: Row) -> Any:
        return queries.product_meant(self)

    @read(Partner | None, "The partner.", requires=P.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.suggested_partner(self)


@strawberry.type
class SuggestionQuery:
    @connection(
        Connection[Suggestion] | None, "What customers may buy next, the likeliest first.",
        requires=P.OPPORTUNITY_READ,
    )  # fmt: skip
    def suggestions(
        self: Row, partner_id: strawberry.ID | None = None, statuses: list[SuggestionStatus] | None = None
    ) -> Any:  # fmt: skip
        wanted: Any = partner_id
        return Page(
            queries.suggested(partner_id=wanted and wanted.value, statuses=statuses), SCORE, descending=True
        )  # fmt: skip

    @read(Suggestion | None, "One suggestion.", requires=P.OPPORTUNITY_READ)
    def suggestion(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.suggestion(wanted.value)

    @read(
        SuggestionTrial | None, "How well suggestions foretell, by the company's own orders; null before the first.",
        requires=P.OPPORTUNITY_READ,
    )  # fmt: skip
    def suggestion_trial(self: Row) -> Any:
        return queries.last_trial()

    @connection(
        Connection[ProductNumber] | None, "What products are called in the orders of partners; for the company alone.",
        requires=P.COMPANY_READ,
    )  # fmt: skip
    def product_numbers(self: Row) -> Any:
        return Page(queries.product_numbers(), MADE)
