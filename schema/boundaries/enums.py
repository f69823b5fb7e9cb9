"""The words of boundaries as GraphQL enumerations."""

from enum import StrEnum

from portal.boundaries.rules import acts, life, terms
from schema.engine.enums import enum
from schema.shared.enums import FOLLOWED, OPEN, statuses_of, steps_of

BoundaryKind = enum(
    terms.Kind, "BoundaryKind", f"Kind of a boundary. {OPEN}",
    TERRITORY="Regions where the partner sells actively.", CHANNEL="Channels through which the partner sells.",
    EXCLUSIVITY="Rights that the company promised to one partner only.",
    CREDIT_LIMIT="Highest total of orders.",
    CONFIDENTIALITY="Information that is shared only under an agreement that protects it.",
)  # fmt: skip
BoundaryStatus = statuses_of(life.LIFE, "BoundaryStatus", "Status of a boundary.")
BoundaryAction = steps_of("BoundaryAction", "A step someone can take.", life.LIFE)
BoundaryResult = enum(
    acts.Result, "BoundaryResult", "Result of a boundary for an act.",
    ALLOW="The act is within the boundary.", WARN="The act is allowed and recorded.",
    BLOCK="The act is refused, unless Legal gives permission.",
)  # fmt: skip
BoundaryAct = enum(
    acts.ActKind, "BoundaryAct", f"An act that a boundary can concern. {OPEN}",
    REGISTER="Register a deal.", OFFER="Offer a deal.", EXTEND="Keep a deal protected for longer.",
    WIN="Win a deal.", REOPEN="Reopen a deal or an order.", ORDER="Order, or change an order.",
    CLOSE="Close a deal or an order.", PUBLISH="Publish a contract.", GRANT="Promise a territory or an exclusivity.",
    SHARE="Show the other side a file.", EXPORT="Download everything as one file.", OVERLAP="Compare customer lists.",
    ANNOUNCE="Announce something.",
)  # fmt: skip
SalesChannel = enum(
    terms.Channel, "SalesChannel", f"How something is sold. {OPEN}",
    DIRECT="Direct sales.", RETAIL="Shops.", WHOLESALE="Wholesale.", ONLINE="The partner's own online shop.",
    MARKETPLACE="Online marketplaces.", TENDER="Tenders.",
)  # fmt: skip
CountedTowards = enum(
    terms.Counted, "CountedTowards", f"Amounts that count towards a credit limit. {OPEN}",
    ORDERS="Open orders.", WON_DEALS="Deals won.", OPEN_INVOICES="Unpaid invoices.",
)  # fmt: skip
Dealing = enum(
    terms.Dealing, "Dealing", f"Kind of contract that an exclusivity can name. {OPEN}",
    SUPPLY="Goods.", SERVICE="Services.", DISTRIBUTION="The partner sells on in its own name.",
    RESELLER="The partner sells on in the company's name.", FRAMEWORK="Terms for later orders.",
    CONFIDENTIALITY="Confidential information.", OTHER="Something else.",
)  # fmt: skip


class Sorted(StrEnum):
    CREATED_AT = "CREATED_AT"
    DUE_AT = "DUE_AT"
    VALID_UNTIL = "VALID_UNTIL"
    COMMITTED = "COMMITTED"


BoundaryOrderField = enum(
    Sorted, "BoundaryOrderField", "Sort keys of boundaries.",
    CREATED_AT="When it was first proposed.", DUE_AT="Its next deadline.", VALID_UNTIL="The last day.",
    COMMITTED=FOLLOWED,
)  # fmt: skip
