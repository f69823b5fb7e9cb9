"""The chain of seals: what rows that are never changed said when they were written, so that any edit shows later.

A trigger notes each new row, and who wrote it. The clock takes the notes that are there, which are those of committed
transactions, lists a digest for each row, and closes the list with a seal: a hash over the list and the seal before,
and a MAC by the deployment's secret, which no SQL knows. `portal.audit` compares.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Identity, Index
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from portal.access import AccessClass
from portal.database.base import Record
from portal.database.functions import LATER
from portal.database.policies import CURRENT_PARTNER, CURRENT_PARTNERS, OWNER, SIGNED_IN, Policy
from portal.database.pools import Database

AT_ONCE = 1_000
SHOWN = "table_name IN ('acceptance', 'contract_version', 'signature')"
"""Whose seals both sides may show each other: what binds them."""
FORMER = "before"
"""Wrote the rows that were there when the chain began."""


class Unsealed(Record):
    """A row that is not under a seal yet."""

    __tablename__ = "unsealed"

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    table_name: Mapped[str]
    row_id: Mapped[UUID]
    written_by: Mapped[str]
    """The login whose connection it was."""

    __table_args__ = (Index("ix_unsealed_position", "position"),)
    __policies__ = (
        Policy(OWNER, "false", "true", ("INSERT",)),
        Policy("portal_system", "true", None, ("SELECT", "DELETE")),
    )


class Sealed(Record):
    """What one row said when it was sealed."""

    __tablename__ = "sealed"
    __append_only__ = True
    __is_chain__ = True

    partner_id: Mapped[UUID] = mapped_column(primary_key=True)
    table_name: Mapped[str] = mapped_column(primary_key=True)
    row_id: Mapped[UUID] = mapped_column(primary_key=True)
    seal: Mapped[int]
    sha256: Mapped[str]
    """Empty for a row that was gone again before."""
    written_by: Mapped[str]

    __table_args__ = (Index("ix_sealed_seal", "seal"),)
    __policies__ = (
        Policy("portal_partner", f"partner_id = {CURRENT_PARTNER} AND {SHOWN}", "false"),
        Policy("portal_manager", f"partner_id = ANY ({CURRENT_PARTNERS}) AND {SHOWN}", "false"),
        Policy("portal_staff", f"{SIGNED_IN} AND {SHOWN}", "false"),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true", None, ("SELECT", "INSERT")),
    )


OF_A_SEAL = "SELECT (number, at, sha256)"
"""What people may know of a seal: not how many rows others wrote meanwhile."""


class Seal(Record):
    """One link of the chain: it closes a list of rows, and the link before."""

    __tablename__ = "seal"
    __append_only__ = True
    __is_chain__ = True

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    rows: Mapped[int]
    columns: Mapped[dict[str, Any]]
    """The columns of each table that its digests are of."""
    rows_sha256: Mapped[str]
    sha256: Mapped[str]
    mac: Mapped[str]

    __policies__ = (
        *(Policy(f"portal_{side}", SIGNED_IN, "false", (OF_A_SEAL,)) for side in ("partner", "manager", "staff")),
        Policy("portal_auditor", SIGNED_IN),
        Policy("portal_system", "true", None, ("SELECT", "INSERT")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A seal as it is computed."""

    number: int
    at: str
    rows: int
    columns: Mapping[str, list[str]]
    rows_sha256: str

    def sha256(self, former: str) -> str:
        """Over all that it says and the seal before; "" for the first."""
        said = [former, self.number, self.at, self.rows, self.columns, self.rows_sha256]
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def mac(secret: bytes, sha256: str) -> str:
    """What nobody can make who has the database alone."""
    return hmac.new(secret, f"seal {sha256}".encode(), hashlib.sha256).hexdigest()


def covered(mappers: Iterable[Mapper[Any]]) -> dict[str, list[str]]:
    """The tables whose rows are sealed, with their columns: all that are append-only."""
    kinds = (mapper.class_ for mapper in mappers)
    tables = (kind.__table__ for kind in kinds if kind.__append_only__ and not kind.__is_chain__)
    return {str(table): sorted(column.name for column in table.columns) for table in sorted(tables, key=str)}


STATEMENTS = ("REVOKE ALL ON FUNCTION note_unsealed() FROM PUBLIC",)

ONE_SEALER = "SELECT pg_try_advisory_xact_lock(hashtextextended('seals', 0))"
LINE = "concat_ws('|', table_name, partner_id, row_id, sha256, written_by)"
LIST = f"encode(sha256(convert_to(string_agg({LINE}, E'\\n' ORDER BY table_name, partner_id, row_id), 'UTF8')), 'hex')"
"""The digest of a seal's list."""
MOMENT = "to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
NEWEST = f"""
SELECT json_build_object('number', number, 'sha256', sha256, 'at', {MOMENT.format("at")})::text
FROM seal ORDER BY number DESC LIMIT 1"""
CLOSED = f"""
SELECT json_build_object('rows', count(*), 'rows_sha256', {LIST}, 'at', {MOMENT.format("clock_timestamp()")})::text
FROM sealed WHERE seal = $1"""
SEAL = """
WITH made AS (
  INSERT INTO seal (number, at, rows, columns, rows_sha256, sha256, mac)
  VALUES ($1, $2::text::timestamptz, $3, $4::text::jsonb, $5, $6, $7) RETURNING number)
SELECT number FROM made"""


def _taking(tables: Mapping[str, list[str]]) -> str:
    """SQL that takes the oldest notes and lists the rows under seal $1; each table's columns are a parameter.

    Notes of other tables are left to a process that knows these.
    """
    parts = (_part(table, f"${number}::text[]") for number, table in enumerate(tables, 3))
    known = ", ".join(f"'{table}'" for table in tables)
    return f"""
WITH taken AS (
  DELETE FROM unsealed WHERE position IN (
    SELECT position FROM unsealed WHERE table_name IN ({known}) ORDER BY position LIMIT $2)
  RETURNING partner_id, table_name, row_id, written_by),
listed AS (
  INSERT INTO sealed (partner_id, table_name, row_id, seal, sha256, written_by)
  {" UNION ALL ".join(parts)} ON CONFLICT DO NOTHING RETURNING 1)
SELECT count(*) FROM listed"""


def _part(table: str, columns: str) -> str:
    if "." in table:  # the sign-in's: portal_system learns digests alone
        among = f"ARRAY(SELECT row_id::text FROM taken WHERE table_name = '{table}')"
        rows, digest = f"digests_of_{table.replace('.', '_')}({columns}, {among})", "t.sha256"
        match = "t.id = k.row_id"
    else:
        rows, digest = table, f"row_digest(to_jsonb(t), {LATER.format(table=table, columns=columns)})"
        match = "t.partner_id = k.partner_id AND t.id = k.row_id"
    return f"""
  SELECT k.partner_id, k.table_name, k.row_id, $1::bigint, CASE WHEN t.id IS NULL THEN '' ELSE {digest} END,
         k.written_by
  FROM taken k LEFT JOIN {rows} t ON {match} WHERE k.table_name = '{table}'"""


async def run(database: Database) -> int:
    """Seals every row that is noted; gives how many. Another process that is at it is left alone."""
    done = 0
    while sealed := await _seal(database):
        done += sealed
    return done


async def _seal(database: Database) -> int:
    tables = covered(Record.registry.mappers)
    async with database.working(AccessClass.SYSTEM) as session:
        if not await session.value(ONE_SEALER):
            return 0
        told = await session.value(NEWEST)
        former = json.loads(told) if told else None
        number = former["number"] + 1 if former else 1
        listed = await session.value(_taking(tables), number, AT_ONCE, *tables.values())
        if not listed:
            return 0
        closed = json.loads(await session.value(CLOSED, number))
        link = Link(number=number, columns=tables, **closed)
        sha256 = link.sha256(former["sha256"] if former else "")
        await session.value(
            SEAL, number, link.at, link.rows, json.dumps(tables), link.rows_sha256, sha256,
            mac(database.secret_of("seals"), sha256),
        )  # fmt: skip
    return link.rows
