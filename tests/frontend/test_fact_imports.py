"""Files of facts on pages without scripts, by a partner's people and by the company's, in four languages."""

import re
from typing import Any

import pytest
import pytest_asyncio

from portal import clock, ids
from portal.access import Role
from portal.app import Portal
from portal.database.pools import Database
from tests.entering import Enter
from tests.expectations.bringing import COLUMNS, HEADINGS, Desk, lines, sheet
from tests.frontend import markup
from tests.frontend.posting import forms_of
from tests.imports.making import job
from tests.make import Make

SAME = {"sec-fetch-site": "same-origin"}
CHOSEN = {
    **{f"heading{at}": heading for at, heading in enumerate(HEADINGS)},
    **{f"field{at}": COLUMNS[heading] for at, heading in enumerate(HEADINGS)},
    "kind": "ORDER_LINE", "decimal": ".",
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def desks(make_committed: Make, enter: Enter, database: Database, application: Portal) -> dict[str, Desk]:
    """By their sides, one who may send files, and one of the partner who only reads."""
    make = make_committed
    manager = await make.member(name="Mina Manager", roles={Role.RELATIONSHIP_MANAGER, Role.SALES})
    partner = await make.partner(name="Northgate Ltd", manager=manager)
    await make.partner(name="Other Ltd", manager=manager)
    people = [
        await make.member(partner, name="Paula"), manager,
        await make.member(partner, name="Vera", roles={Role.PARTNER_VIEWER}),
    ]  # fmt: skip
    await make.add(job(manager, created_at=clock.now(), updated_at=clock.now()))
    named = zip(("PARTNER", "HOST", "VIEWER"), await enter(*people), strict=True)
    return {name: Desk(who, partner, make, database, application) for name, who in named}


async def shown(desk: Desk, address: str) -> str:
    answer = await desk.who.client.get(address)
    assert (answer.status_code, markup.Page(answer.text).all_problems()) == (200, []), address
    return answer.text


async def sends(desk: Desk, content: bytes, name: str = "lines.csv") -> str:
    """Sends a file with the form; gives its address."""
    data = {"operation": "FactImportStart", "filePartner": ids.text("org", desk.partner.id), "source": "ERP"}
    sent = await desk.who.client.post(
        "/imports", data=data, files={"fileId": (name, content, "text/csv")}, headers=SAME
    )
    assert sent.status_code == 303, markup.Page(sent.text).text
    await desk.follow()
    return sent.headers["location"].partition("?")[0]


async def presses(desk: Desk, here: str, operation: str, **fields: str) -> Any:
    """Posts one of the page's forms with what it hides; gives the answer."""
    version = re.search(r'name="expectedVersion" value="(\d+)"', await shown(desk, here))
    data = {"operation": operation, "factImportId": here.rpartition("/")[2], **fields}
    data |= {"expectedVersion": version[1]} if version else {}
    answer = await desk.who.client.post(here, data=data, headers=SAME)
    await desk.follow()
    return answer


@pytest.mark.parametrize("side", ["PARTNER", "HOST"])
async def test_a_file_goes_from_the_form_to_its_refused_rows_and_back(desks: dict[str, Desk], side: str) -> None:
    desk = desks[side]
    page = await shown(desk, "/imports")
    assert ("Send a file of facts" in page, "The partner the file is about." in page) == (True, side == "HOST")
    assert ("suppliers.csv" in page) is (side == "HOST")
    here = await sends(desk, sheet(lines(25, wrong=[7])))
    told = " ".join(markup.Page(await shown(desk, here)).text)
    assert "Next: choose what the columns mean. Nothing is imported yet." in told
    assert "Still missing: What the row is about, Ordered." in told

    assert (await presses(desk, here, "FactImportMap", saveAs="Deliveries", **CHOSEN)).status_code == 303
    told = " ".join(markup.Page(await shown(desk, here)).text)
    assert "L0 · Order line · Agreed for May" not in told
    assert "Row 9" in told
    assert "Pieces: This must be 0 or more." in told

    tried = await presses(desk, here, "FactImportTry")
    told = " ".join(markup.Page(tried.text).text)
    assert (tried.status_code, markup.Page(tried.text).all_problems()) == (200, [])
    assert "What the import would change" in told
    assert "New facts 24" in told
    assert await desk.facts() == []

    [take] = [form for form in forms_of(tried.text) if form.operation == "FactImportTakeIn"]
    assert (await desk.who.client.post(here, data=dict(take.values), headers=SAME)).status_code == 303
    await desk.follow()
    told = " ".join(markup.Page(await shown(desk, here)).text)
    assert "25 rows were checked." in told
    assert "1 was refused." in told
    assert len(await desk.facts()) == 24

    refused = await desk.who.client.get(f"{here}/refused.csv")
    assert refused.headers["content-disposition"] == 'attachment; filename="lines-refused.csv"'
    assert refused.text == (
        "\ufeffNo,Due,Pieces,Came on,problem\r\nL7,2026-02-10,-5,2026-02-09,Pieces: This must be 0 or more.\r\n"
    )
    again = await sends(desk, refused.text.replace("-5", "5").encode(), "lines-refused.csv")
    assert (await presses(desk, again, "FactImportMap", text="", **CHOSEN)).status_code == 303
    assert (await presses(desk, again, "FactImportTakeIn")).status_code == 303
    assert len(await desk.facts()) == 25
    assert "lines-refused.csv" in await shown(desk, "/imports")


async def test_who_only_reads_sees_what_was_sent_and_sends_nothing(desks: dict[str, Desk]) -> None:
    here = await sends(desks["PARTNER"], sheet(lines(1)))
    assert "Send a file of facts" not in await shown(desks["VIEWER"], "/imports")
    page = await shown(desks["VIEWER"], here)
    assert ("Save the columns" in page, "Cancel the import" in page) == (False, False)
    for address in (here, f"{here}/refused.csv"):
        assert (await desks["HOST"].who.client.get(address)).status_code == 404


async def test_a_form_without_a_file_says_so_and_a_mapping_by_hand_counts_instead(desks: dict[str, Desk]) -> None:
    desk = desks["PARTNER"]
    data = {"operation": "FactImportStart", "filePartner": ids.text("org", desk.partner.id), "source": "ERP"}
    refused = await desk.who.client.post("/imports", data=data, files={"x": ("", b"")}, headers=SAME)
    assert (refused.status_code, "This field is required." in refused.text) == (422, True)
    here = await sends(desk, sheet(lines(2)))
    wrong = await presses(desk, here, "FactImportMap", text="{", kind="ORDER_LINE")
    assert (wrong.status_code, "The mapping is not valid JSON." in wrong.text) == (422, True)
    by_hand = (
        '{"kind":"ORDER_LINE","subject_key":[{"column":"No"}],"facts":[{"statement":"LINE","when":{"filled":"Due"},'
        '"fields":{"ordered":{"column":"Pieces"}}}]}'
    )
    assert (await presses(desk, here, "FactImportMap", text=by_hand, kind="ORDER_LINE")).status_code == 303
    page = await shown(desk, here)
    assert ("&#34;when&#34;" in page, 'name="field0"' in page) == (True, False)


@pytest.mark.parametrize(
    ("language", "says"),
    [("bg", "Запазване на колоните"), ("fil", "I-save ang mga column"), ("hi", "कॉलम सहेजें")],
)
async def test_the_page_speaks_the_readers_language(desks: dict[str, Desk], language: str, says: str) -> None:
    desk = desks["PARTNER"]
    here = await sends(desk, sheet(lines(1)))
    profile = {"operation": "ProfileChange", "language": language, "zone": "Europe/Berlin"}
    await desk.who.client.post("/profile", data=profile, headers=SAME)
    assert says in await shown(desk, here)
    await shown(desk, "/imports")
