"""Files of facts by a program of either side: looked at, tried, taken in once, and mended."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import func, select

from portal import clock, reactions
from portal.database.pools import Database
from portal.expectations.models import FactBatch, FactImport, FactImportRow
from portal.journal import Entry
from portal.notifications.models import Notification
from tests import patience
from tests.expectations.bringing import HEADINGS, MEANING, Desk, lines, sheet

RECEIPT = """<ReceiptAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:ReceiptAdvice-2"
  xmlns:c="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
  xmlns:b="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2">
  <b:ID>R1</b:ID><b:IssueDate>2026-02-10</b:IssueDate>
  <c:OrderReference><b:ID>4711</b:ID></c:OrderReference>
  <c:ReceiptLine><b:ID>1</b:ID><b:ReceivedQuantity unitCode="C62">6</b:ReceivedQuantity></c:ReceiptLine>
  <c:ReceiptLine><b:ID>2</b:ID><b:ReceivedQuantity unitCode="C62">many</b:ReceivedQuantity></c:ReceiptLine>
</ReceiptAdvice>"""
COUNTED = ("status", "doneCount", "accepted", "refusedCount", "unchanged", "mapping")
LESS = "This must be 0 or more."


async def test_a_file_is_looked_at_and_tried_and_nothing_of_it_is_written(desks: list[Desk]) -> None:
    paula, *_ = desks
    it = await paula.read(sheet(lines(30, wrong=[7])))
    assert (it["status"], it["rowCount"], it["kind"], it["document"]) == ("READ", 30, None, "")
    assert {each["name"]: each["allowed"] for each in it["availableActions"]} == {
        "MAP": True, "TAKE_IN": False, "CANCEL": True,
    }  # fmt: skip

    previewed, tried = await paula.ask(it)
    assert [(each["heading"], each["field"]) for each in previewed["preview"]["columns"]] == [
        ("No", None), ("Due", None), ("Pieces", None), ("Came on", None),
    ]  # fmt: skip
    assert previewed["preview"]["lacking"] == ["subject_key", "ordered"]
    assert [each["code"] for each in tried["userErrors"]] == ["BLOCKED"]

    previewed, tried = await paula.ask(it, meaning=MEANING)
    assert tried["trial"] == {
        "accepted": 29, "corrected": 0, "unchanged": 0, "refused": 1, "silent": 0, "repeated": 0, "elsewhere": 0,
        "refusals": [{"number": 9, "faults": [
            {"code": "INVALID", "heading": "Pieces", "path": ["ordered"], "message": LESS},
        ]}],
    }  # fmt: skip
    rows = previewed["preview"]["rows"]
    assert (len(rows), rows[0]["number"], rows[7]["faults"][0]["message"]) == (20, 2, LESS)
    assert rows[0]["facts"] == [{
        "statement": "LINE", "subjectKey": "L0", "externalId": "L0#LINE", "partner": "",
        "values": [{"name": "agreed_on", "value": "2026-02-10"}, {"name": "ordered", "value": "5"},
                   {"name": "received_on", "value": "2026-02-09"}],
    }]  # fmt: skip
    assert (await paula.facts(), (await paula.now(it["id"]))["version"]) == ([], it["version"])


async def test_a_file_is_taken_in_and_its_refused_row_is_mended_and_sent_alone(desks: list[Desk]) -> None:
    paula, *_ = desks
    it = await paula.read(sheet(lines(30, wrong=[7])))
    it = await paula.step("TakeIn", await paula.mapped(it, saveAs="Deliveries"))
    assert it["status"] == "RUNNING"
    await paula.follow()
    done = await paula.now(it["id"])
    assert {name: done[name] for name in COUNTED} == {
        "status": "FINISHED", "doneCount": 30, "accepted": 29, "refusedCount": 1, "unchanged": 0,
        "mapping": "Deliveries",
    }  # fmt: skip
    assert done["refusedRows"] == {"totalCount": 1, "nodes": [{
        "number": 9, "cells": ["L7", "2026-02-10", "-5", "2026-02-09"],
        "faults": [{"code": "INVALID", "heading": "Pieces", "path": ["ordered"], "message": LESS}],
    }]}  # fmt: skip
    assert [row for _, _, row in await paula.facts()][:2] == [2, 3]
    assert len(await paula.digests()) == 29

    row = ("L7", "2026-02-10", "5", "2026-02-09", "is wrong")
    mended = await paula.read(sheet([row], (*HEADINGS, "fault")), kept="Deliveries")
    assert (mended["mapping"], mended["kind"]) == ("Deliveries", "ORDER_LINE")
    await paula.step("TakeIn", mended)
    await paula.follow()
    assert (await paula.now(mended["id"]))["accepted"] == 1

    before = await paula.digests()
    again = await paula.taken_in(sheet(lines(30)))
    assert (again["accepted"], again["unchanged"], await paula.digests()) == (0, 30, before)


async def test_the_company_brings_its_own_story_and_neither_side_opens_what_the_other_has_not_taken_in(
    desks: list[Desk],
) -> None:
    paula, mina, otto = desks
    its = [await each.read(sheet(lines(2)), source=source) for each, source in ((paula, "WMS"), (mina, "ERP"))]
    assert [await each.now(it["id"]) for each, it in ((mina, its[0]), (paula, its[1]), (otto, its[0]))] == [None] * 3
    for each, it in ((mina, its[0]), (otto, its[0])):
        refused = await each.act("TakeIn", factImportId=it["id"], expectedVersion=it["version"])
        assert [fault["code"] for fault in refused["userErrors"]] == ["NOT_FOUND"]
        assert [answer["userErrors"][0]["code"] for answer in await each.ask(it)] == ["NOT_FOUND"] * 2
    for each, it in ((paula, its[0]), (mina, its[1])):
        await each.step("TakeIn", await each.mapped(it))
    await paula.follow()
    seen = await mina.now(its[0]["id"])
    assert (seen["status"], seen["side"], seen["accepted"], seen["availableActions"]) == ("FINISHED", "PARTNER", 2, [])
    assert await otto.now(its[0]["id"]) is None
    refused = await paula.act("Start", fileId=await paula.upload(sheet(lines(1))), source="ERP")
    assert [each["code"] for each in refused["userErrors"]] == ["NOT_PERMITTED"]


async def test_another_ones_file_is_no_file(desks: list[Desk]) -> None:
    paula, mina, otto = desks
    theirs = await otto.upload(sheet(lines(1)))
    for each in (paula, mina):
        refused = await each.act("Start", fileId=theirs, source="ERP")
        assert [(fault["code"], fault["path"]) for fault in refused["userErrors"]] == [
            ("NOT_FOUND", ["input", "fileId"])
        ]
    picture = await otto.upload(b"Come at noon.\n", "note.txt")
    assert (await otto.act("Start", fileId=picture, source="portal"))["userErrors"][0]["path"] == ["input", "source"]


async def test_rows_of_other_partners_are_passed_over(desks: list[Desk]) -> None:
    _, mina, _ = desks
    meaning = {"columns": {
        "kind": "ORDER_LINE", "columns": [
            {"heading": "No", "field": "subject_key"}, {"heading": "Pieces", "field": "ordered"},
            {"heading": "Vendor", "field": "partner"},
        ],
    }}  # fmt: skip
    rows = [("1", "5", "NORTHGATE"), ("2", "5", "Other Ltd"), ("3", "5", "Northgate Limited")]
    it = await mina.read(sheet(rows, ("No", "Pieces", "Vendor")))
    _, tried = await mina.ask(it, meaning=meaning)
    assert (tried["trial"]["accepted"], tried["trial"]["elsewhere"]) == (2, 1)
    done = await mina.taken_in(sheet(rows, ("No", "Pieces", "Vendor")), meaning=meaning)
    assert (done["accepted"], done["elsewhereCount"], done["refusedCount"]) == (2, 1, 0)
    assert [key for _, key, _ in await mina.digests()] == ["1", "3"]


async def test_a_document_says_itself_what_it_means(desks: list[Desk]) -> None:
    paula, *_ = desks
    it = await paula.read(RECEIPT.encode(), "receipt.xml")
    assert (it["status"], it["kind"], it["columns"], it["rowCount"]) == ("READ", "ORDER_LINE", [], 2)
    previewed, tried = await paula.ask(it)
    assert [each["number"] for each in previewed["preview"]["rows"]] == [1, 2]
    assert (tried["trial"]["accepted"], tried["trial"]["refused"]) == (1, 1)
    refused = await paula.act("Map", factImportId=it["id"], expectedVersion=it["version"], meaning=MEANING)
    assert [each["message"] for each in refused["userErrors"]] == ["This document needs no mapping."]
    await paula.step("TakeIn", it)
    await paula.follow()
    done = await paula.now(it["id"])
    assert (done["accepted"], done["refusedCount"], done["refusedRows"]["nodes"][0]["number"]) == (1, 1, 2)


async def test_whoever_had_it_taken_in_is_told_and_the_journal_says_from_which_file(
    desks: list[Desk], database: Database
) -> None:
    paula, *_ = desks
    done = await paula.taken_in(sheet(lines(3, wrong=[1])))
    await reactions.run(database, clock.now())
    session = paula.make.session
    [entry] = (await session.scalars(select(Entry).where(Entry.event == "facts.imported"))).all()
    told = {each["field"]: each["after"] for each in entry.changes}
    assert told == {
        "name": "Paula", "file": "lines.csv", "digest": done["digest"], "source": "ERP", "accepted": "2",
        "corrected": "0", "unchanged": "0", "refused": "1",
    }  # fmt: skip
    heard = (await session.scalars(select(Notification).where(Notification.entry_id == entry.id))).all()
    assert [(each.organisation_id, each.why) for each in heard] == [(paula.partner.id, "CONCERNED")]
    await session.commit()


@pytest.mark.parametrize("seed", range(2))
async def test_wherever_it_is_stopped_each_row_is_taken_in_once(desks: list[Desk], seed: int) -> None:
    paula, *_ = desks
    many = 2_300
    it = await paula.read(sheet(lines(many, wrong=[5, 1_200])))
    await paula.step("TakeIn", await paula.mapped(it))
    for _ in range(1 + seed):
        before = (await paula.now(it["id"]))["doneCount"]
        work = asyncio.create_task(paula.go_on())
        async with asyncio.timeout(patience.SECONDS):
            while not work.done():
                if (await paula.now(it["id"]))["doneCount"] != before:
                    break
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
    async with asyncio.timeout(2 * patience.SECONDS):  # until the database has seen that nobody is at it
        while (await paula.now(it["id"]))["status"] == "RUNNING":
            await paula.follow()
    done = await paula.now(it["id"])
    assert (done["doneCount"], done["accepted"], done["unchanged"], done["refusedCount"]) == (many, many - 2, 0, 2)
    assert len(await paula.facts()) == many - 2
    session = paula.make.session
    assert await session.scalar(select(func.sum(FactBatch.accepted))) == many - 2
    assert await session.scalar(select(func.count()).select_from(FactImportRow)) == 2
    await session.commit()


async def test_two_who_take_it_in_at_once_take_it_in_once(desks: list[Desk]) -> None:
    paula, *_ = desks
    it = await paula.mapped(await paula.read(sheet(lines(20))))
    step = {"factImportId": it["id"], "expectedVersion": it["version"]}
    both = await asyncio.gather(*(paula.act("TakeIn", **step) for _ in range(2)))
    assert sorted(len(each["userErrors"]) for each in both) == [0, 1]
    await asyncio.gather(paula.follow(), paula.follow())
    await paula.follow()
    done = await paula.now(it["id"])
    assert (done["status"], done["accepted"], done["unchanged"], len(await paula.facts())) == ("FINISHED", 20, 0, 20)


async def test_who_may_not_do_it_any_more_brings_nothing(desks: list[Desk]) -> None:
    paula, *_ = desks
    it = await paula.mapped(await paula.read(sheet(lines(3))))
    await paula.step("TakeIn", it)
    session = paula.make.session
    connection = await session.connection()
    await connection.exec_driver_sql("UPDATE membership SET roles = '{PV}' WHERE name = 'Paula'")
    await session.commit()
    await paula.follow()
    found = (await session.scalars(select(FactImport))).one()
    status, fault = found.status, found.fault
    await session.commit()
    assert status == "CANCELLED"
    assert fault[0]["said"][0]["template"] == "The person who started the import no longer has permission for it."
    assert await paula.facts() == []


LONG = " ".join(["word"] * 47_000)


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"No\n", "a.csv", "The file has column headings but no rows."),
        (sheet([("1", "2")], ("No", "no")), "a.csv", "Two columns are called no. Rename one."),
        (sheet([(str(number),) for number in range(20_001)], ("No",)), "a.csv",
         "The file has more than 20,000 rows. Split it."),
        (b"No,Due\n" + b"1,2\n" * 2_600_000, "a.csv", "The file is larger than 10 MB."),
        (RECEIPT.replace("ReceiptAdvice", "Waybill").encode(), "a.xml", "Documents of the kind Waybill contain no"),
    ],
    ids=["empty", "twice", "many rows", "large", "no facts"],
)  # fmt: skip
async def test_what_cannot_be_read_is_said(desks: list[Desk], content: bytes, name: str, says: str) -> None:
    paula, *_ = desks
    it = await paula.read(content, name)
    assert it["status"] == "UNREADABLE"
    assert it["faults"][0]["message"].startswith(says), it["faults"]


async def test_a_cell_of_47_000_words_refuses_its_row_alone(desks: list[Desk]) -> None:
    paula, *_ = desks
    done = await paula.taken_in(sheet([("1", "2026-02-10", LONG, ""), ("2", "2026-02-10", "5", "")]))
    assert (done["accepted"], done["refusedCount"]) == (1, 1)
    assert [each["message"] for each in done["refusedRows"]["nodes"][0]["faults"]] == [
        "The cell is too long or has a character that cannot be read."
    ]


@pytest.mark.parametrize(
    ("meaning", "says", "path"),
    [
        ({}, "Say what the columns mean in one way only.", ["input", "meaning"]),
        ({"kept": "Nothing"}, "There is no mapping with this name.", ["input", "meaning", "kept"]),
        ({"text": "{"}, "The mapping is not valid JSON.", ["input", "meaning", "text"]),
        ({"text": "[" * 5_000}, "The mapping is not valid JSON.", ["input", "meaning", "text"]),
        ({"template": {"kind": "ORDER_LINE", "statement": "LINE"}}, "There is no column called subject_key.",
         ["input", "meaning"]),
        ({"template": {"kind": "INVOICE", "statement": "LINE"}},
         "LINE is not possible for a subject of the kind INVOICE.", ["input", "meaning", "template"]),
        ({"columns": {"kind": "ORDER_LINE", "columns": [{"heading": "No", "field": "boat"}]}},
         "LINE has no field boat.", ["input", "meaning", "columns"]),
        ({"columns": {"kind": "ORDER_LINE", "columns": [{"heading": "Nowhere", "field": "subject_key"},
                                                          {"heading": "Pieces", "field": "ordered"}]}},
         "There is no column called Nowhere.", ["input", "meaning"]),
        ({"columns": {"kind": "ANSWER", "columns": []}},
         "These facts come from the portal's own records. You cannot send them.", ["input", "meaning", "columns"]),
        ({"text": '{"kind":"ORDER_LINE","subject_key":[{"column":"No"}],"facts":[{"statement":"LINE","fields":'
                  '{"ordered":{"column":"Pieces"},"site":{"column":"No","words":{"\\ud800":"1"}}}}]}'},
         "The mapping is not valid JSON.", ["input", "meaning", "text"]),
    ],
)  # fmt: skip
async def test_a_mapping_that_is_none_is_refused_where_it_is_wrong(
    desks: list[Desk], meaning: Any, says: str, path: list[str]
) -> None:
    paula, *_ = desks
    it = await paula.read(sheet(lines(1)))
    refused = await paula.act("Map", factImportId=it["id"], expectedVersion=it["version"], meaning=meaning)
    assert refused["userErrors"][0]["message"].startswith(says)
    assert refused["userErrors"][0]["path"][: len(path)] == path
    assert (await paula.now(it["id"]))["version"] == it["version"]
