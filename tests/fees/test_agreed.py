"""What a reseller or distribution contract says of fees: signed as every key term, a schedule while it is in force."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from portal import errors, ids
from portal.access import SYSTEM, Side
from portal.contracts.models import Contract
from portal.contracts.rules import Kind, Status
from portal.contracts.text import documents, earning, redline, terms
from portal.contracts.text.terms import TermValue
from portal.fees import operations
from portal.fees.models import FeeSchedule
from portal.journal import Entry
from tests.contracts.test_documents import SUPPLY
from tests.fees import making
from tests.fees.scene import Scene
from tests.make import TERMS
from tests.moment import NOW

TODAY = NOW.date()
WRITTEN = {
    "fee_rate": (" 7.250 % ", "7.25"),
    "fee_base": ("NET", "NET"),
    "fee_cap": ("5000 EUR", "5000.00 EUR"),
    "fee_hold_days": ("030", "30"),
    "fee_products": ("gtx-pro; GTX-PLUS gtx-pro", "GTX-PLUS, GTX-PRO"),
}
"""Each as somebody writes it, and its one form."""
AGREED = {name: text for name, (_typed, text) in WRITTEN.items()}


@pytest.mark.parametrize("name", earning.NAMES)
def test_each_is_read_into_its_one_form_and_taken_out_again(name: str) -> None:
    typed, text = WRITTEN[name]
    set_ = terms.changed(SUPPLY.terms, name, typed, path=())
    assert (terms.text_of(set_, name), terms.text_of(SUPPLY.terms, name)) == (text, "")
    assert terms.changed(set_, name, " ", path=()) == SUPPLY.terms
    terms.check_written(name, typed, path=())


def test_the_signed_bytes_have_them_in_the_contracts_that_may_say_so_and_no_other() -> None:
    full = replace(SUPPLY, kind="RESELLER", terms=replace(SUPPLY.terms, fees=tuple(sorted(AGREED.items()))))
    plain = json.loads(documents.canonical(full))
    assert plain["terms"].pop("fees") == AGREED
    assert plain == json.loads(documents.canonical(replace(SUPPLY, kind="RESELLER")))
    assert documents.parse(documents.canonical(full)) == full
    found = redline.term_changes(SUPPLY, full)
    assert [(each.term, each.before, each.after) for each in found] == [(name, "", AGREED[name]) for name in AGREED]
    with pytest.raises(errors.Invalid, match="Only a reseller or distribution contract"):
        documents.checked(replace(full, kind="SUPPLY"))
    with pytest.raises(errors.Invalid, match="First enter the fee"):
        documents.checked(replace(full, terms=replace(SUPPLY.terms, fees=(("fee_base", "NET"),))))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("fee_rate", "much"), ("fee_rate", "100.01"), ("fee_rate", "1.00001"), ("fee_rate", "-1"),
        ("fee_base", "GROSS"),
        ("fee_cap", "0 EUR"), ("fee_cap", "5 DEM"), ("fee_hold_days", "367"), ("fee_hold_days", "two"),
        ("fee_products", ";"), ("fee_products", "a*"),
    ],
)  # fmt: skip
def test_what_may_not_be_agreed_is_refused(name: str, typed: str) -> None:
    with pytest.raises(errors.Invalid):
        terms.with_fees(SUPPLY.terms, [TermValue(name, typed)], path=("input", "feeTerms"))


async def agreed(
    scene: Scene, fees: dict[str, str] = AGREED, starts_on: date = TODAY - timedelta(days=30), **columns: Any
) -> Contract:  # fmt: skip
    said = replace(TERMS, starts_on=starts_on, ends_on=None, fees=tuple(sorted(fees.items())))
    values = {"status": Status.ACTIVE, "partner": scene.partner, "kind": Kind.RESELLER, "terms": said, **columns}
    return await scene.make.contract(**values)


async def follows(scene: Scene, contract: Contract, event: str = "contract.activated", now: Any = NOW) -> int:
    entry = Entry(
        partner_id=contract.partner_id, id=ids.new(), record_type="ctr", record_id=contract.id, event=event, at=now,
        by_id=ids.new(), by_name="", side=Side.HOST, is_system=True, is_published=True, changes=[],
    )  # fmt: skip
    react = operations.set_from_contract if event in operations.CONTRACT_AGREED else operations.end_with_contract
    async with scene.as_(SYSTEM) as session:
        return await react(session, SYSTEM, entry, now)


async def schedules(scene: Scene) -> dict[str, list[tuple[Any, ...]]]:
    """By product: rate, first and last day, and whether a signed version says so."""
    found = select(FeeSchedule).where(FeeSchedule.partner_id == scene.partner.id).order_by(FeeSchedule.made_at)
    rows: dict[str, list[tuple[Any, ...]]] = {}
    for each in (await scene.make.session.scalars(found.execution_options(populate_existing=True))).all():
        rows.setdefault(each.product, []).append(
            (str(each.rate.normalize()), each.valid_from, each.valid_until, each.contract_sha256)
        )
    return rows


async def test_in_force_it_is_a_schedule_that_names_the_signed_version_and_once(scene: Scene) -> None:
    contract = await agreed(scene)
    assert (await follows(scene, contract), await follows(scene, contract)) == (2, 0)
    found = await schedules(scene)
    assert found["GTX-PRO"] == found["GTX-PLUS"] == [("0.0725", TODAY, None, contract.sha256)]
    assert found[""] == [("0.08", date(2020, 1, 1), None, None)]  # what it says nothing of goes on
    (row,) = (await scene.make.session.scalars(select(FeeSchedule).where(FeeSchedule.product == "GTX-PRO"))).all()
    assert (row.cap_minor, row.cap_currency, row.hold_days, row.contract_id) == (5_000_00, "EUR", 30, contract.id)


async def test_it_takes_the_place_of_what_held_for_the_same_from_its_first_day_on(scene: Scene) -> None:
    await scene.make.add(making.schedule(scene.partner, "0.5", product="LATER", valid_from=TODAY + timedelta(days=90)))
    first = TODAY + timedelta(days=10)
    contract = await agreed(scene, {"fee_rate": "10"}, first)
    assert await follows(scene, contract) == 1
    found = await schedules(scene)
    assert found[""] == [
        ("0.08", date(2020, 1, 1), first - timedelta(days=1), None), ("0.1", first, None, contract.sha256)
    ]  # fmt: skip
    assert found["LATER"][0][2] is None


async def test_its_end_closes_it_that_day_and_what_was_earned_stays_open(scene: Scene) -> None:
    contract = await agreed(scene, {"fee_rate": "10"})
    await follows(scene, contract)
    fee = await scene.fee()
    assert await scene.entries(fee) == [("ACCRUAL", 4_500_00)]
    later = NOW + timedelta(days=20)
    assert await follows(scene, contract, "contract.terminated", later) == 1
    assert await follows(scene, contract, "contract.terminated", later) == 0
    assert (await schedules(scene))[""][-1][2] == later.date()
    fee = await scene.row(fee)
    assert (fee.status.value, await scene.entries(fee)) == ("ACCRUED", [("ACCRUAL", 4_500_00)])
    before = len(await scene.fees())
    await scene.earn(later)
    assert len(await scene.fees()) == before


async def amended(scene: Scene, contract: Contract, fees: dict[str, str] | None, digit: str) -> None:
    """A new version of the contract is in force."""
    changed = update(Contract).where(Contract.id == contract.id).values(fee_terms=fees, sha256=digit * 64)
    await scene.make.session.execute(changed)


async def test_an_amendment_of_the_rate_begins_a_schedule_and_one_of_other_words_none(scene: Scene) -> None:
    contract = await agreed(scene, {"fee_rate": "10"})
    await follows(scene, contract)
    await amended(scene, contract, {"fee_rate": "10"}, "b")
    later = NOW + timedelta(days=5)
    assert await follows(scene, contract, "contract.amended", later) == 0
    await amended(scene, contract, {"fee_rate": "12"}, "c")
    assert await follows(scene, contract, "contract.amended", later) == 1
    ended, new = (await schedules(scene))[""][1:]
    assert (ended[2], new[:3], new[3]) == (
        later.date() - timedelta(days=1), ("0.12", later.date(), None), "c" * 64
    )  # fmt: skip
    await amended(scene, contract, None, "d")
    assert await follows(scene, contract, "contract.amended", later + timedelta(days=1)) == 0
    assert (await schedules(scene))[""][-1][2] == later.date()


async def test_a_contract_without_such_terms_or_not_in_force_says_nothing(scene: Scene) -> None:
    for contract in (await agreed(scene, {}), await agreed(scene, status=Status.TERMINATED)):
        assert await follows(scene, contract) == 0
    assert set(await schedules(scene)) == {""}
