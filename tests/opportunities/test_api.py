"""Opportunities through the API: every field in one statement, what a program writes, and what a rival never reads."""

import json
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
import pytest_asyncio

from portal import clock
from portal.access import AccessClass, Actor, Role
from portal.database.pools import Database
from portal.opportunities import operations
from portal.partners.models import Organisation
from portal.partners.rules import AccountStatus
from schema import root
from schema.engine.context import Api
from tests.boundaries.making import TERRITORY, boundary
from tests.make import Make
from tests.opportunities import making
from tests.people import sign_in

ALL = 2**62
WHOLE = """query ($id: ID!) { opportunity(id: $id) {
  id version number status author source customer { name country domain lei vatNumber registerNumber } products regions
  text stage estimate { amount currency } expectedCloseOn filedAt filedBy receiptDigest dueAt waitingOn
  turn { sides dueAt otherwise } protection { since until daysLeft pausedSince extensions extensionAskedAt
  extensionAnswerBy } extensionText refusal { code rule text olderRightOn } orderReference wonOn
  orderValue { amount currency } lossReason note endedAt createdAt partner { name opportunities { totalCount } }
  contract { number } companyOwner { name } partnerOwner { name } files { id } timeline { nodes { event } }
  availableActions { name allowed roles dueAt blockedBy { message } } } }"""
CONFLICT = """query ($id: ID!) { opportunity(id: $id) { conflict { rulesVersion
  verdicts { rule answer filedOn earliestOn wonOn free } outcome decidedBy rejection { code olderRightOn }
  rivals { filedOn heldAs products regions opportunity { number partner { name } } } opportunity { number } } } }"""
REGISTER = """mutation ($input: OpportunityRegisterInput!) { opportunityRegister(input: $input) {
  opportunity { id number status receiptDigest version } userErrors { code message path } } }"""
APPROVE = """mutation ($input: OpportunityStepInput!) { opportunityApprove(input: $input) {
  opportunity { status protection { daysLeft } } userErrors { code message } } }"""
DEAL: dict[str, Any] = {
    "customer": {"name": "Hartmann Werke GmbH", "country": "DE"}, "products": ["GTX-PRO"], "regions": ["DE"],
    "estimate": {"amount": "48000.00", "currency": "EUR"}, "expectedCloseOn": "2026-05-29",
}  # fmt: skip
SECRET = "Rivage Distribution"


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass
class Desk:
    """Two partners and the company's sales, who ask."""

    api: Api
    database: Database
    callers: dict[str, Caller] = field(default_factory=dict)

    async def ask(self, who: str, query: str, **variables: Any) -> Any:
        document = self.api.documents.get(query)
        question = self.api.question(document, document.operation(None), variables)
        return json.loads(await self.api.answer(self.callers[who], question))

    async def does(self, who: str, mutation: str, **given: Any) -> Any:
        document = self.api.documents.get(mutation)
        answer: Any = await self.api.do(self.callers[who], document, document.operation(None), {"input": given})
        return next(iter(json.loads(answer).values()))

    async def register(self, who: str, **more: Any) -> Any:
        """The payload of a registration, compared with all before it."""
        told = await self.does(who, REGISTER, **{**DEAL, **more})
        async with self.database.working(AccessClass.SYSTEM) as session:
            await operations.compare(session, ALL, clock.now())
        return told


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    make, made = make_committed, Desk(Api(root.schema(), database, b"a secret of 32 bytes for cursors"), database)
    partner, rival = await make.partner(name="Northgate"), await make.partner(name=SECRET)
    await make.add(making.product())
    members = {
        "ours": await make.member(partner, name="Paula Admin"), "theirs": await make.member(rival, name="Anais Admin"),
        "sales": await make.member(roles={Role.SALES}, name="Sam Sales"),
    }  # fmt: skip
    for name, member in members.items():
        actor = await make.actor(member)
        made.callers[name] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    await make.session.commit()
    return made


def soon(**more: Any) -> dict[str, Any]:
    """With a day on which the sale can still be."""
    return {"expectedCloseOn": (clock.now() + timedelta(days=300)).date().isoformat(), **more}


async def test_a_program_registers_and_reads_all_of_it_in_one_query(desk: Desk) -> None:
    made = await desk.register("ours", **soon())
    assert made["userErrors"] == []
    whole = (await desk.ask("ours", WHOLE, id=made["opportunity"]["id"]))["opportunity"]
    assert (whole["status"], whole["turn"]["sides"], whole["turn"]["otherwise"]) == (
        "SUBMITTED", ["HOST"], "Otherwise the registration is approved.",
    )  # fmt: skip
    assert whole["customer"]["name"] == "Hartmann Werke GmbH"
    assert whole["estimate"] == {"amount": "48000.00", "currency": "EUR"}
    assert {each["name"] for each in whole["availableActions"] if each["allowed"]} == {"WITHDRAW"}
    step = {"opportunityId": made["opportunity"]["id"], "expectedVersion": whole["version"]}
    done = await desk.does("sales", APPROVE, **step)
    assert (done["opportunity"]["status"], done["userErrors"]) == ("PROTECTED", [])
    assert done["opportunity"]["protection"]["daysLeft"] in {89, 90}


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"products": ["NO-SUCH"]}, ["input", "products"]),
        ({"products": []}, ["input", "products"]),
        ({"regions": ["Germany"]}, ["input", "regions"]),
        ({"customer": {"name": "Hartmann", "country": "Deutschland"}}, ["input", "customer", "country"]),
        ({"customer": {"name": "Hartmann", "country": "DE", "lei": "123"}}, ["input", "customer", "lei"]),
        ({"customer": {"name": "\u0301", "country": "DE"}}, ["input", "customer", "name"]),
        ({"estimate": {"amount": "0.00", "currency": "EUR"}}, ["input", "estimate", "amount"]),
        ({"expectedCloseOn": "2020-01-01"}, ["input", "expectedCloseOn"]),
        ({"text": "x" * 10_001}, ["input", "text"]),
    ],
)
async def test_what_is_wrong_is_refused_with_its_place(desk: Desk, more: dict[str, Any], path: list[str]) -> None:
    made = await desk.register("ours", **soon(**more))
    assert made["opportunity"] is None
    assert [(each["code"], each["path"]) for each in made["userErrors"]] == [("INVALID", path)]


async def test_one_s_own_second_registration_is_named_and_not_a_conflict(desk: Desk) -> None:
    first = await desk.register("ours", **soon())
    again = await desk.register("ours", **soon(regions=["DE-BY", "FR"]))
    number = first["opportunity"]["number"]
    assert [each["message"] for each in again["userErrors"]] == [f"You have already registered this: {number}."]


async def test_who_is_second_reads_that_there_is_a_conflict_and_nothing_of_the_other(desk: Desk) -> None:
    first = await desk.register("theirs", **soon())
    second = await desk.register("ours", **soon())
    at = second["opportunity"]["id"]
    told = json.dumps([
        await desk.ask("ours", WHOLE, id=at), await desk.ask("ours", CONFLICT, id=at),
        await desk.ask("ours", WHOLE, id=first["opportunity"]["id"]),
        await desk.ask("ours", "{ conflictCases { totalCount nodes { id } } }"),
        await desk.ask("ours", "{ opportunities { totalCount nodes { number } } activity { nodes { event } } }"),
    ])  # fmt: skip
    assert '"CONFLICT"' in told
    for hidden in (SECRET, first["opportunity"]["number"], first["opportunity"]["id"], "Anais"):
        assert hidden not in told
    shown = (await desk.ask("sales", CONFLICT, id=at))["opportunity"]["conflict"]
    assert [each["opportunity"]["partner"]["name"] for each in shown["rivals"]] == [SECRET]
    assert shown["verdicts"][0]["answer"] == "NO"
    day = shown["verdicts"][0]["earliestOn"]
    assert shown["rejection"] == {"code": "EARLIER_REGISTRATION", "olderRightOn": day}


async def test_before_it_is_sent_a_program_reads_what_would_stand_in_its_way(desk: Desk, make_committed: Make) -> None:
    asked = """query ($deal: OpportunityScopeInput!) { partners(first: 1) { nodes {
      opportunityObstacles(input: $deal) { code message } } } }"""

    async def found(who: str, **deal: Any) -> Any:
        (own,) = (await desk.ask(who, asked, deal=deal))["partners"]["nodes"]
        return [each["code"] for each in own["opportunityObstacles"]]

    assert await found("ours", products=["MG-SPECIAL"], regions=["US"]) == []
    partner = await make_committed.session.get_one(Organisation, desk.callers["ours"].actor.partner_id)
    await make_committed.add(boundary(partner, replace(TERRITORY, products=("GTX-PRO",))))
    await make_committed.session.commit()
    assert await found("ours", products=["GTX-PRO"], regions=["at", "DE-BY"]) == []
    assert await found("ours", products=["MG-SPECIAL"], regions=["DE"]) == ["PRODUCT_NOT_AUTHORISED"]
    assert await found("ours", products=["GTX-PRO"], regions=["FR"]) == ["OUTSIDE_TERRITORY"]
    assert await found("theirs", products=["MG-SPECIAL"], regions=["FR"]) == []


async def test_an_account_on_hold_is_told_so_by_the_api(desk: Desk, make_committed: Make) -> None:
    partner = await make_committed.session.get_one(Organisation, desk.callers["ours"].actor.partner_id)
    partner.status, partner.reason, partner.due_at = AccountStatus.ON_HOLD, "Unpaid invoices.", clock.now()
    await make_committed.session.commit()
    refused = await desk.does("ours", REGISTER, **{**DEAL, **soon()})
    assert [(each["code"], each["message"]) for each in refused["userErrors"]] == [
        ("BLOCKED", "You cannot register anything new because the partner account is not open.")
    ]
