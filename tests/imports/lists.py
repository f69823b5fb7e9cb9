"""Lists of organisations of our own making, with the faults that such lists have."""

import csv
import io
import random
from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.partners import numbers

HEADINGS = ("Vendor No", "Company name", "Country", "Type", "VAT number", "E-mail", "Contact person")
FIRST = ("North", "South", "East", "West", "Upper", "Lower", "New", "Old", "Grand", "Little", "Blue", "Green")
SECOND = ("river", "field", "bridge", "haven", "ford", "mill", "stone", "wood", "port", "vale", "gate", "peak")
TRADE = ("Castings", "Freight", "Foods", "Textiles", "Tools", "Optics", "Paper", "Glass", "Pumps", "Valves", "Seeds")
FORMS = {"DE": "GmbH", "BG": "ООД", "IN": "Pvt Ltd", "PH": "Inc", "FR": "SARL", "NL": "B.V.", "PL": "sp. z o.o."}

VAT_NUMBERS = {"DE": "DE{}{}", "BG": "BG{}{}", "NL": "NL{}{}B01", "PL": "PL1{}{}"}


@dataclass(slots=True)
class List:
    """Rows as a spreadsheet has them, and the row numbers of those with a fault by its column and sentence."""

    rows: list[list[str]]
    faults: dict[int, tuple[str, str]] = field(default_factory=dict)
    twins: list[int] = field(default_factory=list)
    """Rows whose name and country an earlier row has."""

    def csv(self, *, separator: str = ",", order: random.Random | None = None) -> bytes:
        rows = list(self.rows)
        if order is not None:
            order.shuffle(rows)
        return written([HEADINGS, *rows], separator)


def written(rows: Iterable[Iterable[str]], separator: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


FAULTS = (
    (1, "", "Company name", "This field is required."),
    (2, "Atlantis", "Country", "There is no country called Atlantis."),
    (2, "", "Country", "Choose the country, for this row or for all rows."),
    (3, "carrier", "Type", "There is no kind of partner called carrier."),
    (4, "X", "VAT number", "The VAT number must have 4 to 20 letters and digits."),
    (4, "DE123456789", "VAT number", "Check the VAT number. Its check digit does not match the other digits."),
    (5, "nobody", "E-mail", "This is not an email address."),
    (5, "owner@gmail.com", "E-mail", "Use a work email address, not one from a public email provider."),
    (
        1,
        "Acme \u202egnitsaC",
        "Company name",
        "A name or title cannot contain a character that changes the reading direction",
    ),
    (2, "#N/A", "Country", "The cell has the spreadsheet error #N/A."),
    (1, "Bad \ufffd name", "Company name", "The cell is too long or has a character that cannot be read."),
)
"""Where something else stands, what, and what is said about it in which column."""


def suppliers(count: int, *, seed: int = 1, fault_every: int = 25, twin_every: int = 100) -> List:
    """So many organisations; every 25th row has a fault, every 100th is one that is there, written otherwise."""
    chance, made = random.Random(seed), List([])
    for number in range(1, count + 1):
        row = _supplier(number, chance)
        at = number + 1
        if fault_every and number % fault_every == 0:
            place, cell, column, says = FAULTS[(number // fault_every) % len(FAULTS)]
            row[place] = cell
            made.faults[at] = (column, says)
        elif twin_every and number % twin_every == 3 and number > twin_every:
            twin = made.rows[number - twin_every]
            if number - twin_every + 2 not in made.faults:
                row[1], row[2] = f"  {twin[1].upper()} ", twin[2]
                made.twins.append(at)
        made.rows.append(row)
    return made


def _supplier(number: int, chance: random.Random) -> list[str]:
    country = chance.choice(sorted(FORMS))
    name = f"{chance.choice(FIRST)}{chance.choice(SECOND)} {chance.choice(TRADE)} {number} {FORMS[country]}"
    kind = chance.choice(("Supplier", "vendor", "Supplier; Distributor", "доставчик"))
    vat = vat_number(country, 10_000_000 + number)
    return [f"V-{number:05}", name, country, kind, vat, f"office@firm{number}.example", f"Robin {number}"]


def vat_number(country: str, number: int) -> str:
    """One whose check digit fits, made of eight digits; "" for countries that have none of such a form here."""
    if country not in VAT_NUMBERS:
        return ""
    tried = (VAT_NUMBERS[country].format(number, check) for check in range(10))
    return next((each for each in tried if numbers.vat_fault(each, country) is None), "")
