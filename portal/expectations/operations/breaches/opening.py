"""A breach while somebody acts on it, with what was promised."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from portal.access import Actor
from portal.database.session import Session
from portal.expectations import queries
from portal.expectations.models import Breach, Expectation
from portal.expectations.operations.opening import Opened, opened
from portal.expectations.rules import promise as promises
from portal.expectations.rules.promise import Promise
from portal.expectations.scores.days import Days
from portal.machine import Machine
from portal.partners.models import Organisation
from portal.partners.operations import account
from portal.sentences import say

ABSENT = say("There is no such breach.")
SECOND = timedelta(seconds=1)


@dataclass(kw_only=True)
class OpenBreach(Opened[Breach]):
    """A breach while somebody acts on it."""

    expectation: Expectation
    promise: Promise

    def situation(self, machine: Machine[Any, Any]) -> Any:
        """By the days that the record has now."""
        zone = self.expectation.zone
        self.known |= {
            "cure_at": _end_of(self.record.cure_on, zone), "plan_due_at": _end_of(self.record.plan_due_on, zone)
        }  # fmt: skip
        return super().situation(machine)


def _end_of(day: date | None, zone: str) -> datetime | None:
    """Its last second."""
    return Days(day, day).ends_at(zone) - SECOND if day else None


async def opened_breach(
    session: Session, actor: Actor, *, breach_id: UUID, expected_version: int | None, now: datetime
) -> OpenBreach:
    """The breach under a row lock. Refuses: NotFound, NotAllowed for auditors, StaleVersion."""
    case = await opened(
        session, actor, Breach, breach_id, expected_version=expected_version, now=now, path=("input", "breachId"),
        absent=ABSENT,
    )  # fmt: skip
    expectation: Expectation = (await session.scalars(queries.expectation_of(case.record))).one()
    is_final = await session.scalar(queries.settled(case.record))
    found = of(session, actor, case.record, expectation, case.partner, case.company, now=now)
    found.known["is_final"] = is_final
    return found


def _is_valued(record: Breach) -> bool:
    """A boundary that was crossed has no value."""
    return record.measurement_id is not None or record.attestation_id is not None


def of(
    session: Session, actor: Actor, record: Breach, expectation: Expectation, partner: Organisation,
    company: Organisation, *, now: datetime,
) -> OpenBreach:  # fmt: skip
    """The same for a breach that the transaction has made or locked itself."""
    promise = promises.read(expectation.document)
    known = {"has_consequence": promise.consequence is not None and _is_valued(record)}
    return OpenBreach(
        session=session, actor=actor, record=record, clocks=account.clocks_of(partner, company), now=now, known=known,
        partner=partner, company=company, expectation=expectation, promise=promise,
    )  # fmt: skip
