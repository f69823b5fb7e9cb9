"""Who has fetched a compliance document or an annex stands in its history: for both sides, or for one's own alone."""

from pathlib import Path
from typing import Any

import pytest_asyncio
from sqlalchemy import text

from portal import clock, ids, reactions
from portal.access import Role
from portal.app import Portal
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from portal.database.pools import Database
from portal.files.models import File
from portal.partners.documents import DocumentStatus
from portal.partners.models import ComplianceDocument, Organisation
from tests.entering import Enter
from tests.files import making
from tests.files.papers import photo
from tests.files.test_bringing import refusal
from tests.journeys.doors import Visitor
from tests.make import Make
from tests.partners import making as papers

OF_DOCUMENT = "query ($id: ID!) { it: document(id: $id) { timeline(first: 50) { nodes { event sentence } } } }"
OF_CONTRACT = "query ($id: ID!) { it: contract(by: { id: $id }) { timeline(first: 50) { nodes { event sentence } } } }"
ROWS = "SELECT count(*) FROM journal WHERE event = 'file.fetched'"


class Room:
    """A document and a contract with a file each, and people of both sides."""

    def __init__(self, make: Make, partner: Organisation, paper: ComplianceDocument, contract: Contract) -> None:
        self.make, self.partner, self.paper, self.contract = make, partner, paper, contract
        self.files: dict[str, File] = {}

    async def rows(self) -> int:
        return int((await self.make.session.execute(text(ROWS))).scalar_one())

    def path(self, of: str) -> str:
        return f"/files/{ids.text('fil', self.files[of].id)}"

    async def read(self, who: Visitor, of: str) -> list[str]:
        """What the history of the record tells of its file."""
        query, record = (OF_DOCUMENT, self.paper) if of == "doc" else (OF_CONTRACT, self.contract)
        found: Any = (await who.ask(query, id=ids.text(of, record.id)))["it"]["timeline"]["nodes"]
        return [each["sentence"] for each in found if each["event"] == "file.fetched"]


@pytest_asyncio.fixture(loop_scope="session")
async def room(make_committed: Make, application: Portal, tmp_path: Path) -> Room:
    make = make_committed
    partner, owner = await make.partner(name="Northgate"), await make.member(roles={Role.LEGAL})
    admin = await make.member(partner)
    contract = await make.contract(status=Status.IN_NEGOTIATION, partner=partner, owner=owner)
    file = making.file(admin, content=b"paper")
    paper = papers.document(partner, owner, status=DocumentStatus.UPLOADED, file=file)
    made = Room(make, partner, paper, contract)
    annex = making.file(admin, content=b"annex", kind="annex")
    note = making.file(admin, content=b"loose")
    for of, each, record in (("doc", file, paper), ("ctr", annex, contract)):
        each.record_type, each.record_id, each.is_shared = of, record.id, True
    made.files = {"doc": file, "ctr": annex, "loose": note}
    await make.add(file, paper, annex, note)
    for number, (each, content) in enumerate(((file, b"paper"), (annex, b"annex"), (note, b"loose"))):
        path = tmp_path / str(number)
        path.write_bytes(content)
        await application.arrivals.store.put(f"{partner.id}/{each.sha256}", path)
    return made


async def test_both_sides_read_who_has_fetched_a_document_once_a_day(room: Room, enter: Enter) -> None:
    make = room.make
    leoni, lars, ada, paula = await enter(
        await make.member(roles={Role.LEGAL}, name="Leoni Legal"),
        await make.member(roles={Role.LEGAL}, name="Lars Legal"),
        await make.member(roles={Role.AUDITOR}, name="Ada Auditor"),
        await make.member(room.partner, name="Paula Admin"),
    )
    for who in (leoni, leoni, lars, ada, paula):
        assert (await who.client.get(room.path("doc"))).content == b"paper"
    assert await room.rows() == 4
    assert await room.read(paula, "doc") == [
        "Paula Admin downloaded the file “Prices.csv”.",
        "Ada Auditor (Entente Works) downloaded the file “Prices.csv”.",
        "Lars Legal (Entente Works) downloaded the file “Prices.csv”.",
        "Leoni Legal (Entente Works) downloaded the file “Prices.csv”.",
    ]
    assert await room.read(leoni, "doc") == [
        "Paula Admin (Northgate) downloaded the file “Prices.csv”.", "Ada Auditor downloaded the file “Prices.csv”.",
        "Lars Legal downloaded the file “Prices.csv”.", "Leoni Legal downloaded the file “Prices.csv”.",
    ]  # fmt: skip


async def test_what_one_side_fetches_of_a_contract_the_other_does_not_read(room: Room, enter: Enter) -> None:
    leoni, paula = await enter(
        await room.make.member(roles={Role.LEGAL}, name="Leoni Legal"),
        await room.make.member(room.partner, name="Paula Admin"),
    )
    for who in (leoni, paula):
        assert (await who.client.get(room.path("ctr"))).content == b"annex"
    assert await room.read(leoni, "ctr") == ["Leoni Legal downloaded the file “Prices.csv”."]
    assert await room.read(paula, "ctr") == ["Paula Admin downloaded the file “Prices.csv”."]


async def test_what_is_not_fetched_is_not_told(room: Room, enter: Enter) -> None:
    leoni, other = await enter(
        await room.make.member(roles={Role.LEGAL}), await room.make.member(await room.make.partner())
    )
    etag = f'"{room.files["doc"].sha256}"'
    assert (await leoni.client.head(room.path("doc"))).status_code == 200
    assert (await leoni.client.get(room.path("doc"), headers={"if-none-match": etag})).status_code == 304
    assert (await leoni.client.get(room.path("doc"), headers={"range": "bytes=99-"})).status_code == 416
    assert (await other.client.get(room.path("doc"))).status_code == 404
    assert (await leoni.client.get(room.path("loose"))).status_code == 404
    assert await room.rows() == 0
    assert (await leoni.client.get(room.path("doc"), headers={"range": "bytes=0-1"})).content == b"pa"
    assert await room.rows() == 1


async def test_nobody_gets_a_letter_because_somebody_read(room: Room, enter: Enter, database: Database) -> None:
    await room.make.member(room.partner)
    (leoni,) = await enter(await room.make.member(roles={Role.LEGAL}))
    await leoni.client.get(room.path("doc"))
    await reactions.run(database, clock.now())
    assert (await room.make.session.execute(text("SELECT count(*) FROM notification"))).scalar_one() == 0


async def test_nobody_looks_at_what_they_may_not_fetch_and_who_looks_is_told_of(
    room: Room, application: Portal, enter: Enter, tmp_path: Path
) -> None:
    leoni, paula, other = await enter(
        await room.make.member(roles={Role.LEGAL}, name="Leoni Legal"),
        await room.make.member(room.partner, name="Paula Admin"),
        await room.make.member(await room.make.partner(name="Other Ltd")),
    )
    path = tmp_path / "photo"
    path.write_bytes(photo("PNG"))
    file = room.files["doc"]
    await room.make.session.execute(
        text("UPDATE file SET type = 'PNG', pages = 1, sha256 = :digest, bytes = :bytes WHERE id = :id"),
        {"digest": "a" * 64, "bytes": path.stat().st_size, "id": file.id},
    )
    await room.make.session.commit()
    await application.arrivals.store.put(f"{room.partner.id}/{'a' * 64}", path)
    page = f"{room.path('doc')}/pages/1"
    assert [(await who.client.get(page)).status_code for who in (leoni, leoni, paula, other)] == [200, 200, 200, 404]
    assert await room.rows() == 2
    for state, message in (
        ("QUARANTINED", "The file is waiting for the virus scanner. Try again in a minute."),
        ("REFUSED", "The scanner found something harmful in this file, so no one can download it."),
        (
            "MISSING",
            "The portal has lost the contents of this file. Ask the person who uploaded it to upload it again.",
        ),
    ):
        await room.make.session.execute(
            text("UPDATE file SET state = :state WHERE id = :id"), {"state": state, "id": file.id}
        )
        await room.make.session.commit()
        assert refusal(await paula.client.get(page))[1:] == ("BLOCKED", message)
