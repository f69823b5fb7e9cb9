"""What can be asked about the texts of a contract: drafts and versions."""

from typing import Any

from sqlalchemy import JSON, ColumnElement, Select, Text, cast, column, func, literal_column, select, true
from sqlalchemy.dialects.postgresql import JSONB

from portal import files
from portal.contracts.models import Contract, Draft, Version
from portal.contracts.queries import amending
from portal.contracts.queries.contracts import Row
from portal.contracts.queries.negotiation import last_of
from portal.files.models import File
from portal.files.rules import READABLE

ANNEX = "annex"
"""What a file is to the contract."""


def versions_of(contract: Row, *, last: Row = None, before: Row = None) -> Select[Any]:
    """Newest first; at most `last`, only those numbered under `before`."""
    found = select(Version).where(Version.partner_id == contract.partner_id, Version.contract_id == contract.id)
    return last_of(found, Version.number, last, before)


def current_version_of(contract: Row) -> Select[Any]:
    return versions_of(contract).where(Version.number == contract.version_number)


def version(contract: Row, number: ColumnElement[Any] | int) -> Select[Any]:
    return versions_of(contract).where(Version.number == number)


def draft_of(contract: Row) -> Select[Any]:
    """The company's text before publication; none for partners."""
    return select(Draft).where(Draft.partner_id == contract.partner_id, Draft.contract_id == contract.id)


def text_of(contract: Row, number: Row) -> Any:
    """The canonical text of a version by its number, as a scalar; null if there is none."""
    return (
        select(Version.document)
        .where(Version.partner_id == contract.partner_id, Version.contract_id == contract.id, Version.number == number)
        .scalar_subquery()
    )


def version_by_id(value: Row) -> Select[Any]:
    return select(Version).where(Version.id == value)


def files_of(contract: Row) -> Select[Any]:
    """The files that were brought as annexes, in the order in which they came."""
    return files.of(Contract.PREFIX, contract.partner_id, contract.id).where(File.kind == ANNEX)


def annexed_files_of(contract: Row) -> Select[Any]:
    """The same of the contract and all its amendments: the text of one may name what came with another."""
    found = select(File).where(File.partner_id == contract.partner_id, File.record_type == Contract.PREFIX)
    ids = amending.family_of(contract.id, contract.partner_id)
    return found.where(File.record_id.in_(ids), File.kind == ANNEX).order_by(File.id)


def file_of(change: Row) -> Select[Any]:
    """The file that a change makes an annex; the same bytes may have come more than once."""
    whose = select(File).where(File.partner_id == change.partner_id, File.record_type == Contract.PREFIX)
    ids = amending.family_of(change.contract_id, change.partner_id)
    return whose.where(File.record_id.in_(ids), File.kind == ANNEX, File.sha256 == change.annex_sha256).limit(1)


def draft_from(partner_id: Row, source_sha256: str) -> Select[Any]:
    """The draft that was imported from a file with these contents."""
    return select(Draft).where(Draft.partner_id == partner_id, Draft.source_sha256 == source_sha256)


def has_clause(contract: Contract, key: str) -> Select[Any]:
    """Whether a clause stands in the text as it is: the draft before publication, then the current version."""
    found = current_version_of(contract) if contract.published_at else draft_of(contract)
    wanted = func.jsonb_build_object("clauses", func.jsonb_build_array(func.jsonb_build_object("key", key)))
    text: Any = Version.document if contract.published_at else Draft.document
    return select(found.where(cast(text, JSONB).op("@>")(wanted)).exists())


def is_clause_changed(row: Row) -> ColumnElement[bool]:
    """Of what rests on a clause of a contract's text by its digest: whether the clause is another one by now.

    `row` has partner_id, contract_id, contract_sha256 and clause_key. What rested on a draft's text that was never
    published rests on nothing that can be compared, so it counts as changed.
    """
    return func.coalesce(clause_now_of(row) != clause_of(row), literal_column("true"))


def _clause_of(row: Row, which: ColumnElement[bool]) -> Any:
    """The clause as it stands in one of the versions."""
    clauses = func.jsonb_array_elements(cast(Version.document, JSONB)["clauses"])
    clause = clauses.table_valued(column("value", JSONB), name="clause").render_derived().lateral()
    found = select(clause.c.value).select_from(Version).join(clause, true())
    whose = (Version.partner_id == row.partner_id, Version.contract_id == row.contract_id)
    return found.where(*whose, which, clause.c.value["key"].astext == row.clause_key).limit(1).scalar_subquery()


def clause_of(row: Row) -> Any:
    """What rests on a clause: the clause as it stands in the text whose digest the row has, as JSON; null without."""
    return _clause_of(row, Version.sha256 == row.contract_sha256)


def clause_now_of(row: Row) -> Any:
    """The clause as it stands in its contract's current version, as JSON; null without."""
    number = select(Contract.version_number).where(
        Contract.partner_id == row.partner_id, Contract.id == row.contract_id
    )
    return _clause_of(row, Version.number == number.scalar_subquery())


def annex_files_of(text: Row) -> ColumnElement[Any]:
    """The JSON of the files that can be fetched among those brought as annexes of a text's contract: ids by digests."""
    ready = cast(File.state, Text).in_([literal_column(f"'{state.value}'") for state in sorted(READABLE)])
    told = func.coalesce(func.json_object_agg(File.sha256, File.id), literal_column("'{}'::json"), type_=JSON)
    whose = (
        File.partner_id == text.partner_id,
        File.record_type == Contract.PREFIX,
        File.record_id.in_(amending.family_of(text.contract_id, text.partner_id)),
    )
    return select(told).where(*whose, File.kind == ANNEX, ready).scalar_subquery()
