"""A value whose lines stay contested becomes a dispute by itself, and is final once that has ended."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.access import SYSTEM, Actor, Side
from portal.database.session import Session
from portal.disputes import queries
from portal.disputes.models import Dispute
from portal.disputes.models.cases import LINE_LONGEST, MOST_LINES, TITLE_LONGEST
from portal.disputes.operations import drafting, filing
from portal.disputes.operations.drafting import Said
from portal.disputes.operations.lines import GivenLine
from portal.expectations import operations as expectations
from portal.expectations import queries as measured
from portal.expectations.models import Expectation, FactContest, Measurement, Subject
from portal.expectations.rules.measurement import MeasurementStatus
from portal.journal import Entry
from portal.partners.operations import account

REASON = "MEASUREMENT_WRONG"
DISPUTED = ("measurement.disputed", "measurement.disputed_by_silence")
OVER = (
    "dispute.resolved", "dispute.withdrawn", "dispute.lapsed", "dispute.closed_as_refused", "dispute.outcome_recorded",
)  # fmt: skip


async def on_measurement_disputed(session: Session, _actor: Actor, entry: Entry, now: datetime) -> Dispute | None:
    """Files the lines of a value that its obligor does not accept, or that nobody has answered; gives the last case.

    More lines than one dispute can have are filed in as many as they need.
    Lines about which there is an open dispute already stay in that; running it again files nothing more.
    """
    record: Measurement | None = await session.scalar(measured.measurement(entry.record_id))
    if record is None or record.status is not MeasurementStatus.DISPUTED:
        return None
    expectation: Expectation = (await session.scalars(measured.expectation_of(record))).one()
    parts = list(batched(await _lines(session, record)))
    filed = None
    for number, lines in enumerate(parts, 1):
        part = f" ({number}/{len(parts)})" if len(parts) > 1 else ""
        title = f"{expectation.title}, {record.starts_on} – {record.ends_on}"[: TITLE_LONGEST - len(part)]
        said = Said(
            reason_code=REASON, title=f"{title}{part}", text=record.reason,
            contract_id=expectation.contract_id if expectation.contract_sha256 else None,
        )  # fmt: skip
        made = await _drafted(session, record, entry.by_id, said, lines, now)
        filed = await filing.file(session, SYSTEM, dispute_id=made.id, expected_version=made.version, now=now)
    return filed


def batched(lines: Sequence[GivenLine]) -> Iterator[Sequence[GivenLine]]:
    """As many of them as a dispute can have, then the next."""
    return (lines[first : first + MOST_LINES] for first in range(0, len(lines), MOST_LINES))


async def _drafted(
    session: Session, record: Measurement, by: UUID, said: Said, lines: Sequence[GivenLine], now: datetime
) -> Dispute:
    place = await account.opened(session, SYSTEM, partner_id=record.partner_id, expected_version=None, now=now)
    return await drafting.begin(
        session, SYSTEM, place=place, said=said, given=lines, claimant=Side(record.obligor), by=by, now=now
    )  # fmt: skip


async def _lines(session: Session, record: Measurement) -> list[GivenLine]:
    """Those that were upheld or never answered, the first contested first; each once."""
    disputed = set((await session.scalars(queries.open_keys_of(record))).all())
    rows: Any = await session.execute(measured.standing_contests_of(record))
    found = {subject.subject_key: _line(record, contest, subject) for contest, subject in rows}
    return [line for key, line in found.items() if key not in disputed]


def _line(record: Measurement, contest: FactContest, subject: Subject) -> GivenLine:
    return GivenLine(
        record=(Measurement.PREFIX, record.id), subject_key=subject.subject_key, text=contest.claim[:LINE_LONGEST]
    )  # fmt: skip


async def settle_measurements(session: Session, _actor: Actor, entry: Entry, now: datetime) -> list[UUID]:
    """Each value that a dispute was about is counted as was settled, and final; gives those that have moved."""
    moved, is_corrected = [], await session.scalar(queries.has_corrected(entry.partner_id, entry.record_id))
    for measurement_id in (await session.scalars(queries.measurements_in(entry.partner_id, entry.record_id))).all():
        if await session.scalar(queries.is_open_about(entry.partner_id, measurement_id)):
            continue  # another one goes on
        if await expectations.apply_outcome(session, measurement_id=measurement_id, now=now, is_corrected=is_corrected):
            moved.append(measurement_id)
    return moved
