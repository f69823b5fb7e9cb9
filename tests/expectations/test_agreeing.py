"""What people do with an expectation, until both sides agree on it by its digest, and after."""

import json
from dataclasses import replace
from datetime import date, datetime

import pytest
from sqlalchemy import select

from portal import canonical, ids
from portal.access import SYSTEM, Side
from portal.contracts.models import Contract, Version
from portal.contracts.rules import Status
from portal.expectations import operations
from portal.expectations.models import Expectation
from portal.expectations.rules import promise
from portal.expectations.rules.expectation import ExpectationStatus
from portal.expectations.rules.measurement import MeasurementStatus
from portal.journal import Entry
from portal.reactions import REACTIONS
from tests.expectations.scene import ADMIN, LEGAL, MANAGER, MEMBER, Scene, terms
from tests.make import NOW

E = ExpectationStatus
IN_10_DAYS = datetime.fromisoformat("2026-03-16T22:59:59Z")


async def test_a_draft_is_its_own_side_s_alone_until_it_is_proposed(scene: Scene) -> None:
    made = await scene.draft()

    assert (made.status, made.proposed_at, made.author) == (E.DRAFT, None, Side.HOST)
    refusal = await scene.refused(
        ADMIN, operations.agree_expectation, expectation_id=made.id, expected_version=1, expected_digest=made.sha256
    )
    assert str(refusal) == "There is no such expectation."


async def test_the_other_side_has_ten_business_days_and_agrees_by_the_digest(scene: Scene) -> None:
    made = await scene.proposed()
    assert (made.status, made.waiting_on, made.due_at) == (E.PROPOSED, frozenset({Side.PARTNER}), IN_10_DAYS)

    stale = await scene.refused(
        ADMIN, operations.agree_expectation, expectation_id=made.id, expected_version=2, expected_digest="0" * 64
    )
    assert str(stale) == "The current version is not the one you are acting on. Read it again."

    agreed = await scene.step(ADMIN, operations.agree_expectation, made, expected_digest=made.sha256)

    assert (agreed.status, agreed.agreed_by_name) == (E.ACTIVE, "Partner_Admin")
    assert await scene.events(made) == [
        "expectation.drafted", "expectation.proposed", "expectation.agreed", "expectation.started",
    ]  # fmt: skip


async def test_once_it_counts_the_period_that_has_begun_collects_facts_and_the_next_opens_on_its_day(
    scene: Scene,
) -> None:
    made = await scene.agreed()
    (first,) = await scene.measurements(made)
    assert (first.status, first.starts_on, first.ends_on) == (
        MeasurementStatus.COLLECTING, date(2026, 1, 1), date(2026, 3, 31),
    )  # fmt: skip
    # The quarter of Berlin ends at 22 o'clock of UTC, ten days later the facts that came late have come.
    assert first.due_at == datetime.fromisoformat("2026-04-10T22:00:00Z")
    assert (await scene.row(made)).due_at == datetime.fromisoformat("2026-03-31T22:00:00Z")

    assert not await scene.keep_time(made, datetime.fromisoformat("2026-03-31T21:59:59Z"))
    assert await scene.keep_time(made, datetime.fromisoformat("2026-03-31T22:00:00Z"))
    assert not await scene.keep_time(made, datetime.fromisoformat("2026-03-31T22:00:00Z"))

    assert [each.starts_on for each in await scene.measurements(made)] == [date(2026, 1, 1), date(2026, 4, 1)]


async def test_a_change_is_asked_for_with_a_reason_and_goes_back_to_the_side_that_wrote_it(scene: Scene) -> None:
    made = await scene.proposed()

    back = await scene.step(ADMIN, operations.revise_expectation, made, reason="95 is too much in the first year.")
    assert (back.status, back.waiting_on, back.reason) == (
        E.DRAFT, frozenset({Side.HOST}), "95 is too much in the first year.",
    )  # fmt: skip

    before = back.sha256
    changed = await scene.step(MANAGER, operations.edit_expectation, made, terms=terms(target="92"))
    assert changed.sha256 != before
    assert promise.read(changed.document).target == 92
    again = await scene.step(MANAGER, operations.propose_expectation, made)
    assert (
        await scene.step(ADMIN, operations.agree_expectation, made, expected_digest=again.sha256)
    ).status is E.ACTIVE


async def test_no_side_agrees_to_what_it_wrote_itself(scene: Scene) -> None:
    made = await scene.proposed()

    refusal = await scene.refused(
        MANAGER, operations.agree_expectation, expectation_id=made.id, expected_version=2, expected_digest=made.sha256
    )
    assert str(refusal) == "It is the other side's turn."


async def test_a_partner_proposes_what_the_company_owes(scene: Scene) -> None:
    own = terms("paid_on_time", title="Invoices paid on time", starts_on=date(2026, 4, 1))
    made = await scene.proposed(own, role=ADMIN, obligor=Side.HOST, code="paid_on_time")
    assert (made.author, made.obligor, made.waiting_on) == (Side.PARTNER, Side.HOST, frozenset({Side.HOST}))

    agreed = await scene.step(LEGAL, operations.agree_expectation, made, expected_digest=made.sha256)

    assert (agreed.status, agreed.due_at) == (E.AGREED, datetime.fromisoformat("2026-03-31T22:00:00Z"))
    assert await scene.keep_time(made, agreed.due_at)
    assert (await scene.row(made)).status is E.ACTIVE
    assert [each.obligor for each in await scene.measurements(made)] == [Side.HOST]


async def test_what_takes_its_place_ends_it_the_day_before(scene: Scene) -> None:
    old = await scene.agreed()
    new = await scene.agreed(terms(starts_on=date(2026, 7, 1), target="97"), supersedes_id=old.id)

    assert new.status is E.AGREED
    assert (await scene.row(old)).ends_on == date(2026, 6, 30)


async def test_two_promises_of_one_name_never_count_at_once(scene: Scene) -> None:
    await scene.agreed()
    second = await scene.proposed(terms(target="97"))

    refusal = await scene.refused(
        ADMIN, operations.agree_expectation, expectation_id=second.id, expected_version=2,
        expected_digest=second.sha256,
    )  # fmt: skip
    assert "is in force on some of these days" in str(refusal)


async def test_it_is_suspended_with_a_reason_until_a_day_and_goes_on_by_itself(scene: Scene) -> None:
    made = await scene.agreed()

    paused = await scene.step(
        MANAGER, operations.suspend_expectation, made, until=date(2026, 3, 20), reason="Flood at the plant."
    )
    assert (paused.status, paused.suspended_until) == (E.SUSPENDED, date(2026, 3, 20))
    assert paused.due_at == datetime.fromisoformat("2026-03-20T23:00:00Z")

    assert await scene.keep_time(made, paused.due_at)
    assert (await scene.row(made)).status is E.ACTIVE


@pytest.mark.parametrize(
    ("wrong", "path", "sentence"),
    [
        ({"title": " "}, "title", "Enter a title of 1 to 200 characters."),
        ({"target": None}, "target", "Enter the promised value."),
        ({"target": "many"}, "target", "Write a number in digits with a decimal point, such as 1250.5."),
        ({"floor": "97"}, "floor", "The value that scores 0 must be worse than the target."),
        ({"min_sample": 0}, "minSample", "This must be from 1 to 1,000,000."),
        ({"zone": "Mars/Base"}, "zone", "The time zone must be a name such as Europe/Berlin."),
        ({"scope": {"colour": ["red"]}}, "scope", "The expectation cannot be limited by colour."),
        ({"ends_on": date(2025, 1, 1)}, "endsOn", "The last day is before the first."),
        ({"starts_on": date(2023, 1, 1)}, "startsOn", "The first day must not be more than three years ago."),
    ],
)
async def test_what_cannot_be_agreed_on_is_refused_where_it_stands(
    scene: Scene, wrong: dict[str, object], path: str, sentence: str
) -> None:
    refusal = await scene.refused(
        MANAGER, operations.draft_expectation, code="on_time", obligor=Side.PARTNER,
        terms=replace(terms(), **wrong), partner_id=scene.partner.id,  # type: ignore[arg-type]
    )  # fmt: skip
    assert (refusal.path, str(refusal)) == (("input", "terms", path), sentence)


async def test_a_member_who_may_not_propose_is_told_who_may(scene: Scene) -> None:
    refusal = await scene.refused(
        MEMBER, operations.draft_expectation, code="on_time", obligor=Side.PARTNER, terms=terms()
    )
    assert "Partner administrator" in str(refusal)


async def signed(scene: Scene, clause: str, event: str) -> Expectation:
    """An expectation that was proposed with a contract, after an event of the contract."""
    contract = await scene.make.contract(status=Status.OUT_FOR_SIGNATURE, partner=scene.partner)
    made = await scene.proposed(terms(contract_id=contract.id, clause_key=clause))
    await follow(scene, contract, event)
    row: Expectation = await scene.row(made)
    return row


async def follow(scene: Scene, contract: Contract, event: str) -> None:
    entry = Entry(partner_id=scene.partner.id, id=ids.new(), record_type="ctr", record_id=contract.id, event=event)
    reaction = next(each for each in REACTIONS if each.event == event and "expectation" in each.operation.__module__)
    async with scene.as_(SYSTEM) as session:
        await reaction.operation(session, SYSTEM, entry, NOW)


async def test_the_signatures_of_a_contract_agree_to_what_was_proposed_with_it(scene: Scene) -> None:
    made = await signed(scene, "scope", "contract.signed")

    assert (made.status, made.agreed_by_name, made.contract_sha256 is not None) == (E.ACTIVE, None, True)


async def test_what_comes_from_a_clause_that_was_changed_since_is_not_agreed_to_by_the_signatures(scene: Scene) -> None:
    contract = await scene.make.contract(status=Status.OUT_FOR_SIGNATURE, partner=scene.partner)
    made = await scene.proposed(terms(contract_id=contract.id, clause_key="payment"))
    kept = await scene.proposed(terms(contract_id=contract.id, clause_key="scope"), code="scope")
    await reworded(scene, contract, "payment")

    await follow(scene, contract, "contract.signed")

    assert [(await scene.row(each)).status for each in (made, kept)] == [E.PROPOSED, E.ACTIVE]


async def reworded(scene: Scene, contract: Contract, key: str) -> None:
    """The next version of the contract, in which one clause has other words."""
    (before,) = await scene.all(select(Version).where(Version.contract_id == contract.id))
    said = json.loads(before.document)
    (clause,) = [each for each in said["clauses"] if each["key"] == key]
    clause["text"] += " Bank holidays count as well."
    document = canonical.text(said)
    await scene.make.add(
        Version(
            partner_id=contract.partner_id, id=ids.new(), contract_id=contract.id, number=2, side=Side.PARTNER,
            parent_sha256=before.sha256, sha256=canonical.sha256(document), document=document, created_at=NOW,
        )
    )  # fmt: skip
    statement = (
        f"UPDATE contract SET version_number = 2, sha256 = '{canonical.sha256(document)}' WHERE id = '{contract.id}'"
    )
    await (await scene.make.session.connection()).exec_driver_sql(statement)


async def test_what_rests_on_a_contract_ends_with_it(scene: Scene) -> None:
    made = await signed(scene, "scope", "contract.signed")
    contract = (await scene.all(select(Contract).where(Contract.id == made.contract_id)))[0]

    await follow(scene, contract, "contract.expired")

    after = await scene.row(made)
    assert (after.status, after.ends_on) == (E.RETIRED, date(2026, 3, 2))
    assert (await scene.events(made))[-1] == "expectation.ended"
