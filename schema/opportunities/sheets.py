"""A sheet of many deals: a trial that changes nothing, and one mutation that registers every row that can be."""

from collections.abc import Sequence
from typing import Any

import strawberry

from portal import ids
from portal.access import Permission
from portal.opportunities import operations, queries
from portal.opportunities.operations import sheets
from portal.opportunities.operations.sheets import Outcome, Result, Sheet
from portal.opportunities.rules import sheet
from portal.sheets import writing
from schema.engine import rehearsals
from schema.engine.enums import enum
from schema.engine.errors import Told, UserError, UserErrorCode
from schema.engine.fields import Row, computed, nothing_needed, plain, read
from schema.engine.mutations import mutation, user_errors
from schema.opportunities.types import Opportunity
from schema.shared.enums import OPEN
from schema.shared.inputs import key, optional

P = Permission.OPPORTUNITY_REGISTER
CONTENT = (
    f"CSV with a row of headings, at most {sheets.MOST_ROWS} rows and {sheets.MOST_CHARACTERS:,} characters. Headings: "
    + ", ".join(sheet.TEMPLATE.values()) + ", or as such columns are usually called."
)  # fmt: skip
FILE = f"A CSV or XLSX file in base64 with the same headings, at most {sheets.MOST_ROWS} rows."
SHEET = "Sheet of a workbook; absent: the first visible one."
OpportunitySheetColumn: Any = enum(
    sheet.Column, "OpportunitySheetColumn", f"Column of a sheet of deals. {OPEN}",
    REFERENCE="The partner's reference of the deal, so that it is registered only once.",
    CUSTOMER="The customer's name.",
    COUNTRY="The customer's country, as a code or by name.", DOMAIN="Its domain.", LEI="Legal Entity Identifier.",
    VAT_NUMBER="VAT number.", REGISTER_NUMBER="Number in a register of companies.",
    PRODUCTS="Product codes or the partner's own numbers, separated by commas or semicolons. A number that contains"
             " one stands in double quotes, or alone.",
    REGIONS="Codes of countries or regions; absent: the customer's country.", AMOUNT="Digits, such as 48000.50.",
    CURRENCY="ISO 4217 code.", EXPECTED_CLOSE="Day, as year-month-day or day.month.year.",
    STAGE="Stage of the sale.", TEXT="The customer's need.",
)  # fmt: skip
OpportunitySheetResult: Any = enum(
    Result, "OpportunitySheetResult", f"Result of a row. {OPEN}",
    REGISTERED="It is registered.", KNOWN="A deal with this reference already exists, so nothing happens.",
    REFUSED="It is skipped; its faults say why.",
)  # fmt: skip


@strawberry.input(description="A sheet to be tried: as text or as a file.")
class OpportunitySheetTrialInput:
    content: str | None = optional(CONTENT)
    file: str | None = optional(FILE)
    sheet: str | None = optional(SHEET)


@strawberry.input(description="A sheet whose rows are registered in their order: as text or as a file.")
class OpportunityRegisterSheetInput:
    content: str | None = optional(CONTENT)
    file: str | None = optional(FILE)
    sheet: str | None = optional(SHEET)
    idempotency_key: str | None = key()


@strawberry.type(description="Value of one column in a row.")
class OpportunitySheetValue:
    column: OpportunitySheetColumn = plain("The column.")
    value: str = plain("As interpreted.")


@strawberry.type(description="A fault of a row.")
class OpportunitySheetFault:
    code: UserErrorCode = plain("The refusal code that registering it alone would have.")
    column: OpportunitySheetColumn | None = plain("The column; null for the whole row.")
    message: str = plain("Text for a person, in the language of `Accept-Language`.")


@strawberry.type(description="A row of a sheet, with its result.")
class OpportunitySheetRow:
    number: int = plain("Row number as in a spreadsheet.")
    cells: list[str] = plain("Cells as they arrived.")
    understood: list[OpportunitySheetValue] = plain("As interpreted.")
    result: OpportunitySheetResult = plain("Its result.")
    known_as: strawberry.ID | None = plain("Global ID of the opportunity with its reference, where there is one.")
    faults: list[OpportunitySheetFault] = plain("Its faults.")


@strawberry.type(description="Result of trying a sheet.")
class OpportunitySheetTrial:
    headings: list[str] = plain("Column headings of the sheet.")
    content: str = plain("The sheet as CSV with semicolons; rows keep their numbers.")
    registered: int = plain("Rows that would be registered.")
    known: int = plain("Rows with a known reference.")
    refused: int = plain("Rows that would be refused.")
    rows: list[OpportunitySheetRow] = plain("All rows, in their order.")


@strawberry.type(description="Result of a trial.")
class OpportunitySheetTrialPayload:
    user_errors: list[UserError] = plain("Empty on success.")
    trial: OpportunitySheetTrial | None = plain("The trial; null if it was refused.")


@strawberry.type(description="Result of registering a sheet.")
class OpportunityRegisterSheetPayload:
    user_errors = computed(list[UserError], "Empty on success.", needs=nothing_needed, is_refusals=True)(user_errors)

    @read(
        list[Opportunity],
        "The registered opportunities, in the order of the rows; for a sheet that was sent before, in"
                " order of arrival. A trial of the same sheet says which rows were refused.",
    )  # fmt: skip
    def opportunities(self: Row) -> Any:
        return queries.filed_together(self.result_id)


def _row(each: Outcome, language: str) -> OpportunitySheetRow:
    faults: Any = [
        OpportunitySheetFault(
            code=told.code, column=sheet.column_of(refused.path), message=told.message
        )
        for refused in each.refusals
        for told in (Told(refused, language),)
    ]  # fmt: skip
    known: Any = ids.text("opp", each.record.id) if each.result is Result.KNOWN and each.record else None
    return OpportunitySheetRow(
        number=each.number, cells=list(each.cells), result=each.result, known_as=known, faults=faults,
        understood=[OpportunitySheetValue(column=name, value=value) for name, value in each.deal.values.items()],
    )  # fmt: skip


def _tried(found: Sheet | None, refusals: Sequence[Told], language: str) -> OpportunitySheetTrialPayload:
    refused: Any = list(refusals)
    if found is None:
        return OpportunitySheetTrialPayload(user_errors=refused, trial=None)
    return OpportunitySheetTrialPayload(
        user_errors=refused,
        trial=OpportunitySheetTrial(
            headings=list(found.table.headings), content=writing.text(found.table),
            registered=len(found.of(Result.REGISTERED)),
            known=len(found.of(Result.KNOWN)), refused=len(found.of(Result.REFUSED)),
            rows=[_row(each, language) for each in found.outcomes],
        ),
    )  # fmt: skip


@strawberry.type
class SheetQuery:
    opportunity_sheet_trial = rehearsals.rehearsal(
        OpportunitySheetTrialPayload, OpportunitySheetTrialInput,
        "Try a sheet of deals. Nothing is stored.", operations.try_sheet, P, _tried,
    )  # fmt: skip


@strawberry.type
class SheetMutation:
    opportunity_register_sheet = mutation(
        OpportunityRegisterSheetPayload, OpportunityRegisterSheetInput,
        "Register every valid row of a sheet in order. The same sheet sent again registers nothing twice.",
        operations.register_sheet, P,
    )  # fmt: skip
