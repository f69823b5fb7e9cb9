"""What is remembered between two reads: the request, the plan and the prepared statement, never whose answer it was."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import text

from portal.database import transaction
from portal.database.pools import Database, Free
from schema import root
from schema.engine import documents, questions
from schema.engine.context import Api
from schema.engine.documents import Document
from schema.engine.errors import RequestError
from schema.engine.questions import Question, Questions
from tests.make import Make
from tests.schema.test_compiler import SECRET, World, made

LIST = "{ viewer { email } contracts(first: 20) { nodes { title } } }"


@pytest.fixture
async def world(make_committed: Make) -> World:
    return await made(make_committed)


def asked(api: Api, source: str, **variables: Any) -> Question:
    document = api.documents.get(source)
    return api.question(document, document.operation(None), variables)


async def test_one_question_is_answered_to_everybody_as_theirs(database: Database, world: World) -> None:
    api = Api(root.schema(), database, SECRET)
    question = asked(api, LIST)
    for _ in range(2):
        answers = {name: json.loads(await api.answer(each, question)) for name, each in world.callers.items()}
        rows = {name: len(answer["contracts"]["nodes"]) for name, answer in answers.items()}
        assert rows == {"partner": 5, "viewer": 5, "manager": 6, "legal": 11, "auditor": 11}
        assert len({answer["viewer"]["email"] for answer in answers.values()}) == len(world.callers)


async def test_a_plan_serves_every_id_but_its_values_stay_with_the_question(database: Database, world: World) -> None:
    api, caller = Api(root.schema(), database, SECRET), world.callers["legal"]
    source = "query($id: ID!) { node(id: $id) { id } }"
    wanted = [each for each in world.ids if each.startswith("ctr_")][:3]
    for _ in range(2):
        for each in wanted:
            assert json.loads(await api.answer(caller, asked(api, source, id=each)))["node"] == {"id": each}
    assert len(api.documents.get(source).plans) == 1


async def test_only_short_requests_for_documents_seen_twice_are_kept(database: Database) -> None:
    api, kept = Api(root.schema(), database, SECRET), Questions()
    first = asked(api, LIST)
    kept.keep(b"new", first)
    assert kept.get(b"new") is None
    again = asked(api, LIST)
    kept.keep(b"again", again)
    kept.keep(b"x" * (questions.LONGEST + 1), again)
    assert kept.get(b"again") is again
    assert kept.get(b"x" * (questions.LONGEST + 1)) is None
    for number in range(questions.KEPT - 1):
        kept.keep(b"%d" % number, again)
    assert kept.get(b"again") is again
    kept.keep(b"one more", again)
    assert [kept.get(each) is None for each in (b"again", b"0", b"1")] == [False, True, False]


async def test_a_document_that_came_once_is_kept_a_short_while_for_its_second_time(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(documents, "NEW", 2)
    api = Api(root.schema(), database, SECRET)

    def came(*names: str) -> list[Document]:
        return [api.documents.get(f"{{ viewer {{ {name} }} }}") for name in names]

    known, once = came("name", "email")
    assert (came("name"), known.is_known, once.is_known) == ([known], True, False)
    came("side", "roles", "zone")
    assert came("name") == [known]
    assert came("email") != [once]


async def test_too_high_a_cost_is_refused_before_anything_is_planned(database: Database) -> None:
    api = Api(root.schema(), database, SECRET)
    source = """query($n: Int) {
      contracts(first: $n) {
        nodes { partner { contracts(first: $n) { nodes { timeline(first: $n) { nodes { id } } } } } }
      }
    }"""
    with pytest.raises(RequestError, match="This would cost 1,030,402, but a request can cost at most 1,000"):
        asked(api, source, n=100)
    assert not api.documents.get(source).plans


async def test_a_connection_keeps_the_statements_used_last_of_those_that_came_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "PREPARED", 2)
    free = Free(database.reads["portal_staff"]._url, 1)
    try:
        for number in (1, 1, 2, 2, 1, 3, 3, 1, 5, 4, 4, 6, 1):
            assert await free.fetch_value(f"SELECT {number} + $1::int", 10) == number + 10
        (kept,) = free._idle
        assert list(kept.statements) == ["SELECT 4 + $1::int", "SELECT 1 + $1::int"]
        # The server lets go of a statement when the next one is prepared.
        held = await kept.connection.fetch("SELECT statement FROM pg_prepared_statements WHERE statement ~ '[0-9] [+]'")
        assert {row[0] for row in held} == set(kept.statements)
    finally:
        await free.close()


WAITING = "{ waiting(on: ME, first: 20) { nodes { dueAt } pageInfo { hasNextPage } } }"


@pytest.mark.parametrize(("source", "least"), [(LIST, 1), (WAITING, 10)])
async def test_who_plans_a_list_before_it_is_asked_for_is_told_how_long_a_page_may_be(
    database: Database, world: World, source: str, least: int
) -> None:
    api = Api(root.schema(), database, SECRET)
    await api.answer(world.callers["legal"], asked(api, source))
    (plan,) = api.documents.get(source).plans.values()
    assert len(re.findall(r"LIMIT 101\) AS \w+\s+LIMIT \$", plan.sql)) >= least


@pytest.mark.parametrize("login", ["portal_partner", "portal_manager", "portal_staff", "portal_auditor"])
async def test_the_keys_of_the_context_find_rows_by_an_index(database: Database, login: str) -> None:
    """Beside a policy with an OR only what PostgreSQL takes for leakproof does: it must see no COALESCE there."""
    async with database.transaction(login) as session:
        for way in ("seqscan", "bitmapscan"):
            await session.execute(text(f"SET LOCAL enable_{way} = off"))
        wanted = "partner_id = current_partner() AND id = current_member()"
        rows = await session.scalars(text(f"EXPLAIN SELECT name FROM membership WHERE {wanted}"))
        (condition,) = [row for row in rows if "Index Cond" in row]
        assert "(partner_id = " in condition
