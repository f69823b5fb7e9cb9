"""What the company does before the partner sees anything, and how either side ends it."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from portal import errors, ids, money
from portal.access import Role, Side
from portal.contracts import operations, queries
from portal.contracts.models import Contract
from portal.contracts.operations import drafting
from portal.contracts.rules import HOST, NOBODY, Kind, RoundStatus, Status
from portal.contracts.text import documents
from portal.contracts.text.documents import Clause
from portal.contracts.text.terms import Renewal
from portal.partners.rules import AccountStatus
from tests.contracts.scene import ADMIN, IN_5_DAYS, IN_10_DAYS, LEGAL, MANAGER, MEMBER, SALES, Scene, said
from tests.make import NOW, TERMS

TEXT = "1. Scope\nThe supplier delivers.\n\n2. Payment\nWithin 30 days."
PARTNER = frozenset({Side.PARTNER})
BEFORE_SIGHT = [Status.DRAFT, Status.IN_REVIEW]


async def draft(scene: Scene, role: Role = SALES, **inputs: Any) -> Contract:
    actor = await scene.actor(role)
    values = {
        "partner_id": scene.partner.id, "title": "Parts", "kind": Kind.SUPPLY, "terms": TERMS, "text": TEXT,
        "now": NOW, **inputs,
    }  # fmt: skip
    async with scene.as_(actor) as session:
        return await operations.draft(session, actor, **values)


async def draft_refused(scene: Scene, role: Role = SALES, **inputs: Any) -> errors.Refused:
    await scene.actor(role)
    before = await scene.everything()
    with pytest.raises(errors.Refused) as refusal:
        await draft(scene, role, **inputs)
    assert await scene.everything() == before
    return refusal.value


@pytest.mark.parametrize("role", [SALES, LEGAL, MANAGER])
async def test_a_draft_is_split_into_clauses_and_waits_for_the_company(scene: Scene, role: Role) -> None:
    terms = replace(TERMS, value=money.Money(125_000, "EUR"))
    made = await scene.row(await draft(scene, role, title="  Parts ", terms=terms))
    assert (made.status, made.title, made.kind, made.version, made.zone) == (
        Status.DRAFT, "Parts", Kind.SUPPLY, 1, "Europe/Berlin",
    )  # fmt: skip
    assert (made.clause_count, made.version_number, made.sha256, made.published_at) == (2, 0, None, None)
    assert (made.waiting_on, made.due_at, made.due_calendar) == (HOST, None, None)
    assert (made.starts_on, made.ends_on, made.renewal, made.notice_days, made.governing_law) == (
        date(2026, 4, 1), date(2027, 3, 31), Renewal.NONE, 30, "DE",
    )  # fmt: skip
    assert (made.value_minor, made.currency) == (125_000, "EUR")
    assert made.number.startswith("C-2026-")
    assert len(made.number) == 13
    entry = (await scene.journal(made))[0]
    assert (entry.event, entry.is_published, entry.by_id) == (
        "contract.drafted", False, scene.people[role].person_id,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [
        ({"title": " "}, ("INVALID", "input.title")),
        ({"title": "x" * 201}, ("INVALID", "input.title")),
        ({"title": "a\0b"}, ("INVALID", "input.title")),
        ({"partner_id": ids.NIL}, ("NOT_FOUND", "input.partnerId")),
        ({"text": "x" * 2_000_001}, ("INVALID", "input.text")),
        ({"text": "a\ud800"}, ("INVALID", "input.text")),
        ({"text": [Clause(f"c{n}", "", "", "Words.", 0) for n in range(3_001)]}, ("INVALID", "input.clauses")),
        ({"terms": replace(TERMS, ends_on=date(2026, 3, 31))}, ("INVALID", "input.terms.endsOn")),
        ({"terms": replace(TERMS, notice_days=-1)}, ("INVALID", "input.terms.noticeDays")),
        ({"terms": replace(TERMS, value=money.Money(-1, "EUR"))}, ("INVALID", "input.terms.value")),
    ],
)
async def test_a_draft_that_cannot_be_is_refused_at_its_place(
    scene: Scene, inputs: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert said(await draft_refused(scene, **inputs)) == expected


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {SALES, LEGAL, MANAGER, Role.SYSTEM}], ids=lambda role: role.name
)
async def test_nobody_else_begins_a_contract(scene: Scene, role: Role) -> None:
    assert said(await draft_refused(scene, role)) == ("NOT_PERMITTED", "")


async def test_a_manager_begins_no_contract_with_the_partner_of_another(scene: Scene) -> None:
    foreign = await scene.make.partner()
    assert said(await draft_refused(scene, MANAGER, partner_id=foreign.id)) == ("NOT_FOUND", "input.partnerId")


async def test_the_company_is_not_its_own_partner(scene: Scene) -> None:
    refusal = await draft_refused(scene, partner_id=scene.company.id)
    assert said(refusal) == ("NOT_FOUND", "input.partnerId")


async def test_a_draft_is_changed_where_something_is_given_and_stays_elsewhere(scene: Scene) -> None:
    made = await draft(scene)
    after = await scene.do(SALES, operations.redraft, made, title="Screws", text="1. Only\nOne clause.")
    assert (after.title, after.kind, after.clause_count, after.version, after.status) == (
        "Screws", Kind.SUPPLY, 1, 2, Status.DRAFT,
    )  # fmt: skip
    assert (after.starts_on, after.waiting_on, after.due_at) == (date(2026, 4, 1), HOST, None)
    kept = documents.parse((await scene.make.session.scalars(queries.draft_of(made))).one().document)
    assert (kept.title, [clause.heading for clause in kept.clauses]) == ("Screws", ["Only"])
    assert await scene.events(made) == ["contract.drafted", "contract.redrafted"]


async def test_a_draft_goes_through_review_to_the_partner(scene: Scene) -> None:
    made = await draft(scene)
    after = await scene.do(SALES, operations.submit_for_review, made)
    assert (after.status, after.waiting_on, after.due_at, after.version) == (Status.IN_REVIEW, HOST, IN_5_DAYS, 2)
    after = await scene.do(LEGAL, operations.request_changes, made, reason=" Name the place. ")
    assert (after.status, after.waiting_on, after.due_at, after.due_calendar) == (Status.DRAFT, HOST, None, None)
    assert (await scene.journal(made))[-1].note == "Name the place."
    await scene.do(SALES, operations.submit_for_review, made)
    after = await scene.do(LEGAL, operations.publish, made)
    assert (after.status, after.round_status, after.pen, after.round_number) == (
        Status.IN_NEGOTIATION, RoundStatus.DRAFTING, Side.PARTNER, 1,
    )  # fmt: skip
    assert (after.waiting_on, after.due_at, after.version_number, after.version) == (PARTNER, IN_10_DAYS, 1, 5)
    assert (after.published_at, after.accepted_by) == (NOW, NOBODY)
    assert [clause.text for clause in (await scene.text(made)).clauses] == [
        "The supplier delivers.", "Within 30 days.",
    ]  # fmt: skip
    assert [(version.number, version.parent_sha256, version.side) for version in await scene.versions(made)] == [
        (1, None, Side.HOST)
    ]
    round_ = (await scene.rounds(made))[0]
    assert (round_.side, round_.base_number, round_.base_sha256, round_.due_at, round_.turn_due_at) == (
        Side.PARTNER, 1, after.sha256, IN_10_DAYS, IN_10_DAYS,
    )  # fmt: skip


async def test_a_deadline_over_christmas_counts_the_business_days_of_both_sides(scene: Scene) -> None:
    """18 December and ten days that are business days in Bavaria and in England, to midnight in London."""
    await scene.change_partner(calendar="GB-ENG", zone="Europe/London")
    statement = "UPDATE organisation SET calendar = 'DE-BY' WHERE side = 'HOST'"
    await scene.make.session.connection()
    await (await scene.make.session.connection()).exec_driver_sql(statement)
    made = await scene.contract(Status.IN_REVIEW)
    after = await scene.do(LEGAL, operations.publish, made, now=datetime.fromisoformat("2026-12-18T12:00:00Z"))
    assert after.due_at == datetime.fromisoformat("2027-01-07T23:59:59Z")
    assert after.due_calendar is not None
    assert after.due_calendar.startswith("DE-BY+GB-ENG 0.")


@pytest.mark.parametrize("status", [status for status in AccountStatus if status is not AccountStatus.ACTIVE])
async def test_nothing_is_published_to_a_partner_that_is_not_active(scene: Scene, status: AccountStatus) -> None:
    await scene.change_partner(status=status)
    made = await scene.contract(Status.IN_REVIEW)
    refusal = await scene.refused(LEGAL, operations.publish, made)
    assert said(refusal) == ("BLOCKED", "")
    assert refusal.message == "You cannot publish the contract because the partner account is not active."


async def test_an_empty_draft_is_not_submitted(scene: Scene) -> None:
    made = await scene.contract(clauses=())
    assert said(await scene.refused(LEGAL, operations.submit_for_review, made)) == ("BLOCKED", "")


@pytest.mark.parametrize("operation", [operations.request_changes, operations.withdraw])
@pytest.mark.parametrize("reason", ["", " \n", "x" * 2_001, "a\0b"])
async def test_a_reason_is_given_in_at_most_2000_characters(scene: Scene, operation: Any, reason: str) -> None:
    made = await scene.contract(Status.IN_REVIEW)
    assert said(await scene.refused(LEGAL, operation, made, reason=reason)) == ("INVALID", "input.reason")


@pytest.mark.parametrize("status", BEFORE_SIGHT)
async def test_a_draft_is_withdrawn_without_the_partner_hearing_of_it(scene: Scene, status: Status) -> None:
    made = await scene.contract(status)
    after = await scene.do(MANAGER, operations.withdraw, made, reason="Not needed.")
    assert (after.status, after.waiting_on, after.due_at, after.published_at) == (
        Status.WITHDRAWN, NOBODY, None, None,
    )  # fmt: skip
    assert [(entry.event, entry.is_published) for entry in await scene.journal(made)] == [("contract.withdrawn", False)]


@pytest.mark.parametrize("role", [LEGAL, ADMIN])
@pytest.mark.parametrize("round_status", [RoundStatus.DRAFTING, RoundStatus.SUBMITTED])
async def test_either_side_ends_a_negotiation_and_the_open_round_with_it(
    scene: Scene, role: Role, round_status: RoundStatus
) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION, round_status=round_status)
    after = await scene.do(role, operations.withdraw, made, reason="We buy elsewhere.")
    assert (after.status, after.round_status, after.pen, after.waiting_on, after.due_at) == (
        Status.WITHDRAWN, None, None, NOBODY, None,
    )  # fmt: skip
    round_ = (await scene.rounds(made))[0]
    assert (round_.status, round_.closed_at, round_.due_at) == (RoundStatus.ABORTED, NOW, None)
    assert [(entry.event, entry.is_system, entry.is_published, entry.note) for entry in await scene.journal(made)] == [
        ("negotiation.round_aborted", True, True, ""),
        ("contract.withdrawn", False, True, "We buy elsewhere."),
    ]


@pytest.mark.parametrize(
    ("role", "operation", "status", "inputs"),
    [
        (LEGAL, operations.submit_for_review, Status.IN_REVIEW, {}),
        (LEGAL, operations.redraft, Status.IN_REVIEW, {"title": "x"}),
        (LEGAL, operations.request_changes, Status.DRAFT, {"reason": "x"}),
        (LEGAL, operations.publish, Status.DRAFT, {}),
        (LEGAL, operations.publish, Status.IN_NEGOTIATION, {}),
        *((LEGAL, operations.withdraw, status, {"reason": "x"})
          for status in Status if status not in {*BEFORE_SIGHT, Status.IN_NEGOTIATION, Status.OUT_FOR_SIGNATURE}),
    ],
)  # fmt: skip
async def test_a_step_out_of_its_place_is_refused(
    scene: Scene, role: Role, operation: Any, status: Status, inputs: dict[str, Any]
) -> None:
    made = await scene.contract(status)
    assert said(await scene.refused(role, operation, made, **inputs)) == ("WRONG_STATUS", "")


@pytest.mark.parametrize(
    ("role", "operation", "status", "inputs", "code"),
    [
        (Role.EXECUTIVE_SPONSOR, operations.redraft, Status.DRAFT, {"title": "x"}, "NOT_PERMITTED"),
        (Role.EXECUTIVE_SPONSOR, operations.submit_for_review, Status.DRAFT, {}, "NOT_PERMITTED"),
        (SALES, operations.request_changes, Status.IN_REVIEW, {"reason": "x"}, "NOT_PERMITTED"),
        (MANAGER, operations.publish, Status.IN_REVIEW, {}, "NOT_PERMITTED"),
        (SALES, operations.withdraw, Status.DRAFT, {"reason": "x"}, "NOT_PERMITTED"),
        (MEMBER, operations.withdraw, Status.IN_NEGOTIATION, {"reason": "x"}, "NOT_PERMITTED"),
        (MANAGER, operations.withdraw, Status.IN_NEGOTIATION, {"reason": "x"}, "NOT_PERMITTED"),
        (Role.AUDITOR, operations.publish, Status.IN_REVIEW, {}, "NOT_PERMITTED"),
        *((ADMIN, operation, status, inputs, "NOT_FOUND") for operation, status, inputs in (
            (operations.redraft, Status.DRAFT, {"title": "x"}), (operations.submit_for_review, Status.DRAFT, {}),
            (operations.publish, Status.IN_REVIEW, {}), (operations.withdraw, Status.DRAFT, {"reason": "x"}),
            (operations.publish, Status.IN_NEGOTIATION, {}),
        )),
    ],
)  # fmt: skip
async def test_who_may_not_is_refused_and_a_partner_finds_no_draft(
    scene: Scene, role: Role, operation: Any, status: Status, inputs: dict[str, Any], code: str
) -> None:
    made = await scene.contract(status)
    assert (await scene.refused(role, operation, made, **inputs)).code == code


async def test_a_file_is_known_again_by_its_bytes() -> None:
    assert drafting.source_digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
