"""Disputes through the API: a case from its draft to its cause, every field in one statement, and a stranger."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
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
        assert whole["turn"]["otherwise"] == "Otherwise the dispute goes to the next level."
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


async def put_right(desk: Desk, case: str, remedy: dict[str, Any], due: str) -> None:
    """What was agreed is done and confirmed; its cause is recorded, and what prevents it is done."""
    done = {"remedyId": remedy["id"], "expectedVersion": remedy["version"]}
    claimed = await desk.does(LEGAL, "remedyClaimDone", "id version status", **done, note="Credit note 77.")
    assert (claimed["remedy"]["status"], claimed["userErrors"]) == ("CLAIMED", [])
    done["expectedVersion"] = claimed["remedy"]["version"]
    assert (await desk.does(ADMIN, "remedyConfirm", "status", **done))["remedy"] == {"status": "CONFIRMED"}
    resolved = await desk.dispute(OFFICER, case)
    assert resolved["status"] == "RESOLVED"
    told = [(each["kind"], each["said"]["step"], each["said"]["remedies"], each["said"]["offer"])
            for each in resolved["entries"]["nodes"][-6:]]  # fmt: skip
    assert told == [
        ("OFFER", None, [], 1), ("OFFER_ANSWER", "ACCEPTED", [], 1), ("SETTLEMENT", None, [], None),
        ("REMEDY", "CLAIMED", [1], None), ("REMEDY", "CONFIRMED", [1], None), ("END", "RESOLVED", [], None),
    ]  # fmt: skip
    plan = {"side": "HOST", "text": "Read the list twice.", "responsible": "Purchasing", "dueOn": due}
    known = await desk.step(
        OFFICER, "disputeRecordCause", resolved, category="PRICE_OR_TERMS", whys="The list was old.", actions=[plan]
    )
    assert (known["rootCause"]["category"], known["preventions"][0]["status"]) == ("PRICE_OR_TERMS", "PLANNED")
    prevented = known["preventions"][0]
    kept = {"preventionId": prevented["id"], "expectedVersion": prevented["version"], "note": "It was read."}
    assert (await desk.does(MANAGER, "preventionMarkDone", "status", **kept))["prevention"] == {"status": "DONE"}
    kept["expectedVersion"] += 1
    early = await desk.does(OFFICER, "preventionCheckEffective", "status", **kept)
    assert early["userErrors"][0]["message"] == "It is too early to judge its effect."


async def test_an_offer_is_read_by_the_negotiators_alone_and_what_was_agreed_by_everybody(desk: Desk) -> None:
    made = await filed(desk)
    answered = await desk.step(OFFICER, "disputeAdmit", made)
    said = [{"lineId": line["id"], "answer": "CONTEST", "text": "No."} for line in answered["lines"]["nodes"]]
    open_one = await desk.step(LEGAL, "disputeRespond", answered, answers=said)
    await desk.may_settle(LEGAL, ADMIN)
    due = (datetime.now(UTC).date() + timedelta(days=9)).isoformat()
    credit = {
        "kind": "CREDIT_AMOUNT", "obligor": "HOST", "dueOn": due, "amount": {"amount": "150.00", "currency": "EUR"},
    }  # fmt: skip
    place = {"disputeId": open_one["id"], "expectedVersion": open_one["version"]}
    offered = await desk.does(
        LEGAL, "disputeOfferMake", "id version digest", **place, actions=[credit], text="For peace.", validUntil=due
    )
    assert offered["userErrors"] == []
    offer = offered["offer"]
    for who in (LEGAL, ADMIN, MANAGER):
        (seen,) = (await desk.dispute(who, made["id"]))["offers"]
        assert seen["says"]["text"] == "For peace."
        assert seen["says"]["actions"][0]["amount"] == {"amount": "150.00"}
        assert sha256(seen["says"]["document"].encode()).hexdigest() == seen["digest"] == offer["digest"]
    for who in (MEMBER, OFFICER, EXECUTIVE, Role.AUDITOR, Role.PLATFORM_ADMIN, Role.SALES):
        (seen,) = (await desk.dispute(who, made["id"]))["offers"]
        assert (seen["says"], seen["digest"], seen["total"]) == (None, offer["digest"], None)
    named = {"offerId": offer["id"], "expectedVersion": offer["version"], "expectedDigest": offer["digest"]}
    refused = await desk.does(MEMBER, "disputeOfferAccept", "id", **named)
    assert [each["code"] for each in refused["userErrors"]] == ["NOT_PERMITTED"]
    assert (await desk.does(ADMIN, "disputeOfferAccept", "id", **named))["userErrors"] == []
    settled = await desk.dispute(Role.AUDITOR, made["id"])
    assert (settled["status"], settled["settlementDigest"]) == ("REMEDY", offer["digest"])
    (remedy,) = settled["remedies"]
    assert (remedy["kind"], remedy["amount"], remedy["offer"]) == ("CREDIT_AMOUNT", {"amount": "150.00"}, {"number": 1})
    (entry,) = [each["said"] for each in settled["entries"]["nodes"] if each["kind"] == "SETTLEMENT"]
    assert entry["actions"] == [{"kind": "CREDIT_AMOUNT", "amount": {"amount": "150.00"}}]
    await put_right(desk, made["id"], remedy, due)


async def test_the_list_is_by_what_is_asked(desk: Desk) -> None:
    one, other = await filed(desk), await drafted(desk, title="Delivered late", reasonCode="LATE_DELIVERY")
    of_partner = ids.text("org", desk.partner.id)
    await filed(desk, MANAGER, partnerId=of_partner, title="Ours", lines=[{
        "documentKind": "INVOICE", "documentNumber": "R-1",
    }])  # fmt: skip
    listed = "query ($filter: DisputeFilter) { disputes(filter: $filter) { totalCount nodes { title } } }"
    partner = {"partnerId": ids.text("org", desk.partner.id)}

    async def found(who: Any, **wanted: Any) -> list[str]:
        return sorted(each["title"] for each in (await desk.ask(who, listed, filter=wanted))["disputes"]["nodes"])

    assert await found(ADMIN, **partner) == ["Delivered late", "Ours", "Prices of March"]
    assert await found(OFFICER, **partner) == ["Ours", "Prices of March"]
    assert await found(ADMIN, status={"in": ["DRAFT"]}) == ["Delivered late"]
    assert await found(ADMIN, status={"notIn": ["DRAFT"]}) == ["Ours", "Prices of March"]
    assert await found(ADMIN, reasonCode=["LATE_DELIVERY"]) == [other["title"]]
    assert await found(ADMIN, waitingOn="HOST") == ["Ours", "Prices of March"]
    assert await found(ADMIN, number=one["number"]) == ["Prices of March"]
    assert (await found(ADMIN, level=1), await found(ADMIN, claimant="HOST")) == ([], ["Ours"])
    assert await found(ADMIN, isOverdue=False, claimant="PARTNER", level=0) == ["Delivered late", "Prices of March"]
    assert await found(STRANGER, **partner) == []


async def test_each_reason_says_what_it_asks_for_and_until_when(desk: Desk) -> None:
    reasons = """query ($contractId: ID, $partnerId: ID, $knownOn: Date) { disputeReasonCodes(
      contractId: $contractId, partnerId: $partnerId, knownOn: $knownOn) { reasons { code name category x12 peppol
      papers { anyOf names } days businessDays countedFrom leastText lastDay closesAt } } }"""
    contract = ids.text("ctr", desk.contract.id)
    found = (await desk.ask(ADMIN, reasons, contractId=contract, knownOn="2026-11-02"))["disputeReasonCodes"]
    by_code = {each["code"]: each for each in found["reasons"]}
    assert len(by_code) == 30
    assert (by_code["DAMAGED"]["lastDay"], by_code["DAMAGED"]["x12"]) == ("2026-11-16", ["04", "11"])
    assert (by_code["REGISTRATION_REFUSED"]["lastDay"], by_code["CLAUSE_MEANING"]["lastDay"]) == ("2026-11-30", None)
    assert by_code["OTHER"]["leastText"] == 50
    assert (await desk.ask(STRANGER, reasons, contractId=contract))["disputeReasonCodes"] is None
    for who, given in ((OFFICER, {}), (STRANGER, {}), (OFFICER, {"partnerId": ids.text("org", desk.partner.id)})):
        assert len((await desk.ask(who, reasons, **given))["disputeReasonCodes"]["reasons"]) == 30


def test_every_step_has_a_mutation_of_its_name() -> None:
    schema = root.schema()
    assert schema.mutation_type
    beside = {
        "disputeDraft",
        "disputeEdit",
        "disputeAddEvidence",
        "disputeSay",
        "disputeOfferMake",
        "disputeTellMediator",
    }
    tables = (
        ("DisputeAction", "dispute"), ("DisputeOfferAction", "disputeOffer"), ("RemedyAction", "remedy"),
        ("PreventionAction", "prevention"),
    )  # fmt: skip
    for kind, of in tables:
        words = schema.type_map[kind].values  # type: ignore[attr-defined]  # an enumeration
        names = {f"{of}{''.join(part.capitalize() for part in word.split('_'))}" for word in words}
        own = {name for name in schema.mutation_type.fields if name.startswith(of)}
        assert names == {name for name in own if of != "dispute" or not name.startswith("disputeOffer")} - beside
