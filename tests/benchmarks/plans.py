"""The very statement that the product runs for an operation, with its values for each reader."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from frontend_stub.site.api import read_operations
from portal import ids
from portal.access import Actor, Role, Side
from schema import root
from schema.engine.compiler import Plan
from schema.engine.context import Api
from tests.benchmarks.seed import Reader

OPERATIONS = Path(__file__).with_name("operations")
PAGES = {"home": "Home"}
"""What a page asks is taken from the page."""
NAMES = ("q1", "q4", "nested", "actions", "fresh", "home", "days")
DAYS = {"from": "2026-06-01", "until": "2027-06-01"}
"""The ends of the contracts are among them."""


@dataclass(frozen=True, slots=True)
class Planned:
    """One statement and the values of each reader, in their order."""

    plan: Plan
    values: tuple[tuple[Any, ...], ...]


def source(name: str, *, peer: str = "") -> str:
    if name in PAGES and not peer:
        return _of_page(PAGES[name])
    return (OPERATIONS / peer / f"{name}.graphql").read_text(encoding="utf-8")


@cache
def _of_page(name: str) -> str:
    """The operation with its fragments, as the page sends it."""
    sent = read_operations(root.sdl()).get(name)
    if sent is None:
        raise ValueError(f"no page asks {name}")
    text: str = json.loads(sent.opening + b"{}}")["query"]
    return text


def variables(name: str, reader: Reader) -> Mapping[str, str]:
    if name in {"home", "days"}:
        return DAYS
    return {"id": ids.text("ctr", reader.contract_id)} if name == "q4" else {}


def planned(api: Api, name: str, readers: Sequence[Reader]) -> Planned:
    """The plan of an operation for a partner's administrator."""
    document = api.documents.get(source(name))
    operation = document.operation(None)
    plan, values = None, []
    for actor, reader in _actors(readers):
        given = api.documents.variables(operation, variables(name, reader))
        plan = plan or api._compiler(document, given, actor).read(operation)
        values.append((reader.token_sha256, actor.version, *plan.values(given.coerced)))
    if plan is None:
        raise ValueError("there is nobody to read")
    return Planned(plan, tuple(values))


def _actors(readers: Sequence[Reader]) -> Iterator[tuple[Actor, Reader]]:
    for reader in readers:
        yield Actor(reader.person_id, "", Side.PARTNER, reader.partner_id, frozenset({Role.PARTNER_ADMIN})), reader
