"""What a partner and the company expect of each other, as files: what was agreed, the facts, and all that came of them.

With them anybody computes each value again: a measurement's revision names the digest of the promise, of its
definition, and of the states of its subjects, which are the fold of the facts.
"""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from portal import handover
from portal.access import Actor, Permission
from portal.expectations import models
from portal.expectations.models import Expectation, Metric, PrimarySource, Scorecard
from portal.handover import Sheet

_TOLD = handover.columns("company_id", "owner_id", "person_id", "measured_until", "due_calendar", "made_by")


_PLAIN = handover.columns(has_id=False)


def _shown(kind: Any) -> Any:
    """What the other side has seen; a draft is not handed over."""
    return lambda found: found.where(kind.proposed_at.is_not(None))


def _promise(row: Expectation) -> dict[str, Any]:
    """With the partner's id, from which those of subjects follow."""
    return {**_TOLD(row), "partner_id": str(row.partner_id)}


SHEETS = (
    Sheet("expectations", Expectation, _promise, _shown(Expectation)),
    Sheet("measurements", models.Measurement, _TOLD),
    Sheet("revisions", models.MeasurementRevision, _TOLD),
    Sheet("contested", models.FactContest, _TOLD),
    Sheet("excluded", models.Exclusion, _TOLD),
    Sheet("attestations", models.Attestation, _TOLD),
    Sheet("breaches", models.Breach, _TOLD),
    Sheet("plans", models.PlanStep, _TOLD),
    Sheet("consequences", models.Consequence, _TOLD),
    Sheet("scorecards", Scorecard, _TOLD, _shown(Scorecard)),
    Sheet("scored", models.ScorecardPeriod, _TOLD),
    Sheet("batches", models.FactBatch, _TOLD),
    Sheet("facts", models.Fact, _TOLD),
)


async def papers(session: Any, actor: Actor, partner_id: UUID) -> AsyncIterator[tuple[str, bytes]]:
    """One file for each kind of row that there is, and each definition as its digest was computed."""
    if Permission.EXPECTATION_READ not in actor.permissions:
        return
    for metric in await session.scalars(_definitions(partner_id)):
        yield f"expectations/definitions/{metric.sha256}.json", metric.document.encode()
    for name, kind in (("primary", PrimarySource), ("calendars", models.OpenCalendar)):
        rows = (await session.scalars(select(kind).where(kind.partner_id == partner_id))).all()
        if rows:
            yield f"expectations/{name}.jsonl", handover.lines(map(_PLAIN, rows))
    async for paper in handover.papers(session, partner_id, "expectations", SHEETS):
        yield paper


def _definitions(partner_id: UUID) -> Select[Any]:
    used = select(Expectation.metric_id).where(
        Expectation.partner_id == partner_id, Expectation.proposed_at.is_not(None)
    )
    return select(Metric).where(Metric.id.in_(used)).order_by(Metric.id)
