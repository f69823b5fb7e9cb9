"""Whatever is sent, the answer is a refusal with a code, never a fault, and nothing is written.

Of the values that the schema refuses before anything else looks at them each place gets one, in turn and each day
another one; PORTAL_TRIES=1 sends all of them everywhere.
"""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import insert, text

from auth.models import Session
from portal import ids
from portal.access import Role
from portal.app import Portal
from portal.contracts.models import Contract
from portal.contracts.rules import Status
from schema.engine.limits import LONGEST_BODY
from tests import databases
from tests.entering import Enter
from tests.journeys import bad, plausible
from tests.journeys.doors import OURS, PUBLIC_URL, Visitor
from tests.make import Make
from tests.people import session_row

PARTNER_ROLES = {Role.PARTNER_ADMIN, Role.PARTNER_MEMBER, Role.PARTNER_SIGNATORY}
STAFF_ROLES = {Role.LEGAL, Role.SALES, Role.COMPANY_SIGNATORY}
REFUSED = {"INVALID", "NOT_FOUND", "NOT_PERMITTED", "WRONG_STATUS", "BLOCKED", "STALE_VERSION", "STALE_DIGEST"}
UNVERSIONED = {
    "partnerCreate",
    "contractDraft",
    "profileChange",
    "documentRequest",
    "notificationMarkRead",
    "importJobCreate",
    "calendarFeedSwitchOn",
    "calendarFeedRenew",
    "calendarFeedSwitchOff",
    "feeScheduleSet",
    "productNumberSet",
    "overlapPropose",
}
"""What names no version that could be out of date: with a good value, or none where none is needed, it is done."""
HOSTILE = ["a\0b", "a\ud800b", "\udfff"]


@dataclass
class World:
    """A partner with somebody of all its roles, staff, and contracts of this partner and of another."""

    make: Make
    application: Portal
    partner: Visitor
    staff: Visitor
    known: dict[Status, dict[str, Any]] = field(default_factory=dict)
    foreign: dict[Status, dict[str, Any]] = field(default_factory=dict)

    async def everything(self) -> dict[str, str]:
        return await databases.contents(self.make.session)


def known(contract: Contract) -> dict[str, Any]:
    """What a page about the contract knows."""
    place = ids.text("ctr", contract.id)
    return {
        "id": place, "contractId": place, "partnerId": ids.text("org", contract.partner_id),
        "changeId": ids.text("chg", ids.new()), "expectedVersion": 1, "expectedDigest": contract.sha256 or "0" * 64,
    }  # fmt: skip


@pytest_asyncio.fixture(loop_scope="session")
async def world(make_committed: Make, application: Portal, enter: Enter) -> AsyncIterator[World]:
    make = make_committed
    ours, foreign = await make.partner(), await make.partner()
    staff = await make.member(roles=STAFF_ROLES)
    theirs = await make.member(ours, roles=PARTNER_ROLES)
    partner, company = await enter(theirs, staff)
    made = World(make, application, partner, company)
    for status in (Status.DRAFT, Status.IN_REVIEW, Status.IN_NEGOTIATION, Status.AGREED, Status.OUT_FOR_SIGNATURE):
        made.known[status] = known(await make.contract(status=status, partner=ours, owner=staff))
        made.foreign[status] = known(await make.contract(status=status, partner=foreign, owner=staff))
    yield made


async def refusal(who: Visitor, query: str, given: Any) -> str:
    """The code of the one refusal of a mutation; its place is in the input, whoever says no."""
    body, answer = json.dumps({"query": query, "variables": {"input": given}}), None
    while answer is None or answer.status_code == 429:  # so much at once is too much for one person
        await asyncio.sleep(float(answer.headers["retry-after"]) if answer else 0)
        answer = await who.client.post("/graphql", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in {200, 413}, (answer.text, str(given)[:300])
    found = answer.json()
    if "errors" in found:
        codes = {error["extensions"]["code"] for error in found["errors"]}
        assert codes <= {"BAD_USER_INPUT", "BAD_REQUEST", "LIMIT_EXCEEDED"}, (found, str(given)[:300])
        return str(min(codes))
    ((_, payload),) = found["data"].items()
    codes = {error["code"] for error in payload["userErrors"]}
    assert codes <= REFUSED
    assert all(error["message"] and error["path"][:1] in ([], ["input"]) for error in payload["userErrors"])
    return str(min(codes, default=""))


async def test_another_partners_ids_name_nothing_in_any_mutation(world: World) -> None:
    before = await world.everything()
    for name, kind in plausible.mutations(world.application.api.schema):
        for foreign in world.foreign.values():
            unknown = {**foreign, **{key: ids.text(value[:3], ids.new()) for key, value in foreign.items()
                                     if isinstance(value, str) and value[3:4] == "_"}}  # fmt: skip
            given = [plausible.plausible(kind, values) for values in (foreign, unknown)]
            if given[0] == given[1]:
                continue  # it names nothing of anybody's
            codes = [await refusal(world.partner, plausible.document(name, kind), each) for each in given]
            assert codes[0] == codes[1], name
            assert codes[0] in {"NOT_FOUND", "NOT_PERMITTED", "INVALID"}, (name, codes)
    assert await world.everything() == before


async def test_another_partners_ids_name_nothing_in_any_query(world: World) -> None:
    tables = {
        "ctr": "contract", "org": "organisation", "ver": "contract_version", "rnd": "negotiation_round",
        "sig": "signature", "mem": "membership", "jrn": "journal", "chg": "clause_change",
    }  # fmt: skip
    foreign = world.foreign[Status.IN_NEGOTIATION]
    partner = ids.parse(foreign["partnerId"])[1]
    named = [foreign["partnerId"]]
    for prefix, table in tables.items():
        column = "id" if table == "organisation" else "partner_id"
        rows = await world.make.session.execute(text(f"SELECT id FROM {table} WHERE {column} = :id"), {"id": partner})
        named += [ids.text(prefix, row) for (row,) in rows]
    for each in named:
        assert (await world.partner.ask("query ($id: ID!) { node(id: $id) { id } }", id=each))["node"] is None
    page = named[:100]
    found = await world.partner.ask("query ($ids: [ID!]!) { nodes(ids: $ids) { id } }", ids=page)
    assert found["nodes"] == [None] * len(page)
    for query in (
        "query ($id: ID!) { contract(by: {id: $id}) { id } }", "query ($id: ID!) { partner(by: {id: $id}) { id } }",
        "query ($id: ID!) { contracts(filter: {partnerId: $id}) { nodes { id } totalCount } }",
    ):  # fmt: skip
        for each in (foreign["id"], foreign["partnerId"]):
            ((_, value),) = (await world.partner.ask(query, id=each)).items()
            assert value in (None, {"nodes": [], "totalCount": 0})


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_NEGOTIATION, Status.OUT_FOR_SIGNATURE])
async def test_no_text_with_a_character_that_no_text_may_hold_is_taken_anywhere(world: World, status: Status) -> None:
    before = await world.everything()
    for name, kind in plausible.mutations(world.application.api.schema):
        value = plausible.plausible(kind, world.known[status])
        for path, leaf in plausible.leaves(kind, value):
            for hostile in HOSTILE if leaf in {"String", "ID"} else ():
                given = plausible.with_at(value, path, hostile)
                for who in (world.staff, world.partner):
                    assert await refusal(who, plausible.document(name, kind), given), (name, path)
    assert await world.everything() == before


async def test_no_value_of_the_wrong_kind_or_size_is_a_fault_anywhere(world: World) -> None:
    """Some are taken, such as an empty reason for a change; whatever is refused is refused in words."""
    turns = count(datetime.now(UTC).toordinal())
    before = await world.everything()
    for name, kind in plausible.mutations(world.application.api.schema):
        # The version is out of date, so that nothing is done even where the value is good.
        value = plausible.plausible(kind, {**world.known[Status.DRAFT], "expectedVersion": 99})
        value.pop("idempotencyKey", None)
        for path, leaf in plausible.leaves(kind, value):
            for wrong in bad.values(leaf, turns):
                given, told = plausible.with_at(value, path, wrong), (name, path, str(wrong)[:80])
                code = await refusal(world.staff, plausible.document(name, kind), given)
                assert code or name in UNVERSIONED, told
                assert code == "BAD_USER_INPUT" or not bad.refused_by_schema(leaf, wrong), told
        after = await world.everything()
        assert after == before or name in UNVERSIONED, name
        before = after


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query ($x: String) { contracts(filter: {text: $x}) { totalCount } }", HOSTILE),
        ("query ($x: String) { contracts(after: $x) { totalCount } }", [*HOSTILE, "", "x", "x" * 100_000]),
        ("query ($x: String) { contract(by: {number: $x}) { id } }", [*HOSTILE, "", "x" * 100_000]),
        ("query ($x: String) { partner(by: {name: $x}) { id } }", [*HOSTILE, ""]),
        ("query ($x: ID!) { node(id: $x) { id } }", [*HOSTILE, *bad.BAD["ID"]]),
        ("query ($x: [ID!]!) { nodes(ids: $x) { id } }", [HOSTILE, [], ["x"] * 101, None, "ctr_" + "0" * 32]),
        ("query ($x: Int) { contracts(first: $x) { totalCount } }", bad.BAD["Int"]),
        ("query ($x: Int) { contracts(last: $x) { totalCount } }", bad.BAD["Int"]),
        ("query ($x: Date) { contracts(filter: {endsOn: {gte: $x}}) { totalCount } }", bad.BAD["Date"]),
        ("query ($x: DateTime) { contracts(filter: {dueAt: {gte: $x}}) { totalCount } }", bad.BAD["DateTime"]),
        ("query ($x: ContractKind) { contracts(filter: {kind: $x}) { totalCount } }", bad.BAD["Enum"]),
    ],
)
async def test_a_query_is_answered_or_refused_but_never_a_fault(world: World, query: str, variables: list[Any]) -> None:
    for value in variables:
        body = json.dumps({"query": query, "variables": {"x": value}})
        answer = await world.staff.client.post("/graphql", content=body, headers={"content-type": "application/json"})
        found = answer.json()
        codes = {error["extensions"]["code"] for error in found.get("errors", [])}
        assert answer.status_code == 200, answer.text
        assert codes <= {"BAD_USER_INPUT", "LIMIT_EXCEEDED"}, (str(value)[:80], found)


NOTHING: dict[str, Any] = {"fileIds": None, "answers": None}
"""What else a draft can be told, left as it is."""


@pytest.mark.parametrize(
    ("name", "status", "change", "code", "path"),
    [
        ("contractDraft", Status.DRAFT, {"text": "x" * 2_000_001}, "INVALID", ["input", "text"]),
        ("contractRedraft", Status.DRAFT, {"text": "x" * 2_000_001, **NOTHING}, "INVALID", ["input", "text"]),
        ("contractRedraft", Status.DRAFT, {"title": "x" * 201, **NOTHING}, "INVALID", ["input", "title"]),
        ("contractRequestChanges", Status.IN_REVIEW, {"reason": "x" * 2_001}, "INVALID", ["input", "reason"]),
        ("contractSign", Status.OUT_FOR_SIGNATURE, {"authority": "x" * 201}, "INVALID", ["input", "authority"]),
        ("contractSign", Status.OUT_FOR_SIGNATURE, {"expectedDigest": "0" * 64}, "STALE_DIGEST",
         ["input", "expectedDigest"]),
        ("contractSign", Status.OUT_FOR_SIGNATURE, {"expectedVersion": 2}, "STALE_VERSION",
         ["input", "expectedVersion"]),
        ("contractSign", Status.OUT_FOR_SIGNATURE, {"idempotencyKey": "short"}, "INVALID", ["input", "idempotencyKey"]),
        ("contractSign", Status.OUT_FOR_SIGNATURE, {"idempotencyKey": "x" * 129}, "INVALID",
         ["input", "idempotencyKey"]),
    ],
)  # fmt: skip
async def test_what_is_too_long_or_not_what_was_read_is_refused_at_its_place(
    world: World, name: str, status: Status, change: dict[str, Any], code: str, path: list[str]
) -> None:
    kind = dict(plausible.mutations(world.application.api.schema))[name]
    given = {**plausible.plausible(kind, world.known[status]), **change}
    before = await world.everything()
    ((_, payload),) = (await world.staff.ask(plausible.document(name, kind), input=given)).items()
    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [(code, path)]
    assert await world.everything() == before


async def test_a_round_of_more_than_500_changes_is_refused_at_its_place(world: World) -> None:
    kind = dict(plausible.mutations(world.application.api.schema))["contractEditRound"]
    before = await world.everything()
    place = {name: world.known[Status.IN_NEGOTIATION][name] for name in ("contractId", "expectedVersion")}
    change = {"operation": "SET_TERM", "term": "notice_days", "termValue": "60"}
    query = plausible.document("contractEditRound", kind)
    payload = (await world.partner.ask(query, input={**place, "changes": [change] * 501}))["contractEditRound"]
    assert [(error["code"], error["path"]) for error in payload["userErrors"]] == [("INVALID", ["input", "changes"])]
    assert await world.everything() == before


ASK = json.dumps({"query": "{ viewer { name } }"})
JSON = {"content-type": "application/json"}


@pytest.mark.parametrize(
    ("method", "headers", "body", "status", "code"),
    [
        *((method, JSON, ASK, 405, "BAD_REQUEST") for method in ("GET", "PUT", "PATCH", "DELETE")),
        *(("POST", {"content-type": kind}, ASK, 415, "BAD_REQUEST")
          for kind in ("text/plain", "application/graphql", "multipart/form-data", "application/json-patch+json")),
        *(("POST", JSON, body, 400, "BAD_REQUEST") for body in (
            "", "{", "null", "7", '"x"', f"[{ASK}]", "{}", '{"query": 7}', '{"query": null}', "\x00", "NaN",
            '{"query": "{a}", "variables": []}', '{"query": "{a}", "operationName": 7}', "[" * 100_000,
            '{"query": "{a}", "variables": ' + '{"a":' * 50_000 + "1" + "}" * 50_001,
        )),
        ("POST", JSON, " " * (LONGEST_BODY + 1), 413, "BAD_REQUEST"),
        ("POST", {**JSON, "sec-fetch-site": "cross-site"}, ASK, 403, "FORBIDDEN"),
        *(("POST", JSON, json.dumps({"query": query}), 200, code) for query, code in (
            ("", "GRAPHQL_PARSE_FAILED"), ("{", "GRAPHQL_PARSE_FAILED"), ("\0", "GRAPHQL_PARSE_FAILED"),
            ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"), ("{" * 5_000, "GRAPHQL_PARSE_FAILED"),
        )),
        ("POST", JSON, json.dumps({"query": "{ viewer { name } " + " " * 40_000 + "}"}), 400, "LIMIT_EXCEEDED"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, str) else None,
)  # fmt: skip
async def test_a_request_that_is_none_is_refused_with_a_code(
    world: World, method: str, headers: dict[str, str], body: str, status: int, code: str
) -> None:
    before = await world.everything()
    answer = await world.partner.client.request(method, "/graphql", content=body.encode(), headers=headers)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (status, code)
    assert await world.everything() == before


@pytest.mark.parametrize(
    ("columns", "status"),
    [
        ({}, 200),
        ({"expires_at": datetime(2020, 1, 1, tzinfo=UTC)}, 401),
        ({"ended_at": datetime(2020, 1, 1, tzinfo=UTC)}, 401),
        ({"seen_at": datetime.now(UTC) - timedelta(hours=2)}, 401),
        ({"actor_version": 7}, 401),
    ],
)
async def test_only_a_live_session_is_let_in(world: World, columns: dict[str, Any], status: int) -> None:
    value = secrets.token_urlsafe(32)
    member = await world.make.member(await world.make.partner())
    actor = await world.make.actor(member)
    await world.make.session.execute(
        insert(Session).values(session_row(actor, value.encode(), **{"member_id": member.id, **columns}))
    )
    assert await asked(world, f"__Host-session={value}") == status
    forged = [
        "", "__Host-session=", f"session={value}", f"__Host-session={value[:-1]}", f"__Host-session={value}x",
        f"__Host-session={value[::-1]}", f"__Host-session={value}; __Host-session={value}",
        "__Host-session=" + "A" * 43, f"__Host-session={member.id}",
    ]  # fmt: skip
    assert [await asked(world, cookie) for cookie in forged] == [401] * len(forged)


async def asked(world: World, cookie: str) -> int:
    transport = httpx.ASGITransport(world.application)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC_URL, headers=OURS) as client:
        answer = await client.post("/graphql", content=ASK, headers={**JSON, "cookie": cookie})
    found = answer.json()
    assert (answer.status_code == 200) == (list(found) == ["data", "extensions"])
    return answer.status_code
