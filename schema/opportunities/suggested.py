"""Suggestions as the API shows them, with their reasons and how well they foretell."""

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
from schema.opportunities.types import Opportunity
from schema.partners.types import Partner
from schema.shared import steps
from schema.shared.enums import OPEN, statuses_of, steps_of
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Node

P = Permission
SCORE = sorting.number("SCORE", "score")

SuggestionStatus: Any = statuses_of(LIFE, "SuggestionStatus", "Status of a suggestion.")
SuggestionAction: Any = steps_of("SuggestionAction", "A step of a suggestion.", LIFE)
SuggestionRule: Any = enum(
    Shown, "SuggestionRule", f"Rule that a suggestion follows from. {OPEN}",
    RULE="From the purchases of customers who buy the same product.",
    POPULARITY="From the purchases of most customers.",
)  # fmt: skip
SuggestionDismissal: Any = enum(
    Dismissal, "SuggestionDismissal", f"Reason for dismissing a suggestion. {OPEN}",
    NOT_NEEDED="The customer does not need it.", BOUGHT_ELSEWHERE="The customer buys it elsewhere.",
    NOT_NOW="It is too early.", NOT_A_CUSTOMER="It is no longer a customer.", OTHER="Another reason.",
)  # fmt: skip


@strawberry.type(description="Basis of a suggestion. All numbers except the last are counts of customers.")
class SuggestionReason:
    REQUIRES = P.OPPORTUNITY_READ

    rule: SuggestionRule = plain("The rule that it follows from.")
    product: str = plain("Code of the product.")
    common: int = plain("Customers who buy both products; for POPULARITY: customers who buy the product.")
    buyers: int = plain("Customers who buy the other product; for POPULARITY: all customers.")
    product_buyers: int = plain("Customers who buy the product.")
    customers: int = plain("All.")
    partners: int = plain("Number of partners through which those customers buy.")
    computed_at: DateTime = plain("When it was counted.")

    @value(str | None, "Code of the product whose buyers also buy it; null for POPULARITY.")
    def because(self: Row) -> Any:
        return queries.or_nothing(self.because)

    @computed(
        str, "The basis in words, in the language of `Accept-Language`.",
        needs=lambda row: {
            "rule": row.rule, "product": row.product, "because": row.because, "common": row.common,
            "buyers": row.buyers, "product_buyers": row.product_buyers, "customers": row.customers,
            "product_name": queries.name_of_product(row.product), "because_name": queries.name_of_product(row.because),
        },
    )  # fmt: skip
    def sentence(self: Mapping[str, Any], asking: Any) -> Any:
        return _sentence(self).in_(asking.language or ENGLISH)

    @computed(
        float, "Share of the buyers, from 0 to 1.", needs=lambda row: {"common": row.common, "buyers": row.buyers}
    )
    def share(self: Mapping[str, Any], _asking: Any) -> Any:
        return round(self["common"] / self["buyers"], 4)

    @computed(
        float, "How many times as often as all customers these buyers buy it.",
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
        "A product that a customer of a partner may buy next. Purchases through other partners do not affect it, and"
        " partners can see it only while it is based on enough customers of enough partners."
    )
)
class Suggestion(Node):
    REQUIRES = P.OPPORTUNITY_READ

    version: int = plain("Increases by one with each step. Pass it to a mutation as `expectedVersion`.")
    status: SuggestionStatus = plain("Current status.")
    customer_name: str = plain("The customer, as the partner wrote it.")
    customer_country: str = plain("ISO 3166-1 code.")
    product: str = plain("Code of the product.")
    rule: SuggestionRule = plain("The rule that it follows from.")
    rule_version: int = plain("Version of the rule.")
    is_shown: bool = plain("True if the partner can see it too.")
    computed_at: DateTime = plain("When it was last supported.")
    dismissed_until: DateTime | None = plain("End of its dismissal.")
    dismissal: SuggestionDismissal | None = plain("Reason for its dismissal.")
    created_at: DateTime = plain("When it was first supported.")
    due_at: DateTime | None = plain("When it next changes automatically.")

    @value(str, "What the product is called.")
    def product_name(self: Row) -> Any:
        return queries.name_of_product(self.product)

    @value(str | None, "The person who accepted or dismissed it.")
    def decided_by(self: Row) -> Any:
        return self.decided_by_name

    @computed(float, "Sort value: the share of buyers, from 0 to 1.", needs=lambda r: {"score": r.score})
    def score(self: Mapping[str, Any], _asking: Any) -> Any:
        return self["score"] / 1_000_000

    @read(SuggestionReason | None, "Its basis.")
    def reason(self: Row) -> Any:
        return queries.reason_of(self)

    @read(Partner | None, "The partner.", requires=P.PARTNER_READ)
    def partner(self: Row) -> Any:
        return queries.suggested_partner(self)

    @read(Opportunity | None, "The sale that brought the customer to the partner.")
    def source(self: Row) -> Any:
        return queries.source_of(self)

    @read(Opportunity | None, "The opportunity that it became; null unless it was accepted.")
    def taken_as(self: Row) -> Any:
        return queries.taken_as(self)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=P.OPPORTUNITY_READ)
    def timeline(self: Row) -> Any:
        return Page(journal.timeline(self.partner_id, self.id), LAST_FIRST, descending=True)

    available_actions = steps.available(
        "SuggestionAvailableAction", "A possible next step of a suggestion for the caller's side.",
        SuggestionAction, needs=queries.actions_of_suggestion, possible=actions.possible_of_suggestion,
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


def _share(hits: str) -> Any:
    def of(values: Mapping[str, Any], _asking: Any) -> Any:
        return round(values[hits] / values["customers"], 4) if values["customers"] else None

    return of


@strawberry.type(
    description="Accuracy of the rule in predicting, from the first four fifths of the time, the purchases in the rest."
)
class SuggestionTrial:
    REQUIRES = P.OPPORTUNITY_READ

    shown: SuggestionRule = plain("The rule in use: RULE, unless POPULARITY predicts better.")
    rule_version: int = plain("Version of the rule.")
    customers: int = plain("Number of customers who bought something new in the last fifth of the time.")
    rule_hits: int = plain("Number of customers for whom one of ten suggestions of the rule was right.")
    popularity_hits: int = plain("Number of customers for whom one of the ten most bought products was right.")
    before: int = plain("Number of customers whose purchases were used to predict.")
    products: int = plain("Products that could be suggested.")
    computed_at: DateTime = plain("When it was tried.")

    rule_share = computed(
        float | None, "The share of customers for whom the rule was right; null without customers.",
        needs=lambda row: {"rule_hits": row.rule_hits, "customers": row.customers},
    )(_share("rule_hits"))  # fmt: skip
    popularity_share = computed(
        float | None, "The same share for the most bought products.",
        needs=lambda row: {"popularity_hits": row.popularity_hits, "customers": row.customers},
    )(_share("popularity_hits"))  # fmt: skip


@strawberry.type
class SuggestionQuery:
    @connection(
        Connection[Suggestion] | None, "Products that customers may buy next, likeliest first.",
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
        SuggestionTrial | None, "Accuracy of suggestions, by the company's own orders; null before the first trial.",
        requires=P.OPPORTUNITY_READ,
    )  # fmt: skip
    def suggestion_trial(self: Row) -> Any:
        return queries.last_trial()
