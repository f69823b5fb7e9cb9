"""How large an answer may be, what the schema says of itself, and what an answer says of its cost."""

import json
from typing import Any

import asyncpg
import pytest
from graphql import execute_sync, get_introspection_query, parse

from portal.database.pools import Database
from schema import root
from schema.engine import limits, text
from schema.engine.context import Api
from schema.engine.errors import RequestError
from tests.make import Make
from tests.schema.test_compiler import SECRET, World, compiled, made, text_of


@pytest.fixture
async def world(make_committed: Make) -> World:
    return await made(make_committed)


@pytest.fixture
def api(database: Database) -> Api:
    return Api(root.schema(), database, SECRET)


QUESTIONS = [
    get_introspection_query(input_value_deprecation=True, schema_description=True, directive_is_repeatable=True),
    '{ __type(name: "Contract") { name kind interfaces { name } fields { name args { name defaultValue } } } }',
    '{ a: __type(name: "Nobody") { name } b: __type(name: "Side") { enumValues { name } possibleTypes { name } } }',
    '{ ...S } fragment S on Query { __type(name: "Node") { possibleTypes { name } __typename } }',
    "{ __schema { queryType { name } directives { name locations args { name } } } }",
]


@pytest.mark.parametrize("source", QUESTIONS)
async def test_the_schema_is_told_as_the_standard_tells_it(api: Api, world: World, source: str) -> None:
    answer = await compiled(api, world.callers["viewer"], source, {})
    assert answer == execute_sync(root.schema(), parse(source)).data


async def test_the_schema_is_told_beside_data_by_variables_and_once(api: Api, world: World) -> None:
    source = "query ($n: String!) { __type(name: $n) { name } viewer { email } }"
    for name in ("Contract", "Partner", "Contract"):
        for role in ("viewer", "legal"):
            answer = await compiled(api, world.callers[role], source, {"n": name})
            assert (answer["__type"], "@" in answer["viewer"]["email"]) == ({"name": name}, True)
    assert len(api._schema_told._kept) == 2


@pytest.mark.parametrize(
    "source",
    [
        "{ contracts(first: 20) { nodes { currentVersion { document } } } }",
        "{ contracts(first: 20) { nodes { currentVersion { document } } pageInfo { endCursor } } }",
        "{ contracts(last: 20) { edges { cursor node { currentVersion { document } } } } }",
        "{ contracts(first: 20) { nodes { currentVersion { clauses { text } } } } }",
        "{"
        + "".join(f"a{n}: contracts(first: 2) {{ nodes {{ currentVersion {{ document }} }} }} " for n in range(15))
        + "}",
    ],
)  # fmt: skip
async def test_an_answer_is_refused_as_it_grows_too_large(
    api: Api, world: World, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    caller = world.callers["legal"]
    document = api.documents.get(source)
    question = api.question(document, document.operation(None), {})
    assert question.price.size > limits.LARGEST_ANSWER
    whole = len(text_of(await api.answer(caller, question)).encode())
    for most, is_answered in ((10 * whole, True), (whole - 1, False)):
        for module in ("limits", "text", "completion"):
            monkeypatch.setattr(f"schema.engine.{module}.LARGEST_ANSWER", most)
        bounded: Any = Api(root.schema(), api.database, SECRET)
        read = bounded.documents.get(source)
        asked = bounded.question(read, read.operation(None), {})
        if is_answered:
            assert len(text_of(await bounded.answer(caller, asked)).encode()) == whole
        else:
            with pytest.raises(RequestError, match="The answer has more than") as refusal:
                await bounded.answer(caller, asked)
            assert refusal.value.code == "LIMIT_EXCEEDED"
        assert json.loads(await bounded.answer(caller, bounded.question(*_small(bounded), {})))
    (plan,) = read.plans.values()
    assert "ROWS UNBOUNDED PRECEDING" in plan.sql


def _small(api: Api) -> tuple[Any, Any]:
    document = api.documents.get("{ viewer { email } }")
    return document, document.operation(None)


async def test_a_list_is_refused_before_all_of_it_is_made(database: Database) -> None:
    rows = "SELECT repeat('x', 1000000) || (1 / (12 - row)) AS whole FROM generate_series(1, 20) AS row"
    free = database.reads["portal_staff"]
    with pytest.raises(asyncpg.DivisionByZeroError):
        await free.fetch_value(f"SELECT array_to_string(ARRAY({rows}), ',')")
    with pytest.raises(asyncpg.ProgramLimitExceededError):
        await free.fetch_value(f"SELECT array_to_string(ARRAY({text.bounded(rows, 'whole')}), ',')")
