"""Plans of two sides: how an exit goes, and where the relationship is to go."""

from typing import Any

import strawberry

from portal.access import Permission
from schema.enums import Side
from schema.fields import Row, plain, value
from schema.nodes import Node
from schema.scalars import Date, DateTime


@strawberry.type(description="By when a partner leaves, and what happens with what is open. Both sides see it.")
class ExitPlan(Node):
    PREFIX = "exp"
    REQUIRES = Permission.PARTNER_READ

    ends_on: Date = plain("Its last day.")
    arrangement: str = plain("What happens with what is open, in words.")
    side: Side = plain("The side that began the exit.")
    made_at: DateTime = plain("When.")
    stay_agreed_at: DateTime | None = plain("When the partner's administrator agreed to stay; null if not.")

    @value(str, "Who began it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @value(str | None, "Who agreed to stay.")
    def stay_agreed_by(self: Row) -> Any:
        return self.stay_agreed_by_name


@strawberry.type(description="Where the relationship is to go; it counts once the other side has agreed to this text.")
class RelationshipPlan(Node):
    PREFIX = "rpl"
    REQUIRES = Permission.PARTNER_READ

    number: int = plain("1 for the first, rising.")
    text: str = plain("The plan.")
    side: Side = plain("The side that proposed it.")
    proposed_at: DateTime = plain("When.")
    agreed_at: DateTime | None = plain("When the other side agreed to it; null while it waits.")

    @value(str, "SHA-256 of the text; agreeing names it.")
    def digest(self: Row) -> Any:
        return self.sha256

    @value(str, "Who proposed it.")
    def proposed_by(self: Row) -> Any:
        return self.proposed_by_name

    @value(str | None, "Who agreed to it.")
    def agreed_by(self: Row) -> Any:
        return self.agreed_by_name
