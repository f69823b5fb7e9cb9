"""Expectations as tests find them, with facts and a measured period; and all of one partner's world."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from portal import canonical, ids
from portal.access import Side
from portal.acting import Lived
from portal.contracts.models import Contract
from portal.database.base import Record
from portal.expectations.facts.kinds import KINDS, SubjectKind
from portal.expectations.metrics import shipped
from portal.expectations.models import (
    Attestation,
    Breach,
    CardRank,
    Consequence,
    Exclusion,
    Expectation,
    Fact,
    FactBatch,
    FactContest,
    FactImport,
    FactImportRow,
    FactMapping,
    Mark,
    Measurement,
    MeasurementRevision,
    Metric,
    MissedLine,
    OpenCalendar,
    PlanStep,
    PrimarySource,
    Scorecard,
    ScorecardPeriod,
    Subject,
    Tally,
)
from portal.expectations.operations.recording import subject_id
from portal.expectations.rules.breach import BREACH, BreachStatus
from portal.expectations.rules.card import CARD, CardStatus
from portal.expectations.rules.expectation import EXPECTATION, ExpectationKind, ExpectationStatus
from portal.expectations.rules.importing import ImportStatus
from portal.expectations.rules.measurement import MEASUREMENT, ContestReason, MeasurementStatus, RevisionReason
from portal.expectations.rules.promise import Promise
from portal.expectations.scores.confidence import Verdict
from portal.expectations.scores.ledger import EntryKind
from portal.files.models import File
from portal.partners.models import Membership, Organisation
from tests.files import making as files
from tests.moment import NOW

ONE = (1, 1, 2, 2, 2, None)
SHIPPED = len(shipped.DEFINITIONS)
SEEN: dict[str, tuple[int | None, ...]] = {
    "expectation": (2, 2, 4, 6, 6, None),
    "scorecard": (2, 2, 4, 6, 6, None),
    "metric": (SHIPPED + 1, SHIPPED + 1, SHIPPED + 2, SHIPPED + 2, SHIPPED + 2, None),
    "fact_import": (2, 2, 4, 6, 6, None),
    "fact_import_row": (1, 1, 2, 4, 4, None),
    "fact_mapping": (1, 0, 0, 2, 2, None),
    **dict.fromkeys((
        "breach", "consequence", "exclusion", "fact", "fact_batch", "fact_contest", "fact_mark", "measurement",
        "card_rank", "measurement_revision", "missed_line", "open_calendar", "plan_step", "primary_source",
        "scorecard_period", "attestation",
        "subject", "tally",
    ), ONE),
}  # fmt: skip
NODES = {
    "ept": "expectation", "met": "metric", "mea": "measurement", "mrv": "measurement_revision", "fba": "fact_batch",
    "fct": "fact", "sbj": "subject", "ats": "attestation", "fco": "fact_contest", "bre": "breach", "csq": "consequence",
    "scd": "scorecard", "scp": "scorecard_period", "fim": "fact_import", "fir": "fact_import_row",
}  # fmt: skip
ON_TIME = shipped.DEFINITIONS["on_time"]
DIGEST = "0" * 64
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


def expectation(
    partner: Organisation, company: Organisation, metric: Metric | None = None, **columns: Any
) -> Expectation:
    """Deliveries on time, promised by the partner and proposed by the company; `status` says how far it is."""
    status = columns.get("status", ExpectationStatus.ACTIVE)
    promise = Promise(
        code=columns.get("code", "on_time"), title="Deliveries on time", kind=ExpectationKind.SLA,
        obligor=columns.get("obligor", Side.PARTNER), starts_on=FIRST, zone="Europe/Berlin", calendars=("DE",),
        metric=ON_TIME, parameters={each.name: each.default for each in ON_TIME.parameters}, target=Decimal(95),
        tolerance=Decimal(2), floor=Decimal(80),
    )  # fmt: skip
    seen = status is not ExpectationStatus.DRAFT
    dated = status in {ExpectationStatus.PROPOSED, ExpectationStatus.AGREED}
    values = {
        "partner_id": partner.id, "id": ids.new(), "company_id": company.id, "owner_id": None, "code": promise.code,
        "title": promise.title, "kind": promise.kind, "status": status, "author": Side.HOST,
        "obligor": promise.obligor, "contract_id": None, "clause_key": None, "contract_sha256": None,
        "metric_id": metric.id if metric else ids.new(), "document": promise.written(), "sha256": promise.sha256,
        "target": promise.target, "tolerance": promise.tolerance, "floor": promise.floor,
        "period": promise.rhythm.length, "zone": promise.zone, "min_sample": promise.min_sample,
        "starts_on": promise.starts_on, "ends_on": None, "proposed_at": NOW if seen else None,
        "agreed_at": NOW if seen and not dated else None, "reason": "", "version": 1, "waiting_on": frozenset(),
        "due_at": NOW + timedelta(days=14) if dated else None, "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return Expectation(**{**values, **columns})


def measurement(of: Expectation, **columns: Any) -> Measurement:
    """The first quarter, provisional: 19 of 20."""
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "expectation_id": of.id, "starts_on": FIRST, "ends_on": LAST,
        "ordinal": 1, "obligor": of.obligor, "status": MeasurementStatus.PROVISIONAL,
        "closes_at": datetime(2026, 4, 10, 22, tzinfo=UTC), "revision": 1, "numerator": Decimal(19),
        "denominator": Decimal(20), "n": 20, "excluded": 0, "value": Decimal(95), "low": Decimal("76.4"),
        "high": Decimal("99.1"), "verdict": Verdict.UNSURE, "subjects_sha256": DIGEST, "as_of": NOW,
        "published_at": NOW, "late": 0, "upheld": 0, "reason": "", "version": 1,
        "waiting_on": frozenset({of.obligor}), "due_at": NOW + timedelta(days=14), "created_at": NOW,
        "updated_at": NOW,
    }  # fmt: skip
    return Measurement(**{**values, **columns})


def breach(of: Expectation, **columns: Any) -> Breach:
    """Found, and notice is not given yet."""
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "expectation_id": of.id, "obligor": of.obligor,
        "status": BreachStatus.DETECTED, "occurrence": 1, "value": Decimal(80), "target": Decimal(95),
        "plan_text": "", "reason": "", "version": 1, "waiting_on": frozenset({of.obligor.other}),
        "due_at": NOW + timedelta(days=2), "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return Breach(**{**values, **columns})


def attestation(of: Expectation, **columns: Any) -> Attestation:
    """Whoever owes it says that it is kept."""
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "expectation_id": of.id, "side": of.obligor, "is_kept": True,
        "text": "The certificate.", "file_digests": [], "valid_until": LAST, "made_by_name": "Robin", "made_at": NOW,
        "contest_text": "",
    }  # fmt: skip
    return Attestation(**{**values, **columns})


def consequence(of: Breach, **columns: Any) -> Consequence:
    """5 % of 100 euros."""
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "breach_id": of.id, "measurement_id": of.measurement_id,
        "attestation_id": of.attestation_id, "revision": 1, "number": 1, "kind": EntryKind.CHARGE,
        "amount_minor": 500, "currency": "EUR", "basis_minor": 10_000, "share": Decimal(5),
        "document": '{"rates":[],"subjects":[]}', "made_by_name": "Robin", "reason": "", "made_at": NOW,
    }  # fmt: skip
    return Consequence(**{**values, **columns})


def card(partner: Organisation, company: Organisation, **columns: Any) -> Scorecard:
    """Agreed by both sides; `status` says how far it is."""
    status = columns.get("status", CardStatus.AGREED)
    seen, written = status is not CardStatus.DRAFT, canonical.text({"lines": []})
    values = {
        "partner_id": partner.id, "id": ids.new(), "company_id": company.id, "title": "Scorecard",
        "obligor": Side.PARTNER, "author": Side.HOST, "status": status, "document": written,
        "sha256": canonical.sha256(written), "proposed_at": NOW if seen else None,
        "agreed_at": NOW if status is CardStatus.AGREED else None, "reason": "", "version": 1,
        "waiting_on": frozenset(), "created_at": NOW, "updated_at": NOW,
    }  # fmt: skip
    return Scorecard(**{**values, **columns})


def subject(partner: Organisation, key: str = "4711 1", **state: Any) -> Subject:
    names = {name for counted in KINDS.values() for name in counted.fields}
    values = {
        **dict.fromkeys(names), "partner_id": partner.id,
        "id": subject_id(partner.id, SubjectKind.ORDER_LINE, key), "kind": SubjectKind.ORDER_LINE, "subject_key": key,
        "day": date(2026, 2, 10), "at": None, "state_sha256": DIGEST, "changed_at": NOW, "owed_by": "PARTNER",
        "agreed_on": date(2026, 2, 10), "ordered": Decimal(10),
    }  # fmt: skip
    return Subject(**{**values, **state})


def fact_import(by: Membership, of: File, **columns: Any) -> FactImport:
    """A file of facts that waits to be taken in; `status` says how far it is."""
    status = columns.get("status", ImportStatus.READ)
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "side": by.side, "person_id": by.person_id, "member_id": by.id,
        "made_by_name": by.name, "program": "", "allowed": [], "file_id": of.id, "name": of.name,
        "file_sha256": of.sha256, "source": "ERP", "sheet": "", "status": status, "headings": ["No", "Due", "Pieces"],
        "kind": None, "document": "", "mapping": "", "rows": 1, "done": 0, "last_row": 0, "accepted": 0,
        "corrected": 0, "unchanged": 0, "refused": 0, "silent": 0, "repeated": 0, "elsewhere": 0, "fault": [],
        "created_at": NOW, "updated_at": NOW, "finished_at": NOW if status is ImportStatus.FINISHED else None,
        "version": 1,
    }  # fmt: skip
    return FactImport(**{**values, **columns})


def import_row(of: FactImport, number: int = 2, **columns: Any) -> FactImportRow:
    values = {
        "partner_id": of.partner_id, "id": ids.new(), "side": of.side, "import_id": of.id, "number": number,
        "cells": ["1", "2026-02-10", "-5"], "surplus": 0, "told": [],
        "faults": [{"column": None, "heading": "Pieces", "code": "INVALID", "path": ["ordered"],
                    "said": [{"template": "This field is required.", "arguments": {}}]}],
    }  # fmt: skip
    return FactImportRow(**{**values, **columns})


async def _imported(make: Any, partner: Organisation, owner: Membership, admin: Membership) -> None:
    """A file of each side that waits, the partner's with one more that was taken in; a refused row of each side."""
    for by in (owner, admin):
        brought = files.file(by, partner_id=partner.id, record=("fim", ids.new()))
        await make.add(brought)
        waits = fact_import(by, brought)
        await make.add(waits)
        await make.add(import_row(waits))
    await make.add(
        fact_import(admin, brought, status=ImportStatus.FINISHED),
        FactMapping(
            organisation_id=partner.id, name="Deliveries", kind=SubjectKind.ORDER_LINE, document="{}", used_at=NOW
        ),
    )  # fmt: skip


async def world(make: Any, partner: Organisation, owner: Membership, admin: Membership) -> None:
    """A row of every table of this room, and a draft of each side, in one partner's world."""
    company = await make.company()
    metric = Metric(
        id=ids.new(), owner_id=partner.id, code="own_metric", number=1, kind=SubjectKind.ORDER_LINE, document="{}",
        sha256=canonical.digest(str(partner.id)), side=Side.HOST, made_by_name="Robin", created_at=NOW,
    )  # fmt: skip
    await make.add(metric)
    found = select(Contract).where(Contract.partner_id == partner.id, Contract.published_at.is_not(None)).limit(1)
    contract = (await make.session.scalars(found)).one()
    rests = {"contract_id": contract.id, "clause_key": "scope", "contract_sha256": contract.sha256}
    agreed = expectation(partner, company, metric, owner_id=owner.id, status=ExpectationStatus.RETIRED, **rests)
    drafts = [
        expectation(
            partner, company, metric, status=ExpectationStatus.DRAFT, author=side, code=f"draft_{side.lower()}", **rests
        )
        for side in Side
    ]
    for each in (agreed, *drafts):
        each.supersedes_id = each.id
    await make.add(agreed, *drafts)
    await _imported(make, partner, owner, admin)
    first = measurement(agreed)
    first.restates_id = first.id
    await make.add(first, *_facts(partner, admin))
    line = subject(partner)
    await make.add(line)
    said = attestation(agreed)
    await make.add(said, *_said(agreed, first, line))
    missed = breach(
        agreed, measurement_id=first.id, attestation_id=said.id, status=BreachStatus.CURED, due_at=None,
        waiting_on=frozenset(), closed_at=NOW,
    )  # fmt: skip
    await make.add(missed)
    await make.add(*_followed(missed))
    agreed_card = card(partner, company, owner_id=owner.id)
    rank = CardRank(partner_id=partner.id, scorecard_id=agreed_card.id, place=4, of=18, is_shared=False, made_at=NOW)
    cards = [card(partner, company, status=CardStatus.DRAFT, author=side) for side in Side]
    await make.add(agreed_card, *cards)
    await make.add(rank)
    await make.add(
        ScorecardPeriod(
            partner_id=partner.id, id=ids.new(), scorecard_id=agreed_card.id, starts_on=FIRST, ends_on=LAST, number=1,
            score=Decimal(80), covered=Decimal(100), unscored=0, standing=None, document="{}", sha256=DIGEST,
            made_at=NOW,
        )
    )  # fmt: skip


def _facts(partner: Organisation, admin: Membership) -> list[Record]:
    batch = FactBatch(
        partner_id=partner.id, id=ids.new(), source="WMS", side=Side.PARTNER, person_id=admin.person_id,
        made_by_name="Robin", program="", accepted=1, unchanged=0, corrected=0, refused=0, refusals=[],
        facts_sha256=DIGEST, received_at=NOW,
    )  # fmt: skip
    fact = Fact(
        partner_id=partner.id, id=ids.new(), kind=SubjectKind.ORDER_LINE, statement="LINE", subject_key="4711 1",
        source="WMS", external_id="1", revision=1, document='{"ordered":"10"}', sha256=DIGEST, side=Side.PARTNER,
        batch_id=batch.id, row_number=0, reason="", received_at=NOW,
    )  # fmt: skip
    primary = PrimarySource(partner_id=partner.id, kind=SubjectKind.ORDER_LINE, source="WMS")
    mark = Mark(
        partner_id=partner.id, kind=SubjectKind.ORDER_LINE, unit="MONTH", piece=date(2026, 2, 1), number=1,
        marked_at=NOW,
    )  # fmt: skip
    days = OpenCalendar(partner_id=partner.id, calendar="DE-BY", version="0.1", first_on=FIRST, days="0111100")
    return [batch, fact, primary, mark, days]


def _said(of: Expectation, first: Measurement, line: Subject) -> list[Record]:
    place = {"partner_id": of.partner_id, "id": ids.new()}
    revision = MeasurementRevision(
        **place, measurement_id=first.id, number=1, reason=RevisionReason.CLOSED, numerator=Decimal(19),
        denominator=Decimal(20), n=20, excluded=0, value=Decimal(95), expectation_sha256=of.sha256,
        metric_sha256=DIGEST, exclusions_sha256=DIGEST, subjects_sha256=DIGEST, as_of=NOW, made_at=NOW,
    )  # fmt: skip
    contest = FactContest(
        **place, measurement_id=first.id, subject_id=line.id, state_sha256=DIGEST, revision=1, side=of.obligor,
        reason=ContestReason.DATE, claim="It came a day sooner.", made_by_name="Robin", made_at=NOW, answer_text="",
    )  # fmt: skip
    exclusion = Exclusion(
        **place, expectation_id=of.id, subject_id=line.id, reason=ContestReason.DATE, text="So it was.",
        side=of.obligor.other, agreed_by_name="Kim", agreed_at=NOW,
    )  # fmt: skip
    tally = Tally(
        partner_id=of.partner_id, expectation_id=of.id, unit="MONTH", piece=date(2026, 2, 1), numerator=Decimal(19),
        denominator=Decimal(20), n=20, excluded=0, settled_at=NOW,
    )  # fmt: skip
    missed = MissedLine(partner_id=of.partner_id, measurement_id=first.id, subject_id=line.id)
    return [revision, contest, exclusion, tally, missed]


def _followed(of: Breach) -> list[Record]:
    place = {"partner_id": of.partner_id, "id": ids.new(), "breach_id": of.id, "made_at": NOW}
    step = PlanStep(
        **place, submission=1, discipline="CONTAINMENT", text="Count twice.", responsible="Warehouse",
        due_on=date(2026, 4, 30),
    )  # fmt: skip
    entry = consequence(of, **place)
    entry.negates_id = entry.id
    return [step, entry]


def _bare() -> tuple[Expectation, Organisation, Organisation]:
    partner, company = Organisation(id=ids.new()), Organisation(id=ids.new())
    return expectation(partner, company, status=ExpectationStatus.DRAFT), partner, company


def _card() -> Lived:
    _, partner, company = _bare()
    return card(partner, company)


RECORDS = {
    EXPECTATION.name: lambda: _bare()[0], MEASUREMENT.name: lambda: measurement(_bare()[0]),
    BREACH.name: lambda: breach(_bare()[0]), CARD.name: _card,
}  # fmt: skip
