"""Scorecards as the API shows them: the agreed lines, what they come to, and where the card stands."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal as Exact
from typing import Any
from uuid import UUID

import strawberry

from portal import ids
from portal.access import Permission
from portal.expectations import actions, queries
from portal.expectations.rules import carding, glance
from portal.expectations.rules.card import CARD
from portal.expectations.scores import rank, reading
from portal.expectations.scores.reading import text as written
from portal.partners import queries as partner_queries
from schema.engine.connections import Connection, connection
from schema.engine.fields import Page, Row, computed, plain, read
from schema.engine.fields import value as column
from schema.engine.nodes import UNTOLD, Told, extends, node
from schema.engine.scalars import Date, DateTime, Decimal
from schema.expectations.enums import (
    ExpectationKind,
    MeasurementStatus,
    MetricDirection,
    MetricUnit,
    PeriodLength,
    ScorecardAction,
    ScorecardStatus,
    Standing,
    StandingEffect,
    Trend,
    Verdict,
)
from schema.partners.types import Member, Partner
from schema.shared import steps
from schema.shared.enums import Side
from schema.shared.filters import CREATED
from schema.shared.journal import LAST_FIRST, JournalEntry
from schema.shared.nodes import Node

REQUIRES = Permission.EXPECTATION_READ
TOLD = {
    "owner_id": Told("owner", "mem"), "sha256": Told("digest"), "covered": Told("coveredWeight"),
    "proposed_by_name": Told("proposedBy"), "agreed_by_name": Told("agreedBy"), "due_calendar": UNTOLD,
}  # fmt: skip


@strawberry.type(description="A value in the history of a line.")
class LinePoint:
    id: strawberry.ID = plain("The measurement, or for a rule the attestation.")
    period: str = plain("The period's name, in the language of `Accept-Language`.")
    starts_on: Date = plain("First day.")
    ends_on: Date = plain("Last day.")
    status: MeasurementStatus = plain("Current status.")
    value: Decimal | None = plain("The value; null for too small a sample.")
    low: Decimal | None = plain("Lower bound of the 95 % confidence interval; null if the value is not a share.")
    high: Decimal | None = plain("Upper bound of the same interval.")
    sample_size: int | None = plain("Number of subjects counted.")
    verdict: Verdict | None = plain("Result against the target.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline, if there is one.")


@strawberry.type(description="Comparison of a value with an earlier one.")
class LineChange:
    trend: Trend = plain("Better or worse only if the difference is statistically significant.")
    difference: Decimal | None = plain(
        "Later value minus earlier value, in the unit of the value; null if not compared."
    )


@strawberry.type(description="A line of a card with its latest value.")
class ScorecardLine:
    expectation_id: strawberry.ID = plain("The expectation in its latest version.")
    kind: ExpectationKind = plain("Kind of expectation; for a rule, 100 means kept and 0 not kept.")
    title: str = plain("What it is called.")
    code: str = plain("Its code; a replacement has the same code.")
    unit: MetricUnit = plain("Unit of its values.")
    decimals: int = plain("Number of decimal places of a value.")
    currency: str | None = plain("ISO 4217 code of amounts.")
    direction: MetricDirection = plain("Which values are better.")
    weight: Decimal = plain("Of 100.")
    target: Decimal | None = plain("The promised value, which scores 100.")
    tolerance: Decimal | None = plain("Distance from the target that is not yet a breach.")
    floor: Decimal | None = plain("Value that scores 0; null if there is nothing between 0 and 100.")
    newest: LinePoint | None = plain("Its newest value, final or not.")
    score: Decimal | None = plain("Score in the card's latest period, 0-100; null without a final value.")
    contested: bool = plain("True if it is contested or in dispute; it keeps the last final value.")
    change: LineChange = plain("Change from the last period that does not overlap with the latest.")
    change_of_year: LineChange = plain("Change from the same period a year earlier.")
    history: list[LinePoint] = plain("The last twelve periods, oldest first.")
    waiting: list[LinePoint] = plain("Its values that are waiting for someone, earliest deadline first.")
    closes_at: DateTime | None = plain("When the current period is measured.")


@strawberry.type(description="A band of scores, with its standing and effects.")
class StandingBand:
    since: Decimal = plain("Lower limit.")
    until: Decimal = plain("Upper limit, which belongs to the next band; the last band ends at 100.")
    standing: Standing = plain("What it is called.")
    effects: list[StandingEffect] = plain("Its effects.")


@strawberry.type(description="Rank of a card among all scored cards of partners. No partner is named.")
class ScorecardRank:
    REQUIRES = REQUIRES

    place: int = plain("Rank from 1; equal scores share the better rank.")
    of: int = plain("Number of scored cards, at least five.")
    is_shared: bool = plain("True if another card has the same rank.")

    @computed(
        str, "Such as `4th of 18 scored`, in the language of `Accept-Language`.",
        needs=lambda row: {"place": row.place, "of": row.of, "is_shared": row.is_shared}, is_kept=True,
    )  # fmt: skip
    def name(self: Mapping[str, Any], asking: Any) -> Any:
        return rank.Rank(self["place"], self["of"], self["is_shared"]).name.in_(asking.language)


@node("scp", find=queries.card_period)
@strawberry.type(description="A card for one period, by the values that were final then.")
class ScorecardPeriod(Node):
    REQUIRES = REQUIRES

    starts_on: Date = plain("First day.")
    ends_on: Date = plain("Last day.")
    number: int = plain("1 for the first calculation of the period; a restated value makes the next.")
    unscored: int = plain("Number of lines without a score.")
    standing: Standing | None = plain("Standing; null without a score.")
    document: str = plain("Each line with the revision that it is based on, as canonical JSON, RFC 8785.")
    made_at: DateTime = plain("When it was calculated.")

    @column(Decimal | None, "0-100; null if too little of the weight was scored.")
    def score(self: Row) -> Any:
        return queries.exact(self.score)

    @column(Decimal, "The weight, of 100, of the scored lines.")
    def covered_weight(self: Row) -> Any:
        return queries.exact(self.covered)

    @column(str, "Digest of the agreed card.")
    def digest(self: Row) -> Any:
        return self.sha256


@node("scd", find=queries.card, named=("scorecard_id",), told=TOLD)
@strawberry.type(
    description="A scorecard of one side, agreed by its digest: weighted lines, bands and effects of standings."
)
class Scorecard(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each change. Pass it to a mutation as `expectedVersion`.")
    title: str = plain("Short name, 1-200 characters.")
    obligor: Side = plain("The side that makes the promises on it.")
    author: Side = plain("The side that wrote it.")
    status: ScorecardStatus = plain("Current status.")
    unscored: int | None = plain("Number of lines without a score.")
    standing: Standing | None = plain("Standing; null without a score.")
    scored_at: DateTime | None = plain("When it was last calculated.")
    proposed_at: DateTime | None = plain("When it was first proposed to the other side.")
    agreed_at: DateTime | None = plain("When both sides agreed.")
    reason: str = plain("Reason given with the last step; both sides can read it.")
    waiting_on: list[Side] = plain("The sides whose turn it is; empty if neither.")
    due_at: DateTime | None = plain("Deadline, or when the portal takes the next step.")
    created_at: DateTime = plain("When it was drafted.")
    document: str = plain("Everything agreed, as canonical JSON (RFC 8785); `digest` is its SHA-256.")

    @column(str, "SHA-256 of everything agreed. Pass it when you agree.")
    def digest(self: Row) -> Any:
        return self.sha256

    @column(Decimal | None, "Score of the latest period, 0-100; null if too little of the weight is scored.")
    def score(self: Row) -> Any:
        return queries.exact(self.score)

    @column(Decimal | None, "The weight, of 100, of the scored lines.")
    def covered_weight(self: Row) -> Any:
        return queries.exact(self.covered)

    @column(str | None, "The person who proposed it.")
    def proposed_by(self: Row) -> Any:
        return self.proposed_by_name

    @column(str | None, "The person who agreed.")
    def agreed_by(self: Row) -> Any:
        return self.agreed_by_name

    @computed(Decimal, "Minimum scored weight for a score.", needs=lambda row: {"document": row.document},
              is_kept=True)  # fmt: skip
    def least_covered(self: Mapping[str, Any], _asking: Any) -> Any:
        return Decimal(written(carding.read(self["document"]).terms.least_covered))

    @computed(PeriodLength, "Its periods.", needs=lambda row: {"document": row.document},
              is_kept=True)  # fmt: skip
    def period(self: Mapping[str, Any], _asking: Any) -> Any:
        return carding.read(self["document"]).rhythm.length

    @computed(list[StandingBand], "Bands of scores, lowest first.", needs=lambda row: {"document": row.document},
              is_kept=True)  # fmt: skip
    def bands(self: Mapping[str, Any], _asking: Any) -> Any:
        return [_band(each) for each in carding.read(self["document"]).terms.bands]

    @computed(
        list[StandingEffect], "Effects of the current standing.",
        needs=lambda row: {"document": row.document, "standing": row.standing}, is_kept=True,
    )  # fmt: skip
    def effects(self: Mapping[str, Any], _asking: Any) -> Any:
        bands = carding.read(self["document"]).terms.bands
        return [effect for each in bands if each.standing == self["standing"] for effect in each.effects]

    @computed(
        list[ScorecardLine],
        "Its lines, the one that costs most points first.",
        needs=queries.lines_of_card,
        is_long=True,
    )
    def lines(self: Mapping[str, Any], asking: Any) -> Any:
        return [_line(each, asking.language) for each in glance.lines(self)]

    @read(ScorecardRank | None, "Rank among all partners' cards; null if there are fewer than five.")
    def rank(self: Row) -> Any:
        return queries.rank_of(self)

    @read(list[ScorecardPeriod], "Its periods, latest first, with the latest calculation of each first.",
          last=(1, 60))  # fmt: skip
    def history(self: Row, last: int = 12) -> Any:
        return queries.periods_of(self).limit(last)

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    @read(Member | None, "The company's responsible person.", requires=Permission.MEMBER_READ)
    def owner(self: Row) -> Any:
        return queries.owner_of(self)

    @connection(Connection[JournalEntry] | None, "History, newest first.", requires=REQUIRES)
    def timeline(self: Row) -> Any:
        return Page(queries.card_timeline(self), LAST_FIRST, descending=True)

    @computed(
        str | None, "What happens at `dueAt` if no one acts before, in the language of `Accept-Language`.",
        needs=lambda row: {"status": row.status}, is_kept=True,
    )  # fmt: skip
    def otherwise(self: Mapping[str, Any], asking: Any) -> Any:
        said = actions.otherwise(CARD, self["status"])
        return said and said.in_(asking.language)

    available_actions = steps.available(
        "ScorecardAvailableAction", "A possible next step of a scorecard for the caller's side.",
        ScorecardAction, needs=queries.card_facts, possible=actions.card,
        due_at="Deadline, if it is the caller's side's turn.",
    )  # fmt: skip


def _band(band: Any) -> StandingBand:
    return StandingBand(
        since=Decimal(reading.text(band.since)), until=Decimal(reading.text(band.until)), standing=band.standing,
        effects=list(band.effects),
    )  # fmt: skip


def _number(number: Any) -> Any:
    return None if number is None else Decimal(reading.text(number))


def _line(line: glance.LineGlance, language: str) -> ScorecardLine:
    metric: Any = line.promise.measure
    kind: Any = line.promise.kind
    points = [_point(each, language) for each in line.history]
    return ScorecardLine(
        expectation_id=strawberry.ID(ids.text("ept", UUID(line.expectation))), title=line.title,
        kind=kind, code=line.promise.code, unit=metric.unit, decimals=metric.decimals, currency=line.promise.currency,
        direction=metric.direction, weight=_number(line.weight), target=_number(line.promise.aim),
        tolerance=_number(line.promise.tolerance),
        floor=_number(line.promise.floor), newest=points[-1] if points else None, score=_number(line.score),
        contested=line.is_contested, change=_change(line.change, metric.decimals),
        change_of_year=_change(line.change_of_year, metric.decimals), history=points,
        waiting=[_point(each, language) for each in line.waiting], closes_at=_day(line.closes_at),
    )  # fmt: skip


def _point(each: glance.Glimpse, language: str) -> LinePoint:
    return LinePoint(
        id=strawberry.ID(ids.text("mea" if each.promise.metric else "ats", UUID(each.id))),
        period=each.name.in_(language), starts_on=_day(each.first), ends_on=_day(each.last), status=each.status,
        value=_number(each.value), low=_number(each.low),
        high=_number(each.high), sample_size=each.n, verdict=each.verdict, waiting_on=list(each.waiting_on),
        due_at=_day(each.due_at),
    )  # fmt: skip


def _day(day: date | None) -> Any:
    return day


def _change(change: Any, decimals: int) -> LineChange:
    """With two digits more than the value."""
    digits, difference = decimals + 2, change.difference
    shown = None if difference is None else Exact(round(difference * 10**digits)).scaleb(-digits)
    return LineChange(trend=change.trend, difference=_number(shown))


@extends(Partner)
class PartnerScorecards:
    @connection(Connection[Scorecard] | None, "Scorecards of both sides, newest first.", requires=REQUIRES)
    def scorecards(self: Row) -> Any:
        return Page(queries.cards_of_partner(self), CREATED, descending=True)
