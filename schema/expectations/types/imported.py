"""Files of facts as the API shows them: how far one is, what its columns mean, and which rows were refused."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import strawberry

from portal.access import Actor, Permission
from portal.clock import Moment
from portal.expectations.facts import choosing
from portal.expectations.facts.mapping import content_of
from portal.expectations.queries import importing as queries
from portal.expectations.rules import importing as rules
from portal.imports import faults
from portal.machine import Action
from portal.partners import queries as partner_queries
from schema.engine import sorting
from schema.engine.connections import Connection, connection
from schema.engine.errors import UserErrorCode
from schema.engine.fields import Page, Row, Sorting, computed, plain, read, value
from schema.engine.nodes import extends, node
from schema.engine.scalars import DateTime
from schema.expectations.enums import SubjectKind
from schema.partners.types import Partner
from schema.shared import steps
from schema.shared.enums import Side, statuses_of, steps_of
from schema.shared.nodes import Node

REQUIRES = Permission.EXPECTATION_READ
CREATED = sorting.instant("CREATED_AT", "created_at")
NUMBER = Sorting("NUMBER", lambda row: row.number, int)
MOST_EXAMPLES = 3

FactImportStatus: Any = statuses_of(rules.IMPORT, "FactImportStatus", "Status of a file of facts.")
FactImportAction = steps_of("FactImportAction", "A step of a file of facts.", rules.IMPORT)


@strawberry.type(description="A fault of a row or a file.")
class FactImportFault:
    code: UserErrorCode = plain("The refusal code that sending it alone would have.")
    heading: str = plain("The column heading in the file; empty if it is about no column.")
    path: list[str] = plain("The field that it is about.")
    message: str = plain("Text for a person, in the language of `Accept-Language`.")


@strawberry.type(description="A column of the file, with its field.")
class FactImportColumn:
    heading: str = plain("Heading in the file.")
    field: str | None = plain("The field, `subject_key`, `external_id` or `partner`; null for none of them.")
    examples: list[str] = plain("Values in the first rows.")


def told(kept: Iterable[Mapping[str, Any]], language: str) -> list[FactImportFault]:
    return [
        FactImportFault(
            code=each["code"], heading=each.get("heading") or "", path=[*each["path"]],
            message=faults.sentence(each).in_(language),
        )
        for each in kept
    ]  # fmt: skip


def columns(
    headings: Sequence[str], meant: Mapping[str, str], examples: Sequence[Sequence[str]]
) -> list[FactImportColumn]:  # fmt: skip
    """Each column with its field, and some of what stands in it."""
    return [
        FactImportColumn(
            heading=heading, field=meant.get(heading),
            examples=[*dict.fromkeys(cells[place] for cells in examples if cells[place].strip())][:MOST_EXAMPLES],
        )
        for place, heading in enumerate(headings)
    ]  # fmt: skip


@node("fir", find=queries.row)
@strawberry.type(description="A refused row of a file of facts; only for the side that sent it.")
class FactImportRow(Node):
    REQUIRES = REQUIRES

    number: int = plain("Row number as in a spreadsheet; for a document, the line number.")
    cells: list[str] = plain("Cells as they arrived.")

    @computed(list[FactImportFault], "Its faults.", needs=lambda row: {"kept": row.faults})
    def faults(self: Mapping[str, Any], asking: Any) -> Any:
        return told(self["kept"], asking.language)


def _needs(row: Row) -> dict[str, Any]:
    return {"status": row.status, "document": row.document, "headings": row.headings, "side": row.side}


def _possible(values: Mapping[str, Any], actor: Actor, now: Moment) -> Iterable[Action]:
    if values["side"] != actor.side:
        return ()
    at = rules.Situation(
        is_understood=bool(values["document"]) or not values["headings"], is_document=not values["headings"]
    )
    return rules.IMPORT.available(at, rules.ImportStatus(values["status"]), actor, now)


def _columns_needs(row: Row) -> dict[str, Any]:
    return {"headings": row.headings, "document": row.document, "examples": queries.examples_of(row)}


@node("fim", find=queries.import_, named=("fact_import_id",))
@strawberry.type(
    description="A file of facts, visible to its own side until it is imported. Then the other side can see that it"
    " was imported."
)
class FactImport(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each step.")
    status: FactImportStatus = plain("Current status.")
    side: Side = plain("The side that added it.")
    name: str = plain("Of the file.")
    source: str = plain("Source of its facts, as its side calls it.")
    kind: SubjectKind | None = plain("Kind of its rows; null until known.")
    mapping: str = plain("Name of its saved mapping; empty for none.")
    accepted: int = plain("Facts that were new.")
    corrected: int = plain("Facts that corrected known ones.")
    unchanged: int = plain("Facts already known with the same content.")
    created_at: DateTime = plain("When it arrived.")
    updated_at: DateTime = plain("When it last changed.")
    finished_at: DateTime | None = plain("When it finished.")

    @value(str, "The person who added it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @value(str, "The API client that sent it; empty for a person.")
    def program(self: Row) -> Any:
        return self.program

    @value(str, "SHA-256 of the file.")
    def digest(self: Row) -> Any:
        return self.file_sha256

    @value(str, "The mapping as JSON; empty until set, and for a document.")
    def document(self: Row) -> Any:
        return self.document

    @value(int, "Rows of the file.")
    def row_count(self: Row) -> Any:
        return self.rows

    @value(int, "Number of processed rows.")
    def done_count(self: Row) -> Any:
        return self.done

    @value(int, "Rows that were refused.")
    def refused_count(self: Row) -> Any:
        return self.refused

    @value(int, "Number of rows that the mapping does not cover.")
    def silent_count(self: Row) -> Any:
        return self.silent

    @value(int, "Number of rows that repeat an earlier row.")
    def repeated_count(self: Row) -> Any:
        return self.repeated

    @value(int, "Number of rows about other partners, which are skipped.")
    def elsewhere_count(self: Row) -> Any:
        return self.elsewhere

    @computed(list[FactImportColumn], "The columns of the file; none of a document.", needs=_columns_needs)
    def columns(self: Mapping[str, Any], _asking: Any) -> Any:
        meant = choosing.columns(content_of(self["document"])) if self["document"] else {}
        return columns(self["headings"], meant, self["examples"] or [])

    @computed(
        list[FactImportFault],
        "The faults that made it unreadable or stopped it.",
        needs=lambda row: {"kept": row.fault},
    )
    def faults(self: Mapping[str, Any], asking: Any) -> Any:
        return told(self["kept"], asking.language)

    @connection(Connection[FactImportRow] | None, "The rows that were refused, in the order of the file.")
    def refused_rows(self: Row) -> Any:
        return Page(queries.refused_of(self), NUMBER)

    @read(Partner | None, "The partner.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    available_actions = steps.available(
        "FactImportAvailableAction", "A possible next step for the side that sent the file.", FactImportAction,
        needs=_needs, possible=_possible,
    )  # fmt: skip


@strawberry.type(description="A named mapping of columns.")
class FactMapping:
    name: str = plain("The name.")
    kind: SubjectKind = plain("Kind of its rows.")
    document: str = plain("The mapping as JSON.")
    used_at: DateTime = plain("When it was last used.")


@extends(Partner)
class PartnerFactImports:
    @connection(Connection[FactImport] | None, "Files of facts, newest first.")
    def fact_imports(self: Row) -> Any:
        return Page(queries.filtered_imports(partner_id=self.id), CREATED, descending=True)
