"""The one door for facts: rows become facts, facts make subjects what they are, and pieces of time are marked."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from portal import canonical, errors, ids, jobs
from portal.access import Actor, Permission
from portal.database import many
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.facts import fact as told
from portal.expectations.facts import typed
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.folding import State, fold
from portal.expectations.facts.kinds import KINDS, SubjectKind, Type
from portal.expectations.facts.statements import Statement
from portal.expectations.models import Fact as Record
from portal.expectations.models import FactBatch
from portal.expectations.operations.bounding import use_limits
from portal.expectations.operations.checking import ROWS, Given, Mode, Row, checked
from portal.expectations.operations.opening import with_partner
from portal.expectations.rules.promise import source as source_given
from portal.expectations.scores.days import day_at
from portal.expectations.scores.periods import Length
from portal.expectations.scores.pieces import piece_of

MOST_ROWS = 1_000
MOST_ASIDE = 20
"""Of the facts about one subject that cannot be counted, those that are shown."""
TICK = timedelta(microseconds=1)
UNITS = (Length.MONTH, Length.WEEK)
SETTLE = "facts are counted"
"""The name of the job that counts whatever is marked of a partner."""
PORTAL = "portal"
"""The name of the portal's own journal as a source."""


async def record_facts(
    session: Session, actor: Actor, *, source: str, rows: Sequence[Given], now: datetime,
    partner_id: UUID | None = None, mode: Mode = Mode.EACH, file_sha256: str | None = None,
) -> FactBatch:  # fmt: skip
    """Takes facts of the actor's side. What was sent before with the same content changes nothing; with other content
    it is a correction. Gives what became of the rows.

    Refuses: NotAllowed, NotFound, and Invalid where nothing can be taken, or one row of ALL_OR_NOTHING cannot.
    """
    actor.require(Permission.FACT_RECORD)
    partner, _ = await with_partner(session, actor, partner_id)
    partner_id = partner.id
    name = own_source_given(source)
    if not 1 <= len(rows) <= MOST_ROWS:
        raise errors.Invalid("Send 1 to {most} rows at a time.", most=MOST_ROWS, path=ROWS)
    now = await held(session, partner_id, now)
    await refuse_others_source(session, actor, partner_id, name)
    good, refusals = checked(rows, name, mode)
    return await _take(session, actor, partner_id, name, good, refusals, now, file_sha256)


def own_source_given(typed_: str) -> str:
    """The name of a source that a side may bring facts of. Refuses: Invalid."""
    path = ("input", "source")
    name = source_given(typed_, path=path)
    if name == PORTAL:
        raise errors.Invalid("This name belongs to the portal. Give your source another name.", path=path)
    return name


async def refuse_others_source(session: Session, actor: Actor, partner_id: UUID, name: str) -> None:
    """Refuses: NotAllowed for a source of which the other side has brought facts."""
    owner = await session.scalar(queries.side_of_source(partner_id, name))
    if owner is not None and owner is not actor.side:
        raise errors.NotAllowed("This source belongs to the other side. Give yours another name.")


async def held(session: Session, partner_id: UUID, now: datetime) -> datetime:
    """Holds up whoever else brings facts of the partner; gives the moment at which these come."""
    await session.execute(queries.one_at_a_time(partner_id))
    counted_at = await session.scalar(queries.newest_as_of(partner_id))
    if counted_at is not None:  # a clock that was read before another transaction's end: what was counted stays so
        now = max(now, counted_at + TICK)
    return now


async def take_own(session: Session, actor: Actor, *, partner_id: UUID, facts: Sequence[Fact], now: datetime) -> None:
    """What the portal itself knows; the same facts once more change nothing."""
    now = await held(session, partner_id, now)
    rows = [Row(number, fact, "") for number, fact in enumerate(facts)]
    await _take(session, actor, partner_id, PORTAL, rows, [], now, None)


async def _take(
    session: Session, actor: Actor, partner_id: UUID, source: str, rows: Sequence[Row],
    refusals: list[dict[str, Any]], now: datetime, file_sha256: str | None,
) -> FactBatch:  # fmt: skip
    wanted = [row.fact.external_id for row in rows]
    before = {each.external_id: each for each in (await session.execute(queries.known(partner_id, source, wanted)))}
    batch_id, written, corrected = ids.new(), list[Record](), 0
    touched: dict[SubjectKind, set[str]] = {}
    for row in rows:
        fact, old = row.fact, before.get(row.fact.external_id)
        if old is not None and old.sha256 == fact.sha256:
            continue
        corrected += old is not None
        for each in (fact, old):
            if each is not None:
                touched.setdefault(each.kind, set()).add(each.subject_key)
        written.append(Record(
            partner_id=partner_id, id=ids.new(), kind=fact.kind, statement=fact.statement.value,
            subject_key=fact.subject_key, source=source, external_id=fact.external_id,
            revision=old.revision + 1 if old else 1, document=canonical.text(typed.texts(fact.values)),
            sha256=fact.sha256, side=actor.side, batch_id=batch_id, row_number=row.number, reason=row.reason,
            received_at=now,
        ))  # fmt: skip
    batch = FactBatch(
        partner_id=partner_id, id=batch_id, source=source, side=actor.side, person_id=actor.person_id,
        made_by_name=actor.name, program=actor.program, file_sha256=file_sha256, accepted=len(written) - corrected,
        unchanged=len(rows) - len(written), corrected=corrected, refused=len({each["row"] for each in refusals}),
        refusals=refusals, facts_sha256=canonical.digest([each.sha256 for each in written]), received_at=now,
    )  # fmt: skip
    session.add(batch)
    if written:
        session.add_all(written)
        await session.flush()
        for kind, keys in touched.items():
            await refold(session, partner_id, kind, sorted(keys), now=now)
            await use_limits(session, actor, partner_id, kind, sorted(keys), now)
        await jobs.add(session, SETTLE, key=str(batch_id), partner_id=partner_id, given={}, now=now)
    return batch


async def refold(session: Session, partner_id: UUID, kind: SubjectKind, keys: Sequence[str], *, now: datetime) -> None:
    """Makes subjects what their facts say, and marks the pieces of time that they were and are counted in."""
    primary = {each.kind: each.source for each in await session.execute(queries.primary_sources(partner_id))}
    states = await states_of(session, partner_id, kind, keys, primary=primary.get(kind))
    subject_ids = {key: subject_id(partner_id, kind, key) for key in keys}
    before = {
        each.id: each for each in await session.execute(queries.places_of(partner_id, list(subject_ids.values())))
    }
    kept = {key: _kept(state) for key, state in states.items()}
    changed = [
        key
        for key in states
        if (was := before.get(subject_ids[key])) is None or kept[key] != (was.state_sha256, was.other, was.aside)
    ]
    if not changed:
        return
    rows = [_row(partner_id, subject_ids[key], key, states[key], kept[key], now) for key in changed]
    await session.execute(queries.PUT_SUBJECTS, many.given(rows))
    days = {each for row in rows for each in _days(row["day"], row["at"])}
    days |= {each for row in rows if (old := before.get(row["id"])) for each in _days(old.day, old.at)}
    await mark(session, partner_id, kind, days, now=now)


def _days(day: date | None, at: datetime | None) -> Iterable[date]:
    """The days to which it may belong: of an instant the two that it is around the world."""
    if day is not None:
        yield day
    if at is not None:
        yield day_at(at, "Etc/GMT+12")
        yield day_at(at, "Pacific/Kiritimati")


async def mark(session: Session, partner_id: UUID, kind: SubjectKind, days: Iterable[date], *, now: datetime) -> None:
    """Has what lies in the pieces with these days counted anew."""
    pieces = sorted({piece_of(day, unit) for day in days for unit in UNITS})
    if pieces:
        rows = [
            {"partner_id": partner_id, "kind": kind, "unit": each.length.value, "piece": each.first, "number": 1,
             "marked_at": now}
            for each in pieces
        ]  # fmt: skip
        await session.execute(queries.PUT_MARKS, many.given(rows))


async def states_of(
    session: Session, partner_id: UUID, kind: SubjectKind, keys: Sequence[str], *, primary: str | None = None,
    until: datetime | None = None,
) -> dict[str, State]:  # fmt: skip
    """The state of subjects by their facts; `until`: by those that had come then."""
    found: dict[str, list[Fact]] = {key: [] for key in keys}
    for record in await session.scalars(queries.current_facts(partner_id, kind, keys, until=until)):
        found[record.subject_key].append(_again(record))
    order = (primary,) if primary else ()
    return {key: fold(kind, facts, primary=order) for key, facts in found.items()}


def _again(record: Record) -> Fact:
    statement = Statement(record.statement)
    values = told.again(record.kind, statement, json.loads(record.document))
    return Fact(record.kind, statement, record.subject_key, record.source, record.external_id, values)


def subject_id(partner_id: UUID, kind: SubjectKind, key: str) -> UUID:
    """The id of a subject follows from what it is about, so that two who tell of it tell of one."""
    return uuid5(partner_id, f"{kind} {key}")


Kept = tuple[str, str | None, str | None]


def _kept(state: State) -> Kept:
    """The digest of what counts, and what stands beside it: the other story, and facts that cannot be counted."""
    other = canonical.text(state.other) if state.other else None
    return state.sha256, other, canonical.text(state.aside[:MOST_ASIDE]) if state.aside else None


COLUMNS = tuple(sorted({name for counted in KINDS.values() for name in counted.fields}))


def _row(partner_id: UUID, id_: UUID, key: str, state: State, kept: Kept, now: datetime) -> dict[str, Any]:
    """A subject's columns, each of them, so that what is not known any more goes."""
    place = state.counted_on
    is_instant = KINDS[state.kind].fields[KINDS[state.kind].counted_by] is Type.INSTANT
    return {
        "partner_id": partner_id, "id": id_, "kind": state.kind, "subject_key": key,
        "day": None if is_instant else place, "at": place if is_instant else None, "state_sha256": kept[0],
        "other": kept[1], "aside": kept[2], "pauses": state.pauses_text, "currency": state.currency, "changed_at": now,
        **{name: state.values.get(name) for name in COLUMNS},
    }  # fmt: skip
