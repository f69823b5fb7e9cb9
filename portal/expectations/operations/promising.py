"""From what somebody fills in to a promise that can be agreed on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from portal import errors
from portal.access import Side
from portal.contracts import queries as contracts
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.facts import typed
from portal.expectations.metrics import reading, tree
from portal.expectations.models import Expectation
from portal.expectations.rules import promise as rules
from portal.expectations.rules.expectation import ExpectationKind
from portal.expectations.rules.promise import Promise
from portal.expectations.scores import consequences, periods
from portal.expectations.scores.periods import Rhythm
from portal.partners.models import Organisation
from portal.sentences import say
from portal.wording import line, note_given

TERMS = ("input", "terms")
FURTHEST_BACK = timedelta(days=3 * 366)
"""Each period since the first day is measured as soon as both sides agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is filled in; None where nothing is said."""

    title: str
    kind: ExpectationKind
    starts_on: date
    text: str = ""
    contract_id: UUID | None = None
    clause_key: str | None = None
    metric_id: UUID | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)
    scope: Mapping[str, Sequence[str]] = field(default_factory=dict)
    currency: str | None = None
    target: str | None = None
    tolerance: str | None = None
    floor: str | None = None
    rhythm: Rhythm | None = None
    zone: str | None = None
    lag_days: int | None = None
    min_sample: int | None = None
    primary_source: str | None = None
    cure_days: int | None = None
    ends_on: date | None = None
    consequence: Mapping[str, Any] | None = None


async def promise_of(
    session: Session, terms: Terms, *, code: str, obligor: Side, partner: Organisation, company: Organisation,
    now: datetime,
) -> Promise:  # fmt: skip
    """The promise, checked. Refuses: NotFound for a contract or definition, Invalid with everything that is wrong."""
    contract = await _contract(session, partner.id, terms)
    definition = await _definition(session, terms.metric_id)
    faults = errors.Faults()
    numbers: dict[str, Any] = {}
    for name in ("target", "tolerance", "floor"):
        with faults:
            numbers[name] = _number(getattr(terms, name), (*TERMS, name))
    parameters: Mapping[str, Decimal] = {}
    with faults:
        if definition is not None:
            parameters = reading.values(definition, dict(terms.parameters), path=(*TERMS, "parameters"))
    consequence = None
    with faults:
        if terms.consequence is not None:
            consequence = consequences.read(terms.consequence, path=(*TERMS, "consequence"))
    said: dict[str, Any] = {}
    with faults:
        said["title"] = line(terms.title, path=(*TERMS, "title"), wanted=say("Enter a title of 1 to 200 characters."))
    with faults:
        wanted = say("Enter what is promised, in 1 to 2,000 characters.")
        said["text"] = note_given(terms.text, wanted, *TERMS, "text") if terms.text.strip() else ""
    with faults:
        if terms.starts_on < (now - FURTHEST_BACK).date():
            raise errors.Invalid("The first day must not be more than three years ago.", path=(*TERMS, "startsOn"))
    faults.refuse()
    promise = Promise(
        code=code, kind=terms.kind, obligor=obligor, starts_on=terms.starts_on, zone=terms.zone or company.zone,
        calendars=tuple(sorted({company.calendar, partner.calendar})), metric=definition, parameters=parameters,
        scope={name: _words(words, (*TERMS, "scope", name)) for name, words in terms.scope.items() if words},
        currency=terms.currency, rhythm=terms.rhythm or periods.rhythm(periods.Length.QUARTER),
        primary_source=terms.primary_source, ends_on=terms.ends_on, consequence=consequence,
        **said, **contract, **numbers, **_whole(terms),
    )  # fmt: skip
    rules.check(promise, path=TERMS)
    return promise


def _whole(terms: Terms) -> dict[str, Any]:
    """The whole numbers that are said; the others stay as usual."""
    told = {name: getattr(terms, name) for name in ("lag_days", "min_sample", "cure_days")}
    return {name: value for name, value in told.items() if value is not None}


def _number(given: str | None, path: tuple[str, ...]) -> Decimal | None:
    if given is None:
        return None
    try:
        return typed.number(given)
    except errors.Invalid as refused:
        raise errors.Invalid.because(refused.sentence, path=path) from None


def _words(given: Sequence[str], path: tuple[str, ...]) -> tuple[str, ...]:
    try:
        return tuple(sorted({typed.label(each) for each in given}))
    except errors.Invalid as refused:
        raise errors.Invalid.because(refused.sentence, path=path) from None


async def _contract(session: Session, partner_id: UUID, terms: Terms) -> dict[str, Any]:
    """Which contract and clause it rests on, in which version."""
    if terms.contract_id is None:
        return {"clause_key": terms.clause_key}
    contract = await session.scalar(queries.contract_named(partner_id, terms.contract_id))
    if contract is None:
        raise errors.NotFound("There is no such contract.", path=(*TERMS, "contractId"))
    if terms.clause_key is not None and not await session.scalar(contracts.has_clause(contract, terms.clause_key)):
        raise errors.NotFound("The contract has no such clause.", path=(*TERMS, "clauseKey"))
    return {
        "contract_id": contract.id, "clause_key": terms.clause_key, "contract_sha256": contract.sha256,
    }  # fmt: skip


async def _definition(session: Session, metric_id: UUID | None) -> tree.Definition | None:
    if metric_id is None:
        return None
    metric = await session.scalar(queries.metric(metric_id))
    if metric is None:
        raise errors.NotFound("There is no such definition.", path=(*TERMS, "metricId"))
    return reading.text(metric.document)


def fill(record: Expectation, promise: Promise, metric_id: UUID | None) -> None:
    """Puts a promise into its record: the document, its digest, and the columns that repeat some of it."""
    record.title, record.kind = promise.title, promise.kind
    record.document, record.sha256 = promise.written(), promise.sha256
    record.contract_id, record.clause_key = promise.contract_id, promise.clause_key
    record.contract_sha256, record.metric_id = promise.contract_sha256, metric_id
    record.target, record.tolerance, record.floor = promise.target, promise.tolerance, promise.floor
    record.period, record.zone, record.min_sample = promise.rhythm.length, promise.zone, promise.min_sample
    record.starts_on, record.ends_on = promise.starts_on, promise.ends_on
