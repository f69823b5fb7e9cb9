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


@strawberry.type(description="A column of the file, with its meaning.")
class ImportHeading:
    heading: str = plain("Heading in the file.")
    column: ImportColumn | None = plain("Meaning of the column; null for a skipped column.")
    examples: list[str] = plain("Values in the first rows.")


@strawberry.type(description="Value of one column in a row, or default for rows without a value.")
class ImportValue:
    column: ImportColumn = plain("The column.")
    value: str = plain("As interpreted.")


@strawberry.type(description="A fault.")
class ImportFault:
    code: UserErrorCode = plain("The refusal code that adding it alone would have.")
    column: ImportColumn | None = plain("The column; null for the whole row or file.")
    path: list[str] = plain("For a file: path of the input at fault. Empty for a row.")
    message: str = plain("Text for a person, in the language of `Accept-Language`.")


@strawberry.type(description="A partner, or an earlier row in the file, that a row may be the same as.")
class ImportSimilar:
    partner_id: strawberry.ID | None = plain("Global ID; null for a row of the file.")
    row: int | None = plain("Number of the earlier row; null for a partner.")
    name: str = plain("Legal name.")
    country: str = plain("ISO 3166-1 code.")
    same: list[ImportColumn] = plain("Columns in which they match, ignoring spelling differences.")


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

    number: int = plain("Row number as in a spreadsheet.")
    cells: list[str] = plain("Cells as they arrived.")
    status: ImportRowStatus = plain("What it is.")
    answer: ImportAnswer | None = plain("The answer about a similar row.")
    done_at: DateTime | None = plain("When it was imported; null if it was not.")

    @computed(
        strawberry.ID | None, "Global ID of the partner that it is the same as, by the answer.",
        needs=lambda row: {"id": row.same_as},
    )  # fmt: skip
    def same_as_id(self: Mapping[str, Any], _asking: Any) -> Any:
        return ids.text("org", UUID(self["id"])) if self["id"] else None

    @computed(list[ImportValue], "As interpreted.", needs=lambda row: {"kept": row.understood})
    def understood(self: Mapping[str, Any], _asking: Any) -> Any:
        return _values(self["kept"])

    @computed(list[ImportFault], "Its faults.", needs=lambda row: {"kept": row.faults})
    def faults(self: Mapping[str, Any], asking: Any) -> Any:
        return _faults(self["kept"], asking.language)

    @computed(list[ImportSimilar], "Records that it may be the same as.", needs=lambda row: {"kept": row.similar})
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
@strawberry.type(description="An import of a list of partners or people; visible only to the person who started it.")
class ImportJob(Node):
    REQUIRES = Permission.COMPANY_READ

    version: int = plain("Increases by one with each step.")
    kind: ImportJobKind = plain("Kind of its rows.")
    status: ImportJobStatus = plain("Current status.")
    name: str = plain("Of the file.")
    is_inviting: bool = plain("True if invitations are sent immediately.")
    mapping: str = plain("Name of its saved mapping; empty for none.")
    created_at: DateTime = plain("When it was started.")
    updated_at: DateTime = plain("When it last changed.")

    @value(int, "Rows of the file.")
    def row_count(self: Row) -> Any:
        return queries.count_of(self)

    @value(int, "Number of rows checked since the columns were last set.")
    def tried_count(self: Row) -> Any:
        return queries.tried_of(self)

    @value(int, "Number of imported rows.")
    def done_count(self: Row) -> Any:
        return queries.count_of(self, done=True)

    @value(int, "Number of rows that would be imported now.")
    def waiting_count(self: Row) -> Any:
        return queries.waiting_of(self)

    @value(int, "Number of new rows.")
    def new_count(self: Row) -> Any:
        return queries.count_of(self, rules.RowStatus.NEW)

    @value(int, "Number of rows that change a record.")
    def changed_count(self: Row) -> Any:
        return queries.count_of(self, rules.RowStatus.CHANGED)

    @value(int, "Number of rows that exist unchanged.")
    def same_count(self: Row) -> Any:
        return queries.count_of(self, rules.RowStatus.SAME)

    @value(int, "Number of rows that are similar to existing records.")
    def similar_count(self: Row) -> Any:
        return queries.count_of(self, rules.RowStatus.SIMILAR)

    @value(int, "Number of rows that cannot be imported.")
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

    @computed(list[ImportColumn], "Possible meanings of its columns.", needs=lambda row: {"kind": row.kind})
    def possible_columns(self: Mapping[str, Any], _asking: Any) -> Any:
        return list(OF[rules.Kind(self["kind"])])

    @computed(list[ImportColumn], "Columns that can have one value for all rows.", needs=lambda row: {"kind": row.kind})
    def possible_defaults(self: Mapping[str, Any], _asking: Any) -> Any:
        return list(DEFAULTS[rules.Kind(self["kind"])])

    @computed(list[ImportValue], "Defaults for rows without a value.", needs=lambda row: {"kept": row.defaults})
    def defaults(self: Mapping[str, Any], _asking: Any) -> Any:
        return _values({"column": name, "value": text} for name, text in self["kept"].items())

    @computed(
        list[ImportFault], "The faults that made it unreadable or stopped it.", needs=lambda row: {"kept": row.fault}
    )
    def faults(self: Mapping[str, Any], asking: Any) -> Any:
        return _faults(self["kept"], asking.language)

    @read(list[ImportRow], "The first 20 rows, interpreted.")
    def preview(self: Row) -> Any:
        return queries.first_rows_of(self)

    @connection(Connection[ImportRow] | None, "Its rows, in the order of the file.")
    def rows(self: Row, statuses: list[ImportRowStatus] | None = None) -> Any:
        wanted: Any = statuses
        return Page(queries.rows_of(self, wanted), NUMBER)

    available_actions = steps.available(
        "ImportJobAvailableAction", "A possible next step of an import for the person who started it.", ImportJobAction,
        needs=_needs, possible=_possible,
    )  # fmt: skip


@strawberry.type(description="A named mapping of columns and defaults.")
class ImportMapping:
    name: str = plain("The name.")
    kind: ImportJobKind = plain("Kind of its rows.")
    used_at: DateTime = plain("When it was saved.")
