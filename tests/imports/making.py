"""Imports as tests find them; and one of each person of a world."""

from typing import Any

from portal import ids
from portal.imports.models import Import, ImportRow, Mapping, Piece
from portal.imports.rules import Kind, RowStatus, Status
from portal.partners.models import Membership, Organisation
from tests.moment import NOW

SEEN: dict[str, tuple[int | None, ...]] = {
    "import_job": (None, 1, 1, 4, 4, None),
    "import_mapping": (None, 1, 1, 4, 4, None),
    "import_piece": (None, 1, 1, 4, 4, None),
    "import_row": (None, 1, 1, 4, 4, None),
}
NODES: dict[str, str] = {}


def job(member: Membership, **columns: Any) -> Import:
    values = {
        "person_id": member.person_id, "id": ids.new(), "kind": Kind.PARTNERS, "status": Status.CHECKED,
        "name": "suppliers.csv", "encoding": "", "sheet": "", "headings": [{"heading": "Name", "column": "NAME"}],
        "defaults": {}, "mapping": "", "is_inviting": False, "allowed": [], "fault": [], "created_at": NOW,
        "updated_at": NOW, "version": 1,
    }  # fmt: skip
    return Import(**{**values, **columns})


def row(of: Import, number: int = 2, **columns: Any) -> ImportRow:
    values = {
        "person_id": of.person_id, "id": ids.new(), "import_id": of.id, "number": number, "cells": ["Acme"],
        "surplus": 0, "status": RowStatus.NEW, "understood": [], "faults": [], "similar": [], "is_invited": False,
    }  # fmt: skip
    return ImportRow(**{**values, **columns})


async def world(make: Any, _partner: Organisation, owner: Membership, admin: Membership) -> None:
    """A row of every table of this room for a person of the partner, who is never let in, and one of the company."""
    for member in (owner, admin):
        made = job(member)
        whose = {"person_id": made.person_id, "import_id": made.id}
        await make.add(made)
        await make.add(
            row(made), Piece(**whose, number=1, content=b"Name"),
            Mapping(
                person_id=made.person_id, kind=Kind.PARTNERS, name="the same", columns={}, defaults={}, used_at=NOW
            ),
        )  # fmt: skip


RECORDS: dict[str, Any] = {}
