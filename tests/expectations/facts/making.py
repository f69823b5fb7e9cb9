"""Facts as tests tell them: by kind and statement, with the values as text; and the smallest mapping."""

from typing import Any

from portal.expectations.facts import fact
from portal.expectations.facts.fact import Fact
from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import SHAPES, Statement

COLUMN = {"column": "A"}
NEEDED = {
    Statement.LINE: {"ordered": "10", "unit": "C62"},
    Statement.INVOICE: {"issued_on": "2026-04-01", "due_on": "2026-05-01", "amount": "100", "currency": "EUR"},
    Statement.TICKET: {"opened_at": "2026-05-04T08:00:00Z"},
}


def told(statement: str, *, kind: str = "", source: str = "erp", external_id: str = "", **values: str) -> Fact:
    """A fact; what a statement needs and nobody says is as in NEEDED."""
    said = Statement(statement)
    about = SubjectKind(kind) if kind else next(each for each, shapes in SHAPES.items() if said in shapes)
    given = {**NEEDED.get(said, {}), **values}
    name = external_id or f"{statement} " + " ".join(f"{value}" for value in given.values())
    return Fact(about, said, "4711/1", source, name, fact.told(about, said, given))


def line(**values: str) -> Fact:
    return told("LINE", **values)


def receipt(received_on: str, received: str, **more: str) -> Fact:
    return told("RECEIPT", received_on=received_on, received=received, **more)


def content(fields: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """A mapping of lines in JSON, with other parts where a test names them."""
    given = {"ordered": COLUMN} if fields is None else fields
    fact = {"statement": "LINE", "fields": given, **more.pop("fact", {})}
    return {"kind": "ORDER_LINE", "subject_key": [COLUMN], "facts": [fact], **more}
