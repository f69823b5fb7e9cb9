"""What one side keeps to itself is in no answer, list, search, letter or file of the other: every field is asked."""

import io
import json
import zipfile
from collections.abc import Iterable
from functools import cache
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    ast_from_value,
    get_named_type,
    get_nullable_type,
    print_ast,
)
from sqlalchemy import select, text

from portal import ids
from portal.access import Role
from portal.app import Portal
from portal.contracts.rules import Status
from portal.mail import Mail
from portal.partners.models import Membership
from tests.disputes.making import dispute
from tests.entering import Enter
from tests.journeys.doors import Visitor
from tests.journeys.plausible import plausible
from tests.make import Make
from tests.obligations.making import obligation
from tests.partners.making import document

LISTED = (2, 2, 5, 3)
"""How much of a list is asked for, by how much deeper the question goes."""
TOO_MUCH = ("LIMIT_EXCEEDED", "Document contains more than")
OF = {
    "Partner": "$org", "Contract": "$ctr", "NegotiationRound": "$rnd", "Note": "$nte", "Member": "$mem",
    "ComplianceDocument": "$doc", "Obligation": "$obl", "Dispute": "$dsp",
}  # fmt: skip
WORD = "zanzibar"
WRITE = "mutation ($input: NoteWriteInput!) { noteWrite(input: $input) { note { id } userErrors { message } } }"
SEARCH = """query ($word: String!) {
  contracts(filter: {text: $word}) { totalCount } partners(filter: {text: $word}) { totalCount }
  members(filter: {text: $word}) { totalCount }
}"""
PAGES = ("/", "/tasks?whose=all", "/contracts/{ctr}", "/contracts/{ctr}/notes", "/contracts/{ctr}/history",
         "/contracts/{ctr}/notes/share", "/partners/{org}/notes", "/partners/{org}/notes/share", "/documents/{doc}",
         "/documents/{doc}/notes", "/documents/{doc}/notes/share", "/disputes/{dsp}", "/disputes/{dsp}/notes",
         "/disputes/{dsp}/notes/share")  # fmt: skip


@cache
def selection(kind: Any, depth: int) -> str:
    """Every field of a type that needs no argument, so deep: each is written once, for all in which it stands."""
    kind = get_named_type(kind)
    if isinstance(kind, GraphQLInterfaceType):
        return "{ __typename id }"
    if not isinstance(kind, GraphQLObjectType):
        return ""
    inner = []
    for name, field in kind.fields.items():
        if any(isinstance(each.type, GraphQLNonNull) and not each.default_value for each in field.args.values()):
            continue
        below = get_named_type(field.type)
        if isinstance(below, GraphQLObjectType | GraphQLInterfaceType):
            part = selection(below, depth - 1) if depth else ""
            if part:
                inner.append(f"{name}{f'(first: {LISTED[depth]})' if 'first' in field.args else ''} {part}")
        else:
            inner.append(name)
    return f"{{ __typename {' '.join(inner)} }}" if inner else "{ __typename }"


def literal(given: Any, name: str) -> str:
    """Something plausible, of whose fields only those stand there that must; a partner is the one asked for."""
    kind: Any = get_nullable_type(given)
    if name == "partnerId":
        return "$org"
    if isinstance(kind, GraphQLInputObjectType):
        fields = {name: each for name, each in kind.fields.items() if each.type != get_nullable_type(each.type)}
        fields |= {name: each for name, each in kind.fields.items() if name == "partnerId"}
        return f"{{{', '.join(f'{name}: {literal(each.type, name)}' for name, each in fields.items())}}}"
    if get_named_type(kind).name == "ID":
        return "[$mem]" if isinstance(kind, GraphQLList) else "$mem"
    node = ast_from_value(plausible(kind, {}, name), kind)
    assert node is not None
    return str(print_ast(node))


def choices(field: Any) -> list[str]:
    """Each value of an argument that must be given and is one of a list of words; "" for a field without one."""
    found = [""]
    for name, argument in field.args.items():
        kind = argument.type.of_type if isinstance(argument.type, GraphQLNonNull) else None
        values = list(kind.values) if isinstance(kind, GraphQLEnumType) else []
        is_needed = str(kind) in {"ID", "String"} and name != "id"
        if name == "partnerId" or is_needed or (name != "by" and isinstance(kind, GraphQLInputObjectType)):
            values = [literal(argument.type, name)]
        found = [f"{before} {name}: {value}".strip() for before in found for value in values] or found
    return found


@cache
def questions(schema: Any, depth: int) -> dict[str, str]:
    """A query for each field of the root, and for each type that has an id."""
    given = {"contract": "by: {id: $ctr}", "partner": "by: {id: $org}", "note": "id: $nte", "document": "id: $doc",
             "obligation": "id: $obl", "dispute": "id: $dsp"}  # fmt: skip
    found = {}
    for name, field in schema.query_type.fields.items():
        if name in {"node", "nodes"}:
            continue
        page = "first: 20" if "first" in field.args else ""
        named = given.get(name, "id: $mem" if "id" in field.args else page)
        for more in choices(field):
            arguments = " ".join(part for part in (named, more) if part)
            asked = f"{name}{f'({arguments})' if arguments else ''} {selection(field.type, depth)}"
            found[f"{name} {more}".strip()] = asked
    kinds = schema.get_possible_types(schema.type_map["Node"])
    for kind in kinds:
        named = OF.get(kind.name, ", ".join(OF.values()))
        found[f"node {kind.name}"] = f"nodes(ids: [{named}]) {{ ... on {kind.name} {selection(kind, depth)} }}"
    return found


async def answered(visitor: Visitor, schema: Any, name: str, named: dict[str, str]) -> str:
    """The answer to the deepest question that a request may cost."""
    for depth in (3, 2, 1, 0):
        query = questions(schema, depth)[name]
        given = {each: value for each, value in named.items() if f"${each}" in query}
        used = ", ".join(f"${each}: ID!" for each in given)
        asked = f"query {f'({used})' if used else ''} {{ {query} }}"
        answer = await visitor.client.post("/graphql", json={"query": asked, "variables": given})
        if not any(word in answer.text for word in TOO_MUCH):
            assert "data" in answer.json(), (name, answer.text[:500])
            return answer.text
    raise AssertionError(f"{name} costs too much however it is asked: {answer.text[:200]}")


async def everything(visitor: Visitor, application: Portal, named: dict[str, str]) -> str:
    """All that one gets to read, as one text."""
    schema = application.api.schema
    seen = [await answered(visitor, schema, name, named) for name in questions(schema, 0)]
    for page in PAGES:
        shown = await visitor.client.get(page.format(**named))
        seen.append(shown.text)
    export = await visitor.client.post(f"/partners/{named['org']}/export")
    assert export.status_code == 200
    with zipfile.ZipFile(io.BytesIO(export.content)) as unpacked:
        seen += [unpacked.read(name).decode() for name in unpacked.namelist()]
    return "\n".join(seen)


async def noted(
    records: Iterable[tuple[str, Any, dict[str, Any]]], people: Iterable[tuple[str, Visitor, Membership]]
) -> dict[str, list[str]]:
    """The notes of each side, internal and shared, on all these records; the ids by who reads them."""
    written: dict[str, list[str]] = {"host": [], "partner": [], "shared": []}
    for who, visitor, member in people:
        for prefix, record_id, more in records:
            for visibility, kind in (("INTERNAL", who), ("SHARED", "shared")):
                given = {
                    "recordId": ids.text(prefix, record_id), "visibility": visibility,
                    "text": f"{WORD}{kind} @{member.name}", "dueOn": "2199-01-01",
                    "assigneeId": ids.text("mem", member.id), **more,
                }  # fmt: skip
                done = (await visitor.ask(WRITE, input=given))["noteWrite"]
                if done["userErrors"]:  # the round is the partner's draft
                    assert (who, prefix, visibility) == ("partner", "rnd", "SHARED")
                else:
                    written[kind].append(done["note"]["id"])
    return written


async def test_what_one_side_keeps_to_itself_the_other_meets_nowhere(
    application: Portal, make_committed: Make, enter: Enter
) -> None:
    make = make_committed
    host = await make.member(roles={Role.LEGAL}, name="Hanna Host")
    partner = await make.partner(name="Parts")
    theirs = await make.member(partner, roles={Role.PARTNER_ADMIN}, name="Paul Partner")
    contract = await make.contract(status=Status.IN_NEGOTIATION, partner=partner, owner=host)
    round_id = (await make.session.execute(text("SELECT id FROM negotiation_round"))).scalar_one()
    paper = document(partner, host)
    owed = obligation(partner, await make.company())
    case = dispute(partner, await make.company(), company_owner_id=host.id, partner_owner_id=theirs.id)
    await make.add(paper, owed, case)
    ours, other = await enter(host, theirs)
    records: tuple[tuple[str, Any, dict[str, Any]], ...] = (
        ("org", partner.id, {}), ("ctr", contract.id, {}), ("ctr", contract.id, {"clauseKey": "scope"}),
        ("rnd", round_id, {}), ("doc", paper.id, {}), ("obl", owed.id, {}), ("dsp", case.id, {}),
    )  # fmt: skip
    written = await noted(records, (("host", ours, host), ("partner", other, theirs)))
    assert {kind: len(each) for kind, each in written.items()} == {"host": 7, "partner": 7, "shared": 13}

    for mine, foreign, visitor, member in (("host", "partner", ours, host), ("partner", "host", other, theirs)):
        named = {
            "org": ids.text("org", partner.id), "ctr": ids.text("ctr", contract.id), "rnd": ids.text("rnd", round_id),
            "mem": ids.text("mem", member.id), "nte": written[foreign][0], "doc": ids.text("doc", paper.id),
            "obl": ids.text("obl", owed.id), "dsp": ids.text("dsp", case.id),
        }  # fmt: skip
        read = await everything(visitor, application, named)
        assert read.count(f"{WORD}{foreign}") == 0
        assert [each for each in written[foreign][1:] if each in read or each[4:] in read] == []
        assert read.count(f"{WORD}{mine}") > 5
        assert read.count(f"{WORD}shared") > 11
        found = await visitor.ask(SEARCH, word=WORD)
        assert [each["totalCount"] for each in found.values()] == [0, 0, 0]
    letters = (await make.session.scalars(select(Mail))).all()
    assert [each for each in letters if WORD in f"{each.subject}{each.text}"] == []
    told = await make.session.execute(text("SELECT string_agg(j::text, '') FROM journal j"))
    assert WORD not in told.scalar_one()


async def test_each_side_takes_along_what_was_shared_and_its_own(make_committed: Make, enter: Enter) -> None:
    make = make_committed
    host, partner = await make.member(roles={Role.LEGAL}), await make.partner()
    theirs = await make.member(partner)
    sides = dict(zip(("host", "partner"), await enter(host, theirs), strict=True))
    record = ids.text("org", partner.id)
    for who, visitor in sides.items():
        for visibility in ("SHARED", "INTERNAL"):
            given = {"recordId": record, "visibility": visibility, "text": f"{visibility} {who}"}
            assert (await visitor.ask(WRITE, input=given))["noteWrite"]["userErrors"] == []
    for who, visitor in sides.items():
        answer = await visitor.client.post(f"/partners/{record}/export")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as unpacked:
            said = {
                name: [json.loads(line)["text"] for line in unpacked.read(name).splitlines()]
                for name in unpacked.namelist()
                if name.startswith("notes/")
            }
        assert said == {
            "notes/shared.jsonl": ["SHARED host", "SHARED partner"], "notes/internal.jsonl": [f"INTERNAL {who}"],
        }  # fmt: skip
