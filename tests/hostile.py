"""What no honest client sends: one request for each limit of the API, and what each is refused with."""

import gzip
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import get_introspection_query

JSON = {"content-type": "application/json"}
NEW = {"accept": "application/graphql-response+json"}


@dataclass(frozen=True)
class Hostile:
    """A request, and the refusal that it gets."""

    body: bytes
    code: str = "LIMIT_EXCEEDED"
    status: int = 400
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    most_errors: int = 1

    @property
    def heads(self) -> dict[str, str]:
        return {**JSON, **NEW, **self.headers}


def asks(query: str, code: str = "LIMIT_EXCEEDED", *, most_errors: int = 1, **variables: Any) -> Hostile:
    body = json.dumps({"query": query, "variables": variables}).encode()
    return Hostile(body, code, most_errors=most_errors)


def _each(text: str, times: int) -> str:
    return " ".join(text.replace("#", str(number)) for number in range(times))


def _doubling(levels: int) -> str:
    spread = _each("fragment F# on Query { ...G# ...G# }", levels)
    for number in range(levels):
        spread = spread.replace(f"...G{number} ", f"...F{number + 1} ").replace(f"...G{number}}}", "")
    return f"{{ ...F0 }} {spread} fragment F{levels} on Query {{ viewer {{ name }} }}"


def _wide(name: str, times: int) -> str:
    """Fragments that each bring in all fields of many others."""
    return f"{{ {_each('...F#', times)} }} " + _each(f"fragment F# on Query {{ a#: {name} {{ name email }} }}", times)


PARSE, VALID, BAD, INPUT = "GRAPHQL_PARSE_FAILED", "GRAPHQL_VALIDATION_FAILED", "BAD_REQUEST", "BAD_USER_INPUT"
ID = "ctr_" + "0" * 32
PAGED = "{ contracts(first: 100) { nodes { partner { contracts(first: 100) { nodes { timeline(first: 100)"
CURSOR = "query ($c: String) { contracts(first: 1, after: $c) { nodes { id } } }"
CHANGE = {"operation": "REPLACE", "clauseKey": "a", "text": "b"}
ROUND = {"contractId": ID, "expectedVersion": 1, "changes": [CHANGE] * 10_000}
EDIT = "mutation ($i: ContractEditRoundInput!) { contractEditRound(input: $i) { userErrors { code } } }"
STEP = '# : profileChange(input: { language: "en" }) { userErrors { code } }'.replace("# :", "a#:")

DOCUMENTS: Mapping[str, Hostile] = {
    "1 ten thousand aliases": asks("{" + _each("a#:__typename", 10_000) + "}"),
    "2 two hundred aliases": asks("{" + _each("a#: viewer { name }", 200) + "}"),
    "3 a thousand repeats": asks("{ viewer {" + "name " * 1_000 + "} }"),
    "4 three hundred repeats with arguments": asks("{" + "contracts(first: 1) { totalCount } " * 300 + "}"),
    "5 three hundred conflicting arguments": asks("{" + _each("a: contracts(first: #) { totalCount }", 300) + "}"),
    "5 conflicting aliases": asks("{ company { " + "a: name a: country " * 160 + "} }"),
    "5 conflicting aliases below conflicting ones": asks("{" + _each("... { viewer { ... { a#: name } } }", 300) + "}"),
    "6 unknown directives": asks("{ viewer { name " + "@no " * 1_000 + "} }"),
    "7 a thousand switches": asks("{ viewer { " + "name @include(if: true) " * 400 + "} }"),
    "8 a thousand unknown fields": asks("{ viewer { " + _each("x#", 1_000) + " } }", VALID, most_errors=25),
    "9 fragments in a circle": asks("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", VALID),
    "10 fragments that double 14 times": asks(_doubling(14)),
    "11 fragments that double 40 times": asks(_doubling(40)),
    "12 the schema in circles": asks("{ __schema {types {" + "fields {type {" * 8 + "name" + "}}" * 8 + "} } }", VALID),
    "13 opening braces": asks("{" * 30_000, PARSE),
    "13 more characters than a document has": asks("{" * 100_000),
    "14 nested lists": asks("{ nodes(ids: " + "[" * 12_000 + "]" * 12_000 + ") { id } }"),
    "15 inline fragments": asks("{ viewer { " + "... on Viewer { " * 300 + "name " + "} " * 302),
    "15 inline fragments beside each other": asks("{ viewer { " + "... on Viewer { name } " * 600 + "} }"),
    "16 a body of brackets": Hostile(b"[" * 100_000, BAD),
    "16 a body with too many values": Hostile(b'{"query":[' + b"1," * 1_000_000 + b"1]}"),
    "16 a body of nested lists": Hostile(b'{"query":[' + b"[[[[[[[[]]]]]]]]," * 140_000 + b"1]}"),
    "17 variables within variables": asks(CURSOR, c=json.loads("[" * 900 + "]" * 900)),
    "17 a body of nested variables": Hostile(b'{"query":"{a}","variables":' + b'{"a":' * 5_000 + b"}" * 5_001, BAD),
    "18 ten megabytes": Hostile(b" " * 10_000_000, BAD, 413),
    "20 a long comment": asks("{ viewer { name } } #" + "x" * 200_000),
    "21 a bomb of gzip": Hostile(gzip.compress(b" " * 50_000_000), BAD, headers={"content-encoding": "gzip"}),
    "23 a thousand operations": asks(_each("query Q# { __typename }", 750)),
    "24 a thousand fragments": asks("{ __typename } " + _each("fragment F# on Viewer { name }", 550)),
    "25 a thousand variables": asks("query (" + _each("$v#: Int", 990) + ") { __typename }"),
    "26 a batch": Hostile(json.dumps([{"query": "{ __typename }"}] * 20).encode(), BAD),
    "27 text/plain": Hostile(b"{ viewer { name } }", BAD, 415, headers={"content-type": "text/plain"}),
    "28 a form": Hostile(b"query=1", BAD, 415, headers={"content-type": "application/x-www-form-urlencoded"}),
    "29 no content type": Hostile(b'{"query":"{ __typename }"}', BAD, 415, headers={"content-type": ""}),
    "30 a form of many parts": Hostile(b"--x--", BAD, 415, headers={"content-type": "multipart/form-data; boundary=x"}),
    "31 a mutation by GET": Hostile(b"", BAD, 405, "GET"),
    "32 a page of another site": Hostile(
        b'{"query":"{ __typename }"}', "FORBIDDEN", 403, headers={"sec-fetch-site": "cross-site"}
    ),
    "33 PUT": Hostile(b"{}", BAD, 405, "PUT"),
    "34 a field misspelt": asks("{ viewer { nmae } }", VALID),
    "37 one of two operations": asks("query A { __typename } query B { __typename }", BAD),
    "38 a subscription": asks("subscription { contractChanged { id } }", VALID),
    "40 an unknown media type": Hostile(b'{"query":"{ __typename }"}', BAD, 406, headers={"accept": "image/png"}),
    "41 five thousand ids": asks("query ($i: [ID!]!) { nodes(ids: $i) { id } }", INPUT, i=[ID] * 5_000),
    "41 five thousand ids in the document": asks("{ nodes(ids: [" + '"x" ' * 3_000 + "]) { id } }", INPUT),
    "41 sixty thousand ids": asks("query ($i: [ID!]!) { nodes(ids: $i) { id } }", i=[ID] * 60_000),
    "47 pages in pages in pages": asks(PAGED + " { nodes { id } } } } } } } }"),
    "47 aliases of the schema": asks("{" + _each("a#: __schema { types { name } }", 5) + "}"),
    "51 a thousand unknown arguments": asks("{ viewer { name(" + _each("x#: 1,", 1_000) + ") } }"),
    "51 many unknown arguments": asks("{ viewer { name(" + _each("x#: 1,", 60) + ") } }", VALID, most_errors=25),
    "51 a thousand unknown fields of an object": asks(
        "{ contracts(filter: {" + _each("a#: 1", 900) + "}) { totalCount } }"
    ),
    "51 objects of unknown fields": asks(
        "{" + _each("a#: contracts(filter: {" + _each("b#: 1", 60).replace("#", "") + "}) { totalCount }", 20) + "}",
        VALID, most_errors=25,
    ),
    "51 unknown fields of a variable": asks(
        "query ($f: ContractFilter) { contracts(filter: $f) { totalCount } }", INPUT, most_errors=25,
        f={f"a{number}": 1 for number in range(5_000)},
    ),
    "53 six steps in one request": asks("mutation {" + _each(STEP, 6) + "}"),
    "54 a cursor of somebody's own": asks(CURSOR, INPUT, c="eyJhIjoxfQ.00000000000000000000000000000000"),
    "ten thousand changes": asks(EDIT, i=ROUND),
}  # fmt: skip
"""By the number of the limit in the design of the API, where it has one."""

MALFORMED: Mapping[str, bytes] = {
    "36 nothing": b"", "36 no JSON": b"{", "36 a number": b"1", "36 null": b"null", "36 a text": b'"{ viewer }"',
    "36 no query": b"{}", "36 a query that is a number": b'{"query":1}', "36 a query that is null": b'{"query":null}',
    "36 variables in a list": b'{"query":"{ __typename }","variables":[1]}',
    "36 variables in a text": b'{"query":"{ __typename }","variables":"{}"}',
    "36 a number for a name": b'{"query":"{ __typename }","operationName":1}',
    "36 no UTF-8": b'{"query":"\xff"}',
    "36 half a character": b'{"query":"{ contracts(filter: {text: \\"\\ud800\\"}) { totalCount } }"}',
    "36 an empty document": b'{"query":""}', "36 an empty list": b"[]",
}  # fmt: skip
EVERYTHING: Mapping[str, Hostile] = {
    **DOCUMENTS, **{name: Hostile(body, "") for name, body in MALFORMED.items()},
}  # fmt: skip
CONTRACT = (
    "id title number kind status startsOn endsOn renewal noticeDays governingLaw waitingOn dueAt acceptedBy signedBy "
    "digest value { amount currency } partner { id name country stage } owner { id name title side roles } "
    "openRound { number side status message } rounds { number status message } versions { number digest createdAt } "
    "signatures { name side } availableActions { name allowed dueAt waitingOn blockedBy { code message } }"
)
FILTERS = [
    f"{{{' '.join(part for bit, part in enumerate(PARTS) if number >> bit & 1)}}}"
    for PARTS in [[
        "kind: SUPPLY", "waitingOn: HOST", 'text: "a"', "status: {in: [ACTIVE]}", 'endsOn: {lt: "2030-01-01"}',
    ]]
    for number in range(1, 20)
]  # fmt: skip
HEAVY: Mapping[str, bytes] = {
    name: json.dumps({"query": query}).encode()
    for name, query in {
        "the whole schema": get_introspection_query(input_value_deprecation=True),
        "the schema beside data": "{ __schema { types { name fields { name } } } viewer { email } }",
        "the same through a fragment": '{ ...S } fragment S on Query { __type(name: "Contract") { name kind } }',
        "everything of many contracts": "{" + _each(f'a#: contract(by: {{number: "#"}}) {{ {CONTRACT} }}', 14) + "}",
        "lists in many ways": "{"
        + " ".join(
            f"a{number}: contracts(first: 1, filter: {given}) {{ nodes {{ id title }} totalCount }}"
            for number, given in enumerate(FILTERS)
        )
        + "}",
        "a chain of fragments": "{ ...F0 } "
        + " ".join(f"fragment F{number} on Query {{ ...F{number + 1} }}" for number in range(98))
        + " fragment F98 on Query { viewer { name } }",
    }.items()
}
"""What is allowed, and takes long to read, plan or answer when it comes for the first time."""

HEALTHY = json.dumps({"query": "{ viewer { email } contracts(first: 20) { nodes { id title } } }"}).encode()
