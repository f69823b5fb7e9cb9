"""What each side sees of papers and drafts through the API, what is said beside the steps, and the same line twice."""

from typing import Any

import pytest_asyncio
from sqlalchemy import text

from portal import ids
from portal.access import Role
from portal.database.pools import Database
from tests.disputes.asking import STRANGER, Desk, desk
from tests.disputes.test_api import ADMIN, EXECUTIVE, LEGAL, MEMBER, OFFICER, drafted, filed
from tests.make import Make

ABOUT = "query ($id: ID!) { node(id: $id) { ... on Contract { disputes { nodes { title } } } } }"


@pytest_asyncio.fixture(loop_scope="session", name="desk")
async def at_the_desk(database: Database, make_committed: Make) -> Desk:
    return await desk(database, make_committed)


async def test_what_a_side_keeps_back_the_other_never_sees(desk: Desk) -> None:
    made = await drafted(desk)
    brought = [
        {"fileId": await desk.file(MEMBER), "kind": "INVOICE"}, {"fileId": await desk.file(MEMBER), "kind": "ORDER"},
        {"fileId": await desk.file(MEMBER, "Our own reckoning;1\n"), "kind": "OTHER", "isKeptBack": True},
    ]  # fmt: skip
    shown = await desk.step(MEMBER, "disputeAddEvidence", made, files=brought)
    assert [(each["kind"], each["isKeptBack"]) for each in shown["evidence"]] == [
        ("INVOICE", False), ("ORDER", False), ("OTHER", True),
    ]  # fmt: skip
    assert [each["standing"] for each in shown["papers"]] == ["HAVE", "HAVE"]
    sent = await desk.step(MEMBER, "disputeFile", shown)
    for who, kinds in ((ADMIN, ["INVOICE", "ORDER", "OTHER"]), (OFFICER, ["INVOICE", "ORDER"]),
                       (Role.AUDITOR, ["INVOICE", "ORDER"])):  # fmt: skip
        seen = await desk.dispute(who, sent["id"])
        assert [each["kind"] for each in seen["evidence"]] == kinds
        assert [each["said"]["paper"] for each in seen["entries"]["nodes"]] == [None, "INVOICE", "ORDER"]


async def test_what_is_for_the_mediator_the_other_side_never_sees(desk: Desk) -> None:
    made = await filed(desk)
    entries, seen = made["entries"]["totalCount"], len(made["evidence"])
    brought = [{"fileId": await desk.file(MEMBER, "Our last word;1\n"), "kind": "OTHER", "isForMediator": True}]
    shown = await desk.step(MEMBER, "disputeAddEvidence", made, files=brought)
    assert (shown["evidence"][-1]["kind"], shown["evidence"][-1]["isKeptBack"]) == ("OTHER", True)
    assert shown["entries"]["totalCount"] == entries
    for who in (OFFICER, LEGAL, EXECUTIVE, Role.RELATIONSHIP_MANAGER, Role.PLATFORM_ADMIN, Role.AUDITOR):
        found = await desk.dispute(who, made["id"])
        assert (len(found["evidence"]), "OTHER" in {each["kind"] for each in found["evidence"]}) == (seen, False), who
    rows = await desk.make.session.execute(text("SELECT kind, is_shared FROM file WHERE kind LIKE '%OTHER'"))
    assert [tuple(row) for row in rows] == [("MEDIATOR:OTHER", False)]


async def test_a_file_that_waits_for_the_scanner_shows_its_name_and_digest_and_its_bytes_once_it_is_clean(
    desk: Desk,
) -> None:
    made = await drafted(desk)
    brought = [{"fileId": await desk.file(MEMBER, state="QUARANTINED"), "kind": kind} for kind in ("INVOICE", "ORDER")]
    sent = await desk.step(MEMBER, "disputeFile", await desk.step(MEMBER, "disputeAddEvidence", made, files=brought))
    seen = await desk.dispute(OFFICER, sent["id"])
    assert [each["standing"] for each in seen["papers"]] == ["BEING_CHECKED", "BEING_CHECKED"]
    own = (await desk.dispute(MEMBER, sent["id"]))["evidence"]
    assert [each["file"] for each in seen["evidence"]] == [each["file"] for each in own]
    assert {(each["file"]["name"], each["file"]["state"]) for each in own} == {("Prices.csv", "QUARANTINED")}
    assert all(len(each["file"]["digest"]) == 64 for each in own)
    for state, standing in (("REFUSED", "MISSING"), ("CLEAN", "HAVE")):
        await desk.make.session.execute(text("UPDATE file SET state = :state"), {"state": state})
        await desk.make.session.commit()
        for who in (MEMBER, OFFICER):
            found = await desk.dispute(who, sent["id"])
            assert [each["standing"] for each in found["papers"]] == [standing, standing]


async def test_a_file_that_is_being_checked_does_not_keep_from_filing(desk: Desk) -> None:
    made = await drafted(desk)
    brought = [{"fileId": await desk.file(MEMBER, state="QUARANTINED"), "kind": kind} for kind in ("INVOICE", "ORDER")]
    shown = await desk.step(MEMBER, "disputeAddEvidence", made, files=brought)
    assert [each["standing"] for each in shown["papers"]] == ["BEING_CHECKED", "BEING_CHECKED"]
    assert (await desk.step(MEMBER, "disputeFile", shown))["status"] == "SUBMITTED"


async def test_both_sides_say_something_beside_the_steps_and_nobody_else(desk: Desk) -> None:
    made = await filed(desk)
    said = await desk.step(MEMBER, "disputeSay", made, text="The new list came on 2 March.")
    said = await desk.step(LEGAL, "disputeSay", said, text="We have it.")
    assert [(each["side"], each["madeBy"], each["said"]["text"]) for each in said["entries"]["nodes"][-2:]] == [
        ("PARTNER", "Piet Member", "The new list came on 2 March."), ("HOST", "Lee Legal", "We have it."),
    ]  # fmt: skip
    place: dict[str, Any] = {"disputeId": said["id"], "expectedVersion": said["version"], "text": "And I."}
    for who, code in (
        (EXECUTIVE, "NOT_PERMITTED"), (Role.PARTNER_VIEWER, "NOT_PERMITTED"), (Role.AUDITOR, "NOT_PERMITTED"),
        (STRANGER, "NOT_FOUND"),
    ):  # fmt: skip
        refused = await desk.does(who, "disputeSay", "id", **place)
        assert [each["code"] for each in refused["userErrors"]] == [code], who
    stale = await desk.does(MEMBER, "disputeSay", "version", **{**place, "expectedVersion": 1})
    assert ([each["code"] for each in stale["userErrors"]], stale["dispute"]["version"]) == (
        ["STALE_VERSION"], said["version"],
    )  # fmt: skip
    withdrawn = await desk.step(ADMIN, "disputeWithdraw", said, reason="It is settled.")
    place["expectedVersion"] = withdrawn["version"]
    late = await desk.does(MEMBER, "disputeSay", "id", **place)
    assert [each["code"] for each in late["userErrors"]] == ["WRONG_STATUS"]


async def test_the_same_line_is_in_one_open_dispute_and_both_know_of_each_other(desk: Desk) -> None:
    contract = ids.text("ctr", desk.contract.id)
    first = await filed(desk, contractId=contract)
    second = await drafted(desk, title="Once more", contractId=contract)
    assert second["lines"]["nodes"][0]["openElsewhere"] == {"number": first["number"]}
    (file,) = [each for each in second["availableActions"] if each["name"] == "FILE"]
    assert file["blockedBy"] == {"message": "There is an open dispute about one of its lines."}
    for who, titles in ((ADMIN, ["Once more", "Prices of March"]), (OFFICER, ["Prices of March"])):
        found = (await desk.ask(who, ABOUT, id=contract))["node"]["disputes"]["nodes"]
        assert [each["title"] for each in found] == titles
    assert (await desk.ask(STRANGER, ABOUT, id=contract))["node"] is None
