"""A mapping that is put together from one choice for each column, and the choices that a mapping comes from."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from portal import errors
from portal.expectations.facts import statements, templates, values
from portal.expectations.facts.kinds import SubjectKind, Type
from portal.expectations.facts.statements import Statement
from portal.expectations.places import shown

Json = dict[str, Any]
SUBJECT, EXTERNAL, PARTNER = "subject_key", "external_id", "partner"
KEYS = (SUBJECT, EXTERNAL, PARTNER)
"""What a column can be besides a field: a piece of what the row is about, of its own id, or of the partner's name."""
PATH = ("input", "meaning", "columns")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What somebody chooses for a list with one row for each thing."""

    kind: SubjectKind
    columns: Mapping[str, str]
    """Headings, and the field that each is."""
    statement: Statement | None = None
    """What a row says; None: the whole of its thing."""
    currency: str = ""
    format: str = ""
    """In which days are written; empty: as it is recognised in each column."""
    zone: str = ""
    """In which times without an offset are meant."""
    decimal: str = ""
    missing: Sequence[str] = field(default_factory=tuple)
    """Words that stand for nothing."""


def choosable(kind: SubjectKind, statement: Statement | None = None) -> list[str]:
    """What a column can be."""
    return [*KEYS, *statements.fields(kind, statement or templates.WHOLE[kind])]


def _statement(chosen: Choices) -> Statement:
    """Refuses: Invalid for one that is not said of such things."""
    statement = chosen.statement or templates.WHOLE[chosen.kind]
    if statement not in statements.SHAPES[chosen.kind]:
        raise errors.Invalid(
            "{statement} is not possible for a subject of the kind {kind}.", statement=statement,
            kind=chosen.kind, path=PATH,
        )  # fmt: skip
    return statement


def mapping(chosen: Choices) -> Json:
    """The mapping of these choices; whoever reads it checks it. Refuses: Invalid."""
    if chosen.kind not in templates.WHOLE:
        raise errors.Invalid("These facts come from the portal's own records. You cannot send them.", path=PATH)
    statement = _statement(chosen)
    known, fields, keys = statements.fields(chosen.kind, statement), dict[str, Json](), dict[str, list[Json]]()
    for heading, name in chosen.columns.items():
        if name in KEYS:
            keys.setdefault(name, []).append({"column": heading})
        elif name not in known:
            raise errors.Invalid("{statement} has no field {name}.", statement=statement, name=shown(name), path=PATH)
        elif name in fields:
            raise errors.Invalid("Two columns are assigned to {column}.", column=name, path=PATH)
        else:
            fields[name] = {"column": heading, **_form(known[name].type, chosen)}
    amounts = any(known[name].type is Type.AMOUNT for name in fields)
    if chosen.currency and amounts and "currency" not in fields:
        fields["currency"] = {"text": chosen.currency}
    if SUBJECT not in keys:
        raise errors.Invalid("Choose the column that names the subject of each row.", path=PATH)
    for name in _also(chosen.kind, fields, known):
        usual = templates.column(name, [part["column"] for part in keys[SUBJECT]])
        fields |= {name: {"column": usual, **_form(known[name].type, chosen)}} if usual else {}
    fact: Json = {"statement": statement.value, "fields": fields}
    if EXTERNAL in keys:
        fact["external_id"] = keys[EXTERNAL]
    found: Json = {"kind": chosen.kind.value, "subject_key": keys[SUBJECT], "facts": [fact]}
    found |= {"partner": keys[PARTNER]} if PARTNER in keys else {}
    return found | ({"missing": [*chosen.missing]} if chosen.missing else {})


def _also(kind: SubjectKind, fields: Iterable[str], known: Iterable[str]) -> list[str]:
    """What a piece of the key says of the thing as well: its order, or its product."""
    return [name for name in templates.KEYED_BY[kind] if name in known and name not in fields]


def _form(type_: Type, chosen: Choices) -> Json:
    """How the cells of the column are written, as far as it is said for all columns."""
    said = {"format": chosen.format, "zone": chosen.zone, "decimal": chosen.decimal}
    found = {name: said[name] for name in values.MAY_HAVE[type_] if said.get(name)}
    grouping = {",": ".", ".": ","}.get(chosen.decimal)
    return found | ({"grouping": grouping} if "decimal" in found and grouping else {})


def columns(content: Mapping[str, Any]) -> dict[str, str]:
    """The field that each column is by a mapping, as far as one choice for each column can say it."""
    found: dict[str, str] = {}
    for fact in content.get("facts", ()):
        for name, source in fact.get("fields", {}).items():
            if "column" in source:
                found.setdefault(source["column"], name)
        for part in fact.get(EXTERNAL, ()):
            found.setdefault(part.get("column", ""), EXTERNAL)
    for name in (SUBJECT, PARTNER):
        found |= {part["column"]: name for part in content.get(name, ()) if "column" in part}
    found.pop("", None)
    return found


def is_simple(content: Mapping[str, Any]) -> bool:
    """Whether one choice for each column says all of the mapping."""
    facts = content.get("facts", ())
    if len(facts) != 1 or "when" in facts[0]:
        return False
    plain = {"column", "text", "format", "zone", "decimal", "grouping"}
    sources = [*facts[0]["fields"].items()]
    parts = [part for name in KEYS for part in (*content.get(name, ()), *facts[0].get(name, ()))]
    of_key, doubled = {part.get("column") for part in content[SUBJECT]}, templates.KEYED_BY[content["kind"]]
    named = [part.get("column") for part in parts] + [
        source["column"]
        for name, source in sources
        if "column" in source and not (name in doubled and source["column"] in of_key)
    ]
    return (
        all("column" in part for part in parts)
        and all(source.keys() <= plain and ("text" not in source or name == "currency") for name, source in sources)
        and len(named) == len(set(named))
    )


def guessed(headings: Sequence[str], wanted: SubjectKind | None = None) -> tuple[Json, list[str]]:
    """The mapping that fits the headings best, for rows about these, and what it lacks before it can be used."""
    kinds = [kind for kind in templates.WHOLE if wanted in {None, kind}] or [*templates.WHOLE]
    present = {heading.casefold() for heading in headings}
    for kind, shapes in statements.SHAPES.items():
        for statement in shapes if kind in kinds and SUBJECT in present else ():
            fields = statements.fields(kind, statement)
            if all(name in present for name in fields if fields[name].is_needed) and present & {*fields}:
                return templates.own(kind, statement, headings), []
    drafts = [templates.suggested(kind, headings) for kind in kinds]
    return min(drafts, key=lambda draft: (len(draft[1]), -len(draft[0]["facts"][0]["fields"])))
