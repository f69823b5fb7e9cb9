"""Lists over HTTP: by pages without JavaScript, and by programs through the API; nobody else sees them."""

import base64
import re
from typing import Any

import pytest

from portal import clock, doing, ids
from portal.access import Role
from portal.database.pools import Database
from portal.partners.models import Membership, Organisation
from portal.partners.rules import AccountStatus
from tests.entering import Enter
from tests.frontend import markup
from tests.imports.lists import written
from tests.make import Make

PATH = "/org/imports"
SAME = {"sec-fetch-site": "same-origin"}
ROWS = [
    ("Vendor No", "Company name", "Country", "Type"), ("V-1", "=Northgate Castings", "DE", "vendor"),
    ("V-2", "Southgate", "Atlantis", "vendor"), ("V-3", "Westgate Foods", "GB", "vendor"),
]  # fmt: skip
JOB = """
query ($id: ID!) { importJob(id: $id) {
  status rowCount newCount faultyCount doneCount waitingCount
  headings { heading column examples } defaults { column value }
  availableActions { name allowed } preview { number status understood { column value } similar { partnerId name } }
  rows(first: 2, statuses: [FAULTY]) { totalCount nodes { id number faults { column message } } }
} }
"""


async def worked(database: Database) -> None:
    while await doing.take_up(database, clock.now()):
        pass


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found
    return found[1]


async def step(client: Any, address: str, operation: str, **fields: str) -> str:
    """Posts one of the page's forms with what it hides; gives the page that follows."""
    page = (await client.get(address)).text
    data = {"operation": operation, "importJobId": address.rpartition("/")[2], **fields}
    sent = await client.post(address, data=data | {"expectedVersion": hidden(page, "expectedVersion")}, headers=SAME)
    assert sent.status_code == 303, sent.text
    return str((await client.get(address)).text)


@pytest.mark.parametrize("role", [Role.SALES, Role.RELATIONSHIP_MANAGER])
async def test_a_list_is_sent_tried_and_taken_in_on_pages_without_scripts(
    make_committed: Make, enter: Enter, database: Database, role: Role
) -> None:
    (sales,) = await enter(await make_committed.member(roles={role}))
    first = await sales.client.get(PATH)
    assert (first.status_code, markup.Page(first.text).all_problems()) == (200, [])
    refused = await sales.client.post(f"{PATH}/new/file", data={"kind": "PARTNERS"}, files={"x": b""}, headers=SAME)
    assert (refused.status_code, "Choose a file." in refused.text) == (422, True)
    sent = await sales.client.post(
        f"{PATH}/new/file", data={"kind": "PARTNERS", "system": "SAP"}, headers=SAME,
        files={"file": ("suppliers.csv", written(ROWS), "text/csv")},
    )  # fmt: skip
    assert sent.status_code == 303, sent.text
    here = sent.headers["location"]
    await worked(database)
    page = (await sales.client.get(here)).text
    assert markup.Page(page).all_problems() == []
    names = ("EXTERNAL_ID", "NAME", "COUNTRY", "KINDS")
    columns = {f"heading{at}": heading for at, heading in enumerate(ROWS[0])}
    columns |= {f"column{at}": name for at, name in enumerate(names)}
    await step(sales.client, here, "ImportJobMap", defaultSYSTEM="SAP", saveAs="Buying", **columns)
    await worked(database)
    page = (await sales.client.get(here)).text
    assert markup.Page(page).all_problems() == []
    assert "There is no country called Atlantis." in page
    assert "Next: import 2 rows." in page
    told = " ".join(markup.Page(page).text)
    assert "System: SAP · Key in that system: V-1 · Kind of partner: Vendor · Country: Germany" in told
    await step(sales.client, here, "ImportJobStart")
    await worked(database)
    page = (await sales.client.get(here)).text
    assert "Imported" in page
    found = await make_committed.session.execute(
        Organisation.__table__.select().where(Organisation.name == "Westgate Foods")
    )
    assert len(found.all()) == 1
    report = await sales.client.get(f"{here}/report.csv")
    assert (report.status_code, report.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert "3,Faulty,no,Country,There is no country called Atlantis.," in report.text


@pytest.mark.parametrize(
    ("language", "meant", "next_"),
    [
        ("bg", "Вид партньор: Доставчик на услуги · Държава: Германия", "Следва: посочете какво е всяка колона."),
        ("fil", "Uri ng partner: Vendor · Bansa: Germany", "Susunod: piliin kung ano ang bawat column."),
        ("hi", "वह हमारे लिए क्या है: विक्रेता · देश: जर्मनी", "आगे: बताएँ कि हर कॉलम क्या है।"),
    ],
)
async def test_the_preview_says_in_the_readers_language_what_codes_mean_and_what_is_wrong_with_each_row(
    make_committed: Make, enter: Enter, database: Database, language: str, meant: str, next_: str
) -> None:
    (sales,) = await enter(await make_committed.member(roles={Role.SALES}))
    profile = {"operation": "ProfileChange", "language": language, "zone": "Europe/Berlin"}
    await sales.client.post("/profile", data=profile, headers=SAME)
    files = {"file": ("suppliers.csv", written(ROWS), "text/csv")}
    sent = await sales.client.post(f"{PATH}/new/file", data={"kind": "PARTNERS"}, headers=SAME, files=files)
    await worked(database)
    page = markup.Page((await sales.client.get(sent.headers["location"])).text)
    told = " ".join(page.text)
    assert page.all_problems() == []
    assert (meant in told, next_ in told) == (True, True), told
    assert "Atlantis" in told  # the second row's fault, before anything is tried


async def test_a_file_that_cannot_be_read_says_why_on_the_page_and_to_a_program(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    (sales,) = await enter(await make_committed.member(roles={Role.SALES}))
    content = "Име,Държава\nЗлатна нива,България\n".encode("cp1251")
    sent = await sales.client.post(
        f"{PATH}/new/file", data={"kind": "PARTNERS"}, headers=SAME, files={"file": ("list.csv", content, "text/csv")}
    )
    await worked(database)
    page = markup.Page((await sales.client.get(sent.headers["location"])).text)
    assert page.all_problems() == []
    assert "The encoding of the file is uncertain." in " ".join(page.text)
    assert "Correct the file, or choose its encoding or sheet, then send it again" in " ".join(page.text)
    asked = "query ($id: ID!) { importJob(id: $id) { status faults { code column path message } } }"
    told = (await sales.ask(asked, id=sent.headers["location"].rpartition("/")[2]))["importJob"]
    assert told["status"] == "UNREADABLE"
    assert [(each["code"], each["column"], each["path"]) for each in told["faults"]] == [
        ("INVALID", None, ["input", "encoding"])
    ]


class Program:
    """Somebody who sends lists through the API."""

    def __init__(self, person: Any) -> None:
        self._person = person

    async def ask(self, asked: str, **variables: Any) -> Any:
        return await self._person.ask(asked, **variables)

    async def act(self, mutation: str, /, **given: Any) -> Any:
        step = "Step" if mutation.endswith(("Start", "Cancel")) else mutation.removeprefix("importJob")
        shown = "importJob { id version status } userErrors { code message path }"
        asked = f"mutation ($input: ImportJob{step}Input!) {{ {mutation}(input: $input) {{ {shown} }} }}"
        return (await self.ask(asked, input=given))[mutation]

    async def send(self, content: bytes, *, cut: int) -> str:
        """A file in two pieces; its import's id."""
        job = (await self.act("importJobCreate", kind="PARTNERS", name="suppliers.csv", system="SAP"))["importJob"]
        for number, piece in enumerate((content[:cut], content[cut:]), 1):
            given = {"number": number, "content": base64.b64encode(piece).decode(), "isLast": number == 2}
            assert (await self.act("importJobSend", importJobId=job["id"], **given))["userErrors"] == []
        return str(job["id"])

    async def now(self, job_id: str) -> Any:
        return (await self.ask(JOB, id=job_id))["importJob"]


async def test_a_program_sends_pieces_and_follows_the_import(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    sales, other = await enter(
        await make_committed.member(roles={Role.SALES}), await make_committed.member(roles={Role.LEGAL})
    )

    program = Program(sales)
    job_id = await program.send(written(ROWS), cut=20)
    again = await program.act("importJobSend", importJobId=job_id, number=3, content="AAAA", isLast=True)
    assert [each["code"] for each in again["userErrors"]] == ["WRONG_STATUS"]
    await worked(database)

    read = await program.now(job_id)
    assert (read["status"], read["rowCount"]) == ("READ", 3)
    assert read["headings"][1] == {
        "heading": "Company name", "column": "NAME", "examples": ["=Northgate Castings", "Southgate", "Westgate Foods"],
    }  # fmt: skip
    columns = [{"heading": each["heading"], "column": each["column"]} for each in read["headings"]]
    wrong = await program.act("importJobMap", importJobId=job_id, expectedVersion=3, columns=columns[:1])
    assert wrong["userErrors"][0]["message"] == "Choose the column for NAME."
    mapped = await program.act(
        "importJobMap", importJobId=job_id, expectedVersion=3, columns=columns,
        defaults=[{"column": "SYSTEM", "value": "SAP"}],
    )  # fmt: skip
    assert mapped["importJob"]["status"] == "CHECKING"
    await worked(database)

    tried = await program.now(job_id)
    assert (tried["status"], tried["newCount"], tried["faultyCount"], tried["waitingCount"]) == ("CHECKED", 2, 1, 2)
    [row] = tried["rows"]["nodes"]
    assert (row["number"], row["faults"]) == (
        3,
        [{"column": "COUNTRY", "message": "There is no country called Atlantis."}],
    )
    assert {each["name"]: each["allowed"] for each in tried["availableActions"]} == {
        "MAP": True, "START": True, "CANCEL": True,
    }  # fmt: skip
    assert {"column": "NAME", "value": "Westgate Foods"} in tried["preview"][2]["understood"]
    started = await program.act("importJobStart", importJobId=job_id, expectedVersion=5)
    assert started["userErrors"] == []
    await worked(database)
    assert (await program.now(job_id))["doneCount"] == 2
    asked = "query ($id: ID!, $row: ID!) { importJob(id: $id) { id } node(id: $row) { id } importJobs { totalCount } }"
    assert await other.ask(asked, id=job_id, row=row["id"]) == {
        "importJob": None, "node": None, "importJobs": {"totalCount": 0},
    }  # fmt: skip


ASKED = """
query ($id: ID!) { importJob(id: $id) { status version similarCount changedCount
  rows(first: 9, statuses: [SIMILAR]) { nodes { id answer sameAsId similar { partnerId name same } } } } }
"""


async def test_what_is_similar_is_answered_on_the_page_and_by_a_program(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    here = [
        await make_committed.partner(name=name, country="GB", status=AccountStatus.PROSPECT) for name in ("A1", "B2")
    ]
    (sales,) = await enter(await make_committed.member(roles={Role.SALES}))
    rows = [ROWS[0], ("V-1", "a1", "GB", "vendor"), ("V-2", "b2 Ltd", "GB", "vendor")]
    job_id = await Program(sales).send(written(rows), cut=20)
    await worked(database)
    place = f"{PATH}/{job_id}"
    columns = {f"heading{at}": heading for at, heading in enumerate(ROWS[0])}
    columns |= {f"column{at}": name for at, name in enumerate(("EXTERNAL_ID", "NAME", "COUNTRY", "KINDS"))}
    await step(sales.client, place, "ImportJobMap", defaultSYSTEM="SAP", **columns)
    await worked(database)
    first, second = (await sales.ask(ASKED, id=job_id))["importJob"]["rows"]["nodes"]
    assert [(each["name"], each["same"]) for row in (first, second) for each in row["similar"]] == [
        ("A1", ["NAME"]), ("B2", ["NAME"]),
    ]  # fmt: skip
    partner = ids.text("org", here[0].id)
    answer = {"operation": "ImportJobAnswer", "importRowId": first["id"], "answer": partner}
    sent = await sales.client.post(place, data=answer, headers=SAME)
    assert sent.status_code == 303, sent.text
    assert f'value="{partner}" checked' in (await sales.client.get(place)).text
    wrong = await Program(sales).act("importJobAnswer", importRowId=second["id"], answer="SAME", sameAsId=partner)
    assert [each["path"] for each in wrong["userErrors"]] == [["input", "sameAsId"]]
    same = second["similar"][0]["partnerId"]
    right = await Program(sales).act("importJobAnswer", importRowId=second["id"], answer="SAME", sameAsId=same)
    assert right["userErrors"] == []
    await step(sales.client, place, "ImportJobStart")
    await worked(database)
    job = (await sales.ask(ASKED, id=job_id))["importJob"]
    assert (job["status"], job["similarCount"], job["changedCount"]) == ("FINISHED", 0, 2)
    asked = "query ($id: ID!) { partner(by: { id: $id }) { name externalKeys { system value } } }"
    assert (await sales.ask(asked, id=same))["partner"]["externalKeys"] == [{"system": "SAP", "value": "V-2"}]


PEOPLE = [
    ("Full name", "E-mail", "Organisation", "Role", "Language"),
    ("Nina North", "NINA@Northgate.Example", "northgate castings", "Partner administrator", "Bulgarian"),
    ("Nina North", "nina@northgate.example", "Northgate Castings", "Partner administrator", "bg"),
    ("Nils", "nils", "Nowhere", "chief", ""),
]


async def test_people_are_brought_on_the_page_and_each_fault_stands_with_its_row(
    make_committed: Make, enter: Enter, database: Database
) -> None:
    partner = await make_committed.partner(name="Northgate Castings GmbH")
    (admin,) = await enter(await make_committed.member(roles={Role.PLATFORM_ADMIN}))
    sent = await admin.client.post(
        f"{PATH}/new/file", data={"kind": "PEOPLE"}, headers=SAME,
        files={"file": ("people.csv", written(PEOPLE, "\t"), "text/csv")},
    )  # fmt: skip
    here = sent.headers["location"].partition("?")[0]
    await worked(database)
    told = " ".join(markup.Page((await admin.client.get(here)).text).text)
    assert "Work email: nina@northgate.example" in told
    assert "Roles: Partner administrator · Language: Bulgarian" in told
    columns = {f"heading{at}": heading for at, heading in enumerate(PEOPLE[0])}
    columns |= {f"column{at}": name for at, name in enumerate(("NAME", "EMAIL", "ORGANISATION", "ROLES", "LANGUAGE"))}
    await step(admin.client, here, "ImportJobMap", **columns)
    await worked(database)
    page = markup.Page((await admin.client.get(here)).text)
    told = " ".join(page.text)
    assert page.all_problems() == []
    assert "Row 3 Work email: Row 2 is about the same person." in told
    assert "Row 4 Work email: This is not an email address. Roles: There is no role called chief." in told
    await step(admin.client, here, "ImportJobStart")
    await worked(database)
    places = await make_committed.session.execute(
        Membership.__table__.select().where(Membership.partner_id == partner.id)
    )
    assert [(row.name, row.email) for row in places] == [("Nina North", "nina@northgate.example")]
