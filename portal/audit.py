"""Every row that is never changed, compared with the chain of seals: what was altered, is missing or was added; and the
chain of every dispute, counted anew."""

import hashlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import asyncpg

from portal import records, sealing
from portal.database.functions import LATER
from portal.database.policies import LOGINS
from portal.disputes import chain
from portal.sealing import FORMER, LIST, MOMENT, NEWEST, Link

WRITERS = [*LOGINS, FORMER]
"""Whoever else has written a row was not the portal."""
CHAIN = "the chain"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is not as it was sealed."""

    seal: int
    """The first seal that it belongs to; those of rows that none covers come last."""
    table: str
    id: str
    what: str

    def __str__(self) -> str:
        under = f" (seal {self.seal})" if self.seal < UNSEALED else ""
        return f"{self.table} {self.id}: {self.what}{under}"


UNSEALED = 2**62
ALTERED, MISSING, ADDED = "altered", "missing", "added outside the portal"
WHOLE = f"""
SELECT coalesce(json_agg(json_build_object(
  'number', number, 'at', {MOMENT.format("at")}, 'rows', rows, 'columns', columns, 'rows_sha256', rows_sha256,
  'sha256', sha256, 'mac', mac) ORDER BY number), '[]')::text FROM seal"""
LISTS = f"""
SELECT coalesce(json_object_agg(seal, json_build_array(rows, sha256)), '{{}}')::text
FROM (SELECT seal, count(*) AS rows, {LIST} AS sha256 FROM sealed GROUP BY seal) lists"""
# An id of the portal's own says when it was made: not a day before the seal before its own, and not after its own.
LATE = """(substr(t.id::text, 15, 1) <> '7' OR
  to_timestamp(('x' || substr(translate(t.id::text, '-', ''), 1, 12))::bit(48)::bigint / 1000.0)
  NOT BETWEEN coalesce({former}, '-infinity') - interval '1 day' AND {own} + interval '1 day')"""
FOUND = "SELECT coalesce(json_agg(json_build_array(seal, id, what)), '[]')::text FROM ({}) found WHERE what IS NOT NULL"


CASES = """
SELECT d.number, d.chain_head, d.entries, d.receipt_sha256, coalesce(json_agg(json_build_object(
  'number', e.number, 'document', e.document, 'chain', e.chain) ORDER BY e.number) FILTER (WHERE e.id IS NOT NULL),
  '[]')::text AS links
FROM dispute d LEFT JOIN dispute_entry e ON e.partner_id = d.partner_id AND e.dispute_id = d.id
GROUP BY d.partner_id, d.id ORDER BY d.number, d.id"""
"""Every dispute with all of its chain, a few at a time."""


async def verify(connection: asyncpg.Connection, secret: bytes, noted: str = "") -> list[Fault]:
    """`faults` of one moment; the connection is portal_system's, or another that sees every row."""
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        await connection.execute("SET LOCAL statement_timeout = 0")
        return await faults(connection, secret, noted) + [each async for each in cases(connection)]


async def cases(connection: asyncpg.Connection) -> AsyncIterator[Fault]:
    """What does not hold of the disputes' own chains, each by the dispute's number and the entry; in a transaction.

    The seals tell of a row that was altered; this tells where a case stops being the one that both sides have seen,
    also while nothing of it is sealed yet, and where its head was moved.
    """
    async for case in connection.cursor(CASES):
        links = json.loads(case["links"])
        for each in chain.faults(links, case["chain_head"]):
            yield Fault(UNSEALED, "dispute", f"{case['number']}, entry {each.number}", each.says)
        if len(links) != case["entries"]:
            yield Fault(UNSEALED, "dispute", case["number"], f"{len(links)} entries instead of {case['entries']}")
        if any(receipt != case["receipt_sha256"] for receipt in _receipts(links)):
            yield Fault(UNSEALED, "dispute", case["number"], "the receipt does not match what was filed")


def _receipts(links: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """The digests of what was filed, as far as it can be read."""
    for each in links:
        try:
            one = json.loads(each["document"])
            if one["kind"] == "FILED" and "lines" in one["content"]:
                yield hashlib.sha256(chain.written(one["content"]).encode()).hexdigest()
        except (ValueError, KeyError, TypeError):
            continue  # told already: its link does not hold


async def faults(connection: asyncpg.Connection, secret: bytes, noted: str = "") -> list[Fault]:
    """Every fault, in the order of the seals, the chain's own first; empty where all is as it was written.

    `secret` is that of the seals; `noted` is a seal as somebody wrote it down, "NUMBER:SHA256".
    """
    seals = json.loads(await connection.fetchval(WHOLE))
    lists = json.loads(await connection.fetchval(LISTS))
    found = [*_chain(seals, lists, secret), *_noted(seals, noted)]
    for table in sealing.covered(records.mappers()):
        found += [Fault(seal, table, *told) for seal, *told in await _rows(connection, table, seals)]
    return sorted(found, key=lambda fault: (fault.seal, fault.table != CHAIN, fault.table, fault.id))


async def newest(connection: asyncpg.Connection) -> str:
    """The last seal as one writes it down, "NUMBER:SHA256 of MOMENT"; "" before the first."""
    found = await connection.fetchval(NEWEST)
    return "{number}:{sha256} of {at}".format(**json.loads(found)) if found else ""


def _chain(seals: Sequence[Mapping[str, Any]], lists: Mapping[str, Any], secret: bytes) -> Iterator[Fault]:
    """Seals that do not follow from those before them, or do not close their lists."""
    former = ""
    present = {seal["number"]: seal for seal in seals}
    for number in range(1, max([*present, *map(int, lists)], default=0) + 1):
        seal = present.get(number)
        if seal is None:
            yield Fault(number, CHAIN, f"seal {number}", MISSING)
            continue
        link = Link(**{name: seal[name] for name in ("number", "at", "rows", "columns", "rows_sha256")})
        if seal["sha256"] != link.sha256(former) or seal["mac"] != sealing.mac(secret, seal["sha256"]):
            yield Fault(number, CHAIN, f"seal {number}", ALTERED)
        if lists.get(str(number)) != [link.rows, link.rows_sha256]:
            yield Fault(number, CHAIN, f"the list of seal {number}", ALTERED)
        former = seal["sha256"]


def _noted(seals: Sequence[Mapping[str, Any]], noted: str) -> Iterator[Fault]:
    number, _, sha256 = noted.rpartition(":")
    if noted and not any(seal["sha256"] == sha256 and number in {"", f"{seal['number']}"} for seal in seals):
        yield Fault(int(number) if number.isdecimal() else 0, CHAIN, f"seal {noted}", "not the noted one")


async def _rows(connection: asyncpg.Connection, table: str, seals: Sequence[Mapping[str, Any]]) -> list[list[Any]]:
    """What differs in one table: of the rows that are listed, and of those that are not."""
    found: list[list[Any]] = []
    for (first, last), columns in _forms(table, seals):
        found += json.loads(await connection.fetchval(_listed(table), WRITERS, columns, first, last))
    found += json.loads(await connection.fetchval(_unlisted(table), WRITERS))
    return found


def _forms(table: str, seals: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[int, int], list[str]]]:
    """Seals in a row that were made while the table had the same columns."""
    for columns, several in groupby(seals, lambda seal: seal["columns"].get(table, [])):
        numbers = [seal["number"] for seal in several]
        yield (numbers[0], numbers[-1]), columns


def _of(table: str, columns: str) -> tuple[str, str, str]:
    """SQL: the rows of a table as `t`, the digest of one, and what it has in common with its list's entry."""
    if "." in table:  # the sign-in's, of which portal_system learns digests alone
        return f"digests_of_{table.replace('.', '_')}({columns}, NULL) t", "t.sha256", "t.id = {0}.row_id"
    both = "t.partner_id = {0}.partner_id AND t.id = {0}.row_id"
    return f"{table} t", f"row_digest(to_jsonb(t), {LATER.format(table=table, columns=columns)})", both


def _late(table: str, **moments: str) -> str:
    """Whether a row's id was not made when the row was; the sign-in's own triggers make ids that say nothing."""
    return "false" if "." in table else LATE.format(**moments)


def _listed(table: str) -> str:
    rows, digest, match = _of(table, "$2::text[]")
    return FOUND.format(
        f"""
  SELECT s.seal, s.row_id AS id, CASE
    WHEN t.id IS NULL THEN '{MISSING}'
    WHEN s.sha256 IS DISTINCT FROM {digest} THEN '{ALTERED}'
    WHEN s.written_by <> ALL ($1::text[]) THEN '{ADDED}'
    WHEN s.written_by <> '{FORMER}' AND {_late(table, former="c.former", own="c.at")} THEN '{ADDED}' END AS what
  FROM sealed s LEFT JOIN {rows} ON {match.format("s")}
  LEFT JOIN (SELECT number, at, lag(at) OVER (ORDER BY number) AS former FROM seal) c ON c.number = s.seal
  WHERE s.table_name = '{table}' AND s.seal BETWEEN $3 AND $4"""
    )


def _unlisted(table: str) -> str:
    """A row that is not sealed yet has its note, by a login of the portal."""
    rows, _, match = _of(table, "'{}'")
    return FOUND.format(
        f"""
  SELECT {UNSEALED} AS seal, t.id, CASE
    WHEN coalesce(n.written_by, '') <> ALL ($1::text[]) THEN '{ADDED}'
    WHEN n.written_by <> '{FORMER}' AND {_late(table, former="(SELECT max(at) FROM seal)", own="now()")}
      THEN '{ADDED}' END AS what
  FROM {rows} LEFT JOIN sealed s ON s.table_name = '{table}' AND {match.format("s")}
  LEFT JOIN unsealed n ON n.table_name = '{table}' AND {match.format("n")}
  WHERE s.row_id IS NULL"""
    )
