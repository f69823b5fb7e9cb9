"""A document's way: asked for, brought, looked at, accepted or refused, replaced; and who may do what to it."""

from datetime import date, timedelta
from typing import Any

import pytest

from portal.access import Role, Side
from portal.files.rules import State
from portal.partners import operations
from portal.partners.documents import DocumentKind, DocumentStatus
from portal.partners.models import ComplianceDocument, Membership
from portal.partners.rules import AccountStatus
from tests.make import NOW
from tests.partners import papers
from tests.partners.papers import FIRST, LAST
from tests.partners.scene import Scene, at

DAYS = timedelta(days=1)
D, K = DocumentStatus, DocumentKind
HOST, PARTNER = frozenset({Side.HOST}), frozenset({Side.PARTNER})
TURNED = (
    "A name or title cannot contain a character that changes the reading direction (U+202E RIGHT-TO-LEFT OVERRIDE)."
)
IN_5_DAYS, IN_10_DAYS = at("2026-03-09T22:59:59Z"), at("2026-03-16T22:59:59Z")


async def legal(scene: Scene) -> Membership:
    return await scene.make.member(roles={Role.LEGAL}, name="Lee Legal", email="lee@works.example")


async def manager(scene: Scene) -> Membership:
    """The relationship manager of the scene's partner."""
    made = await scene.make.member(name="Rita Manager", email="rita@works.example")
    await scene.sql("UPDATE organisation SET manager_id = :to WHERE id = :id", to=made.id, id=scene.partner.id)
    return made


def place(row: ComplianceDocument, **more: Any) -> dict[str, Any]:
    return {"document_id": row.id, "expected_version": row.version, **more}


async def test_a_document_is_asked_for_brought_looked_at_and_accepted(scene: Scene) -> None:
    rita = await manager(scene)
    wanted = await papers.asked(scene, rita, note="The policy itself, not the invoice.")
    row: ComplianceDocument = await scene.row(wanted)
    assert (row.status, row.waiting_on, row.due_at, row.wanted_on, row.requested_by_name) == (
        D.REQUESTED, PARTNER, at("2026-03-31T21:59:59Z"), date(2026, 3, 31), "Rita Manager",
    )  # fmt: skip
    await papers.brought(scene, scene.admin, wanted, issuer="Harbour Mutual", number="P-17")
    row = await scene.row(wanted)
    assert (row.status, row.waiting_on, row.due_at, row.ends_at, row.owner_id, row.uploaded_side) == (
        D.UPLOADED, HOST, IN_5_DAYS, at("2026-12-31T22:59:59Z"), rita.id, Side.PARTNER,
    )  # fmt: skip
    assert (row.issuer, row.number, row.valid_from, row.valid_until) == ("Harbour Mutual", "P-17", FIRST, LAST)
    await papers.accepted(scene, rita, wanted)
    row = await scene.row(wanted)
    assert (row.status, row.waiting_on, row.due_at, row.decided_by_name, row.decided_at) == (
        D.ACCEPTED, frozenset(), at("2026-12-31T22:59:59Z") - 60 * DAYS, "Rita Manager", NOW,
    )  # fmt: skip
    assert await scene.events(wanted) == [
        ("document.requested", "Rita Manager", "The policy itself, not the invoice.", True),
        ("document.uploaded", "Paula Admin", "", True),
        ("document.accepted", "Rita Manager", "", True),
    ]


async def test_a_refused_document_is_brought_again_with_the_reason_read(scene: Scene) -> None:
    rita = await manager(scene)
    wanted = await papers.asked(scene, rita)
    await papers.brought(scene, scene.admin, wanted)
    row: ComplianceDocument = await scene.row(wanted)
    assert await scene.refused(rita, operations.refuse_document, **place(row, reason=" ")) == (
        "INVALID", "input.reason", "Enter a reason.",
    )  # fmt: skip
    await scene.do(rita, operations.refuse_document, **place(row, reason="The sum insured is too low."))
    row = await scene.row(wanted)
    assert (row.status, row.waiting_on, row.due_at, row.reason) == (
        D.REFUSED, PARTNER, IN_10_DAYS, "The sum insured is too low.",
    )  # fmt: skip
    await papers.brought(scene, scene.admin, wanted)
    row = await scene.row(wanted)
    assert (row.status, row.reason, row.decided_by_name, row.decided_at) == (D.UPLOADED, "", None, None)


async def test_a_document_that_turns_out_wrong_is_refused_after_all(scene: Scene) -> None:
    rita = await manager(scene)
    paper = await papers.there(scene, rita, NOW + 200 * DAYS)
    await scene.do(rita, operations.refuse_document, **place(paper, reason="The insurer does not know it."))
    assert (await scene.row(paper)).status is D.REFUSED


async def test_a_document_that_nobody_asked_for_waits_like_any_other(scene: Scene) -> None:
    paper = await papers.file(scene, scene.admin)
    given = {"kind": K.QUALITY_CERTIFICATE, "file_id": paper.id, "valid_from": FIRST, "title": "ISO 9001"}
    made = await scene.do(scene.admin, operations.add_document, **given)
    row: ComplianceDocument = await scene.row(made)
    assert (row.status, row.waiting_on, row.title, row.wanted_on, row.valid_until) == (
        D.UPLOADED, HOST, "ISO 9001", None, date(2029, 1, 1),
    )  # fmt: skip
    assert [event for event, *_ in await scene.events(made)] == ["document.uploaded"]


async def test_the_companys_people_file_what_they_hold_and_a_colleague_accepts_it(scene: Scene) -> None:
    rita, lee = await manager(scene), await legal(scene)
    paper = await papers.file(scene, rita, scene.partner)
    given = {"partner_id": scene.partner.id, "kind": K.INSURANCE, "file_id": paper.id, "valid_from": FIRST}
    made = await scene.do(rita, operations.add_document, **given)
    row: ComplianceDocument = await scene.row(made)
    assert row.uploaded_side is Side.HOST
    digest = {"expected_digest": row.sha256}
    assert await scene.refused(rita, operations.accept_document, **place(row, **digest)) == (
        "BLOCKED", "", "The person who uploaded a document cannot accept it. Ask a colleague.",
    )  # fmt: skip
    await papers.accepted(scene, lee, made)
    assert (await scene.row(made)).status is D.ACCEPTED


async def test_the_new_document_takes_the_place_of_the_old_once_it_is_accepted(scene: Scene) -> None:
    rita = await manager(scene)
    old = await papers.there(scene, rita, NOW + 20 * DAYS, status=D.EXPIRING, title="Liability", reminded=30)
    given = {"file_id": (await papers.file(scene, scene.admin)).id, "valid_from": FIRST, "valid_until": LAST}
    new = await scene.do(scene.admin, operations.replace_document, **place(old, **given))
    row: ComplianceDocument = await scene.row(new)
    assert (row.replaces_id, row.kind, row.title, row.status) == (old.id, K.INSURANCE, "Liability", D.UPLOADED)
    assert ((await scene.row(old)).status, (await scene.row(old)).version) == (D.EXPIRING, 1)
    again = {**given, "file_id": (await papers.file(scene, scene.admin)).id}
    assert await scene.refused(scene.admin, operations.replace_document, **place(old, **again)) == (
        "BLOCKED", "", "A new document has already been uploaded and is waiting for its answer.",
    )  # fmt: skip
    await papers.accepted(scene, rita, new)
    row = await scene.row(old)
    assert (row.status, row.waiting_on, row.due_at) == (D.REPLACED, frozenset(), None)
    assert [event for event, *_ in await scene.events(old)] == ["document.new_one_brought", "document.replaced"]


async def test_what_was_asked_for_by_mistake_is_withdrawn(scene: Scene) -> None:
    rita = await manager(scene)
    wanted = await papers.asked(scene, rita)
    await scene.do(rita, operations.withdraw_document, **place(wanted, reason="Asked twice."))
    row: ComplianceDocument = await scene.row(wanted)
    assert (row.status, row.waiting_on, row.due_at, row.reason) == (D.WITHDRAWN, frozenset(), None, "Asked twice.")
    refusal = await scene.refused(scene.admin, operations.upload_document, **place(row), **await _paper(scene))
    assert refusal == (
        "WRONG_STATUS", "", "You cannot do this now. The document is no longer requested.",
    )  # fmt: skip


async def _paper(scene: Scene, **more: Any) -> dict[str, Any]:
    return {"file_id": (await papers.file(scene, scene.admin)).id, "valid_from": FIRST, "valid_until": LAST, **more}


@pytest.mark.parametrize(
    ("given", "path", "sentence"),
    [
        ({"valid_until": date(2025, 12, 31)}, "validUntil", "The last day must be on or after the first day."),
        ({"valid_until": NOW.date()}, "validUntil",
         "It has already expired. Upload one that is valid beyond today."),
        ({"valid_from": date(2026, 3, 3)}, "validFrom", "It must be valid from today or an earlier day."),
        ({"valid_until": date(2027, 4, 2)}, "validUntil",
         "A document of this kind is valid for at most 15 months, so until 1 Apr 2027 at the latest."),
        ({"issuer": "x" * 201}, "issuer", "This must have 1 to 200 characters."),
        ({"number": "a\u202eb"}, "number",
         TURNED),
    ],
)  # fmt: skip
async def test_days_that_no_document_can_have_are_refused_where_they_stand(
    scene: Scene, given: Any, path: str, sentence: str
) -> None:
    wanted = await papers.asked(scene, await manager(scene))
    inputs = place(wanted, **await _paper(scene, **given))
    assert await scene.refused(scene.admin, operations.upload_document, **inputs) == (
        "INVALID", f"input.{path}", sentence,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "path", "sentence"),
    [
        ({"wanted_on": NOW.date()}, "wantedOn", "The day must be in the future, within a year."),
        ({"wanted_on": date(2027, 3, 31)}, "wantedOn", "The day must be in the future, within a year."),
        ({"kind": K.OTHER}, "title", "Enter which document it is, in 1 to 200 characters."),
        ({"note": "\x00"}, "note", "The text has a control character (U+0000)."),
    ],
)
async def test_what_cannot_be_asked_for_is_refused(scene: Scene, given: Any, path: str, sentence: str) -> None:
    inputs = {"partner_id": scene.partner.id, "kind": K.INSURANCE, "wanted_on": date(2026, 3, 31), **given}
    refusal = await scene.refused(await manager(scene), operations.request_document, **inputs)
    assert refusal == ("INVALID", f"input.{path}", sentence)


async def test_accepting_names_the_file_that_was_looked_at(scene: Scene) -> None:
    rita = await manager(scene)
    wanted = await papers.asked(scene, rita)
    await papers.brought(scene, scene.admin, wanted)
    seen: ComplianceDocument = await scene.row(wanted)
    other = await papers.file(scene, scene.admin, content="%PDF-2")
    await papers.brought(scene, scene.admin, wanted, file_id=other.id)
    row: ComplianceDocument = await scene.row(wanted)
    stale = await scene.refused(rita, operations.accept_document, **place(seen, expected_digest=seen.sha256))
    assert stale[0] == "STALE_VERSION"
    assert await scene.refused(rita, operations.accept_document, **place(row, expected_digest=seen.sha256)) == (
        "STALE_DIGEST", "input.expectedDigest",
        "The file has changed since you opened it. Check the latest version.",
    )  # fmt: skip


async def test_a_file_that_is_being_checked_is_not_accepted(scene: Scene) -> None:
    rita = await manager(scene)
    wanted = await papers.asked(scene, rita)
    await papers.brought(scene, scene.admin, wanted)
    row: ComplianceDocument = await scene.row(wanted)
    await scene.sql("UPDATE file SET state = :to WHERE id = :id", to=State.QUARANTINED, id=row.file_id)
    refusal = await scene.refused(rita, operations.accept_document, **place(row, expected_digest=row.sha256))
    assert refusal[2].startswith("Its file cannot be opened")


async def test_nobody_brings_somebody_elses_file_nor_one_of_another_world(scene: Scene) -> None:
    rita = await manager(scene)
    wanted = await papers.asked(scene, rita)
    colleague = await scene.make.member(scene.partner, roles={Role.PARTNER_MEMBER})
    for file in (await papers.file(scene, colleague), await papers.file(scene, rita, scene.partner)):
        refusal = await scene.refused(
            scene.admin, operations.upload_document, **place(wanted, **await _paper(scene, file_id=file.id))
        )
        assert refusal[:2] == ("NOT_FOUND", "input.fileId")


async def test_documents_of_others_do_not_exist(scene: Scene) -> None:
    rita = await manager(scene)
    wanted = await papers.asked(scene, rita)
    foreign = await scene.make.partner()
    stranger, viewer = (
        await scene.make.member(foreign),
        await scene.make.member(scene.partner, roles={Role.PARTNER_VIEWER}),
    )
    elsewhere = await scene.make.member(name="Another Manager")
    absent = ("NOT_FOUND", "input.documentId", "There is no such document.")
    paper = {"file_id": (await papers.file(scene, stranger)).id, "valid_from": FIRST}
    assert await scene.refused(stranger, operations.upload_document, **place(wanted, **paper)) == absent
    assert await scene.refused(elsewhere, operations.withdraw_document, **place(wanted, reason="No.")) == absent
    inputs = {"kind": K.INSURANCE, "partner_id": scene.partner.id, **paper}
    assert (await scene.refused(stranger, operations.add_document, **inputs))[:2] == ("NOT_FOUND", "input.partnerId")
    refusal = await scene.refused(viewer, operations.upload_document, **place(wanted, **await _paper(scene)))
    assert refusal[0] == "NOT_PERMITTED"


async def test_a_partner_that_has_gone_is_asked_for_nothing(scene: Scene) -> None:
    lee = await legal(scene)
    gone = await scene.make.partner(status=AccountStatus.OFFBOARDED)
    inputs = {"partner_id": gone.id, "kind": K.INSURANCE, "wanted_on": date(2026, 3, 31)}
    assert await scene.refused(lee, operations.request_document, **inputs) == (
        "WRONG_STATUS", "", "You cannot do this now. The partner has left.",
    )  # fmt: skip
