"""One mutation for each step of an import."""

from typing import Any

import strawberry

from portal.access import Permission
from portal.imports import operations, queries
from schema.engine.mutations import converts, mutation, payload
from schema.imports.enums import ImportAnswer, ImportColumn, ImportJobKind
from schema.imports.types import ImportJob
from schema.shared.inputs import EXPECTED, given, key, optional

JOB = "The import."


@strawberry.input(description="A file to upload.")
class ImportJobCreateInput:
    kind: ImportJobKind = given("Kind of its rows.")
    name: str = given("Name of the file, 1-200 characters.")
    encoding: str | None = optional("Encoding of a CSV that is not UTF-8, for example `windows-1251`.")
    sheet: str | None = optional("Sheet of a workbook; absent: the first visible one.")
    system: str | None = optional("System of the external keys, if no column has it.")
    mapping: str | None = optional("Name of a saved mapping.")
    idempotency_key: str | None = key()


@strawberry.input(description="A piece of a file.")
class ImportJobSendInput:
    import_job_id: strawberry.ID = given(JOB)
    number: int = given("1 for the first, at most 20.")
    content: str = given("At most 1,500,000 bytes, in base64.")
    is_last: bool = given("True for the last piece; the file is then read.")
    idempotency_key: str | None = key()


@strawberry.input(description="Field of a column.")
class ImportColumnInput:
    heading: str = given("Heading in the file.")
    column: ImportColumn = given("What it is.")


@strawberry.input(description="Defaults for rows without a value.")
class ImportDefaultInput:
    column: ImportColumn = given("The column.")
    value: str = given("Value in the form of a cell.")


@strawberry.input(description="The columns. Every row is then checked, and nothing is changed.")
class ImportJobMapInput:
    import_job_id: strawberry.ID = given(JOB)
    expected_version: int = given(EXPECTED)
    columns: list[ImportColumnInput] = given("The columns to use.")
    defaults: list[ImportDefaultInput] | None = optional("Defaults for rows without a value.")
    is_inviting: bool | None = optional(
        "True: send the invitations immediately; otherwise memberships are prepared without an email."
    )
    save_as: str | None = optional("Name to save the mapping under, 1-100 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs only the import.")
class ImportJobStepInput:
    import_job_id: strawberry.ID = given(JOB)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="Answer about a similar row, which is imported with the next start.")
class ImportJobAnswerInput:
    import_row_id: strawberry.ID = given("The row.")
    answer: ImportAnswer = given("What it is.")
    same_as_id: strawberry.ID | None = optional("For `SAME`: the partner that it is the same as.")
    idempotency_key: str | None = key()


@converts(ImportColumnInput)
def _chosen(chosen: Any, _path: tuple[str, ...]) -> operations.Chosen:
    return operations.Chosen(heading=chosen.heading, column=chosen.column)


@converts(ImportDefaultInput)
def _default(default: Any, _path: tuple[str, ...]) -> operations.Default:
    return operations.Default(column=default.column, value=default.value)


ImportJobPayload = payload(
    ImportJob, "importJob", queries.import_, description="Result of a step of an import.",
    shown="The current import; unchanged if the step was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any) -> Any:
    return mutation(ImportJobPayload, given, description, operation, Permission.COMPANY_READ)


@strawberry.type
class ImportMutation:
    import_job_create = _step(ImportJobCreateInput, "Start an import; send its file next.", operations.create)
    import_job_send = _step(ImportJobSendInput, "Send a piece of the file.", operations.send)
    import_job_map = _step(ImportJobMapInput, "Set the columns and check every row.", operations.map_columns)
    import_job_answer = _step(ImportJobAnswerInput, "Answer whether a similar row is the same.", operations.answer)
    import_job_start = _step(ImportJobStepInput, "Import every row that can be imported.", operations.start)
    import_job_cancel = _step(ImportJobStepInput, "Cancel an import; imported rows stay.", operations.cancel)
