"""What follows from an event in another room: one line each.

At once is in the transaction of the event, under its actor's login; everything else follows with the clock's next pass
through the journal, as portal_system: exactly once, in the order of the steps of each record. One that fails is tried
again, later each time, and holds up nothing but what follows it at the same record.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    DateTime,
    Select,
    Text,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    text,
    tuple_,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from portal import journal, setbacks
from portal.access import SYSTEM, AccessClass, Actor
from portal.boundaries import operations as boundaries
from portal.contracts import operations as contracts
from portal.database.outage import is_outage
from portal.database.pools import Database
from portal.database.session import Session
from portal.disputes import operations as disputes
from portal.expectations import operations as expectations
from portal.fees import operations as fees
from portal.finishing import finished
from portal.journal import Entry, Placed
from portal.notes import operations as notes
from portal.notifications import telling
from portal.obligations import operations as obligations
from portal.opportunities import operations as opportunities
from portal.opportunities.operations import overlap
from portal.outbox import Unread, Waiting
from portal.partners import operations as partners
from portal.setbacks import Kind, Setback
from portal.waking import NEWS

log = logging.getLogger(__name__)

READ_AT_ONCE = 500
ONE_RELAY = func.pg_try_advisory_xact_lock(func.hashtextextended("relay of the journal", 0))

EVERY = "*"
"""Stands for whatever happens."""

Operation = Callable[[Session, Actor, Entry, datetime], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Reaction:
    """One line of the table; `name` says which operation, and stays as it is while one of it may wait."""

    event: str
    name: str
    operation: Operation
    at_once: bool = False
    is_step: bool = True
    """It moves something on; False for what is only told."""
    concerns: Callable[[Entry], bool] = lambda _: True
    """Of the rows with its event, those that something follows from."""

    def follows(self, entry: Entry) -> bool:
        return self.event in {EVERY, entry.event} and self.concerns(entry)


REACTIONS = (
    Reaction(
        "partner.offboarded", "the relationship ends",
        lambda s, actor, entry, now: partners.end(s, actor, partner_id=entry.partner_id, now=now), at_once=True,
    ),
    Reaction(
        "contract.activated", "the relationship grows",
        lambda s, actor, entry, now: partners.grow(s, actor, partner_id=entry.partner_id, now=now),
    ),
    Reaction("contract.signed", "what was proposed with it is agreed", expectations.on_contract_signed),
    *(
        Reaction(f"contract.{how}", "what rests on it counts no more", expectations.on_contract_ended)
        for how in ("expired", "superseded", "terminated", "rescinded", "amendment_lapsed")
    ),
    *(
        Reaction(f"measurement.{how}", "its breach follows", expectations.on_value)
        for how in ("finalised", "deemed_final", "finalised_as_settled", "insufficient")
    ),
    *(
        Reaction(f"expectation.{how}", name, operation)
        for how in ("attested", "attestation_contested", "attestation_expired", "attestation_not_upheld")
        for name, operation in (
            ("the breach of a rule follows", expectations.on_attested),
            ("the card of a rule follows", expectations.on_ruled),
        )
    ),
    *(
        Reaction(f"measurement.{how}", "its card follows", expectations.on_scored)
        for how in ("finalised", "deemed_final", "finalised_as_settled", "insufficient")
    ),
    *(
        Reaction(f"measurement.{how}", "an exclusivity whose minimum was missed falls away", expectations.on_minimum)
        for how in ("finalised", "deemed_final", "finalised_as_settled")
    ),
    Reaction("partner.offboarded", "its cards count no more", expectations.end_cards),
    Reaction("boundary.crossed", "what it was to keep is a breach", expectations.on_crossing),
    Reaction("partner.offboarded", "nothing more is expected of it", expectations.on_partner_offboarded),
    Reaction("partner.offboarded", "what it has registered ends", opportunities.end_with_partner),
    Reaction("partner.applied", "required documents are asked for", partners.on_application),
    Reaction("document.requirement_set", "partners are asked for it", partners.on_requirement),
    Reaction("document.requirement_ended", "partners are asked for it no more", partners.on_requirement),
    *(
        Reaction(event, "the next of its series is there", obligations.continue_series)
        for event in ("obligation.due", "obligation.evidence_submitted")
    ),
    *(
        Reaction(event, "its obligations end with it", obligations.on_contract_over)
        for event in obligations.CONTRACT_OVER
    ),
    *(
        Reaction(event, "its boundaries start and end with it", boundaries.follow_contract)
        for event in boundaries.WITH_CONTRACT
    ),
    *(
        Reaction(event, "its contested lines become a dispute", disputes.on_measurement_disputed)
        for event in disputes.DISPUTED
    ),
    *(Reaction(event, "the portal does what it can of it", disputes.carry_out) for event in disputes.STARTED),
    *(
        Reaction(event, "what it was about is final as was settled", disputes.settle_measurements)
        for event in disputes.OVER
    ),
    *(
        Reaction(event, "it is held while it is disputed", disputes.hold_found, at_once=True)
        for event in disputes.FOUND
    ),
    *(Reaction(event, "what it held goes on", disputes.release) for event in disputes.OVER),
    *(
        Reaction(event, "a protection's time stands while it is disputed", disputes.keep_protection)
        for event in (*disputes.TAKEN_UP, *disputes.OVER)
    ),
    *(
        Reaction(event, "a fee is held while it is disputed", disputes.keep_fees)
        for event in (*disputes.TAKEN_UP, *disputes.OVER)
    ),
    *(Reaction(event, "a disputed fee is not due", disputes.refuse_due, at_once=True) for event in disputes.DUE),
    *(Reaction(event, "what waited for it is done", disputes.on_done_elsewhere) for event in disputes.ELSEWHERE),
    *(Reaction(event, "whoever mediates is told", disputes.tell_the_mediator, is_step=False)
      for event in disputes.FOR_MEDIATORS),
    *(Reaction(event, "who negotiates reads what was offered", disputes.renew_readers)
      for event in disputes.PEOPLE_CHANGED),
    *(Reaction(event, "who works on its cases reads what the company keeps to itself of them", notes.renew_readers)
      for event in disputes.PEOPLE_CHANGED),
    *(Reaction(event, "it is compared with what came before it", opportunities.place) for event in opportunities.FILED),
    *(Reaction(event, "it is compared, told, or deleted", overlap.follow) for event in overlap.FOLLOWED),
    *(Reaction(event, "what it held is free", opportunities.let_go, is_step=False) for event in opportunities.LET_GO),
    *(Reaction(event, "who decides its conflicts hears of it", opportunities.tell_of_rival)
      for event in opportunities.RIVAL_ENDED),
    Reaction("opportunity.won", "its fees are earned", fees.accrue_won),
    *(Reaction(event, "what it says of fees is a schedule", fees.set_from_contract) for event in fees.CONTRACT_AGREED),
    *(Reaction(event, "its fee schedules end with it", fees.end_with_contract) for event in fees.CONTRACT_OVER),
    *(
        Reaction(
            event, "its order is a fact", expectations.tell_of_sale, is_step=False,
            concerns=expectations.tells_of_sale,
        )
        for event in expectations.SOLD
    ),
    *(
        Reaction(event, "its amendments end with it", contracts.end_with_contract)
        for event in contracts.ENDS_CONTRACT
    ),
    Reaction("contract.amended", "expectations on its clauses go on or end", expectations.on_contract_amended),
    Reaction("contract.amended", "obligations on its clauses go on or end", obligations.on_contract_amended),
    Reaction("contract.amended", "boundaries on its clauses go on or end", contracts.settle_boundaries),
    *(Reaction(event, "its words are found", contracts.file_words) for event in contracts.TEXT_CHANGED),
    Reaction(EVERY, "its people are told", telling.tell, is_step=False),
    Reaction(
        EVERY, "how long each side was waited for is a fact", expectations.tell_of_waiting, is_step=False,
        concerns=expectations.tells_of_waiting,
    ),
)  # fmt: skip


async def follow_at_once(
    session: Session, actor: Actor, now: datetime, reactions: Iterable[Reaction] = REACTIONS
) -> None:
    """In the transaction of an operation: what its events, and those that follow, demand at once."""
    table = [reaction for reaction in reactions if reaction.at_once]
    for entry in journal.written(session):  # which grows while reactions write rows of their own
        for reaction in table:
            if reaction.follows(entry):
                await reaction.operation(session, actor, entry, now)


async def run(database: Database, now: datetime, reactions: Iterable[Reaction] = REACTIONS) -> int:
    """Takes every reaction that waits; gives how many happened. Running it again moves nothing more."""
    later = [reaction for reaction in reactions if not reaction.at_once]
    table = {reaction.name: reaction for reaction in later}
    await relay(database, now, later)
    happened = 0
    while (one := await finished(_react(database, table, now))) is not None:
        happened += one
    return happened


async def relay(database: Database, now: datetime, reactions: Iterable[Reaction] = REACTIONS) -> int:
    """Looks at every row of the journal that is new: it gets its place, and what follows waits. Gives how many."""
    table = [reaction for reaction in reactions if not reaction.at_once]
    placed = 0
    while (some := await finished(_relay(database, table, now))) == READ_AT_ONCE:
        placed += some
    return placed + some


async def _relay(database: Database, table: Iterable[Reaction], now: datetime) -> int:
    """Looks at the next rows of the journal; 0 if there are no more, or another process is at it."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        if not await session.scalar(select(ONE_RELAY)):
            return 0
        found = select(Unread.position, Entry).join(Entry, Entry.id == Unread.entry_id).order_by(Unread.position)
        rows = (await session.execute(found.limit(READ_AT_ONCE))).all()
        waiting = [
            {
                "partner_id": entry.partner_id, "position": position, "name": reaction.name, "entry_id": entry.id,
                "record_id": entry.record_id, "retry_at": now,
            }
            for position, entry in rows
            for reaction in table
            if reaction.follows(entry)
        ]  # fmt: skip
        if waiting:
            await session.execute(insert(Waiting), waiting)
        if rows:
            await _place(session, [entry for _, entry in rows])
            await session.execute(text(f"NOTIFY {NEWS}"))  # heard once all of this is committed
            await session.execute(delete(Unread).where(Unread.position.in_([position for position, _ in rows])))
    return len(rows)


async def _place(session: AsyncSession, entries: Sequence[Entry]) -> None:
    """Places for rows and their records, later than all before: one relay at a time gives them, after the commit."""
    last = select(func.max(Placed.placed_at) + timedelta(microseconds=1)).scalar_subquery()
    at = await session.scalar(select(func.greatest(func.clock_timestamp(), last)))
    records: dict[tuple[UUID, UUID], dict[str, Any]] = {}
    for entry in entries:
        told = {"side": entry.side, "is_published": entry.is_published}
        record = records.setdefault((entry.partner_id, entry.record_id), told)
        record["is_published"] |= entry.is_published or entry.side != record["side"]
    rows = [
        ((entry.partner_id, entry.id), {"side": entry.side, "is_published": entry.is_published}) for entry in entries
    ]
    values = [
        {"partner_id": partner_id, "id": id_, "placed_at": at, **told}
        for (partner_id, id_), told in (*rows, *sorted(records.items()))
    ]
    new = upsert(Placed)
    both = Placed.is_published | new.excluded.is_published | (Placed.side != new.excluded.side)
    moved = {"placed_at": new.excluded.placed_at, "is_published": both}
    await session.execute(new.on_conflict_do_update(index_elements=["partner_id", "id"], set_=moved), values)


async def _react(database: Database, table: dict[str, Reaction], now: datetime) -> int | None:
    """The next reaction: 1 if it moved something on, 0 if it did not or failed, None if none waits.

    Its effect and its end are one.
    """
    waiting: Waiting | None = None
    entry: Entry | None = None
    try:
        async with database.working(AccessClass.SYSTEM) as session:
            waiting = await session.scalar(_next(), {"names": list(table), "now": now})
            if waiting is None:
                return None
            entry = (await session.scalars(journal.entry(waiting.entry_id))).one()
            await table[waiting.name].operation(session, SYSTEM, entry, now)
            await follow_at_once(session, SYSTEM, now)
            await session.execute(setbacks.over(Kind.REACTION, waiting.record_id, waiting.position, waiting.name))
            await session.delete(waiting)
    except Exception as fault:  # one that fails must not hold up the others
        if waiting is None or entry is None or is_outage(fault):
            raise
        log.exception("%s: this did not work; it is tried again.", waiting.name)
        await _put_off(database, waiting, entry, fault, now)
        return 0
    return int(table[waiting.name].is_step)


@cache
def _next() -> Select[Any]:
    """The oldest of `names` that is due, unless one before it at the same record still waits or is under way."""
    names, now = bindparam("names", type_=ARRAY(Text)), bindparam("now", type_=DateTime(timezone=True))
    before = aliased(Waiting)
    earlier = tuple_(before.position, before.name) < tuple_(Waiting.position, Waiting.name)
    failed = and_(Setback.record_id == Waiting.record_id, Setback.position == Waiting.position)
    return (
        select(Waiting)
        .where(Waiting.name == func.any(names))
        .where(~exists().where(failed, Setback.step == Waiting.name, Setback.retry_at > now))
        .where(~exists().where(before.record_id == Waiting.record_id, earlier))
        .order_by(Waiting.position, Waiting.name)
        .limit(1)
        .with_for_update(skip_locked=True)
    )


async def _put_off(database: Database, waiting: Waiting, entry: Entry, fault: Exception, now: datetime) -> None:
    async with database.transaction(AccessClass.SYSTEM) as session:
        still = await session.get(Waiting, (waiting.partner_id, waiting.position, waiting.name), with_for_update=True)
        if still is not None:
            await setbacks.note(
                session, Kind.REACTION, fault, partner_id=still.partner_id, record_type=entry.record_type,
                record_id=still.record_id, step=still.name, position=still.position, now=now,
            )  # fmt: skip
