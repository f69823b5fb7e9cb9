"""So many of each thing of which the room has a list, made at two instants, for those who read lists to their end."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from portal import canonical, ids
from portal.access import Side
from portal.database.base import Record
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.models import Expectation, Fact, FactBatch, Metric
from portal.expectations.rules.breach import BreachStatus
from portal.expectations.rules.card import CardStatus
from portal.expectations.rules.expectation import ExpectationStatus
from portal.expectations.rules.measurement import MeasurementStatus
from portal.partners.models import Membership, Organisation
from tests.expectations.making import (
    DIGEST,
    breach,
    card,
    consequence,
    expectation,
    fact_import,
    import_row,
    measurement,
    subject,
)
from tests.files import making as files
from tests.moment import NOW


async def listed(make: Any, partner: Organisation, owner: Membership, contract_id: UUID, many: int) -> dict[str, str]:
    """The ids of what has lists of its own, by the names of their types."""
    company = await make.company()
    rests = {"contract_id": contract_id, "contract_sha256": DIGEST, "owner_id": owner.id}
    first_id, batch_id, value_id = ids.new(), ids.new(), ids.new()
    breach_id, card_id, import_id = ids.new(), ids.new(), ids.new()
    for number in range(many):
        at = NOW + timedelta(days=number // 4)
        metric = Metric(
            id=ids.new(), owner_id=partner.id, code="own_metric", number=number + 1, kind=SubjectKind.ORDER_LINE,
            document="{}", sha256=canonical.digest(number), side=Side.HOST, made_by_name="Robin", created_at=at,
        )  # fmt: skip
        await make.add(metric)
        promise = expectation(
            partner, company, metric, id=ids.new() if number else first_id, status=ExpectationStatus.RETIRED,
            code=f"on_time_{number}", created_at=at, **rests,
        )  # fmt: skip
        await make.add(promise)
        value = {
            "starts_on": date(2026 + number // 4, 1, 1), "ends_on": date(2026 + number // 4, 3, 31),
            "ordinal": number + 1, "created_at": at, "status": MeasurementStatus.FINAL, "waiting_on": frozenset(),
            "due_at": None,
        }  # fmt: skip
        of_first = expectation(partner, company, metric, id=first_id)
        await make.add(measurement(of_first, **{**value, "id": ids.new() if number else value_id}))
        await make.add(*_after(of_first, partner, company, number, (breach_id, card_id), at))
        await make.add(_batch(partner, owner, ids.new() if number else batch_id, at))
        await _imported(make, partner, owner, import_id, number, at)
        await make.add(subject(partner, f"4711 {number}"))
        await make.add(_fact(partner, batch_id, number, at))
    return {
        "Expectation": ids.text("ept", first_id), "Measurement": ids.text("mea", value_id),
        "FactBatch": ids.text("fba", batch_id), "Breach": ids.text("bre", breach_id),
        "Scorecard": ids.text("scd", card_id), "FactImport": ids.text("fim", import_id),
    }  # fmt: skip


def _after(
    of: Expectation, partner: Organisation, company: Organisation, number: int, firsts: tuple[UUID, UUID], at: Any
) -> list[Record]:
    """A breach and a card, and what the first breach costs once more."""
    breach_id, card_id = (each if number == 0 else ids.new() for each in firsts)
    over = {"due_at": None, "waiting_on": frozenset[Side](), "created_at": at}
    missed = breach(of, id=breach_id, status=BreachStatus.WAIVED, **over)
    shown = card(partner, company, id=card_id, status=CardStatus.RETIRED, **over)
    first = breach(of, id=firsts[0])
    return [missed, shown, consequence(first, measurement_id=None, number=number + 1, made_at=at)]


async def _imported(
    make: Any, partner: Organisation, owner: Membership, first_id: UUID, number: int, at: Any
) -> None:  # fmt: skip
    """A file of facts, and a refused row of the first one."""
    brought = files.file(owner, partner_id=partner.id, record=("fim", ids.new()))
    await make.add(brought)
    made = fact_import(owner, brought, id=ids.new() if number else first_id, created_at=at)
    await make.add(made)
    await make.add(import_row(made if not number else fact_import(owner, brought, id=first_id), number + 2))


def _batch(partner: Organisation, owner: Membership, id_: UUID, at: Any) -> FactBatch:
    return FactBatch(
        partner_id=partner.id, id=id_, source="ERP", side=Side.HOST, person_id=owner.person_id, made_by_name="Robin",
        program="", accepted=1, unchanged=0, corrected=0, refused=0, refusals=[], facts_sha256=DIGEST, received_at=at,
    )  # fmt: skip


def _fact(partner: Organisation, batch_id: UUID, number: int, at: Any) -> Fact:
    return Fact(
        partner_id=partner.id, id=ids.new(), kind=SubjectKind.ORDER_LINE, statement="LINE",
        subject_key=f"4711 {number}", source="ERP", external_id=str(number), revision=1, document="{}", sha256=DIGEST,
        side=Side.HOST, batch_id=batch_id, row_number=number, reason="", received_at=at,
    )  # fmt: skip
