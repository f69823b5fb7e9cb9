"""What a missed target costs is part of what both sides agree on, or is refused before either does."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from portal import errors
from portal.access import Side
from portal.expectations import operations
from portal.expectations.metrics import shipped
from portal.expectations.rules import promise
from portal.expectations.rules.expectation import ExpectationKind
from portal.expectations.rules.promise import Promise
from portal.expectations.scores import consequences, periods
from tests.expectations.scene import MANAGER, Scene, terms

AT_STAKE: dict[str, Any] = {
    "basis": "FEE", "currency": "EUR", "fee": "12000.00", "judged_by": "VALUE",
    "steps": [{"worse_than": "95", "percent": "10"}, {"worse_than": "90.0", "percent": "25"}],
    "period_cap": "3000.00", "yearly_cap": "9000.00", "year_starts_in": 1, "sole_remedy": True,
    "earn_back": None, "rates": None,
}  # fmt: skip


def promised(**more: Any) -> Promise:
    """Delivery on time, 95 % in a quarter, with money at stake."""
    given: dict[str, Any] = {
        "code": "delivery.on_time", "title": "Deliveries on time", "kind": ExpectationKind.SLA,
        "metric": shipped.DEFINITIONS["on_time"],
        "obligor": Side.PARTNER, "starts_on": date(2026, 1, 1), "zone": "Europe/Berlin", "calendars": ("DE",),
        "currency": "EUR", "target": Decimal(95), "consequence": consequences.read(AT_STAKE),
    }  # fmt: skip
    return Promise(**(given | more))


def test_a_promise_is_read_back_with_what_is_at_stake() -> None:
    found = promise.read(promised().written())
    assert found.consequence == consequences.read(AT_STAKE)
    assert found.sha256 == promised().sha256
    dearer = consequences.read(AT_STAKE | {"fee": "12000.01"})
    assert promised(consequence=dearer).sha256 != found.sha256
    promise.check(found)


@pytest.mark.parametrize(
    ("more", "sentence", "path"),
    [
        ({"target": Decimal(94)}, "A step cannot cost money while the target is met.", "steps 0 worseThan"),
        (
            {"rhythm": periods.rhythm(periods.Length.TRAILING, months=12)},
            "A fee can only be charged for periods that do not overlap.",
            "basis",
        ),
        (
            {"metric": None, "kind": ExpectationKind.BOUNDARY, "text": "Only in Spain."},
            "Only a measured or attested promise can have a consequence in money.",
            "",
        ),
    ],
)
def test_what_does_not_fit_the_promise_is_refused(more: dict[str, Any], sentence: str, path: str) -> None:
    with pytest.raises(errors.Invalid) as refusal:
        promise.check(promised(**more), path=("input",))
    assert (refusal.value.message, " ".join(refusal.value.path)) == (sentence, f"input consequence {path}".strip())


@pytest.mark.parametrize(
    ("metric", "is_share"),
    [("on_time", True), ("paid_on_time", True), ("paid_on_time.amount", False), ("days_to_pay", False)],
)
def test_only_a_share_of_counted_subjects_is_judged_by_its_interval(metric: str, is_share: bool) -> None:
    definition = shipped.DEFINITIONS[metric]
    assert definition.is_share is is_share


async def test_money_at_stake_is_drafted_in_one_form_and_refused_where_it_is_wrong(scene: Scene) -> None:
    made = await scene.draft(terms(consequence=AT_STAKE))
    kept = promise.read(made.document).consequence
    assert kept is not None
    assert [each["worse_than"] for each in kept.content()["steps"]] == ["95", "90"]
    refusal = await scene.refused(
        MANAGER, operations.edit_expectation, expectation_id=made.id, expected_version=1,
        terms=terms(consequence=AT_STAKE | {"yearly_cap": "2999"}),
    )  # fmt: skip
    assert refusal.message == "The cap for a year must be at least the cap for a period."
    assert refusal.path[-2:] == ("consequence", "yearlyCap")
    assert (await scene.row(made)).sha256 == made.sha256
