"""Many measurements counted at once: those that are about the same subjects in one reading of them."""

import logging
from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any
from uuid import UUID

from portal import canonical, jobs
from portal.database import many
from portal.database.session import Session
from portal.expectations.metrics import tree
from portal.expectations.metrics.evaluating import Tally
from portal.expectations.metrics.terms import Terms
from portal.expectations.models import Exclusion, Expectation, Measurement
from portal.expectations.operations import measuring
from portal.expectations.operations.days import keep_open_days
from portal.expectations.operations.measuring import Counted, Ground
from portal.expectations.operations.opening import Opened
from portal.expectations.operations.recording import SETTLE, mark
from portal.expectations.queries import closing as asked
from portal.expectations.queries import counting
from portal.expectations.rules.promise import Promise
from portal.expectations.scores import pieces
from portal.expectations.scores.days import Days
from portal.expectations.scores.pieces import Piece

log = logging.getLogger(__name__)

NONE = canonical.sha256("")
"""The digest of no subjects."""
MOST_MEASURES = 12
"""In one statement."""
Measure = tuple[tree.Definition, Terms]


@dataclass(eq=False, kw_only=True)
class Part:
    """Some days of what one partner's promise is about, that are to be counted."""

    partner_id: UUID
    promise: Promise
    days: tuple[Days, ...]
    as_of: datetime

    @cached_property
    def measure(self) -> Measure:
        return self.definition, measuring.terms_of(self.promise, self.as_of)

    @property
    def definition(self) -> tree.Definition:
        if self.promise.metric is None:
            raise ValueError(self.promise.code)
        return self.promise.metric

    @cached_property
    def subjects(self) -> tuple[Any, ...]:
        """Those with the same are about the same subjects, each of its partner."""
        promise = self.promise
        scope = tuple(sorted(promise.scope.items()))
        return self.definition.kind, self.days, promise.zone, promise.obligor, promise.currency, scope

    @cached_property
    def formula(self) -> Hashable:
        """Those with the same are counted alike."""
        promise = self.promise
        when = self.as_of if _asks_when(self.definition) else None
        return promise.metric_sha256, tuple(sorted(promise.parameters.items())), promise.calendars, when

    def shape(self, measures: Sequence["Part"], *, digests: bool = True) -> asked.Shape:
        """The statement in which these count the subjects of this one."""
        kind, days, *same = self.subjects
        key = (kind, *same, *(each.formula for each in measures))
        return asked.Shape(key, self.promise, [each.measure for each in measures], len(days), digests)

    @property
    def is_of_groups(self) -> bool:
        return isinstance(self.definition.aggregate, tree.Ratio) and bool(self.definition.aggregate.per)


@lru_cache(maxsize=256)
def _asks_when(definition: tree.Definition) -> bool:
    """Whether the day of asking stands in its formulas."""
    return any(isinstance(node, tree.AsOf) for node in tree.parts(definition))


@dataclass(eq=False)
class Counting:
    """A measurement that is to be counted."""

    case: Opened[Measurement]
    ground: Ground
    leaves_out: bool
    """Whether single subjects of it are left out: which differ from one to the next."""

    @cached_property
    def part(self) -> Part:
        return Part(
            partner_id=self.case.record.partner_id, promise=self.ground.promise, days=self.ground.days,
            as_of=self.case.now,
        )  # fmt: skip


async def grounds(session: Session, cases: Sequence[tuple[Opened[Measurement], Expectation]]) -> Sequence[Counting]:
    """What each value follows from, besides the facts."""
    exclusions: Mapping[UUID, list[Exclusion]] = defaultdict(list)
    for each in await session.scalars(asked.exclusions_together([expectation for _, expectation in cases])):
        exclusions[each.expectation_id].append(each)
    return [
        Counting(
            case, measuring.ground(case.record, expectation, exclusions[expectation.id]),
            any(each.subject_id for each in exclusions[expectation.id]),
        )
        for case, expectation in cases
    ]  # fmt: skip


async def count(session: Session, found: Sequence[Counting]) -> Mapping[UUID, Counted]:
    """What each comes to, by the measurement's id: of those that leave single subjects out one by one."""
    counted: dict[UUID, Counted] = {}
    for each in found:
        if each.leaves_out:
            counted[each.case.record.id] = await measuring.count(
                session, each.case.record, each.ground, each.case.now
            )  # fmt: skip
    tallies = await tally(session, [each.part for each in found if not each.leaves_out])
    for each in found:
        if not each.leaves_out:
            counted[each.case.record.id] = measuring.judged(
                each.ground.promise, tallies[each.part][0], 0, tallies[each.part][1]
            )
    return counted


async def tally(session: Session, parts: Sequence[Part], *, digests: bool = True) -> Mapping[Part, tuple[Tally, str]]:
    """What each comes to, with the digest of its subjects where that is wanted; none of which is left out."""
    found: dict[Part, tuple[Tally, str]] = {}
    for alike in _alike(parts):
        tallies = await _tallies(session, alike, digests=digests)
        found |= {each: tallies[each.partner_id, each.formula] for each in alike}
    return found


def _alike(parts: Sequence[Part]) -> Iterator[Sequence[Part]]:
    """Those about the same subjects, of the partners that have the same formulas for them."""
    of_partner: dict[tuple[UUID, Hashable], list[Part]] = defaultdict(list)
    for each in parts:
        of_partner[each.partner_id, each.subjects].append(each)
    alike: dict[Hashable, list[Part]] = defaultdict(list)
    for (_, subjects), some in of_partner.items():
        for start in range(0, len(some), MOST_MEASURES):
            together = some[start : start + MOST_MEASURES]
            alike[subjects, frozenset(each.formula for each in together)] += together
    yield from alike.values()


async def _tallies(
    session: Session, alike: Sequence[Part], *, digests: bool
) -> Mapping[tuple[UUID, Hashable], tuple[Tally, str]]:
    """By partner and formula, with the digest of the subjects."""
    first, partner_ids = alike[0], {each.partner_id for each in alike}
    formulas = {each.formula: each for each in alike}
    plain = [formula for formula, each in formulas.items() if not each.is_of_groups]
    nothing = Tally(Decimal(0), Decimal(0), 0), NONE
    tallies = {(partner_id, formula): nothing for partner_id in partner_ids for formula in formulas}
    told: dict[UUID, str] = {}
    shape, partners = first.shape([formulas[each] for each in plain], digests=digests), asked.sent_partners(partner_ids)
    given = partners | counting.sent_days(first.definition.kind, first.days, first.promise.zone)
    for partner_id, digest, *figures in await session.execute(asked.counted_together(shape), given):
        told[partner_id] = digest
        for place, formula in enumerate(plain):
            tallies[partner_id, formula] = _tally(*figures[3 * place : 3 * place + 3]), digest
    for formula, each in formulas.items():
        if each.is_of_groups:
            for partner_id, digest in told.items():
                tallies[partner_id, formula] = nothing[0], digest
            for partner_id, *figures in await session.execute(asked.counted_in_groups(first.shape([each])), given):
                tallies[partner_id, formula] = _tally(*figures), told[partner_id]
    return tallies


def _tally(numerator: Decimal, denominator: Decimal, n: Decimal) -> Tally:
    return Tally(numerator, denominator, int(n))


async def keep_days(session: Session, found: Sequence[Counting]) -> None:
    """Keeps the open days that values were counted by."""
    days = {(each.part.partner_id, days.calendar): days for each in found if (days := each.part.measure[1].open_days)}
    for (partner_id, _), each in days.items():
        await keep_open_days(session, partner_id, each)


async def note_missed(session: Session, found: Sequence[Counting]) -> None:
    """Keeps which lines the values count as missed."""
    alike: dict[Hashable, list[Counting]] = defaultdict(list)
    for each in found:
        if each.leaves_out:
            await measuring.note_missed(each.case, each.ground)
        else:
            alike[each.part.subjects, each.part.formula].append(each)
    for some in alike.values():
        part = some[0].part
        places = [{"partner_id": each.part.partner_id, "measurement_id": each.case.record.id} for each in some]
        change = asked.note_missed_together(part.shape([part]))
        if change is not None:
            days = counting.sent_days(part.definition.kind, part.days, part.promise.zone)
            await session.execute(change, many.sent_as("wanted", places) | days)


async def compare(session: Session, found: Sequence[Counting], counted: Mapping[UUID, Counted]) -> None:
    """Whether the tallies of the pieces say the same. Where they do not, the subjects count, and the pieces anew."""
    whole = {each.case.record.id: (each, parts) for each in found if (parts := _pieces(each))}
    if not whole:
        return
    places = [_place(each, parts) for each, parts in whole.values()]
    for measurement_id, *figures in await session.execute(asked.tallied_together(places)):
        said, right = _tally(*figures), counted[measurement_id].tally
        if said != right:
            log.error(
                "Measurement %s: its subjects come to %s, the tallies of its pieces to %s.", measurement_id, right, said
            )
            await _count_anew(session, *whole[measurement_id])


async def _count_anew(session: Session, each: Counting, parts: Sequence[Piece]) -> None:
    now, partner_id = each.case.now, each.part.partner_id
    await mark(session, partner_id, each.part.definition.kind, [piece.first for piece in parts], now=now)
    await jobs.add(session, SETTLE, key=str(each.case.record.id), partner_id=partner_id, given={}, now=now)


def _pieces(each: Counting) -> Sequence[Piece]:
    """The pieces that its days are made of; none where there is no tally of them, or of a part of one."""
    if each.leaves_out or len(each.ground.days) != 1 or not each.part.definition.adds_up:
        return ()
    found = pieces.pieces_of(each.ground.days, each.ground.promise.rhythm.length)
    return () if found.rest else found.whole


def _place(each: Counting, parts: Sequence[Piece]) -> Mapping[str, Any]:
    return {
        "partner_id": each.part.partner_id, "measurement_id": each.case.record.id,
        "expectation_id": each.case.record.expectation_id, "kind": each.part.definition.kind.value,
        "unit": parts[0].length.value, "first": parts[0].first, "last": parts[-1].first, "pieces": len(parts),
    }  # fmt: skip
