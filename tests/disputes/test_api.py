"""Disputes through the API: a case from its draft to its cause, every field in one statement, and a stranger."""

from typing import Any

import pytest_asyncio

from portal import ids
from portal.access import Role
from portal.database.pools import Database
from portal.disputes import chain
from schema import root
from tests.disputes.asking import STRANGER, Desk, desk
from tests.make import Make

ADMIN, MEMBER = Role.PARTNER_ADMIN, Role.PARTNER_MEMBER
OFFICER, LEGAL, MANAGER, EXECUTIVE = (
    Role.DISPUTE_OFFICER, Role.LEGAL, Role.RELATIONSHIP_MANAGER, Role.EXECUTIVE_SPONSOR,
)  # fmt: skip
DRAFT: dict[str, Any] = {
    "reasonCode": "PRICE_DIFFERS", "title": "Prices of March", "text": "The invoices name the old prices.",
    "lines": [
        {"documentKind": "INVOICE", "documentNumber": "INV-0017", "claimed": {"amount": "120.00", "currency": "EUR"},
         "quantity": "2.5", "unit": "KGM"},
        {"documentKind": "INVOICE", "documentNumber": "INV-0018", "claimed": {"amount": "80.00", "currency": "EUR"}},
    ],
}  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session", name="desk")
async def at_the_desk(database: Database, make_committed: Make) -> Desk:
    return await desk(database, make_committed)


async def drafted(desk: Desk, who: Role = MEMBER, **more: Any) -> Any:
    answer = await desk.does(who, "disputeDraft", **{**DRAFT, **more})
    assert answer["userErrors"] == []
    return answer["dispute"]


async def filed(desk: Desk, who: Role = MEMBER, **more: Any) -> Any:
    made = await drafted(desk, who, **more)
    papers = [{"fileId": await desk.file(who), "kind": "INVOICE"}, {"fileId": await desk.file(who), "kind": "ORDER"}]
    return await desk.step(who, "disputeFile", await desk.step(who, "disputeAddEvidence", made, files=papers))


async def test_a_draft_is_seen_by_its_side_alone_and_says_what_is_missing(desk: Desk) -> None:
    made = await drafted(desk, contractId=ids.text("ctr", desk.contract.id))
    assert (made["status"], made["claimant"], made["missing"], made["currency"]) == ("DRAFT", "PARTNER", 2, "EUR")
    assert made["amount"] == {
        "claimed": {"amount": "200.00", "currency": "EUR"}, "conceded": {"amount": "0.00"},
        "decided": {"amount": "0.00"}, "open": {"amount": "200.00"},
    }  # fmt: skip
    assert made["papers"] == [
        {"anyOf": ["INVOICE"], "names": ["Invoice"], "standing": "MISSING"},
        {"anyOf": ["CLAUSE", "ORDER"], "names": ["Clause of the contract", "Order"], "standing": "MISSING"},
    ]
    assert (made["contract"]["number"], made["contractVersion"]["number"]) == (desk.contract.number, 1)
    assert [line["quantity"] for line in made["lines"]["nodes"]] == ["2.5", None]
    assert (made["entries"]["totalCount"], made["chainHead"], made["receiptDigest"]) == (0, "", None)
    for who in (OFFICER, MANAGER, STRANGER, Role.AUDITOR):
        assert await desk.dispute(who, made["id"]) is None
    assert (await desk.dispute(ADMIN, made["id"]))["title"] == "Prices of March"
    edited = await desk.step(MEMBER, "disputeEdit", made, **{**DRAFT, "title": "Prices of April", "lines": []})
    assert (edited["title"], edited["amount"], edited["lines"]["totalCount"]) == ("Prices of April", None, 0)
    assert (await desk.step(MEMBER, "disputeDiscard", edited))["status"] == "DISCARDED"


async def test_both_sides_read_all_of_a_case_and_a_stranger_nothing(desk: Desk) -> None:
    made = await filed(desk)
    asked = await desk.step(OFFICER, "disputeAskInfo", made, items=["The order of 2 March"])
    assert (asked["turn"]["owners"][0]["side"], asked["waitingOn"]) == ("PARTNER", ["PARTNER"])
    given = await desk.step(MEMBER, "disputeGiveInfo", asked, text="It is attached.")
    admitted = await desk.step(OFFICER, "disputeAdmit", given)
    first, second = (line["id"] for line in admitted["lines"]["nodes"])
    half = {"lineId": first, "answer": "PART", "text": "Half.", "conceded": {"amount": "60.00", "currency": "EUR"}}
    said = await desk.step(LEGAL, "disputeSay", admitted, text="We look at it until Friday.")
    answers = [half, {"lineId": second, "answer": "CONTEST", "text": "No."}]
    answered = await desk.step(LEGAL, "disputeRespond", said, answers=answers)
    assert answered["amount"]["open"] == {"amount": "140.00"}
    seen = {str(who): await desk.dispute(who, made["id"]) for who in desk.callers}
    assert seen.pop(STRANGER) is None
    for who, whole in seen.items():
        assert (whole["status"], whole["level"], whole["officer"]) == ("NEGOTIATION", 0, {"name": "Otto Officer"}), who
        assert [each["standing"] for each in whole["papers"]] == ["HAVE", "HAVE"]
        assert [each["kind"] for each in whole["evidence"]] == ["INVOICE", "ORDER"]
        kinds = [each["kind"] for each in whole["entries"]["nodes"]]
        assert kinds == [
            "FILED", "EVIDENCE", "EVIDENCE", "INFO_ASKED", "INFO_GIVEN", "ADMITTED", "STATEMENT", "ANSWER",
        ]  # fmt: skip
        assert [*chain.faults(whole["entries"]["nodes"], whole["chainHead"])] == []
        assert [each["cause"] for each in whole["pauses"]] == ["INFO"]
        assert whole["turn"]["otherwise"] == "Otherwise it goes to the next level."
        assert {each["side"] for each in whole["turn"]["owners"]} == {"HOST", "PARTNER"}
    last = seen[str(ADMIN)]["entries"]["nodes"][-1]["said"]
    assert last["lines"][0] == {
        "position": 1, "answer": "PART", "refusal": None, "decision": None, "text": "Half.",
        "amount": {"amount": "60.00", "currency": "EUR"},
    }  # fmt: skip
    open_to = {
        role: [each["name"] for each in seen[str(role)]["availableActions"] if each["allowed"]]
        for role in (ADMIN, MEMBER, LEGAL, MANAGER, OFFICER, Role.AUDITOR)
    }
    assert open_to == {
        ADMIN: ["ASK_PAUSE", "ESCALATE", "WITHDRAW"], MEMBER: [], LEGAL: [], MANAGER: ["ASK_PAUSE", "ESCALATE"],
        OFFICER: ["ESCALATE"], Role.AUDITOR: [],
    }  # fmt: skip


def test_every_step_has_a_mutation_of_its_name() -> None:
    schema = root.schema()
    assert schema.mutation_type
    beside = {"disputeDraft", "disputeEdit", "disputeAddEvidence", "disputeSay"}
    later = {"disputeConcede", "disputeMediate", "disputeFail"}
    for kind, of in (("DisputeAction", "dispute"), ("PreventionAction", "prevention")):
        words = schema.type_map[kind].values  # type: ignore[attr-defined]  # an enumeration
        names = {f"{of}{''.join(part.capitalize() for part in word.split('_'))}" for word in words}
        assert names - later == {name for name in schema.mutation_type.fields if name.startswith(of)} - beside
