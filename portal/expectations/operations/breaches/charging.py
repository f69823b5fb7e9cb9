"""The ledger of what misses cost: exactly what was agreed, within its caps, put right when values are restated."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from portal import canonical, errors, ids, languages
from portal.access import SYSTEM, Actor
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Breach, Consequence, Expectation, Measurement
from portal.expectations.operations import ruling
from portal.expectations.operations.breaches.opening import OpenBreach, opened_breach
from portal.expectations.rules import attested, costing, reckoning
from portal.expectations.rules import promise as promises
from portal.expectations.rules.breach import BREACH
from portal.expectations.rules.costing import Ledger
from portal.expectations.rules.expectation import ExpectationKind
from portal.expectations.rules.promise import Promise
from portal.expectations.rules.reckoning import Due, Valued
from portal.expectations.scores.charges import Missed, Rate
from portal.expectations.scores.ledger import EntryKind
from portal.money import Money
from portal.wording import note_given

MOST_RATES = 50


async def read(session: Session, expectation: Expectation, found: Sequence[Any], new: Iterable[str] = ()) -> Ledger:
    """The ledger of an expectation, with the subjects that were missed in the periods that are charged."""
    promise = promises.read(expectation.document)
    rows = (await session.execute(queries.ledger_of(expectation))).all()
    period_of = {row[0].id: row[1].isoformat() for row in rows}
    wanted = {*period_of.values(), *new} if costing.is_by_value(promise) else set[str]()
    missed = {
        str(each.id): await _missed(session, promise, each)
        for each in costing.counting(found)
        if each.starts_on.isoformat() in wanted
    }
    documents = await session.scalars(queries.charged_elsewhere(expectation))
    return costing.ledger(promise, found, [row[0] for row in rows], period_of, missed, documents)


async def _missed(session: Session, promise: Promise, row: Measurement) -> tuple[Missed, ...]:
    found = (await session.execute(queries.missed_of(row.partner_id, row.id))).all()
    return costing.missed(promise, [(key, value, currency) for key, value, currency in found])


async def values(session: Session, expectation: Expectation) -> Sequence[Any]:
    """The values of an expectation by period, the newest of each last; of a rule what was said of it comes to."""
    if expectation.kind is not ExpectationKind.RULE:
        measured: Sequence[Measurement] = (await session.scalars(queries.values_of(expectation))).all()
        return measured
    found = await ruling.found_of(session, expectation.partner_id, {expectation.id: expectation}, [expectation.id])
    return attested.missed(found, promises.read(expectation.document).rhythm)


async def apply_consequence(
    session: Session, actor: Actor, *, breach_id: UUID, expected_version: int, expected_amount: Money, now: datetime,
    rates: Sequence[Rate] = (), reason: str = "",
) -> Breach:  # fmt: skip
    """Applies exactly what was agreed to the periods of the breach that were not charged yet.

    Refuses: NotFound, NotAllowed, StaleVersion, WrongStatus, Blocked while a value is contested or where a value or a
    rate is missing, StaleDigest for another amount.
    """
    case = await opened_breach(session, actor, breach_id=breach_id, expected_version=expected_version, now=now)
    note = note_given(reason, BREACH.in_words[case.record.status], "reason") if reason.strip() else ""
    with case.step(BREACH, "applyConsequence", note=note):
        _check_rates(case.promise, rates)
        await session.execute(queries.one_at_a_time(case.record.partner_id))
        new, ledger = await _uncharged(case)
        own = ledger.due_of(case.record.id, new, rates)
        amount = ledger.total(own)
        if amount != expected_amount:
            raise errors.StaleDigest(
                "The amount is now {amount}, not the amount you are acting on. Check the latest version.",
                amount=amount,
                path=("input", "expectedAmount"),
            )  # fmt: skip
        await enter(session, actor, case.expectation, ledger, own, now, breach=case.record, reason=note)
        case.record.closed_at, case.record.reason = now, note
        case.tell(amount=languages.plain(amount), periods=len(new))
    await session.flush()
    return case.record


async def _uncharged(case: OpenBreach) -> tuple[list[str], Ledger]:
    """The periods of the breach that lie outside, and the ledger that knows what was missed in them."""
    found = await values(case.session, case.expectation)
    inside = costing.inside(found, case.record.first_on, case.record.latest_on)
    return inside, await read(case.session, case.expectation, found, inside)


def _check_rates(promise: Promise, rates: Sequence[Rate]) -> None:
    agreed = promise.consequence.rates if promise.consequence else None
    if len(rates) > MOST_RATES:
        raise errors.Invalid("Enter at most {most} rates.", most=MOST_RATES, path=("input", "rates"))
    for place, rate in enumerate(rates):
        if rate.source != agreed:
            raise errors.Invalid(
                "The two sides have not agreed on rates from {source}.", source=rate.source[:100],
                path=("input", "rates", str(place), "source"),
            )  # fmt: skip


async def balance(
    session: Session, expectation: Expectation, found: Sequence[Any], now: datetime
) -> int:  # fmt: skip
    """Puts the ledger right after a value has become final: what is taken back, entered anew or given back."""
    if promises.read(expectation.document).consequence is None:
        return 0
    await session.execute(queries.one_at_a_time(expectation.partner_id))
    ledger = await read(session, expectation, found)
    by_breach: dict[UUID, list[Due]] = {}
    for each in ledger.due():
        breach_id = ledger.breach_of(each.entry.period)
        if breach_id is not None:
            by_breach.setdefault(breach_id, []).append(each)
    for breach_id, dues in by_breach.items():
        await _correct(session, expectation, ledger, breach_id, dues, now)
    return len(by_breach)


async def _correct(
    session: Session, expectation: Expectation, ledger: Ledger, breach_id: UUID, dues: Sequence[Due], now: datetime
) -> None:
    case = await opened_breach(session, SYSTEM, breach_id=breach_id, expected_version=None, now=now)
    amount = ledger.total(dues)
    is_back = all(each.entry.kind is EntryKind.EARN_BACK for each in dues) and amount.minor < 0
    with case.event("breach.earned_back" if is_back else "breach.consequence_corrected"):
        await enter(session, SYSTEM, expectation, ledger, dues, now, breach=case.record)
        case.tell(amount=languages.plain(amount))
    await session.flush()


async def waive_entry(
    session: Session, *, consequence_id: UUID, amount: Money, reason: str, by: str, now: datetime
) -> bool:  # fmt: skip
    """Takes so much of what a period costs back for good, as a dispute about it ended; whether it could.

    It stays waived when values are restated; of a charge that gets smaller no more than that.
    """
    charged: Consequence | None = await session.scalar(queries.consequence(consequence_id))
    if charged is None or charged.kind is not EntryKind.CHARGE or charged.currency != amount.currency:
        return False
    await session.execute(queries.one_at_a_time(charged.partner_id))
    case = await opened_breach(session, SYSTEM, breach_id=charged.breach_id, expected_version=None, now=now)
    rows = [row for row, _ in (await session.execute(queries.ledger_of(case.expectation))).all()]
    of_period = [row for row in rows if row.measurement_id == charged.measurement_id]
    minor = min(amount.minor, sum(row.amount_minor for row in of_period))
    if minor <= 0:
        return False
    with case.event("breach.consequence_corrected"):
        session.add(
            _waiver(charged, 1 + sum(row.breach_id == charged.breach_id for row in rows), minor, reason, by, now)
        )
        case.tell(amount=languages.plain(Money(-minor, charged.currency)))
    await session.flush()
    return True


def _waiver(charged: Consequence, number: int, minor: int, reason: str, by: str, now: datetime) -> Consequence:
    document = {**json.loads(charged.document), "subjects": [], "rates": [], "limited_by": None}
    return Consequence(
        partner_id=charged.partner_id, id=ids.new(), breach_id=charged.breach_id, number=number,
        measurement_id=charged.measurement_id, revision=charged.revision, kind=EntryKind.WAIVED, negates_id=None,
        amount_minor=-minor, currency=charged.currency, basis_minor=charged.basis_minor, share=charged.share,
        cap_minor=None, rate=None, document=canonical.text(document), made_by_name=by, reason=reason, made_at=now,
    )  # fmt: skip


async def enter(
    session: Session, actor: Actor, expectation: Expectation, ledger: Ledger, dues: Sequence[Due], now: datetime, *,
    breach: Breach, reason: str = "",
) -> None:  # fmt: skip
    """Writes entries of one breach; what is taken back comes first, so that no cap is passed on the way."""
    number = sum(row.breach_id == breach.id for row in ledger.rows)
    kept = {str(row.id): row for row in ledger.rows}
    for number_, due in enumerate(dues, number + 1):
        entry, charge = due.entry, due.charge
        before = kept.get(entry.negates or "")
        valued = ledger.valued.get(entry.period)
        is_charge = before is None and entry.kind is EntryKind.CHARGE
        session.add(
            Consequence(
                partner_id=expectation.partner_id, id=ids.new(), breach_id=breach.id, number=number_, kind=entry.kind,
                negates_id=before.id if before else None,
                **_rests_on(ledger.promise, before, valued),
                amount_minor=entry.amount.minor, currency=entry.amount.currency,
                basis_minor=before.basis_minor if before else charge.basis if charge else 0,
                share=before.share if before else _share(ledger.promise, due),
                cap_minor=charge.left if charge and is_charge else None, rate=_rates(due) if is_charge else None,
                document=canonical.text(reckoning.content(due, ledger.promise, valued)), made_by_name=actor.name,
                reason=reason, made_at=now,
            )
        )  # fmt: skip


def _rests_on(promise: Promise, before: Consequence | None, valued: Valued | None) -> dict[str, Any]:
    """On which value or attestation."""
    if before is not None:
        return {name: getattr(before, name) for name in ("measurement_id", "attestation_id", "revision")}
    if valued is None:
        return {}
    if promise.metric is None:
        return {"attestation_id": valued.measurement_id}
    return {"measurement_id": valued.measurement_id, "revision": valued.revision}


def _share(promise: Promise, due: Due) -> Decimal:
    back = promise.consequence.earn_back if promise.consequence else None
    if due.entry.kind is EntryKind.EARN_BACK and back:
        return back.percent
    return due.charge.percent if due.charge else Decimal(0)


def _rates(due: Due) -> str | None:
    """The dated rates that converted values, in words."""
    used = due.charge.rates if due.charge else ()
    said = [f"1 {each.base} = {each.figure} {each.quote} ({each.source}, {each.day.isoformat()})" for each in used]
    return "; ".join(said) or None
