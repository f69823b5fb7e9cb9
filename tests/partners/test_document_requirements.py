"""What the company requires of whom: who says it, who is asked for it, and that nobody is approved without it."""

from datetime import timedelta
from typing import Any

import pytest

from portal.access import SYSTEM, Role
from portal.partners import operations, queries
from portal.partners.documents import DocumentKind, DocumentStatus
from portal.partners.models import ComplianceDocument, DocumentRequirement, Membership, Organisation
from portal.partners.rules import AccountStatus, Kind
from tests.make import NOW
from tests.partners import papers
from tests.partners.scene import Scene

DAYS = timedelta(days=1)
D, K, A = DocumentStatus, DocumentKind, AccountStatus


async def legal(scene: Scene) -> Membership:
    return await scene.make.member(roles={Role.LEGAL}, name="Lee Legal")


async def asked(scene: Scene, partner: Organisation) -> list[tuple[str, str]]:
    found = queries.documents_of(partner).order_by(ComplianceDocument.kind)
    rows = (await scene.make.session.scalars(found.execution_options(populate_existing=True))).all()
    return [(row.kind.value, row.status.value) for row in rows]


async def set_(scene: Scene, by: Membership, kind: DocumentKind = K.INSURANCE, **more: Any) -> DocumentRequirement:
    return await scene.do(by, operations.set_requirement, kind=kind, is_mandatory=True, **more)


async def test_an_applicant_is_not_approved_before_all_that_is_mandatory_is_accepted(scene: Scene) -> None:
    lee, rita = await legal(scene), await scene.make.member(name="Rita Manager")
    await papers.required(scene)
    await papers.required(scene, K.TAX_CERTIFICATE)
    await papers.required(scene, K.CODE_OF_CONDUCT, is_mandatory=False)
    sql = "UPDATE organisation SET status = 'APPLIED', manager_id = :to, due_at = :now WHERE id = :id"
    await scene.sql(sql, to=rita.id, now=NOW, id=scene.partner.id)
    step = {"partner_id": scene.partner.id, "expected_version": 1}
    assert (await scene.refused(lee, operations.approve, **step))[::2] == (
        "BLOCKED", "These documents are missing: Proof of insurance, Tax certificate.",
    )  # fmt: skip
    await papers.there(scene, rita, NOW + 30 * DAYS)
    await papers.there(scene, rita, NOW - DAYS, K.TAX_CERTIFICATE)
    assert (await scene.refused(lee, operations.approve, **step))[2] == "These documents are missing: Tax certificate."
    await papers.there(scene, rita, NOW + 30 * DAYS, K.TAX_CERTIFICATE)
    await scene.do(lee, operations.approve, **step)
    assert (await scene.row(scene.partner)).status is A.ACTIVE


@pytest.mark.parametrize(
    ("required", "is_asked"),
    [
        ({}, True),
        ({"partner_kinds": {Kind.SUPPLIER, Kind.VENDOR}}, True),
        ({"partner_kinds": {Kind.DISTRIBUTOR}}, False),
        ({"countries": ["DE", "FR"]}, True),
        ({"countries": ["FR"]}, False),
        ({"countries": ["DE"], "partner_kinds": {Kind.DISTRIBUTOR}}, False),
        ({"is_mandatory": False}, True),
        ({"ended_at": NOW}, False),
    ],
)
async def test_whoever_applies_is_asked_for_what_is_required_of_its_kind_and_country(
    scene: Scene, required: Any, is_asked: bool
) -> None:
    partner = await scene.make.partner(status=A.APPLIED, kinds=frozenset({Kind.SUPPLIER}))
    await papers.required(scene, **required)
    for kinds in ([K.INSURANCE] if is_asked else [], []):  # the second time there is nothing left to ask for
        assert await scene.by_clock(operations.request_required, actor=SYSTEM, partner_id=partner.id) == kinds
    assert await asked(scene, partner) == ([("INSURANCE", "REQUESTED")] if is_asked else [])


async def test_a_requirement_is_changed_and_ended_by_whoever_saw_it_last(scene: Scene) -> None:
    lee = await legal(scene)
    made = await set_(scene, lee, countries=["FR", "DE", "DE"], partner_kinds=[Kind.VENDOR])
    row: DocumentRequirement = await scene.row(made)
    vendors = frozenset({Kind.VENDOR})
    assert (row.version, row.countries, row.partner_kinds, row.is_mandatory) == (1, ["DE", "FR"], vendors, True)
    place = {"requirement_id": made.id, "expected_version": 1}
    await scene.do(lee, operations.set_requirement, kind=K.INSURANCE, is_mandatory=False, **place)
    row = await scene.row(made)
    assert (row.version, row.countries, row.partner_kinds, row.is_mandatory) == (2, [], frozenset(), False)
    assert (await scene.refused(lee, operations.end_requirement, **place))[0] == "STALE_VERSION"
    await scene.do(lee, operations.end_requirement, requirement_id=made.id, expected_version=2)
    again = {"requirement_id": made.id, "expected_version": 3}
    assert await scene.refused(lee, operations.end_requirement, **again) == (
        "NOT_FOUND", "input.requirementId", "There is no such requirement.",
    )  # fmt: skip
    assert [event for event, *_ in await scene.events(made)] == [
        "document.requirement_set", "document.requirement_set", "document.requirement_ended",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.LEGAL, True), (Role.PLATFORM_ADMIN, True), (Role.RELATIONSHIP_MANAGER, False), (Role.AUDITOR, False)],
)
async def test_legal_and_administrators_say_what_is_required(scene: Scene, role: Role, may: bool) -> None:
    who = await scene.make.member(roles={role})
    given = {"kind": K.INSURANCE, "is_mandatory": True}
    if may:
        await scene.do(who, operations.set_requirement, **given)
    else:
        assert (await scene.refused(who, operations.set_requirement, **given))[0] == "NOT_PERMITTED"
    refusal = await scene.refused(scene.admin, operations.set_requirement, **given)
    assert refusal[0] == "NOT_PERMITTED"


@pytest.mark.parametrize(
    ("given", "path", "sentence"),
    [
        ({"kind": K.OTHER}, "kind", "Other documents can only be requested from one partner at a time."),
        ({"countries": ["Germany"]}, "countries", "The country must be a two-letter code such as DE."),
        ({"title": "x" * 201}, "title", "Enter which document it is, in 1 to 200 characters."),
    ],
)
async def test_what_cannot_be_required_is_refused(scene: Scene, given: Any, path: str, sentence: str) -> None:
    inputs = {"kind": K.INSURANCE, "is_mandatory": True, **given}
    refusal = await scene.refused(await legal(scene), operations.set_requirement, **inputs)
    assert refusal == ("INVALID", f"input.{path}", sentence)
