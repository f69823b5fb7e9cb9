"""One thread through all rooms, over HTTP by both sides: a contract with a territory and a fee, a registration, a sale
that is a fact and is measured, a fee that is contested, settled, corrected and paid; and one question that reads it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest_asyncio

from portal import clock, ids, work
from portal.access import AccessClass, Role
from portal.app import Portal
from portal.database.pools import Database
from portal.partners.membership import SETTLEMENT
from portal.partners.models import Organisation
from schema import root
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.make import Make
from tests.partners.making import authority
from tests.schema.test_compiler import Counting, Watched

TODAY = clock.now().date()
SOON = (TODAY + timedelta(days=9)).isoformat()
TEXT = "1. Territory\nGermany and Austria.\n\n2. Fee\nOf each sale.\n\n3. Law\nGerman.\n"
PEOPLE = {
    "admin": Role.PARTNER_ADMIN, "signs": Role.PARTNER_SIGNATORY, "manager": Role.RELATIONSHIP_MANAGER,
    "legal": Role.LEGAL, "ours": Role.COMPANY_SIGNATORY, "sales": Role.SALES, "officer": Role.DISPUTE_OFFICER,
    "finance": Role.PLATFORM_ADMIN, "sponsor": Role.EXECUTIVE_SPONSOR,
}  # fmt: skip


ERRORS = "userErrors { code message path }"


@dataclass
class Thread:
    database: Database
    partner: Organisation
    application: Portal
    people: dict[str, Visitor]

    async def asks(self, who: str, name: str, field: str, /, **given: Any) -> dict[str, Any]:
        """What a mutation answers."""
        kind = root.schema().mutation_type.fields[name].args["input"].type  # type: ignore[union-attr]  # it has
        source = f"mutation ($input: {kind}) {{ {name}(input: $input) {{ {ERRORS} {field} {{ id }} }} }}"
        payload: dict[str, Any] = (await self.people[who].ask(source, input=given))[name]
        return payload

    async def does(self, who: str, name: str, field: str, /, **given: Any) -> dict[str, Any]:
        """The record after a step that is not refused; what follows from it has followed."""
        payload = await self.asks(who, name, field, **given)
        assert payload["userErrors"] == [], (name, payload)
        for _ in range(2):  # what follows from what follows
            await work.run_due(self.database, clock.now())
        found: dict[str, Any] = payload[field]
        return found

    async def step(self, who: str, name: str, field: str, record: str, /, **given: Any) -> dict[str, Any]:
        """The same, of a record as it stands now."""
        stands = await self.reads(who, field, record, "version")
        return await self.does(
            who, name, field, **{f"{field}Id": record, "expectedVersion": stands["version"]}, **given
        )

    async def reads(self, who: str, field: str, record: str, shown: str) -> dict[str, Any]:
        by = "by: { id: $id }" if field == "contract" else "id: $id"
        asked = await self.people[who].ask(f"query ($id: ID!) {{ {field}({by}) {{ {shown} }} }}", id=record)
        found: dict[str, Any] = asked[field]
        return found


def euros(amount: str) -> dict[str, str]:
    return {"amount": amount, "currency": "EUR"}


@pytest_asyncio.fixture(loop_scope="session")
async def thread(make_committed: Make, enter: Enter, database: Database, application: Portal) -> Thread:
    make = make_committed
    manager = await make.member(name="Mina Manager", roles={Role.RELATIONSHIP_MANAGER})
    partner = await make.partner(name="Northgate Castings", manager=manager)
    members = {"manager": manager}
    for who, role in PEOPLE.items():
        if who not in members:
            of = partner if role.value.startswith("P") else None
            members[who] = await make.member(of, roles={role}, name=f"Robin {who}")
    for who in ("admin", "legal"):
        settles = authority(members[who])
        settles.kinds = [SETTLEMENT]
        await make.add(settles)
    await make.session.commit()
    visitors = await enter(*members.values())
    return Thread(database, partner, application, dict(zip(members, visitors, strict=True)))


async def signed(thread: Thread) -> str:
    """A distribution contract with 8 % of each sale for the partner, drafted, negotiated and signed by both."""
    terms = {"startsOn": TODAY.isoformat(), "renewal": "NONE", "noticeDays": 30, "governingLaw": "DE"}
    made = await thread.does(
        "legal", "contractDraft", "contract", partnerId=ids.text("org", thread.partner.id), title="Distribution",
        kind="DISTRIBUTION", terms=terms, text=TEXT, feeTerms=[{"term": "fee_rate", "termValue": "8"}],
    )  # fmt: skip
    for who, name, given in (
        ("legal", "contractSubmitForReview", {}), ("legal", "contractPublish", {}),
        ("admin", "contractSubmitRound", {"noChanges": True}), ("legal", "contractAcceptRound", {}),
        ("legal", "contractStartApproval", {}), ("signs", "contractSign", {"authority": "Director"}),
        ("ours", "contractSign", {"authority": "Director"}),
    ):  # fmt: skip
        stands = await thread.reads(who, "contract", made["id"], "digest")
        digest = {"expectedDigest": stands["digest"]} if given or name == "contractAcceptRound" else {}
        await thread.step(who, name, "contract", made["id"], **given, **digest)
    return str(made["id"])


async def bounded(thread: Thread, contract: str) -> None:
    """Germany and Austria, agreed to by the partner."""
    clauses = (await thread.reads("admin", "contract", contract, "currentVersion { clauses { key } }"))[
        "currentVersion"
    ]["clauses"]
    terms = {
        "kind": "TERRITORY", "validFrom": TODAY.isoformat(), "contractId": contract, "clauseKey": clauses[0]["key"],
        "regions": ["AT", "DE"],
    }  # fmt: skip
    made = await thread.does(
        "legal", "boundaryPropose", "boundary", partnerId=ids.text("org", thread.partner.id), terms=terms
    )
    digest = (await thread.reads("admin", "boundary", made["id"], "digest"))["digest"]
    await thread.step("admin", "boundaryAgree", "boundary", made["id"], expectedDigest=digest)


async def sold(thread: Thread, contract: str) -> str:
    """A deal within the territory, registered, protected and won; what is outside is refused beside its field."""
    registered = {
        "customer": {"name": "Hartmann Werke GmbH", "country": "DE", "domain": "hartmann-werke.de"},
        "products": ["GTX-PRO"], "regions": ["FR"], "estimate": euros("50000.00"),
        "expectedCloseOn": (TODAY + timedelta(days=60)).isoformat(), "contractId": contract,
    }  # fmt: skip
    outside = await thread.asks("admin", "opportunityRegister", "opportunity", **registered)
    assert [(each["code"], each["path"]) for each in outside["userErrors"]] == [("BLOCKED", ["input", "regions"])]
    deal = await thread.does("admin", "opportunityRegister", "opportunity", **registered | {"regions": ["DE"]})
    await thread.step("sales", "opportunityApprove", "opportunity", deal["id"])
    order = {"orderReference": "PO 4711", "wonOn": TODAY.isoformat(), "value": euros("45000.00")}
    await thread.step("admin", "opportunityWin", "opportunity", deal["id"], **order)
    return str(deal["id"])


async def promised(thread: Thread, contract: str) -> str:
    """A won order of the partner comes to EUR 40,000 or more, in the average of a month, agreed by both."""
    metrics = (await thread.people["manager"].ask("{ metrics(first: 50) { nodes { id code } } }"))["metrics"]["nodes"]
    terms = {
        "title": "Value of won orders", "kind": "KPI", "startsOn": TODAY.replace(day=1).isoformat(),
        "metricId": next(each["id"] for each in metrics if each["code"] == "sales.average"), "currency": "EUR",
        "target": "40000", "rhythm": {"length": "MONTH"}, "minSample": 1, "lagDays": 0, "contractId": contract,
    }  # fmt: skip
    draft = await thread.does(
        "manager", "expectationDraft", "expectation", partnerId=ids.text("org", thread.partner.id), code="orders",
        obligor="PARTNER", terms=terms,
    )  # fmt: skip
    await thread.step("manager", "expectationPropose", "expectation", draft["id"])
    digest = (await thread.reads("admin", "expectation", draft["id"], "digest"))["digest"]
    await thread.step("admin", "expectationAgree", "expectation", draft["id"], expectedDigest=digest)
    return str(draft["id"])


async def settled(thread: Thread, fee: str, difference: str) -> str:
    """A dispute about the fee from its filing to the offer that both accept, what was agreed done and confirmed."""
    claim = {"recordId": fee, "claimed": euros(difference), "text": "By our count it is more."}
    case = await thread.does(
        "admin", "disputeDraft", "dispute", reasonCode="FEE_WRONG", title="Our fee", text="It is too low.",
        knownOn=TODAY.isoformat(), lines=[claim],
    )  # fmt: skip
    await thread.step("admin", "disputeFile", "dispute", case["id"])
    await thread.step("officer", "disputeAdmit", "dispute", case["id"])
    held = await thread.reads("admin", "fee", fee, "version status isDisputed")
    assert (held["status"], held["isDisputed"]) == ("HELD", True)
    refused = await thread.asks("sales", "feeRelease", "fee", feeId=fee, expectedVersion=held["version"])
    assert [each["code"] for each in refused["userErrors"]] == ["BLOCKED"]
    lines = (await thread.reads("legal", "dispute", case["id"], "lines { nodes { id } }"))["lines"]["nodes"]
    said = [{"lineId": each["id"], "answer": "CONTEST", "text": "We look at it together."} for each in lines]
    await thread.step("legal", "disputeRespond", "dispute", case["id"], answers=said)
    more = {"kind": "PAY_FEE", "obligor": "HOST", "dueOn": SOON, "amount": euros(difference), "recordId": fee}
    stands = await thread.reads("legal", "dispute", case["id"], "version")
    place = {"disputeId": case["id"], "expectedVersion": stands["version"]}
    await thread.does("legal", "disputeOfferMake", "offer", **place, actions=[more], text="Agreed.", validUntil=SOON)
    (offer,) = (await thread.reads("admin", "dispute", case["id"], "offers { id version digest }"))["offers"]
    named = {"offerId": offer["id"], "expectedVersion": offer["version"], "expectedDigest": offer["digest"]}
    await thread.does("admin", "disputeOfferAccept", "offer", **named)
    return str(case["id"])


async def test_from_the_contract_to_the_payment_of_a_corrected_fee(thread: Thread) -> None:
    contract = await signed(thread)
    await bounded(thread, contract)
    await thread.does("sales", "productAdd", "product", code="GTX-PRO", name="GTX Pro")
    await promised(thread, contract)
    deal = await sold(thread, contract)
    earned = await thread.reads("admin", "opportunity", deal, "status fees { id status amount { amount } }")
    assert earned["status"] == "WON"
    (fee,) = earned["fees"]
    assert (fee["status"], fee["amount"]) == ("ACCRUED", {"amount": "3600.00"})
    case = await settled(thread, fee["id"], "150.00")
    assert (await thread.reads("admin", "dispute", case, "status"))["status"] == "RESOLVED"
    corrected = await thread.reads(
        "admin", "fee", fee["id"], "version status balance { amount } entries { kind cause }"
    )
    assert (corrected["status"], corrected["balance"]) == ("ACCRUED", {"amount": "3750.00"})
    own = await thread.asks("sales", "feeApprove", "fee", feeId=fee["id"], expectedVersion=corrected["version"])
    assert [each["code"] for each in own["userErrors"]] == ["NOT_PERMITTED"], "it has approved the registration"
    await thread.step("finance", "feeApprove", "fee", fee["id"])
    await thread.does(
        "finance", "feePay", "payout", partnerId=ids.text("org", thread.partner.id), amount=euros("3750.00"),
        reference="SEPA 77", paidOn=TODAY.isoformat(),
    )  # fmt: skip
    for who in ("admin", "legal", "finance"):
        for page in (f"contracts/{contract}", f"opportunities/{deal}", f"fees/{fee['id']}", f"disputes/{case}"):
            assert (await thread.people[who].client.get(f"/{page}")).status_code == 200
    await later(thread)
    await read_by_both(thread, contract)


async def read_by_both(thread: Thread, contract: str) -> None:
    """Both sides and who pays get one answer, with all that has happened."""
    told = [await everything(thread, who, contract) for who in ("admin", "legal", "finance")]
    assert told[0] == told[1] == told[2]
    assert told[0]["partner"]["payouts"]["nodes"][0]["amount"] == {"amount": "3750.00"}
    (promise,) = told[0]["expectations"]["nodes"]
    assert ("MET", 1) in [(each["verdict"], each["sampleSize"]) for each in promise["measurements"]["nodes"]]
    (deal,) = told[0]["opportunities"]["nodes"]
    (fee,) = deal["fees"]
    assert (deal["orderReference"], fee["status"], fee["rate"]) == ("PO 4711", "PAID", "0.08")
    assert [(each["kind"], each["cause"], each["amount"]["amount"]) for each in fee["entries"]] == [
        ("ACCRUAL", None, "3600.00"), ("ADJUSTMENT", "DISPUTE", "150.00"), ("PAYMENT", None, "-3750.00"),
    ]  # fmt: skip
    (case,) = fee["disputes"]["nodes"]
    assert (case["status"], [each["status"] for each in case["remedies"]]) == ("RESOLVED", ["CONFIRMED"])


async def later(thread: Thread) -> None:
    """The month ends, and what was sold in it is measured."""
    after = clock.now() + timedelta(days=32)
    for _ in range(3):
        await work.run_due(thread.database, after)


EVERYTHING = """query ($id: ID!) { contract(by: { id: $id }) {
  number status partner { name payouts(first: 2) { nodes { number reference amount { amount } } } }
  boundaries(first: 2) { nodes { kind status regions } }
  expectations(first: 2) { nodes { title status measurements(first: 3) { nodes { status value verdict sampleSize
    subjects(first: 1) { nodes { key state { name value } } } } } } }
  opportunities(first: 2, statuses: [WON]) { nodes { number orderReference wonOn orderValue { amount }
    fees { number status rate base { amount } balance { amount } amount { amount } schedule { rate contract { number } }
      entries { kind cause amount { amount } }
      disputes(first: 2) { nodes { number status reasonCode settlementDigest
        remedies { kind status amount { amount } } } } } } } } }"""


async def everything(thread: Thread, who: str, contract: str) -> Any:
    """All of the thread, by one question in one statement."""
    api = thread.application.api
    database, sent = api.database, list[str]()
    free = database.reads[AccessClass.PARTNER if who == "admin" else AccessClass.STAFF]
    api.database = Watched(database, Counting(free, sent))  # type: ignore[assignment]
    try:
        found = await thread.people[who].ask(EVERYTHING, id=contract)
    finally:
        api.database = database
    assert len(sent) == 1
    return found["contract"]
