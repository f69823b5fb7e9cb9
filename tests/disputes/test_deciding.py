"""Deciding: where the contract gives the right, with the authority, by nobody with a part in it; appealed once."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from portal.access import Role, Side
from portal.contracts import queries as contracts
from portal.contracts.models import Contract
from portal.contracts.rules import Status as ContractStatus
from portal.disputes import operations
from portal.disputes.models import Dispute
from portal.disputes.operations import Decided, Said
from portal.disputes.rules import agreed
from portal.disputes.rules.statuses import LEVELS, DecisionCode, DisputeStatus
from portal.money import Money
from tests.disputes.plainly import plainly
from tests.disputes.scene import DAY, SAID, Scene
from tests.disputes.test_life import ADMIN, EXECUTIVE, LEGAL, MANAGER, MEMBER, OFFICER
from tests.make import TERMS as PLAIN
from tests.moment import NOW
from tests.partners.scene import at

S, D = DisputeStatus, DecisionCode
DECIDER = {"dispute_decider": "EXECUTIVE"}
TERMS = {
    **DECIDER, "dispute_mediation": "YES", "dispute_mediators": "Ana Ruiz; Bo Chen", "dispute_days_0": "20",
    "dispute_days_1": "8", "dispute_windows": "PRICE_DIFFERS 90",
}  # fmt: skip


async def under(scene: Scene, terms: dict[str, str] | None = None, **columns: Any) -> Said:
    """What is said of a dispute under a contract in force with such terms."""
    status = columns.pop("status", ContractStatus.ACTIVE)
    wanted = replace(PLAIN, disputes=tuple(sorted((terms or {}).items())))
    contract: Contract = await scene.make.contract(
        partner=scene.partner, status=status, now=NOW, terms=wanted, **columns
    )  # fmt: skip
    return replace(SAID, contract_id=contract.id)


async def escalated(scene: Scene, terms: dict[str, str] | None = None, by: Role = ADMIN) -> Dispute:
    """Two lines of EUR 120 and 80, answered and taken to level 1."""
    made = await scene.answered(by, said=await under(scene, DECIDER if terms is None else terms))
    return await scene.act(by, operations.escalate, made, reason="Nothing came of it.")


async def said(scene: Scene, made: Dispute, *codes: DecisionCode, euros: int = 50) -> dict[str, Any]:
    lines = await scene.lines(made)
    return {"decisions": [
        Decided(line_id=row.id, code=code, text=f"Line {row.position}: as the list of March says.",
                amount=Money(euros * 100, "EUR") if code is D.PARTLY_FOUNDED else None)
        for row, code in zip(lines, codes or (D.FOUNDED, D.UNFOUNDED), strict=True)
    ]}  # fmt: skip


async def decided(scene: Scene, made: Dispute, by: Role = EXECUTIVE, *codes: DecisionCode) -> Dispute:
    return await scene.act(by, operations.decide, made, **await said(scene, made, *codes))


@pytest.mark.parametrize(
    ("terms", "reason", "minor", "currency", "may"),
    [
        ({}, "OTHER", 0, None, False),
        (DECIDER, "OTHER", 10**9, "EUR", True),
        ({**DECIDER, "dispute_decider_codes": "DAMAGED, OTHER"}, "OTHER", 5, "EUR", True),
        ({**DECIDER, "dispute_decider_codes": "DAMAGED"}, "OTHER", 5, "EUR", False),
        ({**DECIDER, "dispute_decider_limit": "50.00 EUR"}, "OTHER", 5_000, "EUR", True),
        ({**DECIDER, "dispute_decider_limit": "50.00 EUR"}, "OTHER", 5_001, "EUR", False),
        ({**DECIDER, "dispute_decider_limit": "50.00 EUR"}, "OTHER", 1, "USD", False),
        ({**DECIDER, "dispute_decider_limit": "50.00 EUR"}, "OTHER", 0, None, True),
    ],
)
def test_who_may_decide_what_is_read_from_the_terms(
    terms: dict[str, str], reason: str, minor: int, currency: str | None, may: bool
) -> None:
    assert agreed.may_decide(terms, reason, minor, currency) is may
    assert agreed.level_days(terms) == LEVELS


async def test_a_dispute_keeps_what_the_text_in_force_says_when_it_is_filed(scene: Scene) -> None:
    wanted = await under(scene, TERMS)
    drafted = await scene.drafted(said=replace(wanted, known_on=(NOW - 70 * DAY).date()))
    assert (drafted.agreed, drafted.reason["days"]) == ({}, 90)
    filed = await scene.filed(said=wanted)
    contract: Any = (await scene.make.session.scalars(contracts.contract(wanted.contract_id))).one()
    kept = {
        "version": 1, "sha256": contract.sha256, "terms": TERMS, "may_decide": True, "is_mediated": True,
        "mediators": ["Ana Ruiz", "Bo Chen"], "days": [20, 8, 5],
    }  # fmt: skip
    assert (filed.agreed, filed.level_days, filed.reason["days"]) == (kept, (20, 8, 5), 90)
    await scene.make.session.execute(
        text("UPDATE contract SET dispute_terms = NULL WHERE id = :id"), {"id": wanted.contract_id}
    )
    assert (await scene.now(filed)).agreed == kept
    later = await scene.filed(said=wanted)
    assert (later.agreed, later.level_days, later.reason["days"]) == ({}, LEVELS, 60)


async def test_what_is_filed_after_the_reasons_own_time_is_in_time_by_the_contract_alone(scene: Scene) -> None:
    late = (NOW - 61 * DAY).date()
    longer = await scene.filed(said=replace(await under(scene, TERMS), known_on=late))
    assert longer.status is S.SUBMITTED
    made = await scene.drafted(said=replace(SAID, known_on=late))
    assert (await scene.not_done(ADMIN, operations.file, made))[2] == "The time to file it has ended."


@pytest.mark.parametrize(
    ("status", "columns", "holds"),
    [
        (ContractStatus.ACTIVE, {}, True), (ContractStatus.SUSPENDED, {}, True),
        (ContractStatus.NOTICE_GIVEN, {}, True), (ContractStatus.EXPIRED, {}, True),
        (ContractStatus.SIGNED, {}, False), (ContractStatus.IN_NEGOTIATION, {}, False),
        (ContractStatus.OUT_FOR_SIGNATURE, {}, False),
    ],
)  # fmt: skip
async def test_only_a_text_that_is_or_was_in_force_says_anything(
    scene: Scene, status: ContractStatus, columns: dict[str, Any], holds: bool
) -> None:
    filed = await scene.filed(said=await under(scene, TERMS, status=status, **columns))
    assert bool(filed.agreed) is holds


async def test_the_levels_last_as_long_as_the_contract_says(scene: Scene) -> None:
    made = await scene.answered(said=await under(scene, TERMS))
    assert (made.level, made.due_at) == (0, at("2026-03-30T21:59:59Z"))  # 20 business days, not 15
    climbed = await scene.tick(made, made.due_at)
    assert (climbed.status, climbed.level) == (S.ESCALATED, 1)
    assert climbed.due_at is not None
    again = await scene.tick(climbed, climbed.due_at)
    assert (again.level, again.due_at.date() if again.due_at else None) == (2, date(2026, 4, 20))


async def test_without_the_contracts_word_nobody_decides(scene: Scene) -> None:
    await scene.may_settle(EXECUTIVE)
    made = await escalated(scene, {"dispute_mediation": "YES"})
    told = await scene.not_done(EXECUTIVE, operations.decide, made, **await said(scene, made))
    assert told[::2] == ("BLOCKED", "The contract gives no one the right to decide the dispute.")


async def test_it_takes_an_authority_for_what_is_given_and_the_other_side_reads_no_more(scene: Scene) -> None:
    made = await escalated(scene)
    lacking = "Only someone with the authority to settle this amount can do this."
    assert (await scene.not_done(EXECUTIVE, operations.decide, made, **await said(scene, made)))[2] == lacking
    nothing = await said(scene, made, D.UNFOUNDED, D.UNFOUNDED)
    await scene.may_settle(EXECUTIVE, 119)
    assert (await scene.not_done(EXECUTIVE, operations.decide, made, **await said(scene, made)))[2] == lacking
    await scene.may_settle(EXECUTIVE, 10_000, currency="USD")
    await scene.may_settle(EXECUTIVE, None, kinds=["SUPPLY"])
    await scene.may_settle(EXECUTIVE, None, valid_from=(NOW + DAY).date())
    await scene.may_settle(EXECUTIVE, None, valid_until=(NOW - DAY).date())
    await scene.may_settle(LEGAL)
    assert (await scene.not_done(EXECUTIVE, operations.decide, made, **await said(scene, made)))[2] == lacking
    await scene.may_settle(EXECUTIVE, 120)
    done = await decided(scene, made)
    assert (done.status, done.decided_minor) == (S.DECIDED, 12_000)
    other = await escalated(scene)
    assert nothing["decisions"]
    free = await scene.one(EXECUTIVE)
    await scene.make.session.execute(text("DELETE FROM signing_authority WHERE membership_id = :id"), {"id": free.id})
    denied = await decided(scene, other, EXECUTIVE, D.UNFOUNDED, D.UNFOUNDED)
    assert (denied.status, denied.decided_minor) == (S.DECIDED, 0)  # nothing is given away


async def test_against_its_own_claim_the_company_needs_the_authority_for_what_it_gives_up(scene: Scene) -> None:
    made = await escalated(scene, by=MANAGER)
    assert made.claimant is Side.HOST
    await scene.may_settle(EXECUTIVE, 79)
    told = await scene.not_done(EXECUTIVE, operations.decide, made, **await said(scene, made))
    assert told[2] == "Only someone with the authority to settle this amount can do this."
    await scene.may_settle(EXECUTIVE, 80)
    assert (await decided(scene, made)).status is S.DECIDED


async def test_every_line_has_a_reason_and_both_sides_read_the_outcome(scene: Scene) -> None:
    await scene.may_settle(EXECUTIVE)
    made = await escalated(scene)
    right = (await said(scene, made, D.PARTLY_FOUNDED, D.UNFOUNDED))["decisions"]
    for wrong, place in (
        (right[:1], "input.decisions"),
        ([right[0], right[0]], "input.decisions"),
        ([replace(right[0], text=" "), right[1]], "input.decisions.0.text"),
        ([replace(right[0], amount=None), right[1]], "input.decisions.0.amount"),
        ([replace(right[0], amount=Money(12_000, "EUR")), right[1]], "input.decisions.0.amount"),
        ([replace(right[0], amount=Money(5_000, "USD")), right[1]], "input.decisions.0.amount"),
    ):
        assert (await scene.not_done(EXECUTIVE, operations.decide, made, decisions=wrong))[:2] == ("INVALID", place)
    done = await scene.act(EXECUTIVE, operations.decide, made, decisions=right)
    assert (done.decided_minor, done.conceded_minor) == (5_000, 0)
    assert [(row.decision, row.decision_text, row.decided_minor) for row in await scene.lines(done)] == [
        (D.PARTLY_FOUNDED, "Line 1: as the list of March says.", 5_000),
        (D.UNFOUNDED, "Line 2: as the list of March says.", 0),
    ]
    assert (await scene.chained(done))[-1] == "DECISION"
    assert (await scene.told(done))[-1] == "decided"
    assert done.waiting_on == frozenset(Side)


async def test_whoever_had_a_part_in_it_does_not_decide_nor_whoever_looks_after_the_partner(scene: Scene) -> None:
    barred = "You are involved in this case, so someone else must do this."
    made = await escalated(scene)
    place = await scene.place(made, **await said(scene, made))
    manager = await scene.one(MANAGER)
    await scene.make.session.execute(
        text("UPDATE membership SET roles = roles || ARRAY['EX'] WHERE id = :id"), {"id": manager.id}
    )
    assert (await scene.refused(manager, operations.decide, **place))[2] == barred
    officer = await scene.one(OFFICER)  # who admitted it
    await scene.make.session.execute(
        text("UPDATE membership SET roles = ARRAY['EX'] WHERE id = :id"), {"id": officer.id}
    )
    assert (await scene.refused(officer, operations.decide, **place))[2] == barred


async def test_it_is_appealed_once_and_somebody_else_decides_at_the_next_level(scene: Scene) -> None:
    await scene.may_settle(EXECUTIVE)
    done = await decided(scene, await escalated(scene))
    assert done.due_at == at("2026-03-16T22:59:59Z")
    assert (await scene.not_done(MEMBER, operations.appeal, done, reason="It is not."))[0] == "NOT_PERMITTED"
    appealed = await scene.act(ADMIN, operations.appeal, done, reason="The list of March is not signed.")
    assert (appealed.status, appealed.level, appealed.is_appealed) == (S.ESCALATED, 2, True)
    barred = "You are involved in this case, so someone else must do this."
    assert (await scene.not_done(EXECUTIVE, operations.decide, appealed, **await said(scene, appealed)))[2] == barred
    del scene.people[EXECUTIVE]
    await scene.may_settle(EXECUTIVE)
    again = await decided(scene, appealed, EXECUTIVE, D.FOUNDED, D.FOUNDED)
    assert (again.status, again.decided_minor, again.level) == (S.DECIDED, 20_000, 2)
    told = await scene.not_done(ADMIN, operations.appeal, again, reason="Once more.")
    assert told[::2] == ("BLOCKED", "The decision was appealed once.")
    final = await scene.tick(again, again.due_at)
    assert (final.status, [each.amount_minor for each in await scene.remedies(final)]) == (S.REMEDY, [20_000])


async def test_the_company_appeals_as_well_and_in_time(scene: Scene) -> None:
    await scene.may_settle(EXECUTIVE)
    done = await decided(scene, await escalated(scene))
    assert (await scene.act(MANAGER, operations.appeal, done, reason="It is not.")).level == 2
    other = await decided(scene, await escalated(scene), EXECUTIVE, D.UNFOUNDED, D.UNFOUNDED)
    over = await scene.tick(other, other.due_at)
    assert over.status is S.RESOLVED
    told = await scene.not_done(ADMIN, operations.appeal, over, reason="It is not.", now=NOW + timedelta(days=20))
    assert told[0] == "WRONG_STATUS"


ENTRY = """
INSERT INTO dispute_entry (partner_id, id, dispute_id, number, kind, side, person_id, by_name, document, chain, made_at)
SELECT partner_id, gen_random_uuid(), id, entries + 1, 'DECISION', 'HOST', :person, 'Eva', '{}', repeat('a', 64), now()
FROM dispute WHERE id = :id
"""
DECISIONS = "UPDATE dispute_line SET decision = 'UNFOUNDED', decision_text = 'No.' WHERE dispute_id = :id"
STATUS = "UPDATE dispute SET status = 'DECIDED' WHERE id = :id"
ENTRIES = "UPDATE dispute SET entries = entries + 1 WHERE id = :id"


async def test_the_database_refuses_a_decision_of_whoever_may_not_decide(scene: Scene) -> None:
    made = await escalated(scene)
    new = await scene.one(EXECUTIVE)
    assert await plainly(scene, new, made, DECISIONS, ENTRY, STATUS, ENTRIES) == ""
    assert "a decision has a reason for every line" in await plainly(scene, new, made, ENTRY)
    assert "a decision is in the chain of its dispute" in await plainly(scene, new, made, DECISIONS, STATUS)
    for role, why in (
        (MANAGER, "nobody decides in their own cause"), (OFFICER, "had no earlier part"), (LEGAL, "had no earlier part")
    ):  # fmt: skip
        assert why in await plainly(scene, await scene.one(role), made, DECISIONS, ENTRY)


async def test_the_database_refuses_an_officer_with_a_part_in_it(scene: Scene) -> None:
    made = await scene.filed()
    take = "UPDATE dispute SET officer_id = :member WHERE id = :id"
    assert await plainly(scene, await scene.one(OFFICER), made, take) == ""
    assert "has no part in what it is about" in await plainly(scene, await scene.one(MANAGER), made, take)


async def test_what_the_contract_said_and_whence_it_was_sent_back_stay(scene: Scene) -> None:
    made = await escalated(scene)
    new = await scene.one(EXECUTIVE)
    for statement, why in (
        ("UPDATE dispute SET agreed = '{}' WHERE id = :id", "what the contract said at the filing stays"),
        ("UPDATE dispute SET level = 0 WHERE id = :id", "never falls"),
        ("UPDATE dispute SET status = 'NEGOTIATION' WHERE id = :id", "sent back is kept"),
        ("UPDATE dispute SET is_dismissed = true WHERE id = :id", "dismissed by a refusal alone"),
        ("UPDATE dispute SET status = 'CLOSED', ended_at = now(), outcome = 'X' WHERE id = :id", "with its cause"),
        ("UPDATE dispute SET decided_minor = 1 WHERE id = :id", "sums of its lines"),
        ("UPDATE dispute_line SET claimed_minor = claimed_minor + 1 WHERE dispute_id = :id", "sums of its lines"),
        ("UPDATE dispute_line SET decided_minor = claimed_minor + 1 WHERE dispute_id = :id", "amounts"),
    ):  # fmt: skip
        assert why in await plainly(scene, new, made, statement), statement
    back = await scene.act(EXECUTIVE, operations.send_back, made, instructions="Look at the order.")
    for statement in (
        "UPDATE dispute SET sent_back_at = NULL WHERE id = :id", "UPDATE dispute SET sent_back_at = 0 WHERE id = :id"
    ):  # fmt: skip
        assert "from which level a dispute was sent back is kept" in await plainly(scene, new, back, statement)
