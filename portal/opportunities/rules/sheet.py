"""What a column of a sheet of registrations can be, by its heading in four languages, and what a row of it says."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from portal import errors, money
from portal.imports.values import country_of
from portal.money import Money
from portal.opportunities.rules.statuses import Stage
from portal.sentences import say
from portal.sheets.table import ERRORS, NO_RESULT, UNREADABLE


class Column(StrEnum):
    REFERENCE = "REFERENCE"
    CUSTOMER = "CUSTOMER"
    COUNTRY = "COUNTRY"
    DOMAIN = "DOMAIN"
    LEI = "LEI"
    VAT_NUMBER = "VAT_NUMBER"
    REGISTER_NUMBER = "REGISTER_NUMBER"
    PRODUCTS = "PRODUCTS"
    REGIONS = "REGIONS"
    AMOUNT = "AMOUNT"
    CURRENCY = "CURRENCY"
    EXPECTED_CLOSE = "EXPECTED_CLOSE"
    STAGE = "STAGE"
    TEXT = "TEXT"


C = Column
NEEDED = (C.REFERENCE, C.CUSTOMER, C.COUNTRY, C.PRODUCTS, C.AMOUNT, C.CURRENCY, C.EXPECTED_CLOSE)
"""Without these no row could be registered; regions that no row names are the customer's country."""
TEMPLATE: Mapping[Column, str] = {
    C.REFERENCE: "Reference", C.CUSTOMER: "Customer", C.COUNTRY: "Country", C.DOMAIN: "Domain", C.LEI: "LEI",
    C.VAT_NUMBER: "VAT number", C.REGISTER_NUMBER: "Register number", C.PRODUCTS: "Products", C.REGIONS: "Regions",
    C.AMOUNT: "Amount", C.CURRENCY: "Currency", C.EXPECTED_CLOSE: "Expected close", C.STAGE: "Stage", C.TEXT: "Need",
}  # fmt: skip
"""The headings of the portal's own sheet."""
_USUAL: Mapping[Column, str] = {
    C.REFERENCE: """reference|your reference|deal id|deal number|deal|opportunity id|external id|id|
        означение|номер на сделка|код на сделка|संदर्भ|सौदा संख्या|reference ng deal|numero ng deal""",
    C.CUSTOMER: """customer|customer name|end customer|account|account name|company|name|
        клиент|краен клиент|име на клиента|ग्राहक|ग्राहक का नाम|अंतिम ग्राहक|kliyente|pangalan ng customer""",
    C.COUNTRY: "country|country code|държава|страна|देश|देश कोड|bansa|code ng bansa",
    C.DOMAIN: "domain|website|web|e-mail domain|домейн|уебсайт|डोमेन|वेबसाइट",
    C.LEI: "lei|lei code|legal entity identifier|леи|एलईआई",
    C.VAT_NUMBER: "vat|vat number|vat no|vat id|tax id|gstin|ддс|номер по ддс|वैट नंबर|जीएसटी|numero ng vat",
    C.REGISTER_NUMBER: """register number|registration number|company number|еик|регистрационен номер|
        पंजीकरण संख्या|numero sa rehistro""",
    C.PRODUCTS: "products|product|product codes|sku|продукти|продукт|उत्पाद|mga produkto|produkto",
    C.REGIONS: """regions|region|countries or regions|territory|региони|регион|държави или региони|क्षेत्र|
        mga rehiyon|rehiyon""",
    C.AMOUNT: "amount|expected amount|value|deal size|сума|очаквана сума|стойност|राशि|अपेक्षित राशि|halaga",
    C.CURRENCY: "currency|валута|मुद्रा|pera|salapi",
    C.EXPECTED_CLOSE: """expected close|close date|expected close date|expected order date|closing date|
        очаквана дата|дата на поръчката|очаквана дата на поръчката|अपेक्षित तारीख|अपेक्षित ऑर्डर तिथि|
        petsa ng pagsasara|inaasahang petsa ng order""",
    C.STAGE: "stage|етап|चरण|yugto",
    C.TEXT: "need|text|description|what the customer needs|notes|описание|нужда|विवरण|ज़रूरत|paglalarawan",
}
_FIELDS: Mapping[str, Column] = {
    "externalId": C.REFERENCE, "name": C.CUSTOMER, "customerName": C.CUSTOMER, "country": C.COUNTRY,
    "domain": C.DOMAIN, "lei": C.LEI, "vatNumber": C.VAT_NUMBER, "registerNumber": C.REGISTER_NUMBER,
    "products": C.PRODUCTS, "regions": C.REGIONS, "amount": C.AMOUNT, "currency": C.CURRENCY,
    "expectedCloseOn": C.EXPECTED_CLOSE, "stage": C.STAGE, "text": C.TEXT,
}  # fmt: skip
_SIGNS = re.compile(r"[\s_.:*#()/-]+")
_SEVERAL = re.compile(r'[^\S\n]*(?:"((?:[^"]|"")+)"[^\S\n]*(?=[,;|\n]|$)|([^,;|\n]+))')
"""One of several: what stands in quotes, with the separators between them, or all up to the next separator."""
_CODES = re.compile(r"[,;|\s]+")
_POINTED = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_COMMA = re.compile(r"[0-9]+,[0-9]{1,2}")


def _bare(heading: str) -> str:
    return _SIGNS.sub(" ", unicodedata.normalize("NFKC", heading).casefold()).strip()


USUAL: Mapping[Column, frozenset[str]] = {
    column: frozenset(_bare(each) for each in text.split("|")) for column, text in _USUAL.items()
}


@dataclass(frozen=True, slots=True)
class Deal:
    """What a row says of a deal, by the names of the fields of a form."""

    values: Mapping[Column, str]
    """As the preview shows it: codes, digits with a point, days as year-month-day."""
    faults: tuple[errors.Refused, ...]
    products: Sequence[str] = ()
    regions: Sequence[str] = ()
    estimate: Money | None = None
    expected_close_on: date | None = None
    stage: Stage = Stage.LEAD


def recognised(headings: Iterable[str]) -> dict[str, Column]:
    """The column that each heading usually is; each column once, the first heading that is called so."""
    found: dict[str, Column] = {}
    for heading in filter(None, headings):
        usual = next((each for each in Column if _bare(heading) in USUAL[each]), None)
        if usual is not None and usual not in found.values():
            found[heading] = usual
    return found


def column_of(path: errors.Path) -> Column | None:
    """The column that a refusal is about, by the field that it names."""
    return next((_FIELDS[each] for each in reversed(path) if each in _FIELDS), None)


def field_of(column: Column) -> errors.Path:
    """Where a form has what the column says."""
    return ("input", next(name for name, each in _FIELDS.items() if each is column))


def read(headings: Sequence[str], cells: Sequence[str], surplus: int = 0) -> Deal:
    """What a row says, without a look at what is here: all its faults at once."""
    at = recognised(headings)
    said = {at[heading]: cell.strip() for heading, cell in zip(headings, cells, strict=False) if heading in at}
    said = {column: cell for column, cell in said.items() if cell}
    faults = list[errors.Refused]()
    if surplus:
        faults.append(errors.Invalid("The row has {count} more cells than the header row.", count=surplus))
    for column in NEEDED:
        if column not in said:
            faults.append(errors.Invalid("This field is required.", path=field_of(column)))
    found: dict[str, Any] = {}
    for column in [column for column, cell in said.items() if _is_odd(cell)]:
        faults.append(errors.Invalid("The cell cannot be read.", path=field_of(column)))
        del said[column]
    for name, make in _READ.items():
        try:
            found |= {name: value} if (value := make(said)) is not None else {}
        except errors.Refused as refused:
            faults.append(refused)
    return Deal(said, tuple(faults), **found)


def _is_odd(cell: str) -> bool:
    return UNREADABLE in cell or cell in ERRORS or cell == NO_RESULT


def _products(said: dict[Column, str]) -> list[str] | None:
    return several(said[C.PRODUCTS]) if C.PRODUCTS in said else None


def several(cell: str) -> list[str]:
    """What a cell names, between commas, semicolons, bars and lines; in quotes they are part of a name."""
    pieces = (quoted.replace('""', '"') or plain for quoted, plain in _SEVERAL.findall(cell))
    return [each.strip() for each in pieces if each.strip()]


def _regions(said: dict[Column, str]) -> list[str] | None:
    """Those that are named, or the customer's country, which is a code from here on."""
    if C.COUNTRY in said:
        code = country_of(said[C.COUNTRY])
        if code is None:
            raise errors.Invalid(
                "There is no country called {name}.", name=said[C.COUNTRY][:100], path=field_of(C.COUNTRY)
            )
        said[C.COUNTRY] = code
    named = said.get(C.REGIONS) or said.get(C.COUNTRY, "")
    found = [each for each in _CODES.split(named.upper()) if each]
    if found:
        said[C.REGIONS] = " ".join(found)
    return found or None


def _estimate(said: dict[Column, str]) -> Money | None:
    if C.AMOUNT not in said or C.CURRENCY not in said:
        return None
    amount = said[C.AMOUNT]
    told = money.parse(
        amount.replace(",", ".") if _COMMA.fullmatch(amount) else amount, said[C.CURRENCY].upper(),
        path=("input", "estimate"),
    )  # fmt: skip
    said[C.AMOUNT], said[C.CURRENCY] = money.text(told), told.currency
    return told


def _close(said: dict[Column, str]) -> date | None:
    if C.EXPECTED_CLOSE not in said:
        return None
    typed = said[C.EXPECTED_CLOSE]
    pointed = _POINTED.fullmatch(typed)
    try:
        found = date(int(pointed[3]), int(pointed[2]), int(pointed[1])) if pointed else date.fromisoformat(typed)
    except ValueError:
        path = field_of(C.EXPECTED_CLOSE)
        raise errors.Invalid("Enter the date as year-month-day, for example 2027-03-31.", path=path) from None
    said[C.EXPECTED_CLOSE] = found.isoformat()
    return found


def _stage(said: dict[Column, str]) -> Stage | None:
    if C.STAGE not in said:
        return None
    word = said[C.STAGE].upper()
    if word not in Stage.__members__:
        raise errors.Invalid.because(
            say("The stage must be one of these: {stages}.", stages=", ".join(Stage)), path=field_of(C.STAGE)
        )
    said[C.STAGE] = word
    return Stage(word)


_READ: Mapping[str, Callable[[dict[Column, str]], Any]] = {
    "products": _products, "regions": _regions, "estimate": _estimate, "expected_close_on": _close, "stage": _stage,
}  # fmt: skip
