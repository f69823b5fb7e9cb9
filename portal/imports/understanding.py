"""What a row says, checked cell by cell, without a look at what is here: all its faults at once."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from portal import calendars, wording
from portal.imports import values
from portal.imports.columns import NEEDED, OF, Column
from portal.imports.faults import Faults
from portal.imports.models import ImportRow
from portal.imports.rules import Kind
from portal.partners import numbers
from portal.partners.operations import creating, external_keys
from portal.partners.public_mail import business_email_given
from portal.sentences import say
from portal.sheets.table import ERRORS, NO_RESULT, UNREADABLE

C = Column
_LINES = re.compile(r"\s*[\t\n\v\f\r]\s*")


@dataclass(frozen=True, slots=True)
class Understood:
    """What a row says, by the names that operations have for it; what it does not say is not in it."""

    said: Mapping[str, Any]
    own: frozenset[str]
    """What the row says itself; the rest follows or is said for all rows."""
    faults: Faults

    def told(self) -> list[dict[str, str]]:
        """As the preview shows it."""
        return [{"column": name.upper(), "value": _text(value)} for name, value in self.said.items()]


def _text(value: object) -> str:
    """As the API calls it."""
    return ", ".join(sorted(each.name for each in value)) if isinstance(value, frozenset) else str(value)


def understand(kind: Kind, row: ImportRow, columns: Mapping[str, int], defaults: Mapping[str, str]) -> Understood:
    """The row as it is meant; `columns` says where each column stands."""
    faults = Faults()
    if row.surplus:
        faults.add(None, say("The row has {count} more cells than the header row.", count=row.surplus))
    cells = {column: _cell(column, row.cells[columns[column]]) for column in OF[kind] if column in columns}
    for column, cell in cells.items():
        if UNREADABLE in cell:
            faults.add(column, say("The cell is too long or has a character that cannot be read."))
            cells[column] = ""
        elif cell in ERRORS:
            faults.add(column, say("The cell has the spreadsheet error {error}.", error=cell))
            cells[column] = ""
        elif cell == NO_RESULT:
            faults.add(column, say("The cell has a formula without a result. Calculate it and save the file."))
            cells[column] = ""
    wrong = {fault["column"] for fault in faults.found}
    filled = {column: cells.get(column) or defaults.get(column, "") for column in OF[kind]}
    for column in NEEDED[kind]:
        if not filled[column] and column not in wrong:
            faults.add(column, say("This field is required."))
    found = _partner(filled, faults, wrong) if kind is Kind.PARTNERS else _person(filled, faults)
    own = frozenset(column.lower() for column, cell in cells.items() if cell)
    return Understood({name: value for name, value in found.items() if value not in (None, "")}, own, faults)


def _cell(column: Column, text: str) -> str:
    """What it says; lines in a cell that names one thing are one line."""
    return text.strip() if column in {C.KINDS, C.ROLES} else _LINES.sub(" ", text.strip())


def _checked(
    cells: Mapping[Column, str], faults: Faults, checks: Mapping[Column, Callable[[str], Any]]
) -> dict[str, Any]:
    return {
        column.lower(): faults.tried(column, partial(check, cells[column]))
        for column, check in checks.items()
        if cells[column]
    }


def _partner(cells: Mapping[Column, str], faults: Faults, wrong: set[Any]) -> dict[str, Any]:
    country = values.country_of(cells[C.COUNTRY]) or ""
    checks: dict[Column, Callable[[str], Any]] = {
        C.NAME: creating.legal_name, C.REGISTER_NUMBER: partial(numbers.register_number_given, country=country),
        C.VAT_NUMBER: partial(numbers.vat_number_given, country=country), C.LEI: numbers.lei_given,
        C.EMAIL: business_email_given, C.CONTACT: wording.name_given, C.MANAGER: wording.email_given,
        C.SYSTEM: external_keys.system_given, C.EXTERNAL_ID: external_keys.value_given,
    }  # fmt: skip
    found = _checked(cells, faults, checks)
    if cells[C.EXTERNAL_ID] and not cells[C.SYSTEM]:
        faults.add(C.SYSTEM, say("Enter the system that the external key belongs to."))
    if cells[C.CONTACT] and not cells[C.EMAIL]:
        faults.add(C.EMAIL, say("Enter the contact's work email address."))
    kinds, strange = values.kinds_of(cells[C.KINDS])
    for each in strange:
        faults.add(C.KINDS, say("There is no kind of partner called {name}.", name=each))
    if not kinds and not strange and C.KINDS not in wrong:
        faults.add(C.KINDS, say("Choose the kind of partner, for this row or for all rows."))
    return found | {"kinds": kinds or None} | ({} if C.COUNTRY in wrong else _place(cells, faults))


def _place(cells: Mapping[Column, str], faults: Faults) -> dict[str, Any]:
    """Country, calendar and zone; the two follow from the country where nothing else is said."""
    country = values.country_of(cells[C.COUNTRY])
    if country is None:
        missing = say("Choose the country, for this row or for all rows.")
        faults.add(
            C.COUNTRY, say("There is no country called {name}.", name=cells[C.COUNTRY]) if cells[C.COUNTRY] else missing
        )
        return {}
    calendar, zone = cells[C.CALENDAR] or values.calendar_of(country), cells[C.ZONE] or values.zone_of(country)
    if calendar is None:
        faults.add(C.CALENDAR, say("There is no calendar for this country. Choose another one."))
    if zone is None:
        faults.add(C.ZONE, say("This country has several time zones. Enter one, such as America/New_York."))
    return {
        "country": country,
        "calendar": calendar and faults.tried(C.CALENDAR, partial(calendars.validate, calendar)),
        "zone": zone and faults.tried(C.ZONE, partial(calendars.validate_zone, zone)),
    }


def _person(cells: Mapping[Column, str], faults: Faults) -> dict[str, Any]:
    checks: dict[Column, Callable[[str], Any]] = {
        C.NAME: wording.name_given, C.EMAIL: wording.email_given, C.TITLE: wording.name_given,
        C.ORGANISATION: creating.legal_name if "org_" not in cells[C.ORGANISATION] else str,
        C.SYSTEM: external_keys.system_given, C.EXTERNAL_ID: external_keys.value_given,
    }  # fmt: skip
    found = _checked(cells, faults, checks)
    if not cells[C.ORGANISATION] and not cells[C.EXTERNAL_ID]:
        faults.add(C.ORGANISATION, say("Enter the organisation's name or external key."))
    if cells[C.EXTERNAL_ID] and not cells[C.SYSTEM]:
        faults.add(C.SYSTEM, say("Enter the system that the external key belongs to."))
    roles, strange = values.roles_of(cells[C.ROLES])
    for each in strange:
        faults.add(C.ROLES, say("There is no role called {name}.", name=each))
    if not roles and not strange:
        faults.add(C.ROLES, say("Choose at least one role."))
    language = values.language_of(cells[C.LANGUAGE]) if cells[C.LANGUAGE] else None
    if cells[C.LANGUAGE] and language is None:
        faults.add(C.LANGUAGE, say("There is no language called {name}.", name=cells[C.LANGUAGE]))
    return found | {"roles": roles or None, "language": language}
