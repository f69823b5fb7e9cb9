"""The portal's own journal as a source of facts: the orders that were won with registered opportunities."""

from datetime import date, datetime
from decimal import Decimal
from textwrap import shorten

from portal import ids
from portal.access import Actor, Side
from portal.database.session import Session
from portal.expectations.facts import typed
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.operations import recording
from portal.expectations.operations.recording import PORTAL
from portal.journal import Entry

SOLD = ("opportunity.won",)


def tells_of_sale(entry: Entry) -> bool:
    """Whether it says what was sold, for how much."""
    return {"won_on", "value", "sold"} <= {change["field"] for change in entry.changes}


async def tell_of_sale(session: Session, actor: Actor, entry: Entry, now: datetime) -> None:
    """What a row of the journal tells of an order becomes a fact; telling it again changes nothing."""
    told = {change["field"]: change["after"] or "" for change in entry.changes}
    amount, _, currency = told["value"].partition(" ")
    key = ids.text(entry.record_type, entry.record_id)
    values: dict[str, typed.Value] = {
        "won_on": date.fromisoformat(told["won_on"]), "order": told["order_reference"], "value": Decimal(amount),
        "currency": currency, "product": shorten(told["sold"], typed.LONGEST, placeholder=" …"),
        "owed_by": Side.PARTNER.value,
    }  # fmt: skip
    fact = Fact(SubjectKind.SALE, Statement.SALE, key, PORTAL, f"{key} {Statement.SALE}", values)
    await recording.take_own(session, actor, partner_id=entry.partner_id, facts=[fact], now=now)
