"""Contracts that wait for a step, all with one text: as if the process had shown each of them to whoever acts."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from portal.contracts.text import documents, reading
from portal.contracts.text.documents import Change, Clause, Document, Operation, Party
from portal.contracts.text.terms import Renewal, Terms
from tests.benchmarks import seed
from tests.benchmarks.seed import Reader

MADE = Path(__file__).with_name("papers.sql").read_text(encoding="utf-8")
VERSION = 3
"""Of each contract before the step."""
WORDS = "The supplier delivers what the buyer orders, in the quality and by the day that the order names. "
TEXT = documents.written(
    Document(
        "Supply of parts",
        "SUPPLY",
        (Party("HOST", "Entente Works", "DE"), Party("PARTNER", "Partner & Söhne", "DE")),
        Terms(date(2026, 4, 1), date(2027, 3, 31), Renewal.NONE, 30, None, "DE"),
        tuple(Clause(f"c{n}", f"{n}", f"Heading {n}", f"{n}. {WORDS * 4}".strip(), 0) for n in range(1, 13)),
    )
)
"""Twelve clauses, five kilobytes."""
CHANGES = (
    Change(
        op=Operation.REPLACE, clause_key="c4", text=f"Anew. {WORDS * 4}".strip(),
        base_sha256=documents.clause_digest(TEXT.document.clauses[3]),
    ),
    Change(
        op=Operation.INSERT, clause_key="n1", after_key="c7", number="7a", heading="Late", text=WORDS.strip(), depth=0
    ),
    Change(op=Operation.SET_TERM, term="notice_days", value="60"),
)  # fmt: skip
RESULT = reading.result(TEXT.text, CHANGES).written
RATIONALE = "Because."


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a round and where it begins: whose round it is, and how far that is."""

    name: str
    side: str
    status: str
    events: tuple[str, ...]


EDIT = Step("edit", "PARTNER", "DRAFTING", ("negotiation.draft_saved",))
SUBMIT = Step("submit", "PARTNER", "DRAFTING", ("negotiation.round_submitted",))
ACCEPT = Step("accept", "HOST", "SUBMITTED", ("negotiation.round_accepted", "contract.agreed"))
STEPS = (EDIT, SUBMIT, ACCEPT)


@dataclass(frozen=True, slots=True)
class Paper:
    """One contract, and the person of the partner who takes the step; it can be taken once."""

    contract_id: UUID
    round_id: UUID
    partner_id: UUID
    member_id: UUID
    person_id: UUID
    name: str
    email: str

    @property
    def change_ids(self) -> list[UUID]:
        """Of the changes that the round has had before the step."""
        return [UUID(hashlib.md5(f"{self.contract_id}{n}".encode()).hexdigest()) for n in range(len(CHANGES))]

    @property
    def cookie(self) -> str:
        return seed.value_of(self.email)


def rows(changes: Sequence[Change]) -> list[dict[str, Any]]:
    """The changes as the table's columns have them."""
    named = {"op": "operation", "value": "term_value"}
    return [
        {named.get(name, name): value for name, value in asdict(change).items()}
        | {"position": place, "rationale": RATIONALE}
        for place, change in enumerate(changes)
    ]


async def made(
    connection: asyncpg.Connection, step: Step, readers: Sequence[Reader], many: int, moment: datetime
) -> list[Paper]:
    """New contracts of a moment where the step is the next; each reader has as many as the others."""
    members = [reader.member_id for reader in islice(cycle(readers), many)]
    changes = json.dumps(rows(CHANGES))
    found = await connection.fetch(
        MADE, members, step.side, step.status, TEXT.text, TEXT.sha256, RESULT.sha256, changes, moment
    )
    return [Paper(**dict(row)) for row in found]
