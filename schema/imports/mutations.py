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


@strawberry.input(description="A file that is about to be sent.")
class ImportJobCreateInput:
    kind: ImportJobKind = given("What each row is about.")
    name: str = given("Name of the file, 1-200 characters.")
    encoding: str | None = optional("Of a CSV that is not UTF-8, for example `windows-1251`.")
    sheet: str | None = optional("Of a workbook; absent: the first that is shown.")
    system: str | None = optional("Whose external keys these are, where no column says it.")
    mapping: str | None = optional("A mapping that is kept, by its name.")
    idempotency_key: str | None = key()


@strawberry.input(description="A piece of a file.")
class ImportJobSendInput:
    import_job_id: strawberry.ID = given(JOB)
    number: int = given("1 for the first, at most 20.")
    content: str = given("At most 1,500,000 bytes, in base64.")
    is_last: bool = given("With the last piece the file is read.")
    idempotency_key: str | None = key()


@strawberry.input(description="What a column is.")
class ImportColumnInput:
    heading: str = given("As the file calls it.")
    column: ImportColumn = given("What it is.")


@strawberry.input(description="What counts where a row says nothing.")
class ImportDefaultInput:
    column: ImportColumn = given("The column.")
    value: str = given("As a cell would say it.")


@strawberry.input(description="What the columns are; then every row is tried, and nothing is changed.")
class ImportJobMapInput:
    import_job_id: strawberry.ID = given(JOB)
    expected_version: int = given(EXPECTED)
    columns: list[ImportColumnInput] = given("Those that are not passed over.")
    defaults: list[ImportDefaultInput] | None = optional("What counts where rows say nothing.")
    is_inviting: bool | None = optional("Send the invitations at once; otherwise people get a place and no letter.")
    save_as: str | None = optional("Keep the mapping under this name, 1-100 characters.")
    idempotency_key: str | None = key()


@strawberry.input(description="A step that needs nothing but the import.")
class ImportJobStepInput:
    import_job_id: strawberry.ID = given(JOB)
    expected_version: int = given(EXPECTED)
    idempotency_key: str | None = key()


@strawberry.input(description="What a row is that is similar to something; it is taken in with the next start.")
class ImportJobAnswerInput:
    import_row_id: strawberry.ID = given("The row.")
    answer: ImportAnswer = given("What it is.")
    same_as_id: strawberry.ID | None = optional("For `SAME`: the partner, one of those it is similar to.")
    idempotency_key: str | None = key()


@converts(ImportColumnInput)
def _chosen(chosen: Any, _path: tuple[str, ...]) -> operations.Chosen:
    return operations.Chosen(heading=chosen.heading, column=chosen.column)


@converts(ImportDefaultInput)
def _default(default: Any, _path: tuple[str, ...]) -> operations.Default:
    return operations.Default(column=default.column, value=default.value)


ImportJobPayload = payload(
    ImportJob, "importJob", queries.import_, description="Result of a step of an import.",
    shown="The import now; as it is, if the step was refused.",
)  # fmt: skip


def _step(given: type, description: str, operation: Any) -> Any:
    return mutation(ImportJobPayload, given, description, operation, Permission.COMPANY_READ)


@strawberry.type
class ImportMutation:
    import_job_create = _step(ImportJobCreateInput, "Announce a list; its file follows.", operations.create)
    import_job_send = _step(ImportJobSendInput, "Send a piece of the file.", operations.send)
    import_job_map = _step(ImportJobMapInput, "Say what the columns are, and try every row.", operations.map_columns)
    import_job_answer = _step(ImportJobAnswerInput, "Say what a row is that is similar to another.", operations.answer)
    import_job_start = _step(ImportJobStepInput, "Take in every row that can be.", operations.start)
    import_job_cancel = _step(ImportJobStepInput, "Call an import off; what was taken in stays.", operations.cancel)
