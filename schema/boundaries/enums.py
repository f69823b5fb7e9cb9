"""The words of boundaries as GraphQL enumerations."""

from enum import StrEnum

from portal.boundaries.rules import acts, life, terms
from schema.engine.enums import enum
from schema.shared.enums import FOLLOWED, OPEN, statuses_of, steps_of

BoundaryKind = enum(
    terms.Kind, "BoundaryKind", f"What a boundary is about. {OPEN}",
    TERRITORY="Where the partner sells actively.", CHANNEL="Through which channels the partner sells.",
    EXCLUSIVITY="What the company promised to one partner alone.", CREDIT_LIMIT="What orders may come to at most.",
    CONFIDENTIALITY="What is shared only under an agreement that protects it.",
)  # fmt: skip
BoundaryStatus = statuses_of(life.LIFE, "BoundaryStatus", "Life of a boundary.")
BoundaryAction = steps_of("BoundaryAction", "A step somebody can take.", life.LIFE)
BoundaryResult = enum(
    acts.Result, "BoundaryResult", "What a boundary says to an act.",
    ALLOW="It keeps within the boundary.", WARN="It is let through, and written down.",
    BLOCK="It is refused, unless Legal gives leave.",
)  # fmt: skip
BoundaryAct = enum(
    acts.ActKind, "BoundaryAct", f"What somebody does that a boundary may look at. {OPEN}",
    REGISTER="Register a deal.", OFFER="Offer a deal.", EXTEND="Keep a deal protected for longer.",
    WIN="Win a deal.", REOPEN="Open a deal or an order again.", ORDER="Order, or change an order.",
    CLOSE="Close a deal or an order.", PUBLISH="Publish a contract.", GRANT="Promise a territory or an exclusivity.",
    SHARE="Show the other side a file.", EXPORT="Fetch everything as one file.", OVERLAP="Compare customer lists.",
    ANNOUNCE="Announce something.",
)  # fmt: skip
SalesChannel = enum(
    terms.Channel, "SalesChannel", f"How something is sold. {OPEN}",
    DIRECT="Direct sales.", RETAIL="Shops.", WHOLESALE="Wholesale.", ONLINE="An own online shop.",
    MARKETPLACE="Online marketplaces.", TENDER="Tenders.",
)  # fmt: skip
CountedTowards = enum(
    terms.Counted, "CountedTowards", f"What counts towards a credit limit. {OPEN}",
    ORDERS="Open orders.", WON_DEALS="Deals won.", OPEN_INVOICES="Unpaid invoices.",
)  # fmt: skip
Dealing = enum(
    terms.Dealing, "Dealing", f"What a contract is about, as an exclusivity names it. {OPEN}",
    SUPPLY="Goods.", SERVICE="Services.", DISTRIBUTION="The partner sells on in its own name.",
    RESELLER="The partner sells on in the company's name.", FRAMEWORK="Terms for later orders.",
    CONFIDENTIALITY="What both keep to themselves.", OTHER="Something else.",
)  # fmt: skip


class Sorted(StrEnum):
    CREATED_AT = "CREATED_AT"
    DUE_AT = "DUE_AT"
    VALID_UNTIL = "VALID_UNTIL"
    COMMITTED = "COMMITTED"


BoundaryOrderField = enum(
    Sorted, "BoundaryOrderField", "Sort keys of boundaries.",
    CREATED_AT="When it was first proposed.", DUE_AT="Its next deadline.", VALID_UNTIL="Its last day.",
    COMMITTED=FOLLOWED,
)  # fmt: skip
