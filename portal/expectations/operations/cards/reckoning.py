"""What a card comes to when a value of one of its lines is final: a score, a standing, and what that does."""

import json
from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from portal import ids, jobs
from portal.access import SYSTEM, Actor
from portal.database import many
from portal.database.base import short
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import CardRank, Expectation, Measurement, Scorecard, ScorecardPeriod
from portal.expectations.operations import ruling
from portal.expectations.operations.opening import Opened, opened
from portal.expectations.rules import attested, carding
from portal.expectations.rules import promise as promises
from portal.expectations.rules.attested import Finding, Value
from portal.expectations.rules.carding import Agreed, Counted, Measured
from portal.expectations.rules.expectation import ExpectationKind
from portal.expectations.rules.measurement import MeasurementStatus
from portal.expectations.rules.promise import Promise
from portal.expectations.scores.periods import Period
from portal.expectations.scores.rank import LEAST_SCORED
from portal.expectations.scores.terms import Weight
from portal.jobs import Task
from portal.journal import Entry

RANK = "cards are ranked"
M = MeasurementStatus
SOON = timedelta(minutes=1)
"""Cards that are reckoned together are ranked once."""


async def on_scored(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """A value is final, or a restated one has too little to count: the cards on which it stands follow."""
    measurement: Measurement | None = await session.scalar(queries.measurement(entry.record_id))
    if measurement is None or measurement.status not in {M.FINAL, M.INSUFFICIENT_DATA}:
        return 0
    reckoned = 0
    for scorecard_id in (await session.scalars(queries.agreed_cards(measurement.partner_id))).all():
        case = await opened(
            session, SYSTEM, Scorecard, scorecard_id, expected_version=None, now=now, path=("input", "scorecardId")
        )
        reckoned += await _follow(case, measurement.expectation_id, measurement.ends_on)
    return reckoned


async def on_ruled(session: Session, _actor: Actor, entry: Entry, now: datetime) -> int:
    """Something was said of a rule, or its time passed: the cards on which it stands follow.

    As long as nothing else of a period is final, the rule makes a score of its own only where it weighs enough for one.
    """
    rule: Expectation | None = await session.scalar(queries.expectation(entry.record_id))
    found = await ruling.found_until(session, rule, entry) if rule else []
    reckoned = 0
    for scorecard_id in (await session.scalars(queries.agreed_cards(entry.partner_id))).all() if found else ():
        case = await opened(
            session, SYSTEM, Scorecard, scorecard_id, expected_version=None, now=now, path=("input", "scorecardId")
        )
        reckoned += await _follow(case, entry.record_id, found[-1].day, needs_a_score=True)
    return reckoned


async def _follow(
    case: Opened[Scorecard], expectation_id: UUID, day: date, *, needs_a_score: bool = False
) -> bool:  # fmt: skip
    agreed = carding.read(case.record.document)
    lines = await _lines(case.session, case.record, agreed)
    if not any(expectation_id in versions for versions in lines.values()):
        return False
    period = agreed.rhythm.period_of(day)
    was = case.record.standing
    found = await _count(case.session, case.record, agreed, lines, period)
    card, document = carding.reckoned(agreed, found)
    before = await case.session.scalar(queries.newest_number_of(case.record, period.first))
    if before.document == document if before is not None else needs_a_score and card.score is None:
        return False
    is_moved = (card.band.standing.value if card.band else None) != was and await _is_newest(case, agreed, period)
    with case.event("scorecard.standing_moved" if is_moved else "scorecard.scored"):
        await reckon(case, agreed, period)
    return True


async def newest(session: Session, record: Scorecard, agreed: Agreed) -> date | None:
    """The last day of the newest period of its lines that is final; of rules alone, when something was said last."""
    versions = sorted({each for of in (await _lines(session, record, agreed)).values() for each in of})
    day: date | None = await session.scalar(queries.last_final_of(record.partner_id, versions))
    reckoned: ScorecardPeriod | None = await session.scalar(queries.periods_of(record).limit(1))
    if reckoned is not None and any("attestation" in each for each in json.loads(reckoned.document)["lines"]):
        day = max(day or reckoned.ends_on, reckoned.ends_on)
    if day is None:
        known = await _known(session, record, versions)
        rules = [each for each in versions if known[each].kind is ExpectationKind.RULE]
        found = await ruling.found_of(session, record.partner_id, known, rules)
        day = found[-1].day if found else None
    return day


async def _is_newest(case: Opened[Scorecard], agreed: Agreed, period: Period) -> bool:
    day = await newest(case.session, case.record, agreed)
    return day is None or day <= period.last


async def reckon(case: Opened[Scorecard], agreed: Agreed, period: Period) -> None:
    """Inside a step: what the card is for a period, and what it is now if that is the newest one."""
    session, record = case.session, case.record
    found = await _count(session, record, agreed, await _lines(session, record, agreed), period)
    card, document = carding.reckoned(agreed, found)
    before = await session.scalar(queries.newest_number_of(record, period.first))
    is_newest = await _is_newest(case, agreed, period)
    standing = card.band.standing.value if card.band else None
    if is_newest:
        record.score = None if card.shown is None else short(card.shown)
        record.score_exact, record.covered = carding.precise(card), short(card.covered)
        record.unscored, record.standing, record.scored_at = card.unscored, standing, case.now
    session.add(
        ScorecardPeriod(
            partner_id=record.partner_id, id=ids.new(), scorecard_id=record.id, starts_on=period.first,
            ends_on=period.last, number=(before.number if before else 0) + 1, score=card.shown, covered=card.covered,
            unscored=card.unscored, standing=standing, document=document, sha256=record.sha256, made_at=case.now,
        )
    )  # fmt: skip
    minute = f"{case.now:%Y-%m-%dT%H:%M}"
    await jobs.add(
        session, RANK, key=minute, partner_id=record.partner_id, given={}, now=case.now, due_at=case.now + SOON
    )


async def _lines(session: Session, record: Scorecard, agreed: Agreed) -> dict[str, list[UUID]]:
    """Each line's expectation, and those that have come in its place since, the newest last."""
    rows = (await session.execute(queries.followers_of(record.partner_id))).all()
    following = {row[0]: row[1] for row in rows}
    found = {}
    for each in agreed.terms.lines:
        versions = [UUID(each.expectation)]
        while (after := following.get(versions[-1])) is not None and after not in versions:
            versions.append(after)
        found[each.expectation] = versions
    return found


async def _count(
    session: Session, record: Scorecard, agreed: Agreed, lines: dict[str, list[UUID]], period: Period
) -> list[Counted]:
    every = [each for versions in lines.values() for each in versions]
    rows = (await session.scalars(queries.measured_until(record.partner_id, every, period.last))).all()
    known = await _known(session, record, every)
    found = []
    for each in agreed.terms.lines:
        versions = lines[each.expectation]
        if known[versions[0]].kind is ExpectationKind.RULE:
            said = await ruling.found_of(session, record.partner_id, known, versions)
            found.append(_ruled(each, known[versions[-1]], said, period))
            continue
        own = [row for row in rows if row.expectation_id in versions]
        inside = [row for row in own if row.ends_on >= period.first]
        promise = _promise(known, inside[-1].expectation_id if inside else versions[0])
        before = [_measured(row) for row in own if row.ends_on < period.first]
        found.append(
            carding.counted(each.expectation, each.weight, promise, [_measured(row) for row in inside], before)
        )
    return found


async def _known(session: Session, record: Scorecard, versions: Collection[UUID]) -> dict[UUID, Any]:
    rows = await session.scalars(queries.lines_named(record.partner_id, list(versions)))
    return {each.id: each for each in rows}


def _ruled(weight: Weight, rule: Expectation, said: Sequence[Finding], period: Period) -> Counted:
    """A rule by what was said of it until the end of the period; none once it has ended."""
    has_ended = rule.ends_on is not None and rule.ends_on < period.first
    inside, before = (
        [_measured(attested.value(each, period.first, period.last)) for each in some]
        for some in attested.within([] if has_ended else said, period.first, period.last)
    )
    promise = promises.read(rule.document)
    return carding.counted(weight.expectation, weight.weight, promise, inside, before)


def _promise(known: dict[UUID, Any], expectation_id: UUID) -> Promise:
    return promises.read(known[expectation_id].document)


def _measured(row: Measurement | Value) -> Measured:
    return Measured(
        id=row.id, status=row.status, revision=row.revision, numerator=row.numerator, denominator=row.denominator,
        n=row.n,
    )  # fmt: skip


async def rank_cards(session: Session, _task: Task, now: datetime) -> int:
    """Gives every scored card its place among all; gives how many places moved. Running it again moves none.

    It runs as the portal itself, which alone sees all cards; each partner reads the row of its own.
    """
    await session.execute(queries.one_ranking())
    rows = (await session.execute(queries.scored())).all()
    many_of = Counter(row[2] for row in rows)
    places, before = dict[Any, int](), 0
    for score in sorted(many_of, reverse=True):
        places[score], before = before + 1, before + many_of[score]
    kept = {(each.partner_id, each.scorecard_id): each for each in await session.scalars(queries.ranks())}
    moved, new = 0, []
    for partner_id, scorecard_id, score in rows if len(rows) >= LEAST_SCORED else ():
        wanted = (places[score], len(rows), many_of[score] > 1)
        old = kept.pop((partner_id, scorecard_id), None)
        if old is None:
            new.append((partner_id, scorecard_id, *wanted))
        elif (old.place, old.of, old.is_shared) != wanted:
            old.place, old.of, old.is_shared = wanted
            old.made_at = now
            moved += 1
    for gone in kept.values():
        await session.delete(gone)
    if new:
        names = ("partner_id", "scorecard_id", "place", "of", "is_shared")
        given = [{**dict(zip(names, each, strict=True)), "made_at": now} for each in new]
        await session.execute(many.put(CardRank), many.given(given))
    return moved + len(new) + len(kept)
