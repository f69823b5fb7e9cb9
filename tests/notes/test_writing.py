"""Notes are written on records that one sees, to both sides or to one's own, and tell whom they mention."""

from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest

from portal import errors, ids
from portal.access import Side
from portal.contracts.rules import RoundStatus, Status
from portal.notes.models import CompanyNote, Note, PartnerNote
from portal.notes.rules import TaskStatus
from tests.moment import NOW
from tests.notes.scene import ADMIN, AUDITOR, INTERNAL, LEGAL, MANAGER, MEMBER, SHARED, VIEWER, Scene
from tests.obligations.making import obligation
from tests.partners.making import document

BOTH_SIDES = pytest.mark.parametrize(("role", "kind"), [(LEGAL, CompanyNote), (ADMIN, PartnerNote)])


@pytest.mark.parametrize("role", [LEGAL, MEMBER])
async def test_a_shared_note_is_one_for_both(scene: Scene, role: object) -> None:
    made = await scene.write(role, text="  The price stands.\r\n\r\nUntil May.  ")  # type: ignore[arg-type]
    assert isinstance(made, Note)
    assert made.text == "The price stands.\n\nUntil May."
    assert (made.subject_type, made.subject_id, made.task_status) == ("org", scene.partner.id, None)
    (entry,) = await scene.told(made)
    assert (entry.event, entry.is_published, entry.about_type, entry.about_id) == (
        "note.written", True, "org", scene.partner.id,
    )  # fmt: skip
    assert entry.note == ""
    assert [change["field"] for change in entry.changes] == ["sha256"]
    assert entry.changes[0]["after"] == made.sha256 == sha256(f"{made.salt}\n{made.text}".encode()).hexdigest()


@BOTH_SIDES
async def test_an_internal_note_lies_where_only_its_side_looks(scene: Scene, role: object, kind: type) -> None:
    made = await scene.write(role, visibility=INTERNAL)  # type: ignore[arg-type]
    assert type(made) is kind
    (entry,) = await scene.told(made)
    assert (entry.is_published, entry.side) == (False, made.side)
    assert "look at this" not in str(entry.changes)


async def test_what_one_may_not_see_does_not_exist(scene: Scene) -> None:
    draft = await scene.contract(Status.DRAFT)
    foreign = await scene.make.contract(status=Status.ACTIVE)
    for record in (draft, foreign):
        refusal = await scene.not_written(ADMIN, record, visibility=INTERNAL)
        assert (refusal.code, refusal.path) == ("NOT_FOUND", ("input", "recordId"))
    for record_id in ("", "ctr_1", ids.text("mem", ids.new()), ids.text("ctr", ids.new())):
        assert (await scene.not_written(LEGAL, record_id=record_id or "x")).code == "NOT_FOUND"


async def test_nothing_is_shared_on_what_the_other_side_does_not_see_yet(scene: Scene) -> None:
    draft = await scene.contract(Status.DRAFT)
    refusal = await scene.not_written(LEGAL, draft)
    assert (refusal.code, refusal.path) == ("BLOCKED", ("input", "visibility"))
    assert refusal.message == ("The partner cannot see this contract until it is published. Write an internal note.")
    assert (await scene.write(LEGAL, draft, visibility=INTERNAL)).about_id == draft.id


async def test_nothing_is_shared_on_the_round_that_ones_own_side_drafts(scene: Scene) -> None:
    contract = await scene.contract(Status.IN_NEGOTIATION, pen=Side.PARTNER)
    (round_,) = await scene.rounds(contract)
    refusal = await scene.not_written(MEMBER, round_)
    assert refusal.code == "BLOCKED"
    made = await scene.write(MEMBER, round_, visibility=INTERNAL)
    assert (made.subject_type, made.subject_id, made.about_id) == ("rnd", round_.id, contract.id)
    assert (await scene.write(LEGAL, round_)).subject_id == round_.id
    submitted = await scene.contract(Status.IN_NEGOTIATION, pen=Side.PARTNER, round_status=RoundStatus.SUBMITTED)
    (round_,) = await scene.rounds(submitted)
    assert (await scene.write(MEMBER, round_)).subject_id == round_.id


async def test_a_note_is_on_a_clause_that_is_there(scene: Scene) -> None:
    contract = await scene.contract(Status.ACTIVE)
    assert (await scene.write(ADMIN, contract, clause_key="payment")).clause_key == "payment"
    refusal = await scene.not_written(ADMIN, contract, clause_key="penalty")
    assert (refusal.code, refusal.path) == ("NOT_FOUND", ("input", "clauseKey"))
    assert (await scene.not_written(ADMIN, clause_key="payment")).path == ("input", "clauseKey")
    draft = await scene.contract(Status.DRAFT)
    made = await scene.write(LEGAL, draft, clause_key="scope", visibility=INTERNAL)
    assert made.clause_key == "scope"


@BOTH_SIDES
async def test_a_note_is_on_a_compliance_document_whose_history_tells_of_it(
    scene: Scene, role: object, kind: type
) -> None:
    paper = document(scene.partner, await scene.member(LEGAL))
    foreign = document(await scene.make.partner(), await scene.member(LEGAL))
    await scene.make.add(paper, foreign)
    for visibility, table in ((SHARED, Note), (INTERNAL, kind)):
        made = await scene.write(role, paper, visibility=visibility)  # type: ignore[arg-type]
        assert type(made) is table
        assert (made.subject_type, made.subject_id, made.about_type) == ("doc", paper.id, "doc")
        (entry,) = await scene.told(made)
        assert (entry.about_id, entry.is_published) == (paper.id, visibility is SHARED)
    assert (await scene.not_written(ADMIN, foreign)).path == ("input", "recordId")
    assert (await scene.not_written(ADMIN, paper, clause_key="payment")).path == ("input", "clauseKey")


async def test_a_note_is_on_an_obligation_and_the_other_partner_s_does_not_exist(scene: Scene) -> None:
    owed = obligation(scene.partner, await scene.make.company())
    foreign = obligation(await scene.make.partner(), await scene.make.company())
    await scene.make.add(owed, foreign)
    made = await scene.write(ADMIN, owed)
    assert (made.subject_type, made.subject_id, made.about_type) == ("obl", owed.id, "obl")
    (entry,) = await scene.told(made)
    assert (entry.about_id, entry.is_published) == (owed.id, True)
    assert (await scene.not_written(ADMIN, foreign)).path == ("input", "recordId")


async def test_nothing_is_shared_on_a_document_of_a_partner_that_nobody_is_in_yet(scene: Scene) -> None:
    prospect = await scene.make.partner(status="PROSPECT", name="Prospect")
    paper = document(prospect, await scene.member(LEGAL))
    await scene.make.add(paper)
    assert (await scene.not_written(LEGAL, paper)).path == ("input", "visibility")
    assert (await scene.write(LEGAL, paper, visibility=INTERNAL)).subject_id == paper.id


@pytest.mark.parametrize("text", ["", " \n ", "\u200b\u2060", "a" * 10_001, "a\x07", "\ud800"])
async def test_a_note_says_something_within_bounds(scene: Scene, text: str) -> None:
    refusal = await scene.not_written(LEGAL, text=text)
    assert (refusal.code, refusal.path) == ("INVALID", ("input", "text"))


async def test_ten_thousand_characters_are_taken_and_what_is_unseen_stays_to_be_warned_of(scene: Scene) -> None:
    text = "\u202e" + "ж" * 9_999
    assert (await scene.write(LEGAL, text=text)).text == text


@pytest.mark.parametrize("role", [VIEWER, AUDITOR])
async def test_who_only_reads_writes_nothing(scene: Scene, role: object) -> None:
    assert (await scene.not_written(role)).code == "NOT_PERMITTED"  # type: ignore[arg-type]


async def test_people_are_mentioned_by_name_or_by_id(scene: Scene) -> None:
    legal, admin, member = [await scene.member(role) for role in (LEGAL, ADMIN, MEMBER)]
    made = await scene.write(
        ADMIN,
        text=f"@{legal.name}, and @{member.name.upper()}: see x@{admin.name}.",
        mentions=[ids.text("mem", legal.id)],
    )
    assert made.mentions == sorted([str(legal.id), str(member.id)])
    (entry,) = await scene.told(made)
    assert {"field": "mentions", "before": None, "after": " ".join(made.mentions)} in entry.changes


async def test_the_longer_name_is_meant_and_of_two_the_one_that_was_chosen(scene: Scene) -> None:
    await scene.second(Side.PARTNER, name="Ann Lee")
    longer = await scene.make.member(scene.partner, name="Ann Lee-Moss")
    assert (await scene.write(LEGAL, text="@Ann Lee-Moss!")).mentions == [str(longer.id)]
    twin = await scene.make.member(scene.company, name="Ann Lee", roles={LEGAL})
    refusal = await scene.not_written(LEGAL, text="Ask @Ann Lee.")
    assert (refusal.path, refusal.message) == (
        ("input", "text"), "Several people are called Ann Lee. Choose the right one from the list.",
    )  # fmt: skip
    made = await scene.write(LEGAL, text="Ask @Ann Lee.", mentions=[ids.text("mem", twin.id)])
    assert made.mentions == [str(twin.id)]
    assert (await scene.write(LEGAL, text="Ask @Ann Lee.", visibility=INTERNAL)).mentions == [str(twin.id)]


async def test_nobody_is_mentioned_who_may_not_read(scene: Scene) -> None:
    admin = await scene.member(ADMIN)
    stranger = await scene.make.member(roles={MANAGER}, name="Rory Stranger")
    gone = await scene.make.member(scene.partner, name="Gone Person", status="SUSPENDED")
    foreign = await scene.make.member(await scene.make.partner(), name="Foreign Person")
    told = {
        admin: (INTERNAL, f"{admin.name} is on the other side and cannot read an internal note."),
        stranger: (SHARED, "Rory Stranger cannot read this."),
        gone: (SHARED, "Gone Person cannot read this."),
        foreign: (SHARED, "There is no such person here."),
    }
    for member, (visibility, message) in told.items():
        refusal = await scene.not_written(
            LEGAL,
            visibility=visibility,
            mentions=[ids.text("mem", (await scene.member(LEGAL)).id), ids.text("mem", member.id)],
        )
        assert (refusal.path, refusal.message) == (("input", "mentions", "1"), message)
    for member in (admin, stranger):
        refusal = await scene.not_written(LEGAL, visibility=told[member][0], text=f"Ask @{member.name} today")
        assert (refusal.path, refusal.message) == (("input", "text"), told[member][1])
    assert (await scene.write(LEGAL, text="@Gone Person, @Foreign Person and @nobody")).mentions == []


async def test_at_most_fifty_are_mentioned(scene: Scene) -> None:
    refusal = await scene.not_written(LEGAL, mentions=[ids.text("mem", (await scene.member(LEGAL)).id)] * 51)
    assert (refusal.path, refusal.message) == (("input", "mentions"), "You can mention at most 50 people.")


async def test_a_note_with_an_assignee_and_a_day_is_a_task(scene: Scene) -> None:
    made = await scene.write(LEGAL, assignee=MEMBER, due_on=date(2026, 3, 20))
    assert (made.task_status, made.waiting_on) == (TaskStatus.OPEN, frozenset({Side.PARTNER}))
    assert made.due_at is not None
    assert made.due_at.isoformat() == "2026-03-20T22:59:59+00:00"
    (entry,) = await scene.told(made)
    assert entry.event == "task.given"
    told = {change["field"]: change["after"] for change in entry.changes}
    assert (told["assignee_id"], told["due_on"]) == (str(made.assignee_id), "2026-03-20")


async def test_a_task_needs_somebody_who_can_do_it_and_a_day_that_is_not_over(scene: Scene) -> None:
    today = NOW.date()
    cases: list[tuple[dict[str, Any], str]] = [
        ({"assignee": MEMBER, "due_on": None}, "dueOn"),
        ({"assignee": MEMBER, "due_on": today - timedelta(days=1)}, "dueOn"),
        ({"due_on": today}, "assigneeId"),
        ({"assignee_id": ids.new(), "due_on": today}, "assigneeId"),
        ({"assignee": VIEWER, "due_on": today}, "assigneeId"),
        ({"assignee": AUDITOR, "due_on": today}, "assigneeId"),
        ({"assignee": MEMBER, "due_on": today, "visibility": INTERNAL}, "assigneeId"),
    ]
    for role in (MEMBER, VIEWER, AUDITOR):
        await scene.actor(role)
    for inputs, place in cases:
        assert (await scene.not_written(LEGAL, **inputs)).path == ("input", place), inputs


async def test_everything_that_is_wrong_is_told_at_once(scene: Scene) -> None:
    refusal = await scene.not_written(LEGAL, text="", due_on=NOW.date())
    assert [each.path for each in (refusal, *refusal.also)] == [("input", "text"), ("input", "assigneeId")]
    assert isinstance(refusal, errors.Invalid)


async def test_of_a_partner_that_nobody_has_invited_nothing_is_shared(scene: Scene) -> None:
    await scene.change_partner(status="PROSPECT")
    assert (await scene.not_written(LEGAL)).path == ("input", "visibility")
    assert await scene.count() == [0, 0, 0]
    await scene.write(LEGAL, visibility=INTERNAL)
    assert await scene.count() == [0, 1, 0]
