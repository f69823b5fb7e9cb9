"""Two who act on one document at the same moment, or one and the clock: one is first, the other is told, none is lost.

PORTAL_TRIES=500 is the whole of it.
"""

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest_asyncio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from portal import clock, ids, work
from portal.access import Role
from portal.database.pools import Database
from portal.files.models import File
from portal.partners.documents import DocumentKind, DocumentStatus
from portal.partners.models import ComplianceDocument, Membership, Organisation
from tests import patience
from tests.entering import Enter
from tests.files import making as files
from tests.journeys.doors import TRIES, Visitor, codes
from tests.make import Make
from tests.partners import making

STEP = "mutation ($input: {kind}!) {{ {name}(input: $input) {{ userErrors {{ code path }} document {{ id }} }} }}"
WAITS = "pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
LATE = frozenset({"STALE_VERSION"})
YEAR = timedelta(days=365)


@dataclass
class Desk:
    """A partner's people and the company's, two of each, and the papers that lie between them."""

    make: Make
    database: Database
    partner: Organisation
    theirs: list[tuple[Visitor, Membership]]
    ours: list[Visitor]
    owner: Membership

    async def file(self, by: Membership, content: bytes = files.CONTENT) -> File:
        made = files.file(by, partner_id=self.partner.id, content=content)
        await self.make.add(made)
        return made

    async def paper(self, status: DocumentStatus, **columns: Any) -> ComplianceDocument:
        """A document that somebody of the partner who is not here has brought, unless it is asked for."""
        file = files.file(self.theirs[0][1], content=ids.new().bytes)
        if status is not DocumentStatus.REQUESTED:
            columns["file"] = file
        made = making.document(self.partner, self.owner, status=status, **columns)
        file.record_type, file.record_id, file.is_shared = "doc", made.id, True
        await self.make.add(file, made)
        return made

    async def brings(self, who: int, name: str, of: ComplianceDocument) -> dict[str, Any]:
        visitor, member = self.theirs[who]
        file = await self.file(member, content=ids.new().bytes)
        given = {
            "documentId": ids.text("doc", of.id), "expectedVersion": of.version, "fileId": ids.text("fil", file.id),
            "validFrom": clock.now().date().isoformat(),
        }  # fmt: skip
        return {"visitor": visitor, "name": name, "kind": "DocumentUploadInput", "given": given}

    def accepts(self, who: int, of: ComplianceDocument) -> dict[str, Any]:
        given = {
            "documentId": ids.text("doc", of.id), "expectedVersion": of.version, "expectedDigest": of.sha256,
        }  # fmt: skip
        return {"visitor": self.ours[who], "name": "documentAccept", "kind": "DocumentAcceptInput", "given": given}

    async def status(self, record_id: UUID, table: str = "compliance_document") -> str:
        query = text(f"SELECT status FROM {table} WHERE id = :id")
        return str((await self.make.session.execute(query, {"id": record_id})).scalar_one())

    async def count(self, condition: str, **values: Any) -> int:
        found = await self.make.session.execute(text(f"SELECT count(*) FROM {condition}"), values)
        return int(found.scalar_one())

    async def told(self, record_id: UUID) -> Counter[str]:
        query = text("SELECT event, count(*) FROM journal WHERE record_id = :id GROUP BY event")
        rows = (await self.make.session.execute(query, {"id": record_id})).all()
        return Counter({str(row[0]): int(row[1]) for row in rows})


@pytest_asyncio.fixture(loop_scope="session")
async def desk(make_committed: Make, enter: Enter, database: Database) -> Desk:
    make = make_committed
    owner = await make.member(roles={Role.LEGAL})
    partner = await make.partner(manager=owner)
    theirs = [await make.member(partner, roles={Role.PARTNER_ADMIN}) for _ in range(2)]
    ours = [owner, await make.member(roles={Role.LEGAL})]
    entered = await enter(*theirs, *ours)
    return Desk(make, database, partner, list(zip(entered[:2], theirs, strict=True)), entered[2:], owner)


async def do(step: dict[str, Any]) -> list[str]:
    """The codes of what was refused."""
    source = STEP.format(name=step["name"], kind=step["kind"])
    return codes((await step["visitor"].ask(source, input=step["given"]))[step["name"]])


async def winner(*steps: dict[str, Any], late: frozenset[str] = LATE) -> int:
    """Which of the two was first; the other was told that it came late."""
    found = await asyncio.gather(*map(do, steps))
    assert Counter(map(len, found)) == {0: 1, 1: 1}, found
    assert {code for each in found for code in each} <= late
    return found.index([])


async def test_of_two_answers_to_one_request_one_is_brought_and_the_other_file_waits(desk: Desk) -> None:
    for _ in range(TRIES):
        asked = await desk.paper(DocumentStatus.REQUESTED)
        steps = [await desk.brings(who, "documentUpload", asked) for who in range(2)]
        won = await winner(*steps)
        attached = "file WHERE record_id = :id AND id = :file"
        for who, step in enumerate(steps):
            file_id = ids.parse(step["given"]["fileId"])[1]
            assert await desk.count(attached, id=asked.id, file=file_id) == (who == won)
        assert await desk.told(asked.id) == {"document.uploaded": 1}


async def test_of_two_new_ones_for_an_accepted_one_one_waits_to_be_looked_at(desk: Desk) -> None:
    for _ in range(TRIES):
        old = await desk.paper(DocumentStatus.ACCEPTED)
        steps = [await desk.brings(who, "documentReplace", old) for who in range(2)]
        await winner(*steps, late=frozenset({"BLOCKED"}))
        assert await desk.count("compliance_document WHERE replaces_id = :id", id=old.id) == 1
        assert (await desk.status(old.id), await desk.told(old.id)) == ("ACCEPTED", {"document.new_one_brought": 1})


async def test_what_is_accepted_is_the_file_that_was_looked_at_though_another_one_comes_at_that_moment(
    desk: Desk,
) -> None:
    for turn in range(TRIES):
        paper = await desk.paper(DocumentStatus.UPLOADED)
        steps = [desk.accepts(0, paper), await desk.brings(1, "documentUpload", paper)]
        won = await winner(*(steps if turn % 2 else reversed(steps)))
        has_accepted = (won == 0) == bool(turn % 2)
        assert await desk.status(paper.id) == ("ACCEPTED" if has_accepted else "UPLOADED")
        same = "compliance_document WHERE id = :id AND sha256 = :was"
        assert await desk.count(same, id=paper.id, was=paper.sha256) == has_accepted


async def test_two_of_the_company_decide_once(desk: Desk) -> None:
    for _ in range(TRIES):
        paper = await desk.paper(DocumentStatus.UPLOADED)
        given = {"documentId": ids.text("doc", paper.id), "expectedVersion": 1, "reason": "The sum is too low."}
        refuse = {"visitor": desk.ours[1], "name": "documentRefuse", "kind": "DocumentReasonInput", "given": given}
        won = await winner(desk.accepts(0, paper), refuse)
        assert await desk.status(paper.id) == ("REFUSED" if won else "ACCEPTED")
        assert (await desk.told(paper.id)).total() == 1


async def test_the_new_one_accepted_while_the_account_goes_on_hold_ends_the_hold(desk: Desk) -> None:
    await desk.make.add(making.requirement(kind=DocumentKind.INSURANCE))
    old = await desk.paper(DocumentStatus.EXPIRED, ends_at=clock.now() - timedelta(days=1))
    new = await desk.paper(DocumentStatus.UPLOADED, replaces_id=old.id)
    hold = text(
        "UPDATE organisation SET version = version + 1, status = 'ON_HOLD', held_for = '{INSURANCE}',"
        " waiting_on = '{PARTNER}', due_at = now() WHERE id = :id"
    )
    bind = desk.make.session.bind
    assert isinstance(bind, AsyncEngine)
    async with bind.connect() as connection:
        await connection.execution_options(isolation_level="READ COMMITTED")
        async with connection.begin():
            await connection.execute(hold, {"id": desk.partner.id})
            accepting = asyncio.create_task(do(desk.accepts(0, new)))
            async with asyncio.timeout(patience.SECONDS):
                while not await desk.count(WAITS):  # noqa: ASYNC110 - a lock has no event
                    await asyncio.sleep(0.01)
    assert await accepting == []
    assert await desk.status(desk.partner.id, "organisation") == "ACTIVE"
    assert await desk.told(desk.partner.id) == {"partner.released": 1}


async def test_the_new_one_accepted_at_the_moment_the_old_one_ends_leaves_the_account_active(desk: Desk) -> None:
    await desk.make.add(making.requirement(kind=DocumentKind.INSURANCE))
    for turn in range(TRIES):
        now = clock.now()
        old = await desk.paper(DocumentStatus.EXPIRING, ends_at=now, due_at=now, reminded=7)
        new = await desk.paper(DocumentStatus.UPLOADED, replaces_id=old.id)
        acts = [do(desk.accepts(0, new)), work.move_due(desk.database, now)]
        found = await asyncio.gather(*(acts if turn % 2 else reversed(acts)))
        assert [] in found
        assert [await desk.status(each.id) for each in (old, new)] == ["REPLACED", "ACCEPTED"]
        assert await desk.status(desk.partner.id, "organisation") == "ACTIVE"
        told = await desk.told(desk.partner.id)
        assert told["partner.put_on_hold"] == told["partner.released"]
        assert (await desk.told(old.id))["document.expired"] <= 1
        await work.move_due(desk.database, now)
        assert await desk.status(desk.partner.id, "organisation") == "ACTIVE"
        await desk.make.session.execute(text("DELETE FROM compliance_document WHERE replaces_id IS NOT NULL"))
        await desk.make.session.execute(text("DELETE FROM compliance_document"))
