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

FactImportStatus: Any = statuses_of(rules.IMPORT, "FactImportStatus", "Life of a file of facts.")
FactImportAction = steps_of("FactImportAction", "A step of a file of facts.", rules.IMPORT)


@strawberry.type(description="Why a row is not taken, or a file not read.")
class FactImportFault:
    code: UserErrorCode = plain("The code that sending it by itself would be refused with.")
    heading: str = plain("The column, as the file calls it; empty where it is none in particular.")
    path: list[str] = plain("The field that it is about.")
    message: str = plain("Text for a person, in the language of `Accept-Language`.")


@strawberry.type(description="A column of the file, and the field that it is.")
class FactImportColumn:
    heading: str = plain("As the file calls it.")
    field: str | None = plain("The field, `subject_key`, `external_id` or `partner`; null where it is none of them.")
    examples: list[str] = plain("What the first rows hold.")


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
@strawberry.type(description="A row of a file of facts that was refused; its own side's.")
class FactImportRow(Node):
    REQUIRES = REQUIRES

    number: int = plain("As a spreadsheet shows it; of a document the number of its line.")
    cells: list[str] = plain("As they came.")

    @computed(list[FactImportFault], "All that is wrong with it.", needs=lambda row: {"kept": row.faults})
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
    description="A file of facts: its own side's until it is taken in; then the other side sees that it was."
)
class FactImport(Node):
    REQUIRES = REQUIRES

    version: int = plain("Increases by one with each step.")
    status: FactImportStatus = plain("Current status.")
    side: Side = plain("The side that brought it.")
    name: str = plain("Of the file.")
    source: str = plain("Where its facts come from, as its side names it.")
    kind: SubjectKind | None = plain("What its rows are about; null until it is known.")
    mapping: str = plain("The name under which its mapping is kept; empty for none.")
    accepted: int = plain("Facts that were new.")
    corrected: int = plain("Facts that corrected what was known.")
    unchanged: int = plain("Facts that were known with the same content.")
    created_at: DateTime = plain("When it came.")
    updated_at: DateTime = plain("When it last went on.")
    finished_at: DateTime | None = plain("When every row was taken in or refused.")

    @value(str, "Who brought it.")
    def made_by(self: Row) -> Any:
        return self.made_by_name

    @value(str, "The program that brought it; empty for a person.")
    def program(self: Row) -> Any:
        return self.program

    @value(str, "SHA-256 of the file.")
    def digest(self: Row) -> Any:
        return self.file_sha256

    @value(str, "What the columns mean, as JSON; empty until it is said, and for a document.")
    def document(self: Row) -> Any:
        return self.document

    @value(int, "Rows of the file.")
    def row_count(self: Row) -> Any:
        return self.rows

    @value(int, "Rows that were looked at.")
    def done_count(self: Row) -> Any:
        return self.done

    @value(int, "Rows that were refused.")
    def refused_count(self: Row) -> Any:
        return self.refused

    @value(int, "Rows of which the mapping says nothing.")
    def silent_count(self: Row) -> Any:
        return self.silent

    @value(int, "Rows that say what a row before them said.")
    def repeated_count(self: Row) -> Any:
        return self.repeated

    @value(int, "Rows about other partners, which are passed over.")
    def elsewhere_count(self: Row) -> Any:
        return self.elsewhere

    @computed(list[FactImportColumn], "The columns of the file; none of a document.", needs=_columns_needs)
    def columns(self: Mapping[str, Any], _asking: Any) -> Any:
        meant = choosing.columns(content_of(self["document"])) if self["document"] else {}
        return columns(self["headings"], meant, self["examples"] or [])

    @computed(
        list[FactImportFault], "Why it could not be read, or ended by itself.", needs=lambda row: {"kept": row.fault}
    )
    def faults(self: Mapping[str, Any], asking: Any) -> Any:
        return told(self["kept"], asking.language)

    @connection(Connection[FactImportRow] | None, "The rows that were refused, in the order of the file.")
    def refused_rows(self: Row) -> Any:
        return Page(queries.refused_of(self), NUMBER)

    @read(Partner | None, "The partner of the two sides.", requires=Permission.PARTNER_READ)
    def partner(self: Row) -> Any:
        return partner_queries.organisation_of(self)

    available_actions = steps.available(
        "FactImportAvailableAction", "A step that the side that brought the file could take.", FactImportAction,
        needs=_needs, possible=_possible,
    )  # fmt: skip


@strawberry.type(description="What the columns of an export mean, kept by a name.")
class FactMapping:
    name: str = plain("The name.")
    kind: SubjectKind = plain("What its rows are about.")
    document: str = plain("The mapping as JSON.")
    used_at: DateTime = plain("When it was last used.")


@extends(Partner)
class PartnerFactImports:
    @connection(Connection[FactImport] | None, "Files of facts, newest first.")
    def fact_imports(self: Row) -> Any:
        return Page(queries.filtered_imports(partner_id=self.id), CREATED, descending=True)
