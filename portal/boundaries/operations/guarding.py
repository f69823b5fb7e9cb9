"""The guard inside the transaction of whoever does something: allowed, warned of, or refused with the clause.

    await boundaries.require(session, actor, Act(kind=ActKind.ORDER, partner_id=…, side=…, key=…, money=…), now)

What counts towards a credit limit is written down in the same transaction, under the lock of the limit's rows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal import errors, ids, journal
from portal.access import Actor
from portal.boundaries import queries
from portal.boundaries.models import Boundary, Crossing, Exposure
from portal.boundaries.rules import acts
from portal.boundaries.rules.acts import Act, ActKind, Facts, Override, Result, Verdict, worth_of
from portal.boundaries.rules.terms import Kind
from portal.clock import Moment
from portal.database.session import Session
from portal.money import Money
from portal.sentences import Sentence

FRESH = {"populate_existing": True}
COUNTING = frozenset({ActKind.ORDER, ActKind.WIN, ActKind.REOPEN, ActKind.CLOSE})
"""What changes how much counts towards a limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one boundary says to an act."""

    boundary: Boundary
    verdict: Verdict

    @property
    def result(self) -> Result:
        return self.verdict.result

    @property
    def sentence(self) -> Sentence:
        return self.verdict.sentence


async def check(session: Session, _actor: Actor, act: Act, now: datetime) -> tuple[Finding, ...]:
    """What the boundaries that the actor sees say to the act, which is not done; those it is no business of are left
    out."""
    await session.flush()
    found = queries.biting(act.kind, act.partner_id, act.key)
    rows = (await session.execute(found, execution_options=FRESH)).all()
    judged = ((boundary, judge(boundary, act, known, now)) for boundary, known in rows)
    return tuple(Finding(boundary=boundary, verdict=verdict) for boundary, verdict in judged if verdict)


def judge(boundary: Boundary, act: Act, known: Mapping[str, Any], now: datetime) -> Verdict | None:
    return acts.judged(boundary.terms, act, facts(known, act, boundary.zone, now), holder_id=boundary.partner_id)


def facts(known: Mapping[str, Any], act: Act, zone: str, now: datetime | Moment) -> Facts:
    """From the JSON of `queries.known_of`."""
    leaves = tuple(
        Override(
            id=UUID(each["id"]), act_digest=each["act_digest"], is_used=each["is_used"],
            until=date.fromisoformat(each["until"]) if each["until"] else None,
        )
        for each in known["overrides"]
        if each["act"] == act.kind
    )  # fmt: skip
    return Facts(
        today=(now if isinstance(now, Moment) else Moment(now)).day(zone),
        exposed=int(known["exposed"]), exposed_by_act=int(known["exposed_by_act"]),
        is_mixed=known["is_mixed"], nda_status=known["nda_status"], overrides=leaves,
    )  # fmt: skip


async def require(session: Session, actor: Actor, act: Act, now: datetime) -> tuple[Finding, ...]:
    """Refuses with Blocked, in the sentence of the first boundary that blocks, with the others beside it.

    What is only warned of, or let through by Legal, is written into the journal; what counts towards a limit, into its
    entries. Acts near a limit wait for each other.
    """
    findings = await _looked(session, actor, act, now)
    blocked = [errors.Blocked.because(each.sentence) for each in findings if each.result is Result.BLOCK]
    if blocked:
        first, *others = blocked
        first.also = tuple(others)
        raise first
    for each in findings:
        if each.result is Result.WARN:
            _warn(session, actor, act, each, now)
    await _count(session, actor, act, findings, now)
    return findings


async def record(session: Session, actor: Actor, act: Act, now: datetime) -> tuple[Finding, ...]:
    """Takes in an act that facts tell of: it has happened, so it counts; where it was blocked, it is a crossing.

    The same act again: nothing more.
    """
    findings = await _looked(session, actor, act, now)
    for each in findings:
        if each.result is Result.BLOCK:
            await _cross(session, actor, each.boundary, act.kind, act.digest, now)
        elif each.result is Result.WARN:
            _warn(session, actor, act, each, now)
    await _count(session, actor, act, findings, now)
    return findings


async def _looked(session: Session, actor: Actor, act: Act, now: datetime) -> tuple[Finding, ...]:
    if act.kind in COUNTING:
        await session.scalars(queries.limits_to_lock(act.partner_id, act.side))
    return await check(session, actor, act, now)


def _warn(session: Session, actor: Actor, act: Act, finding: Finding, now: datetime) -> None:
    """Both sides read it; of an exclusivity only the company, which alone knows of the act, unless it was by leave."""
    boundary, leave = finding.boundary, finding.verdict.override
    if leave is not None:
        _add_crossing(session, boundary, act.kind, act.digest, now, override_id=leave.id)
    _tell(
        session, actor, boundary, "boundary.override_used" if leave else "boundary.warned", act.kind, now,
        published=leave is not None or boundary.kind is not Kind.EXCLUSIVITY,
    )  # fmt: skip


async def _cross(
    session: Session, actor: Actor, boundary: Boundary, act: ActKind, digest: str, now: datetime
) -> None:  # fmt: skip
    if await session.scalar(queries.crossed(boundary, digest)) is None:
        _add_crossing(session, boundary, act, digest, now)
        _tell(session, actor, boundary, "boundary.crossed", act, now)


def _add_crossing(
    session: Session, boundary: Boundary, act: ActKind, digest: str, now: datetime, *, override_id: UUID | None = None
) -> None:
    session.add(
        Crossing(
            partner_id=boundary.partner_id, id=ids.new(), boundary_id=boundary.id, act=act, act_digest=digest,
            override_id=override_id, is_late=override_id is None, at=now,
        )
    )  # fmt: skip


def _tell(
    session: Session, actor: Actor, boundary: Boundary, event: str, act: ActKind, now: datetime, *,
    published: bool = True,
) -> None:  # fmt: skip
    journal.write(
        session, actor, event, partner_id=boundary.partner_id, record_type=boundary.PREFIX, record_id=boundary.id,
        now=now, published=published, changes=journal.difference({}, {"act": act}),
    )  # fmt: skip


async def _count(
    session: Session, actor: Actor, act: Act, findings: Sequence[Finding], now: datetime
) -> None:  # fmt: skip
    """Brings what the act's key comes to up to what it says; the same again writes nothing."""
    if act.kind not in COUNTING or act.money is None:
        return
    limits = [each.boundary.limit_currency for each in findings if each.boundary.limit_currency]
    worths = (worth_of(act, currency) for currency in limits)
    worth = next((each for each in worths if each is not None), act.money)
    rows = (await session.execute(queries.entries_of(act.partner_id, act.side, act.counted, act.key))).all()
    number = max((row[2] for row in rows), default=0)
    wanted = {row[0]: 0 for row in rows} | {worth.currency: worth.minor}
    counted = {row[0]: int(row[1]) for row in rows}
    for currency, minor in wanted.items():
        difference = minor - counted.get(currency, 0)
        if difference:
            number += 1
            converted = act.money if act.rate and currency == worth.currency != act.money.currency else None
            session.add(_entry(actor, act, Money(difference, currency), number, converted, now))
    await session.flush()


def _entry(
    actor: Actor, act: Act, amount: Money, number: int, original: Money | None, now: datetime
) -> Exposure:  # fmt: skip
    rate = act.rate if original else None
    return Exposure(
        partner_id=act.partner_id, id=ids.new(), side=act.side, counted=act.counted, source_key=act.key, number=number,
        act=act.kind, amount_minor=amount.minor, currency=amount.currency,
        original_minor=original and original.minor, original_currency=original and original.currency,
        rate=rate and rate.per_unit, rate_source=rate and rate.source, rate_on=rate and rate.on, at=now,
        by_name=actor.name,
    )  # fmt: skip


async def exposure(session: Session, boundary: Boundary) -> tuple[int, bool]:
    """What counts towards the limit, in minor units of its currency, and whether something is in another currency."""
    known = await session.scalar(queries.known_by_limit(boundary))
    return int(known["exposed"]), known["is_mixed"]


async def check_limit(session: Session, boundary: Boundary) -> None:
    """Refuses with Blocked a limit below what counts already; the limits' rows stay locked."""
    if boundary.kind is not Kind.CREDIT_LIMIT or boundary.limit_minor is None or boundary.limit_currency is None:
        return
    await session.scalars(queries.limits_to_lock(boundary.partner_id, boundary.orderer))
    exposed, is_mixed = await exposure(session, boundary)
    if is_mixed:
        raise errors.Blocked(
            "Orders in another currency already count. Close them, or agree on a limit in that currency.",
            path=("input", "terms", "limit", "currency"),
        )
    if exposed > boundary.limit_minor:
        raise errors.Blocked(
            "The amount already counted, {exposed}, is more than this limit.",
            exposed=Money(exposed, boundary.limit_currency), path=("input", "terms", "limit", "amount"),
        )  # fmt: skip


async def note_standing(session: Session, actor: Actor, boundary: Boundary, now: datetime) -> None:
    """As a limit starts: what counted before it was agreed may be above it by now, which is a crossing of its own."""
    if boundary.kind is not Kind.CREDIT_LIMIT or boundary.limit_minor is None:
        return
    exposed, _ = await exposure(session, boundary)
    if exposed > boundary.limit_minor:
        digest = acts.digest_of(ActKind.ORDER, f"what counted when {boundary.id} started")
        await _cross(session, actor, boundary, ActKind.ORDER, digest, now)
