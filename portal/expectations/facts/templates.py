"""Sheets that people fill in without a mapping of their own, and mappings drafted from a sheet's headings."""

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.expectations.facts import statements
from portal.expectations.facts.kinds import SubjectKind, Type
from portal.expectations.facts.statements import Field, Statement

S, T, K = Statement, Type, SubjectKind
Json = dict[str, Any]
KEYS = ("subject_key", "external_id")
EXAMPLES: Mapping[Type, str] = {
    T.DAY: "2026-05-10", T.INSTANT: "2026-05-10T09:30:00+02:00", T.NUMBER: "10", T.AMOUNT: "1250.50", T.TRUTH: "yes",
    T.WORD: "A",
}  # fmt: skip
SPECIAL = {"unit": "C62", "currency": "EUR", "order": "4500017", "sequence": "1", "subject_key": "4500017/10"}
WHOLE: Mapping[SubjectKind, Statement] = {
    K.ORDER_LINE: S.LINE,
    K.INVOICE: S.INVOICE,
    K.TICKET: S.TICKET,
    K.LOT: S.INSPECTION,
    K.FORECAST: S.FORECAST,
}
"""The statement that a list with one row for each thing tells."""


def headings(kind: SubjectKind, statement: Statement) -> list[str]:
    """The columns of a sheet of one kind of statement: the keys, what is needed, what may be."""
    known = statements.fields(kind, statement)
    return [*KEYS, *sorted(known, key=lambda name: not known[name].is_needed)]


def sheet(kind: SubjectKind, statement: Statement) -> str:
    """A CSV to fill in: the headings, and one row as an example."""
    known, file = statements.fields(kind, statement), io.StringIO()
    names = headings(kind, statement)
    csv.writer(file).writerows([names, [_example(name, known.get(name)) for name in names]])
    return file.getvalue()


def _example(name: str, field: Field | None) -> str:
    if name == "external_id":
        return "4500017/10-1"
    if field is not None and field.words:
        return min(field.words)
    return SPECIAL.get(name) or EXAMPLES[field.type if field else T.WORD]


def own(kind: SubjectKind, statement: Statement, present: Iterable[str]) -> Json:
    """The mapping of a sheet with these headings; optional columns may be left out of it."""
    there = {heading.casefold() for heading in present}
    known = statements.fields(kind, statement)
    wanted = [name for name in known if known[name].is_needed or name in there]
    fact: Json = {"statement": statement.value, "fields": {name: {"column": name} for name in wanted}}
    if KEYS[1] in there:
        fact["external_id"] = [{"column": KEYS[1]}]
    return {"kind": kind.value, "subject_key": [{"column": KEYS[0]}], "facts": [fact]}


_USUAL: Mapping[str, str] = {
    "order": "order|order number|order no|po|po number|purchase order|po so|sales order|поръчка|номер на поръчка|"
    "ऑर्डर|ऑर्डर नंबर|numero ng order",
    "line": "line|line number|line no|item|item number|position|pos|ред|номер на ред|पंक्ति|linya|id|line id",
    "ordered_on": "order date|ordered on|po date|po sent to vendor date|дата на поръчка|ऑर्डर तिथि|petsa ng order",
    "requested_on": "requested date|requested delivery date|requested on|желана дата|अनुरोधित तिथि|hiniling na petsa",
    "promised_on": "promised date|confirmed date|promised on|потвърдена дата|वादा तिथि|ipinangakong petsa",
    "agreed_on": "scheduled delivery date|agreed date|delivery date|due date|agreed on|срок|дата на доставка|"
    "सहमत तिथि|डिलीवरी तिथि|petsa ng paghahatid",
    "ordered": "ordered|ordered quantity|order quantity|quantity|qty|line item quantity|количество|मात्रा|dami",
    "unit": "unit|uom|unit of measure|base unit|мярка|единица|इकाई|yunit",
    "value": "value|line value|line item value|net value|net amount|amount|стойност|मूल्य|halaga",
    "currency": "currency|currency code|валута|मुद्रा|pera",
    "received": "received|received quantity|delivered quantity|quantity received|получено|प्राप्त मात्रा|natanggap",
    "received_on": "received on|receipt date|received date|delivered on|goods receipt date|actual delivery date|"
    "delivered to client date|получено на|प्राप्ति तिथि|petsa ng pagtanggap",
    "invoice": "invoice|invoice number|invoice no|document number|фактура|номер на фактура|चालान|चालान नंबर|"
    "numero ng invoice",
    "issued_on": "invoice date|document date|issued on|issue date|дата на фактура|चालान तिथि|petsa ng invoice",
    "due_on": "due date|payment due date|net due date|due on|падеж|देय तिथि|takdang petsa",
    "amount": "amount|invoice amount|total|gross amount|total amount|сума|राशि|halaga",
    "settled_on": "settled date|paid on|payment date|clearing date|paid date|платено на|भुगतान तिथि|petsa ng bayad",
    "is_disputed": "disputed|dispute|is disputed|оспорена|विवादित|pinagtatalunan",
    "ticket": "number|ticket|ticket number|ticket id|incident|case|case number|id|билет|टिकट|tiket",
    "opened_at": "opened at|opened|created|created at|created on|open date|открит|खोला गया|binuksan",
    "answered_at": "first response|first response at|answered at|responded at|първи отговор|पहला उत्तर|unang sagot",
    "resolved_at": "resolved at|resolved|closed at|solved at|resolution date|решен|हल किया गया|nalutas",
    "updated_at": "updated at|last updated|sys updated at|modified|променен|अपडेट किया गया|binago",
    "priority": "priority|severity|приоритет|प्राथमिकता|prayoridad",
    "is_met": "made sla|sla met|in time|спазен|समय पर|nasunod",
    "lot": "lot|lot number|batch|inspection lot|inspection|партида|लॉट|lote|id",
    "inspected_on": "inspection date|inspected on|date|дата|निरीक्षण तिथि|petsa",
    "quantity": "quantity|lot quantity|inspected quantity|lot size|количество|मात्रा|dami",
    "defects": "defects|defect qty|defect quantity|дефекти|दोष|depekto",
    "rejected": "rejected|rejected quantity|бракувано|अस्वीकृत|tinanggihan",
    "result": "result|decision|usage decision|резултат|परिणाम|resulta",
    "starts_on": "period|period start|month|week|starts on|период|अवधि|panahon",
    "made_on": "forecast date|made on|version date|дата на прогноза|पूर्वानुमान तिथि",
    "forecast": "forecast|forecast quantity|plan|прогноза|पूर्वानुमान|pagtataya",
    "actual": "actual|actuals|actual quantity|sold|реално|वास्तविक|aktuwal",
    "site": "site|plant|plant id|country|location|warehouse|обект|साइट|lugar",
    "product": "product|material|material id|sku|article|item code|продукт|материал|उत्पाद|produkto",
    "product_group": "product group|category|material group|material type id|група|उत्पाद समूह|kategorya",
    "order_type": "order type|type|вид|प्रकार|uri",
}
KEYED_BY: Mapping[SubjectKind, Sequence[str]] = {
    K.ORDER_LINE: ("order", "line"), K.INVOICE: ("invoice",), K.TICKET: ("ticket",), K.LOT: ("lot",),
    K.FORECAST: ("product", "site", "starts_on"),
}  # fmt: skip
"""The parts of a subject's key, as far as there are columns for them."""
_SIGNS, _CAMELS = re.compile(r"[\s_.:*#()/-]+"), re.compile(r"(?<=[a-z])(?=[A-Z])")


def _bare(heading: str) -> str:
    """As headings are compared: words in small letters, whatever stands between them."""
    return " ".join(filter(None, _SIGNS.split(unicodedata.normalize("NFKC", heading)))).casefold()


def suggested(kind: SubjectKind, present: Sequence[str]) -> tuple[Json, list[str]]:
    """A draft of a mapping for a list with one row for each thing, and what it lacks before it can be used."""
    known = statements.fields(kind, WHOLE[kind])
    keys = [found for name in KEYED_BY[kind] if (found := column(name, present))]
    fields = {name: {"column": found} for name in known if (found := column(name, present))}
    lacking = [
        name for name in known if name not in fields and (known[name].is_needed or _is_needed_by(name, fields, known))
    ]
    fact = {"statement": WHOLE[kind].value, "fields": fields}
    parts = [{"column": each} for each in keys]
    return {"kind": kind.value, "subject_key": parts, "facts": [fact]}, ([] if keys else [KEYS[0]]) + lacking


def column(name: str, present: Sequence[str]) -> str | None:
    """The heading by which a field usually goes: the more usual name first."""
    usual = _USUAL.get(name, "").split("|")
    found = {_bare(_CAMELS.sub(" ", heading)): heading for heading in reversed(present)}
    found |= {_bare(heading): heading for heading in reversed(present)}
    return next((found[each] for each in usual if each and each in found), None)


def _is_needed_by(name: str, fields: Iterable[str], known: Mapping[str, Field]) -> bool:
    return any(known[each].needs == name for each in fields)
