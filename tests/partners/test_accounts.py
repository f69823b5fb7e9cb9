"""A partner's way in: invited or by itself, asked and answered, decided by a second person, held, and by the clock."""

from datetime import timedelta
from typing import Any

import pytest

from portal import errors
from portal.access import Role, Side
from portal.contracts.rules import Status
from portal.partners import operations, queries
from portal.partners.models import Membership, Organisation
from portal.partners.rules import AccountStatus, Kind, MembershipStatus, Stage
from tests.make import NOW
from tests.partners.scene import Scene, at, digest

DAYS = timedelta(days=1)
IN_5_DAYS, IN_20_DAYS = at("2026-03-09T22:59:59Z"), at("2026-03-30T21:59:59Z")
HOST, PARTNER = frozenset({Side.HOST}), frozenset({Side.PARTNER})
A = AccountStatus


async def account(scene: Scene, status: AccountStatus, **columns: Any) -> tuple[Organisation, Membership, Membership]:
    """A partner in a status, its administrator and the company's legal officer, who did not invite it."""
    manager = await scene.make.member(name="Rita Manager")
    partner = await scene.make.partner(status=status, manager=manager, name="Alpine Tools", **columns)
    admin = await scene.make.member(partner, name="Ada Applicant", email="ada@alpine.example")
    legal = await scene.make.member(roles={Role.LEGAL}, name="Lee Legal")
    return partner, admin, legal


def step(partner: Organisation, version: int = 1, **more: Any) -> dict[str, Any]:
    return {"partner_id": partner.id, "expected_version": version, **more}


async def test_a_prospect_is_invited_applies_and_is_approved_by_somebody_else(scene: Scene) -> None:
    manager = await scene.make.member(name="Rita Manager")
    partner = await scene.make.partner(status=A.PROSPECT, manager=manager, name="Alpine Tools")
    invite = {"email": "ada@alpine.example", "name": "Ada Applicant"}
    await scene.do(manager, operations.invite, **step(partner), **invite)
    row: Organisation = await scene.row(partner)
    assert (row.status, row.waiting_on, row.due_at, row.invited_by) == (
        A.INVITED, PARTNER, NOW + 14 * DAYS, manager.person_id,
    )  # fmt: skip
    admin = await scene.by_clock(operations.accept, link=digest(await scene.link()), name="Ada Applicant")
    assert set(admin.roles) == {Role.PARTNER_ADMIN}
    await scene.do(admin, operations.apply, **step(partner, 2, consent=True))
    row = await scene.row(partner)
    assert (row.status, row.waiting_on, row.due_at, row.consented_at, row.version) == (
        A.APPLIED, HOST, IN_5_DAYS, NOW, 3,
    )  # fmt: skip
    legal = await scene.make.member(roles={Role.LEGAL})
    await scene.do(legal, operations.approve, **step(partner, 3))
    row = await scene.row(partner)
    assert (row.status, row.waiting_on, row.due_at, row.due_calendar) == (A.ACTIVE, frozenset(), None, None)
    assert [event for event, *_ in await scene.events(partner)] == [
        "partner.invited", "partner.applied", "partner.activated",
    ]  # fmt: skip
    assert (await scene.letters())[-1].subject == "Alpine Tools: your application was accepted"


async def test_who_invited_a_partner_does_not_approve_it(scene: Scene) -> None:
    partner, _, legal = await account(scene, A.APPLIED)
    await scene.sql("UPDATE organisation SET invited_by = :by WHERE id = :id", by=legal.person_id, id=partner.id)
    assert await scene.refused(legal, operations.approve, **step(partner)) == (
        "BLOCKED", "", "The person who invited a partner cannot approve it. Ask a colleague.",
    )  # fmt: skip


async def test_an_applicant_gets_a_manager_before_it_is_approved(scene: Scene) -> None:
    legal = await scene.make.member(roles={Role.LEGAL})
    manager = await scene.make.member(name="Rita Manager")
    partner = await scene.make.partner(status=A.APPLIED)
    assert (await scene.refused(legal, operations.approve, **step(partner)))[
        2
    ] == "Assign a relationship manager first."
    for wrong in (legal, await scene.make.member(partner)):
        refusal = await scene.refused(legal, operations.assign_manager, **step(partner, manager_id=wrong.id))
        assert refusal == ("NOT_FOUND", "input.managerId", "There is no such relationship manager.")
    await scene.do(legal, operations.assign_manager, **step(partner, manager_id=manager.id))
    await scene.do(legal, operations.approve, **step(partner, 2))
    assert (await scene.row(partner)).manager_id == manager.id


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"email": "ada@gmail.com"},
         ("INVALID", "input.email", "Use a work email address, not one from a public email provider.")),
        ({"email": "ada"}, ("INVALID", "input.email", "This is not an email address.")),
        ({"name": ""}, ("INVALID", "input.name", "The name must have 1 to 200 characters.")),
        ({"expected_version": 9}, ("STALE_VERSION", "input.expectedVersion",
         "Someone changed the partner after you opened it. Check the latest version.")),
    ],
)  # fmt: skip
async def test_what_cannot_be_invited_is_refused(scene: Scene, given: Any, refusal: tuple[str, str, str]) -> None:
    sales = await scene.make.member(roles={Role.SALES})
    partner = await scene.make.partner(status=A.PROSPECT)
    inputs = {**step(partner), "email": "ada@alpine.example", "name": "Ada", **given}
    assert await scene.refused(sales, operations.invite, **inputs) == refusal


async def test_a_double_of_a_partner_is_not_invited(scene: Scene) -> None:
    sales = await scene.make.member(roles={Role.SALES})
    partner = await scene.make.partner(status=A.PROSPECT, name="NORTHGATE castings.")
    inputs = {**step(partner), "email": "ada@alpine.example", "name": "Ada"}
    assert await scene.refused(sales, operations.invite, **inputs) == (
        "BLOCKED", "", "There is already a partner with this name in this country.",
    )  # fmt: skip


async def test_what_is_missing_is_asked_for_and_answered_item_by_item(scene: Scene) -> None:
    partner, admin, legal = await account(scene, A.APPLIED)
    await scene.do(legal, operations.request_info, **step(partner, items=["A certificate", " Bank details "]))
    row: Organisation = await scene.row(partner)
    assert (row.status, row.waiting_on, row.due_at) == (A.INFO_REQUESTED, PARTNER, NOW + 30 * DAYS)
    items = (await scene.make.session.scalars(queries.requested_items_of(partner))).all()
    assert [(item.question, item.answer, item.asked_by) for item in items] == [
        ("A certificate", None, "Lee Legal"), ("Bank details", None, "Lee Legal"),
    ]  # fmt: skip
    one = operations.Answer(item_id=items[0].id, answer="Attached.")
    assert await scene.refused(admin, operations.supply_info, **step(partner, 2, answers=[one])) == (
        "INVALID", "input.answers", "Answer every item.",
    )  # fmt: skip
    twice = await scene.refused(admin, operations.supply_info, **step(partner, 2, answers=[one, one]))
    assert twice[:2] == ("NOT_FOUND", "input.answers.1.itemId")
    both = [one, operations.Answer(item_id=items[1].id, answer="DE02 1203")]
    await scene.do(admin, operations.supply_info, **step(partner, 2, answers=both))
    row = await scene.row(partner)
    assert (row.status, row.waiting_on, row.due_at) == (A.APPLIED, HOST, IN_5_DAYS)
    answers = "SELECT array_agg(answer ORDER BY question) FROM requested_item WHERE answered_at = :now"
    assert (await scene.sql(answers, now=NOW)).scalar_one() == ["Attached.", "DE02 1203"]


async def test_the_applicant_reads_why_it_was_rejected_and_has_no_access_any_more(scene: Scene) -> None:
    partner, admin, legal = await account(scene, A.APPLIED)
    blank = await scene.refused(legal, operations.reject, **step(partner, reason=" "))
    assert blank == ("INVALID", "input.reason", "Enter a reason.")
    await scene.do(legal, operations.reject, **step(partner, reason="We have enough suppliers of this kind."))
    row: Organisation = await scene.row(partner)
    assert (row.status, row.reason) == (A.REJECTED, "We have enough suppliers of this kind.")
    letter = (await scene.letters())[-1]
    assert (letter.to, "We have enough suppliers of this kind." in letter.text) == (admin.email, True)
    assert await scene.live_sessions(admin) == 0
    assert (await scene.events(partner))[-1] == (
        "partner.rejected", "Lee Legal", "We have enough suppliers of this kind.", True,
    )  # fmt: skip


async def test_a_hold_is_told_reviewed_and_released_with_what_was_cleared(scene: Scene) -> None:
    partner, _, legal = await account(scene, A.ACTIVE)
    await scene.do(legal, operations.hold, **step(partner, reason="A questionnaire is missing."))
    row: Organisation = await scene.row(partner)
    assert (row.status, row.waiting_on, row.due_at, row.reason) == (
        A.ON_HOLD, HOST, IN_20_DAYS, "A questionnaire is missing.",
    )  # fmt: skip
    assert await scene.by_clock(operations.keep_account_time, partner_id=partner.id, now=IN_20_DAYS) is not None
    row = await scene.row(partner)
    assert (row.status, row.reason) == (A.ON_HOLD, "A questionnaire is missing.")
    assert row.due_at is not None
    assert row.due_at > IN_20_DAYS
    await scene.do(legal, operations.release, **step(partner, 3, reason="It came."))
    row = await scene.row(partner)
    assert (row.status, row.due_at, row.waiting_on) == (A.ACTIVE, None, frozenset())


@pytest.mark.parametrize(
    ("status", "after", "event", "letters"),
    [
        (A.INVITED, A.PROSPECT, "partner.invite_expired", []),
        (A.APPLIED, A.APPLIED, "partner.review_overdue",
         ["Alpine Tools: a new date", "Alpine Tools: a decision is overdue"]),
        (A.INFO_REQUESTED, A.REJECTED, "partner.rejected", ["Alpine Tools: your application was not accepted"]),
        (A.ON_HOLD, A.ON_HOLD, "partner.hold_review_due",
         ["Alpine Tools: a new date", "Alpine Tools: a decision is overdue"]),
    ],
)  # fmt: skip
async def test_the_clock_takes_what_is_due_once(
    scene: Scene, status: AccountStatus, after: AccountStatus, event: str, letters: list[str]
) -> None:
    partner, _, legal = await account(scene, status, due_at=NOW)
    await scene.sql("UPDATE organisation SET manager_id = :lead WHERE side = 'HOST'", lead=legal.id)
    early = NOW - timedelta(seconds=1)
    assert await scene.by_clock(operations.keep_account_time, partner_id=partner.id, now=early) is None
    assert await scene.by_clock(operations.keep_account_time, partner_id=partner.id) is not None
    assert await scene.by_clock(operations.keep_account_time, partner_id=partner.id) is None
    row: Organisation = await scene.row(partner)
    assert (row.status, row.version) == (after, 2)
    assert [(name, who) for name, who, *_ in await scene.events(partner)] == [(event, "Entente")]
    assert [letter.subject for letter in await scene.letters()] == letters


async def test_an_application_comes_by_itself_with_person_place_and_consent(scene: Scene) -> None:
    given = operations.Application.checked(
        organisation=" Alpine Tools ", kinds=["SUPPLIER"], country="AT", calendar="AT", zone="Europe/Vienna",
        name="Ada Applicant", email="Ada@Alpine.example", consent=True,
    )  # fmt: skip
    member = await scene.by_clock(operations.register, application=given)
    row = (await scene.sql("SELECT name, status, kinds, consented_at FROM organisation WHERE id = :id",
                           id=member.partner_id)).one()  # fmt: skip
    assert tuple(row) == ("Alpine Tools", "APPLIED", [Kind.SUPPLIER], NOW)
    assert (member.email, set(member.roles), member.status) == (
        "ada@alpine.example", {Role.PARTNER_ADMIN}, MembershipStatus.ACTIVE,
    )  # fmt: skip
    assert await scene.refused(None, operations.register, application=given) == (
        "NOT_PERMITTED", "", "This address already has an account. Sign in with it to continue.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "place"),
    [
        ({"consent": False}, "input.consent"), ({"kinds": []}, "input.kinds"), ({"kinds": ["GOD"]}, "input.kinds"),
        ({"organisation": ""}, "input.organisation"), ({"country": "Austria"}, "input.country"),
        ({"calendar": "XX"}, "input.calendar"), ({"zone": "Mars"}, "input.zone"), ({"name": ""}, "input.name"),
        ({"email": "ada@gmail.com"}, "input.email"),
    ],
)  # fmt: skip
def test_an_application_that_cannot_be_taken_names_the_field(changed: dict[str, Any], place: str) -> None:
    given: dict[str, Any] = {
        "organisation": "Alpine Tools", "kinds": ["SUPPLIER"], "country": "AT", "calendar": "AT",
        "zone": "Europe/Vienna", "name": "Ada", "email": "ada@alpine.example", "consent": True, **changed,
    }  # fmt: skip
    with pytest.raises(errors.Invalid) as refusal:
        operations.Application.checked(**given)
    assert ".".join(refusal.value.path) == place


@pytest.mark.parametrize("operation", ["approve", "reject", "hold", "release", "request_info", "assign_manager"])
async def test_a_partners_own_people_decide_nothing_about_their_account(scene: Scene, operation: str) -> None:
    partner, admin, _ = await account(scene, A.APPLIED)
    needed: dict[str, Any] = {
        "approve": {}, "reject": {"reason": "No."}, "hold": {"reason": "No."}, "release": {"reason": "No."},
        "request_info": {"items": ["x"]}, "assign_manager": {"manager_id": admin.id},
    }  # fmt: skip
    refusal = await scene.refused(admin, getattr(operations, operation), **step(partner), **needed[operation])
    assert refusal[0] in {"NOT_PERMITTED", "WRONG_STATUS"}


async def test_the_account_of_another_partner_does_not_exist(scene: Scene) -> None:
    partner, _, _ = await account(scene, A.PROSPECT)
    refusal = await scene.refused(scene.admin, operations.apply, **step(partner, consent=True))
    assert refusal == ("NOT_FOUND", "input.partnerId", "There is no such partner.")


async def test_the_relationship_moves_one_stage_at_a_time_with_its_evidence(scene: Scene) -> None:
    partner, _, _ = await account(scene, A.ACTIVE)
    manager = await _manager(scene, partner)
    await scene.do(manager, operations.advance, **step(partner, note="First visit on 2 March."))
    blocked = await scene.refused(manager, operations.advance, **step(partner, 2, note="More."))
    assert blocked == ("BLOCKED", "", "No contract with this partner is in force yet.")
    await scene.make.contract(status=Status.ACTIVE, partner=partner)
    await scene.do(manager, operations.advance, **step(partner, 2, note="A contract runs."))
    plan = await scene.refused(manager, operations.advance, **step(partner, 3, note="More."))
    assert plan == ("BLOCKED", "", "The two sides have not agreed a relationship plan yet.")
    await scene.do(manager, operations.regress, **step(partner, 3, note="It went quiet."))
    await scene.do(manager, operations.dissolve, **step(partner, 4, note="They were sold."))
    row: Organisation = await scene.row(partner)
    assert (row.stage, row.version) == (Stage.DISSOLUTION, 5)
    assert [(event, note, published) for event, _, note, published in await scene.events(partner)] == [
        ("relationship.stage_changed", "First visit on 2 March.", False),
        ("relationship.stage_changed", "A contract runs.", False),
        ("relationship.stage_changed", "It went quiet.", False),
        ("relationship.dissolved", "They were sold.", False),
    ]  # fmt: skip


async def _manager(scene: Scene, partner: Organisation) -> Membership:
    found: Membership = (await scene.make.session.scalars(queries.manager_of(partner))).one()
    return found
