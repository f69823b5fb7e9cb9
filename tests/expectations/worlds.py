"""Worlds of chance: partners with subjects, promises of every kind about them, and periods that are over."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from random import Random
from typing import Any

from portal import ids
from portal.access import Side
from portal.expectations.facts.kinds import KINDS, SubjectKind, Type
from portal.expectations.metrics import shipped
from portal.expectations.models import Exclusion, Expectation, Measurement, Subject
from portal.expectations.operations.recording import subject_id
from portal.expectations.rules.expectation import ExpectationKind
from portal.expectations.rules.measurement import ContestReason, MeasurementStatus
from portal.expectations.rules.promise import Promise
from portal.partners.models import Organisation
from tests.expectations import guessing, making
from tests.expectations.scene import metric_id
from tests.make import Make
from tests.moment import NOW

M = MeasurementStatus
FIRST, LAST = date(2024, 1, 1), date(2024, 3, 31)
OVER = datetime(2024, 4, 11, 12, tzinfo=UTC)
KIND = {SubjectKind.ORDER_LINE: "on_time", SubjectKind.INVOICE: "paid_on_time", SubjectKind.TICKET: "tickets_met"}
"""Of each kind a definition that came with the portal, for the column: what counts stands in the document."""


def promise_of(chance: Random, **more: Any) -> Promise:
    """Something that may be promised, by a definition that came with the portal or by any at all."""
    kind = chance.choice([*KIND])
    written = [each for each in shipped.DEFINITIONS.values() if each.kind is kind]
    metric = chance.choice(written) if chance.random() < 0.7 else guessing.definition(chance, kind)
    counted_by = [name for name, each in KINDS[kind].fields.items() if name == "site" and each is Type.WORD]
    scope = {"site": ("A", "B")} if counted_by and chance.random() < 0.3 else {}
    values: dict[str, Any] = {
        "code": "any", "title": "Any", "kind": ExpectationKind.KPI, "obligor": chance.choice([*Side]),
        "starts_on": chance.choice([FIRST, FIRST, date(2024, 3, 1)]), "zone": chance.choice(["Europe/Berlin", "UTC"]),
        "calendars": chance.choice([("DE",), ("DE", "IN")]), "metric": metric, "scope": scope,
        "parameters": {each.name: each.default for each in metric.parameters},
        "currency": chance.choice([None, "EUR"]), "target": Decimal(50), "min_sample": chance.choice([1, 1, 5, 20]),
    }  # fmt: skip
    return Promise(**{**values, **more})


def promised(partner: Organisation, company: Organisation, promise: Promise, **columns: Any) -> Expectation:
    kind = promise.metric.kind if promise.metric else SubjectKind.ORDER_LINE
    return making.expectation(
        partner, company, kind=promise.kind, obligor=promise.obligor, document=promise.written(),
        sha256=promise.sha256, zone=promise.zone, min_sample=promise.min_sample, starts_on=promise.starts_on,
        metric_id=metric_id(KIND[kind]), **{"code": promise.code, **columns},
    )  # fmt: skip


def collecting(of: Expectation, **columns: Any) -> Measurement:
    nothing = dict.fromkeys((
        "numerator", "denominator", "n", "excluded", "value", "low", "high", "verdict", "subjects_sha256", "as_of",
        "published_at",
    ))  # fmt: skip
    return making.measurement(of, **{
        **nothing, "status": M.COLLECTING, "revision": 0, "starts_on": FIRST, "ends_on": LAST, "closes_at": OVER,
        "due_at": OVER, "waiting_on": frozenset(), **columns,
    })  # fmt: skip


def subjects_of(chance: Random, partner: Organisation) -> list[Subject]:
    """Of each kind some, with everything about them by chance."""
    found = []
    for kind in KIND:
        counted_by = KINDS[kind]
        for state in guessing.subjects(chance, kind, chance.randrange(25)):
            key, place = state.pop("subject_key"), state[counted_by.counted_by]
            state.pop("piece")
            is_instant = counted_by.fields[counted_by.counted_by] is Type.INSTANT
            found.append(
                making.subject(
                    partner, key, **{
                        "agreed_on": None, "ordered": None, **state, "kind": kind,
                        "id": subject_id(partner.id, kind, key), "owed_by": chance.choice([*Side]).value,
                        "day": None if is_instant else place, "at": place if is_instant else None,
                        "currency": chance.choice([None, "EUR"]), "state_sha256": f"{chance.getrandbits(256):064x}",
                    }
                )
            )  # fmt: skip
    return found


def left_out(chance: Random, of: Expectation, among: Sequence[Subject]) -> list[Exclusion]:
    """Days of a pause, the whole period, single subjects, or nothing."""
    days = chance.choice([None, (date(2024, 3, 1), date(2024, 3, 3)), (FIRST, LAST)]) if chance.random() < 0.4 else None
    one = chance.choice(among) if among and chance.random() < 0.3 else None
    said = {"partner_id": of.partner_id, "expectation_id": of.id, "reason": ContestReason.DATE, "text": "So it was.",
            "side": Side.HOST, "agreed_by_name": "Kim", "agreed_at": NOW}  # fmt: skip
    return [
        *([Exclusion(id=ids.new(), first_day=days[0], last_day=days[1], **said)] if days else []),
        *([Exclusion(id=ids.new(), subject_id=one.id, **said)] if one else []),
    ]


async def world(make: Make, chance: Random) -> list[Measurement]:
    """Partners with subjects and promises of every kind, all due at once; formulas that several share as well."""
    company, found = await make.company(), list[Measurement]()
    shared = [promise_of(chance) for _ in range(3)]
    for _ in range(3):
        partner = await make.partner()
        subjects = subjects_of(chance, partner)
        await make.add(*subjects)
        for number, promise in enumerate((*shared, *(promise_of(chance) for _ in range(5)))):
            made = promised(partner, company, promise, code=f"code_{number}")
            await make.add(made)
            await make.add(*left_out(chance, made, subjects))
            found.append(collecting(made))
        final = promised(partner, company, shared[0], code="provisional")
        await make.add(final)
        found.append(making.measurement(final, starts_on=FIRST, ends_on=LAST, due_at=OVER))
    await make.add(*found)
    return found
