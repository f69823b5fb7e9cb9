"""The pages of notes and tasks: who reads what one writes is unmistakable, and shared is chosen, never slipped into."""

import re
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from portal import clock, ids
from portal.access import GRANTS, Permission, Role
from portal.contracts.rules import Status
from portal.notes.models import CompanyNote, Note, PartnerNote
from tests.entering import Enter
from tests.frontend import markup
from tests.journeys.doors import Visitor
from tests.make import Make
from tests.partners.making import document

SAME = {"sec-fetch-site": "same-origin"}


async def send(visitor: Visitor, path: str, operation: str, **fields: Any) -> Any:
    return await visitor.client.post(path, data={"operation": operation, **fields}, headers=SAME)


async def rows(make: Make, kind: Any) -> list[Any]:
    return list(await make.session.scalars(select(kind).execution_options(populate_existing=True)))


async def test_a_note_is_internal_unless_both_sides_were_chosen(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    legal, partner = await make.member(roles={Role.LEGAL}), await make.partner(name="Northgate")
    member = await make.member(partner)
    contract = await make.contract(status=Status.IN_NEGOTIATION, partner=partner, owner=legal)
    ours, theirs = await enter(legal, member)
    record = ids.text("ctr", contract.id)
    path = f"/contracts/{record}/notes"

    inside, shared = (await ours.client.get(path)).text, (await ours.client.get(f"{path}/share")).text
    for page in (inside, shared):
        assert markup.Page(page).all_problems() == []
    assert "Internal: only Entente Works reads this" in inside
    assert "Keep the note inside Entente Works" in inside
    assert "Northgate can read this" not in inside
    assert "Northgate can read this" in shared
    assert "Send, also to Northgate" in shared
    assert "only Entente Works reads" not in shared

    # Whatever a form says: the page alone says who reads it.
    sent = await send(ours, path, "NoteWrite", on=record, text="Not above 45 days.", visibility="SHARED")
    assert (sent.status_code, sent.headers["location"]) == (303, path)
    sent = await send(ours, f"{path}/share", "NoteWrite", on=f"{record}|payment", text="What about 45 days?")
    assert sent.status_code == 303
    assert [len(await rows(make, kind)) for kind in (Note, CompanyNote, PartnerNote)] == [1, 1, 0]

    page = (await theirs.client.get(path)).text
    assert "What about 45 days?" in page
    assert "2 Payment" in page
    assert "Not above" not in page
    assert "Shared: Entente Works can read this too" in page


async def test_files_go_with_a_note_and_are_listed_where_it_is_read(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    partner = await make.partner()
    ours, theirs = await enter(await make.member(roles={Role.LEGAL}), await make.member(partner))
    record = ids.text("org", partner.id)
    path = f"/partners/{record}/notes/share"
    assert 'type="file" multiple' in (await ours.client.get(path)).text
    fields = {"operation": "NoteWrite", "on": record, "filePartner": record, "text": ""}
    plan = ("files", ("plan <b>.txt", b"First the drawings.", "text/plain"))
    # What was refused keeps the files that have come.
    files = [plan, ("files", ("macro.exe", b"MZ", "application/octet-stream"))]
    refused = await ours.client.post(path, data=fields, files=files, headers=SAME)
    assert refused.status_code == 422
    assert markup.Page(refused.text).all_problems() == []
    assert "plan &lt;b&gt;.txt is uploaded." in refused.text
    (kept,) = re.findall(r'name="files" value="(fil_[0-9a-f]+)"', refused.text)
    given = {**fields, "text": "The plan.", "files": kept, "files-name": "plan <b>.txt"}
    sent = await ours.client.post(path, data=given, files=[("files", ("list.csv", b"a,b\n", "text/csv"))], headers=SAME)
    assert (sent.status_code, sent.headers["location"]) == (303, path.removesuffix("/share"))
    page = (await theirs.client.get(path)).text
    assert markup.Page(page).all_problems() == []
    found = re.findall(r'<a href="(/files/fil_[0-9a-f]+)" download>([^<]*)</a>', page)
    assert sorted(name for _, name in found) == ["list.csv", "plan &lt;b&gt;.txt"]
    contents = {name: (await theirs.client.get(href)).text for href, name in found}
    assert contents == {"list.csv": "a,b\n", "plan &lt;b&gt;.txt": "First the drawings."}


async def test_each_clause_of_a_text_leads_to_its_notes_and_says_how_many_the_reader_finds(
    make_committed: Make, enter: Enter
) -> None:
    make = make_committed
    legal, partner = await make.member(roles={Role.LEGAL}), await make.partner()
    contract = await make.contract(status=Status.ACTIVE, partner=partner, owner=legal)
    viewer = await make.member(partner, roles={Role.PARTNER_VIEWER}, name="Vera")
    ours, theirs = await enter(legal, viewer)
    record = ids.text("ctr", contract.id)
    path = f"/contracts/{record}/notes"
    for slug, clause, text in (("", "payment", "Inside."), ("/share", "payment", "To both."), ("", "scope", "Inside.")):
        sent = await send(ours, path + slug, "NoteWrite", on=f"{record}|{clause}", text=text)
        assert sent.status_code == 303
    for visitor, told in (
        (ours, [("scope", "1 note"), ("payment", "2 notes")]), (theirs, [("payment", "1 note")]),
    ):  # fmt: skip
        page = (await visitor.client.get(f"/contracts/{record}")).text
        assert markup.Page(page).all_problems() == []
        assert re.findall(rf'href="{path}\?clause=([^"]*)">([^<]*)<', page) == told
    listed = (await theirs.client.get(f"{path}?clause=payment")).text
    assert "To both." in listed
    assert f'<option value="{record}|payment" selected>' in (await ours.client.get(f"{path}?clause=payment")).text


def test_whoever_may_write_a_note_may_bring_files_with_it() -> None:
    for granted in GRANTS.values():
        assert Permission.NOTE_WRITE not in granted or Permission.FILE_UPLOAD in granted


async def test_notes_on_a_document_stand_behind_its_page(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    legal, partner = await make.member(roles={Role.LEGAL}), await make.partner(name="Northgate")
    paper = document(partner, legal)
    await make.add(paper)
    ours, theirs = await enter(legal, await make.member(partner))
    record = ids.text("doc", paper.id)
    path = f"/documents/{record}/notes"
    for visitor, slug, text in ((ours, "", "Ask for a new one?"), (ours, "/share", "Until when does it count?")):
        sent = await send(visitor, path + slug, "NoteWrite", on=record, text=text)
        assert (sent.status_code, sent.headers["location"]) == (303, path)
    assert (
        f'<a class="button small" href="{path}">Notes <span class="count">1</span></a>'
        in (await theirs.client.get(f"/documents/{record}")).text
    )
    for visitor, seen in ((ours, 1), (theirs, 0)):
        page = (await visitor.client.get(path)).text
        assert markup.Page(page).all_problems() == []
        assert (page.count("Until when does it count?"), page.count("Ask for a new one?")) == (1, seen)
    (row,) = await rows(make, Note)
    one = (await theirs.client.get(f"/notes/{ids.text('nte', row.id)}")).text
    assert f'<a href="{path}">Proof of insurance' in one


async def test_the_words_of_others_are_never_markup_and_lead_only_to_the_web(
    make_committed: Make, enter: Enter
) -> None:
    make = make_committed
    partner = await make.partner()
    member = await make.member(partner, name="Ann <b>Lee</b>")
    (theirs,) = await enter(member)
    record = ids.text("org", partner.id)
    path = f"/partners/{record}/notes"
    text = (
        "<script>alert(1)</script> javascript:alert(2) see https://example.com/a?b=1&c=2. @Ann <b>Lee</b>\n\n"
        "\u202eback <a href='https://evil.example'>x</a> http://x\" onmouseover=\"y"
    )
    assert (await send(theirs, path, "NoteWrite", on=record, text=text)).status_code == 303
    page = (await theirs.client.get(path)).text
    assert markup.Page(page).all_problems() == []
    assert "<script>alert" not in page
    assert "<b>Lee" not in page
    links = set(re.findall(r'<a href="(https?:[^"]*)" rel="([^"]*)"', page))
    assert links == {
        (address, "noopener noreferrer nofollow ugc")
        for address in ("https://example.com/a?b=1&amp;c=2", "https://evil.example", "http://x")
    }
    assert '<span class="mention">@Ann &lt;b&gt;Lee&lt;/b&gt;</span>' in page
    assert "A character turns the direction of reading: U+202E RIGHT-TO-LEFT OVERRIDE." in page


async def test_a_task_is_given_done_and_gone_from_the_list(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    legal, partner = await make.member(roles={Role.LEGAL}), await make.partner()
    member = await make.member(partner, roles={Role.PARTNER_MEMBER}, name="Mia Member")
    ours, theirs = await enter(legal, member)
    record = ids.text("org", partner.id)
    path = f"/partners/{record}/notes/share"
    given = {"on": record, "text": "The report, please.", "assigneeId": ids.text("mem", member.id)}
    refused = await send(ours, path, "NoteWrite", **given)
    assert refused.status_code == 422
    assert "Enter the due date of the task." in refused.text
    assert "The report, please." in refused.text
    day = (clock.now() + timedelta(days=3)).date().isoformat()
    assert (await send(ours, path, "NoteWrite", dueOn=day, **given)).status_code == 303

    listed = (await theirs.client.get("/tasks")).text
    assert markup.Page(listed).all_problems() == []
    assert "The report, please." in listed
    assert "No tasks here" in (await ours.client.get("/tasks")).text
    assert "The report, please." in (await ours.client.get("/tasks?whose=given")).text

    (row,) = await rows(make, Note)
    done = await send(theirs, "/tasks", "TaskFinish", noteId=ids.text("nte", row.id), expectedVersion=row.version)
    assert (done.status_code, done.headers["location"]) == (303, "/tasks")
    assert "No tasks here" in (await theirs.client.get("/tasks")).text
    assert "The report, please." in (await theirs.client.get("/tasks?status=DONE")).text


async def test_a_note_is_edited_then_struck_and_its_trace_stays(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    legal, partner = await make.member(roles={Role.LEGAL}, name="Leo Legal"), await make.partner()
    ours, theirs = await enter(legal, await make.member(partner))
    record = ids.text("org", partner.id)
    path = f"/partners/{record}/notes"
    await send(ours, f"{path}/share", "NoteWrite", on=record, text="Frist version.")
    (row,) = await rows(make, Note)
    one = ids.text("nte", row.id)
    page = (await ours.client.get(f"/notes/{one}")).text
    assert markup.Page(page).all_problems() == []
    assert "Change the words" in page
    edited = await send(ours, f"/notes/{one}", "NoteEdit", noteId=one, expectedVersion=1, text="First version.")
    assert (edited.status_code, edited.headers["location"]) == (303, path)
    assert "Delete the note’s text" not in (await theirs.client.get(f"/notes/{one}")).text
    struck = await send(ours, f"/notes/{one}", "NoteStrike", noteId=one, expectedVersion=2)
    assert struck.status_code == 303
    for visitor in (ours, theirs):
        shown = (await visitor.client.get(path)).text
        assert "First version." not in shown
        assert "Text deleted by Leo Legal" in shown
        assert markup.Page(shown).all_problems() == []


async def test_an_internal_note_of_the_other_side_has_no_page(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    partner = await make.partner()
    ours, theirs = await enter(await make.member(roles={Role.LEGAL}), await make.member(partner))
    record = ids.text("org", partner.id)
    await send(theirs, f"/partners/{record}/notes", "NoteWrite", on=record, text="Among us.")
    (row,) = await rows(make, PartnerNote)
    one = ids.text("nte", row.id)
    assert (await theirs.client.get(f"/notes/{one}")).status_code == 200
    assert (await ours.client.get(f"/notes/{one}")).status_code == 404
    tried = await send(ours, f"/notes/{one}", "NoteStrike", noteId=one, expectedVersion=1)
    assert tried.status_code == 404
    assert (await rows(make, PartnerNote))[0].text == "Among us."


async def test_nothing_can_be_shared_on_a_draft_and_the_page_says_so(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    legal = await make.member(roles={Role.LEGAL})
    contract = await make.contract(status=Status.DRAFT, owner=legal)
    (ours,) = await enter(legal)
    record = ids.text("ctr", contract.id)
    path = f"/contracts/{record}/notes/share"
    page = (await ours.client.get(path)).text
    assert "The other side does not see this record yet, so nothing can be shared here." in page
    assert 'name="text"' not in page
    refused = await send(ours, path, "NoteWrite", on=record, text="Too early.")
    assert refused.status_code == 422
    assert await rows(make, Note) == []
