"""What an operation costs: the weight of each field times the sizes of its pages, from the values really given."""

from typing import Any

import pytest

from portal.database.pools import Database
from schema import root
from schema.engine.context import Api
from schema.engine.errors import BadInput, RequestError
from schema.engine.media import JSON, NEW, chosen
from schema.engine.throttle import Throttle, Throttled
from tests.schema.test_compiler import SECRET, Caller, World, made

IDS = ["ctr_" + "0" * 32] * 100


@pytest.fixture
def api(database: Database) -> Api:
    return Api(root.schema(), database, SECRET)


def cost(api: Api, source: str, **given: Any) -> int:
    document = api.documents.get(source)
    return api.question(document, document.operation(None), given).price.cost


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("{ __typename }", 0),
        ("{ viewer { name email } }", 1),
        ("{ contracts { totalCount } }", 2 + 5),
        ("{ contracts { nodes { id } } }", 2 + 25),
        ("{ contracts(first: 10) { nodes { id } pageInfo { endCursor } totalCount } }", 2 + 10 + 1 + 5),
        ("{ contracts(last: 10) { edges { cursor node { id } } } }", 2 + 10),
        ("{ contracts(first: 10) { nodes { partner { name } } } }", 2 + 10 + 10),
        ("{ contracts(first: 10) { nodes { versions { number } } } }", 2 + 10 * (1 + 3)),
        ("{ contracts(first: 10) { nodes { versions(last: 2) { document } } } }", 2 + 10 * (1 + 2 * (1 + 25))),
        ("{ contracts(first: 10) { nodes { timeline(first: 20) { nodes { at } } } } }", 2 + 10 * (1 + 2 + 20)),
        ("{ contracts(first: 10) { nodes { availableActions { blockedBy { code } } } } }", 2 + 10 * 3),
        ("{ contracts(first: 10) { ...N nodes { title } } } fragment N on ContractConnection { nodes { id } }", 2 + 20),
        ("{ contracts { nodes @skip(if: true) { id } totalCount } }", 2 + 5),
        ('{ nodes(ids: ["a", "b", "c"]) { ... on Contract { partner { name } } } }', 3 * (1 + 1)),
        ("{ __schema { types { name } } }", 100),
        ("mutation { profileChange(input: {}) { viewer { name } userErrors { code } } }", 10 + 1 + 1),
    ],
)  # fmt: skip
def test_each_field_has_its_weight_for_each_row_it_may_be_in(api: Api, source: str, wanted: int) -> None:
    assert cost(api, source) == wanted


def test_a_page_costs_what_its_variable_says(api: Api) -> None:
    source = (
        "query ($n: Int = 7, $more: Boolean = false) "
        "{ contracts(first: $n) { nodes { id } totalCount @include(if: $more) } }"
    )
    assert [cost(api, source, **given) for given in ({}, {"n": 40}, {"n": None}, {"n": 40, "more": True})] == [
        2 + 7, 2 + 40, 2 + 25, 2 + 40 + 5,
    ]  # fmt: skip
    assert cost(api, "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=IDS) == 100


def test_more_than_a_hundred_ids_are_refused(api: Api) -> None:
    for source, given in (
        ("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", {"ids": [*IDS, IDS[0]]}),
        ("{ nodes(ids: [" + '"a" ' * 101 + "]) { id } }", {}),
    ):
        with pytest.raises(BadInput, match=r"^Name at most 100 ids\.$"):
            cost(api, source, **given)


def test_a_mutation_costs_no_more_than_a_query_may(api: Api) -> None:
    record = "contract { versions(last: 20) { clauses { text } } }"
    step = f'contractPublish(input: {{contractId: "{IDS[0]}", expectedVersion: 1}}) {{ {record} }}'
    with pytest.raises(RequestError, match="This would cost 1,593, but a request can cost at most 1,000"):
        cost(api, "mutation {" + "".join(f" a{number}: {step}" for number in range(3)) + "}")


def test_what_a_plain_document_may_not_a_plain_document_may_not(api: Api) -> None:
    assert cost(api, "{ contracts(first: 100) { nodes { versions(last: 8) { number } } } }") == 2 + 100 * 9
    with pytest.raises(RequestError, match="This would cost 1,002"):
        cost(api, "{ contracts(first: 100) { nodes { versions(last: 9) { number } } } }")


def test_the_schema_says_what_weighs_more_or_less() -> None:
    told = root.sdl()
    assert "  contracts(" in told
    assert '): ContractConnection @cost(weight: "2")' in told
    assert '  totalCount: Int! @cost(weight: "5")\n' in told
    assert '  document: String! @cost(weight: "25")\n' in told
    assert '): ContractPayload @cost(weight: "10")\n' in told
    assert "directive @cost(" in told


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def world(make_committed: Any) -> World:
    return await made(make_committed)


async def test_a_bucket_empties_and_fills_again_for_each_client_alone(world: World) -> None:
    clock = Clock()
    throttle = Throttle(100, now=clock)
    legal, auditor = world.callers["legal"], world.callers["auditor"]
    for _ in range(10):
        throttle.bill(legal).ask(100)
    with pytest.raises(Throttled) as refused:
        throttle.bill(Caller(legal.actor, b"another session of the same person")).ask(250)
    assert (refused.value.code, refused.value.seconds) == ("RATE_LIMITED", 3)
    bill = throttle.bill(auditor)
    bill.ask(100)
    bill.ask(100)
    assert bill.told() == b'"extensions":{"cost":{"requested":100,"actual":100,"available":900,"restoreRate":100}}'
    clock.now = 2.5
    throttle.bill(legal).ask(250)
    with pytest.raises(Throttled):
        throttle.bill(legal).ask(1)


async def test_nothing_is_limited_where_nobody_wants_that(world: World) -> None:
    throttle = Throttle(0)
    for _ in range(10):
        throttle.bill(world.callers["legal"]).ask(1_000_000)


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", JSON), ("*/*", JSON), ("application/*", NEW), ("application/json", JSON),
        ("application/graphql-response+json, application/json;q=0.9", NEW),
        ("application/graphql-response+json;q=0.1, application/json", JSON), ("text/html, */*;q=0.8", JSON),
        ("text/html", None), ("image/png, application/json;q=0", None),
    ],
)  # fmt: skip
def test_the_answer_has_the_type_that_is_wanted_most(accept: str, wanted: bytes | None) -> None:
    assert chosen(accept.encode()) == wanted
