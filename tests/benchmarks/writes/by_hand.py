"""The same steps by hand: five messages on a plain connection, under the same policies, with the same rows afterwards.

What it spares: GraphQL, the table of steps, records that know themselves, refusals in words, keys for the same request.
"""

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
from asyncpg import Record

from portal import calendars, clock, ids, journal
from portal.access import Side
from portal.contracts.rules import RoundStatus, Status
from portal.contracts.text import documents, proposals, reading
from portal.contracts.text.documents import Change, Operation
from portal.database import logins
from portal.database.pools import SETTINGS
from tests.benchmarks import seed

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Given = Mapping[str, Any]

CONNECTIONS = 8
FIELDS = ("clause_key", "base_sha256", "after_key", "heading", "number", "text", "depth", "term")
READ = """
SELECT c.partner_id, c.id, c.version, c.status, c.sha256, c.version_number, c.round_status, c.pen, c.accepted_by,
  c.waiting_on, c.due_at, c.due_calendar, c.notice_days, c.clause_count, r.id AS round_id, r.number, r.side,
  r.result_sha256, v.document, o.calendar AS theirs, o.zone, h.calendar AS ours, h.zone AS our_zone, m.name,
  m.person_id, CASE WHEN $2 THEN (
    SELECT json_agg(x ORDER BY x.position) FROM clause_change x WHERE x.partner_id = c.partner_id AND x.round_id = r.id
  ) END AS changes
FROM contract c
JOIN negotiation_round r ON r.partner_id = c.partner_id AND r.contract_id = c.id
  AND r.status IN ('DRAFTING', 'SUBMITTED')
JOIN contract_version v ON v.partner_id = c.partner_id AND v.contract_id = c.id AND v.number = c.version_number
JOIN organisation o ON o.id = c.partner_id
JOIN organisation h ON h.id = c.company_id
JOIN membership m ON m.partner_id = current_partner() AND m.id = current_member()
WHERE c.id = $1 FOR UPDATE OF c
"""
TOLD = """
told AS (
  INSERT INTO journal (id, partner_id, record_type, record_id, event, at, by_id, by_name, side, is_system, is_published,
    note, changes)
  SELECT t.id, $1, 'ctr', $2, t.event, $4, $5, $6, 'PARTNER', t.is_system, t.is_published, '', t.changes
  FROM json_to_recordset($7) AS t(id uuid, event text, is_system boolean, is_published boolean, changes jsonb))
"""
ACCEPTED = """
accepted AS (
  INSERT INTO acceptance (id, partner_id, contract_id, sha256, side, person_id, name, accepted_at)
  VALUES ($8, $1, $2, $9, 'PARTNER', $5, $6, $4))
"""
EDIT = f"""
WITH {TOLD}, kept AS (
  INSERT INTO clause_change (id, partner_id, contract_id, round_id, position, side, operation, clause_key, base_sha256,
    after_key, number, heading, text, depth, term, term_value, rationale, status, reason)
  SELECT t.id, $1, $2, $3, t.position, 'PARTNER', t.operation, t.clause_key, t.base_sha256, t.after_key, t.number,
    t.heading, t.text, t.depth, t.term, t.term_value, t.rationale, 'PROPOSED', ''
  FROM json_to_recordset($8) AS t(id uuid, position bigint, operation text, clause_key text, base_sha256 text,
    after_key text, number text, heading text, text text, depth bigint, term text, term_value text, rationale text)),
gone AS (DELETE FROM clause_change WHERE partner_id = $1 AND round_id = $3)
UPDATE contract SET version = version + 1, updated_at = $4 WHERE partner_id = $1 AND id = $2
RETURNING status, version
"""
SUBMIT = f"""
WITH {TOLD}, {ACCEPTED}, submitted AS (
  UPDATE negotiation_round SET status = 'SUBMITTED', due_at = $10, submitted_at = $4, submitted_by = $6,
    result_sha256 = $9 WHERE partner_id = $1 AND id = $3),
shown AS (UPDATE clause_change SET submitted_at = $4 WHERE partner_id = $1 AND round_id = $3)
UPDATE contract SET version = version + 1, updated_at = $4, round_status = 'SUBMITTED', waiting_on = '{{HOST}}',
  due_at = $10, due_calendar = $11, accepted_by = '{{PARTNER}}' WHERE partner_id = $1 AND id = $2
RETURNING status, version
"""
ACCEPT = f"""
WITH {TOLD}, {ACCEPTED}, closed AS (
  UPDATE negotiation_round SET status = 'ACCEPTED', due_at = NULL, closed_at = $4 WHERE partner_id = $1 AND id = $3),
taken AS (UPDATE clause_change SET status = 'ACCEPTED' WHERE partner_id = $1 AND round_id = $3),
written AS (
  INSERT INTO contract_version (id, partner_id, contract_id, number, parent_sha256, sha256, document, side, created_at)
  SELECT $12, $1, $2, version_number + 1, sha256, $9, $13, 'HOST', $4 FROM contract WHERE partner_id = $1 AND id = $2)
UPDATE contract SET version = version + 2, updated_at = $4, status = 'AGREED', round_status = NULL, pen = NULL,
  version_number = version_number + 1, sha256 = $9, accepted_by = '{{HOST,PARTNER}}', waiting_on = '{{HOST}}',
  due_at = $10, due_calendar = $11, starts_on = $14, ends_on = $15, renewal = $16, notice_days = $17,
  governing_law = $18, clause_count = $19
WHERE partner_id = $1 AND id = $2 RETURNING status, version
"""


class ByHand:
    """Takes a POST to /edit, /submit or /accept, with the session's cookie and a JSON body."""

    def __init__(self, owner_url: str) -> None:
        self._url = logins.url_of(owner_url, "portal_partner", seed.SECRET)
        self._free: asyncio.LifoQueue[asyncpg.Connection] = asyncio.LifoQueue()
        self._room = asyncio.Semaphore(CONNECTIONS)
        self._steps = {"/edit": _edit, "/submit": _submit, "/accept": _accept}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        given = json.loads((await receive())["body"])
        cookie = next(value for name, value in scope["headers"] if name == b"cookie").removeprefix(b"session=")
        async with self._room:
            connection = self._free.get_nowait() if self._free.qsize() else await self._connected()
            async with connection.transaction():
                entered = "SELECT enter_from($1, 1, $2)"
                if not await connection.fetchval(entered, hashlib.sha256(cookie).digest(), ids.new().hex):
                    raise PermissionError
                row = await connection.fetchrow(READ, UUID(given["contractId"]), scope["path"] != "/edit")
                done = await self._steps[scope["path"]](connection, row, given, clock.now())
            self._free.put_nowait(connection)
        body = json.dumps(dict(done)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async def _connected(self) -> asyncpg.Connection:
        return await asyncpg.connect(self._url, server_settings=SETTINGS)

    async def close(self) -> None:
        while self._free.qsize():
            await self._free.get_nowait().close()


def _checked(row: Record | None, given: Given, *, is_mine: bool) -> Record:
    if row is None or row["version"] != given["expectedVersion"] or row["status"] != "IN_NEGOTIATION":
        raise PermissionError
    if (row["round_status"] == "DRAFTING") is not is_mine or (row["side"] == "PARTNER") is not is_mine:
        raise PermissionError
    return row


def _told(row: Mapping[str, Any], event: str, after: Mapping[str, object], **flags: bool) -> dict[str, Any]:
    before = {name: _set(row[name]) for name in after}
    named = {"round": row["number"]} if event.startswith("negotiation.") else {}
    changes = journal.difference({}, named) + journal.difference(before, dict(after))
    return {"id": str(ids.new()), "event": event, "changes": changes, **flags}


def _set(value: object) -> object:
    return frozenset(value) if isinstance(value, list) else value


async def _edit(connection: asyncpg.Connection, row: Record | None, given: Given, now: datetime) -> Record:
    row = _checked(row, given, is_mine=True)
    changes = [_change(each) for each in given["changes"]]
    if proposals.apply(reading.document(row["document"]), changes).stale:
        raise PermissionError
    told = [_told(row, "negotiation.draft_saved", {}, is_system=False, is_published=False)]
    kept = [each | {"id": str(ids.new()), "position": place} for place, each in enumerate(given["changes"])]
    return await connection.fetchrow(EDIT, *_who(row, now), json.dumps(told), json.dumps(kept))


def _who(row: Record, now: datetime) -> tuple[Any, ...]:
    return row["partner_id"], row["id"], row["round_id"], now, row["person_id"], row["name"]


def _result(row: Record) -> documents.Written:
    return reading.result(row["document"], [_change(each) for each in json.loads(row["changes"])]).written


def _change(row: Mapping[str, Any]) -> Change:
    return Change(op=Operation(row["operation"]), value=row["term_value"], **{name: row[name] for name in FIELDS})


def _due(row: Record, now: datetime, days: int) -> tuple[datetime, str]:
    both = (row["ours"], row["theirs"])
    return calendars.due_at(now, days, both, row["our_zone"]), f"{'+'.join(both)} {calendars.VERSION}"


async def _submit(connection: asyncpg.Connection, row: Record | None, given: Given, now: datetime) -> Record:
    row = _checked(row, given, is_mine=True)
    if row["sha256"] != given["expectedDigest"]:
        raise PermissionError
    written = _result(row)
    due_at, calendar = _due(row, now, 10)
    after = {
        "round_status": RoundStatus.SUBMITTED, "accepted_by": frozenset({Side.PARTNER}),
        "waiting_on": frozenset({Side.HOST}), "due_at": due_at, "due_calendar": calendar,
    }  # fmt: skip
    told = [_told(row, "negotiation.round_submitted", after, is_system=False, is_published=True)]
    return await connection.fetchrow(
        SUBMIT, *_who(row, now), json.dumps(told), ids.new(), written.sha256, due_at, calendar
    )


async def _accept(connection: asyncpg.Connection, row: Record | None, given: Given, now: datetime) -> Record:
    row = _checked(row, given, is_mine=False)
    if row["result_sha256"] != given["expectedDigest"]:
        raise PermissionError
    written = _result(row)
    due_at, calendar = _due(row, now, 5)
    terms = written.document.terms
    first = {
        "notice_days": terms.notice_days, "clause_count": len(written.document.clauses),
        "version_number": row["version_number"] + 1, "sha256": written.sha256, "round_status": RoundStatus.ACCEPTED,
        "accepted_by": frozenset(Side), "waiting_on": frozenset(), "due_at": None, "due_calendar": None,
    }  # fmt: skip
    then = {
        "status": Status.AGREED, "round_status": None, "pen": None, "waiting_on": frozenset({Side.HOST}),
        "due_at": due_at, "due_calendar": calendar,
    }  # fmt: skip
    told = [
        _told(row, "negotiation.round_accepted", first, is_system=False, is_published=True),
        _told({**row, **first}, "contract.agreed", then, is_system=True, is_published=True),
    ]
    return await connection.fetchrow(
        ACCEPT, *_who(row, now), json.dumps(told), ids.new(), written.sha256, due_at, calendar, ids.new(), written.text,
        terms.starts_on, terms.ends_on, terms.renewal, terms.notice_days, terms.governing_law,
        len(written.document.clauses),
    )  # fmt: skip
