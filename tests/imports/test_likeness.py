"""An organisation is known again by its numbers and its key as well, however written; a person says what it is."""

import pytest

from portal.access import Role
from portal.imports.reports import report
from portal.imports.rules import Answer
from tests.imports.lists import written
from tests.imports.scene import Office

HEAD = ("Vendor No", "Company name", "Country", "Type", "VAT number", "LEI", "Register number")
NORTH = ("000100", "Northgate Castings GmbH", "DE", "vendor", "DE136695976", "5493001KJTIIGC8Y1R12", "HRB 00123")

LEI = (
    "This is not a valid legal entity identifier. It must have 20 letters and digits, of which the last two"
    " are check digits."
)


def other(**changed: str) -> tuple[str, ...]:
    """A row with another name and key and no number, but for what is said."""
    row = {
        "key": "77",
        "name": "Somebody Else",
        "country": "DE",
        "kind": "vendor",
        "vat": "",
        "lei": "",
        "register": "",
    }
    return tuple((row | changed).values())


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (other(vat="de 136.695.976"), ["VAT_NUMBER"]),
        (other(vat="136695976"), ["VAT_NUMBER"]),
        (other(vat="DE136695976", country="AT"), ["VAT_NUMBER"]),
        (other(lei="5493 001k jtii gc8y 1r12", country="FR"), ["LEI"]),
        (other(register="hrb123"), ["REGISTER_NUMBER"]),
        (other(key="100"), ["EXTERNAL_ID"]),
        (other(name="NORTHGATE castings", vat="136 695 976"), ["NAME", "VAT_NUMBER"]),
    ],
)  # fmt: skip
async def test_the_same_number_in_another_spelling_is_asked_about_and_never_merged(
    office: Office, row: tuple[str, ...], why: list[str]
) -> None:
    await office.taken_in(written([HEAD, NORTH]), system="SAP")
    job = await office.taken_in(written([HEAD, row]), system="Sap")
    [asked] = await office.rows(job)
    assert (asked.status, [(each["name"], each["why"]) for each in asked.similar]) == (
        "SIMILAR", [("Northgate Castings GmbH", why)],
    )  # fmt: skip
    assert len(await office.partners()) == 1


@pytest.mark.parametrize(
    "row",
    [
        other(vat="DE129274202"), other(register="HRB 1230"), other(register="HRB 123", country="FR"),
        other(key="1001"), other(key="000100", vat="129274202"),
    ],
)  # fmt: skip
async def test_another_number_is_another_organisation(office: Office, row: tuple[str, ...]) -> None:
    await office.taken_in(written([HEAD, NORTH]), system="SAP")
    await office.taken_in(written([HEAD, row]), system="Oracle")
    assert set(await office.partners()) == {"Northgate Castings GmbH", "Somebody Else"}


async def test_rows_of_one_file_with_one_number_are_asked_about_once_the_first_is_here(office: Office) -> None:
    rows = [NORTH, other(vat="136695976"), other(name="A Third", key="0100")]
    job = await office.taken_in(written([HEAD, *rows]), system="SAP")
    assert await office.outcome(job) == [(2, "NEW"), (3, "SIMILAR"), (4, "SIMILAR")]
    north = (await office.partners())["Northgate Castings GmbH"]
    _, second, third = await office.rows(job)
    assert [(each["id"], each["why"]) for row in (second, third) for each in row.similar] == [
        (str(north.id), ["VAT_NUMBER"]), (str(north.id), ["EXTERNAL_ID"]),
    ]  # fmt: skip
    lines = "".join(report(await office.rows(job), {}))
    assert f"3,SIMILAR,no,,,Northgate Castings GmbH (org_{north.id.hex}: VAT_NUMBER)" in lines

    await office.answered(second, Answer.SAME, same_as=north.id)
    await office.answered(third, Answer.ANOTHER)
    job = await office.started(job)
    assert await office.outcome(job) == [(2, "NEW"), (3, "CHANGED"), (4, "NEW")]
    assert {name: each.vat_number for name, each in (await office.partners()).items()} == {
        "Somebody Else": "DE136695976", "A Third": None,
    }  # fmt: skip


async def test_a_number_that_is_only_written_otherwise_changes_nothing(office: Office) -> None:
    await office.taken_in(written([HEAD, NORTH]), system="SAP")
    spelt = (*NORTH[:4], "136 695 976", "5493-001KJTIIGC8Y1R12", "HRB 123")
    job = await office.taken_in(written([HEAD, spelt]), system="SAP")
    assert await office.outcome(job) == [(2, "SAME")]
    [north] = (await office.partners()).values()
    assert (north.vat_number, north.register_number) == ("DE136695976", "HRB 00123")


async def test_a_check_digit_that_does_not_fit_is_named_with_its_row_and_column(office: Office) -> None:
    rows = [
        other(key="1", vat="DE136695977"), other(key="2", vat="DE13669597"), other(key="3", vat="13669597"),
        other(key="4", lei="5493001KJTIIGC8Y1R13"), other(key="5", country="FR", register="552 081 318"),
        other(key="6", country="IN", vat="AAPFU0939F"), other(key="7", country="BG", vat="DE136695977"),
    ]  # fmt: skip
    job = await office.sent(written([HEAD, *rows]), system="SAP")
    job = await office.mapped(job)
    digit = "Its check digit does not match the other digits."
    assert await office.faults(job) == [
        (2, "VAT_NUMBER", f"Check the VAT number. {digit}"),
        (3, "VAT_NUMBER", "Check the VAT number. A number that starts with DE has another length or form."),
        (5, "LEI", LEI),
        (6, "REGISTER_NUMBER", f"Check the register number. {digit}"),
        (8, "VAT_NUMBER", f"Check the VAT number. {digit}"),
    ]  # fmt: skip


async def test_who_looks_after_some_partners_is_not_told_of_the_numbers_of_others(office: Office) -> None:
    await office.taken_in(written([HEAD, NORTH]), system="SAP")
    manager = await office.somebody({Role.RELATIONSHIP_MANAGER})
    job = await office.taken_in(written([HEAD, other(vat="136695976", key="100")]), system="SAP", actor=manager)
    assert await office.outcome(job) == [(2, "NEW")]
