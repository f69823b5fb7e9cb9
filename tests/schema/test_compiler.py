"""Compiled reads answer what graphql-core answers field by field, in one statement, for every role."""

import json
import os
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from graphql import parse, validate
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from portal import ids
from portal.access import Actor, Role
from portal.contracts.rules import RoundStatus, Status
from portal.database.pools import Database
from schema import root
from schema.engine import templates
from schema.engine.context import Api
from schema.engine.errors import Code, RequestError
from schema.engine.text import MARK
from tests.make import NOW, Make
from tests.people import sign_in
from tests.schema.generated import Writer
from tests.schema.reference import Reference

SECRET = b"a secret of the tests"
TRIES = int(os.environ.get("PORTAL_TRIES", "25"))
ROLES = ("partner", "viewer", "manager", "legal", "auditor")


@dataclass(frozen=True)
class Caller:
    actor: Actor
    token_sha256: bytes


@dataclass
class World:
    """Two partners with contracts in many places of their lives, and somebody of every access class."""

    callers: dict[str, Caller]
    ids: list[str]
    names: dict[str, list[str]]


async def made(make: Make) -> World:
    manager = await make.member(name="Mina Example")
    ours, theirs = await make.partner(name='Ours "&" Söhne', manager=manager), await make.partner(name="Theirs")
    statuses = (Status.DRAFT, Status.IN_NEGOTIATION, Status.OUT_FOR_SIGNATURE, Status.ACTIVE, Status.EXPIRED)
    found: list[str] = [ids.text("org", ours.id), ids.text("org", theirs.id), ids.text("mem", manager.id)]
    numbers = []
    for partner in (ours, theirs):
        for index, status in enumerate(statuses):
            contract = await make.contract(
                status=status, partner=partner, title=f'Nº{index} \\ "quoted"', created_at=NOW + timedelta(days=index),
                value_minor=None if index % 2 else 123456,
                currency=None if index % 2 else ("JPY", "EUR", "BHD")[index % 3],
            )  # fmt: skip
            found.append(ids.text("ctr", contract.id))
            numbers.append(contract.number)
    await make.contract(status=Status.IN_NEGOTIATION, partner=ours, round_status=RoundStatus.SUBMITTED)
    members = {
        "partner": await make.member(ours, roles={Role.PARTNER_ADMIN, Role.PARTNER_SIGNATORY}),
        "viewer": await make.member(ours, roles={Role.PARTNER_VIEWER}),
        "manager": manager,
        "legal": await make.member(roles={Role.LEGAL}),
        "auditor": await make.member(roles={Role.AUDITOR}),
    }
    callers = {}
    for name, member in members.items():
        actor = await make.actor(member)
        callers[name] = Caller(actor, sha256(await sign_in(make.session, actor)).digest())
    return World(callers, found, {"contract": numbers, "partner": [ours.name, theirs.name]})


@pytest.fixture
async def world(make_committed: Make) -> World:
    return await made(make_committed)


def text_of(answer: str | bytes) -> str:
    """What nothing was filled into comes as it is sent."""
    return answer.decode() if isinstance(answer, bytes) else answer


async def compiled(api: Api, caller: Caller, source: str, variables: dict[str, Any]) -> Any:
    document = api.documents.get(source)
    answer = text_of(await api.answer(caller, api.question(document, document.operation(None), variables)))
    found = json.loads(answer)
    assert answer == json.dumps(found, ensure_ascii=False, separators=(",", ":"))
    return found


async def slowly(database: Database, caller: Caller, source: str, variables: dict[str, Any]) -> Any:
    async with database.transaction(caller.actor.access_class) as session:
        assert await database.entered(session, caller.token_sha256, caller.actor.version)
        return await Reference(session, caller.actor, SECRET).run(parse(source), variables)


def _is_cheap(api: Api, source: str, variables: dict[str, Any]) -> bool:
    """Whether it costs no more than a request may."""
    document = api.documents.get(source)
    try:
        api.question(document, document.operation(None), variables)
    except RequestError as refused:
        if refused.code is not Code.LIMIT_EXCEEDED:
            raise
        return False
    return True


async def test_random_operations_answer_the_same_both_ways(database: Database, world: World) -> None:
    api = Api(root.schema(), database, SECRET)
    seen = 0

    @settings(max_examples=TRIES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(data=st.data())
    def collect(data: st.DataObject) -> None:
        writer = Writer(root.schema(), data.draw, world.ids, world.names)
        source, variables = writer.operation()
        assert validate(root.schema(), parse(source)) == [], source
        assume(_is_cheap(api, source, variables))
        operations.append((data.draw(st.sampled_from(ROLES)), source, variables))

    operations: list[tuple[str, str, dict[str, Any]]] = []
    collect()
    for role, source, variables in operations:
        caller = world.callers[role]
        quick = await compiled(api, caller, source, variables)
        assert quick == await slowly(database, caller, source, variables), (role, source, variables)
        seen += 1
    assert seen >= TRIES


async def test_what_somebody_wrote_is_never_taken_for_a_hole(database: Database, make_committed: Make) -> None:
    world = await made(make_committed)
    name = f'{MARK}0{{"n":1}}{MARK} {MARK} {MARK}{MARK}'
    partner = await make_committed.partner(name=name)
    source = "query($id: ID!) { node(id: $id) { ... on Partner { name availableActions { name } again: name } } }"
    api, own_id = Api(root.schema(), database, SECRET), ids.text("org", partner.id)
    found = await compiled(api, world.callers["legal"], source, {"id": own_id})
    assert found["node"]["name"] == found["node"]["again"] == name
    assert {"name": "HOLD"} in found["node"]["availableActions"]


async def test_the_order_of_fields_is_the_order_asked_for(database: Database, world: World) -> None:
    api = Api(root.schema(), database, SECRET)
    answer = await compiled(api, world.callers["legal"], "{ company { zone name country } viewer { side name } }", {})
    assert [list(answer), list(answer["company"]), list(answer["viewer"])] == [
        ["company", "viewer"], ["zone", "name", "country"], ["side", "name"],
    ]  # fmt: skip


async def test_a_whole_list_can_be_read_page_by_page_forward_and_backward(database: Database, world: World) -> None:
    api, caller = Api(root.schema(), database, SECRET), world.callers["legal"]
    query = (
        "query($f: Int, $l: Int, $a: String, $b: String) { contracts(first: $f, last: $l, after: $a, before: $b,"
        " orderBy: {field: TITLE, direction: ASC}) { nodes { id } pageInfo { endCursor startCursor hasNextPage"
        " hasPreviousPage } totalCount } }"
    )
    whole = (await compiled(api, caller, query, {"f": 100}))["contracts"]
    listed = [node["id"] for node in whole["nodes"]]
    assert len(listed) == whole["totalCount"] == 11
    forward: list[str] = []
    page = {"endCursor": None, "hasNextPage": True}
    while page["hasNextPage"]:
        found = (await compiled(api, caller, query, {"f": 3, "a": page["endCursor"]}))["contracts"]
        forward += [node["id"] for node in found["nodes"]]
        page = found["pageInfo"]
    backward: list[str] = []
    page = {"startCursor": None, "hasPreviousPage": True}
    while page["hasPreviousPage"]:
        found = (await compiled(api, caller, query, {"l": 4, "b": page["startCursor"]}))["contracts"]
        backward = [node["id"] for node in found["nodes"]] + backward
        page = found["pageInfo"]
    assert (forward, backward) == (listed, listed)


QUESTION = (
    "{ contracts(first: 20) { nodes { id title status partner { name } versions(last: 3) { number digest }"
    " availableActions { name allowed } } } }"
)


@pytest.mark.parametrize("role", ROLES)
async def test_a_read_is_one_statement(database: Database, world: World, role: str) -> None:
    api, caller = Api(root.schema(), database, SECRET), world.callers[role]
    sent: list[str] = []
    free = database.reads[caller.actor.access_class]
    counted = Counting(free, sent)
    api.database = Watched(database, counted)  # type: ignore[assignment]
    answer = await compiled(api, caller, QUESTION, {})
    assert len(sent) == 1
    assert answer["contracts"]["nodes"]


@dataclass
class Counting:
    """The real connections, with a list of what went through them."""

    free: Any
    sent: list[str]

    async def fetch_value(self, sql: str, *values: Any) -> Any:
        self.sent.append(sql)
        return await self.free.fetch_value(sql, *values)


class Watched:
    """The real database, whose reads are counted; nothing else of it is used by a read."""

    def __init__(self, database: Database, counted: Counting) -> None:
        self.reads = dict.fromkeys(database.reads, counted)


async def test_no_value_of_a_document_or_variable_is_written_into_the_statement(
    database: Database, world: World
) -> None:
    api, caller = Api(root.schema(), database, SECRET), world.callers["legal"]
    source = """query($words: String) {
      contracts(first: 7, filter: {text: $words, dueAt: {lt: "2031-05-06T07:08:09Z"}}) { nodes { id } }
      contract(by: {number: "C-77' OR true --"}) { versions(last: 13) { number } }
    }"""
    document = api.documents.get(source)
    question = api.question(document, document.operation(None), {"words": "'; DROP TABLE contract; --"})
    assert await api.answer(caller, question)
    (plan,) = document.plans.values()
    assert [word for word in ("DROP", "C-77", "2031", "OR true") if word in plan.sql] == []


async def test_each_use_of_a_field_has_values_of_its_own(database: Database, world: World) -> None:
    api, caller = Api(root.schema(), database, SECRET), world.callers["legal"]
    source = """query($second: String) {
      a: contracts(first: 1, filter: {text: "Nº1"}) { nodes { title versions(last: 1) { number } } }
      b: contracts(first: 2, filter: {text: $second}) { nodes { title versions(last: 2) { number } } }
      c: contracts(last: 1, orderBy: {field: TITLE, direction: ASC}) { nodes { title } }
    }"""
    for words in ("Nº2", "Nº3"):
        answer = await compiled(api, caller, source, {"second": words})
        titles = {name: [node["title"][:3] for node in answer[name]["nodes"]] for name in "abc"}
        assert titles == {"a": ["Nº1"], "b": [words, words], "c": ["Sup"]}


async def test_a_list_may_be_called_what_a_column_of_ours_is_called(database: Database, world: World) -> None:
    api, caller = Api(root.schema(), database, SECRET), world.callers["legal"]
    for name in ("cursor", "place", "c0", "row", "t1"):
        source = f"{{ contracts(first: 2) {{ {name}: nodes {{ {name}: title }} pageInfo {{ endCursor }} }} }}"
        answer = (await compiled(api, caller, source, {}))["contracts"]
        assert [list(node) for node in answer[name]] == [[name], [name]]
        assert "." in answer["pageInfo"]["endCursor"]


async def test_what_was_made_of_fields_is_kept_for_other_documents_within_bounds(
    database: Database, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(templates, "KEPT", 5)
    api, caller = Api(root.schema(), database, SECRET), world.callers["legal"]
    fields = ("id", "title", "number", "status", "kind", "createdAt", "partner { name country }", "value { amount }")
    for _ in range(2):
        for names in (fields, fields[::-1]):
            source = f"{{ contracts(first: 3) {{ nodes {{ {' '.join(names)} }} }} }}"
            assert await compiled(api, caller, source, {}) == await slowly(database, caller, source, {})
            assert len(api._kept) == 5
