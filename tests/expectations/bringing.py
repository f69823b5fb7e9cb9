"""Files of facts over HTTP: sent, explained, tried, taken in, by either side."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import select

from portal import clock, doing, ids
from portal.app import Portal
from portal.database.pools import Database
from portal.doing import Long
from portal.expectations.models import Fact, Subject
from portal.expectations.operations import importing
from portal.partners.models import Organisation
from tests.files.test_bringing import START as ANNOUNCE
from tests.journeys.doors import Visitor
from tests.make import Make

HEADINGS = ("No", "Due", "Pieces", "Came on")
COLUMNS = {"No": "subject_key", "Due": "agreed_on", "Pieces": "ordered", "Came on": "received_on"}
MEANING = {"columns": {
    "kind": "ORDER_LINE",
    "columns": [{"heading": heading, "field": field} for heading, field in COLUMNS.items()],
}}  # fmt: skip
FAULTS = "faults { code heading path message }"
SHOWN = f"""id version status name source kind mapping document digest rowCount doneCount accepted corrected unchanged
  refusedCount silentCount repeatedCount elsewhereCount madeBy side {FAULTS}
  columns {{ heading field examples }} refusedRows(first: 50) {{ totalCount nodes {{ number cells {FAULTS} }} }}
  availableActions {{ name allowed }} partner {{ id }}"""
ONE = f"query ($id: ID!) {{ factImport(id: $id) {{ {SHOWN} }} }}"
ASKED = f"""query ($input: FactImportQuestionInput!) {{
  factImportPreview(input: $input) {{ userErrors {{ code message path }} preview {{
    kind document isSimple lacking fields columns {{ heading field examples }}
    rows {{ number facts {{ statement subjectKey externalId partner values {{ name value }} }} {FAULTS} }} }} }}
  factImportTrial(input: $input) {{ userErrors {{ code message path }} trial {{
    accepted corrected unchanged refused silent repeated elsewhere refusals {{ number {FAULTS} }} }} }} }}"""


def sheet(rows: Iterable[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode()


def lines(many: int, *, wrong: Iterable[int] = ()) -> list[tuple[str, str, str, str]]:
    """Order lines that came a day before they were due; the wrong ones of fewer pieces than none."""
    bad = {*wrong}
    return [(f"L{number}", "2026-02-10", "-5" if number in bad else "5", "2026-02-09") for number in range(many)]


@dataclass(frozen=True)
class Desk:
    """Somebody who sends files."""

    who: Visitor
    partner: Organisation
    make: Make
    database: Database
    portal: Portal

    async def upload(self, content: bytes, name: str = "lines.csv") -> str:
        """The id of a file that belongs to nothing yet."""
        given = {"partnerId": ids.text("org", self.partner.id), "name": name}
        upload = (await self.who.ask(ANNOUNCE, input=given))["fileStartUpload"]["upload"]
        answer = await self.who.client.put(upload["path"], content=content)
        assert answer.status_code == 201, answer.text
        return str(upload["fileId"])

    async def act(self, step: str, /, **given: Any) -> Any:
        kind = step if step in {"Start", "Map"} else "Step"
        asked = f"""mutation ($input: FactImport{kind}Input!) {{ factImport{step}(input: $input) {{
          factImport {{ {SHOWN} }} userErrors {{ code message path }} }} }}"""
        return (await self.who.ask(asked, input=given))[f"factImport{step}"]

    async def read(self, content: bytes, name: str = "lines.csv", **given: Any) -> Any:
        """A file as it was read."""
        begun = await self.act("Start", **{"fileId": await self.upload(content, name), "source": "ERP", **given})
        assert begun["userErrors"] == []
        await self.follow()
        return await self.now(begun["factImport"]["id"])

    async def mapped(self, it: Any, meaning: Any = None, **given: Any) -> Any:
        named = {"factImportId": it["id"], "expectedVersion": it["version"], "meaning": meaning or MEANING, **given}
        done = await self.act("Map", **named)
        assert done["userErrors"] == [], done["userErrors"]
        return done["factImport"]

    async def step(self, step: str, it: Any) -> Any:
        done = await self.act(step, factImportId=it["id"], expectedVersion=it["version"])
        assert done["userErrors"] == [], done["userErrors"]
        return done["factImport"]

    async def taken_in(self, content: bytes, name: str = "lines.csv", meaning: Any = None, **given: Any) -> Any:
        """A file from its bytes to its last row."""
        it = await self.read(content, name, **given)
        if it["columns"]:
            it = await self.mapped(it, meaning)
        await self.step("TakeIn", it)
        await self.follow()
        return await self.now(it["id"])

    async def ask(self, it: Any, **given: Any) -> tuple[Any, Any]:
        """The answers to a preview and a trial."""
        found = await self.who.ask(ASKED, input={"factImportId": it["id"], **given})
        return found["factImportPreview"], found["factImportTrial"]

    async def follow(self) -> None:
        while await self.go_on():
            pass

    async def go_on(self) -> bool:
        """The next file, as whoever keeps the clock goes on with it."""
        work = Long(importing.WORK, partial(importing.job, self.portal.arrivals.store))
        return await doing.take_up(self.database, clock.now(), (work,))

    async def now(self, import_id: str) -> Any:
        return (await self.who.ask(ONE, id=import_id))["factImport"]

    async def digests(self, partner: Organisation | None = None) -> list[tuple[str, str, str]]:
        """What each subject of a partner is: kind, key, digest."""
        of = (partner or self.partner).id
        found = select(Subject.kind, Subject.subject_key, Subject.state_sha256).where(Subject.partner_id == of)
        rows = (await self.make.session.execute(found.order_by(Subject.kind, Subject.subject_key))).all()
        await self.make.session.commit()
        return [(str(kind), key, digest) for kind, key, digest in rows]

    async def facts(self) -> list[tuple[str, str, int]]:
        """Each fact: its id, what it says, in which row it came."""
        found = select(Fact.external_id, Fact.sha256, Fact.row_number).where(Fact.partner_id == self.partner.id)
        rows = (await self.make.session.execute(found.order_by(Fact.external_id, Fact.revision))).all()
        await self.make.session.commit()
        return [(each, digest, row) for each, digest, row in rows]


def meaning_of(path: Any) -> dict[str, str]:
    """A mapping of a file, without the column that names the partner."""
    content = json.loads(path.read_text())
    content.pop("partner", None)
    return {"text": json.dumps(content)}
