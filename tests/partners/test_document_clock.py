"""What the clock does with documents: reminds, hands on, tells of the end, holds the account; a second run is idle."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from portal.access import Role, Side
from portal.partners import operations
from portal.partners.documents import DocumentKind, DocumentStatus
from portal.partners.models import ComplianceDocument, Membership, Organisation
from portal.partners.rules import AccountStatus
from tests.make import NOW
from tests.partners import papers
from tests.partners.scene import Scene, at

DAYS = timedelta(days=1)
D, K, A = DocumentStatus, DocumentKind, AccountStatus
HOST, PARTNER = frozenset({Side.HOST}), frozenset({Side.PARTNER})
END = at("2026-12-31T22:59:59Z")


async def staff(scene: Scene) -> tuple[Membership, Membership]:
    """The partner's relationship manager, and the company's legal lead."""
    rita = await scene.make.member(name="Rita Manager", email="rita@works.example")
    lee = await scene.make.member(roles={Role.LEGAL}, name="Lee Legal", email="lee@works.example")
    await scene.sql("UPDATE organisation SET manager_id = :to WHERE id = :id", to=rita.id, id=scene.partner.id)
    await scene.sql("UPDATE organisation SET manager_id = :to WHERE side = 'HOST'", to=lee.id)
    return rita, lee


async def tick(scene: Scene, document: ComplianceDocument, now: datetime) -> ComplianceDocument:
    """The clock at that moment, twice; the second time it has nothing to do."""
    await scene.by_clock(operations.keep_document_time, document_id=document.id, now=now)
    again = await scene.by_clock(operations.keep_document_time, document_id=document.id, now=now)
    assert again is None
    row: ComplianceDocument = await scene.row(document)
    return row


async def told(scene: Scene, document: Any) -> list[str]:
    return [event for event, *_ in await scene.events(document)]


async def test_both_sides_are_told_60_30_and_7_days_before_the_end_once_each(scene: Scene) -> None:
    rita, _ = await staff(scene)
    wanted = await papers.asked(scene, rita)
    await papers.brought(scene, scene.admin, wanted)
    await papers.accepted(scene, rita, wanted)
    assert await scene.by_clock(operations.keep_document_time, document_id=wanted.id, now=END - 61 * DAYS) is None
    for days, following in ((60, 30), (30, 7), (7, 0)):
        row = await tick(scene, wanted, END - days * DAYS)
        assert (row.status, row.reminded, row.due_at) == (D.EXPIRING, days, END - following * DAYS)
        assert row.waiting_on == {Side.PARTNER}
    assert (await told(scene, wanted))[-3:] == ["document.expiring"] * 3
    row = await tick(scene, wanted, END)
    assert (row.status, row.waiting_on, row.due_at) == (D.EXPIRED, PARTNER, None)
    assert (await scene.row(scene.partner)).status is A.ACTIVE  # nothing is required here


@pytest.mark.parametrize(
    ("left", "reminded", "events"),
    [
        (45, 60, ["document.expiring"]),
        (20, 30, ["document.expiring"]),
        (5, 7, ["document.expiring"]),
        (0, None, ["document.expired"]),
        (-400, None, ["document.expired"]),
    ],
)
@pytest.mark.parametrize("before", [None, 60])
async def test_of_what_was_missed_while_the_clock_stood_still_the_last_alone_is_told(
    scene: Scene, before: int | None, left: int, reminded: int | None, events: list[str]
) -> None:
    if reminded == before:
        return
    rita, _ = await staff(scene)
    paper = await papers.there(scene, rita, NOW + left * DAYS, reminded=before, status=D.EXPIRING)
    row = await tick(scene, paper, NOW)
    assert await told(scene, paper) == events
    assert row.reminded == (reminded or before)


async def test_a_document_that_comes_late_is_not_told_of_for_days_that_are_over(scene: Scene) -> None:
    rita, _ = await staff(scene)
    wanted = await papers.asked(scene, rita)
    await papers.brought(scene, scene.admin, wanted, valid_until=date(2026, 4, 11))
    await papers.accepted(scene, rita, wanted)
    end = at("2026-04-11T21:59:59Z")
    row: ComplianceDocument = await scene.row(wanted)
    assert (row.status, row.reminded, row.due_at) == (D.ACCEPTED, 60, end - 30 * DAYS)
    assert (await tick(scene, wanted, end - 30 * DAYS)).reminded == 30


async def test_the_end_of_a_mandatory_document_holds_the_account_that_night_and_the_new_one_releases_it(
    scene: Scene,
) -> None:
    rita, _ = await staff(scene)
    await papers.required(scene)
    old = await papers.there(scene, rita, END, due_at=END, reminded=7, status=D.EXPIRING)
    await tick(scene, old, END)
    partner: Organisation = await scene.row(scene.partner)
    assert (partner.status, partner.held_for, partner.waiting_on) == (A.ON_HOLD, frozenset({K.INSURANCE}), HOST)
    assert partner.reason == (
        "A mandatory document has expired: Proof of insurance. The hold ends when a new one is accepted."
    )
    assert (await scene.events(partner))[-1] == ("partner.put_on_hold", "Entente", partner.reason, True)
    assert "your account is on hold" in (await scene.letters())[-1].subject

    file = await papers.file(scene, scene.admin)
    given = {"file_id": file.id, "valid_from": date(2026, 12, 1), "now": END + DAYS}
    place = {"document_id": old.id, "expected_version": (await scene.row(old)).version}
    new = await scene.do(scene.admin, operations.replace_document, **place, **given)
    assert (await scene.row(scene.partner)).status is A.ON_HOLD
    await papers.accepted(scene, rita, new, now=END + DAYS)
    partner = await scene.row(scene.partner)
    assert (partner.status, partner.held_for, partner.due_at) == (A.ACTIVE, frozenset(), None)
    assert (await scene.events(partner))[-1] == (
        "partner.released", "Rita Manager", "The new document was accepted.", True,
    )  # fmt: skip
    assert (await scene.row(old)).status is D.REPLACED


async def test_a_hold_for_two_documents_ends_with_the_second(scene: Scene) -> None:
    rita, lee = await staff(scene)
    for kind in (K.INSURANCE, K.QUALITY_CERTIFICATE):
        await papers.required(scene, kind)
    old = [await papers.there(scene, rita, NOW, kind) for kind in (K.INSURANCE, K.QUALITY_CERTIFICATE)]
    for each in old:
        await tick(scene, each, NOW)
    assert (await scene.row(scene.partner)).held_for == {K.INSURANCE, K.QUALITY_CERTIFICATE}
    row: Organisation = await scene.row(scene.partner)
    release = {"partner_id": row.id, "expected_version": row.version, "reason": "We know them."}
    assert (await scene.refused(lee, operations.release, **release))[::2] == (
        "BLOCKED",
        "These mandatory documents have expired: Proof of insurance, Quality certificate. Accept new ones first.",
    )
    for each, status in zip(old, (A.ON_HOLD, A.ACTIVE), strict=True):
        given = {"file_id": (await papers.file(scene, scene.admin)).id, "valid_from": papers.FIRST}
        place = {"document_id": each.id, "expected_version": (await scene.row(each)).version}
        new = await scene.do(scene.admin, operations.replace_document, **place, **given)
        await papers.accepted(scene, rita, new)
        assert (await scene.row(scene.partner)).status is status


async def test_another_document_of_the_kind_keeps_the_account_active(scene: Scene) -> None:
    rita, _ = await staff(scene)
    await papers.required(scene)
    ended = await papers.there(scene, rita, NOW)
    await papers.there(scene, rita, NOW + 200 * DAYS)
    await tick(scene, ended, NOW)
    assert (await scene.row(scene.partner)).status is A.ACTIVE


@pytest.mark.parametrize(
    "required",
    [
        {"is_mandatory": False}, {"kind": K.TAX_CERTIFICATE}, {"countries": ["FR"]}, {"partner_kinds": {"VENDOR"}},
        {"ended_at": NOW},
    ],
)  # fmt: skip
async def test_what_is_not_mandatory_for_a_partner_holds_nobody(scene: Scene, required: Any) -> None:
    rita, _ = await staff(scene)
    await papers.required(scene, **required)
    paper = await papers.there(scene, rita, NOW)
    await tick(scene, paper, NOW)
    assert (await scene.row(scene.partner)).status is A.ACTIVE


async def test_a_hold_by_people_is_not_ended_by_a_document(scene: Scene) -> None:
    rita, lee = await staff(scene)
    await papers.required(scene)
    held = {"partner_id": scene.partner.id, "expected_version": 1, "reason": "A complaint is looked into."}
    await scene.do(lee, operations.hold, **held)
    wanted = await papers.asked(scene, rita)
    await papers.brought(scene, scene.admin, wanted)
    await papers.accepted(scene, rita, wanted)
    row: Organisation = await scene.row(scene.partner)
    assert (row.status, row.reason) == (A.ON_HOLD, "A complaint is looked into.")


async def test_what_the_company_does_not_look_at_in_five_days_goes_to_the_legal_lead(scene: Scene) -> None:
    rita, lee = await staff(scene)
    wanted = await papers.asked(scene, rita)
    await papers.brought(scene, scene.admin, wanted)
    due: datetime = (await scene.row(wanted)).due_at
    row = await tick(scene, wanted, due)
    assert (row.status, row.owner_id, row.waiting_on, row.due_at) == (
        D.UPLOADED, lee.id, HOST, at("2026-03-16T22:59:59Z"),
    )  # fmt: skip
    assert (await told(scene, wanted))[-1] == "document.review_overdue"


async def test_what_does_not_come_by_its_day_is_told_to_both_sides_again_and_again(scene: Scene) -> None:
    rita, _ = await staff(scene)
    wanted = await papers.asked(scene, rita)
    due = at("2026-03-31T21:59:59Z")
    row = await tick(scene, wanted, due)
    assert (row.status, row.wanted_on, row.due_at) == (D.REQUESTED, date(2026, 3, 31), at("2026-04-16T21:59:59Z"))
    row = await tick(scene, wanted, at("2026-04-16T21:59:59Z"))
    assert row.due_at == at("2026-04-30T21:59:59Z")
    assert (await told(scene, wanted))[1:] == ["document.still_missing"] * 2


async def test_nobody_is_reminded_of_the_documents_of_a_partner_that_has_left(scene: Scene) -> None:
    rita, _ = await staff(scene)
    gone = await papers.there(scene, rita, NOW + 60 * DAYS)
    await scene.sql("UPDATE organisation SET status = 'OFFBOARDED' WHERE id = :id", id=scene.partner.id)
    row = await tick(scene, gone, NOW)
    assert (row.status, row.due_at) == (D.WITHDRAWN, None)
    assert await told(scene, gone) == ["document.closed"]
    assert await scene.letters() == []
