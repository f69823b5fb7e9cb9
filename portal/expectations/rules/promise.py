"""Everything that is agreed of one expectation, as one document with one digest."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from portal import calendars, canonical, errors, money
from portal.access import Side
from portal.expectations.facts import typed
from portal.expectations.facts.kinds import SCOPE
from portal.expectations.metrics import reading, tree, writing
from portal.expectations.rules import attested
from portal.expectations.rules.expectation import MEASURED, ExpectationKind
from portal.expectations.scores import consequences, periods
from portal.expectations.scores.consequences import Basis, Consequence
from portal.expectations.scores.periods import Rhythm
from portal.sentences import say
from portal.wording import line, note_given

LONGEST_TITLE, LONGEST_SOURCE, MOST_WORDS = 200, 60, 50
MOST_LAG, MOST_SAMPLE, MOST_CURE = 120, 1_000_000, 366
DEFAULT_SAMPLE, DEFAULT_CURE = 20, 30
BOUND = Decimal(10) ** 12
"""Targets lie below it on either side of 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What one side promises the other; `content` is what both sides agree on by its digest."""

    code: str
    title: str
    kind: ExpectationKind
    obligor: Side
    starts_on: date
    zone: str
    calendars: tuple[str, ...]
    """Of both sides: a day is open if it is in all of them."""
    text: str = ""
    """What a rule or a boundary says; for the others what it is for."""
    contract_id: UUID | None = None
    clause_key: str | None = None
    contract_sha256: str | None = None
    metric: tree.Definition | None = None
    parameters: Mapping[str, Decimal] = field(default_factory=dict)
    scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The only values of these fields that it is about."""
    currency: str | None = None
    target: Decimal | None = None
    tolerance: Decimal | None = None
    floor: Decimal | None = None
    rhythm: Rhythm = periods.rhythm(periods.Length.QUARTER)  # noqa: RUF009 - it is never changed
    lag_days: int = 10
    """How many days after the period's end facts may come and count without more ado."""
    min_sample: int = DEFAULT_SAMPLE
    primary_source: str | None = None
    cure_days: int = DEFAULT_CURE
    ends_on: date | None = None
    consequence: Consequence | None = None
    metric_digest: str | None = field(default=None, compare=False)
    """Where it is known already."""

    def content(self) -> dict[str, Any]:
        contract = {"id": str(self.contract_id), "clause": self.clause_key, "sha256": self.contract_sha256}
        return {
            "code": self.code, "title": self.title, "kind": self.kind.value, "obligor": self.obligor.value,
            "text": self.text, "contract": contract if self.contract_id else None,
            "metric": writing.content(self.metric) if self.metric else None,
            "parameters": {name: writing.number(value) for name, value in sorted(self.parameters.items())},
            "scope": {name: list(words) for name, words in sorted(self.scope.items())}, "currency": self.currency,
            "target": _number(self.target), "tolerance": _number(self.tolerance), "floor": _number(self.floor),
            "period": self.rhythm.content(), "zone": self.zone, "calendars": list(self.calendars),
            "lag_days": self.lag_days, "min_sample": self.min_sample, "primary_source": self.primary_source,
            "cure_days": self.cure_days, "starts_on": self.starts_on.isoformat(),
            "ends_on": self.ends_on.isoformat() if self.ends_on else None,
            "consequence": self.consequence.content() if self.consequence else None,
        }  # fmt: skip

    def written(self) -> str:
        """The canonical JSON, RFC 8785."""
        return canonical.text(self.content())

    @property
    def sha256(self) -> str:
        """The digest that both sides agree on."""
        return canonical.sha256(self.written())

    @property
    def measure(self) -> tree.Definition | None:
        """What its values are: a rule's is 100 or 0. None for a boundary, which has no values."""
        return attested.YES_OR_NO if self.kind is ExpectationKind.RULE else self.metric

    @property
    def aim(self) -> Decimal | None:
        """The promised value."""
        return attested.TARGET if self.kind is ExpectationKind.RULE else self.target

    @property
    def metric_sha256(self) -> str:
        """Digest of the definition. Raises ValueError for what no formula measures."""
        if self.metric is None:
            raise ValueError(self.code)
        return self.metric_digest or writing.digest(self.metric)


def _number(value: Decimal | None) -> str | None:
    return None if value is None else writing.number(value)


@lru_cache(maxsize=1024)
def read(document: str) -> Promise:
    """Reads `Promise.written` back; whoever has it changes nothing of it."""
    content = json.loads(document)
    contract, written = content["contract"], canonical.text(content["metric"]) if content["metric"] else None
    return Promise(
        code=content["code"], title=content["title"], kind=ExpectationKind(content["kind"]),
        obligor=Side(content["obligor"]), text=content["text"],
        contract_id=UUID(contract["id"]) if contract else None, clause_key=contract["clause"] if contract else None,
        contract_sha256=contract["sha256"] if contract else None,
        metric=_definition(written) if written else None, metric_digest=canonical.sha256(written) if written else None,
        parameters={name: Decimal(value) for name, value in content["parameters"].items()},
        scope={name: tuple(words) for name, words in content["scope"].items()}, currency=content["currency"],
        target=_decimal(content["target"]), tolerance=_decimal(content["tolerance"]), floor=_decimal(content["floor"]),
        rhythm=periods.reading(content["period"]), zone=content["zone"], calendars=tuple(content["calendars"]),
        lag_days=content["lag_days"], min_sample=content["min_sample"], primary_source=content["primary_source"],
        cure_days=content["cure_days"], starts_on=date.fromisoformat(content["starts_on"]),
        ends_on=date.fromisoformat(content["ends_on"]) if content["ends_on"] else None,
        consequence=consequences.read(content["consequence"]) if content["consequence"] else None,
    )  # fmt: skip


@lru_cache(maxsize=256)
def _definition(written: str) -> tree.Definition:
    """Thousands of promises have the same."""
    return reading.definition(json.loads(written))


def _decimal(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)


def check(promise: Promise, *, path: Sequence[str] = ()) -> None:
    """Whether it can be agreed on. Refuses: Invalid, with everything that is wrong."""
    faults = errors.Faults()
    for one in (_check_words, _check_measure, _check_numbers, _check_days, _check_scope, _check_consequence):
        with faults:
            one(promise, tuple(path))
    faults.refuse()


def _check_words(promise: Promise, path: tuple[str, ...]) -> None:
    line(promise.title, path=(*path, "title"), wanted=say("Enter a title of 1 to 200 characters."),
         longest=LONGEST_TITLE)  # fmt: skip
    if not reading.CODE.fullmatch(promise.code):
        raise errors.Invalid(
            "A code must have 3 to 41 lower-case letters, digits, points and underscores, and start with a letter.",
            path=(*path, "code"),
        )
    if promise.text or promise.kind not in MEASURED:
        note_given(promise.text, say("Enter what is promised, in 1 to 2,000 characters."), "text")
    if promise.clause_key is not None and promise.contract_id is None:
        raise errors.Invalid("Name the contract as well as its clause.", path=(*path, "clauseKey"))


def _check_measure(promise: Promise, path: tuple[str, ...]) -> None:
    if promise.kind not in MEASURED:
        if promise.metric is not None:
            raise errors.Invalid(
                "Only a key figure or a service level can have a definition.", path=(*path, "metricId")
            )
        return
    if promise.metric is None:
        raise errors.Invalid("Choose how it is measured.", path=(*path, "metricId"))
    if promise.target is None:
        raise errors.Invalid("Enter the promised value.", path=(*path, "target"))
    if promise.metric.adds_money and promise.currency is None:
        raise errors.Invalid("Choose the currency of the amounts.", path=(*path, "currency"))
    if promise.currency is not None:
        money.exponent(promise.currency, path=(*path, "currency"))


def _check_numbers(promise: Promise, path: tuple[str, ...]) -> None:
    for name, least, most, value in (
        ("lagDays", 0, MOST_LAG, promise.lag_days), ("minSample", 1, MOST_SAMPLE, promise.min_sample),
        ("cureDays", 1, MOST_CURE, promise.cure_days),
    ):  # fmt: skip
        if not least <= value <= most:
            raise errors.Invalid("This must be from {least} to {most}.", least=least, most=most, path=(*path, name))
    for name, number in (("target", promise.target), ("tolerance", promise.tolerance), ("floor", promise.floor)):
        if number is not None and abs(number) >= BOUND:
            raise errors.Invalid("The number is too large.", path=(*path, name))
    if promise.tolerance is not None and promise.tolerance < 0:
        raise errors.Invalid("The tolerance must be 0 or more.", path=(*path, "tolerance"))
    if promise.floor is not None and promise.target is not None and promise.metric is not None:
        is_worse = promise.floor < promise.target
        if is_worse is not (promise.metric.direction is tree.Direction.HIGHER) or promise.floor == promise.target:
            raise errors.Invalid("The value that scores 0 must be worse than the target.", path=(*path, "floor"))


def _check_days(promise: Promise, path: tuple[str, ...]) -> None:
    calendars.validate_zone(promise.zone, path=(*path, "zone"))
    if promise.ends_on is not None and promise.ends_on < promise.starts_on:
        raise errors.Invalid("The last day is before the first.", path=(*path, "endsOn"))


def _check_scope(promise: Promise, path: tuple[str, ...]) -> None:
    for name, words in promise.scope.items():
        if name not in SCOPE or name == "owed_by":
            raise errors.Invalid("The expectation cannot be limited by {name}.", name=name[:50], path=(*path, "scope"))
        if not 1 <= len(words) <= MOST_WORDS:
            raise errors.Invalid("Name 1 to {most} values.", most=MOST_WORDS, path=(*path, "scope", name))
        for word in words:
            typed.label(word)
    if promise.primary_source is not None:
        source(promise.primary_source, path=(*path, "primarySource"))


def _check_consequence(promise: Promise, path: tuple[str, ...]) -> None:
    here = (*path, "consequence")
    if promise.consequence is None:
        return
    if promise.measure is None or promise.aim is None:
        raise errors.Invalid("Only a measured or attested promise can have a consequence in money.", path=here)
    is_rule = promise.kind is ExpectationKind.RULE
    consequences.check_fits(
        promise.consequence, target=promise.aim, direction=promise.measure.direction, rhythm=promise.rhythm,
        is_share=promise.measure.is_share and not is_rule, path=here,
    )  # fmt: skip
    if is_rule and promise.consequence.basis is not Basis.FEE:
        raise errors.Invalid("The cost of a rule must be a share of a fee.", path=(*here, "basis"))
    if is_rule and [each.worse_than for each in promise.consequence.steps] != [promise.aim]:
        raise errors.Invalid(
            "A rule is either kept or not, so it can have only one step, below 100.", path=(*here, "steps")
        )


def source(name: str, *, path: Sequence[str] = ()) -> str:
    """The name of a source of facts, as it is kept. Refuses: Invalid."""
    wanted = say("Enter the source, in 1 to {longest} characters.", longest=LONGEST_SOURCE)
    return line(name, path=path, wanted=wanted, longest=LONGEST_SOURCE)
