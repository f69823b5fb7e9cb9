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
from schema.engine import rehearsals
from schema.engine.enums import enum
from schema.engine.errors import Told, UserError, UserErrorCode
from schema.engine.fields import Row, computed, nothing_needed, plain, read
from schema.engine.mutations import mutation, user_errors
from schema.opportunities.types import Opportunity
from schema.shared.enums import OPEN
from schema.shared.inputs import given, key

P = Permission.OPPORTUNITY_REGISTER
CONTENT = (
    f"CSV with a row of headings, at most {sheets.MOST_ROWS} rows and {sheets.MOST_CHARACTERS:,} characters. Headings: "
    + ", ".join(sheet.TEMPLATE.values()) + ", or as such columns are usually called."
)  # fmt: skip
OpportunitySheetColumn: Any = enum(
    sheet.Column, "OpportunitySheetColumn", f"What a column of a sheet of deals says. {OPEN}",
    REFERENCE="What the partner calls the deal; by it the same deal is registered once.",
    CUSTOMER="The customer's name.",
    COUNTRY="The customer's country, as a code or by name.", DOMAIN="Its domain.", LEI="Legal Entity Identifier.",
    VAT_NUMBER="VAT number.", REGISTER_NUMBER="Number in a register of companies.",
    PRODUCTS="Codes of products, with commas between them.",
    REGIONS="Codes of countries or regions; absent: the customer's country.", AMOUNT="Digits, such as 48000.50.",
    CURRENCY="ISO 4217 code.", EXPECTED_CLOSE="Day, as year-month-day or day.month.year.",
    STAGE="How far the sale is.", TEXT="What the customer needs.",
)  # fmt: skip
OpportunitySheetResult: Any = enum(
    Result, "OpportunitySheetResult", f"What becomes of a row. {OPEN}",
    REGISTERED="It is registered.", KNOWN="A deal with this reference is here: nothing more happens.",
    REFUSED="It is passed over, and says why.",
)  # fmt: skip


@strawberry.input(description="A sheet to be tried.")
class OpportunitySheetTrialInput:
    content: str = given(CONTENT)


@strawberry.input(description="A sheet whose rows are registered in their order.")
class OpportunityRegisterSheetInput:
    content: str = given(CONTENT)
    idempotency_key: str | None = key()


@strawberry.type(description="What one column of a row says.")
class OpportunitySheetValue:
    column: OpportunitySheetColumn = plain("The column.")
    value: str = plain("As understood.")


@strawberry.type(description="One thing that is wrong with a row.")
class OpportunitySheetFault:
    code: UserErrorCode = plain("The code that registering it by itself would be refused with.")
    column: OpportunitySheetColumn | None = plain("The column; null for the whole row.")
    message: str = plain("Text for a person, in the language of `Accept-Language`.")


@strawberry.type(description="A row of a sheet, and what it would become.")
class OpportunitySheetRow:
    number: int = plain("As a spreadsheet shows it.")
    cells: list[str] = plain("As they came.")
    understood: list[OpportunitySheetValue] = plain("As understood.")
    result: OpportunitySheetResult = plain("What it would become.")
    known_as: strawberry.ID | None = plain("Global ID of the opportunity with its reference, where there is one.")
    faults: list[OpportunitySheetFault] = plain("All that is wrong with it.")


@strawberry.type(description="What registering a sheet would come to.")
class OpportunitySheetTrial:
    headings: list[str] = plain("As the sheet calls its columns.")
    registered: int = plain("Rows that would be registered.")
    known: int = plain("Rows whose reference is known.")
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
        list[Opportunity], "Those that were registered, in the order of the rows; of a sheet that is known, as they"
        " came in. A trial of the same sheet says which rows were refused.",
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
            headings=list(found.headings), registered=len(found.of(Result.REGISTERED)),
            known=len(found.of(Result.KNOWN)), refused=len(found.of(Result.REFUSED)),
            rows=[_row(each, language) for each in found.outcomes],
        ),
    )  # fmt: skip


@strawberry.type
class SheetQuery:
    opportunity_sheet_trial = rehearsals.rehearsal(
        OpportunitySheetTrialPayload, OpportunitySheetTrialInput,
        "Try a sheet of deals: what each row would become. Nothing is written.", operations.try_sheet, P, _tried,
    )  # fmt: skip


@strawberry.type
class SheetMutation:
    opportunity_register_sheet = mutation(
        OpportunityRegisterSheetPayload, OpportunityRegisterSheetInput,
        "Register every row of a sheet that can be, in their order; the same sheet again registers nothing twice.",
        operations.register_sheet, P,
    )  # fmt: skip
