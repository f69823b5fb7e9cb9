"""Breaches through the API: every field in one statement for both sides, lists and the ledger, and a stranger."""

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import select

from portal import canonical, ids
from portal.access import Actor, Role, Side
from portal.contracts.models import Version
from portal.contracts.rules import Status as ContractStatus
from portal.database.pools import Database
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.models import Breach, Expectation, Metric, PlanStep
from portal.expectations.rules.breach import BreachStatus
from portal.expectations.rules.expectation import ExpectationStatus
from portal.partners.models import Membership, Organisation
from schema import root
from schema.engine.context import Api
from tests.expectations import making
from tests.files import making as files
from tests.make import NOW, Make
from tests.people import sign_in

WHOLE = """query ($id: ID!, $rates: [RateInput!]) { breach(id: $id) {
  id version status obligor occurrence value target clauseKey cureOn reason notifiedAt closedAt waitingOn dueAt
  createdAt otherwise plan planUntil cost { amount currency }
  comesTo(rates: $rates) { amount { amount } missing periods { period amount { amount } percent basis { amount } left {
    amount } limitedBy } } expectation { title breaches { totalCount } consequence
    clause { number heading beginning } }
  measurement { period breach { id } } partner { name breaches { totalCount } }
  planSteps { submission discipline text responsible dueOn files { name } }
  consequences { number kind amount { amount currency } basis { amount } left { amount } percent rate document madeBy
    reason madeAt revision measurement { value } breach { occurrence } }
  timeline { totalCount } availableActions { name allowed blockedBy { message } roles dueAt } } }"""
LIST = "query ($filter: BreachFilter) { breaches(filter: $filter) { totalCount nodes { status value } } }"
LEDGER = "{ consequences { totalCount nodes { amount { amount } } } }"


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass
class Desk:
    """A partner's breaches, and those who read them."""

    api: Api
    callers: dict[str, Caller]
    found: Breach
    make: Make

    async def ask(self, who: str, query: str, **variables: Any) -> Any:
        document = self.api.documents.get(query)
        question = self.api.question(document, document.operation(None), variables)
        return json.loads(await self.api.answer(self.callers[who], question))


async def kept(make: Make, **columns: Any) -> tuple[Expectation, Any]:
    """An agreed expectation with one final value."""
    partner, company = columns.pop("partner"), await make.company()
    metric = Metric(
        id=ids.new(), owner_id=partner.id, code="own_metric", number=1, kind=SubjectKind.ORDER_LINE, document="{}",
        sha256="0" * 64, side=Side.HOST, made_by_name="Robin", created_at=NOW,
    )  # fmt: skip
    await make.add(metric)
    agreed = making.expectation(partner, company, metric, status=ExpectationStatus.ACTIVE, **columns)
    await make.add(agreed)
    value = making.measurement(agreed, status="FINAL", due_at=None, waiting_on=frozenset())
    await make.add(value)
    return agreed, value


async def rests(make: Make, partner: Organisation, owner: Membership) -> dict[str, Any]:
    """The place of a clause in a contract's first text; its second text calls the clause otherwise."""
    contract = await make.contract(partner=partner, owner=owner, status=ContractStatus.ACTIVE, version_number=2)
    first = (await make.session.scalars(select(Version).where(Version.contract_id == contract.id))).one()
    document = first.document.replace('"Payment"', '"Settlement"')
    await make.add(
        Version(
            partner_id=partner.id, contract_id=contract.id, id=ids.new(), number=2, parent_sha256=first.sha256,
            sha256=canonical.sha256(document), document=document, side=Side.HOST, created_at=NOW,
        )
    )  # fmt: skip
    return {"contract_id": contract.id, "clause_key": "payment", "contract_sha256": first.sha256}


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database: Database, make_committed: Make) -> Desk:
    make = make_committed
    manager = await make.member(name="Mina Manager", roles={Role.RELATIONSHIP_MANAGER})
    partner = await make.partner(name="Northgate", manager=manager)
    admin = await make.member(partner, name="Paula Admin")
    other = await make.partner(name="Other Ltd")
    outsider = await make.member(other, name="Otto Other")
    agreed, value = await kept(make, partner=partner, **await rests(make, partner, manager))
    days = {"first_on": value.starts_on, "latest_on": value.starts_on, "measurement_id": value.id}
    found = making.breach(
        agreed, status=BreachStatus.CORRECTIVE_ACTION, cure_on=making.LAST, plan_due_on=making.LAST,
        waiting_on=frozenset({agreed.obligor.other}), **days,
    )  # fmt: skip
    await make.add(found)
    await make.add(
        making.breach(agreed, status=BreachStatus.WAIVED, due_at=None, waiting_on=frozenset(), value=None),
        making.consequence(found),
        *(
            PlanStep(
                partner_id=partner.id, id=ids.new(), breach_id=found.id, submission=number, discipline="ROOT_CAUSE",
                text="No slots.", responsible="Dispatch", due_on=making.LAST, made_at=NOW,
            )
            for number in (1, 2)
        ),
        *(
            files.file(
                admin, record=(found.PREFIX, found.id), name=f"{number}.csv", content=b"%d" % number,
                kind=f"PLAN {number}", is_shared=True,
            )
            for number in (1, 2)
        ),
    )  # fmt: skip
    foreign, _ = await kept(make, partner=other)
    await make.add(making.breach(foreign))
    callers = {}
    for name, member in (("manager", manager), ("admin", admin), ("outsider", outsider)):
        actor = await make.actor(member)
        callers[name] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    return Desk(Api(root.schema(), database, b"a secret of 32 bytes for cursors"), callers, found, make)


@pytest.mark.parametrize(("who", "allowed"), [("manager", ["VERIFY_CURE", "REFUSE_PLAN"]), ("admin", [])])
async def test_every_field_is_read_by_both_sides(desk: Desk, who: str, allowed: list[str]) -> None:
    told = (await desk.ask(who, WHOLE, id=ids.text("bre", desk.found.id)))["breach"]
    assert (told["status"], told["value"], told["target"], told["cureOn"]) == (
        "CORRECTIVE_ACTION", "80", "95", making.LAST.isoformat(),
    )  # fmt: skip
    assert told["cost"] == {"amount": "5.00", "currency": "EUR"}
    (entry,) = told["consequences"]
    assert (entry["kind"], entry["amount"], entry["basis"], entry["left"], entry["percent"]) == (
        "CHARGE", {"amount": "5.00", "currency": "EUR"}, {"amount": "100.00"}, None, "5",
    )  # fmt: skip
    assert told["expectation"]["clause"] == {
        "number": "2", "heading": "Payment", "beginning": "Invoices are paid within 30 days."
    }  # fmt: skip
    assert told["planSteps"][0]["discipline"] == "ROOT_CAUSE"
    assert [(each["submission"], each["files"]) for each in told["planSteps"]] == [
        (2, [{"name": "2.csv"}]), (1, [{"name": "1.csv"}])
    ]  # fmt: skip
    assert told["measurement"]["breach"]["id"] == ids.text("bre", desk.found.id)
    assert told["expectation"]["breaches"] == told["partner"]["breaches"] == {"totalCount": 2}
    assert [each["name"] for each in told["availableActions"] if each["allowed"]] == allowed


@pytest.mark.parametrize(
    ("wanted", "count"),
    [(None, 2), ({"status": {"in": ["WAIVED"]}}, 1), ({"obligor": "HOST"}, 0), ({"waitingOn": "HOST"}, 1)],
)
async def test_the_list_is_what_is_asked(desk: Desk, wanted: Any, count: int) -> None:
    found = (await desk.ask("admin", LIST, filter=wanted))["breaches"]
    assert (found["totalCount"], len(found["nodes"])) == (count, count)


async def test_to_a_stranger_there_is_neither_breach_nor_ledger(desk: Desk) -> None:
    assert await desk.ask("outsider", WHOLE, id=ids.text("bre", desk.found.id)) == {"breach": None}
    wanted = {"partnerId": ids.text("org", desk.found.partner_id)}
    assert (await desk.ask("outsider", LIST, filter=wanted))["breaches"]["totalCount"] == 0
    assert (await desk.ask("outsider", LEDGER))["consequences"]["totalCount"] == 0
    assert (await desk.ask("admin", LEDGER))["consequences"]["nodes"] == [{"amount": {"amount": "5.00"}}]


async def test_both_find_what_waits_for_them_and_the_last_day_to_cure_it(desk: Desk) -> None:
    turns = "{ waiting(on: ME, first: 20) { nodes { title standing next { name allowed } } } }"
    mine = (await desk.ask("manager", turns))["waiting"]["nodes"]
    assert [each["standing"] for each in mine if "plan" in each["standing"]] == [
        "The plan to cure the breach is being carried out."
    ]
    days = "{ bindingDays { nodes { kind day } } }"
    assert {"kind": "OWED", "day": making.LAST.isoformat()} in (await desk.ask("admin", days))["bindingDays"]["nodes"]


async def test_a_breach_comes_to_nothing_where_nothing_was_agreed_whatever_rates_are_named(desk: Desk) -> None:
    rate = {"source": "ECB", "day": "2026-03-31", "base": "USD", "quote": "EUR", "figure": "0.909"}
    for many in (0, 1, 3):
        told = (await desk.ask("admin", WHOLE, id=ids.text("bre", desk.found.id), rates=[rate] * many))["breach"]
        assert told["comesTo"] is None  # no consequence was agreed


def test_every_step_has_a_mutation_of_its_name() -> None:
    schema = root.schema()
    assert schema.mutation_type
    names = {
        f"breach{''.join(part.capitalize() for part in word.split('_'))}"
        for word in schema.type_map["BreachAction"].values  # type: ignore[attr-defined]  # an enumeration
    }
    assert names == {name for name in schema.mutation_type.fields if name.startswith("breach")}
