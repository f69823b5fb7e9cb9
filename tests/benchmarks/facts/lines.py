"""Lines of orders made of numbers: what a source tells of each, and what it comes to, written by hand."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from portal.expectations.facts.kinds import SubjectKind
from portal.expectations.facts.statements import Statement
from portal.expectations.operations import Given

FIRST, DAYS = date(2022, 1, 1), 1461
"""Four years."""
QUARTER, OVER = date(2025, 10, 1), date(2025, 12, 31)
SOURCE = "ERP"
RECEIVED = datetime(2026, 1, 2, tzinfo=UTC)
DAY = timedelta(days=1)
STRIDE = 601
"""Days from one line of a partner to its next, so that a few lines are all over the years."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of ten pieces: one in seventeen comes three days late, and of one in 29 a piece is missing."""

    partner_id: UUID
    number: int
    agreed_on: date
    is_late: bool
    is_short: bool

    @classmethod
    def of(cls, partner_id: UUID, number: int) -> "Line":
        day = FIRST + DAY * (number * STRIDE % DAYS)
        return cls(partner_id, number, day, number % 17 == 0, number % 29 == 0)

    @property
    def key(self) -> str:
        return f"L{self.number}"

    @property
    def subject_id(self) -> UUID:
        return uuid5(self.partner_id, f"ORDER_LINE {self.key}")

    @property
    def received(self) -> int:
        return 9 if self.is_short else 10

    @property
    def received_on(self) -> date:
        return self.agreed_on + DAY * (3 if self.is_late else 0)

    @property
    def told(self) -> dict[str, str]:
        """What its source tells, in the order of the names."""
        return {
            "agreed_on": str(self.agreed_on), "currency": "EUR", "order": f"O{self.number // 3}", "ordered": "10",
            "ordered_on": str(self.agreed_on - DAY * 20), "owed_by": "PARTNER", "received": str(self.received),
            "received_on": str(self.received_on), "value": str(1 + self.number * 37 % 100_003),
        }  # fmt: skip

    @property
    def given(self) -> Given:
        return Given(
            kind=SubjectKind.ORDER_LINE, statement=Statement.LINE, subject_key=self.key, external_id=self.key,
            values=self.told,
        )  # fmt: skip

    @property
    def document(self) -> str:
        return _written(self.told)

    @property
    def fact_sha256(self) -> str:
        said = f'{{"kind":"ORDER_LINE","statement":"LINE","subject":"{self.key}","values":{self.document}}}'
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def state(self) -> dict[str, Any]:
        """The columns of the subject that something is known of."""
        told, came = self.told, str(self.received_on)
        by_agreed = 0 if self.is_late else self.received
        return {
            "order": told["order"], "ordered_on": told["ordered_on"], "agreed_on": told["agreed_on"], "ordered": 10,
            "received_by_agreed": by_agreed, "received": self.received, "first_received_on": came,
            "last_received_on": came, **({} if self.is_short else {"completed_on": came}), "rejected_by_agreed": 0,
            "rejected": 0, "cancelled": 0, "is_cancelled": False, "value": int(told["value"]), "owed_by": "PARTNER",
        }  # fmt: skip

    @property
    def state_sha256(self) -> str:
        values = _written({name: _text(value) for name, value in sorted(self.state.items())})
        said = f'{{"currency":"EUR","kind":"ORDER_LINE","pauses":[],"values":{values}}}'
        return hashlib.sha256(said.encode()).hexdigest()


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _written(values: dict[str, str]) -> str:
    return "{" + ",".join(f'"{name}":"{value}"' for name, value in values.items()) + "}"


def of_partner(partner_id: UUID, many: int, *, start: int = 0) -> Iterator[Line]:
    for number in range(start, start + many):
        yield Line.of(partner_id, number)
