"""Annexes: files that a text names by their digest, proposed and answered like everything else of it."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from portal import errors, ids
from portal.access import Role
from portal.contracts import operations, queries
from portal.contracts.models import Contract
from portal.contracts.operations import Disposition, Proposal
from portal.contracts.rules import ChangeStatus, Status
from portal.contracts.text import annexes, documents, reading, redline
from portal.contracts.text.annexes import Annex, AnnexChange
from portal.contracts.text.documents import Change, Document, Operation, Party
from portal.files.models import File
from portal.files.rules import State
from tests.contracts.making import CLAUSES, TERMS
from tests.contracts.scene import ADMIN, LEGAL, MEMBER, SALES, Scene, replacing, said
from tests.files import making
from tests.make import NOW

PRICES, PLAN = b"Part;Price\nM8;12\n", b"Week;Parts\n1;100\n"
TEXT = Document("Supply", "SUPPLY", (Party("HOST", "Works", "DE"), Party("PARTNER", "Parts", "FR")), TERMS, CLAUSES)
ONE = Annex("Prices.csv", "ab" * 32, 17)


async def brought(scene: Scene, role: Role, content: bytes = PRICES, **columns: Any) -> File:
    """A file that somebody of the role has uploaded and attached to nothing."""
    actor = await scene.actor(role)
    place = {"partner_id": scene.partner.id, "side": actor.side, "person_id": actor.person_id, "by_name": actor.name}
    member = await scene.make.member(scene.partner)
    made = making.file(member, content=content, **{**place, **columns})
    await scene.make.add(made)
    return made


def annexing(file: File, *, base: str | None = None, **more: Any) -> Proposal:
    return Proposal(change=Change(op=Operation.SET_ANNEX, base_sha256=base, **more), file_id=file.id)


def removing(name: str, base: str) -> Proposal:
    return Proposal(change=Change(op=Operation.REMOVE_ANNEX, annex=name, base_sha256=base))


async def proposed(scene: Scene, role: Role, contract: Contract, *changes: Proposal) -> str:
    """Submits the changes; the digest of the text that they make."""
    await scene.do(role, operations.edit_round, contract, changes=list(changes))
    digest = documents.digest(await scene.text(contract))
    await scene.do(role, operations.submit_round, contract, expected_digest=digest)
    return await scene.proposal_digest(contract)


async def seen(scene: Scene, role: Role, contract: Contract) -> list[UUID]:
    async with scene.as_(await scene.actor(role)) as session:
        return [file.id for file in await session.scalars(queries.files_of(contract))]


def test_a_text_without_annexes_has_the_digest_that_it_always_had() -> None:
    assert "annexes" not in documents.canonical(TEXT)
    assert documents.digest(TEXT) == "f7964f0c00298cd2ef9f2e85721f1647be8cb898413fd6f7e56c63fa661f9894"


def test_the_canonical_text_lists_annexes_by_name_and_digest_and_reads_back() -> None:
    whole = documents.written(replace(TEXT, annexes=(ONE, replace(ONE, name="Plan.csv"))))

    assert json.loads(whole.text)["annexes"] == [
        {"name": name, "sha256": "ab" * 32, "bytes": 17} for name in ("Prices.csv", "Plan.csv")
    ]
    assert documents.parse(whole.text) == whole.document
    with pytest.raises(errors.Invalid):
        documents.parse(documents.canonical(TEXT).replace('{"clauses"', '{"annexes":[],"clauses"'))


@pytest.mark.parametrize(
    "wrong",
    [
        (replace(ONE, name=" "),), (replace(ONE, sha256="AB" * 32),), (replace(ONE, bytes=0),), (ONE, ONE),
        tuple(replace(ONE, name=f"{number}.csv") for number in range(annexes.MOST + 1)),
    ],
)  # fmt: skip
def test_what_is_no_annex_is_in_no_text(wrong: tuple[Annex, ...]) -> None:
    with pytest.raises(errors.Invalid) as refused:
        documents.written(replace(TEXT, annexes=wrong))
    assert refused.value.path[:2] == ("input", "annexes")


def test_two_texts_differ_in_the_annexes_that_were_added_changed_and_removed() -> None:
    other = replace(ONE, sha256="cd" * 32)
    base = replace(TEXT, annexes=(ONE, replace(ONE, name="Gone.csv"), replace(ONE, name="Same.csv")))
    head = replace(TEXT, annexes=(other, replace(ONE, name="Same.csv"), replace(ONE, name="New.csv")))

    found = reading.compare(documents.canonical(base), documents.canonical(head))

    assert found.annexes == (
        AnnexChange("Prices.csv", "ab" * 32, "cd" * 32), AnnexChange("New.csv", "", "ab" * 32),
        AnnexChange("Gone.csv", "ab" * 32, ""),
    )  # fmt: skip
    assert {each.diff.kind for each in found.clauses} == {redline.Kind.UNCHANGED}


async def test_an_annex_is_one_sides_own_until_it_is_proposed_and_the_texts_once_it_is_accepted(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    file = await brought(scene, ADMIN)

    await scene.do(ADMIN, operations.edit_round, made, changes=[annexing(file)])
    assert [await seen(scene, role, made) for role in (ADMIN, MEMBER, LEGAL)] == [[file.id], [file.id], []]
    digest = await proposed(scene, MEMBER, made, annexing(file))
    assert await seen(scene, LEGAL, made) == [file.id]
    await scene.do(LEGAL, operations.accept_round, made, expected_digest=digest)

    (annex,) = (await scene.text(made)).annexes
    assert annex == Annex("Prices.csv", file.sha256, len(PRICES))
    assert (await scene.row(made)).sha256 == digest
    assert [change.status for change in await scene.changes(made, 1)] == [ChangeStatus.ACCEPTED]


async def test_an_annex_gets_another_file_and_is_taken_out_again(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    first, second = await brought(scene, ADMIN), await brought(scene, LEGAL, PLAN)
    digest = await proposed(scene, ADMIN, made, annexing(first, annex="Price list"))
    (change,) = await scene.changes(made, 1)
    await scene.do(LEGAL, operations.counter_round, made, dispositions=[Disposition(change_id=change.id, accept=True)])
    assert [annex.name for annex in (await scene.text(made)).annexes] == ["Price list"]

    assert said(await scene.refused(
        LEGAL, operations.edit_round, made, changes=[annexing(second, annex="Price list")]
    )) == ("STALE_DIGEST", "input.changes.0.baseDigest")  # fmt: skip
    digest = await proposed(scene, LEGAL, made, annexing(second, annex="Price list", base=first.sha256))
    assert (await scene.rounds(made))[0].result_sha256 == digest
    (change,) = await scene.changes(made, 2)
    await scene.do(ADMIN, operations.counter_round, made, dispositions=[Disposition(change_id=change.id, accept=True)])
    assert (await scene.text(made)).annexes == (Annex("Price list", second.sha256, len(PLAN)),)
    digest = await proposed(scene, ADMIN, made, removing("Price list", second.sha256))
    await scene.do(LEGAL, operations.accept_round, made, expected_digest=digest)

    assert (await scene.text(made)).annexes == ()
    assert await seen(scene, LEGAL, made) == [first.id, second.id]


async def test_what_is_not_meant_any_more_is_taken_away_while_nobody_else_has_seen_it(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    file, other = await brought(scene, ADMIN), await brought(scene, ADMIN, PLAN, name="Plan.csv")
    text = await scene.text(made)

    await scene.do(ADMIN, operations.edit_round, made, changes=[annexing(file), annexing(other)])
    await scene.do(ADMIN, operations.edit_round, made, changes=[annexing(other)])
    assert await seen(scene, ADMIN, made) == [other.id]
    await scene.do(ADMIN, operations.edit_round, made, changes=[replacing(text, "scope", "Less.")])

    assert (await scene.make.session.scalars(select(File))).all() == []


async def test_a_file_of_somebody_else_or_of_nobody_is_no_annex(scene: Scene) -> None:
    made, other = await scene.contract(Status.IN_NEGOTIATION), await scene.contract(Status.IN_NEGOTIATION)
    ours, colleagues = await brought(scene, LEGAL), await brought(scene, MEMBER)
    elsewhere = await brought(scene, ADMIN, record=("ctr", other.id), kind=queries.ANNEX)
    unknown = replace(annexing(ours), file_id=ids.new())

    for change in (annexing(ours), annexing(colleagues), annexing(elsewhere), unknown):
        refusal = await scene.refused(ADMIN, operations.edit_round, made, changes=[change])
        assert said(refusal) == ("NOT_FOUND", "input.changes.0.fileId")
    refusal = await scene.refused(ADMIN, operations.edit_round, made, changes=[replace(unknown, file_id=None)])
    assert said(refusal) == ("INVALID", "input.changes.0.fileId")


async def test_what_the_scanner_refuses_meanwhile_is_not_put_before_the_other_side(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    file = await brought(scene, ADMIN)
    await scene.do(ADMIN, operations.edit_round, made, changes=[annexing(file)])
    scene.make.session.add(file)
    file.state = State.REFUSED
    await scene.make.session.flush()

    digest = documents.digest(await scene.text(made))
    refusal = await scene.refused(ADMIN, operations.submit_round, made, expected_digest=digest)

    assert refusal.message == "The scanner found something harmful in the file “Prices.csv”."


async def test_an_annex_is_refused_with_a_reason_and_never_answered_with_words(scene: Scene) -> None:
    made = await scene.contract(Status.IN_NEGOTIATION)
    await proposed(scene, ADMIN, made, annexing(await brought(scene, ADMIN)))
    (change,) = await scene.changes(made, 1)
    no = Disposition(change_id=change.id, accept=False, reason="The old one stays.")

    refusal = await scene.refused(
        LEGAL, operations.counter_round, made, dispositions=[replace(no, replacement="Other prices.")]
    )
    assert said(refusal) == ("INVALID", "input.dispositions.0.replacement")
    await scene.do(LEGAL, operations.counter_round, made, dispositions=[no])

    assert (await scene.text(made)).annexes == ()
    assert [(each.status, each.reason) for each in await scene.changes(made, 1)] == [
        (ChangeStatus.REJECTED, "The old one stays.")
    ]


async def test_the_companys_draft_has_annexes_that_the_partner_sees_once_it_is_published(scene: Scene) -> None:
    made = await scene.contract(Status.DRAFT)
    first, second = await brought(scene, SALES), await brought(scene, SALES, PLAN, name="Plan.csv")

    await scene.do(SALES, operations.redraft, made, file_ids=[first.id, second.id])
    await scene.do(SALES, operations.redraft, made, file_ids=[second.id])
    await scene.do(SALES, operations.redraft, made, title="Supply of screws")
    assert [await seen(scene, role, made) for role in (LEGAL, ADMIN)] == [[second.id], []]
    await scene.do(SALES, operations.submit_for_review, made)
    await scene.do(LEGAL, operations.publish, made, now=NOW)

    assert [annex.name for annex in (await scene.text(made)).annexes] == ["Plan.csv"]
    assert await seen(scene, ADMIN, made) == [second.id]
