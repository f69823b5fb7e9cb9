"""Which end customer a registration is about: found by what identifies it, the most trusted first, else a new one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from portal import ids
from portal.boundaries.rules.terms import point
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.customers import identity, matching, naming
from portal.opportunities.customers.identity import Customer, Key, KeyKind
from portal.opportunities.models import CustomerKey, DirectDeal, EndCustomer, Opportunity

Named = Opportunity | DirectDeal
"""What names an end customer."""


async def identified(session: Session, record: Named, now: datetime) -> EndCustomer:
    """The customer, which is written down if nobody has named it yet."""
    own = described(record)
    rows = (await session.execute(queries.customer_by_keys(own.ordered))).all()
    found = await _found(session, own, {row[0].id: row[0] for row in rows})
    customer = found or _new(session, record, now)
    if found is None:
        await session.flush()
    # but for what identifies another
    taken = {Key(kind, value) for one, kind, value in rows if one.id == customer.id or kind is not KeyKind.NAME}
    session.add_all(
        CustomerKey(id=ids.new(), customer_id=customer.id, kind=each.kind, value=each.value)
        for each in own.ordered
        if each not in taken
    )
    await session.flush()
    return customer


def described(record: Named) -> Customer:
    """What is known of the customer by what was typed."""
    return matching.typed_of(record.customer_keys, record.customer_name)


async def known(session: Session, found: Sequence[EndCustomer]) -> Mapping[UUID, Customer]:
    """What is known of each of these end customers by all that was typed of it."""
    keys: dict[UUID, set[Key]] = {each.id: set() for each in found}
    for each in (await session.scalars(queries.keys_of_customers([*keys]))).all():
        keys[each.customer_id].add(Key(each.kind, each.value))
    return {each.id: Customer(frozenset(keys[each.id]), (each.name,)) for each in found}


async def _found(session: Session, own: Customer, candidates: Mapping[UUID, EndCustomer]) -> EndCustomer | None:
    """The one that is the same."""
    told = await known(session, [*candidates.values()]) if candidates else {}
    chosen = identity.one_of(own, told)
    return None if chosen is None else candidates[chosen]


def _new(session: Session, record: Named, now: datetime) -> EndCustomer:
    made_id = ids.new()
    made = EndCustomer(
        id=made_id, place=point(str(made_id))[0], name=record.customer_name, country=record.customer_country,
        heads=list(naming.read(record.customer_name).beginnings), made_at=now,
    )  # fmt: skip
    session.add(made)
    return made
