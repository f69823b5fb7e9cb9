"""Obligations through the API: every field in one statement for both sides, filters, and what a stranger meets."""

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

import pytest
import pytest_asyncio

from portal import ids
from portal.access import Actor, Role, Side
from portal.contracts.rules import Status as ContractStatus
from portal.database.pools import Database
from portal.obligations.models import Obligation
from portal.obligations.rules import Repeats, Status
from schema import root
from schema.engine.context import Api
from tests.files import making as files
from tests.make import Make
from tests.obligations.making import obligation
from tests.people import sign_in

S = Status
WHOLE = """query ($id: ID!) { obligation(id: $id) {
  id version status obligor title text clauseKey dueOn repeats repeatsUntil number leadDays cureDays survives calendars
  terms digest contractDigest fallsDueAt dayEndsAt proposedSide proposedBy bindsBySilence agreedBy agreedAt evidenceNote
  evidencedAt evidencedBy evidenceDigest lateSince cureUntil decidedAt decidedBy reason mayDispute waitingOn dueAt
  createdAt evidence { name digest } files { id } partner { name obligations { totalCount } } contract { number
  obligations(clauseKey: "payment") { nodes { title } } } contractVersion { number digest } clause { number heading }
  companyOwner { name }
  partnerOwner { name } series { nodes { number dueOn } } timeline { totalCount } notes { totalCount }
  availableActions { name allowed blockedBy { message } roles dueAt } } }"""
LIST = "query ($filter: ObligationFilter) { obligations(filter: $filter) { totalCount nodes { title dueOn } } }"


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass
class Desk:
    """A partner's obligations, and those who read them."""

    api: Api
    callers: dict[str, Caller]
    owed: Obligation
    make: Make

    async def ask(self, who: str, query: str, **variables: Any) -> Any:
        document = self.api.documents.get(query)
        question = self.api.question(document, document.operation(None), variables)
        return json.loads(await self.api.answer(self.callers[who], question))


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    make = make_committed
    manager = await make.member(name="Mina Manager")
    partner = await make.partner(name="Northgate", manager=manager)
    admin = await make.member(partner, name="Paula Admin")
    other = await make.partner(name="Other Ltd")
    outsider = await make.member(other, name="Otto Other")
    contract = await make.contract(partner=partner, owner=manager, status=ContractStatus.ACTIVE)
    company, paper = await make.company(), files.file(admin, content=b"Stock;5\n")
    owed = obligation(
        partner, company, status=S.EVIDENCED, contract=contract, clause_key="payment", repeats=Repeats.MONTHLY,
        evidence_digests=[paper.sha256], company_owner_id=manager.id, partner_owner_id=admin.id,
        late_since=None, title="Stock report of April",
    )  # fmt: skip
    paper.record_type, paper.record_id, paper.is_shared = owed.PREFIX, owed.id, True
    await make.add(paper, owed)
    await make.add(
        obligation(partner, company, status=S.SCHEDULED, series_id=owed.id, number=2, due_on=date(2026, 5, 31)),
        obligation(
            partner, company, obligor=Side.HOST, status=S.OVERDUE, title="Pay the deposit", due_on=date(2026, 2, 1)
        ),
        obligation(other, company, title="Somebody else's"),
    )  # fmt: skip
    callers = {}
    for name, member in (("manager", manager), ("admin", admin), ("outsider", outsider)):
        actor = await make.actor(member)
        callers[name] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    return Desk(Api(root.schema(), database, b"a secret of 32 bytes for cursors"), callers, owed, make)


@pytest.mark.parametrize(
    ("who", "allowed", "sentence"),
    [
        ("manager", ["CONFIRM", "REFUSE"], "Mina Manager"),
        ("admin", [], "Paula Admin"),
    ],
)
async def test_every_field_is_read_by_both_sides(desk: Desk, who: str, allowed: list[str], sentence: str) -> None:
    told = (await desk.ask(who, WHOLE, id=ids.text("obl", desk.owed.id)))["obligation"]
    assert told["title"] == "Stock report of April"
    assert (told["status"], told["waitingOn"], told["mayDispute"]) == ("EVIDENCED", ["HOST"], False)
    assert (told["dueOn"], told["repeats"], told["bindsBySilence"]) == ("2026-04-30", "MONTHLY", True)
    assert told["evidence"] == [{"name": "Prices.csv", "digest": desk.owed.evidence_digests[0]}]
    assert (told["companyOwner"], told["partnerOwner"]) == ({"name": "Mina Manager"}, {"name": "Paula Admin"})
    assert told["contract"]["obligations"]["nodes"] == [{"title": "Stock report of April"}]
    assert told["contractVersion"] == {"number": 1, "digest": desk.owed.contract_sha256}
    assert told["clause"] == {"number": "2", "heading": "Payment"}
    assert told["partner"] == {"name": "Northgate", "obligations": {"totalCount": 3}}
    assert told["series"]["nodes"] == [
        {"number": 1, "dueOn": "2026-04-30"}, {"number": 2, "dueOn": "2026-05-31"}
    ]  # fmt: skip
    assert [each["name"] for each in told["availableActions"] if each["allowed"]] == allowed
    assert (sentence, told["digest"]) == (
        told[f"{'company' if who == 'manager' else 'partner'}Owner"]["name"],
        desk.owed.sha256,
    )


@pytest.mark.parametrize(
    ("wanted", "titles"),
    [
        (None, ["Pay the deposit", "Stock report of April", "Send the stock report"]),
        ({"obligor": "HOST"}, ["Pay the deposit"]),
        ({"isLate": True}, ["Pay the deposit"]),
        ({"isLate": False}, ["Stock report of April", "Send the stock report"]),
        ({"waitingOn": "HOST"}, ["Pay the deposit", "Stock report of April"]),
        ({"status": {"in": ["SCHEDULED"]}}, ["Send the stock report"]),
        ({"status": {"notIn": ["SCHEDULED", "OVERDUE"]}}, ["Stock report of April"]),
        ({"dueOn": {"gte": "2026-04-30", "lt": "2026-05-01"}}, ["Stock report of April"]),
        ({"clauseKey": "payment"}, ["Stock report of April"]),
        ({"clauseKey": "scope"}, []),
    ],
)
async def test_the_list_is_by_day_and_by_what_is_asked(desk: Desk, wanted: Any, titles: list[str]) -> None:
    found = (await desk.ask("admin", LIST, filter=wanted))["obligations"]
    assert ([each["title"] for each in found["nodes"]], found["totalCount"]) == (titles, len(titles))


async def test_to_a_stranger_it_does_not_exist(desk: Desk) -> None:
    owed = ids.text("obl", desk.owed.id)
    assert await desk.ask("outsider", WHOLE, id=owed) == {"obligation": None}
    found = await desk.ask("outsider", LIST, filter={"partnerId": ids.text("org", desk.owed.partner_id)})
    assert found["obligations"]["totalCount"] == 0
    node = await desk.ask("outsider", "query ($id: ID!) { node(id: $id) { id } }", id=owed)
    assert node == {"node": None}
    contract = "query ($id: ID!) { contract(by: {id: $id}) { obligations { totalCount } } }"
    assert desk.owed.contract_id
    assert await desk.ask("outsider", contract, id=ids.text("ctr", desk.owed.contract_id)) == {"contract": None}


async def test_both_find_what_waits_for_them_and_the_days_that_bind(desk: Desk) -> None:
    turns = "{ waiting(on: ME, first: 20) { nodes { title standing otherwise next { name allowed } } } }"
    days = "{ bindingDays { nodes { kind day title } } }"
    mine = {each["title"] for each in (await desk.ask("manager", turns))["waiting"]["nodes"]}
    assert mine >= {"Stock report of April", "Pay the deposit"}
    theirs = {each["title"] for each in (await desk.ask("admin", turns))["waiting"]["nodes"]}
    assert not theirs & {"Stock report of April", "Pay the deposit"}
    for who in ("manager", "admin"):
        found = (await desk.ask(who, days))["bindingDays"]["nodes"]
        assert {"kind": "OWED", "day": "2026-05-31", "title": "Send the stock report"} in found


def test_every_step_has_a_mutation_of_its_name() -> None:
    schema = root.schema()
    assert schema.mutation_type
    names = {
        f"obligation{''.join(part.capitalize() for part in word.split('_'))}"
        for word in schema.type_map["ObligationAction"].values  # type: ignore[attr-defined]  # an enumeration
    }
    assert names == {name for name in schema.mutation_type.fields if name.startswith("obligation")} - {
        "obligationPropose"
    }
    assert Role.LEGAL
