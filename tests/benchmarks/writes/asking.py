"""How each peer is asked for a step, and the status and version that its answer says."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from portal import calendars, clock, ids
from portal.contracts.text.documents import Change
from tests.benchmarks import peers
from tests.benchmarks.writes import papers
from tests.benchmarks.writes.papers import CHANGES, RATIONALE, RESULT, TEXT, VERSION, Paper

Answer = tuple[str, int]
"""Status and version of the contract after the step."""

PRODUCT = {
    name: f"mutation ($input: {kind}!) {{ {field}(input: $input) "
    "{ userErrors { code path message } contract { status version } } }"
    for name, field, kind in (
        ("edit", "contractEditRound", "ContractEditRoundInput"),
        ("submit", "contractSubmitRound", "ContractSubmitRoundInput"),
        ("accept", "contractAcceptRound", "ContractDigestInput"),
    )
}
POSTGRAPHILE = {
    name: f"mutation ($input: {kind}!) {{ {field}(input: $input) {{ result {{ status version }} }} }}"
    for name, field, kind in (
        ("edit", "editRound", "EditRoundInput"),
        ("submit", "submitRound", "SubmitRoundInput"),
        ("accept", "acceptRound", "AcceptRoundInput"),
    )
}
DIGESTS = {"submit": TEXT.sha256, "accept": RESULT.sha256}


@dataclass(frozen=True, slots=True)
class Peer:
    """A running server, the bytes that ask it for a step, and how to read its answer."""

    name: str
    pid: int
    port: int
    ask: Callable[[str, Paper], bytes]
    read: Callable[[Any], Answer]


def _post(path: str, body: Mapping[str, Any], headers: Mapping[str, str]) -> bytes:
    return peers._post(path, body, headers)


def _camel(change: Change) -> dict[str, Any]:
    """The change as an input of the product."""
    named = {
        "operation": change.op.value, "clauseKey": change.clause_key, "baseDigest": change.base_sha256,
        "afterKey": change.after_key, "number": change.number, "heading": change.heading, "text": change.text,
        "depth": change.depth, "term": change.term, "termValue": change.value, "rationale": RATIONALE,
    }  # fmt: skip
    return {name: value for name, value in named.items() if value is not None}


def product(step: str, paper: Paper, *, key: str | None = None) -> bytes:
    given: dict[str, Any] = {"contractId": ids.text("ctr", paper.contract_id), "expectedVersion": VERSION}
    if step == "edit":
        given["changes"] = [_camel(change) for change in CHANGES]
    else:
        given["expectedDigest"] = DIGESTS[step]
    if key:
        given["idempotencyKey"] = key
    body = {"query": PRODUCT[step], "variables": {"input": given}}
    return _post("/graphql", body, {"Cookie": f"session={paper.cookie}", "Sec-Fetch-Site": "same-origin"})


def keyed(step: str, paper: Paper) -> bytes:
    """With a key for the same request, as the pages send it."""
    return product(step, paper, key=paper.contract_id.hex)


def of_product(body: Any) -> Answer:
    (payload,) = body["data"].values()
    if payload["userErrors"]:
        raise RuntimeError(str(payload))
    return payload["contract"]["status"], payload["contract"]["version"]


def by_hand(step: str, paper: Paper) -> bytes:
    given: dict[str, Any] = {"contractId": str(paper.contract_id), "expectedVersion": VERSION}
    if step == "edit":
        given["changes"] = papers.rows(CHANGES)
    else:
        given["expectedDigest"] = DIGESTS[step]
    return _post(f"/{step}", given, {"Cookie": f"session={paper.cookie}"})


def of_hand(body: Any) -> Answer:
    return body["status"], body["version"]


@dataclass(frozen=True, slots=True)
class Told:
    """What PostGraphile's functions are told: the days as the portal counts them, and what the journal shall say."""

    journal: dict[str, Sequence[Any]]
    """For each step, what each of its rows says."""

    def ask(self, step: str, paper: Paper) -> bytes:
        given: dict[str, Any] = {"contractId": str(paper.contract_id), "expectedVersion": str(VERSION)}
        if step == "edit":
            given["changes"] = papers.rows(CHANGES)
        else:
            due = due_at(10 if step == "submit" else 5)
            given |= {"expectedDigest": DIGESTS[step], "dueAt": due, "dueCalendar": calendar()}
        if step == "submit":
            given["resultDigest"] = RESULT.sha256
        if step == "accept":
            given |= {"document": RESULT.text, "toldThen": self.journal[step][1]}
        given["told"] = self.journal[step][0]
        return from_somebody(paper, POSTGRAPHILE[step], {"input": given})


def from_somebody(paper: Paper, query: str, variables: Mapping[str, Any]) -> bytes:
    """A request to PostGraphile, which believes who it is from."""
    who = {"X-Person": paper.person_id, "X-Member": paper.member_id, "X-Partner": paper.partner_id}
    body = {"query": query, "variables": variables}
    return _post("/graphql", body, {name: str(value) for name, value in who.items()})


def due_at(days: int) -> str:
    """The end of some business days from now."""
    return calendars.due_at(clock.now(), days, ("DE", "DE"), "Europe/Berlin").isoformat()


def calendar() -> str:
    return f"DE+DE {calendars.VERSION}"


def of_postgraphile(body: Any) -> Answer:
    (payload,) = body["data"].values()
    return payload["result"]["status"], int(payload["result"]["version"])


def a_day_ago() -> datetime:
    """When the contracts were last touched before the step."""
    return clock.now() - timedelta(days=1)


def answered(peer: Peer, status: int, body: bytes) -> Answer:
    """Raises RuntimeError unless the step was taken."""
    told = json.loads(body)
    if status != 200 or told.get("errors"):
        raise RuntimeError(f"{peer.name} refused: {body[:500]!r}")
    return peer.read(told)
