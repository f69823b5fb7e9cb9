"""Imports as the API shows them: how far one is, its rows, and what is wrong with them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import strawberry

from portal import ids
from portal.access import Actor, Permission
from portal.clock import Moment
from portal.errors import Invalid
from portal.imports import faults, queries, rules
from portal.imports.columns import DEFAULTS, OF, Column
from portal.machine import Action
from schema.engine.connections import Connection, connection
from schema.engine.errors import Told, UserErrorCode
from schema.engine.fields import Page, Row, Sorting, computed, plain, read, value
from schema.engine.nodes import node
from schema.engine.scalars import DateTime
from schema.imports.enums import (
    ImportAnswer,
    ImportColumn,
    ImportJobAction,
    ImportJobKind,
    ImportJobStatus,
    ImportRowStatus,
)
from schema.shared import steps
from schema.shared.nodes import Node

NUMBER = Sorting("NUMBER", lambda row: row.number, int)


@strawberry.type(description="A column of the file, and what it is.")
class ImportHeading:
    heading: str = plain("As the file calls it.")
    column: ImportColumn | None = plain("What it is; null for a column that is passed over.")
    examples: list[str] = plain("What the first rows hold.")


@strawberry.type(description="What one column of a row says, or counts where rows say nothing.")
class ImportValue:
    column: ImportColumn = plain("The column.")
    value: str = plain("As understood.")


@strawberry.type(description="One thing that is wrong.")
class ImportFault:
    code: UserErrorCode = plain("The code that entering it by itself would be refused with.")
    column: ImportColumn | None = plain("The column; null for the whole row or file.")
    path: list[str] = plain("Of a file: what of the input is wrong with it. Empty for a row.")
    message: str = plain("Text for a person, in the language of `Accept-Language`.")


@strawberry.type(description="A partner, or a row before in the file, that a row may be the same as.")
class ImportSimilar:
    partner_id: strawberry.ID | None = plain("Global ID; null for a row of the file.")
    row: int | None = plain("Number of the row before; null for a partner.")
    name: str = plain("Legal name.")
    country: str = plain("ISO 3166-1 code.")
    same: list[ImportColumn] = plain("In which columns they are the same, in another spelling at the most.")


def _faults(kept: Iterable[Mapping[str, Any]], language: str) -> list[ImportFault]:
    return [
        ImportFault(
            code=each.get("code", Invalid.code),
            column=each["column"],
            path=each.get("path", []),
            message=Told(Invalid.because(faults.sentence(each)), language).message,
        )
        for each in kept
    ]


def _values(kept: Iterable[Mapping[str, Any]]) -> list[ImportValue]:
    return [ImportValue(column=each["column"], value=each["value"]) for each in kept]


@node("imr", find=queries.row, named=("import_row_id",))
@strawberry.type(description="One row of a list.")
class ImportRow(Node):
    REQUIRES = Permission.COMPANY_READ

    number: int = plain("As a spreadsheet shows it.")
    cells: list[str] = plain("As they came.")
    status: ImportRowStatus = plain("What it is.")
    answer: ImportAnswer | None = plain("What somebody said it is.")
    done_at: DateTime | None = plain("When it was taken in; null if it was not.")

    @computed(
        strawberry.ID | None, "Global ID of the partner that it is, by the answer.",
        needs=lambda row: {"id": row.same_as},
    )  # fmt: skip
    def same_as_id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text("org", UUID(self["id"])) if self["id"] else None

    @computed(list[ImportValue], "As it was understood.", needs=lambda row: {"kept": row.understood})
    def understood(self: Mapping[str, Any], _asking: Any) -> Any:
        return _values(self["kept"])

    @computed(list[ImportFault], "All that is wrong with it.", needs=lambda row: {"kept": row.faults})
    def faults(self: Mapping[str, Any], asking: Any) -> Any:
        return _faults(self["kept"], asking.language)

    @computed(list[ImportSimilar], "What it may be the same as.", needs=lambda row: {"kept": row.similar})
    def similar(self: Mapping[str, Any], _asking: Any) -> Any:
        return [
            ImportSimilar(
                partner_id=ids.text("org", UUID(each["id"])) if "id" in each else None,  # type: ignore[arg-type]
                row=each.get("row"), name=each["name"], country=each["country"], same=each.get("why", [Column.NAME]),
            )
            for each in self["kept"]
        ]  # fmt: skip


def _needs(row: Row) -> dict[str, Any]:
    return {"kind": row.kind, "status": row.status, "waiting": queries.waiting_of(row)}


def _possible(values: Mapping[str, Any], actor: Actor, now: Moment) -> Iterable[Action]:
    at = rules.Situation(kind=rules.Kind(values["kind"]), waiting=values["waiting"])
    return rules.IMPORT.available(at, rules.Status(values["status"]), actor, now)


def _headings_needs(row: Row) -> dict[str, Any]:
    return {"headings": row.headings, "examples": queries.examples_of(row)}


@node("imp", find=queries.import_, named=("import_job_id",))
@strawberry.type(description="A list of partners or people, until its rows are taken in; its maker's own.")
class ImportJob(Node):
    REQUIRES = Permission.COMPANY_READ

    version: int = plain("Increases by one with each step.")
    kind: ImportJobKind = plain("What each row is about.")
    status: ImportJobStatus = plain("Current status.")
    name: str = plain("Of the file.")
    is_inviting: bool = plain("Those who are taken in get their letters at once.")
    mapping: str = plain("The name under which its columns are kept; empty for none.")
    created_at: DateTime = plain("When it was announced.")
    updated_at: DateTime = plain("When it last went on.")

    @value(int, "Rows of the file.")
    def row_count(self: Row) -> Any:
        return queries.count_of(self)

    @value(int, "Rows that were tried since the columns were last said.")
    def tried_count(self: Row) -> Any:
        return queries.tried_of(self)

    @value(int, "Rows that were taken in.")
    def done_count(self: Row) -> Any:
        return queries.count_of(self, done=True)

    @value(int, "Rows that would be taken in now.")
    def waiting_count(self: Row) -> Any:
        return queries.waiting_of(self)

    @value(int, "Rows that are new.")
    def new_count(self: Row) -> Any:
        return queries.count_of(self, rules.RowStatus.NEW)

    @value(int, "Rows that change something.")
    def changed_count(self: Row) -> Any:
        return queries.count_of(self, rules.RowStatus.CHANGED)

    @value(int, "Rows that are here as they are.")
    def same_count(self: Row) -> Any:
        return queries.count_of(self, rules.RowStatus.SAME)

    @value(int, "Rows that may be one that is here.")
    def similar_count(self: Row) -> Any:
        return queries.count_of(self, rules.RowStatus.SIMILAR)

    @value(int, "Rows that cannot be taken in.")
    def faulty_count(self: Row) -> Any:
        return queries.count_of(self, rules.RowStatus.FAULTY)

    @computed(list[ImportHeading], "The columns of the file.", needs=_headings_needs)
    def headings(self: Mapping[str, Any], _asking: Any) -> Any:
        rows = self["examples"] or []
        return [
            ImportHeading(
                heading=each["heading"], column=each["column"],
                examples=[cells[at] for cells in rows if at < len(cells) and cells[at]][:3],
            )
            for at, each in enumerate(self["headings"])
        ]  # fmt: skip

    @computed(list[ImportColumn], "What its columns can be.", needs=lambda row: {"kind": row.kind})
    def possible_columns(self: Mapping[str, Any], _asking: Any) -> Any:
        return list(OF[rules.Kind(self["kind"])])

    @computed(list[ImportColumn], "What may be said once for all rows.", needs=lambda row: {"kind": row.kind})
    def possible_defaults(self: Mapping[str, Any], _asking: Any) -> Any:
        return list(DEFAULTS[rules.Kind(self["kind"])])

    @computed(list[ImportValue], "What counts where a row says nothing.", needs=lambda row: {"kept": row.defaults})
    def defaults(self: Mapping[str, Any], _asking: Any) -> Any:
        return _values({"column": name, "value": text} for name, text in self["kept"].items())

    @computed(list[ImportFault], "Why it could not be read, or ended by itself.", needs=lambda row: {"kept": row.fault})
    def faults(self: Mapping[str, Any], asking: Any) -> Any:
        return _faults(self["kept"], asking.language)

    @read(list[ImportRow], "The first 20 rows, as understood.")
    def preview(self: Row) -> Any:
        return queries.first_rows_of(self)

    @connection(Connection[ImportRow] | None, "Its rows, in the order of the file.")
    def rows(self: Row, statuses: list[ImportRowStatus] | None = None) -> Any:
        wanted: Any = statuses
        return Page(queries.rows_of(self, wanted), NUMBER)

    available_actions = steps.available(
        "ImportJobAvailableAction", "A step of an import that its maker could take from here.", ImportJobAction,
        needs=_needs, possible=_possible,
    )  # fmt: skip


@strawberry.type(description="Columns and what counts for all rows, kept by a name.")
class ImportMapping:
    name: str = plain("The name.")
    kind: ImportJobKind = plain("What each row is about.")
    used_at: DateTime = plain("When it was kept.")
