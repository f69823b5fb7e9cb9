"""Files of facts: one mutation for each step, and two questions that change nothing: a preview and a trial."""

from collections.abc import Sequence
from typing import Any

import strawberry

from portal.access import Permission
from portal.expectations.facts import choosing, typed
from portal.expectations.facts.applying import Previewed, Told
from portal.expectations.operations import importing
from portal.expectations.operations.importing import Seen, Tried
from portal.expectations.operations.importing.reading import MOST_SHOWN, fault
from portal.expectations.queries import importing as queries
from schema.engine import rehearsals
from schema.engine.connections import Connection, connection
from schema.engine.errors import Told as Refused
from schema.engine.errors import UserError
from schema.engine.fields import Page, Row, plain, read
from schema.engine.mutations import converts, mutation, payload
from schema.expectations.enums import FactStatement, SubjectKind
from schema.expectations.types import imported
from schema.expectations.types.facts import FactValue
from schema.expectations.types.imported import FactImport, FactImportColumn, FactImportFault, FactMapping
from schema.shared.inputs import EXPECTED, condition, given, key, optional

P, IT = Permission, "The file of facts."


@strawberry.input(description="The portal's own sheet for one kind of statement.")
class FactTemplateInput:
    kind: SubjectKind = given("Kind of its rows.")
    statement: FactStatement = given("Kind of fact in each row.")


@strawberry.input(description="Field of a column.")
class FactColumnInput:
    heading: str = given("Heading in the file.")
    field: str = given("A field of the statement, `subject_key`, `external_id` or `partner`.")


@strawberry.input(description="One choice for each column of a list with one row for each record.")
class FactColumnsInput:
    kind: SubjectKind = given("Kind of its rows.")
    statement: FactStatement | None = optional("Kind of fact in each row; absent: the complete record.")
    columns: list[FactColumnInput] = given("The columns to use.")
    currency: str | None = optional("ISO 4217 code, if no column has it.")
    format: str | None = optional("Date format, such as `d-Mon-yy`; absent: recognised in each column.")
    zone: str | None = optional("IANA time zone of times without an offset.")
    decimal: str | None = optional("Decimal sign: a point or a comma.")
    missing: list[str] | None = optional("Words that mean “no value”, such as `?`.")


@strawberry.input(description="Meaning of the columns, in exactly one of these ways.")
class FactMeaningInput:
    kept: str | None = optional("Name of a saved mapping.")
    text: str | None = optional("A mapping as JSON, in the form of `FactImport.document`; at most 65,536 characters.")
    template: FactTemplateInput | None = optional("The portal's own sheet.")
    columns: FactColumnsInput | None = optional("One choice for each column.")


def _or(value: Any, other: Any = None) -> Any:
    return other if value is strawberry.UNSET or value is None else value


@converts(FactMeaningInput)
def _meaning(wanted: Any, _path: tuple[str, ...]) -> importing.Wanted:
    template, columns = _or(wanted.template), _or(wanted.columns)
    return importing.Wanted(
        kept=_or(wanted.kept), text=_or(wanted.text),
        template=template and importing.Template(kind=template.kind, statement=template.statement),
        columns=columns and choosing.Choices(
            kind=columns.kind, statement=_or(columns.statement),
            columns={each.heading: each.field for each in columns.columns}, currency=_or(columns.currency, ""),
            format=_or(columns.format, ""), zone=_or(columns.zone, ""), decimal=_or(columns.decimal, ""),
            missing=_or(columns.missing, ()),
        ),
    )  # fmt: skip


@strawberry.input(description="A file uploaded with `fileStartUpload`, as CSV, XLSX or UBL 2.x.")
class FactImportStartInput:
    file_id: strawberry.ID = given("The file.")
    source: str = given("Source of its facts, as your side calls it; 1-60 characters.")
    sheet: str | None = optional("Sheet of a workbook; absent: the first visible one.")
    kept: str | None = optional("Name of a saved mapping.")
    idempotency_key: str | None = key()


@strawberry.input(description="What the columns of the file mean.")
class FactImportMapInput:
    fact_import_id: strawberry.ID = given(IT)
    expected_version: int = given(EXPECTED)
    meaning: FactMeaningInput = given("Their meaning.")
    save_as: str | None = optional("Name to save the mapping under, 1-100 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the file.")
class FactImportStepInput:
    fact_import_id: strawberry.ID = given(IT)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="A question about a file.")
class FactImportQuestionInput:
    fact_import_id: strawberry.ID = given(IT)
    meaning: FactMeaningInput | None = optional(
        "Meaning of the columns; absent: the saved mapping, otherwise a suggestion."
    )
    kind: SubjectKind | None = optional("Suggest a mapping for rows of this kind, whatever was saved.")


@strawberry.type(description="A fact in a row.")
class FactImportTold:
    statement: FactStatement = plain("Kind of statement.")
    subject_key: str = plain("Kind or subject.")
    external_id: str = plain("ID in the source.")
    partner: str = plain("The partner in the row; empty if the mapping has none.")
    values: list[FactValue] = plain("Its fields.")


@strawberry.type(description="An interpreted row.")
class FactImportPreviewRow:
    number: int = plain("Row number as in a spreadsheet.")
    facts: list[FactImportTold] = plain("The facts in the row.")
    faults: list[FactImportFault] = plain("Its faults.")


@strawberry.type(description="The first rows, interpreted.")
class FactImportPreview:
    kind: SubjectKind | None = plain("Kind of the rows.")
    columns: list[FactImportColumn] = plain("The columns, with the field that each is or could be.")
    document: str = plain("The mapping used, or a suggested one, as JSON.")
    is_simple: bool = plain("True if one choice for each column expresses the whole mapping.")
    fields: list[str] = plain("Possible fields of a column.")
    lacking: list[str] = plain("What a suggested mapping still lacks; if it lacks anything, no rows are shown.")
    rows: list[FactImportPreviewRow] = plain("At most 20.")


@strawberry.type(description="A row that would be refused.")
class FactImportRefusal:
    number: int = plain("Row number as in a spreadsheet.")
    faults: list[FactImportFault] = plain("Its faults.")


@strawberry.type(description="Result of importing the file.")
class FactImportTrial:
    accepted: int = plain("Facts that are new.")
    corrected: int = plain("Facts that correct known ones.")
    unchanged: int = plain("Facts already known with the same content.")
    refused: int = plain("Rows that would be refused.")
    silent: int = plain("Number of rows that the mapping does not cover.")
    repeated: int = plain("Number of rows that repeat an earlier row.")
    elsewhere: int = plain("Number of rows about other partners, which are skipped.")
    refusals: list[FactImportRefusal] = plain("The first 50 rows that would be refused.")


@strawberry.type(description="Result of a preview.")
class FactImportPreviewPayload:
    user_errors: list[UserError] = plain("Empty on success.")
    preview: FactImportPreview | None = plain("The preview; null if it was refused.")


@strawberry.type(description="Result of a trial.")
class FactImportTrialPayload:
    user_errors: list[UserError] = plain("Empty on success.")
    trial: FactImportTrial | None = plain("The trial; null if it was refused.")


def _previewed(found: Seen | None, refusals: Sequence[Refused], language: str) -> FactImportPreviewPayload:
    refused: Any = list(refusals)
    return FactImportPreviewPayload(user_errors=refused, preview=_preview(found, language) if found else None)


def _preview(found: Seen, language: str) -> FactImportPreview:
    return FactImportPreview(
        kind=found.kind, columns=imported.columns(found.headings, found.columns, found.examples),
        document=found.document, is_simple=found.is_simple, fields=[*found.fields], lacking=[*found.lacking],
        rows=[_row(each, language) for each in found.rows],
    )  # fmt: skip


def _row(row: Previewed, language: str) -> FactImportPreviewRow:
    return FactImportPreviewRow(
        number=row.row, facts=[_fact(each) for each in row.facts],
        faults=imported.told((fault(each) for each in row.refused), language),
    )  # fmt: skip


def _fact(told: Told) -> FactImportTold:
    values = typed.texts(told.values)
    return FactImportTold(
        statement=told.statement, subject_key=told.subject_key, external_id=told.external_id, partner=told.partner,
        values=[FactValue(name=name, value=value) for name, value in values.items()],
    )  # fmt: skip


def _tried(found: Tried | None, refusals: Sequence[Refused], language: str) -> FactImportTrialPayload:
    refused: Any = list(refusals)
    return FactImportTrialPayload(user_errors=refused, trial=_trial(found, language) if found else None)


def _trial(found: Tried, language: str) -> FactImportTrial:
    shown = sorted(found.faults)[:MOST_SHOWN]
    return FactImportTrial(
        accepted=found.accepted, corrected=found.corrected, unchanged=found.unchanged, refused=len(found.faults),
        silent=found.silent, repeated=found.repeated, elsewhere=found.elsewhere,
        refusals=[
            FactImportRefusal(number=number, faults=imported.told(found.faults[number], language)) for number in shown
        ],
    )  # fmt: skip


@strawberry.input(description="Conditions joined by AND. Absent means any.")
class FactImportFilter:
    partner_id: strawberry.ID | None = condition("The partner.")


@strawberry.type
class FactImportQuery:
    @connection(Connection[FactImport] | None, "Files of facts, newest first.", requires=P.EXPECTATION_READ)
    def fact_imports(self: Row, filter: FactImportFilter | None = None) -> Any:  # noqa: A002
        wanted: Any = filter
        partner = wanted.partner_id and wanted.partner_id.value if wanted else None
        return Page(queries.filtered_imports(partner_id=partner), imported.CREATED, descending=True)

    @read(FactImport | None, "One file of facts.", requires=P.EXPECTATION_READ)
    def fact_import(self: Row, id: strawberry.ID) -> Any:  # noqa: A002
        wanted: Any = id
        return queries.import_(wanted.value)

    @read(
        list[FactMapping] | None, "Saved mappings of the caller's organisation, last used first.",
        requires=P.FACT_RECORD,
    )  # fmt: skip
    def fact_mappings(self: Row) -> Any:
        return queries.mappings()

    fact_import_preview = rehearsals.rehearsal(
        FactImportPreviewPayload, FactImportQuestionInput,
        "The first rows of a file, interpreted, with its columns. Nothing is stored.",
        importing.preview_import, P.FACT_RECORD, _previewed,
    )  # fmt: skip
    fact_import_trial = rehearsals.rehearsal(
        FactImportTrialPayload, FactImportQuestionInput,
        "Try the import of a whole file. Nothing is stored.", importing.try_import,
        P.FACT_RECORD, _tried,
    )  # fmt: skip


FactImportPayload = payload(
    FactImport, "factImport", queries.import_, description="Result of a step of a file of facts.",
    shown="The current file; unchanged if the step was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any) -> Any:
    return mutation(FactImportPayload, given, description, operation, P.FACT_RECORD)


@strawberry.type
class FactImportMutation:
    fact_import_start = _step(FactImportStartInput, "Have a file of facts read.", importing.start_import)
    fact_import_map = _step(FactImportMapInput, "Say what the columns of a file mean.", importing.map_import)
    fact_import_take_in = _step(
        FactImportStepInput, "Import every row that can be imported; the others are listed.", importing.take_in
    )
    fact_import_cancel = _step(FactImportStepInput, "Cancel an import; imported rows stay.", importing.cancel_import)
