"""Which end customer a registration is about: found by what identifies it, the most trusted first, else a new one."""

from collections.abc import Sequence
from datetime import datetime

from portal import ids
from portal.boundaries.rules.terms import point
from portal.database.session import Session
from portal.opportunities import queries
from portal.opportunities.customers import identity, matching, naming
from portal.opportunities.customers.identity import Answer, Customer, Key, KeyKind
from portal.opportunities.models import CustomerKey, EndCustomer, Opportunity


async def identified(session: Session, record: Opportunity, now: datetime) -> EndCustomer:
    """The customer, which is written down if nobody has named it yet."""
    own = described(record)
    found = await _found(session, own)
    customer = found or _new(session, record, now)
    if found is None:
        await session.flush()
    await _learn(session, customer, own.ordered)
    return customer


def described(record: Opportunity) -> Customer:
    """What is known of the customer by what was typed."""
    return matching.typed_of(record.customer_keys, record.customer_name)


async def known(session: Session, customer: EndCustomer) -> Customer:
    """What is known of an end customer by all that was typed of it."""
    keys = (await session.scalars(queries.keys_of_customer(customer))).all()
    return Customer(frozenset(Key(each.kind, each.value) for each in keys), (customer.name,))


async def _found(session: Session, own: Customer) -> EndCustomer | None:
    """The one that is the same by the most trusted key; of several by their name alone, nobody says which it is."""
    rows = (await session.execute(queries.customer_by_keys(own.ordered))).all()
    candidates = {row[0].place: row[0] for row in rows}
    best: dict[KeyKind, list[EndCustomer]] = {}
    for customer in candidates.values():
        verdict = identity.same(own, await known(session, customer))
        if verdict.answer is Answer.SAME and verdict.by is not None:
            best.setdefault(verdict.by, []).append(customer)
    chosen = next((best[kind] for kind in KeyKind if kind in best), [])
    return chosen[0] if len(chosen) == 1 else None


def _new(session: Session, record: Opportunity, now: datetime) -> EndCustomer:
    made_id = ids.new()
    made = EndCustomer(
        id=made_id, place=point(str(made_id))[0], name=record.customer_name, country=record.customer_country,
        heads=list(naming.read(record.customer_name).beginnings), made_at=now,
    )  # fmt: skip
    session.add(made)
    return made


async def _learn(session: Session, customer: EndCustomer, own: Sequence[Key]) -> None:
    """Notes what else identifies it, but for what identifies another."""
    rows = (await session.execute(queries.customer_by_keys(own))).all()
    taken = {Key(kind, value) for found, kind, value in rows if found.id == customer.id or kind is not KeyKind.NAME}
    made = [CustomerKey(id=ids.new(), customer_id=customer.id, kind=each.kind, value=each.value)
            for each in own if each not in taken]  # fmt: skip
    session.add_all(made)
    await session.flush()
