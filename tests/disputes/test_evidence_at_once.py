"""Much at once on one case: its chain never forks, nothing is lost, and what is too much is refused at its place.

PORTAL_TRIES=200 appends two hundred entries at once.
"""

import asyncio
import os
from typing import Any

import pytest
from sqlalchemy import select

from portal import errors, ids
from portal.access import SYSTEM, AccessClass, Actor, Role
from portal.database.pools import Database
from portal.disputes import chain, operations, queries
from portal.disputes.models import Dispute, DisputeEntry
from portal.disputes.operations.case import opened
from portal.disputes.operations.papers import GivenFile
from portal.disputes.rules.entries import EntryKind
from portal.files.models import File
from portal.files.rules import LARGEST, LARGEST_OF_A_RECORD, MOST_OF_A_RECORD
from portal.reasons import Evidence
from tests.disputes.asking import Desk, desk
from tests.disputes.test_api import drafted, filed
from tests.disputes.test_two_at_once import somebody, there
from tests.files import making as files
from tests.make import NOW, Make

TRIES = int(os.environ.get("PORTAL_TRIES", "24"))
MEMBER = Role.PARTNER_MEMBER
TOO_MUCH = "Your side can add at most 100 files, 200 MB in total, here."


async def chained(database: Database, dispute_id: Any) -> tuple[Dispute, list[DisputeEntry]]:
    """The case and its entries, whose chain holds to its head."""
    async with database.transaction(AccessClass.SYSTEM) as session:
        case = (await session.scalars(select(Dispute).where(Dispute.id == dispute_id))).one()
        entries: list[DisputeEntry] = [*(await session.scalars(queries.entries_of(case)))]
    links = [{"document": each.document, "chain": each.chain} for each in entries]
    assert [*chain.faults(links, case.chain_head)] == []
    assert [each.number for each in entries] == [*range(1, case.entries + 1)]
    return case, entries


async def test_however_many_append_at_once_the_chain_is_one(database: Database, make_committed: Make) -> None:
    made, members = await there(make_committed)
    authors = [await somebody(make_committed, members[role]) for role in (Role.LEGAL, Role.PARTNER_ADMIN)]

    async def append(number: int) -> None:
        actor, token = (*authors, (SYSTEM, b""))[number % 3]
        taken = database.working(AccessClass.SYSTEM) if actor is SYSTEM else database.acting(
            actor.access_class, token, actor.version
        )  # fmt: skip
        async with taken as session:
            case = await opened(session, actor, dispute_id=made.dispute_id, expected_version=None, now=NOW)
            with case.event("dispute.said"):
                case.append(EntryKind.STATEMENT, {"text": f"number {number}"})

    await asyncio.gather(*map(append, range(TRIES)))
    case, entries = await chained(database, made.dispute_id)
    assert (len(entries), case.version) == (TRIES + 1, TRIES + 1)
    said = [chain_text(each) for each in entries[1:]]
    assert sorted(said) == sorted(f"number {number}" for number in range(TRIES))


def chain_text(entry: DisputeEntry) -> str:
    return entry.document.partition('"text":"')[2].partition('"')[0]


@pytest.mark.parametrize("sides", [(Role.LEGAL, Role.PARTNER_ADMIN), (Role.PARTNER_ADMIN, Role.PARTNER_ADMIN)])
async def test_who_brings_papers_second_is_told_so_and_brings_them_again(
    database: Database, make_committed: Make, sides: tuple[Role, Role]
) -> None:
    for _ in range(max(2, TRIES // 12)):
        made, members = await there(make_committed)
        people = [await somebody(make_committed, members[role]) for role in sides]
        brought = [files.file(members[role], partner_id=made.partner_id, content=f"{number};1\n".encode())
                   for number, role in enumerate(sides)]  # fmt: skip
        await make_committed.add(*brought)
        await make_committed.session.commit()
        case, _ = await chained(database, made.dispute_id)

        async def bring(who: tuple[Actor, bytes], file: File, version: int, case: Dispute = case) -> bool:
            given = [GivenFile(file_id=file.id, kind=Evidence.ORDER)]
            place: dict[str, Any] = {"dispute_id": case.id, "expected_version": version, "given": given, "now": NOW}
            try:
                async with database.acting(who[0].access_class, who[1], who[0].version) as session:
                    await operations.add_evidence(session, who[0], **place)
            except errors.StaleVersion:
                return False
            return True

        pairs = [*zip(people, brought, strict=True)]
        found = await asyncio.gather(*(bring(who, file, case.version) for who, file in pairs))
        assert sorted(found) == [False, True]
        assert await bring(*pairs[found.index(False)], case.version + 1)
        after, entries = await chained(database, case.id)
        assert (len(entries), after.version) == (case.entries + 2, case.version + 2)
        assert sorted(each.document.partition('"sha256":"')[2][:64] for each in entries[-2:]) == sorted(
            each.sha256 for each in brought
        )


@pytest.mark.parametrize("sizes", [[1] * MOST_OF_A_RECORD, [LARGEST] * (LARGEST_OF_A_RECORD // LARGEST)])
async def test_a_case_holds_so_many_files_and_bytes_and_one_more_is_refused_at_its_place(
    database: Database, make_committed: Make, sizes: list[int]
) -> None:
    at = await desk(database, make_committed)
    made = await drafted(at)
    whole = [await given(at, size) for size in sizes]
    last, place = await given(at, 1), {"disputeId": made["id"], "expectedVersion": made["version"]}
    if len(whole) < MOST_OF_A_RECORD:
        refused = await at.does(MEMBER, "disputeAddEvidence", "id", **place, files=[*whole, last])
        assert [(each["code"], each["message"], each["path"]) for each in refused["userErrors"]] == [
            ("INVALID", TOO_MUCH, ["input", "files", f"{len(whole)}", "fileId"])
        ]
        assert (await at.dispute(MEMBER, made["id"]))["evidence"] == []
    full = await at.step(MEMBER, "disputeAddEvidence", made, files=whole)
    assert len(full["evidence"]) == len(whole)
    place["expectedVersion"] = full["version"]
    refused = await at.does(MEMBER, "disputeAddEvidence", "id", **place, files=[last])
    assert [(each["code"], each["message"], each["path"]) for each in refused["userErrors"]] == [
        ("INVALID", TOO_MUCH, ["input", "files", "0", "fileId"])
    ]
    assert (await at.dispute(MEMBER, made["id"]))["version"] == full["version"]


async def test_what_one_side_brings_takes_no_room_from_the_other(database: Database, make_committed: Make) -> None:
    at = await desk(database, make_committed)
    made = await filed(at)
    room = MOST_OF_A_RECORD - len(made["evidence"])
    full = await at.step(MEMBER, "disputeAddEvidence", made, files=[await given(at, 1) for _ in range(room)])
    answered = await at.step(Role.LEGAL, "disputeAddEvidence", full, files=[await given(at, 1, Role.LEGAL)])
    assert len(answered["evidence"]) == MOST_OF_A_RECORD + 1
    place = {"disputeId": made["id"], "expectedVersion": answered["version"]}
    refused = await at.does(MEMBER, "disputeAddEvidence", "id", **place, files=[await given(at, 1)])
    assert [each["message"] for each in refused["userErrors"]] == [TOO_MUCH]


async def given(at: Desk, size: int, who: Role = MEMBER) -> dict[str, Any]:
    return {"fileId": await at.file(who, f"{ids.new()};1\n", bytes=size), "kind": "OTHER"}


async def test_more_than_a_hundred_files_in_one_go_are_refused_as_a_whole(
    database: Database, make_committed: Make
) -> None:
    at = await desk(database, make_committed)
    made = await filed(at)
    one = await given(at, 1)
    refused = await at.does(
        MEMBER, "disputeAddEvidence", "id", disputeId=made["id"], expectedVersion=made["version"],
        files=[one] * (MOST_OF_A_RECORD + 1),
    )  # fmt: skip
    assert [(each["code"], each["path"]) for each in refused["userErrors"]] == [("INVALID", ["input", "files"])]
