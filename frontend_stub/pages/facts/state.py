"""What is known of a subject, field by field, as people write it."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel import numbers

from frontend_stub.pages.facts.words import AT_A_GLANCE, NEEDED
from frontend_stub.site import i18n, words
from frontend_stub.site.i18n import gettext_ as _

Json = dict[str, Any]
_LONGEST_DAY = 10
"""Signs of a day; an instant has more."""


def written(name: str, value: str) -> str:
    """A field's value in the reader's way of writing; what this page does not know stays as it is."""
    known = words.WORDS["Known"]
    if value in known:
        return i18n.pgettext(*known[value])
    if name.endswith("_on"):
        return i18n.day(value) if _is(date.fromisoformat, value) else value
    if name.endswith("_at"):
        return str(i18n.moment(value)) if _is(datetime.fromisoformat, value) else value
    return _number(value) if name not in _PLAIN else value


_PLAIN = frozenset({"order", "unit", "site", "product", "product_group", "order_type", "priority", "topic", "currency"})
"""Words, also where they are made of digits."""


_RECORDS = {"ctr": "contracts", "obl": "obligations", "opp": "opportunities", "dsp": "disputes", "bnd": "boundaries"}
_NAMED = re.compile(r"([a-z]{3})_[0-9a-f]{32}")


def record(key: str) -> str:
    """The page of the record of the portal that a subject is called by; "" for none."""
    named = _NAMED.match(key)
    return f"/{_RECORDS[named[1]]}/{named[0]}" if named and named[1] in _RECORDS else ""


def _is(read: Any, value: str) -> bool:
    try:
        read(value)
    except ValueError:
        return False
    return True


def _number(value: str) -> str:
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    return numbers.format_decimal(number, format="#,##0.######", locale=i18n.READER.get().locale)


def glance(subject: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(label, value) of what tells one line from another, with what is missing to it."""
    state = {each["name"]: each["value"] for each in subject["state"]}
    found = []
    for name in AT_A_GLANCE.get(subject["kind"], ()):
        if name in state:
            found.append((words.word(name, "SubjectField"), written(name, state[name])))
        elif name in NEEDED:
            found.append((words.word(name, "SubjectField"), _("not yet")))
    return found


def told(fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """(label, value) of fields in the order in which they stand."""
    return [(words.word(name, "SubjectField"), written(name, value)) for name, value in fields]


def document(text: str) -> dict[str, str]:
    """The fields of a fact, from its document; none of what is no such document."""
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    values = found.get("values", found) if isinstance(found, dict) else {}
    return {str(name): str(value) for name, value in values.items() if isinstance(value, str)}


def others(text: str | None) -> list[Json]:
    """What the sources that do not count tell, where they differ: `source` and `fields`."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return []
    if not isinstance(found, dict):
        return []
    return [
        {
            "source": str(source),
            "fields": {str(name): "" if value is None else str(value) for name, value in of.items()},
        }
        for source, of in found.items()
        if isinstance(of, dict)
    ]
